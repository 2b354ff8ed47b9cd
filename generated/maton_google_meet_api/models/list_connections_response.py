# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.connection import Connection


T = TypeVar("T", bound="ListConnectionsResponse")


@_attrs_define
class ListConnectionsResponse(_Model):
    """The matching connections, at most `limit`.

    Attributes:
        connections (list[Connection] | Unset): The connections.
    """

    connections: list[Connection] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        connections: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.connections, Unset):
            connections = []
            for connections_item_data in self.connections:
                connections_item = connections_item_data.to_dict()
                connections.append(connections_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if connections is not UNSET:
            field_dict["connections"] = connections

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _connections = d.pop("connections", None)
        connections: list[Connection] | Unset = UNSET
        if _connections is not None:
            connections = []
            for connections_item_data in _connections:
                connections_item = Connection.from_dict(connections_item_data)

                connections.append(connections_item)

        if _connections is not None and type(_connections) is not list:
            raise TypeError("connections is not of its documented type")
        list_connections_response = cls(
            connections,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        list_connections_response.additional_properties = d
        return list_connections_response

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
