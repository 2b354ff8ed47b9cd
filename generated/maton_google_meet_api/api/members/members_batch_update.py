# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.batch_update_members_request import BatchUpdateMembersRequest
from ...models.batch_update_members_response import BatchUpdateMembersResponse
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    space_id: str,
    *,
    body: BatchUpdateMembersRequest,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/google-meet/v2/spaces/{space_id}/members:batchUpdate".format(
            space_id=quote(str(space_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BatchUpdateMembersResponse | None:
    if 200 <= response.status_code <= 299:
        response_2xx = BatchUpdateMembersResponse.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[BatchUpdateMembersResponse]:
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
    body: BatchUpdateMembersRequest,
    fields: str | Unset = UNSET,
) -> Response[BatchUpdateMembersResponse]:
    """Change up to 500 members of a space in one request.

     Send the mask at the top level of the body, where it applies to every request in it. A mask inside a
    single request must be the same, and is an error without a mask at the top level. Without any mask,
    every field that a request omits is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (BatchUpdateMembersRequest): Changes to several members of one space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BatchUpdateMembersResponse]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        body=body,
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
    body: BatchUpdateMembersRequest,
    fields: str | Unset = UNSET,
) -> BatchUpdateMembersResponse | None:
    """Change up to 500 members of a space in one request.

     Send the mask at the top level of the body, where it applies to every request in it. A mask inside a
    single request must be the same, and is an error without a mask at the top level. Without any mask,
    every field that a request omits is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (BatchUpdateMembersRequest): Changes to several members of one space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BatchUpdateMembersResponse
    """

    return sync_detailed(
        space_id=space_id,
        client=client,
        body=body,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: BatchUpdateMembersRequest,
    fields: str | Unset = UNSET,
) -> Response[BatchUpdateMembersResponse]:
    """Change up to 500 members of a space in one request.

     Send the mask at the top level of the body, where it applies to every request in it. A mask inside a
    single request must be the same, and is an error without a mask at the top level. Without any mask,
    every field that a request omits is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (BatchUpdateMembersRequest): Changes to several members of one space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BatchUpdateMembersResponse]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        body=body,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: BatchUpdateMembersRequest,
    fields: str | Unset = UNSET,
) -> BatchUpdateMembersResponse | None:
    """Change up to 500 members of a space in one request.

     Send the mask at the top level of the body, where it applies to every request in it. A mask inside a
    single request must be the same, and is an error without a mask at the top level. Without any mask,
    every field that a request omits is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-space-members

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (BatchUpdateMembersRequest): Changes to several members of one space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BatchUpdateMembersResponse
    """

    return (
        await asyncio_detailed(
            space_id=space_id,
            client=client,
            body=body,
            fields=fields,
        )
    ).parsed
