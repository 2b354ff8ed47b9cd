"""The names and the accounts of people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import UNSET
from maton_google_meet.models import Participant
from maton_google_meet.reports.people import NAMELESS, is_visible, name_of, user_of
from support.schemas import values

NAME = "conferenceRecords/a/participants/b"
FIELDS = {"signedinUser": "signed_in", "anonymousUser": "anonymous", "phoneUser": "phone"}


def make_participant(**fields: Any) -> Participant:
    """Return the participant with these fields of the API."""
    return Participant.from_dict({"name": NAME, **fields})


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "name", [None, "", " ", "\u200b", "\u3164\u2800", "\u202e", "\t\n", "\ud800"]
)
def test_a_name_without_a_visible_character_is_replaced(field: str, name: str | None) -> None:
    user = {} if name is None else {"displayName": name}
    assert name_of(make_participant(**{field: user})) == NAMELESS[FIELDS[field]]  # type: ignore[index]


@pytest.mark.parametrize("name", ["Ana Marković", " a", "渡辺", "👩\u200d🚀", "-", "\u202ea", "é"])
def test_a_visible_name_is_unchanged(name: str) -> None:
    assert name_of(make_participant(anonymousUser={"displayName": name})) == name


@pytest.mark.parametrize("participant", [None, UNSET, make_participant()])
def test_a_participant_of_an_unknown_kind_has_a_name(participant: Any) -> None:
    assert name_of(participant) == "Unknown participant"


@given(data=values("Participant", extra=True))
def test_any_participant_has_a_visible_name(data: dict[str, Any]) -> None:
    assert is_visible(name_of(Participant.from_dict(data)))


@given(st.text(st.characters(exclude_categories=[])))
def test_a_name_of_any_characters_is_visible(name: str) -> None:
    assert is_visible(name_of(make_participant(phoneUser={"displayName": name})))


def test_only_signed_in_users_have_an_account() -> None:
    assert user_of(make_participant(signedinUser={"user": "users/7"})) == "users/7"
    assert user_of(make_participant(signedinUser={"user": ""})) is None
    assert user_of(make_participant(signedinUser={})) is None
    assert user_of(make_participant(anonymousUser={"user": "users/7"})) is None
    assert user_of(make_participant()) is None
