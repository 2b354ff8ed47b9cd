# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="SignedinUser")


@_attrs_define
class SignedinUser(_Model):
    """A person signed in on a computer, phone or companion device, or a meeting-room device.

    Attributes:
        user (str | Unset): Name of the user, `users/{user}`; the Admin SDK API and the People API use the same name.
        display_name (str | Unset): The first and last name of a person, or the name that an administrator assigned to a
            room device.
    """

    user: str | Unset = UNSET
    display_name: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user = self.user

        display_name = self.display_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if user is not UNSET:
            field_dict["user"] = user
        if display_name is not UNSET:
            field_dict["displayName"] = display_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        user = d.pop("user", None)

        display_name = d.pop("displayName", None)

        if user is None:
            user = UNSET
        elif type(user) is not str:
            raise TypeError("user is not of its documented type")
        if display_name is None:
            display_name = UNSET
        elif type(display_name) is not str:
            raise TypeError("display_name is not of its documented type")
        signedin_user = cls(
            user,
            display_name,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        signedin_user.additional_properties = d
        return signedin_user

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
