# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.google_error_error_details_item import GoogleErrorErrorDetailsItem


T = TypeVar("T", bound="GoogleErrorError")


@_attrs_define
class GoogleErrorError(_Model):
    """
    Attributes:
        code (int): The HTTP status.
        message (str): A description of the error, in English.
        status (str): The reason as a keyword, such as `FAILED_PRECONDITION`.
        details (list[GoogleErrorErrorDetailsItem] | Unset): Details of the reason; each entry has its own type.
    """

    code: int
    message: str
    status: str
    details: list[GoogleErrorErrorDetailsItem] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        message = self.message

        status = self.status

        details: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.details, Unset):
            details = []
            for details_item_data in self.details:
                details_item = details_item_data.to_dict()
                details.append(details_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "message": message,
                "status": status,
            }
        )
        if details is not UNSET:
            field_dict["details"] = details

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        code = d.pop("code")

        message = d.pop("message")

        status = d.pop("status")

        _details = d.pop("details", None)
        details: list[GoogleErrorErrorDetailsItem] | Unset = UNSET
        if _details is not None:
            details = []
            for details_item_data in _details:
                details_item = GoogleErrorErrorDetailsItem.from_dict(details_item_data)

                details.append(details_item)

        if type(code) is not int:
            raise TypeError("code is not of its documented type")
        if type(message) is not str:
            raise TypeError("message is not of its documented type")
        if type(status) is not str:
            raise TypeError("status is not of its documented type")
        if _details is not None and type(_details) is not list:
            raise TypeError("details is not of its documented type")
        google_error_error = cls(
            code,
            message,
            status,
            details,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        google_error_error.additional_properties = d
        return google_error_error

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
        globals(), {"GoogleErrorErrorDetailsItem": "..models.google_error_error_details_item"}
    )
