# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="GatewaySipAccess")


@_attrs_define
class GatewaySipAccess(_Model):
    """The SIP address and access code to join through a gateway.

    Attributes:
        uri (str | Unset): The address to call, `sip:USER_ID@GATEWAY_ADDRESS` or the same with `sips:`. The user id is
            the universal PIN of 13 digits; the gateway is a host name to look up by DNS SRV, or an IP address.
        sip_access_code (str | Unset): The permanent numeric code to enter on devices that are set up for it.
    """

    uri: str | Unset = UNSET
    sip_access_code: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        uri = self.uri

        sip_access_code = self.sip_access_code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if uri is not UNSET:
            field_dict["uri"] = uri
        if sip_access_code is not UNSET:
            field_dict["sipAccessCode"] = sip_access_code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        uri = d.pop("uri", None)

        sip_access_code = d.pop("sipAccessCode", None)

        if uri is None:
            uri = UNSET
        elif type(uri) is not str:
            raise TypeError("uri is not of its documented type")
        if sip_access_code is None:
            sip_access_code = UNSET
        elif type(sip_access_code) is not str:
            raise TypeError("sip_access_code is not of its documented type")
        gateway_sip_access = cls(
            uri,
            sip_access_code,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        gateway_sip_access.additional_properties = d
        return gateway_sip_access

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
