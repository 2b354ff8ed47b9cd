# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="ActiveConference")


@_attrs_define
class ActiveConference(_Model):
    """The active conference in a space.

    Attributes:
        conference_record (str | Unset): Name of the conference record, `conferenceRecords/{record}`.
    """

    conference_record: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        conference_record = self.conference_record

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if conference_record is not UNSET:
            field_dict["conferenceRecord"] = conference_record

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        conference_record = d.pop("conferenceRecord", None)

        if conference_record is None:
            conference_record = UNSET
        elif type(conference_record) is not str:
            raise TypeError("conference_record is not of its documented type")
        active_conference = cls(
            conference_record,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        active_conference.additional_properties = d
        return active_conference

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
