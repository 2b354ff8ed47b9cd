# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A space is a persistent meeting room with a link, a meeting code and settings for joining."""

# The imports inside the methods load an endpoint and its models on their first use.
# pyright: reportPrivateUsage=false
from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ..runtime.arguments import check_field as _check_field
from ..runtime.arguments import check_fields as _check_fields
from ..runtime.arguments import replace_none as _replace_none
from ..runtime.calls import AsyncCalls, Calls
from ..runtime.calls import check_empty_response as _check_empty_response
from ..runtime.calls import parse_response as _parse_response
from ..runtime.masks import build_mask as _build_mask
from ..runtime.names import CodeFormat
from ..runtime.names import split_name as _split_name
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.space import Space
    from ..models.space_config import SpaceConfig

_MEETING_CODE = CodeFormat(
    groups=(
        3,
        4,
        3,
    ),
    host="meet.google.com",
)
_CODE_ADVICE = (
    (
        "this is a meeting code or link, but this call accepts only the id of the "
        'space. Call spaces.get("{code}") and pass the name of the space'
    ),
)


class Spaces:
    """A space is a persistent meeting room with a link, a meeting code and settings for joining. A
    space can be reused, but has only one active conference at a time. The API returns a space by
    its id or its meeting code; it updates a space and ends its conference only by the id. Store the
    id instead of the code: a code expires and may later belong to another space.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def create(
        self,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
    ) -> Space:
        """Create a meeting space.

        An empty body is enough; omitted settings get the default of the user or the organization.
        Google assigns the name, the link and the meeting code. Google allows 10 new spaces per user
        and minute, so reuse a space if possible.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        This write needs approval. Creates a new meeting space in the connected Google account.
        Existing spaces and conferences do not change.

        `POST /google-meet/v2/spaces` (Google's method `meet.spaces.create`)

        Needs the Google permission `meetings.space.created`.

        Args:
            config: The settings of the space.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.spaces.spaces_create import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = SpaceInput(
            config=_check_field("config", config, "SpaceConfig | Unset", self._calls.errors),
        )
        return self._calls.send(
            _get_kwargs(
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Space.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> Space:
        """Get a meeting space.

        Accepts the space's id, its meeting code or its link, so it also converts a code to the id.
        During a conference in the space, `activeConference` names the conference record.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

        `GET /google-meet/v2/spaces/{spaceId}` (Google's method `meet.spaces.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`,
        `meetings.space.settings`.

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.spaces.spaces_get import _get_kwargs
        from ..models.space import Space

        (_space_id,) = _split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        return self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Space.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    def update(
        self,
        name: str,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
        update_mask: str | builtins.list[str] | tuple[str, ...] | None = None,
    ) -> Space:
        """Change the settings of a meeting space.

        Accepts the space's id, but not its meeting code. Only `config` can be changed. Always send
        an `updateMask` that lists the settings to change, because the meaning of a missing mask
        differs between editions of Google's reference. Settings that the mask names and the body
        omits are cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        This write needs approval. Changes the settings of this space, which control who may join
        and what participants may do. The update mask lists the settings to change; `*` lists all. A
        listed setting that the body omits is cleared. All other settings stay unchanged.

        `PATCH /google-meet/v2/spaces/{spaceId}` (Google's method `meet.spaces.patch`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.settings`.

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            config: The settings of the space.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            update_mask: The fields to change, as paths joined by commas, in the spelling of the
                body: `config.accessType,config.moderation`. `*` means all fields and clears
                those that the body omits. Without a mask, Google changes the given fields
                according to its current reference; in an older edition, a missing mask meant
                `*`. Therefore always send a mask. A list or tuple of paths is joined by commas.
                By default, the mask names the fields that are passed.
        """
        from ..api.spaces.spaces_update import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        (_space_id,) = _split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = SpaceInput(
            config=_check_field(
                "config", config, "SpaceConfig | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = _build_mask(update_mask, _body.to_dict(), "config=", self._calls.errors)
        return self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
                update_mask=_replace_none(update_mask),
            ),
            lambda response: _parse_response(
                response,
                Space.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    def end_active_conference(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """End the active conference in a space.

        Accepts the space's id, but not its meeting code. The space itself remains and can be
        reused. The body has no fields and may be omitted.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        This write needs approval. Ends the active conference in this space for all participants.

        `POST /google-meet/v2/spaces/{spaceId}:endActiveConference` (Google's method
        `meet.spaces.endActiveConference`)

        Needs the Google permission `meetings.space.created`.

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.spaces.spaces_end_active_conference import _get_kwargs
        from ..models.end_active_conference_request import EndActiveConferenceRequest

        (_space_id,) = _split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = EndActiveConferenceRequest()
        self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _check_empty_response(response, self._calls.errors),
        )


class AsyncSpaces:
    """A space is a persistent meeting room with a link, a meeting code and settings for joining. A
    space can be reused, but has only one active conference at a time. The API returns a space by
    its id or its meeting code; it updates a space and ends its conference only by the id. Store the
    id instead of the code: a code expires and may later belong to another space.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def create(
        self,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
    ) -> Space:
        """Create a meeting space.

        An empty body is enough; omitted settings get the default of the user or the organization.
        Google assigns the name, the link and the meeting code. Google allows 10 new spaces per user
        and minute, so reuse a space if possible.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        This write needs approval. Creates a new meeting space in the connected Google account.
        Existing spaces and conferences do not change.

        `POST /google-meet/v2/spaces` (Google's method `meet.spaces.create`)

        Needs the Google permission `meetings.space.created`.

        Args:
            config: The settings of the space.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.spaces.spaces_create import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = SpaceInput(
            config=_check_field("config", config, "SpaceConfig | Unset", self._calls.errors),
        )
        return await self._calls.send(
            _get_kwargs(
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Space.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    async def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> Space:
        """Get a meeting space.

        Accepts the space's id, its meeting code or its link, so it also converts a code to the id.
        During a conference in the space, `activeConference` names the conference record.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

        `GET /google-meet/v2/spaces/{spaceId}` (Google's method `meet.spaces.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`,
        `meetings.space.settings`.

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.spaces.spaces_get import _get_kwargs
        from ..models.space import Space

        (_space_id,) = _split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        return await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Space.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    async def update(
        self,
        name: str,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
        update_mask: str | builtins.list[str] | tuple[str, ...] | None = None,
    ) -> Space:
        """Change the settings of a meeting space.

        Accepts the space's id, but not its meeting code. Only `config` can be changed. Always send
        an `updateMask` that lists the settings to change, because the meaning of a missing mask
        differs between editions of Google's reference. Settings that the mask names and the body
        omits are cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        This write needs approval. Changes the settings of this space, which control who may join
        and what participants may do. The update mask lists the settings to change; `*` lists all. A
        listed setting that the body omits is cleared. All other settings stay unchanged.

        `PATCH /google-meet/v2/spaces/{spaceId}` (Google's method `meet.spaces.patch`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.settings`.

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            config: The settings of the space.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            update_mask: The fields to change, as paths joined by commas, in the spelling of the
                body: `config.accessType,config.moderation`. `*` means all fields and clears
                those that the body omits. Without a mask, Google changes the given fields
                according to its current reference; in an older edition, a missing mask meant
                `*`. Therefore always send a mask. A list or tuple of paths is joined by commas.
                By default, the mask names the fields that are passed.
        """
        from ..api.spaces.spaces_update import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        (_space_id,) = _split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = SpaceInput(
            config=_check_field(
                "config", config, "SpaceConfig | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = _build_mask(update_mask, _body.to_dict(), "config=", self._calls.errors)
        return await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
                update_mask=_replace_none(update_mask),
            ),
            lambda response: _parse_response(
                response,
                Space.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    async def end_active_conference(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """End the active conference in a space.

        Accepts the space's id, but not its meeting code. The space itself remains and can be
        reused. The body has no fields and may be omitted.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        This write needs approval. Ends the active conference in this space for all participants.

        `POST /google-meet/v2/spaces/{spaceId}:endActiveConference` (Google's method
        `meet.spaces.endActiveConference`)

        Needs the Google permission `meetings.space.created`.

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.spaces.spaces_end_active_conference import _get_kwargs
        from ..models.end_active_conference_request import EndActiveConferenceRequest

        (_space_id,) = _split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = EndActiveConferenceRequest()
        await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _check_empty_response(response, self._calls.errors),
        )
