# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...models.create_connection_response import CreateConnectionResponse
from ...models.new_connection import NewConnection

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    *,
    body: NewConnection,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/connections",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreateConnectionResponse | None:
    if 200 <= response.status_code <= 299:
        response_2xx = CreateConnectionResponse.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CreateConnectionResponse]:
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
    body: NewConnection,
) -> Response[CreateConnectionResponse]:
    """Create a connection for another Google account.

     The new connection is `PENDING` until a user opens its `url` in a browser and signs in to Google.
    Maton does not document the shape of this response: read the id from any of its documented places,
    then get the connection for its `url` and `status`.

    Args:
        body (NewConnection): The app to connect.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreateConnectionResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: NewConnection,
) -> CreateConnectionResponse | None:
    """Create a connection for another Google account.

     The new connection is `PENDING` until a user opens its `url` in a browser and signs in to Google.
    Maton does not document the shape of this response: read the id from any of its documented places,
    then get the connection for its `url` and `status`.

    Args:
        body (NewConnection): The app to connect.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreateConnectionResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: NewConnection,
) -> Response[CreateConnectionResponse]:
    """Create a connection for another Google account.

     The new connection is `PENDING` until a user opens its `url` in a browser and signs in to Google.
    Maton does not document the shape of this response: read the id from any of its documented places,
    then get the connection for its `url` and `status`.

    Args:
        body (NewConnection): The app to connect.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreateConnectionResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: NewConnection,
) -> CreateConnectionResponse | None:
    """Create a connection for another Google account.

     The new connection is `PENDING` until a user opens its `url` in a browser and signs in to Google.
    Maton does not document the shape of this response: read the id from any of its documented places,
    then get the connection for its `url` and `status`.

    Args:
        body (NewConnection): The app to connect.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreateConnectionResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
