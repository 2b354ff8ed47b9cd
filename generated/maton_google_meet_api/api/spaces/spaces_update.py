# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.space import Space
from ...models.space_input import SpaceInput
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    space_id: str,
    *,
    body: SpaceInput,
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
        "url": "/google-meet/v2/spaces/{space_id}".format(
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
    body: SpaceInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[Space]:
    """Changes the settings of a meeting space.

     Takes the space's id, not its meeting code. Only `config` can be changed. Always send an
    `updateMask` that lists the settings to change: what a missing mask means has changed between
    editions of Google's reference. A setting that the mask names and the body leaves out is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        update_mask (str | Unset): Which fields to change, as paths joined by commas, in the
            spelling of the body: `config.accessType,config.moderation`. `*` stands for all of them
            and clears those that the body leaves out. Without a mask, today's Google changes the
            fields given; an older edition of its reference meant `*`. So send one.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.
        body (SpaceInput): What can be given when a space is created or changed.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Space]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
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
    *,
    client: AuthenticatedClient | Client,
    body: SpaceInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Space | None:
    """Changes the settings of a meeting space.

     Takes the space's id, not its meeting code. Only `config` can be changed. Always send an
    `updateMask` that lists the settings to change: what a missing mask means has changed between
    editions of Google's reference. A setting that the mask names and the body leaves out is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        update_mask (str | Unset): Which fields to change, as paths joined by commas, in the
            spelling of the body: `config.accessType,config.moderation`. `*` stands for all of them
            and clears those that the body leaves out. Without a mask, today's Google changes the
            fields given; an older edition of its reference meant `*`. So send one.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.
        body (SpaceInput): What can be given when a space is created or changed.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Space
    """

    return sync_detailed(
        space_id=space_id,
        client=client,
        body=body,
        update_mask=update_mask,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: SpaceInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[Space]:
    """Changes the settings of a meeting space.

     Takes the space's id, not its meeting code. Only `config` can be changed. Always send an
    `updateMask` that lists the settings to change: what a missing mask means has changed between
    editions of Google's reference. A setting that the mask names and the body leaves out is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        update_mask (str | Unset): Which fields to change, as paths joined by commas, in the
            spelling of the body: `config.accessType,config.moderation`. `*` stands for all of them
            and clears those that the body leaves out. Without a mask, today's Google changes the
            fields given; an older edition of its reference meant `*`. So send one.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.
        body (SpaceInput): What can be given when a space is created or changed.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Space]
    """

    kwargs = _get_kwargs(
        space_id=space_id,
        body=body,
        update_mask=update_mask,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    space_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: SpaceInput,
    update_mask: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Space | None:
    """Changes the settings of a meeting space.

     Takes the space's id, not its meeting code. Only `config` can be changed. Always send an
    `updateMask` that lists the settings to change: what a missing mask means has changed between
    editions of Google's reference. A setting that the mask names and the body leaves out is cleared.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/manage-meeting-spaces

    Args:
        space_id (str): Id of the space, the part after `spaces/` in its name; case sensitive. To
            get a space, its meeting code (`kfr-wduz-tqa`) or link does as well; to change it, to end
            its call, and for its members, only the id does.
        update_mask (str | Unset): Which fields to change, as paths joined by commas, in the
            spelling of the body: `config.accessType,config.moderation`. `*` stands for all of them
            and clears those that the body leaves out. Without a mask, today's Google changes the
            fields given; an older edition of its reference meant `*`. So send one.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.
        body (SpaceInput): What can be given when a space is created or changed.

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
            body=body,
            update_mask=update_mask,
            fields=fields,
        )
    ).parsed
