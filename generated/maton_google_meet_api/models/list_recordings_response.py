# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.recording import Recording


T = TypeVar("T", bound="ListRecordingsResponse")


@_attrs_define
class ListRecordingsResponse(_Model):
    """One page of the recordings of a conference.

    Attributes:
        recordings (list[Recording] | Unset): The recordings on this page.
        next_page_token (str | Unset): The `pageToken` of the next page; absent or empty on the last page.
    """

    recordings: list[Recording] | Unset = UNSET
    next_page_token: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        recordings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.recordings, Unset):
            recordings = []
            for recordings_item_data in self.recordings:
                recordings_item = recordings_item_data.to_dict()
                recordings.append(recordings_item)

        next_page_token = self.next_page_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if recordings is not UNSET:
            field_dict["recordings"] = recordings
        if next_page_token is not UNSET:
            field_dict["nextPageToken"] = next_page_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _recordings = d.pop("recordings", None)
        recordings: list[Recording] | Unset = UNSET
        if _recordings is not None:
            recordings = []
            for recordings_item_data in _recordings:
                recordings_item = Recording.from_dict(recordings_item_data)

                recordings.append(recordings_item)

        next_page_token = d.pop("nextPageToken", None)

        if _recordings is not None and type(_recordings) is not list:
            raise TypeError("recordings is not of its documented type")
        if next_page_token is None:
            next_page_token = UNSET
        elif type(next_page_token) is not str:
            raise TypeError("next_page_token is not of its documented type")
        list_recordings_response = cls(
            recordings,
            next_page_token,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        list_recordings_response.additional_properties = d
        return list_recordings_response

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

    defer_models(globals(), {"Recording": "..models.recording"})
