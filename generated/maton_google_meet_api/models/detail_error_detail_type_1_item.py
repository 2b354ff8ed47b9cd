# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="DetailErrorDetailType1Item")


@_attrs_define
class DetailErrorDetailType1Item(_Model):
    """
    Attributes:
        loc (list[int | str] | Unset): The location, as names and positions.
        msg (str | Unset): A description of the error at this location.
    """

    loc: list[int | str] | Unset = UNSET
    msg: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        loc: list[int | str] | Unset = UNSET
        if not isinstance(self.loc, Unset):
            loc = []
            for loc_item_data in self.loc:
                loc_item: int | str
                loc_item = loc_item_data
                loc.append(loc_item)

        msg = self.msg

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if loc is not UNSET:
            field_dict["loc"] = loc
        if msg is not UNSET:
            field_dict["msg"] = msg

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _loc = d.pop("loc", None)
        loc: list[int | str] | Unset = UNSET
        if _loc is not None:
            loc = []
            for loc_item_data in _loc:

                def _parse_loc_item(data: object) -> int | str:
                    return cast("int | str", data)

                loc_item = _parse_loc_item(loc_item_data)

                loc.append(loc_item)

        msg = d.pop("msg", None)

        if _loc is not None and type(_loc) is not list:
            raise TypeError("loc is not of its documented type")
        if msg is None:
            msg = UNSET
        elif type(msg) is not str:
            raise TypeError("msg is not of its documented type")
        detail_error_detail_type_1_item = cls(
            loc,
            msg,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        detail_error_detail_type_1_item.additional_properties = d
        return detail_error_detail_type_1_item

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
