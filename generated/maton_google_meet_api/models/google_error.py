# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model

if TYPE_CHECKING:
    from ..models.google_error_error import GoogleErrorError


T = TypeVar("T", bound="GoogleError")


@_attrs_define
class GoogleError(_Model):
    """Google's envelope, passed through unchanged.

    Attributes:
        error (GoogleErrorError):
    """

    error: GoogleErrorError
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        error = GoogleErrorError.from_dict(d.pop("error"))

        google_error = cls(
            error,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        google_error.additional_properties = d
        return google_error

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

    defer_models(globals(), {"GoogleErrorError": "..models.google_error_error"})
