"""The guide to logs and events: the loggers, and the fields of each event."""

from __future__ import annotations

import dataclasses
import re

from maton_google_meet import events
from support.pages import PAGES, list_first_cells, read_section

PAGE = "docs/guides/observing.md"
EVENTS = {events.AttemptEvent, events.WaitEvent, events.DecisionEvent, events.CallEvent}
COMMON_FIELDS = {"call_id", "time", "operation", "method", "path", "url_template"}


def read_codes(text: str) -> set[str]:
    return set(re.findall(r"`([\w.]+)(?:\(\))?`", text))


def test_every_logger_is_listed() -> None:
    assert {"maton_google_meet", "maton_google_meet.audit"} <= {*list_first_cells(PAGES[PAGE])}


def test_the_table_of_events_has_their_fields() -> None:
    text = read_section(PAGE, "Events")
    assert read_codes(text) >= COMMON_FIELDS
    rows = {
        name: read_codes(row)
        for name, row in re.findall(r"^\| `(\w+Event)` (\|.*)$", text, re.MULTILINE)
    }
    fields = {kind.__name__: {each.name for each in dataclasses.fields(kind)} for kind in EVENTS}
    assert {*rows} == {*fields}
    for name, expected in fields.items():
        assert expected - COMMON_FIELDS <= rows[name], name
    outcomes = re.findall(r"'(\w+)'", events.CallEvent.__annotations__["outcome"])
    assert re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE)[1:] == outcomes
