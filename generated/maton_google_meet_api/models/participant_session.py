# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="ParticipantSession")


@_attrs_define
class ParticipantSession(_Model):
    """One stay of a participant in a conference, from joining on a device to leaving. Every join starts a new session,
    even on the same device.

    Attributes:
        name (str): Name of the session, the participant's name followed by `/participantSessions/{session}`.
        start_time (datetime.datetime | Unset): The time when the session started.
        end_time (datetime.datetime | Unset): The time when the session ended. Absent while the session is open.
    """

    name: str
    start_time: datetime.datetime | Unset = UNSET
    end_time: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

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
        if start_time is not UNSET:
            field_dict["startTime"] = start_time
        if end_time is not UNSET:
            field_dict["endTime"] = end_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        name = d.pop("name")

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
        if start_time is not UNSET and start_time.tzinfo is None:
            raise TypeError("start_time is not of its documented type")
        if end_time is not UNSET and end_time.tzinfo is None:
            raise TypeError("end_time is not of its documented type")
        participant_session = cls(
            name,
            start_time,
            end_time,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        participant_session.additional_properties = d
        return participant_session

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
