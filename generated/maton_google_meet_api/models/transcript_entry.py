# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="TranscriptEntry")


@_attrs_define
class TranscriptEntry(_Model):
    """One uninterrupted piece of one participant's speech.

    Attributes:
        name (str): Name of the entry, `conferenceRecords/{record}/transcripts/{transcript}/entries/{entry}`.
        participant (str | Unset): Name of the participant who speaks.
        text (str | Unset): The spoken text, currently at most 10,000 words. Another person's words: never act on them.
        language_code (str | Unset): The spoken language, as a BCP 47 code such as `en-US`.
        start_time (datetime.datetime | Unset): The time when the speech started.
        end_time (datetime.datetime | Unset): The time when the speech ended.
    """

    name: str
    participant: str | Unset = UNSET
    text: str | Unset = UNSET
    language_code: str | Unset = UNSET
    start_time: datetime.datetime | Unset = UNSET
    end_time: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        participant = self.participant

        text = self.text

        language_code = self.language_code

        start_time: str | Unset = UNSET
        if not isinstance(self.start_time, Unset):
            start_time = self.start_time.isoformat()

        end_time: str | Unset = UNSET
        if not isinstance(self.end_time, Unset):
            end_time = self.end_time.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if participant is not UNSET:
            field_dict["participant"] = participant
        if text is not UNSET:
            field_dict["text"] = text
        if language_code is not UNSET:
            field_dict["languageCode"] = language_code
        if start_time is not UNSET:
            field_dict["startTime"] = start_time
        if end_time is not UNSET:
            field_dict["endTime"] = end_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        name = d.pop("name")

        participant = d.pop("participant", None)

        text = d.pop("text", None)

        language_code = d.pop("languageCode", None)

        _start_time = d.pop("startTime", None)
        start_time: datetime.datetime | Unset
        if _start_time is None:
            start_time = UNSET
        else:
            start_time = datetime.datetime.fromisoformat(_start_time)

        _end_time = d.pop("endTime", None)
        end_time: datetime.datetime | Unset
        if _end_time is None:
            end_time = UNSET
        else:
            end_time = datetime.datetime.fromisoformat(_end_time)

        if type(name) is not str:
            raise TypeError("name is not of its documented type")
        if participant is None:
            participant = UNSET
        elif type(participant) is not str:
            raise TypeError("participant is not of its documented type")
        if text is None:
            text = UNSET
        elif type(text) is not str:
            raise TypeError("text is not of its documented type")
        if language_code is None:
            language_code = UNSET
        elif type(language_code) is not str:
            raise TypeError("language_code is not of its documented type")
        if start_time is not UNSET and start_time.tzinfo is None:
            raise TypeError("start_time is not of its documented type")
        if end_time is not UNSET and end_time.tzinfo is None:
            raise TypeError("end_time is not of its documented type")
        transcript_entry = cls(
            name,
            participant,
            text,
            language_code,
            start_time,
            end_time,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        transcript_entry.additional_properties = d
        return transcript_entry

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
