# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""Members are people who have been given a role in a space ahead of time, such as co-host."""

# The imports inside the methods load an endpoint and its models when they are first needed.
# pyright: reportPrivateUsage=false
from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from ..runtime.arguments import check_field, check_fields, check_query, replace_none
from ..runtime.calls import AsyncCalls, Calls, check_empty_response, parse_response
from ..runtime.masks import build_mask, check_mask
from ..runtime.names import CodeFormat, split_name
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
_INSTEAD = (
    (
        "this is a meeting code or link, and Google takes only the space's id here. "
        'spaces.get("{code}") returns the space: pass its name'
    ),
)


class Members:
    """Members are people who have been given a role in a space ahead of time, such as co-host. They
    join without knocking. Up to 500 can be changed in one request with `batchUpdate`.

    Methods raise the errors of the client they belong to.
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
        """Lists the members of a space.

        Without `fields` Google answers with `name`, `email`, `role` and `user` of each member; the
        last is not in its published schema, and is kept where it occurs. With `fields`, ask for
        `nextPageToken` too.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members` (meet.spaces.members.list)

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            page_size: How many to return on one page, at most; a page may hold fewer. Without it,
                or with 0, at most 250. Google takes anything above 500 as 500, and may change
                that maximum. Left out, iterating asks for the largest page.
            page_token: Where to go on: the `nextPageToken` of the page before. Leave it out for the
                first page, and keep everything else in the request the same.

        Returns:
            A pager: iterate it (`for`) for Member objects, or its `.pages()` for
            ListMembersResponse objects.
        """
        from ..api.members.members_list import _get_kwargs
        from ..models.list_members_response import ListMembersResponse

        (space_id,) = split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        if page_size is not None:
            page_size = check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = check_query("page_token", page_token, "str", self._calls.errors)

        def fetch(page_size: int | None, page_token: str | None) -> ListMembersResponse:
            return parse_response(
                self._calls.send(
                    _get_kwargs(
                        space_id=space_id,
                        fields=replace_none(fields),
                        page_size=replace_none(page_size),
                        page_token=replace_none(page_token),
                    )
                ),
                ListMembersResponse.from_dict,
                ("members[].name",),
                self._calls.errors,
                fields,
            )

        return Pager(
            fetch,
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
        """Adds a member to a space.

        `email` is required; the name is given by Google. Without `fields` the answer holds `name`,
        `email`, `role` and `user`; the last is not in Google's published schema, and is kept where
        it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Makes the person with this email address a member of this space,
        with the role given. They may then join its calls without knocking.

        `POST /google-meet/v2/spaces/{spaceId}/members` (meet.spaces.members.create)

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            email: Email address of the person to add.
            role: What the person is to be in the space's calls.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_create import _get_kwargs
        from ..models.member import Member
        from ..models.new_member import NewMember

        (space_id,) = split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = NewMember(
            email=check_field("email", email, "str", self._calls.errors),
            role=check_field("role", role, "MemberRole | str | Unset", self._calls.errors),
        )
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            Member.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> Member:
        """Gets one member of a space.

        Without `fields` the answer holds `name`, `email`, `role` and `user`; the last is not in
        Google's published schema, and is kept where it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members/{memberId}` (meet.spaces.members.get)

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_get import _get_kwargs
        from ..models.member import Member

        (
            space_id,
            member_id,
        ) = split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    member_id=member_id,
                    fields=replace_none(fields),
                )
            ),
            Member.from_dict,
            ("name",),
            self._calls.errors,
            fields,
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
        """Changes a member of a space.

        Always send an `updateMask` that lists the fields to change: what a missing mask means has
        changed between editions of Google's reference. A field that the mask names and the body
        leaves out is cleared. To change many members at once, use `batchUpdate`.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Changes this member of the space, usually their role in its calls.
        Of the fields that the update mask names (`*` names all), the ones missing from the body are
        cleared.

        `PATCH /google-meet/v2/spaces/{spaceId}/members/{memberId}` (meet.spaces.members.patch)

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            email: Email address of the member.
            role: What the member is to be in the space's calls.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            update_mask: Which fields to change, as names joined by commas, in the spelling of the
                body: `role`. `*` stands for all of them and clears those that the body leaves
                out. Without a mask, today's Google changes the fields given; an older edition
                of its reference meant `*`. So send one. A list or tuple of paths is joined by
                commas. Left out, the mask is derived from the fields given.
        """
        from ..api.members.members_update import _get_kwargs
        from ..models.member import Member
        from ..models.member_input import MemberInput

        (
            space_id,
            member_id,
        ) = split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = MemberInput(
            email=check_field("email", email, "str | Unset", self._calls.errors, masked=True),
            role=check_field(
                "role", role, "MemberRole | str | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = build_mask(update_mask, body.to_dict(), "email= or role=", self._calls.errors)
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    member_id=member_id,
                    body=body,
                    fields=replace_none(fields),
                    update_mask=replace_none(update_mask),
                )
            ),
            Member.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    def delete(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """Removes a member from a space.

        Takes away the role and, with it, the right to join without knocking. The person can still
        join as anybody else can under the space's access type.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Removes this member from the space. They lose their role there and
        the right that came with it to join without knocking.

        `DELETE /google-meet/v2/spaces/{spaceId}/members/{memberId}` (meet.spaces.members.delete)

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_delete import _get_kwargs

        (
            space_id,
            member_id,
        ) = split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        check_empty_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    member_id=member_id,
                    fields=replace_none(fields),
                )
            ),
            self._calls.errors,
        )

    def batch_update(
        self,
        parent: str,
        *,
        requests: builtins.list[UpdateMemberRequest],
        update_mask: str | builtins.list[str] | tuple[str, ...] | Unset = UNSET,
        fields: str | None = None,
    ) -> BatchUpdateMembersResponse:
        """Changes up to 500 members of a space in one request.

        Put the mask at the top of the body, where it holds for every request in it. A mask inside a
        single request must be the same, and is an error without one at the top. With no mask at
        all, every field that a request leaves out is cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Changes each member of this space that the body lists, usually
        their roles. Fields that a mask in the body names and an entry leaves out are cleared; with
        no mask, all that an entry leaves out.

        `POST /google-meet/v2/spaces/{spaceId}/members:batchUpdate`
        (meet.spaces.members.batchUpdate)

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            requests: One entry for each member to change, at most 500.
            update_mask: Which fields to change in every member, as names joined by commas: `role`.
                Without a mask here, none may stand in the requests either, and every field that
                they leave out is cleared. A list or tuple of paths is joined by commas.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_batch_update import _get_kwargs
        from ..models.batch_update_members_request import BatchUpdateMembersRequest
        from ..models.batch_update_members_response import BatchUpdateMembersResponse

        (space_id,) = split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = BatchUpdateMembersRequest(
            requests=check_field(
                "requests", requests, "list[UpdateMemberRequest]", self._calls.errors, masked=True
            ),
            update_mask=check_mask(update_mask, self._calls.errors),
        )
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            BatchUpdateMembersResponse.from_dict,
            ("members[].name",),
            self._calls.errors,
            fields,
        )


