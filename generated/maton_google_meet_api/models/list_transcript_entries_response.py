# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.transcript_entry import TranscriptEntry


T = TypeVar("T", bound="ListTranscriptEntriesResponse")


@_attrs_define
class ListTranscriptEntriesResponse(_Model):
    """One page of a transcript's entries.

    Attributes:
        transcript_entries (list[TranscriptEntry] | Unset): The entries on this page.
        next_page_token (str | Unset): The `pageToken` of the next page; absent or empty on the last page.
    """

    transcript_entries: list[TranscriptEntry] | Unset = UNSET
    next_page_token: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        transcript_entries: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.transcript_entries, Unset):
            transcript_entries = []
            for transcript_entries_item_data in self.transcript_entries:
                transcript_entries_item = transcript_entries_item_data.to_dict()
                transcript_entries.append(transcript_entries_item)

        next_page_token = self.next_page_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if transcript_entries is not UNSET:
            field_dict["transcriptEntries"] = transcript_entries
        if next_page_token is not UNSET:
            field_dict["nextPageToken"] = next_page_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _transcript_entries = d.pop("transcriptEntries", None)
        transcript_entries: list[TranscriptEntry] | Unset = UNSET
        if _transcript_entries is not None:
            transcript_entries = []
            for transcript_entries_item_data in _transcript_entries:
                transcript_entries_item = TranscriptEntry.from_dict(transcript_entries_item_data)

                transcript_entries.append(transcript_entries_item)

        next_page_token = d.pop("nextPageToken", None)

        if _transcript_entries is not None and type(_transcript_entries) is not list:
            raise TypeError("transcript_entries is not of its documented type")
        if next_page_token is None:
            next_page_token = UNSET
        elif type(next_page_token) is not str:
            raise TypeError("next_page_token is not of its documented type")
        list_transcript_entries_response = cls(
            transcript_entries,
            next_page_token,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        list_transcript_entries_response.additional_properties = d
        return list_transcript_entries_response

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

    defer_models(globals(), {"TranscriptEntry": "..models.transcript_entry"})
