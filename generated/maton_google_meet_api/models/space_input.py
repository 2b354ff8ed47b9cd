# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.space_config import SpaceConfig


T = TypeVar("T", bound="SpaceInput")


@_attrs_define
class SpaceInput(_Model):
    """The writable fields of a space.

    Attributes:
        config (SpaceConfig | Unset): The settings of a space.
    """

    config: SpaceConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.config, Unset):
            config = self.config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if config is not UNSET:
            field_dict["config"] = config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _config = d.pop("config", None)
        config: SpaceConfig | Unset
        if _config is None:
            config = UNSET
        else:
            config = SpaceConfig.from_dict(_config)

        space_input = cls(
            config,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        space_input.additional_properties = d
        return space_input

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

    defer_models(globals(), {"SpaceConfig": "..models.space_config"})
