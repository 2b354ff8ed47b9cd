# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.recording_state import RecordingState
from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.drive_destination import DriveDestination


T = TypeVar("T", bound="Recording")


@_attrs_define
class Recording(_Model):
    """The metadata of one recorded part of a conference, finished or in progress.

    Attributes:
        name (str): Name of the recording, `conferenceRecords/{record}/recordings/{recording}`; each recorded part has
            its own recording.
        drive_destination (DriveDestination | Unset): A file in Google Drive.
        state (RecordingState | str | Unset): The state of the recording.
        start_time (datetime.datetime | Unset): The time when recording started.
        end_time (datetime.datetime | Unset): The time when recording ended.
    """

    name: str
    drive_destination: DriveDestination | Unset = UNSET
    state: RecordingState | str | Unset = UNSET
    start_time: datetime.datetime | Unset = UNSET
    end_time: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        drive_destination: dict[str, Any] | Unset = UNSET
        if not isinstance(self.drive_destination, Unset):
            drive_destination = self.drive_destination.to_dict()

        state: str | Unset
        if isinstance(self.state, Unset):
            state = UNSET
        elif isinstance(self.state, RecordingState):
            state = self.state.value
        else:
            state = self.state

        start_time: str | Unset = UNSET
        if not isinstance(self.start_time, Unset):
            start_time = self.start_time.isoformat()

        end_time: str | Unset = UNSET
        if not isinstance(self.end_time, Unset):
            end_time = self.end_time.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if drive_destination is not UNSET:
            field_dict["driveDestination"] = drive_destination
        if state is not UNSET:
            field_dict["state"] = state
        if start_time is not UNSET:
            field_dict["startTime"] = start_time
        if end_time is not UNSET:
            field_dict["endTime"] = end_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}
        name = d.pop("name")

        _drive_destination = d.pop("driveDestination", None)
        drive_destination: DriveDestination | Unset
        if _drive_destination is None:
            drive_destination = UNSET
        else:
            drive_destination = DriveDestination.from_dict(_drive_destination)

        def _parse_state(data: object) -> RecordingState | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                state_type_0 = RecordingState(data)

                return state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("RecordingState | str | Unset", data)

        state = _parse_state(d.pop("state", None))

        _start_time = d.pop("startTime", None)
        start_time: datetime.datetime | Unset
        if _start_time is None:
            start_time = UNSET
        else:
            start_time = datetime.datetime.fromisoformat(_start_time)

        _end_time = d.pop("endTime", None)
        end_time: datetime.datetime | Unset
        if _end_time is None:
            end_time = UNSET
        else:
            end_time = datetime.datetime.fromisoformat(_end_time)

        if type(name) is not str:
            raise TypeError("name is not of its documented type")
        if state is not UNSET and not isinstance(state, str):
            raise TypeError("state is not of its documented type")
        if start_time is not UNSET and start_time.tzinfo is None:
            raise TypeError("start_time is not of its documented type")
        if end_time is not UNSET and end_time.tzinfo is None:
            raise TypeError("end_time is not of its documented type")
        recording = cls(
            name,
            drive_destination,
            state,
            start_time,
            end_time,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        recording.additional_properties = d
        return recording

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

    defer_models(globals(), {"DriveDestination": "..models.drive_destination"})
