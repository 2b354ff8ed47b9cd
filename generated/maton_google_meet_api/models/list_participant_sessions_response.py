# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.participant_session import ParticipantSession


T = TypeVar("T", bound="ListParticipantSessionsResponse")


@_attrs_define
class ListParticipantSessionsResponse(_Model):
    """One page of a participant's sessions.

    Attributes:
        participant_sessions (list[ParticipantSession] | Unset): The sessions on this page.
        next_page_token (str | Unset): The `pageToken` of the next page; absent or empty on the last page.
    """

    participant_sessions: list[ParticipantSession] | Unset = UNSET
    next_page_token: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        participant_sessions: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.participant_sessions, Unset):
            participant_sessions = []
            for participant_sessions_item_data in self.participant_sessions:
                participant_sessions_item = participant_sessions_item_data.to_dict()
                participant_sessions.append(participant_sessions_item)

        next_page_token = self.next_page_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if participant_sessions is not UNSET:
            field_dict["participantSessions"] = participant_sessions
        if next_page_token is not UNSET:
            field_dict["nextPageToken"] = next_page_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _participant_sessions = d.pop("participantSessions", None)
        participant_sessions: list[ParticipantSession] | Unset = UNSET
        if _participant_sessions is not None:
            participant_sessions = []
            for participant_sessions_item_data in _participant_sessions:
                participant_sessions_item = ParticipantSession.from_dict(
                    participant_sessions_item_data
                )

                participant_sessions.append(participant_sessions_item)

        next_page_token = d.pop("nextPageToken", None)

        if _participant_sessions is not None and type(_participant_sessions) is not list:
            raise TypeError("participant_sessions is not of its documented type")
        if next_page_token is None:
            next_page_token = UNSET
        elif type(next_page_token) is not str:
            raise TypeError("next_page_token is not of its documented type")
        list_participant_sessions_response = cls(
            participant_sessions,
            next_page_token,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        list_participant_sessions_response.additional_properties = d
        return list_participant_sessions_response

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

    defer_models(globals(), {"ParticipantSession": "..models.participant_session"})
