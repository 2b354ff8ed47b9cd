# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.space import Space
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    space_id: str,
    *,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/google-meet/v2/spaces/{space_id}".format(
            space_id=quote(str(space_id), safe=""),
        ),
        "params": params,
    }

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
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> Response[Space]:
    """Get a meeting space.

     Accepts the space's id, its meeting code or its link, so it also converts a code to the id. During a
    conference in the space, `activeConference` names the conference record.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Space]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
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
    fields: str | Unset = UNSET,
) -> Space | None:
    """Get a meeting space.

     Accepts the space's id, its meeting code or its link, so it also converts a code to the id. During a
    conference in the space, `activeConference` names the conference record.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Space
    """

    return sync_detailed(
        space_id=space_id,
        client=client,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> Response[Space]:
    """Get a meeting space.

     Accepts the space's id, its meeting code or its link, so it also converts a code to the id. During a
    conference in the space, `activeConference` names the conference record.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Space]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> Space | None:
    """Get a meeting space.

     Accepts the space's id, its meeting code or its link, so it also converts a code to the id. During a
    conference in the space, `activeConference` names the conference record.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Space
    """

    return (
        await asyncio_detailed(
            space_id=space_id,
            client=client,
            fields=fields,
        )
    ).parsed
