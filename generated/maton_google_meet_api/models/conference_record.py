# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="ConferenceRecord")


@_attrs_define
class ConferenceRecord(_Model):
    """The record of one conference in a space, past or active.

    Attributes:
        name (str): Name of the record, `conferenceRecords/{record}`; each conference in a space has its own record.
        start_time (datetime.datetime | Unset): The time when the conference started. Always set.
        end_time (datetime.datetime | Unset): The time when the conference ended. Absent while the conference is active.
        expire_time (datetime.datetime | Unset): The time when Google deletes the record, 30 days after the conference
            ended.
        space (str | Unset): Name of the space of the conference, `spaces/{space}`.
    """

    name: str
    start_time: datetime.datetime | Unset = UNSET
    end_time: datetime.datetime | Unset = UNSET
    expire_time: datetime.datetime | Unset = UNSET
    space: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        start_time: str | Unset = UNSET
        if not isinstance(self.start_time, Unset):
            start_time = self.start_time.isoformat()

        end_time: str | Unset = UNSET
        if not isinstance(self.end_time, Unset):
            end_time = self.end_time.isoformat()

        expire_time: str | Unset = UNSET
        if not isinstance(self.expire_time, Unset):
            expire_time = self.expire_time.isoformat()

        space = self.space

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
        if expire_time is not UNSET:
            field_dict["expireTime"] = expire_time
        if space is not UNSET:
            field_dict["space"] = space

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

        _expire_time = d.pop("expireTime", None)
        expire_time: datetime.datetime | Unset
        if _expire_time is None:
            expire_time = UNSET
        else:
            expire_time = datetime.datetime.fromisoformat(_expire_time)

        space = d.pop("space", None)

        if type(name) is not str:
            raise TypeError("name is not of its documented type")
        if start_time is not UNSET and start_time.tzinfo is None:
            raise TypeError("start_time is not of its documented type")
        if end_time is not UNSET and end_time.tzinfo is None:
            raise TypeError("end_time is not of its documented type")
        if expire_time is not UNSET and expire_time.tzinfo is None:
            raise TypeError("expire_time is not of its documented type")
        if space is None:
            space = UNSET
        elif type(space) is not str:
            raise TypeError("space is not of its documented type")
        conference_record = cls(
            name,
            start_time,
            end_time,
            expire_time,
            space,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        conference_record.additional_properties = d
        return conference_record

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
