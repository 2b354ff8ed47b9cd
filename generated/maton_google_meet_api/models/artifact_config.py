# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.recording_config import RecordingConfig
    from ..models.smart_notes_config import SmartNotesConfig
    from ..models.transcription_config import TranscriptionConfig


T = TypeVar("T", bound="ArtifactConfig")


@_attrs_define
class ArtifactConfig(_Model):
    """The artifacts that a space's conferences generate automatically.

    Attributes:
        recording_config (RecordingConfig | Unset): Automatic recording of a space's conferences.
        transcription_config (TranscriptionConfig | Unset): Automatic transcription of a space's conferences.
        smart_notes_config (SmartNotesConfig | Unset): Automatic smart notes of a space's conferences. See
            https://support.google.com/meet/answer/14754931
    """

    recording_config: RecordingConfig | Unset = UNSET
    transcription_config: TranscriptionConfig | Unset = UNSET
    smart_notes_config: SmartNotesConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        recording_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.recording_config, Unset):
            recording_config = self.recording_config.to_dict()

        transcription_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.transcription_config, Unset):
            transcription_config = self.transcription_config.to_dict()

        smart_notes_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.smart_notes_config, Unset):
            smart_notes_config = self.smart_notes_config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if recording_config is not UNSET:
            field_dict["recordingConfig"] = recording_config
        if transcription_config is not UNSET:
            field_dict["transcriptionConfig"] = transcription_config
        if smart_notes_config is not UNSET:
            field_dict["smartNotesConfig"] = smart_notes_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        _recording_config = d.pop("recordingConfig", None)
        recording_config: RecordingConfig | Unset
        if _recording_config is None:
            recording_config = UNSET
        else:
            recording_config = RecordingConfig.from_dict(_recording_config)

        _transcription_config = d.pop("transcriptionConfig", None)
        transcription_config: TranscriptionConfig | Unset
        if _transcription_config is None:
            transcription_config = UNSET
        else:
            transcription_config = TranscriptionConfig.from_dict(_transcription_config)

        _smart_notes_config = d.pop("smartNotesConfig", None)
        smart_notes_config: SmartNotesConfig | Unset
        if _smart_notes_config is None:
            smart_notes_config = UNSET
        else:
            smart_notes_config = SmartNotesConfig.from_dict(_smart_notes_config)

        artifact_config = cls(
            recording_config,
            transcription_config,
            smart_notes_config,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        artifact_config.additional_properties = d
        return artifact_config

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
            "RecordingConfig": "..models.recording_config",
            "SmartNotesConfig": "..models.smart_notes_config",
            "TranscriptionConfig": "..models.transcription_config",
        },
    )
