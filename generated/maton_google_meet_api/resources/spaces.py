# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A space is a lasting meeting room with a link, a meeting code and settings that decide who may join without knocking."""

# The imports inside the methods load an endpoint and its models when they are first needed.
# pyright: reportPrivateUsage=false
from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ..runtime.arguments import check_field, check_fields, replace_none
from ..runtime.calls import AsyncCalls, Calls, check_empty_response, parse_response
from ..runtime.masks import build_mask
from ..runtime.names import CodeFormat, split_name
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
_INSTEAD = (
    (
        "this is a meeting code or link, and Google takes only the space's id here. "
        'spaces.get("{code}") returns the space: pass its name'
    ),
)


class Spaces:
    """A space is a lasting meeting room with a link, a meeting code and settings that decide who may
    join without knocking. It can be used again and again, but holds one call at a time. Read a
    space by its id or by its meeting code; change it, or end its call, by its id only. Keep the id,
    not the code: a code expires and may later belong to another space.

    Methods raise the errors of the client they belong to.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def create(
        self,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
    ) -> Space:
        """Creates a meeting space.

        An empty body is enough; settings that are left out take the user's or the organisation's
        defaults. Name, link and meeting code are given by Google. A space lasts and can be reused,
        and Google allows 10 new ones a minute for each user, so keep one where you can.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        A write, to be confirmed. Creates a new meeting space in the connected Google account. No
        existing space or call changes.

        `POST /google-meet/v2/spaces` (meet.spaces.create)

        Args:
            config: The settings of the space.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.spaces.spaces_create import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = SpaceInput(
            config=check_field("config", config, "SpaceConfig | Unset", self._calls.errors),
        )
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            Space.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> Space:
        """Gets a meeting space.

        Takes the space's id, its meeting code or its link, so it is also the way from a code to the
        id. While a call is running in the space, `activeConference` names its record.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

        `GET /google-meet/v2/spaces/{spaceId}` (meet.spaces.get)

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.spaces.spaces_get import _get_kwargs
        from ..models.space import Space

        (space_id,) = split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    fields=replace_none(fields),
                )
            ),
            Space.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    def update(
        self,
        name: str,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
        update_mask: str | builtins.list[str] | tuple[str, ...] | None = None,
    ) -> Space:
        """Changes the settings of a meeting space.

        Takes the space's id, not its meeting code. Only `config` can be changed. Always send an
        `updateMask` that lists the settings to change: what a missing mask means has changed
        between editions of Google's reference. A setting that the mask names and the body leaves
        out is cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        A write, to be confirmed. Changes the settings of this space, which decide who may join and
        what they may do there. Of those that the update mask names (`*` names all), the ones
        missing from the body are cleared; the others stay as they are.

        `PATCH /google-meet/v2/spaces/{spaceId}` (meet.spaces.patch)

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            config: The settings of the space.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            update_mask: Which fields to change, as paths joined by commas, in the spelling of the
                body: `config.accessType,config.moderation`. `*` stands for all of them and
                clears those that the body leaves out. Without a mask, today's Google changes
                the fields given; an older edition of its reference meant `*`. So send one. A
                list or tuple of paths is joined by commas. Left out, the mask is derived from
                the fields given.
        """
        from ..api.spaces.spaces_update import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        (space_id,) = split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = SpaceInput(
            config=check_field(
                "config", config, "SpaceConfig | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = build_mask(update_mask, body.to_dict(), "config=", self._calls.errors)
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                    update_mask=replace_none(update_mask),
                )
            ),
            Space.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    def end_active_conference(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """Ends the call that is running in a space.

        Takes the space's id, not its meeting code. The space itself stays and can be used again.
        The body has no fields and may be left out.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        A write, to be confirmed. Ends the call in this space for everyone in it.

        `POST /google-meet/v2/spaces/{spaceId}:endActiveConference`
        (meet.spaces.endActiveConference)

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.spaces.spaces_end_active_conference import _get_kwargs
        from ..models.end_active_conference_request import EndActiveConferenceRequest

        (space_id,) = split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = EndActiveConferenceRequest()
        check_empty_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            self._calls.errors,
        )


