"""Copies of requests and responses without the key."""

from __future__ import annotations

import json

import httpx
import pytest
from maton_google_meet.flow.copies import copy_headers, copy_request, copy_response, redact_response

KEY = 'a/b"c'
REQUEST = httpx.Request("POST", "https://x/y", headers={"Authorization": f"Bearer {KEY}"}, json={})


def make_response(content: bytes = b"{}", **headers: str) -> httpx.Response:
    return httpx.Response(200, content=content, headers=headers, request=REQUEST)


def test_a_copy_of_a_request_has_all_but_the_key() -> None:
    clone = copy_request(REQUEST)
    assert (clone.method, clone.url, clone.content) == ("POST", REQUEST.url, b"{}")
    assert clone.headers["Authorization"] == "Bearer ***"
    assert REQUEST.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("text", [KEY, json.dumps(KEY)[1:-1], r"a\/b\"c"])
def test_an_echo_of_the_key_is_replaced(text: str) -> None:
    response = make_response(f"-{text}-".encode(), echo=text)
    clone = copy_response(response, KEY)
    assert (clone.content, clone.headers["echo"]) == (b"-***-", "***")
    assert response.headers["echo"] == text
    assert clone.request.headers["Authorization"] == "Bearer ***"
    assert "content-length" not in redact_response(response, KEY).headers or len(clone.content) == 5


def test_a_response_without_an_echo_is_unchanged() -> None:
    response = make_response(a="b")
    assert redact_response(response, KEY) is response
    clone = copy_response(response, KEY)
    assert clone is not response
    assert (clone.content, clone.headers) == (response.content, response.headers)
    assert copy_headers(response, KEY) is not response.headers
