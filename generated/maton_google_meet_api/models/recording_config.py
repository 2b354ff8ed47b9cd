# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.auto_generation_type import AutoGenerationType
from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="RecordingConfig")


@_attrs_define
class RecordingConfig(_Model):
    """Automatic recording of a space's conferences.

    Attributes:
        auto_recording_generation (AutoGenerationType | str | Unset): `ON` if recording starts automatically when a
            person who is allowed to record joins.
    """

    auto_recording_generation: AutoGenerationType | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        auto_recording_generation: str | Unset
        if isinstance(self.auto_recording_generation, Unset):
            auto_recording_generation = UNSET
        elif isinstance(self.auto_recording_generation, AutoGenerationType):
            auto_recording_generation = self.auto_recording_generation.value
        else:
            auto_recording_generation = self.auto_recording_generation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if auto_recording_generation is not UNSET:
            field_dict["autoRecordingGeneration"] = auto_recording_generation

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}

        def _parse_auto_recording_generation(data: object) -> AutoGenerationType | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                auto_recording_generation_type_0 = AutoGenerationType(data)

                return auto_recording_generation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AutoGenerationType | str | Unset", data)

        auto_recording_generation = _parse_auto_recording_generation(
            d.pop("autoRecordingGeneration", None)
        )

        if auto_recording_generation is not UNSET and not isinstance(
            auto_recording_generation, str
        ):
            raise TypeError("auto_recording_generation is not of its documented type")
        recording_config = cls(
            auto_recording_generation,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        recording_config.additional_properties = d
        return recording_config

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
