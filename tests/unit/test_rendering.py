"""The lines of a write for the person who approves it: see also `promises/test_prompt_forgery`."""

from __future__ import annotations

import dataclasses

from maton_google_meet import PendingWrite, rendering
from maton_google_meet.models import Connection

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
        "  Caution     This write is destructive: it deletes or ends",
        "              something.",
    ]


def test_a_long_line_breaks_after_a_space() -> None:
    connection = Connection(
        connection_id="21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa", status="ACTIVE", app="google-meet"
    )
    lines = rendering.render_write(dataclasses.replace(PENDING, connection=connection), 64)
    assert lines.splitlines()[2:4] == [
        "  Connection  21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa ",
        "            > (google-meet, ACTIVE)",
    ]
