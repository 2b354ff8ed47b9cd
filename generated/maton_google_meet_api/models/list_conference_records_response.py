# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.conference_record import ConferenceRecord


T = TypeVar("T", bound="ListConferenceRecordsResponse")


@_attrs_define
class ListConferenceRecordsResponse(_Model):
    """One page of conference records.

    Attributes:
        conference_records (list[ConferenceRecord] | Unset): The records on this page.
        next_page_token (str | Unset): The `pageToken` of the next page; absent or empty on the last page.
    """

    conference_records: list[ConferenceRecord] | Unset = UNSET
    next_page_token: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        conference_records: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.conference_records, Unset):
            conference_records = []
            for conference_records_item_data in self.conference_records:
                conference_records_item = conference_records_item_data.to_dict()
                conference_records.append(conference_records_item)

        next_page_token = self.next_page_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if conference_records is not UNSET:
            field_dict["conferenceRecords"] = conference_records
        if next_page_token is not UNSET:
            field_dict["nextPageToken"] = next_page_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _conference_records = d.pop("conferenceRecords", None)
        conference_records: list[ConferenceRecord] | Unset = UNSET
        if _conference_records is not None:
            conference_records = []
            for conference_records_item_data in _conference_records:
                conference_records_item = ConferenceRecord.from_dict(conference_records_item_data)

                conference_records.append(conference_records_item)

        next_page_token = d.pop("nextPageToken", None)

        if _conference_records is not None and type(_conference_records) is not list:
            raise TypeError("conference_records is not of its documented type")
        if next_page_token is None:
            next_page_token = UNSET
        elif type(next_page_token) is not str:
            raise TypeError("next_page_token is not of its documented type")
        list_conference_records_response = cls(
            conference_records,
            next_page_token,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        list_conference_records_response.additional_properties = d
        return list_conference_records_response

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


if not TYPE_CHECKING:
    from ..runtime.lazy import defer_models

    defer_models(globals(), {"ConferenceRecord": "..models.conference_record"})
