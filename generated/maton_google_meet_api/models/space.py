# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.active_conference import ActiveConference
    from ..models.gateway_sip_access import GatewaySipAccess
    from ..models.phone_access import PhoneAccess
    from ..models.space_config import SpaceConfig


T = TypeVar("T", bound="Space")


@_attrs_define
class Space(_Model):
    """A persistent meeting room. It has only one active conference at a time.

    Attributes:
        name (str): Name of the space, `spaces/{space}`. Google assigns it and never changes it. Its id is unique and
            case sensitive.
        meeting_uri (str | Unset): The link to join: `https://meet.google.com/` followed by the meeting code.
        meeting_code (str | Unset): The code to join: letters in three groups such as `kfr-wduz-tqa`, not case
            sensitive, at most 128 characters. The code can be used to get the space, but do not store it: it generally
            expires 365 days after its last use and may later belong to another space.
        config (SpaceConfig | Unset): The settings of a space.
        active_conference (ActiveConference | Unset): The active conference in a space.
        phone_access (list[PhoneAccess] | Unset): The telephone numbers to join, one for each region; may be empty.
        gateway_sip_access (list[GatewaySipAccess] | Unset): The SIP addresses to join; may be empty.
    """

    name: str
    meeting_uri: str | Unset = UNSET
    meeting_code: str | Unset = UNSET
    config: SpaceConfig | Unset = UNSET
    active_conference: ActiveConference | Unset = UNSET
    phone_access: list[PhoneAccess] | Unset = UNSET
    gateway_sip_access: list[GatewaySipAccess] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        meeting_uri = self.meeting_uri

        meeting_code = self.meeting_code

        config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.config, Unset):
            config = self.config.to_dict()

        active_conference: dict[str, Any] | Unset = UNSET
        if not isinstance(self.active_conference, Unset):
            active_conference = self.active_conference.to_dict()

        phone_access: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.phone_access, Unset):
            phone_access = []
            for phone_access_item_data in self.phone_access:
                phone_access_item = phone_access_item_data.to_dict()
                phone_access.append(phone_access_item)

        gateway_sip_access: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.gateway_sip_access, Unset):
            gateway_sip_access = []
            for gateway_sip_access_item_data in self.gateway_sip_access:
                gateway_sip_access_item = gateway_sip_access_item_data.to_dict()
                gateway_sip_access.append(gateway_sip_access_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if meeting_uri is not UNSET:
            field_dict["meetingUri"] = meeting_uri
        if meeting_code is not UNSET:
            field_dict["meetingCode"] = meeting_code
        if config is not UNSET:
            field_dict["config"] = config
        if active_conference is not UNSET:
            field_dict["activeConference"] = active_conference
        if phone_access is not UNSET:
            field_dict["phoneAccess"] = phone_access
        if gateway_sip_access is not UNSET:
            field_dict["gatewaySipAccess"] = gateway_sip_access

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        name = d.pop("name")

        meeting_uri = d.pop("meetingUri", None)

        meeting_code = d.pop("meetingCode", None)

        _config = d.pop("config", None)
        config: SpaceConfig | Unset
        if _config is None:
            config = UNSET
        else:
            config = SpaceConfig.from_dict(_config)

        _active_conference = d.pop("activeConference", None)
        active_conference: ActiveConference | Unset
        if _active_conference is None:
            active_conference = UNSET
        else:
            active_conference = ActiveConference.from_dict(_active_conference)

        _phone_access = d.pop("phoneAccess", None)
        phone_access: list[PhoneAccess] | Unset = UNSET
        if _phone_access is not None:
            phone_access = []
            for phone_access_item_data in _phone_access:
                phone_access_item = PhoneAccess.from_dict(phone_access_item_data)

                phone_access.append(phone_access_item)

        _gateway_sip_access = d.pop("gatewaySipAccess", None)
        gateway_sip_access: list[GatewaySipAccess] | Unset = UNSET
        if _gateway_sip_access is not None:
            gateway_sip_access = []
            for gateway_sip_access_item_data in _gateway_sip_access:
                gateway_sip_access_item = GatewaySipAccess.from_dict(gateway_sip_access_item_data)

                gateway_sip_access.append(gateway_sip_access_item)

        if type(name) is not str:
            raise TypeError("name is not of its documented type")
        if meeting_uri is None:
            meeting_uri = UNSET
        elif type(meeting_uri) is not str:
            raise TypeError("meeting_uri is not of its documented type")
        if meeting_code is None:
            meeting_code = UNSET
        elif type(meeting_code) is not str:
            raise TypeError("meeting_code is not of its documented type")
        if _phone_access is not None and type(_phone_access) is not list:
            raise TypeError("phone_access is not of its documented type")
        if _gateway_sip_access is not None and type(_gateway_sip_access) is not list:
            raise TypeError("gateway_sip_access is not of its documented type")
        space = cls(
            name,
            meeting_uri,
            meeting_code,
            config,
            active_conference,
            phone_access,
            gateway_sip_access,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        space.additional_properties = d
        return space

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
            "ActiveConference": "..models.active_conference",
            "GatewaySipAccess": "..models.gateway_sip_access",
            "PhoneAccess": "..models.phone_access",
            "SpaceConfig": "..models.space_config",
        },
    )
