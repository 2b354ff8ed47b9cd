# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...models.connection_method import ConnectionMethod
from ...models.connection_status import ConnectionStatus
from ...models.list_connections_response import ListConnectionsResponse
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    *,
    app: str | Unset = UNSET,
    status: ConnectionStatus | str | Unset = UNSET,
    method: ConnectionMethod | str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["app"] = app

    json_status: str | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, ConnectionStatus):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

    json_method: str | Unset
    if isinstance(method, Unset):
        json_method = UNSET
    elif isinstance(method, ConnectionMethod):
        json_method = method.value
    else:
        json_method = method
    params["method"] = json_method

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/connections",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListConnectionsResponse | None:
    if 200 <= response.status_code <= 299:
        response_2xx = ListConnectionsResponse.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ListConnectionsResponse]:
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
    app: str | Unset = UNSET,
    status: ConnectionStatus | str | Unset = UNSET,
    method: ConnectionMethod | str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[ListConnectionsResponse]:
    """List the connections of the Maton account.

     With `app=google-meet` and `status=ACTIVE`, the response lists the Google accounts that can be used
    now. The operation needs only a key, so it is a quick test of a key. Maton does not document a way
    to
    get further pages.

    Args:
        app (str | Unset): Only connections to this app; `google-meet` is Google Meet.
        status (ConnectionStatus | str | Unset): Only connections with this status.
        method (ConnectionMethod | str | Unset): Only connections with this authorization method.
        limit (int | Unset): The maximum number of connections to return. Maton's command line
            sends 30; the server's default is not documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListConnectionsResponse]
    """

    kwargs = _get_kwargs(
        app=app,
        status=status,
        method=method,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    app: str | Unset = UNSET,
    status: ConnectionStatus | str | Unset = UNSET,
    method: ConnectionMethod | str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> ListConnectionsResponse | None:
    """List the connections of the Maton account.

     With `app=google-meet` and `status=ACTIVE`, the response lists the Google accounts that can be used
    now. The operation needs only a key, so it is a quick test of a key. Maton does not document a way
    to
    get further pages.

    Args:
        app (str | Unset): Only connections to this app; `google-meet` is Google Meet.
        status (ConnectionStatus | str | Unset): Only connections with this status.
        method (ConnectionMethod | str | Unset): Only connections with this authorization method.
        limit (int | Unset): The maximum number of connections to return. Maton's command line
            sends 30; the server's default is not documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListConnectionsResponse
    """

    return sync_detailed(
        client=client,
        app=app,
        status=status,
        method=method,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    app: str | Unset = UNSET,
    status: ConnectionStatus | str | Unset = UNSET,
    method: ConnectionMethod | str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[ListConnectionsResponse]:
    """List the connections of the Maton account.

     With `app=google-meet` and `status=ACTIVE`, the response lists the Google accounts that can be used
    now. The operation needs only a key, so it is a quick test of a key. Maton does not document a way
    to
    get further pages.

    Args:
        app (str | Unset): Only connections to this app; `google-meet` is Google Meet.
        status (ConnectionStatus | str | Unset): Only connections with this status.
        method (ConnectionMethod | str | Unset): Only connections with this authorization method.
        limit (int | Unset): The maximum number of connections to return. Maton's command line
            sends 30; the server's default is not documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListConnectionsResponse]
    """

    kwargs = _get_kwargs(
        app=app,
        status=status,
        method=method,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    app: str | Unset = UNSET,
    status: ConnectionStatus | str | Unset = UNSET,
    method: ConnectionMethod | str | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> ListConnectionsResponse | None:
    """List the connections of the Maton account.

     With `app=google-meet` and `status=ACTIVE`, the response lists the Google accounts that can be used
    now. The operation needs only a key, so it is a quick test of a key. Maton does not document a way
    to
    get further pages.

    Args:
        app (str | Unset): Only connections to this app; `google-meet` is Google Meet.
        status (ConnectionStatus | str | Unset): Only connections with this status.
        method (ConnectionMethod | str | Unset): Only connections with this authorization method.
        limit (int | Unset): The maximum number of connections to return. Maton's command line
            sends 30; the server's default is not documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListConnectionsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            app=app,
            status=status,
            method=method,
            limit=limit,
        )
    ).parsed
