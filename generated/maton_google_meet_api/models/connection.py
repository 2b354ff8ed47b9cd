# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.connection_method import ConnectionMethod
from ..models.connection_status import ConnectionStatus
from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.connection_metadata import ConnectionMetadata


T = TypeVar("T", bound="Connection")


@_attrs_define
class Connection(_Model):
    """One Google account that has authorized Maton to act for it, or is waiting for its sign-in.

    Attributes:
        connection_id (str): Id of the connection, the value for the header `Maton-Connection`.
        status (ConnectionStatus | str | Unset): The state of the connection.
        creation_time (datetime.datetime | Unset): The time when the connection was created.
        last_updated_time (datetime.datetime | Unset): The time when the connection last changed.
        url (None | str | Unset): The URL to finish the sign-in to Google in a browser. It contains a session token:
            keep it out of logs.
        app (str | Unset): The app of the connection; `google-meet` is Google Meet.
        method (ConnectionMethod | str | Unset): The authorization method of the connection; not always present.
        metadata (ConnectionMetadata | None | Unset): Other data of Maton about the account, without a fixed form; often
            empty.
    """

    connection_id: str
    status: ConnectionStatus | str | Unset = UNSET
    creation_time: datetime.datetime | Unset = UNSET
    last_updated_time: datetime.datetime | Unset = UNSET
    url: None | str | Unset = _attrs_field(default=UNSET, repr=False)
    app: str | Unset = UNSET
    method: ConnectionMethod | str | Unset = UNSET
    metadata: ConnectionMetadata | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.connection_metadata import ConnectionMetadata  # noqa: PLC0415

        connection_id = self.connection_id

        status: str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, ConnectionStatus):
            status = self.status.value
        else:
            status = self.status

        creation_time: str | Unset = UNSET
        if not isinstance(self.creation_time, Unset):
            creation_time = self.creation_time.isoformat()

        last_updated_time: str | Unset = UNSET
        if not isinstance(self.last_updated_time, Unset):
            last_updated_time = self.last_updated_time.isoformat()

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        app = self.app

        method: str | Unset
        if isinstance(self.method, Unset):
            method = UNSET
        elif isinstance(self.method, ConnectionMethod):
            method = self.method.value
        else:
            method = self.method

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, ConnectionMetadata):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "connection_id": connection_id,
            }
        )
        if status is not UNSET:
            field_dict["status"] = status
        if creation_time is not UNSET:
            field_dict["creation_time"] = creation_time
        if last_updated_time is not UNSET:
            field_dict["last_updated_time"] = last_updated_time
        if url is not UNSET:
            field_dict["url"] = url
        if app is not UNSET:
            field_dict["app"] = app
        if method is not UNSET:
            field_dict["method"] = method
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        connection_id = d.pop("connection_id")

        def _parse_status(data: object) -> ConnectionStatus | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = ConnectionStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ConnectionStatus | str | Unset", data)

        status = _parse_status(d.pop("status", None))

        _creation_time = d.pop("creation_time", None)
        creation_time: datetime.datetime | Unset
        if _creation_time is None:
            creation_time = UNSET
        else:
            creation_time = datetime.datetime.fromisoformat(_creation_time)

        _last_updated_time = d.pop("last_updated_time", None)
        last_updated_time: datetime.datetime | Unset
        if _last_updated_time is None:
            last_updated_time = UNSET
        else:
            last_updated_time = datetime.datetime.fromisoformat(_last_updated_time)

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            return cast("None | str | Unset", data)

        url = _parse_url(d.pop("url", None))

        app = d.pop("app", None)

        def _parse_method(data: object) -> ConnectionMethod | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                method_type_0 = ConnectionMethod(data)

                return method_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ConnectionMethod | str | Unset", data)

        method = _parse_method(d.pop("method", None))

        def _parse_metadata(data: object) -> ConnectionMetadata | None | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = ConnectionMetadata.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return UNSET

        metadata = _parse_metadata(d.pop("metadata", None))

        if type(connection_id) is not str:
            raise TypeError("connection_id is not of its documented type")
        if status is not UNSET and not isinstance(status, str):
            raise TypeError("status is not of its documented type")
        if creation_time is not UNSET and creation_time.tzinfo is None:
            raise TypeError("creation_time is not of its documented type")
        if last_updated_time is not UNSET and last_updated_time.tzinfo is None:
            raise TypeError("last_updated_time is not of its documented type")
        if app is None:
            app = UNSET
        elif type(app) is not str:
            raise TypeError("app is not of its documented type")
        if method is not UNSET and not isinstance(method, str):
            raise TypeError("method is not of its documented type")
        connection = cls(
            connection_id,
            status,
            creation_time,
            last_updated_time,
            url,
            app,
            method,
            metadata,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        connection.additional_properties = d
        return connection

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

    defer_models(globals(), {"ConnectionMetadata": "..models.connection_metadata"})
