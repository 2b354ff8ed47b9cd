# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model

if TYPE_CHECKING:
    from ..models.detail_error_detail_type_1_item import DetailErrorDetailType1Item


T = TypeVar("T", bound="DetailError")


@_attrs_define
class DetailError(_Model):
    """A message, or a list of them, under `detail`.

    Attributes:
        detail (list[DetailErrorDetailType1Item] | str): A description of the error, in one sentence or by location.
    """

    detail: list[DetailErrorDetailType1Item] | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        detail: list[dict[str, Any]] | str
        if isinstance(self.detail, list):
            detail = []
            for detail_type_1_item_data in self.detail:
                detail_type_1_item = detail_type_1_item_data.to_dict()
                detail.append(detail_type_1_item)

        else:
            detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}

        def _parse_detail(data: object) -> list[DetailErrorDetailType1Item] | str:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                detail_type_1 = []
                _detail_type_1 = data
                for detail_type_1_item_data in _detail_type_1:
                    detail_type_1_item = DetailErrorDetailType1Item.from_dict(
                        detail_type_1_item_data
                    )

                    detail_type_1.append(detail_type_1_item)

                return detail_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[DetailErrorDetailType1Item] | str", data)

        detail = _parse_detail(d.pop("detail"))

        detail_error = cls(
            detail,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        detail_error.additional_properties = d
        return detail_error

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
        globals(), {"DetailErrorDetailType1Item": "..models.detail_error_detail_type_1_item"}
    )
