"""The configurations for agents start the server."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from support.pages import Block, list_blocks

CONFIGURATIONS = list_blocks("json", "mcpServers")


@pytest.mark.parametrize("block", CONFIGURATIONS, ids=lambda block: block.place)
def test_the_configuration_of_an_agent_starts_the_server(block: Block) -> None:
    [server] = json.loads(block.text)["mcpServers"].values()
    assert server["command"] == "maton-google-meet"
    command = [sys.executable, "-m", "maton_google_meet", *server["args"], "--sandbox"]
    result = subprocess.run(command, input="", capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("", "")


def test_the_guide_has_a_configuration() -> None:
    assert "docs/guides/agents.md" in {block.page for block in CONFIGURATIONS}
