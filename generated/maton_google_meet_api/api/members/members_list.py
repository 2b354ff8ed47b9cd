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
    """List the members of a space.

     Without `fields`, Google returns `name`, `email`, `role` and `user` of each member. `user` is not in
    its published schema; the client keeps it if it occurs. With `fields`, also select `nextPageToken`.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default, also for 0, is 250. Google treats values above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
    """List the members of a space.

     Without `fields`, Google returns `name`, `email`, `role` and `user` of each member. `user` is not in
    its published schema; the client keeps it if it occurs. With `fields`, also select `nextPageToken`.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default, also for 0, is 250. Google treats values above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
    """List the members of a space.

     Without `fields`, Google returns `name`, `email`, `role` and `user` of each member. `user` is not in
    its published schema; the client keeps it if it occurs. With `fields`, also select `nextPageToken`.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default, also for 0, is 250. Google treats values above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
    """List the members of a space.

     Without `fields`, Google returns `name`, `email`, `role` and `user` of each member. `user` is not in
    its published schema; the client keeps it if it occurs. With `fields`, also select `nextPageToken`.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default, also for 0, is 250. Google treats values above 500 as 500, and may change
            that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
