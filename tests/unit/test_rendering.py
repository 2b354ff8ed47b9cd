"""The lines of a write for the person who approves it: see also `promises/test_prompt_forgery`."""

from __future__ import annotations

from maton_google_meet import PendingWrite, rendering

PENDING = PendingWrite(
    operation=None,
    method="POST",
    path="/a",
    connection=None,
    body=b'{"a":"' + b"x" * 100 + b'"}',
    outcome="Creates a space.",
    destructive=True,
)


def test_a_line_that_continues_a_value_is_marked() -> None:
    assert rendering.render_write(PENDING, 62).splitlines() == [
        "  Operation   unknown to this client",
        "  Request     POST /a",
        "  Connection  the Maton account itself",
        "  Body        {",
        '                "a": "' + "x" * 40,
        "            > " + "x" * 48,
        "            > " + "x" * 12 + '"',
        "              }",
        "  Outcome     Creates a space.",
        "  Caution     This takes something away: it deletes or ends",
        "              it.",
    ]
