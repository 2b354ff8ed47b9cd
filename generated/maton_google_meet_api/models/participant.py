# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anonymous_user import AnonymousUser
    from ..models.phone_user import PhoneUser
    from ..models.signedin_user import SignedinUser


T = TypeVar("T", bound="Participant")


@_attrs_define
class Participant(_Model):
    """A participant in a conference: a signed-in user, an anonymous user or a phone user.

    Attributes:
        name (str): Name of the participant, `conferenceRecords/{record}/participants/{participant}`.
        signedin_user (SignedinUser | Unset): A person signed in on a computer, phone or companion device, or a meeting-
            room device.
        anonymous_user (AnonymousUser | Unset): A user who is not signed in to a Google account.
        phone_user (PhoneUser | Unset): A user who dialed in by phone. The identity is unknown, because the user is not
            signed in to Google.
        earliest_start_time (datetime.datetime | Unset): The time when the participant first joined.
        latest_end_time (datetime.datetime | Unset): The time when the participant last left. Can be absent while the
            conference is active.
    """

    name: str
    signedin_user: SignedinUser | Unset = UNSET
    anonymous_user: AnonymousUser | Unset = UNSET
    phone_user: PhoneUser | Unset = UNSET
    earliest_start_time: datetime.datetime | Unset = UNSET
    latest_end_time: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        signedin_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.signedin_user, Unset):
            signedin_user = self.signedin_user.to_dict()

        anonymous_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.anonymous_user, Unset):
            anonymous_user = self.anonymous_user.to_dict()

        phone_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.phone_user, Unset):
            phone_user = self.phone_user.to_dict()

        earliest_start_time: str | Unset = UNSET
        if not isinstance(self.earliest_start_time, Unset):
            earliest_start_time = self.earliest_start_time.isoformat()

        latest_end_time: str | Unset = UNSET
        if not isinstance(self.latest_end_time, Unset):
            latest_end_time = self.latest_end_time.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if signedin_user is not UNSET:
            field_dict["signedinUser"] = signedin_user
        if anonymous_user is not UNSET:
            field_dict["anonymousUser"] = anonymous_user
        if phone_user is not UNSET:
            field_dict["phoneUser"] = phone_user
        if earliest_start_time is not UNSET:
            field_dict["earliestStartTime"] = earliest_start_time
        if latest_end_time is not UNSET:
            field_dict["latestEndTime"] = latest_end_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        name = d.pop("name")

        _signedin_user = d.pop("signedinUser", None)
        signedin_user: SignedinUser | Unset
        if _signedin_user is None:
            signedin_user = UNSET
        else:
            signedin_user = SignedinUser.from_dict(_signedin_user)

        _anonymous_user = d.pop("anonymousUser", None)
        anonymous_user: AnonymousUser | Unset
        if _anonymous_user is None:
            anonymous_user = UNSET
        else:
            anonymous_user = AnonymousUser.from_dict(_anonymous_user)

        _phone_user = d.pop("phoneUser", None)
        phone_user: PhoneUser | Unset
        if _phone_user is None:
            phone_user = UNSET
        else:
            phone_user = PhoneUser.from_dict(_phone_user)

        _earliest_start_time = d.pop("earliestStartTime", None)
        earliest_start_time: datetime.datetime | Unset
        if _earliest_start_time is None:
            earliest_start_time = UNSET
        else:
            earliest_start_time = datetime.datetime.fromisoformat(_earliest_start_time)

        _latest_end_time = d.pop("latestEndTime", None)
        latest_end_time: datetime.datetime | Unset
        if _latest_end_time is None:
            latest_end_time = UNSET
        else:
            latest_end_time = datetime.datetime.fromisoformat(_latest_end_time)

        if type(name) is not str:
            raise TypeError("name is not of its documented type")
        if earliest_start_time is not UNSET and earliest_start_time.tzinfo is None:
            raise TypeError("earliest_start_time is not of its documented type")
        if latest_end_time is not UNSET and latest_end_time.tzinfo is None:
            raise TypeError("latest_end_time is not of its documented type")
        participant = cls(
            name,
            signedin_user,
            anonymous_user,
            phone_user,
            earliest_start_time,
            latest_end_time,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        participant.additional_properties = d
        return participant

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

    defer_models(
        globals(),
        {
            "AnonymousUser": "..models.anonymous_user",
            "PhoneUser": "..models.phone_user",
            "SignedinUser": "..models.signedin_user",
        },
    )
