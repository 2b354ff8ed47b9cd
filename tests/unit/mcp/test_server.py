"""The tools and resources that a server has; tests/promises/test_mcp.py calls them."""

from __future__ import annotations

import pytest
from maton_google_meet import tools
from maton_google_meet.mcp.server import make_result
from mcp_types import TextContent
from support.agents import open_server, run


def test_http_reads_the_schemas_of_served_tools() -> None:
    """The SDK compares the headers of a call with the schema."""

    async def main() -> None:
        async with open_server(writes=False) as server:
            read = server.get_tool_input_schema
            assert read
            schema = read("spaces_get")
            assert schema == tools.input_schema("spaces_get")
            assert read("spaces_create") is None

    run(main)


def test_the_instructions_are_short_and_fit_the_tools() -> None:
    async def main() -> None:
        texts = list[str]()
        for writes in (False, True):
            async with open_server(writes=writes, only=["spaces.get"]) as server:
                texts.append(str(server.instructions))
        assert all(each.startswith("Tools for spaces. These tools") for each in texts)
        assert all("untrusted-text" in each and len(each) < 1000 for each in texts)
        assert "starts it with --writes" in texts[0]
        assert "the exact request" in texts[1]

    run(main)


def test_half_a_surrogate_pair_does_not_break_the_result() -> None:
    """JSON may contain half of a surrogate pair, but the SDK cannot encode it."""
    result = make_result({"name": "a\ud83db", "Ü": "😀"})
    assert result.structured_content == {"name": "a?b", "Ü": "😀"}
    [content] = result.content
    assert isinstance(content, TextContent)
    assert content.text == '{"name":"a?b","Ü":"😀"}'
    assert result.model_dump_json()
    assert not result.is_error


@pytest.mark.parametrize("depth", [400, 100_000])
def test_a_deep_result_is_an_error_of_the_tool(depth: int) -> None:
    """The SDK cannot send the response, but the model must learn that the call succeeded."""
    value: dict[str, object] = {}
    for _ in range(depth):
        value = {"a": value}
    result = make_result(value)
    assert result.is_error
    assert "The call succeeded" in result.structured_content["error"]["message"]
