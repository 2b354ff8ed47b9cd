# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.member import Member


T = TypeVar("T", bound="UpdateMemberRequest")


@_attrs_define
class UpdateMemberRequest(_Model):
    """A change to one member, as part of a batch.

    Attributes:
        member (Member): A person with a role in a space, who may join its conferences without knocking.
        update_mask (str | Unset): The fields to change. Omit this mask, or repeat the mask of the batch; Google refuses
            any other mask.
    """

    member: Member
    update_mask: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        member = self.member.to_dict()

        update_mask = self.update_mask

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "member": member,
            }
        )
        if update_mask is not UNSET:
            field_dict["updateMask"] = update_mask

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        member = Member.from_dict(d.pop("member"))

        update_mask = d.pop("updateMask", None)

        if update_mask is None:
            update_mask = UNSET
        elif type(update_mask) is not str:
            raise TypeError("update_mask is not of its documented type")
        update_member_request = cls(
            member,
            update_mask,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        update_member_request.additional_properties = d
        return update_member_request

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

    defer_models(globals(), {"Member": "..models.member"})
