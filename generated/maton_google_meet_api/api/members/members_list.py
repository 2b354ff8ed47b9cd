# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.list_members_response import ListMembersResponse
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    space_id: str,
    *,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["pageSize"] = page_size

    params["pageToken"] = page_token

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/google-meet/v2/spaces/{space_id}/members".format(
            space_id=quote(str(space_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListMembersResponse | None:
    if 200 <= response.status_code <= 299:
        response_2xx = ListMembersResponse.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ListMembersResponse]:
    from ...types import Response

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[ListMembersResponse]:
    """Lists the members of a space.

     Without `fields` Google answers with `name`, `email`, `role` and `user` of each member; the last is
    not in its published schema, and is kept where it occurs. With `fields`, ask for `nextPageToken`
    too.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it, or with 0, at most 250. Google takes anything above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListMembersResponse]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> ListMembersResponse | None:
    """Lists the members of a space.

     Without `fields` Google answers with `name`, `email`, `role` and `user` of each member; the last is
    not in its published schema, and is kept where it occurs. With `fields`, ask for `nextPageToken`
    too.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it, or with 0, at most 250. Google takes anything above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListMembersResponse
    """

    return sync_detailed(
        space_id=space_id,
        client=client,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[ListMembersResponse]:
    """Lists the members of a space.

     Without `fields` Google answers with `name`, `email`, `role` and `user` of each member; the last is
    not in its published schema, and is kept where it occurs. With `fields`, ask for `nextPageToken`
    too.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it, or with 0, at most 250. Google takes anything above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListMembersResponse]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> ListMembersResponse | None:
    """Lists the members of a space.

     Without `fields` Google answers with `name`, `email`, `role` and `user` of each member; the last is
    not in its published schema, and is kept where it occurs. With `fields`, ask for `nextPageToken`
    too.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it, or with 0, at most 250. Google takes anything above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListMembersResponse
    """

    return (
        await asyncio_detailed(
            space_id=space_id,
            client=client,
            page_size=page_size,
            page_token=page_token,
            fields=fields,
        )
    ).parsed
