# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...models.space import Space
from ...models.space_input import SpaceInput
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    *,
    body: SpaceInput,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/google-meet/v2/spaces",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Space | None:
    if 200 <= response.status_code <= 299:
        response_2xx = Space.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Space]:
    from ...types import Response

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SpaceInput,
    fields: str | Unset = UNSET,
) -> Response[Space]:
    """Create a meeting space.

     An empty body is enough; omitted settings get the default of the user or the organization. Google
    assigns the name, the link and the meeting code. Google allows 10 new spaces per user and minute, so
    reuse a space if possible.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (SpaceInput): The writable fields of a space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Space]
    """

    kwargs = _get_kwargs(
        body=body,
        fields=fields,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: SpaceInput,
    fields: str | Unset = UNSET,
) -> Space | None:
    """Create a meeting space.

     An empty body is enough; omitted settings get the default of the user or the organization. Google
    assigns the name, the link and the meeting code. Google allows 10 new spaces per user and minute, so
    reuse a space if possible.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (SpaceInput): The writable fields of a space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Space
    """

    return sync_detailed(
        client=client,
        body=body,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SpaceInput,
    fields: str | Unset = UNSET,
) -> Response[Space]:
    """Create a meeting space.

     An empty body is enough; omitted settings get the default of the user or the organization. Google
    assigns the name, the link and the meeting code. Google allows 10 new spaces per user and minute, so
    reuse a space if possible.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (SpaceInput): The writable fields of a space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Space]
    """

    kwargs = _get_kwargs(
        body=body,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: SpaceInput,
    fields: str | Unset = UNSET,
) -> Space | None:
    """Create a meeting space.

     An empty body is enough; omitted settings get the default of the user or the organization. Google
    assigns the name, the link and the meeting code. Google allows 10 new spaces per user and minute, so
    reuse a space if possible.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (SpaceInput): The writable fields of a space.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Space
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            fields=fields,
        )
    ).parsed
