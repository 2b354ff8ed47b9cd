# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model

if TYPE_CHECKING:
    from ..models.connection import Connection


T = TypeVar("T", bound="GetConnectionResponse")


@_attrs_define
class GetConnectionResponse(_Model):
    """One connection in an envelope.

    Attributes:
        connection (Connection): One Google account that has authorized Maton to act for it, or is waiting for its sign-
            in.
    """

    connection: Connection
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        connection = self.connection.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "connection": connection,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        connection = Connection.from_dict(d.pop("connection"))

        get_connection_response = cls(
            connection,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        get_connection_response.additional_properties = d
        return get_connection_response

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

    defer_models(globals(), {"Connection": "..models.connection"})
