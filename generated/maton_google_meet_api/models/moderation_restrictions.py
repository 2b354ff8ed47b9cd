# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.default_join_as_viewer_type import DefaultJoinAsViewerType
from ..models.restriction_type import RestrictionType
from ..runtime.model import Model as _Model
from ..runtime.unset import UNSET, Unset

T = TypeVar("T", bound="ModerationRestrictions")


@_attrs_define
class ModerationRestrictions(_Model):
    """The permissions of participants in a moderated conference.

    Attributes:
        chat_restriction (RestrictionType | str | Unset): The people who may send chat messages.
        reaction_restriction (RestrictionType | str | Unset): The people who may send reactions.
        present_restriction (RestrictionType | str | Unset): The people who may share their screen.
        default_join_as_viewer_type (DefaultJoinAsViewerType | str | Unset): `ON` if people join as viewers by default.
    """

    chat_restriction: RestrictionType | str | Unset = UNSET
    reaction_restriction: RestrictionType | str | Unset = UNSET
    present_restriction: RestrictionType | str | Unset = UNSET
    default_join_as_viewer_type: DefaultJoinAsViewerType | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        chat_restriction: str | Unset
        if isinstance(self.chat_restriction, Unset):
            chat_restriction = UNSET
        elif isinstance(self.chat_restriction, RestrictionType):
            chat_restriction = self.chat_restriction.value
        else:
            chat_restriction = self.chat_restriction

        reaction_restriction: str | Unset
        if isinstance(self.reaction_restriction, Unset):
            reaction_restriction = UNSET
        elif isinstance(self.reaction_restriction, RestrictionType):
            reaction_restriction = self.reaction_restriction.value
        else:
            reaction_restriction = self.reaction_restriction

        present_restriction: str | Unset
        if isinstance(self.present_restriction, Unset):
            present_restriction = UNSET
        elif isinstance(self.present_restriction, RestrictionType):
            present_restriction = self.present_restriction.value
        else:
            present_restriction = self.present_restriction

        default_join_as_viewer_type: str | Unset
        if isinstance(self.default_join_as_viewer_type, Unset):
            default_join_as_viewer_type = UNSET
        elif isinstance(self.default_join_as_viewer_type, DefaultJoinAsViewerType):
            default_join_as_viewer_type = self.default_join_as_viewer_type.value
        else:
            default_join_as_viewer_type = self.default_join_as_viewer_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if chat_restriction is not UNSET:
            field_dict["chatRestriction"] = chat_restriction
        if reaction_restriction is not UNSET:
            field_dict["reactionRestriction"] = reaction_restriction
        if present_restriction is not UNSET:
            field_dict["presentRestriction"] = present_restriction
        if default_join_as_viewer_type is not UNSET:
            field_dict["defaultJoinAsViewerType"] = default_join_as_viewer_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = {**src_dict}

        def _parse_chat_restriction(data: object) -> RestrictionType | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                chat_restriction_type_0 = RestrictionType(data)

                return chat_restriction_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("RestrictionType | str | Unset", data)

        chat_restriction = _parse_chat_restriction(d.pop("chatRestriction", None))

        def _parse_reaction_restriction(data: object) -> RestrictionType | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reaction_restriction_type_0 = RestrictionType(data)

                return reaction_restriction_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("RestrictionType | str | Unset", data)

        reaction_restriction = _parse_reaction_restriction(d.pop("reactionRestriction", None))

        def _parse_present_restriction(data: object) -> RestrictionType | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                present_restriction_type_0 = RestrictionType(data)

                return present_restriction_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("RestrictionType | str | Unset", data)

        present_restriction = _parse_present_restriction(d.pop("presentRestriction", None))

        def _parse_default_join_as_viewer_type(
            data: object,
        ) -> DefaultJoinAsViewerType | str | Unset:
            if data is None:
                return UNSET
            try:
                if not isinstance(data, str):
                    raise TypeError()
                default_join_as_viewer_type_type_0 = DefaultJoinAsViewerType(data)

                return default_join_as_viewer_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("DefaultJoinAsViewerType | str | Unset", data)

        default_join_as_viewer_type = _parse_default_join_as_viewer_type(
            d.pop("defaultJoinAsViewerType", None)
        )

        if chat_restriction is not UNSET and not isinstance(chat_restriction, str):
            raise TypeError("chat_restriction is not of its documented type")
        if reaction_restriction is not UNSET and not isinstance(reaction_restriction, str):
            raise TypeError("reaction_restriction is not of its documented type")
        if present_restriction is not UNSET and not isinstance(present_restriction, str):
            raise TypeError("present_restriction is not of its documented type")
        if default_join_as_viewer_type is not UNSET and not isinstance(
            default_join_as_viewer_type, str
        ):
            raise TypeError("default_join_as_viewer_type is not of its documented type")
        moderation_restrictions = cls(
            chat_restriction,
            reaction_restriction,
            present_restriction,
            default_join_as_viewer_type,
        )

        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        moderation_restrictions.additional_properties = d
        return moderation_restrictions

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