class AsyncMembers:
    """Members are people who have been given a role in a space ahead of time, such as co-host. They
    join without knocking. Up to 500 can be changed in one request with `batchUpdate`.

    Methods raise the errors of the client they belong to.
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
        """Lists the members of a space.

        Without `fields` Google answers with `name`, `email`, `role` and `user` of each member; the
        last is not in its published schema, and is kept where it occurs. With `fields`, ask for
        `nextPageToken` too.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members` (meet.spaces.members.list)

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            page_size: How many to return on one page, at most; a page may hold fewer. Without it,
                or with 0, at most 250. Google takes anything above 500 as 500, and may change
                that maximum. Left out, iterating asks for the largest page.
            page_token: Where to go on: the `nextPageToken` of the page before. Leave it out for the
                first page, and keep everything else in the request the same.

        Returns:
            A pager: iterate it (`async for`) for Member objects, or its `.pages()` for
            ListMembersResponse objects.
        """
        from ..api.members.members_list import _get_kwargs
        from ..models.list_members_response import ListMembersResponse

        (space_id,) = split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        if page_size is not None:
            page_size = check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = check_query("page_token", page_token, "str", self._calls.errors)

        async def fetch(page_size: int | None, page_token: str | None) -> ListMembersResponse:
            return parse_response(
                await self._calls.send(
                    _get_kwargs(
                        space_id=space_id,
                        fields=replace_none(fields),
                        page_size=replace_none(page_size),
                        page_token=replace_none(page_token),
                    )
                ),
                ListMembersResponse.from_dict,
                ("members[].name",),
                self._calls.errors,
                fields,
            )

        return AsyncPager(
            fetch,
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
        """Adds a member to a space.

        `email` is required; the name is given by Google. Without `fields` the answer holds `name`,
        `email`, `role` and `user`; the last is not in Google's published schema, and is kept where
        it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Makes the person with this email address a member of this space,
        with the role given. They may then join its calls without knocking.

        `POST /google-meet/v2/spaces/{spaceId}/members` (meet.spaces.members.create)

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            email: Email address of the person to add.
            role: What the person is to be in the space's calls.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_create import _get_kwargs
        from ..models.member import Member
        from ..models.new_member import NewMember

        (space_id,) = split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = NewMember(
            email=check_field("email", email, "str", self._calls.errors),
            role=check_field("role", role, "MemberRole | str | Unset", self._calls.errors),
        )
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            Member.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    async def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> Member:
        """Gets one member of a space.

        Without `fields` the answer holds `name`, `email`, `role` and `user`; the last is not in
        Google's published schema, and is kept where it occurs.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        `GET /google-meet/v2/spaces/{spaceId}/members/{memberId}` (meet.spaces.members.get)

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_get import _get_kwargs
        from ..models.member import Member

        (
            space_id,
            member_id,
        ) = split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    member_id=member_id,
                    fields=replace_none(fields),
                )
            ),
            Member.from_dict,
            ("name",),
            self._calls.errors,
            fields,
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
        """Changes a member of a space.

        Always send an `updateMask` that lists the fields to change: what a missing mask means has
        changed between editions of Google's reference. A field that the mask names and the body
        leaves out is cleared. To change many members at once, use `batchUpdate`.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Changes this member of the space, usually their role in its calls.
        Of the fields that the update mask names (`*` names all), the ones missing from the body are
        cleared.

        `PATCH /google-meet/v2/spaces/{spaceId}/members/{memberId}` (meet.spaces.members.patch)

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            email: Email address of the member.
            role: What the member is to be in the space's calls.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            update_mask: Which fields to change, as names joined by commas, in the spelling of the
                body: `role`. `*` stands for all of them and clears those that the body leaves
                out. Without a mask, today's Google changes the fields given; an older edition
                of its reference meant `*`. So send one. A list or tuple of paths is joined by
                commas. Left out, the mask is derived from the fields given.
        """
        from ..api.members.members_update import _get_kwargs
        from ..models.member import Member
        from ..models.member_input import MemberInput

        (
            space_id,
            member_id,
        ) = split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = MemberInput(
            email=check_field("email", email, "str | Unset", self._calls.errors, masked=True),
            role=check_field(
                "role", role, "MemberRole | str | Unset", self._calls.errors, masked=True
            ),
        )
        update_mask = build_mask(update_mask, body.to_dict(), "email= or role=", self._calls.errors)
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    member_id=member_id,
                    body=body,
                    fields=replace_none(fields),
                    update_mask=replace_none(update_mask),
                )
            ),
            Member.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )

    async def delete(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> None:
        """Removes a member from a space.

        Takes away the role and, with it, the right to join without knocking. The person can still
        join as anybody else can under the space's access type.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Removes this member from the space. They lose their role there and
        the right that came with it to join without knocking.

        `DELETE /google-meet/v2/spaces/{spaceId}/members/{memberId}` (meet.spaces.members.delete)

        Args:
            name: `spaces/{spaceId}/members/{memberId}`. Id of the member, the last part of the
                member's name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_delete import _get_kwargs

        (
            space_id,
            member_id,
        ) = split_name(
            name,
            "spaces/{spaceId}/members/{memberId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        check_empty_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    member_id=member_id,
                    fields=replace_none(fields),
                )
            ),
            self._calls.errors,
        )

    async def batch_update(
        self,
        parent: str,
        *,
        requests: builtins.list[UpdateMemberRequest],
        update_mask: str | builtins.list[str] | tuple[str, ...] | Unset = UNSET,
        fields: str | None = None,
    ) -> BatchUpdateMembersResponse:
        """Changes up to 500 members of a space in one request.

        Put the mask at the top of the body, where it holds for every request in it. A mask inside a
        single request must be the same, and is an error without one at the top. With no mask at
        all, every field that a request leaves out is cleared.

        Google's guide:
        https://developers.google.com/workspace/meet/api/guides/meeting-space-members

        A write, to be confirmed. Changes each member of this space that the body lists, usually
        their roles. Fields that a mask in the body names and an entry leaves out are cleared; with
        no mask, all that an entry leaves out.

        `POST /google-meet/v2/spaces/{spaceId}/members:batchUpdate`
        (meet.spaces.members.batchUpdate)

        Args:
            parent: `spaces/{spaceId}`, or the bare id. Id of the space, the part after `spaces/` in
                its name; case sensitive. To get a space, its meeting code (`kfr-wduz-tqa`) or
                link does as well; to change it, to end its call, and for its members, only the
                id does.
            requests: One entry for each member to change, at most 500.
            update_mask: Which fields to change in every member, as names joined by commas: `role`.
                Without a mask here, none may stand in the requests either, and every field that
                they leave out is cleared. A list or tuple of paths is joined by commas.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.members.members_batch_update import _get_kwargs
        from ..models.batch_update_members_request import BatchUpdateMembersRequest
        from ..models.batch_update_members_response import BatchUpdateMembersResponse

        (space_id,) = split_name(
            parent, "spaces/{spaceId}", "parent", self._calls.errors, _MEETING_CODE, _INSTEAD[0]
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        body = BatchUpdateMembersRequest(
            requests=check_field(
                "requests", requests, "list[UpdateMemberRequest]", self._calls.errors, masked=True
            ),
            update_mask=check_mask(update_mask, self._calls.errors),
        )
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    space_id=space_id,
                    body=body,
                    fields=replace_none(fields),
                )
            ),
            BatchUpdateMembersResponse.from_dict,
            ("members[].name",),
            self._calls.errors,
            fields,
        )
