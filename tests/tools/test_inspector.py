"""The MCP Inspector: its command line calls the MCP server, over stdio and HTTP.

Version 2 of the Inspector needs Node.js 22.19.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.agents import COMMAND, read_line, start_server
from support.tools import find_node_tool, run_tool

INSPECTOR = find_node_tool("mcp-inspector")
SERVER = ("--sandbox", "--writes")
TOKEN = "a-token-of-the-user"

Inspect = Callable[..., Any]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server over HTTP."""
    environment = {"MATON_GOOGLE_MEET_MCP_TOKEN": TOKEN}
    with start_server("--http", "0", *SERVER, env=environment) as process:
        yield read_line(process.stderr, "The server listens at")


@pytest.fixture(params=["stdio", "http"])
def inspect(request: pytest.FixtureRequest, tmp_path: Path) -> Inspect:
    """Run a method with the Inspector, and return its result."""
    if request.param == "http":
        url = request.getfixturevalue("address")
        header = f"Authorization: Bearer {TOKEN}"
        server = [url, "--transport", "http", "--header", header]
    else:
        server = [*COMMAND, *SERVER]

    def run(method: str, *options: str) -> Any:
        output = run_tool(INSPECTOR, "--cli", *server, "--method", method, *options, cwd=tmp_path)
        return json.loads(output[output.index("{") :])

    return run


def call(inspect: Inspect, name: str, /, **arguments: Any) -> Any:
    """Call a tool, and return its structured result."""
    pairs = [f"{key}={value}" for key, value in arguments.items()]
    options = ["--tool-arg", *pairs] if pairs else []
    return inspect("tools/call", "--tool-name", name, *options)["structuredContent"]


def test_the_inspector_lists(inspect: Inspect) -> None:
    tools = {each["name"]: each for each in inspect("tools/list")["tools"]}
    assert tools["spaces_create"]["annotations"]["readOnlyHint"] is False
    assert tools["spaces_get"]["outputSchema"]["type"] == "object"
    assert inspect("resources/list")["resources"][0]["uri"] == "maton-google-meet://document"
    assert inspect("resources/templates/list")["resourceTemplates"]


def test_the_inspector_reads(inspect: Inspect) -> None:
    records = call(inspect, "conference_records_list", limit=3)["conferenceRecords"]
    largest = max(
        len(call(inspect, "participants_list", parent=each["name"], limit=1000)["participants"])
        for each in records
    )
    assert largest == 300


def test_the_inspector_cannot_ask_and_is_refused(inspect: Inspect) -> None:
    result = inspect("tools/call", "--tool-name", "spaces_create")
    assert result["isError"] is True
    assert "lacks the elicitation capability" in result["structuredContent"]["error"]["message"]


def test_a_wrong_argument_is_an_error_of_the_tool(inspect: Inspect) -> None:
    error = call(inspect, "spaces_get", name="spaces/a/b")["error"]
    assert error["class"] == "InvalidNameError"
