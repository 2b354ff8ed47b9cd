# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.participant import Participant


T = TypeVar("T", bound="ListParticipantsResponse")


@_attrs_define
class ListParticipantsResponse(_Model):
    """One page of the participants of a conference.

    Attributes:
        participants (list[Participant] | Unset): The participants on this page.
        next_page_token (str | Unset): The `pageToken` of the next page; absent or empty on the last page.
        total_size (int | Unset): The exact number of participants on all pages. Present only if `fields` selects it.
    """

    participants: list[Participant] | Unset = UNSET
    next_page_token: str | Unset = UNSET
    total_size: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        participants: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.participants, Unset):
            participants = []
            for participants_item_data in self.participants:
                participants_item = participants_item_data.to_dict()
                participants.append(participants_item)

        next_page_token = self.next_page_token

        total_size = self.total_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if participants is not UNSET:
            field_dict["participants"] = participants
        if next_page_token is not UNSET:
            field_dict["nextPageToken"] = next_page_token
        if total_size is not UNSET:
            field_dict["totalSize"] = total_size

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _participants = d.pop("participants", None)
        participants: list[Participant] | Unset = UNSET
        if _participants is not None:
            participants = []
            for participants_item_data in _participants:
                participants_item = Participant.from_dict(participants_item_data)

                participants.append(participants_item)

        next_page_token = d.pop("nextPageToken", None)

        total_size = d.pop("totalSize", None)

        if _participants is not None and type(_participants) is not list:
            raise TypeError("participants is not of its documented type")
        if next_page_token is None:
            next_page_token = UNSET
        elif type(next_page_token) is not str:
            raise TypeError("next_page_token is not of its documented type")
        if total_size is None:
            total_size = UNSET
        elif type(total_size) is not int:
            raise TypeError("total_size is not of its documented type")
        list_participants_response = cls(
            participants,
            next_page_token,
            total_size,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        list_participants_response.additional_properties = d
        return list_participants_response

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

    defer_models(globals(), {"Participant": "..models.participant"})
