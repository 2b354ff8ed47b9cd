"""Fixtures that run the code of the pages."""

from __future__ import annotations

import ast
import asyncio
import functools
import inspect
import sys
import webbrowser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import maton_google_meet
import pytest
from maton_google_meet import GoogleMeet, Pace, approve_in_terminal
from maton_google_meet.flow import authorize
from maton_google_meet.sandbox import Answer, Sandbox, Served
from maton_google_meet.testing import Contract
from record import COLUMNS, NOW, Terminal
from support.document_server import DocumentServer
from support.issuer import ACCOUNT, write_store
from support.pages import ROOT, Block, RunBlock

PLACEHOLDER = "-id"


class PageSandbox(Sandbox):
    """A sandbox that accepts the ids of connections that a page invents, such as `sales-id`."""

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if headers.get("maton-connection", "").endswith(PLACEHOLDER):
            headers = {**headers, "maton-connection": self.connections[0]["connection_id"]}
        return super().handle(method, target, headers, body)


@pytest.fixture
def terminal() -> Terminal:
    """A terminal whose user answers yes to everything."""
    return Terminal("yes " * 99)


@pytest.fixture
def sandbox() -> Sandbox:
    """A sandbox with the time of the recorded sessions and without a rate limit."""
    return PageSandbox(now=NOW, rate=None)


@pytest.fixture
def served(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, maton_contract: Contract
) -> Iterator[Served]:
    """The sandbox on a socket. Its user signs in to Google as soon as a browser opens."""

    def sign_in(url: str) -> bool:
        sandbox.open(url)
        return True

    monkeypatch.setattr(webbrowser, "open", sign_in)
    monkeypatch.setattr(authorize, "POLL_SECONDS", 0.001)
    # No page is about this limit, and a report would take seconds.
    monkeypatch.setattr(maton_google_meet.client, "Pace", functools.partial(Pace, rate=1000.0))
    with sandbox.serve() as server:
        yield server


def use_server(
    url: str, key: str, terminal: Terminal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> RunBlock:
    """Return a function that runs a block as a user would: with a key, a session and `meet`.

    It returns the names that the block defines.
    """
    monkeypatch.chdir(folder)  # For blocks that write a file.
    monkeypatch.setenv("MATON_CONFIG_DIR", str(folder))
    session = {"email": ACCOUNT, "access_token": key, "oauth_resource": url}
    write_store(folder, {**session, "oauth_expires_at": "2099-01-01T00:00:00Z"})
    monkeypatch.setenv("MATON_API_KEY", key)
    monkeypatch.setenv("MATON_API_BASE_URL", url)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere")  # Calls continue without Redis.

    def run_block(block: Block) -> dict[str, Any]:
        # Blank lines above the code, so that a traceback has the line numbers of the page.
        code = compile(
            "\n" * (block.line - 1) + block.text,
            str(ROOT / block.page),
            "exec",
            flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
        with monkeypatch.context() as patch, GoogleMeet(confirm=approve_in_terminal) as meet:
            # Here and not in a fixture: pytest replaces both when the phase of the test begins.
            patch.setattr(sys, "stdin", terminal)
            patch.setattr(sys, "stderr", terminal)
            names: dict[str, Any] = {"__name__": "page", "meet": meet}
            result = eval(code, names)  # None, or the coroutine of a block that awaits
            if inspect.iscoroutine(result):
                asyncio.run(result)
        return names

    return run_block


@pytest.fixture
def run_block(
    served: Served, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunBlock:
    """Runs a block in the sandbox."""
    return use_server(served.url, served.key, terminal, tmp_path, monkeypatch)


@pytest.fixture
def run_on_document_server(
    server: DocumentServer, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunBlock:
    """Runs a block against `server`, which answers with the examples of the document."""
    return use_server(server.url, server.key, terminal, tmp_path, monkeypatch)
