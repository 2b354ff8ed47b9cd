"""Fixtures that most tests share."""

from __future__ import annotations

import functools
import gc
import os
import re
import ssl
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings
from maton_google_meet.testing import Contract
from support.clients import MODES, ClientRunner
from support.document_server import DocumentServer
from support.issuer import Issuer, serve_issuer
from support.redis_server import GET_SERVER, NO_SERVER
from support.scale import set_full_size
from support.schemas import DOCUMENT, find_deprecations

pytest_plugins = ["maton_google_meet.testing", "pytester"]
# Each run uses the same values.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")
ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def _tls(trust_env: bool, *_: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=trust_env)


def _create_ssl_context(
    verify: ssl.SSLContext | str | bool = True, cert: None = None, trust_env: bool = True
) -> ssl.SSLContext:
    """Share one context: reading the certificates takes longer than most tests."""
    if verify is True:
        return _tls(trust_env, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    return httpx.create_ssl_context(verify, cert, trust_env)


httpx._transports.default.create_ssl_context = _create_ssl_context


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--thorough",
        action="store_true",
        help="all tests at full size; with -m 'thorough or sized', only those that differ",
    )


def pytest_configure(config: pytest.Config) -> None:
    set_full_size(config.getoption("thorough"))
    # Tests over the whole document also use its deprecated parts.
    for reason in find_deprecations(DOCUMENT):
        text = re.sub(r"\W+", ".+", " ".join(reason.split()).rstrip("."))
        config.addinivalue_line(
            "filterwarnings", f"ignore:(.+ is deprecated. )?{text}.$:DeprecationWarning"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the thorough tests, or run them first, since they take longest."""
    long = [item for item in items if item.get_closest_marker("thorough")]
    rest = [item for item in items if not item.get_closest_marker("thorough")]
    if config.getoption("thorough"):
        items[:] = [*long, *rest]
    elif long:
        items[:] = rest
        config.hook.pytest_deselected(items=long)


def _misses_server(config: pytest.Config) -> bool:
    """Return True if tests of RedisPace were skipped because no server was found.

    Return False in a worker of xdist, which reports to another process.
    """
    if hasattr(config, "workerinput"):
        return False
    reporter = config.pluginmanager.getplugin("terminalreporter")
    skipped = reporter.stats.get("skipped", ()) if reporter else ()
    return any(NO_SERVER in str(report.longrepr) for report in skipped)


# Innermost: pytest-cov reports after its own `yield`.
@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Exclude RedisPace's module from coverage if this machine cannot test it."""
    result = yield
    controller = getattr(session.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if controller and _misses_server(session.config):
        measured = controller.combining_cov
        omitted = measured.get_option("run:omit")
        measured.set_option("report:omit", [*omitted, "*/maton_google_meet/redis_pace.py"])
    return result


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Print in the last line what was not tested, and how to test it."""
    if _misses_server(config):
        print(f"RedisPace was not tested: {NO_SERVER}. {GET_SERVER}")


@pytest.fixture(scope="module", autouse=True)
def _freeze_objects() -> None:
    """Exclude permanent objects from garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _clear_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the machine's settings, its stored sessions and its keyring."""
    monkeypatch.setenv("MATON_CONFIG_DIR", str(ROOT / "no-such-folder"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in (
        "MATON_API_KEY",
        "MATON_PROFILE",
        "MATON_API_BASE_URL",
        "MATON_GOOGLE_MEET_CONNECTION",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository."""
    return ROOT


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """spec/openapi.yaml, loaded."""
    return DOCUMENT


@pytest.fixture
def server(document: dict[str, Any], maton_contract: Contract) -> Iterator[DocumentServer]:
    """A document server; a violation fails the test, unless the test clears `violations`."""
    with DocumentServer(document) as document_server:
        maton_contract.elsewhere.add(document_server.url)
        yield document_server
    assert document_server.violations == []


@pytest.fixture
def issuer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, maton_contract: Contract
) -> Iterator[Issuer]:
    """An issuer of sessions, whose address is that of the client, and an empty store."""
    monkeypatch.setenv("MATON_CONFIG_DIR", str(tmp_path))
    with serve_issuer() as server:
        monkeypatch.setenv("MATON_API_BASE_URL", server.url)
        maton_contract.elsewhere.add(server.url)
        yield server


@pytest.fixture(params=MODES)
def runner(request: pytest.FixtureRequest) -> ClientRunner:
    """The sync client, and the async client under asyncio and trio."""
    return ClientRunner(request.param)
