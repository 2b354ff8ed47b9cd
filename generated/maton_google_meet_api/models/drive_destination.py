# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="DriveDestination")


@_attrs_define
class DriveDestination(_Model):
    """A file in Google Drive.

    Attributes:
        file (str | Unset): Id of the MP4 file. Download it from
            `https://www.googleapis.com/drive/v3/files/{file}?alt=media`; see
            https://developers.google.com/drive/api/v3/reference/files/get
        export_uri (str | Unset): The link to play the recording in a browser.
    """

    file: str | Unset = UNSET
    export_uri: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file = self.file

        export_uri = self.export_uri

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if file is not UNSET:
            field_dict["file"] = file
        if export_uri is not UNSET:
            field_dict["exportUri"] = export_uri

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        file = d.pop("file", None)

        export_uri = d.pop("exportUri", None)

        if file is None:
            file = UNSET
        elif type(file) is not str:
            raise TypeError("file is not of its documented type")
        if export_uri is None:
            export_uri = UNSET
        elif type(export_uri) is not str:
            raise TypeError("export_uri is not of its documented type")
        drive_destination = cls(
            file,
            export_uri,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        drive_destination.additional_properties = d
        return drive_destination

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
