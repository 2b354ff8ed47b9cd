"""The schemas of reports: they describe the fields that the reports have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from maton_google_meet.reports import attendance, transcript
from maton_google_meet.reports.rows import ATTENDANCE, TRANSCRIPT
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import NOW, find_planning_call


def list_keys(schema: Any, value: Any, path: str = "") -> set[str]:
    """Return the paths at which the fields of `value` and of `schema` differ."""
    if isinstance(value, list):
        return {key for each in value for key in list_keys(schema["items"], each, f"{path}[]")}
    if not isinstance(value, dict):
        return set()
    fields = schema["properties"]
    different = {f"{path}.{key}" for key in fields.keys() ^ value.keys()}
    return different.union(
        *(
            list_keys(fields[key], value[key], f"{path}.{key}")
            for key in fields.keys() & value.keys()
        )
    )


@pytest.mark.parametrize(("report", "schema"), [(attendance, ATTENDANCE), (transcript, TRANSCRIPT)])
def test_a_schema_has_the_fields_of_the_report(report: Any, schema: Any) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox)
    with sandbox.client() as meet:
        value = report(meet, record).to_dict()
    assert list_keys(schema, value) == set()
    assert json.loads(json.dumps(value)) == value
