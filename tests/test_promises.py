"""scripts/promises.py: what was measured stands in the tables, and what was not is told."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from promises import PROMISES, Promise, known, main, run, summed

TEXT = "Before.\n\n<!-- promises: begin -->\n<!-- promises: end -->\n\nAfter.\n"
TWO = (Promise("No write twice.", "scripts/a.py"), Promise("No key.", "pytest tests/test_b.py"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("README.md", "SECURITY.md"):
        (tmp_path / name).write_text(TEXT)
    monkeypatch.setattr("promises.ROOT", tmp_path)
    monkeypatch.setattr("promises.PROMISES", TWO)
    return tmp_path


def test_what_was_measured_stands_in_both_tables(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"]) == 1
    assert main(["--write", "-k", "twice"], lambda _: (0, "10,000 writes, 0 twice")) == 0
    assert main(["--check"]) == 1
    assert "README.md: its table of promises is out of date." in capsys.readouterr().out
    assert main(["--write", "-k", "key"], lambda _: (0, "0 found")) == 0
    assert main(["--check"]) == 0
    today = str(datetime.date.today())
    for name in ("README.md", "SECURITY.md"):
        text = (folder / name).read_text()
        assert text.startswith("Before.\n\n<!-- promises: begin -->\n| promise | measured |")
        assert text.endswith("<!-- promises: end -->\n\nAfter.\n")
        assert known(text) == {
            "No write twice.": ("10,000 writes, 0 twice", today),
            "No key.": ("0 found", today),
        }
        assert "| `pytest tests/test_b.py` |" in text


@pytest.mark.parametrize("came", [(1, "10 writes"), (0, "")])
def test_what_failed_or_said_nothing_changes_no_table(
    came: tuple[int, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--write", "-k", "key"], lambda _: (0, "0 found")) == 0
    before = known((folder / "README.md").read_text())
    assert main(["--write"], lambda _: came) == 1
    assert capsys.readouterr().out.count("FAILED") == 2
    assert known((folder / "README.md").read_text()) == before


def test_figures_come_from_scripts_and_from_tests(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Those tests need none, and to load all that are installed takes long.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (folder / "a.py").write_text("print('figure: 3 calls\\nother\\nfigure: 4 calls')")
    (folder / "test_b.py").write_text(
        "def test(record_property):\n    record_property('figure', '12 texts')\n"
    )
    assert run("a.py") == (0, "7 calls")
    assert run("pytest test_b.py") == (0, "12 texts")
    (folder / "test_c.py").write_text("def test_one():\n    pass\ndef test_two():\n    pass\n")
    assert run("pytest test_c.py") == (0, "2 tests")
    (folder / "bad.py").write_text("print('it broke'); raise SystemExit(3)")
    assert run("bad.py") == (3, "")
    assert "it broke" in capsys.readouterr().out


def test_what_is_counted_in_the_same_words_is_added_up() -> None:
    said = ["1,204 texts searched", "flat", "96 texts searched", "flat", "2 hosts", "0 lost"]
    assert summed(said) == "1,300 texts searched; flat; 2 hosts; 0 lost"


def test_each_command_is_one_of_the_repository(repository: Path) -> None:
    assert PROMISES
    for promise in PROMISES:
        files = [part for part in promise.command.split() if part.endswith(".py")]
        assert files
        # What a test tries is what it tries at the most.
        sized = any("pytest.mark.sized" in (repository / file).read_text() for file in files)
        assert ("--thorough" in promise.command) == sized, promise.command
        for file in files:
            assert (repository / file).is_file(), promise.command
    assert len({promise.text for promise in PROMISES}) == len(PROMISES)
