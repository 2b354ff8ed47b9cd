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
    from ..models.created_connection import CreatedConnection


T = TypeVar("T", bound="CreateConnectionResponse")


@_attrs_define
class CreateConnectionResponse(_Model):
    """A new connection. Its id has one of three names, here or inside `connection`. Get the connection by its id for the
    other fields.

    Attributes:
        connection (CreatedConnection | None | Unset): The new connection, if the response wraps it.
        connection_id (None | str | Unset): Id of the connection, under its usual name.
        connection_Id (None | str | Unset): Id of the connection, in another spelling that the response may use.
        id (None | str | Unset): Id of the connection, under another name that the response may use.
        status (ConnectionStatus | None | str | Unset): The state of the connection; initially `PENDING`.
        creation_time (datetime.datetime | None | Unset): The time when the connection was created.
        last_updated_time (datetime.datetime | None | Unset): The time when the connection last changed.
        url (None | str | Unset): The URL to finish the sign-in to Google in a browser. It contains a session token:
            keep it out of logs.
        app (None | str | Unset): The app of the connection.
        method (ConnectionMethod | None | str | Unset): The authorization method of the connection; not always present.
        metadata (ConnectionMetadata | None | Unset): Other data of Maton about the account, without a fixed form; often
            empty.
    """

    connection: CreatedConnection | None | Unset = UNSET
    connection_id: None | str | Unset = UNSET
    connection_Id: None | str | Unset = UNSET
    id: None | str | Unset = UNSET
    status: ConnectionStatus | None | str | Unset = UNSET
    creation_time: datetime.datetime | None | Unset = UNSET
    last_updated_time: datetime.datetime | None | Unset = UNSET
    url: None | str | Unset = _attrs_field(default=UNSET, repr=False)
    app: None | str | Unset = UNSET
    method: ConnectionMethod | None | str | Unset = UNSET
    metadata: ConnectionMetadata | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.connection_metadata import ConnectionMetadata  # noqa: PLC0415
        from ..models.created_connection import CreatedConnection  # noqa: PLC0415

        connection: dict[str, Any] | None | Unset
        if isinstance(self.connection, Unset):
            connection = UNSET
        elif isinstance(self.connection, CreatedConnection):
            connection = self.connection.to_dict()
        else:
            connection = self.connection

        connection_id: None | str | Unset
        if isinstance(self.connection_id, Unset):
            connection_id = UNSET
        else:
            connection_id = self.connection_id

        connection_Id: None | str | Unset
        if isinstance(self.connection_Id, Unset):
            connection_Id = UNSET
        else:
            connection_Id = self.connection_Id

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, ConnectionStatus):
            status = self.status.value
        else:
            status = self.status

        creation_time: None | str | Unset
        if isinstance(self.creation_time, Unset):
            creation_time = UNSET
        elif isinstance(self.creation_time, datetime.datetime):
            creation_time = self.creation_time.isoformat()
        else:
            creation_time = self.creation_time

        last_updated_time: None | str | Unset
        if isinstance(self.last_updated_time, Unset):
            last_updated_time = UNSET
        elif isinstance(self.last_updated_time, datetime.datetime):
            last_updated_time = self.last_updated_time.isoformat()
        else:
            last_updated_time = self.last_updated_time

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        app: None | str | Unset
        if isinstance(self.app, Unset):
            app = UNSET
        else:
            app = self.app

        method: None | str | Unset
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
        field_dict.update({})
        if connection is not UNSET:
            field_dict["connection"] = connection
        if connection_id is not UNSET:
            field_dict["connection_id"] = connection_id
        if connection_Id is not UNSET:
            field_dict["connection_Id"] = connection_Id
        if id is not UNSET:
            field_dict["id"] = id
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

        def _parse_connection(data: object) -> CreatedConnection | None | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                connection_type_0 = CreatedConnection.from_dict(data)

                return connection_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return UNSET

        connection = _parse_connection(d.pop("connection", None))

        def _parse_connection_id(data: object) -> None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            return cast("None | str | Unset", data)

        connection_id = _parse_connection_id(d.pop("connection_id", None))

        def _parse_connection_Id(data: object) -> None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            return cast("None | str | Unset", data)

        connection_Id = _parse_connection_Id(d.pop("connection_Id", None))

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            return cast("None | str | Unset", data)

        id = _parse_id(d.pop("id", None))

        def _parse_status(data: object) -> ConnectionStatus | None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = ConnectionStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ConnectionStatus | None | str | Unset", data)

        status = _parse_status(d.pop("status", None))

        def _parse_creation_time(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                creation_time_type_0 = datetime.datetime.fromisoformat(data)

                return creation_time_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("datetime.datetime | None | Unset", data)

        creation_time = _parse_creation_time(d.pop("creation_time", None))

        def _parse_last_updated_time(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_updated_time_type_0 = datetime.datetime.fromisoformat(data)

                return last_updated_time_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("datetime.datetime | None | Unset", data)

        last_updated_time = _parse_last_updated_time(d.pop("last_updated_time", None))

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            return cast("None | str | Unset", data)

        url = _parse_url(d.pop("url", None))

        def _parse_app(data: object) -> None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            return cast("None | str | Unset", data)

        app = _parse_app(d.pop("app", None))

        def _parse_method(data: object) -> ConnectionMethod | None | str | Unset:
            if data is None:
                return UNSET
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                method_type_0 = ConnectionMethod(data)

                return method_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ConnectionMethod | None | str | Unset", data)

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

        create_connection_response = cls(
            connection,
            connection_id,
            connection_Id,
            id,
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
        create_connection_response.additional_properties = d
        return create_connection_response

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
        globals(),
        {
            "ConnectionMetadata": "..models.connection_metadata",
            "CreatedConnection": "..models.created_connection",
        },
    )
