# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="DocsDestination")


@_attrs_define
class DocsDestination(_Model):
    """A document in Google Docs.

    Attributes:
        document (str | Unset): Id of the document. To get its content, call the method `documents.get` of the Google
            Docs API; see https://developers.google.com/docs/api/reference/rest/v1/documents/get
        export_uri (str | Unset): The link to read the document in a browser.
    """

    document: str | Unset = UNSET
    export_uri: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        document = self.document

        export_uri = self.export_uri

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if document is not UNSET:
            field_dict["document"] = document
        if export_uri is not UNSET:
            field_dict["exportUri"] = export_uri

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        document = d.pop("document", None)

        export_uri = d.pop("exportUri", None)

        if document is None:
            document = UNSET
        elif type(document) is not str:
            raise TypeError("document is not of its documented type")
        if export_uri is None:
            export_uri = UNSET
        elif type(export_uri) is not str:
            raise TypeError("export_uri is not of its documented type")
        docs_destination = cls(
            document,
            export_uri,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        docs_destination.additional_properties = d
        return docs_destination

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
