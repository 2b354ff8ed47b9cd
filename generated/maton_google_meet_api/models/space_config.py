# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.access_type import AccessType
from ..models.attendance_report_generation_type import AttendanceReportGenerationType
from ..models.entry_point_access import EntryPointAccess
from ..models.moderation import Moderation
from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.artifact_config import ArtifactConfig
    from ..models.moderation_restrictions import ModerationRestrictions


T = TypeVar("T", bound="SpaceConfig")


@_attrs_define
class SpaceConfig(_Model):
    """The settings of a space.

    Attributes:
        access_type (AccessType | str | Unset): The people who may join without knocking. If omitted on creation, the
            user's default applies, which the organization's administrator may set; otherwise `RESTRICTED`.
        entry_point_access (EntryPointAccess | str | Unset): The entry points that can be used to join. The default is
            `ALL`.
        moderation (Moderation | str | Unset): `ON` to moderate conferences from the start. The default depends on the
            user's policies.
        moderation_restrictions (ModerationRestrictions | Unset): The permissions of participants in a moderated
            conference.
        attendance_report_generation_type (AttendanceReportGenerationType | str | Unset): The generation of an
            attendance report.
        artifact_config (ArtifactConfig | Unset): The artifacts that a space's conferences generate automatically.
    """

    access_type: AccessType | str | Unset = UNSET
    entry_point_access: EntryPointAccess | str | Unset = UNSET
    moderation: Moderation | str | Unset = UNSET
    moderation_restrictions: ModerationRestrictions | Unset = UNSET
    attendance_report_generation_type: AttendanceReportGenerationType | str | Unset = UNSET
    artifact_config: ArtifactConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        access_type: str | Unset
        if isinstance(self.access_type, Unset):
            access_type = UNSET
        elif isinstance(self.access_type, AccessType):
            access_type = self.access_type.value
        else:
            access_type = self.access_type

        entry_point_access: str | Unset
        if isinstance(self.entry_point_access, Unset):
            entry_point_access = UNSET
        elif isinstance(self.entry_point_access, EntryPointAccess):
            entry_point_access = self.entry_point_access.value
        else:
            entry_point_access = self.entry_point_access

        moderation: str | Unset
        if isinstance(self.moderation, Unset):
            moderation = UNSET
        elif isinstance(self.moderation, Moderation):
            moderation = self.moderation.value
        else:
            moderation = self.moderation

        moderation_restrictions: dict[str, Any] | Unset = UNSET
        if not isinstance(self.moderation_restrictions, Unset):
            moderation_restrictions = self.moderation_restrictions.to_dict()

        attendance_report_generation_type: str | Unset
        if isinstance(self.attendance_report_generation_type, Unset):
            attendance_report_generation_type = UNSET
        elif isinstance(self.attendance_report_generation_type, AttendanceReportGenerationType):
            attendance_report_generation_type = self.attendance_report_generation_type.value
        else:
            attendance_report_generation_type = self.attendance_report_generation_type

        artifact_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.artifact_config, Unset):
            artifact_config = self.artifact_config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if access_type is not UNSET:
            field_dict["accessType"] = access_type
        if entry_point_access is not UNSET:
            field_dict["entryPointAccess"] = entry_point_access
        if moderation is not UNSET:
            field_dict["moderation"] = moderation
        if moderation_restrictions is not UNSET:
            field_dict["moderationRestrictions"] = moderation_restrictions
        if attendance_report_generation_type is not UNSET:
            field_dict["attendanceReportGenerationType"] = attendance_report_generation_type
        if artifact_config is not UNSET:
            field_dict["artifactConfig"] = artifact_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}

        def _parse_access_type(data: object) -> AccessType | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                access_type_type_0 = AccessType(data)

                return access_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AccessType | str | Unset", data)

        access_type = _parse_access_type(d.pop("accessType", None))

        def _parse_entry_point_access(data: object) -> EntryPointAccess | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                entry_point_access_type_0 = EntryPointAccess(data)

                return entry_point_access_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("EntryPointAccess | str | Unset", data)

        entry_point_access = _parse_entry_point_access(d.pop("entryPointAccess", None))

        def _parse_moderation(data: object) -> Moderation | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                moderation_type_0 = Moderation(data)

                return moderation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("Moderation | str | Unset", data)

        moderation = _parse_moderation(d.pop("moderation", None))

        _moderation_restrictions = d.pop("moderationRestrictions", None)
        moderation_restrictions: ModerationRestrictions | Unset
        if _moderation_restrictions is None:
            moderation_restrictions = UNSET
        else:
            moderation_restrictions = ModerationRestrictions.from_dict(_moderation_restrictions)

        def _parse_attendance_report_generation_type(
            data: object,
        ) -> AttendanceReportGenerationType | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                attendance_report_generation_type_type_0 = AttendanceReportGenerationType(data)

                return attendance_report_generation_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AttendanceReportGenerationType | str | Unset", data)

        attendance_report_generation_type = _parse_attendance_report_generation_type(
            d.pop("attendanceReportGenerationType", None)
        )

        _artifact_config = d.pop("artifactConfig", None)
        artifact_config: ArtifactConfig | Unset
        if _artifact_config is None:
            artifact_config = UNSET
        else:
            artifact_config = ArtifactConfig.from_dict(_artifact_config)

        if access_type is not UNSET and not isinstance(access_type, str):
            raise TypeError("access_type is not of its documented type")
        if entry_point_access is not UNSET and not isinstance(entry_point_access, str):
            raise TypeError("entry_point_access is not of its documented type")
        if moderation is not UNSET and not isinstance(moderation, str):
            raise TypeError("moderation is not of its documented type")
        if attendance_report_generation_type is not UNSET and not isinstance(
            attendance_report_generation_type, str
        ):
            raise TypeError("attendance_report_generation_type is not of its documented type")
        space_config = cls(
            access_type,
            entry_point_access,
            moderation,
            moderation_restrictions,
            attendance_report_generation_type,
            artifact_config,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        space_config.additional_properties = d
        return space_config

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
            "ArtifactConfig": "..models.artifact_config",
            "ModerationRestrictions": "..models.moderation_restrictions",
        },
    )