class AsyncSpaces:
    """A space is a lasting meeting room with a link, a meeting code and settings that decide who may
    join without knocking. It can be used again and again, but holds one call at a time. Read a
    space by its id or by its meeting code; change it, or end its call, by its id only. Keep the id,
    not the code: a code expires and may later belong to another space.

    Methods raise the errors of the client they belong to.
    """

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def create(
        self,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
    ) -> Space:
        """Creates a meeting space.

        An empty body is enough; settings that are left out take the user's or the organisation's
        defaults. Name, link and meeting code are given by Google. A space lasts and can be reused,
        and Google allows 10 new ones a minute for each user, so keep one where you can.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        A write, to be confirmed. Creates a new meeting space in the connected Google account. No
        existing space or call changes.

        `POST /google-meet/v2/spaces` (meet.spaces.create)

        Args:
            config: The settings of the space.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.spaces.spaces_create import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = SpaceInput(
            config=check_field("config", config, "SpaceConfig | Unset", self._calls.errors),
        )
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            Space.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    async def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> Space:
        """Gets a meeting space.

        Takes the space's id, its meeting code or its link, so it is also the way from a code to the
        id. While a call is running in the space, `activeConference` names its record.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

        `GET /google-meet/v2/spaces/{spaceId}` (meet.spaces.get)

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.spaces.spaces_get import _get_kwargs
        from ..models.space import Space

        (space_id,) = split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    fields=replace_none(fields),
                )
            ),
            Space.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    async def update(
        self,
        name: str,
        *,
        config: SpaceConfig | Unset = UNSET,
        fields: str | None = None,
        update_mask: str | builtins.list[str] | tuple[str, ...] | None = None,
    ) -> Space:
        """Changes the settings of a meeting space.

        Takes the space's id, not its meeting code. Only `config` can be changed. Always send an
        `updateMask` that lists the settings to change: what a missing mask means has changed
        between editions of Google's reference. A setting that the mask names and the body leaves
        out is cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        A write, to be confirmed. Changes the settings of this space, which decide who may join and
        what they may do there. Of those that the update mask names (`*` names all), the ones
        missing from the body are cleared; the others stay as they are.

        `PATCH /google-meet/v2/spaces/{spaceId}` (meet.spaces.patch)

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            config: The settings of the space.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            update_mask: Which fields to change, as paths joined by commas, in the spelling of the
                body: `config.accessType,config.moderation`. `*` stands for all of them and
                clears those that the body leaves out. Without a mask, today's Google changes
                the fields given; an older edition of its reference meant `*`. So send one. A
                list or tuple of paths is joined by commas. Left out, the mask is derived from
                the fields given.
        """
        from ..api.spaces.spaces_update import _get_kwargs
        from ..models.space import Space
        from ..models.space_input import SpaceInput

        (space_id,) = split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = SpaceInput(
            config=check_field(
                "config", config, "SpaceConfig | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = build_mask(update_mask, body.to_dict(), "config=", self._calls.errors)
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                    update_mask=replace_none(update_mask),
                )
            ),
            Space.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    async def end_active_conference(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """Ends the call that is running in a space.

        Takes the space's id, not its meeting code. The space itself stays and can be used again.
        The body has no fields and may be left out.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

        A write, to be confirmed. Ends the call in this space for everyone in it.

        `POST /google-meet/v2/spaces/{spaceId}:endActiveConference`
        (meet.spaces.endActiveConference)

        Args:
            name: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.spaces.spaces_end_active_conference import _get_kwargs
        from ..models.end_active_conference_request import EndActiveConferenceRequest

        (space_id,) = split_name(
            name, "spaces/{spaceId}", "name", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = EndActiveConferenceRequest()
        check_empty_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            self._calls.errors,
        )
