# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="ErrorString")


@_attrs_define
class ErrorString(_Model):
    """A message as the value of `error`.

    Attributes:
        error (str): A description of the error, or the code of an OAuth error.
        error_description (str | Unset): A description of the OAuth error.
    """

    error: str
    error_description: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_description = self.error_description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
            }
        )
        if error_description is not UNSET:
            field_dict["error_description"] = error_description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        error = d.pop("error")

        error_description = d.pop("error_description", None)

        if type(error) is not str:
            raise TypeError("error is not of its documented type")
        if error_description is None:
            error_description = UNSET
        elif type(error_description) is not str:
            raise TypeError("error_description is not of its documented type")
        error_string = cls(
            error,
            error_description,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        error_string.additional_properties = d
        return error_string

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
