"""Copy requests and responses without the key."""

from __future__ import annotations

import copy

import httpx

# The headers that describe the transfer of a body.
ENCODING_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})


def redact_response(response: httpx.Response, secret: str) -> httpx.Response:
    """Return `response`, whose body has been read, with `***` for `secret` in the body.

    Models, errors and logs of the caller show the body of a success.
    """
    echoes = _list_echoes(secret)
    content = response.content
    if not any(echo in content for echo in echoes):
        return response
    for echo in echoes:
        content = content.replace(echo, b"***")
    return httpx.Response(
        response.status_code,
        headers=[
            item for item in response.headers.multi_items() if item[0] not in ENCODING_HEADERS
        ],
        content=content,
        request=response.request,
        extensions=response.extensions,
    )


def copy_request(request: httpx.Request) -> httpx.Request:
    """Return a copy of `request`, whose body has been read, with `***` for the key."""
    clone = copy.copy(request)
    clone.headers = request.headers.copy()
    clone.headers["Authorization"] = "Bearer ***"
    return clone


def copy_response(response: httpx.Response, secret: str) -> httpx.Response:
    """Return a copy of `response`, whose body has been read, with `***` for `secret`."""
    clone = copy.copy(redact_response(response, secret))
    clone.request = copy_request(response.request)
    clone.headers = copy_headers(response, secret)
    return clone


def copy_headers(response: httpx.Response, secret: str) -> httpx.Headers:
    """Return a copy of the headers of `response`, with `***` for `secret`."""
    items = response.headers.raw
    for echo in _list_echoes(secret):
        items = [(name, value.replace(echo, b"***")) for name, value in items]
    return httpx.Headers(items)


def _list_echoes(secret: str) -> set[bytes]:
    """Return `secret` as it is, and as JSON may write it."""
    escaped = secret.replace("\\", "\\\\").replace('"', r"\"")
    return {text.encode() for text in (secret, escaped, escaped.replace("/", r"\/"))}
