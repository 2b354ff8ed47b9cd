"""The guide to the sign-in: a client without a credential, and the connection of an account."""

from __future__ import annotations

import webbrowser

import pytest
from maton_google_meet import CredentialError, GoogleMeet, sessions
from maton_google_meet.flow import authorize
from support.document_server import DocumentServer, Reply
from support.pages import RunBlock, list_blocks, read_section

PAGE = "docs/guides/sign-in.md"


def test_connecting_an_account_waits_until_it_is_active(
    server: DocumentServer, run_on_document_server: RunBlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(authorize, "POLL_SECONDS", 0.001)
    answers = server.judge.operations["connections.get"]["responses"]["200"]["content"]
    pending = answers["application/json"]["examples"]["pending"]["value"]
    server.answers["connections.get"] = [Reply(json=pending), Reply(json=pending)]
    [block, *_] = list_blocks("python", "= meet.authorize()", page=PAGE)
    names = run_on_document_server(block)
    assert names["connection"].status == "ACTIVE"
    assert len(server.requests("connections.get")) == 3
    assert opened == [pending["connection"]["url"]]


def test_a_client_without_a_credential_raises_the_error_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MATON_API_KEY", raising=False)
    monkeypatch.setattr(sessions, "_is_installed", lambda: False)
    with pytest.raises(CredentialError) as caught:
        GoogleMeet()
    assert str(caught.value) in " ".join(read_section(PAGE, "Without a credential").split())
