"""Models as JSON text."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import UNSET
from maton_google_meet import models as all_models
from maton_google_meet.models import ConnectionMetadata, Model, Participant, Space, SpaceConfig
from maton_google_meet_api.runtime.model import Model as Base
from support.schemas import SCHEMAS, build_model, list_models, make_value, values

NAMES = list_models()


@pytest.mark.parametrize("full", [False, True], ids=["smallest", "fullest"])
@pytest.mark.parametrize("name", NAMES)
def test_each_model_is_restored_from_its_json(name: str, full: bool) -> None:
    message = build_model(name, make_value(SCHEMAS[name], full))
    assert isinstance(message, Model)
    text = message.to_json()
    assert json.loads(text) == message.to_dict()
    assert text.isascii()
    for form in (text, text.encode(), bytearray(text.encode("utf-16"))):
        restored = type(message).from_json(form)
        assert type(restored) is type(message)
        assert restored == message


@given(data=st.data(), name=st.sampled_from(NAMES))
def test_any_response_is_restored_from_its_json(data: st.DataObject, name: str) -> None:
    """Also null, unknown fields, unknown values of enums, and text of any kind."""
    response = data.draw(values(name, extra=True))
    model = type(build_model(name, make_value(SCHEMAS[name], False)))
    message: Any = model.from_dict(response)
    assert model.from_json(message.to_json()) == message
    assert model.from_json(json.dumps(response, ensure_ascii=False).encode()) == message


def test_half_a_surrogate_pair_survives() -> None:
    config = SpaceConfig.from_dict({"accessType": "\ud800"})
    assert SpaceConfig.from_json(config.to_json()) == config


def test_an_unset_field_is_left_out_and_null_is_absent() -> None:
    assert Space(name="spaces/a", config=UNSET).to_json() == '{"name": "spaces/a"}'
    space = Space.from_json('{"name": "spaces/a", "config": null, "more": null}')
    assert space == Space(name="spaces/a")
    assert ConnectionMetadata.from_json('{"a": null}').to_json() == '{"a": null}'


def test_a_subclass_is_restored_as_itself() -> None:
    class Room(Space):
        """A class of the caller."""

    assert type(Room.from_json('{"name": "spaces/a"}')) is Room


@pytest.mark.parametrize("value", [None, {}, Space(name="a"), 5, memoryview(b"{}")])
def test_another_type_is_refused(value: Any) -> None:
    kind = type(value).__name__
    with pytest.raises(TypeError, match=rf"^from_json\(\) takes a str or bytes, not {kind}\.$"):
        Space.from_json(value)


NAME = '"name": "a"'
FAULTS = [
    ("", "The text is not valid JSON: Expecting value"),
    (b"\xff\xff", "The text is not valid JSON: 'utf-8' codec can't decode"),
    ("[" * 100_000, "The text is not valid JSON: "),
    (f"{{{NAME}, \"a\": NaN}}", "The text is not valid JSON: NaN is not a JSON value"),
    (f"{{{NAME}, \"a\": -Infinity}}", "The text is not valid JSON: -Infinity is not a JSON value"),
    (f"{{{NAME}, \"a\": {'9' * 5000}}}", "The text is not valid JSON: Exceeds the limit"),
    ("[]", "is not a Participant: expected a JSON object, got a list."),
    ("null", "is not a Participant: expected a JSON object, got a NoneType."),
    ("{}", "is not a Participant: 'name' is missing."),
    ('{"name": 5}', "is not a Participant: name: expected a string, got 5."),
    (f'{{{NAME}, "latestEndTime": "noon"}}',
     "is not a Participant: latestEndTime: expected a timestamp with a time zone, got 'noon'."),
    (f'{{{NAME}, "signedinUser": {{"displayName": 5}}}}',
     "is not a Participant: signedinUser.displayName: expected a string, got 5."),
    (f'{{{NAME}, "phoneUser": "me"}}',
     "is not a Participant: phoneUser: expected an object, got 'me'."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FAULTS, ids=[str(fault[0])[:30] for fault in FAULTS])
def test_a_fault_in_the_text_is_named(text: str | bytes, words: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the words are compared
        Participant.from_json(text)
    assert words in str(raised.value)


def test_a_model_without_a_schema_of_its_own_names_its_fault() -> None:
    class Local(Space):
        """A class of the caller."""

    with pytest.raises(ValueError, match=r"^The JSON text is not a Local: '?name'? is missing\.$"):
        Local.from_json("{}")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_number_without_json_is_refused(number: float) -> None:
    space = Space(name="a")
    space["level"] = [number]
    with pytest.raises(ValueError, match="not JSON compliant"):
        space.to_json()


def test_values_that_cannot_be_json_are_refused() -> None:
    space = Space(name="a")
    space["when"] = datetime.now(UTC)
    with pytest.raises(TypeError, match="datetime is not JSON serializable"):
        space.to_json()
    nested: list[Any] = []
    space["when"] = nested
    for _ in range(100_000):
        nested.append([])
        nested = nested[0]
    with pytest.raises(ValueError, match=r"^This Space is nested too deeply\.$"):
        space.to_json()
    del space["when"]


def test_the_base_adds_nothing_to_an_instance() -> None:
    """A `__dict__` in each item of a page would cost memory."""
    assert all_models.Model is Base
    assert not hasattr(Space(name="a"), "__dict__")
    assert pickle.loads(pickle.dumps(Space(name="a"))) == Space(name="a")
