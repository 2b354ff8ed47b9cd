# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.member_role import MemberRole
from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="Member")


@_attrs_define
class Member(_Model):
    """A person with a role in a space, who may join its conferences without knocking.

    Attributes:
        name (str): Name of the member, `spaces/{space}/members/{member}`.
        email (str | Unset): Email address of the member.
        role (MemberRole | str | Unset): The role of the member in the space's conferences.
    """

    name: str
    email: str | Unset = UNSET
    role: MemberRole | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        email = self.email

        role: str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        elif isinstance(self.role, MemberRole):
            role = self.role.value
        else:
            role = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email
        if role is not UNSET:
            field_dict["role"] = role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        name = d.pop("name")

        email = d.pop("email", None)

        def _parse_role(data: object) -> MemberRole | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_0 = MemberRole(data)

                return role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("MemberRole | str | Unset", data)

        role = _parse_role(d.pop("role", None))

        if type(name) is not str:
            raise TypeError("name is not of its documented type")
        if email is None:
            email = UNSET
        elif type(email) is not str:
            raise TypeError("email is not of its documented type")
        if role is not UNSET and not isinstance(role, str):
            raise TypeError("role is not of its documented type")
        member = cls(
            name,
            email,
            role,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        member.additional_properties = d
        return member

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
