"""Filters of lists in the sandbox."""

from __future__ import annotations

import pytest
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.sandbox.api import get_pattern, load_packaged_api
from maton_google_meet.sandbox.meet import COLLECTIONS
from support.sandboxes import MEET_PATH, NOW, find_planning_call, get_resource, read_status


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ("", 3), ("end_time IS NULL", 1), ("end_time IS NOT NULL", 2), ("NOT end_time IS NULL", 2),
        ("end_time is null", 1), ("NOT (end_time IS NULL OR end_time IS NOT NULL)", 0),
        ('start_time>="{day}" AND end_time IS NULL', 1), ('start_time < "{day}"', 2),
        ('start_time<="2020-01-01T00:00:00Z"', 0),
        ('start_time > "2020-01-01T00:00:00.5+02:00"', 3),
        ('space.name="{space}"', 2), ('space.name = "a"', 0), ('space.name != "{space}"', 1),
        ('space.meeting_code = "{code}"', 2),
        # OR binds more tightly than AND.
        ('space.name = "x" AND end_time IS NULL OR space.name = "{space}"', 0),
        ('(space.name = "x" AND end_time IS NULL) OR space.name = "{space}"', 2),
        ('end_time > "2020-01-01T00:00:00Z"', 2), ('start_time != "{day}"', 3),
        ('start_time = "{day}"', 0),
    ],
)  # fmt: skip
def test_filters_select_records(unlimited_sandbox: Sandbox, expression: str, count: int) -> None:
    record = find_planning_call(unlimited_sandbox)
    code = get_resource(unlimited_sandbox, record.space)[1]["meetingCode"]
    day = f"{NOW:%Y-%m-%d}T00:00:00Z"
    text = expression.format(day=day, space=record.space, code=code)
    status, page = get_resource(unlimited_sandbox, "conferenceRecords", filter=text)
    assert (status, len(page.get("conferenceRecords", []))) == (200, count)


@pytest.mark.parametrize(
    "expression",
    [
        "startTime IS NULL", "end_time IS", "end_time IS NOT", "end_time", "end_time =", "AND",
        "space.name = 'spaces/abc'", "space.name = spaces/abc", 'space.name < "a"', "name IS NULL",
        "space.name IS NULL", 'start_time > "yesterday"', 'start_time > "2026-11-25"', "(", ")",
        "(end_time IS NULL", "end_time IS NULL)", "end_time IS NULL end_time IS NULL", '"',
        'start_time > "2026-13-45T99:99:99Z"', "NOT", "(" * 200, "NOT " * 200,
        'space.name = "a" AND',
        'start_time > "\\u00"',
    ],
)  # fmt: skip
def test_invalid_filters_are_refused(unlimited_sandbox: Sandbox, expression: str) -> None:
    answer = get_resource(unlimited_sandbox, "conferenceRecords", filter=expression)
    assert read_status(answer) == (400, "INVALID_ARGUMENT")
    assert "space.meeting_code, start_time" in answer[1]["error"]["message"]


def test_each_filter_field_is_documented() -> None:
    for route in load_packaged_api().routes.values():
        kind = COLLECTIONS.get(get_pattern(route.path.removeprefix(f"{MEET_PATH}/")))
        if route.item_field and kind is not None and "filter" in route.query:
            description = route.query["filter"]["description"]
            assert all(f"`{name}`" in description for name in kind.filters)
