# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.end_active_conference_request import EndActiveConferenceRequest
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    space_id: str,
    *,
    body: EndActiveConferenceRequest | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/google-meet/v2/spaces/{space_id}:endActiveConference".format(
            space_id=quote(str(space_id), safe=""),
        ),
        "params": params,
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if 200 <= response.status_code <= 299:
        return None

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any]:
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
    body: EndActiveConferenceRequest | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[Any]:
    """End the active conference in a space.

     Accepts the space's id, but not its meeting code. The space itself remains and can be reused. The
    body has no fields and may be omitted.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (EndActiveConferenceRequest | Unset): An object without fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
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


async def asyncio_detailed(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: EndActiveConferenceRequest | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[Any]:
    """End the active conference in a space.

     Accepts the space's id, but not its meeting code. The space itself remains and can be reused. The
    body has no fields and may be omitted.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive.
            Getting a space also accepts its meeting code (`kfr-wduz-tqa`) or link; updating it,
            ending its conference and its members accept only the id.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.
        body (EndActiveConferenceRequest | Unset): An object without fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        body=body,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
