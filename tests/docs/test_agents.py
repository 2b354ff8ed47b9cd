"""The configurations for agents start the server."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from support.pages import Block, list_blocks

CONFIGURATIONS = list_blocks("json", "mcpServers", '"command"')


def read_server(block: Block) -> dict[str, Any]:
    """Return the entry of the server."""
    [server] = json.loads(block.text)["mcpServers"].values()
    assert server["command"] == "maton-google-meet"
    return dict(server)


@pytest.mark.parametrize(
    "arguments", sorted({" ".join(read_server(block)["args"]) for block in CONFIGURATIONS})
)
def test_the_configuration_of_an_agent_starts_the_server(arguments: str) -> None:
    command = [sys.executable, "-m", "maton_google_meet", *arguments.split(), "--sandbox"]
    result = subprocess.run(command, input="", capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("", "")


def test_the_guide_has_a_configuration() -> None:
    assert "docs/guides/agents.md" in {block.page for block in CONFIGURATIONS}
