"""The guide of the sign-in: connecting an account waits until it is active."""

from __future__ import annotations

import webbrowser

import pytest
from maton_google_meet.flow import authorize
from support.document_server import DocumentServer, Reply
from support.pages import RunBlock, find_block


def test_connecting_an_account_waits_until_it_is_active(
    server: DocumentServer, run_on_document_server: RunBlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(authorize, "POLL_SECONDS", 0.001)
    answers = server.judge.operations["connections.get"]["responses"]["200"]["content"]
    pending = answers["application/json"]["examples"]["pending"]["value"]
    server.answers["connections.get"] = [Reply(json=pending), Reply(json=pending)]
    names = run_on_document_server(find_block("docs/guides/sign-in.md", "authorize()"))
    assert names["connection"].status == "ACTIVE"
    assert len(server.requests("connections.get")) == 3
    assert opened == [pending["connection"]["url"]]
