"""The recorded terminal sessions."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import record
from support.pages import PAGES, remove_blocks

TEXT = """\
Before.

<!-- recorded: maton-google-meet spaces create --sandbox < {input} -->
{screen}<!-- recorded: end -->

After.
"""


def test_a_session_has_output_and_input() -> None:
    screen = record.record_session("maton-google-meet spaces create --sandbox", "yes")
    first, *_ = screen.split("\n")
    assert first == "$ maton-google-meet spaces create --sandbox"
    assert "Type yes to send it: yes\n" in screen
    assert "meetingUri" in screen
    assert screen == record.record_session("maton-google-meet spaces create --sandbox", "yes")


def test_a_failed_command_shows_its_exit_code() -> None:
    screen = record.record_session("maton-google-meet spaces create --sandbox", "")
    assert screen.endswith("$ echo $?\n3")
    assert "nothing was sent" in " ".join(screen.split())


def test_a_stale_session_is_reported_and_recorded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(TEXT.format(input="no", screen=""))
    monkeypatch.setattr(record, "PAGES", [readme])
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


PAGE = """\
```python
from maton_google_meet import GoogleMeet

with GoogleMeet() as meet:
    print(meet.spaces.get("kfr-wduz-tqa").name)
```

<!-- recorded: python -->
<!-- recorded: end -->

<!-- recorded: printf '%s' picture | tee out.svg -->
<!-- recorded: end -->

<!-- recorded: cat none.txt || false -->
<!-- recorded: end -->

![A picture](out.svg) and ![one of the folder](other.svg)
"""


def test_a_page_has_programs_commands_and_images(tmp_path: Path) -> None:
    """The sessions of a page share a folder; other images are left alone."""
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    texts = record.record_page(page)
    assert texts[tmp_path / "out.svg"] == "picture"
    assert [*texts] == [page, tmp_path / "out.svg"]
    assert "<!-- recorded: python -->\n```text\nspaces/Hq3vTz8LmWcX\n```\n" in texts[page]
    assert "```text\n$ printf '%s' picture | tee out.svg\npicture\n```" in texts[page]
    assert "none.txt || false\n$ echo $?\n1\n```" in texts[page]


def test_a_picture_shows_the_screen_and_loads_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page itself stays unchanged. A missing or different picture is reported."""
    page, picture = tmp_path / "page.md", tmp_path / "images" / "create.svg"
    text = (
        "<!-- recorded as images/create.svg: maton-google-meet spaces create --sandbox < yes -->\n"
        "![A question](images/create.svg)\n"
        "<!-- recorded: end -->\n"
    )
    page.write_text(text)
    monkeypatch.setattr(record, "PAGES", [page])
    monkeypatch.setattr(sys, "argv", ["record.py", "--check"])
    assert record.main() == 1
    assert "Type yes to send it: yes" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["record.py"])
    assert record.main() == 0
    assert page.read_text() == text
    drawing = ElementTree.fromstring(picture.read_text())
    screen = record.record_session("maton-google-meet spaces create --sandbox", "yes")
    lines = [element.text for element in drawing.iterfind("{*}text")]
    assert lines == [line for line in screen.splitlines() if line]
    assert drawing.get("role") == "img"
    assert "spaces create" in drawing.findtext("{*}title", "")
    assert not re.search("href|url\\(|@import", picture.read_text())
    monkeypatch.setattr(sys, "argv", ["record.py", "--check"])
    assert record.main() == 0


@pytest.mark.parametrize("page", record.PAGES, ids=lambda page: page.name)
def test_the_sessions_and_images_of_a_page_are_those_of_today(page: Path) -> None:
    for path, text in record.record_page(page).items():
        assert path.read_text(encoding="utf-8") == text


COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_a_misspelled_session(page: str) -> None:
    """A comment that the script does not know would leave its session as it is."""
    prose = remove_blocks(PAGES[page])
    comments = [each for each in COMMENT.findall(prose) if not each.startswith("<!-- Written by ")]
    sessions = record.SESSION.findall(PAGES[page])
    assert len(comments) == 2 * len(sessions)
    assert comments[1::2] == ["<!-- recorded: end -->"] * len(sessions)
    assert comments[::2] == [start.rstrip("\n") for start, *_ in sessions]
