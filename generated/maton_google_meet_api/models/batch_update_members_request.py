# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.update_member_request import UpdateMemberRequest


T = TypeVar("T", bound="BatchUpdateMembersRequest")


@_attrs_define
class BatchUpdateMembersRequest(_Model):
    """Changes to several members of one space.

    Attributes:
        requests (list[UpdateMemberRequest]): One entry for each member to change; at most 500.
        update_mask (str | Unset): The fields to change in every member, as names joined by commas: `role`. Without a
            mask here, the requests must not have a mask either, and every field that they omit is cleared.
    """

    requests: list[UpdateMemberRequest]
    update_mask: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        requests = []
        for requests_item_data in self.requests:
            requests_item = requests_item_data.to_dict()
            requests.append(requests_item)

        update_mask = self.update_mask

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "requests": requests,
            }
        )
        if update_mask is not UNSET:
            field_dict["updateMask"] = update_mask

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        requests = []
        _requests = d.pop("requests")
        for requests_item_data in _requests:
            requests_item = UpdateMemberRequest.from_dict(requests_item_data)

            requests.append(requests_item)

        update_mask = d.pop("updateMask", None)

        if type(_requests) is not list:
            raise TypeError("requests is not of its documented type")
        if update_mask is None:
            update_mask = UNSET
        elif type(update_mask) is not str:
            raise TypeError("update_mask is not of its documented type")
        batch_update_members_request = cls(
            requests,
            update_mask,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        batch_update_members_request.additional_properties = d
        return batch_update_members_request

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

    defer_models(globals(), {"UpdateMemberRequest": "..models.update_member_request"})
