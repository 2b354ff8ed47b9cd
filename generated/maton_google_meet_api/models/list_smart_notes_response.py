# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.smart_note import SmartNote


T = TypeVar("T", bound="ListSmartNotesResponse")


@_attrs_define
class ListSmartNotesResponse(_Model):
    """One page of the smart notes of a conference.

    Attributes:
        smart_notes (list[SmartNote] | Unset): The smart notes on this page.
        next_page_token (str | Unset): The `pageToken` of the next page; absent or empty on the last page.
    """

    smart_notes: list[SmartNote] | Unset = UNSET
    next_page_token: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        smart_notes: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.smart_notes, Unset):
            smart_notes = []
            for smart_notes_item_data in self.smart_notes:
                smart_notes_item = smart_notes_item_data.to_dict()
                smart_notes.append(smart_notes_item)

        next_page_token = self.next_page_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if smart_notes is not UNSET:
            field_dict["smartNotes"] = smart_notes
        if next_page_token is not UNSET:
            field_dict["nextPageToken"] = next_page_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _smart_notes = d.pop("smartNotes", None)
        smart_notes: list[SmartNote] | Unset = UNSET
        if _smart_notes is not None:
            smart_notes = []
            for smart_notes_item_data in _smart_notes:
                smart_notes_item = SmartNote.from_dict(smart_notes_item_data)

                smart_notes.append(smart_notes_item)

        next_page_token = d.pop("nextPageToken", None)

        if _smart_notes is not None and type(_smart_notes) is not list:
            raise TypeError("smart_notes is not of its documented type")
        if next_page_token is None:
            next_page_token = UNSET
        elif type(next_page_token) is not str:
            raise TypeError("next_page_token is not of its documented type")
        list_smart_notes_response = cls(
            smart_notes,
            next_page_token,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        list_smart_notes_response.additional_properties = d
        return list_smart_notes_response

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

    defer_models(globals(), {"SmartNote": "..models.smart_note"})
