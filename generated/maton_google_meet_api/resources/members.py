# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""Members are people with a role in a space, such as co-host, that is assigned before a conference."""

# The imports inside the methods load an endpoint and its models on their first use.
# pyright: reportPrivateUsage=false
from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ..runtime.arguments import check_field as _check_field
from ..runtime.arguments import check_fields as _check_fields
from ..runtime.arguments import check_query as _check_query
from ..runtime.arguments import replace_none as _replace_none
from ..runtime.calls import AsyncCalls, Calls
from ..runtime.calls import check_empty_response as _check_empty_response
from ..runtime.calls import parse_response as _parse_response
from ..runtime.masks import build_mask as _build_mask
from ..runtime.masks import check_mask as _check_mask
from ..runtime.names import CodeFormat
from ..runtime.names import split_name as _split_name
from ..runtime.pager import AsyncPager, Pager
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.batch_update_members_response import BatchUpdateMembersResponse
    from ..models.list_members_response import ListMembersResponse
    from ..models.member import Member
    from ..models.member_role import MemberRole
    from ..models.update_member_request import UpdateMemberRequest

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


class Members:
    """Members are people with a role in a space, such as co-host, that is assigned before a
    conference. Members join without knocking. `batchUpdate` changes up to 500 members in one
    request.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def list(
        self,
        parent: str,
        *,
        fields: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> Pager[Member, ListMembersResponse]:
        """List the members of a space.

        Without `fields`, Google returns `name`, `email`, `role` and `user` of each member. `user`
        is not in its published schema; the client keeps it if it occurs. With `fields`, also select
        `nextPageToken`.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members` (Google's method `meet.spaces.members.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            page_size: The maximum number of items on one page; a page may have fewer. The default,
                also for 0, is 250. Google treats values above 500 as 500, and may change that
                maximum. If it is omitted, iterating requests pages of 500 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`for`) for Member objects, or its `.pages()` for
            ListMembersResponse objects.
        """
        from ..api.members.members_list import _get_kwargs
        from ..models.list_members_response import ListMembersResponse

        (_space_id,) = _split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        if page_size is not None:
            page_size = _check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = _check_query("page_token", page_token, "str", self._calls.errors)

        def _fetch(page_size: int | None, page_token: str | None) -> ListMembersResponse:
            return self._calls.send(
                _get_kwargs(
                    space_id=_space_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListMembersResponse.from_dict,
                    ("members[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.members,
            self._calls.errors,
            following=lambda page: page.next_page_token,
            token_field="nextPageToken",
            page_size=page_size,
            page_token=page_token,
            largest=500,
            fields=fields,
        )

    def create(
        self,
        parent: str,
        *,
        email: str,
        role: MemberRole | str | Unset = UNSET,
        fields: str | None = None,
    ) -> Member:
        """Add a member to a space.

        `email` is required; Google assigns the name. Without `fields`, the response has `name`,
        `email`, `role` and `user`. `user` is not in Google's published schema; the client keeps it
        if it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Adds the person with this email address to this space as a member
        with the given role. The person may then join its conferences without knocking.

        `POST /google-meet/v2/spaces/{spaceId}/members` (Google's method
        `meet.spaces.members.create`)

        Needs the Google permission `meetings.space.created`.

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            email: Email address of the person to add.
            role: The role of the person in the space's conferences.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_create import _get_kwargs
        from ..models.member import Member
        from ..models.new_member import NewMember

        (_space_id,) = _split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = NewMember(
            email=_check_field("email", email, "str", self._calls.errors),
            role=_check_field("role", role, "MemberRole | str | Unset", self._calls.errors),
        )
        return self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Member.from_dict,
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
    ) -> Member:
        """Get one member of a space.

        Without `fields`, the response has `name`, `email`, `role` and `user`. `user` is not in
        Google's published schema; the client keeps it if it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members/{memberId}` (Google's method
        `meet.spaces.members.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_get import _get_kwargs
        from ..models.member import Member

        (
            _space_id,
            _member_id,
        ) = _split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        return self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                member_id=_member_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Member.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    def update(
        self,
        name: str,
        *,
        email: str | Unset = UNSET,
        role: MemberRole | str | Unset = UNSET,
        fields: str | None = None,
        update_mask: str | builtins.list[str] | tuple[str, ...] | None = None,
    ) -> Member:
        """Change a member of a space.

        Always send an `updateMask` that lists the fields to change, because the meaning of a
        missing mask differs between editions of Google's reference. Fields that the mask names and
        the body omits are cleared. Use `batchUpdate` to change many members in one request.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Changes this member of the space, usually the role. The update
        mask lists the fields to change; `*` lists all. A listed field that the body omits is
        cleared.

        `PATCH /google-meet/v2/spaces/{spaceId}/members/{memberId}` (Google's method
        `meet.spaces.members.patch`)

        Needs the Google permission `meetings.space.created`.

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            email: Email address of the member.
            role: The role of the member in the space's conferences.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            update_mask: The fields to change, as names joined by commas, in the spelling of the
                body: `role`. `*` means all fields and clears those that the body omits. Without
                a mask, Google changes the given fields according to its current reference; in
                an older edition, a missing mask meant `*`. Therefore always send a mask. A list
                or tuple of paths is joined by commas. By default, the mask names the fields
                that are passed.
        """
        from ..api.members.members_update import _get_kwargs
        from ..models.member import Member
        from ..models.member_input import MemberInput

        (
            _space_id,
            _member_id,
        ) = _split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = MemberInput(
            email=_check_field("email", email, "str | Unset", self._calls.errors, masked=True),
            role=_check_field(
                "role", role, "MemberRole | str | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = _build_mask(
            update_mask, _body.to_dict(), "email= or role=", self._calls.errors
        )
        return self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                member_id=_member_id,
                body=_body,
                fields=_replace_none(fields),
                update_mask=_replace_none(update_mask),
            ),
            lambda response: _parse_response(
                response,
                Member.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    def delete(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """Remove a member from a space.

        Removes the role and, with it, the right to join without knocking. The person can still join
        under the same conditions as other people, according to the space's access type.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Removes this member from the space. The person loses the role
        and, with it, the right to join without knocking.

        `DELETE /google-meet/v2/spaces/{spaceId}/members/{memberId}` (Google's method
        `meet.spaces.members.delete`)

        Needs the Google permission `meetings.space.created`.

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_delete import _get_kwargs

        (
            _space_id,
            _member_id,
        ) = _split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                member_id=_member_id,
                fields=_replace_none(fields),
            ),
            lambda response: _check_empty_response(response, self._calls.errors),
        )

    def batch_update(
        self,
        parent: str,
        *,
        requests: builtins.list[UpdateMemberRequest],
        update_mask: str | builtins.list[str] | tuple[str, ...] | Unset = UNSET,
        fields: str | None = None,
    ) -> BatchUpdateMembersResponse:
        """Change up to 500 members of a space in one request.

        Send the mask at the top level of the body, where it applies to every request in it. A mask
        inside a single request must be the same, and is an error without a mask at the top level.
        Without any mask, every field that a request omits is cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Changes each member of this space that the body lists, usually
        the role. A mask in the body lists the fields to change. A listed field that an entry omits
        is cleared. Without a mask, each omitted field is cleared.

        `POST /google-meet/v2/spaces/{spaceId}/members:batchUpdate` (Google's method
        `meet.spaces.members.batchUpdate`)

        Needs the Google permission `meetings.space.created`.

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            requests: One entry for each member to change; at most 500.
            update_mask: The fields to change in every member, as names joined by commas: `role`.
                Without a mask here, the requests must not have a mask either, and every field
                that they omit is cleared. A list or tuple of paths is joined by commas.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_batch_update import _get_kwargs
        from ..models.batch_update_members_request import BatchUpdateMembersRequest
        from ..models.batch_update_members_response import BatchUpdateMembersResponse

        (_space_id,) = _split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = BatchUpdateMembersRequest(
            requests=_check_field(
                "requests", requests, "list[UpdateMemberRequest]", self._calls.errors, masked=True
            ),
            update_mask=_check_mask(update_mask, self._calls.errors),
        )
        return self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                BatchUpdateMembersResponse.from_dict,
                ("members[].name",),
                self._calls.errors,
                fields,
            ),
        )


class AsyncMembers:
    """Members are people with a role in a space, such as co-host, that is assigned before a
    conference. Members join without knocking. `batchUpdate` changes up to 500 members in one
    request.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    def list(
        self,
        parent: str,
        *,
        fields: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> AsyncPager[Member, ListMembersResponse]:
        """List the members of a space.

        Without `fields`, Google returns `name`, `email`, `role` and `user` of each member. `user`
        is not in its published schema; the client keeps it if it occurs. With `fields`, also select
        `nextPageToken`.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members` (Google's method `meet.spaces.members.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            page_size: The maximum number of items on one page; a page may have fewer. The default,
                also for 0, is 250. Google treats values above 500 as 500, and may change that
                maximum. If it is omitted, iterating requests pages of 500 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`async for`) for Member objects, or its `.pages()` for
            ListMembersResponse objects.
        """
        from ..api.members.members_list import _get_kwargs
        from ..models.list_members_response import ListMembersResponse

        (_space_id,) = _split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        if page_size is not None:
            page_size = _check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = _check_query("page_token", page_token, "str", self._calls.errors)

        async def _fetch(page_size: int | None, page_token: str | None) -> ListMembersResponse:
            return await self._calls.send(
                _get_kwargs(
                    space_id=_space_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListMembersResponse.from_dict,
                    ("members[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.members,
            self._calls.errors,
            following=lambda page: page.next_page_token,
            token_field="nextPageToken",
            page_size=page_size,
            page_token=page_token,
            largest=500,
            fields=fields,
        )

    async def create(
        self,
        parent: str,
        *,
        email: str,
        role: MemberRole | str | Unset = UNSET,
        fields: str | None = None,
    ) -> Member:
        """Add a member to a space.

        `email` is required; Google assigns the name. Without `fields`, the response has `name`,
        `email`, `role` and `user`. `user` is not in Google's published schema; the client keeps it
        if it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Adds the person with this email address to this space as a member
        with the given role. The person may then join its conferences without knocking.

        `POST /google-meet/v2/spaces/{spaceId}/members` (Google's method
        `meet.spaces.members.create`)

        Needs the Google permission `meetings.space.created`.

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            email: Email address of the person to add.
            role: The role of the person in the space's conferences.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_create import _get_kwargs
        from ..models.member import Member
        from ..models.new_member import NewMember

        (_space_id,) = _split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = NewMember(
            email=_check_field("email", email, "str", self._calls.errors),
            role=_check_field("role", role, "MemberRole | str | Unset", self._calls.errors),
        )
        return await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Member.from_dict,
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
    ) -> Member:
        """Get one member of a space.

        Without `fields`, the response has `name`, `email`, `role` and `user`. `user` is not in
        Google's published schema; the client keeps it if it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members/{memberId}` (Google's method
        `meet.spaces.members.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_get import _get_kwargs
        from ..models.member import Member

        (
            _space_id,
            _member_id,
        ) = _split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        return await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                member_id=_member_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Member.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    async def update(
        self,
        name: str,
        *,
        email: str | Unset = UNSET,
        role: MemberRole | str | Unset = UNSET,
        fields: str | None = None,
        update_mask: str | builtins.list[str] | tuple[str, ...] | None = None,
    ) -> Member:
        """Change a member of a space.

        Always send an `updateMask` that lists the fields to change, because the meaning of a
        missing mask differs between editions of Google's reference. Fields that the mask names and
        the body omits are cleared. Use `batchUpdate` to change many members in one request.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Changes this member of the space, usually the role. The update
        mask lists the fields to change; `*` lists all. A listed field that the body omits is
        cleared.

        `PATCH /google-meet/v2/spaces/{spaceId}/members/{memberId}` (Google's method
        `meet.spaces.members.patch`)

        Needs the Google permission `meetings.space.created`.

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            email: Email address of the member.
            role: The role of the member in the space's conferences.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            update_mask: The fields to change, as names joined by commas, in the spelling of the
                body: `role`. `*` means all fields and clears those that the body omits. Without
                a mask, Google changes the given fields according to its current reference; in
                an older edition, a missing mask meant `*`. Therefore always send a mask. A list
                or tuple of paths is joined by commas. By default, the mask names the fields
                that are passed.
        """
        from ..api.members.members_update import _get_kwargs
        from ..models.member import Member
        from ..models.member_input import MemberInput

        (
            _space_id,
            _member_id,
        ) = _split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = MemberInput(
            email=_check_field("email", email, "str | Unset", self._calls.errors, masked=True),
            role=_check_field(
                "role", role, "MemberRole | str | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = _build_mask(
            update_mask, _body.to_dict(), "email= or role=", self._calls.errors
        )
        return await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                member_id=_member_id,
                body=_body,
                fields=_replace_none(fields),
                update_mask=_replace_none(update_mask),
            ),
            lambda response: _parse_response(
                response,
                Member.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )

    async def delete(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """Remove a member from a space.

        Removes the role and, with it, the right to join without knocking. The person can still join
        under the same conditions as other people, according to the space's access type.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Removes this member from the space. The person loses the role
        and, with it, the right to join without knocking.

        `DELETE /google-meet/v2/spaces/{spaceId}/members/{memberId}` (Google's method
        `meet.spaces.members.delete`)

        Needs the Google permission `meetings.space.created`.

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_delete import _get_kwargs

        (
            _space_id,
            _member_id,
        ) = _split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                member_id=_member_id,
                fields=_replace_none(fields),
            ),
            lambda response: _check_empty_response(response, self._calls.errors),
        )

    async def batch_update(
        self,
        parent: str,
        *,
        requests: builtins.list[UpdateMemberRequest],
        update_mask: str | builtins.list[str] | tuple[str, ...] | Unset = UNSET,
        fields: str | None = None,
    ) -> BatchUpdateMembersResponse:
        """Change up to 500 members of a space in one request.

        Send the mask at the top level of the body, where it applies to every request in it. A mask
        inside a single request must be the same, and is an error without a mask at the top level.
        Without any mask, every field that a request omits is cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        This write needs approval. Changes each member of this space that the body lists, usually
        the role. A mask in the body lists the fields to change. A listed field that an entry omits
        is cleared. Without a mask, each omitted field is cleared.

        `POST /google-meet/v2/spaces/{spaceId}/members:batchUpdate` (Google's method
        `meet.spaces.members.batchUpdate`)

        Needs the Google permission `meetings.space.created`.

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. Getting a space also accepts its meeting code
                (`kfr-wduz-tqa`) or link; updating it, ending its conference and its members
                accept only the id.
            requests: One entry for each member to change; at most 500.
            update_mask: The fields to change in every member, as names joined by commas: `role`.
                Without a mask here, the requests must not have a mask either, and every field
                that they omit is cleared. A list or tuple of paths is joined by commas.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.members.members_batch_update import _get_kwargs
        from ..models.batch_update_members_request import BatchUpdateMembersRequest
        from ..models.batch_update_members_response import BatchUpdateMembersResponse

        (_space_id,) = _split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _CODE_ADVICE[0]
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        _body = BatchUpdateMembersRequest(
            requests=_check_field(
                "requests", requests, "list[UpdateMemberRequest]", self._calls.errors, masked=True
            ),
            update_mask=_check_mask(update_mask, self._calls.errors),
        )
        return await self._calls.send(
            _get_kwargs(
                space_id=_space_id,
                body=_body,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                BatchUpdateMembersResponse.from_dict,
                ("members[].name",),
                self._calls.errors,
                fields,
            ),
        )
