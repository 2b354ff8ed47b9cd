# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="PhoneAccess")


@_attrs_define
class PhoneAccess(_Model):
    """A regional telephone number to join, and its PIN.

    Attributes:
        phone_number (str | Unset): The number to dial, in E.164 format with a leading plus sign.
        pin (str | Unset): The PIN to enter after dialing: decimal digits of variable length.
        region_code (str | Unset): Country or region of the number, as a CLDR/ISO 3166 code such as `SE`.
        language_code (str | Unset): Language of the number, as a BCP 47 code such as `es-419`.
    """

    phone_number: str | Unset = UNSET
    pin: str | Unset = UNSET
    region_code: str | Unset = UNSET
    language_code: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        phone_number = self.phone_number

        pin = self.pin

        region_code = self.region_code

        language_code = self.language_code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if phone_number is not UNSET:
            field_dict["phoneNumber"] = phone_number
        if pin is not UNSET:
            field_dict["pin"] = pin
        if region_code is not UNSET:
            field_dict["regionCode"] = region_code
        if language_code is not UNSET:
            field_dict["languageCode"] = language_code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        phone_number = d.pop("phoneNumber", None)

        pin = d.pop("pin", None)

        region_code = d.pop("regionCode", None)

        language_code = d.pop("languageCode", None)

        if phone_number is None:
            phone_number = UNSET
        elif type(phone_number) is not str:
            raise TypeError("phone_number is not of its documented type")
        if pin is None:
            pin = UNSET
        elif type(pin) is not str:
            raise TypeError("pin is not of its documented type")
        if region_code is None:
            region_code = UNSET
        elif type(region_code) is not str:
            raise TypeError("region_code is not of its documented type")
        if language_code is None:
            language_code = UNSET
        elif type(language_code) is not str:
            raise TypeError("language_code is not of its documented type")
        phone_access = cls(
            phone_number,
            pin,
            region_code,
            language_code,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        phone_access.additional_properties = d
        return phone_access

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
