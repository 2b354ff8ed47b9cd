"""scripts/run.py: what it refuses, before it installs anything."""

from __future__ import annotations

import sys

import pytest
import run


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, ("Set up what is missing", "")),
        (["tset"], 2, ("Set up what is missing", "")),
        (["--help"], 0, ("Set up what is missing", "")),
        (["check", "x"], 2, ("", "run.py: check takes no arguments")),
    ],
)
def test_what_is_no_job_installs_nothing(
    arguments: list[str],
    code: int,
    words: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def prepare() -> None:
        raise AssertionError

    monkeypatch.setattr(run, "prepare", prepare)
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    with pytest.raises(SystemExit) as ended:
        run.main()
    assert ended.value.code == code
    said = capsys.readouterr()
    assert said.out.startswith(words[0])
    assert said.err.startswith(words[1])
