"""scripts/record.py: what it records is what a terminal would show."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import record

TEXT = """\
Before.

<!-- recorded: maton-google-meet spaces create --sandbox < {typed} -->
{shown}<!-- recorded: end -->

After.
"""


def test_a_session_is_what_is_shown_and_typed() -> None:
    shown = record.session("maton-google-meet spaces create --sandbox", "yes")
    first, *_ = shown.split("\n")
    assert first == "$ maton-google-meet spaces create --sandbox"
    assert "Type yes to send it: yes\n" in shown
    assert "meetingUri" in shown
    assert shown == record.session("maton-google-meet spaces create --sandbox", "yes")


def test_what_failed_shows_its_exit_code() -> None:
    shown = record.session("maton-google-meet spaces create --sandbox", "")
    assert shown.endswith("$ echo $?\n3")
    assert "nothing was sent" in shown


def test_a_stale_session_is_told_and_recorded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(TEXT.format(typed="no", shown=""))
    monkeypatch.setattr(record, "README", readme)
    monkeypatch.setattr(sys, "argv", ["record.py", "--check"])
    assert record.main() == 1
    assert "+Type yes to send it: no" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["record.py"])
    assert record.main() == 0
    written = readme.read_text()
    assert written.startswith("Before.\n\n<!-- recorded: maton-google-meet spaces create")
    assert written.endswith("```\n<!-- recorded: end -->\n\nAfter.\n")
    assert "Type yes to send it: no\n" in written
    monkeypatch.setattr(sys, "argv", ["record.py", "--check"])
    assert record.main() == 0
    assert "up to date" in capsys.readouterr().out
