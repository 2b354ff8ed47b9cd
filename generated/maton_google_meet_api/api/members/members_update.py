# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.member import Member
from ...models.member_input import MemberInput
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    space_id: str,
    member_id: str,
    *,
    body: MemberInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["updateMask"] = update_mask

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/google-meet/v2/spaces/{space_id}/members/{member_id}".format(
            space_id=quote(str(space_id), safe=""),
            member_id=quote(str(member_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Member | None:
    if 200 <= response.status_code <= 299:
        response_2xx = Member.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Member]:
    from ...types import Response

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    space_id: str,
    member_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemberInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[Member]:
    """Change a member of a space.

     Always send an `updateMask` that lists the fields to change, because the meaning of a missing mask
    differs between editions of Google's reference. Fields that the mask names and the body omits are
    cleared. Use `batchUpdate` to change many members in one request.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        member_id (str): Id of the member, the last part of the member's name.
        update_mask (str | Unset): The fields to change, as names joined by commas, in the
            spelling of the body: `role`. `*` means all fields and clears those that the body omits.
            Without a mask, Google changes the given fields according to its current reference; in an
            older edition, a missing mask meant `*`. Therefore always send a mask.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (MemberInput): The writable fields of a member in an update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Member]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        member_id=member_id,
        body=body,
        update_mask=update_mask,
        fields=fields,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    space_id: str,
    member_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemberInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Member | None:
    """Change a member of a space.

     Always send an `updateMask` that lists the fields to change, because the meaning of a missing mask
    differs between editions of Google's reference. Fields that the mask names and the body omits are
    cleared. Use `batchUpdate` to change many members in one request.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        member_id (str): Id of the member, the last part of the member's name.
        update_mask (str | Unset): The fields to change, as names joined by commas, in the
            spelling of the body: `role`. `*` means all fields and clears those that the body omits.
            Without a mask, Google changes the given fields according to its current reference; in an
            older edition, a missing mask meant `*`. Therefore always send a mask.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (MemberInput): The writable fields of a member in an update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Member
    """

    return sync_detailed(
        space_id=space_id,
        member_id=member_id,
        client=client,
        body=body,
        update_mask=update_mask,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    space_id: str,
    member_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemberInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[Member]:
    """Change a member of a space.

     Always send an `updateMask` that lists the fields to change, because the meaning of a missing mask
    differs between editions of Google's reference. Fields that the mask names and the body omits are
    cleared. Use `batchUpdate` to change many members in one request.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        member_id (str): Id of the member, the last part of the member's name.
        update_mask (str | Unset): The fields to change, as names joined by commas, in the
            spelling of the body: `role`. `*` means all fields and clears those that the body omits.
            Without a mask, Google changes the given fields according to its current reference; in an
            older edition, a missing mask meant `*`. Therefore always send a mask.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (MemberInput): The writable fields of a member in an update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Member]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        member_id=member_id,
        body=body,
        update_mask=update_mask,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    space_id: str,
    member_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemberInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Member | None:
    """Change a member of a space.

     Always send an `updateMask` that lists the fields to change, because the meaning of a missing mask
    differs between editions of Google's reference. Fields that the mask names and the body omits are
    cleared. Use `batchUpdate` to change many members in one request.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        member_id (str): Id of the member, the last part of the member's name.
        update_mask (str | Unset): The fields to change, as names joined by commas, in the
            spelling of the body: `role`. `*` means all fields and clears those that the body omits.
            Without a mask, Google changes the given fields according to its current reference; in an
            older edition, a missing mask meant `*`. Therefore always send a mask.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (MemberInput): The writable fields of a member in an update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Member
    """

    return (
        await asyncio_detailed(
            space_id=space_id,
            member_id=member_id,
            client=client,
            body=body,
            update_mask=update_mask,
            fields=fields,
        )
    ).parsed
