"""The report of an error on stderr."""

from __future__ import annotations

import io
import json
import sys

import pytest
from maton_google_meet.cli.errors import CommandError
from maton_google_meet.cli.reports import report_error
from support.command_line import Run, Screen


def test_json_is_ascii_if_stderr_is_not_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "latin-1")
    monkeypatch.setattr(sys, "stderr", stream)
    assert report_error(CommandError(1, "Zoë \u05d0"), as_json=True) == 1
    stream.flush()
    text = stream.buffer.getvalue()  # type: ignore[attr-defined]
    assert json.loads(text.decode("ascii"))["message"] == "Zoë \u05d0"


def test_a_closed_stderr_does_not_change_the_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    for line in (["spaces", "get", "a/b"], ["spaces", "get", "a/b", "--json"]):
        monkeypatch.setattr(sys, "stderr", Closed())
        assert run(*line).code == 2


def test_an_interrupt_outside_of_a_call_is_reported(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("maton_google_meet.cli.app.take_command", interrupt)
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert run("spaces", "get", "a").code == 130
    assert screen.getvalue() == "\nmaton-google-meet: Interrupted.\n"
