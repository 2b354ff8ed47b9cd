"""The guides to approvals, sign-in, observing and agents: what they list is what the code has."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from maton_google_meet import GoogleMeet, PendingWrite, cli, events, sessions
from maton_google_meet.cli.mcp_server import APPROVALS
from maton_google_meet.errors import CredentialError

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "docs/examples/approvals.py"
EVENTS = {events.AttemptEvent, events.WaitEvent, events.DecisionEvent, events.CallEvent}
COMMON_FIELDS = {"call_id", "time", "operation", "method", "path", "url_template"}


def read(name: str) -> str:
    return (ROOT / f"docs/guides/{name}.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return the text below a heading, up to the next heading outside code."""
    rest = text.partition(f"\n{heading}\n")[2]
    assert rest, heading
    return re.split(r"\n#+ ", rest)[0]


def codes(text: str) -> set[str]:
    return set(re.findall(r"`([\w.]+)(?:\(\))?`", text))


def first_cells(text: str) -> list[str]:
    """Return the first cell of each row of the tables, without their heads."""
    cells = re.findall(r"^\| (.+?) \|", text, re.MULTILINE)
    return [cell for cell in cells if cell.startswith("`")]


def test_the_web_app_is_the_example() -> None:
    assert f"```python\n{APP.read_text(encoding='utf-8')}```" in read("approvals")


def test_the_table_of_a_hook_has_the_whole_write() -> None:
    table = first_cells(section(read("approvals"), "## Your own hook"))
    fields = {field.name for field in dataclasses.fields(PendingWrite)}
    assert {"account", "id", "json", "text"} | fields <= codes(" ".join(table))


def test_the_rows_of_a_question_are_listed() -> None:
    table = section(read("approvals"), "## Contents of the question")
    write = PendingWrite(None, "DELETE", "/x", None, b"", "Deletes x.", True, "ana")
    rows = re.findall(r"^  (\w+)", write.text(), re.MULTILINE)
    assert re.findall(r"^\| ([A-Z]\w+) \|", table, re.MULTILINE) == rows


def test_the_table_of_events_has_their_fields() -> None:
    text = section(read("observing"), "## Events")
    assert codes(text) >= COMMON_FIELDS
    rows = {
        name: codes(row)
        for name, row in re.findall(r"^\| `(\w+Event)` (\|.*)$", text, re.MULTILINE)
    }
    fields = {kind.__name__: {each.name for each in dataclasses.fields(kind)} for kind in EVENTS}
    assert {*rows} == {*fields}
    for name, expected in fields.items():
        assert expected - COMMON_FIELDS <= rows[name], name
    outcomes = re.findall(r"'(\w+)'", events.CallEvent.__annotations__["outcome"])
    assert re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)[1:] == outcomes


def test_a_client_without_a_credential_raises_the_error_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MATON_API_KEY", raising=False)
    monkeypatch.setattr(sessions, "_is_installed", lambda: False)
    with pytest.raises(CredentialError) as caught:
        GoogleMeet()
    assert str(caught.value) in " ".join(
        section(read("sign-in"), "### Without a credential").split()
    )


def test_the_options_of_the_server_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mcp", "--help"]) == 0
    own = capsys.readouterr().out
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", own, re.MULTILINE))
    table = " ".join(first_cells(section(read("agents"), "### Configure a client")))
    assert set(re.findall(r"`(--[a-z-]+)", table)) == options - {
        *("--no-color", "--verbose", "--debug", "--help"),
    }
    places = first_cells(section(read("agents"), "### Approve writes"))
    assert [re.findall(r"`(\w+)`", cell)[0] for cell in places if "--" not in cell] == [*APPROVALS]
