"""Fixtures that run the code of the pages."""

from __future__ import annotations

import ast
import asyncio
import functools
import importlib
import inspect
import logging
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

# It passes the stderr of its first import to servers. The terminal of a block has no file number.
importlib.import_module("mcp.client.stdio")


class PageSandbox(Sandbox):
    """A sandbox whose user signs in to Google whenever a connection is created.

    It accepts the ids of connections that a page invents, such as `sales-id`.
    """

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request."""
        if headers.get("maton-connection", "").endswith(PLACEHOLDER):
            headers = {**headers, "maton-connection": self.connections[0]["connection_id"]}
        answer = super().handle(method, target, headers, body)
        if (method, target) == ("POST", "/connections"):
            self.open(self.connections[-1]["connection_id"])
        return answer


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
    """The sandbox on a socket, for a machine with a browser."""
    monkeypatch.setattr(webbrowser, "open", lambda url: True)
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


@pytest.fixture(autouse=True)
def restore_log_level() -> Iterator[None]:
    """Undo the level that the examples about logging set."""
    yield
    logging.getLogger("maton_google_meet").setLevel(logging.NOTSET)
