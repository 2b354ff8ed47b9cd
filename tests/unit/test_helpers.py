"""The helpers that `models` has besides the models."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import UNSET
from maton_google_meet import models as all_models
from maton_google_meet.models import (
    AnonymousUser,
    Participant,
    PhoneUser,
    SignedinUser,
    duration_of,
    person_of,
)
from maton_google_meet_api import helpers
from maton_google_meet_api.helpers import Person
from support.schemas import SCHEMAS, build_model, make_value, values

NAME = "conferenceRecords/a/participants/b"
KINDS = {"signedinUser": "signed_in", "anonymousUser": "anonymous", "phoneUser": "phone"}
ANYTHING = st.none() | st.just(UNSET) | st.integers() | st.text() | st.builds(dict)


@pytest.mark.parametrize("field", KINDS)
@pytest.mark.parametrize("name", ["Ana Marković", None, ""])
def test_a_person_has_a_name_and_a_kind(field: str, name: str | None) -> None:
    user = {} if name is None else {"displayName": name}
    participant = Participant.from_dict({"name": NAME, field: user})
    assert person_of(participant) == Person(name or None, KINDS[field])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "participant",
    [
        Participant(NAME),
        Participant(NAME, None, None, None),  # type: ignore[arg-type]
        Participant.from_dict({"name": NAME, "roomUser": {"displayName": "Room 5"}}),
        UNSET,
        None,
    ],
)
def test_a_person_may_be_unknown(participant: Any) -> None:
    assert person_of(participant) == Person(None, "unknown")


@given(user=st.sampled_from([SignedinUser, AnonymousUser, PhoneUser]), name=ANYTHING, at=st.data())
def test_a_name_of_any_type_is_a_str_or_none(user: Any, name: Any, at: st.DataObject) -> None:
    participant = Participant(NAME, *[UNSET] * at.draw(st.integers(0, 2)), user(display_name=name))  # type: ignore[arg-type]
    person = person_of(participant)
    assert person.display_name == (name if isinstance(name, str) and name else None)
    assert "UNSET" not in repr(dataclasses.astuple(person))


@given(data=values("Participant", extra=True))
def test_any_participant_is_a_person(data: dict[str, Any]) -> None:
    person = person_of(Participant.from_dict(data))
    kinds = [kind for field, kind in KINDS.items() if data.get(field) is not None]
    assert person.kind == [*kinds, "unknown"][0]


def test_a_person_cannot_be_changed() -> None:
    person = person_of(None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        person.kind = "phone"  # type: ignore[misc]
    assert len({person, person_of(UNSET)}) == 1
    assert get_args(helpers.Kind) == (*KINDS.values(), "unknown")


STARTED = datetime(2026, 11, 3, 9, tzinfo=UTC)
TIMED = {
    name: {field["x-duration"]: key for key, field in fields.items() if "x-duration" in field}
    for name, schema in SCHEMAS.items()
    if "x-duration" in str(fields := schema.get("properties", {}))
}


@pytest.mark.parametrize("name", TIMED)
def test_each_message_with_a_start_and_an_end_has_a_duration(name: str) -> None:
    value = make_value(SCHEMAS[name], True)
    start, end = TIMED[name]["start"], TIMED[name]["end"]
    value |= {start: "2026-11-03T09:00:00.25Z", end: "2026-11-03T12:30:00+01:00"}
    message: Any = build_model(name, value)
    assert duration_of(message) == timedelta(hours=2, minutes=29, seconds=59.75)
    for missing in (start, end):
        lasting: Any = build_model(
            name, {key: each for key, each in value.items() if key != missing}
        )
        assert duration_of(lasting) is None


def test_each_schema_with_two_timestamps_is_known_or_has_none() -> None:
    """A new resource with a start and an end gets `x-duration` too."""
    ends = {
        name
        for name, schema in SCHEMAS.items()
        if {"startTime", "endTime"} <= schema.get("properties", {}).keys()
    }
    assert ends <= TIMED.keys()


@pytest.mark.parametrize("message", [None, UNSET, Participant(NAME)])
def test_without_timestamps_there_is_no_duration(message: Any) -> None:
    assert duration_of(message) is None


def test_the_helpers_are_names_of_the_models_module() -> None:
    assert {"Person", "person_of", "duration_of", "Model"} <= {*dir(all_models)}
    assert all_models.Person is Person
    fields = SCHEMAS["Participant"]["properties"]
    assert {key: each["x-person"] for key, each in fields.items() if "x-person" in each} == KINDS
