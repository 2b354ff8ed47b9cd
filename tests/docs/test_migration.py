"""The page on migration: each program runs in a sandbox, and each name in its tables exists."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

import google.oauth2.credentials
import googleapiclient.discovery
import httpx
import maton_ai
import maton_google_meet
import pytest
from google.api_core import exceptions
from google.apps import meet_v2
from maton_google_meet import APIStatusError, GoogleMeet, Retry, approve_all
from maton_google_meet.sandbox import Sandbox, Served
from support.pages import PAGES, Block, list_blocks, read_section

PAGE = "docs/guides/migration.md"
TEXT = PAGES[PAGE]
PROGRAMS = [block for block in list_blocks("text", page=PAGE) if block.heading.startswith("From ")]
OURS = list_blocks("python", page=PAGE)[0]
each_section = pytest.mark.parametrize("block", PROGRAMS, ids=lambda block: block.heading)
CLIENT = GoogleMeet("any-key")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    with Sandbox(rate=None).serve() as address:
        for name, value in address.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("MATON_TELEMETRY", "0")
        yield address


def use_sandbox_for_google(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make Google's clients call the sandbox without the arguments that this takes."""
    credentials = google.oauth2.credentials.Credentials(token=served.key)
    for name in ("SpacesServiceClient", "ConferenceRecordsServiceClient"):
        kind: Any = getattr(meet_v2, name)
        transport = functools.partial(
            kind.get_transport_class("rest"),
            host=f"{served.url}/google-meet",
            url_scheme="http",
            credentials=credentials,
        )
        make: Callable[..., Any] = lambda kind=kind, transport=transport: kind(  # noqa: E731
            transport=transport()
        )
        monkeypatch.setattr(meet_v2, name, make)
    build = functools.partial(
        googleapiclient.discovery.build,
        credentials=credentials,
        client_options={"api_endpoint": f"{served.url}/google-meet/"},
        static_discovery=True,
    )
    monkeypatch.setattr(googleapiclient.discovery, "build", build)


def list_clients(names: dict[str, Any]) -> Iterator[Callable[[], object]]:
    """Yield the functions that close what a program has left open."""
    for value in names.values():
        if isinstance(value, maton_ai.Maton):
            yield value.close
            yield value._client._client.close
        elif hasattr(value, "transport") and hasattr(value, "__exit__"):
            yield value.transport.close
        elif isinstance(value, googleapiclient.discovery.Resource):
            yield value.close


@each_section
def test_each_program_prints_the_same(
    block: Block,
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use_sandbox_for_google(served, monkeypatch)
    names: dict[str, Any] = {}
    exec(block.text.replace("https://api.maton.ai", served.url), names)
    for close in list_clients(names):
        close()
    before = capsys.readouterr().out
    with Sandbox(rate=None).serve() as again:
        for name, value in again.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(maton_google_meet, "approve_in_terminal", approve_all)
        exec(OURS.text, {})
    after = capsys.readouterr().out
    assert after.startswith("https://meet.google.com/")
    assert before == after
    assert after.splitlines()[-1].endswith(" 300")


def read_columns(heading: str) -> tuple[str, str]:
    """Return the first and the second column of the table below a heading."""
    text = read_section(PAGE, heading)
    rows = re.findall(r"^\| (`.*?|the .*?|a loop .*?) \| (.*) \|$", text, re.MULTILINE)
    assert len(rows) > 10
    first, second = zip(*rows, strict=True)
    return "\n".join(first), "\n".join(second)


def check_names(text: str) -> None:
    """Check that each method and each class of this client exists."""
    for path in re.findall(r"\bmeet((?:\.\w+)+)\(?", text):
        functools.reduce(getattr, path.strip(".").split("."), CLIENT)
    for name in re.findall(r"`(\w+(?:Error|Connection|Unknown|Required))`", text):
        assert name in maton_google_meet.__all__, name
    for name in re.findall(r"\berror\.(\w+)", text):
        assert name in {*dir(APIStatusError), *APIStatusError.__annotations__}, name


@each_section
def test_each_replacement_exists(block: Block) -> None:
    check_names(read_columns(block.heading)[1])


def test_each_replaced_name_exists() -> None:
    for name in re.findall(r"`(\w+Error)`", read_columns("From maton-ai")[0]):
        assert name in maton_ai.__all__
    before, _ = read_columns("From google-apps-meet")
    [line] = [each for each in before.splitlines() if "exceptions.BadRequest" in each]
    for name in re.findall(r"`(?:exceptions\.)?([A-Z]\w+)`", "\n".join(before.splitlines()[-4:-1])):
        assert issubclass(getattr(exceptions, name), exceptions.GoogleAPICallError), line
    methods = {*dir(meet_v2.SpacesServiceClient), *dir(meet_v2.ConferenceRecordsServiceClient)}
    called = re.findall(r"`(\w+)\((?:space|name|parent)=", before)
    assert len(called) > 5
    assert {*called} <= methods


STATUSES = {
    401: ("AccessDeniedError", "AuthenticationError"),
    403: ("AccessDeniedError", "PermissionDeniedError"),
    404: ("ResourceNotFoundError", "NotFoundError"),
    429: ("TooManyRequestsError", "RateLimitError"),
    400: ("ValidationError", "BadRequestError"),
    409: ("ValidationError", "ConflictError"),
    503: ("InternalServerError", "ServerError"),
    None: ("APIConnectionError", "NetworkError"),
}


@pytest.mark.parametrize("status", STATUSES)
def test_the_errors_of_maton_ai_have_these_counterparts(status: int | None) -> None:
    theirs, ours = STATUSES[status]

    def respond(request: httpx.Request) -> httpx.Response:
        if status is None:
            raise httpx.ConnectError("refused")
        error = {"code": status, "message": "planted", "status": "UNKNOWN"}
        return httpx.Response(status, json={"error": error})

    transport = httpx.MockTransport(respond)
    with GoogleMeet("key", connection="id", transport=transport, retry=None) as meet:
        with pytest.raises(getattr(maton_google_meet, ours)):
            meet.spaces.get("abc")
    maton = maton_ai.Maton("key", telemetry=False, max_retries=0)
    with httpx.Client(transport=transport) as http:
        maton._client._client.close()
        maton._client._client = http
        with pytest.raises(getattr(maton_ai.exceptions, theirs)):
            maton.api.get("/google-meet/v2/spaces/abc")
    row = next(row for row in TEXT.splitlines() if f"`{theirs}`" in row.split(" | ")[0])
    assert f"`{ours}`" in row


def test_attempts_are_retries_and_the_first() -> None:
    assert maton_ai._base_client.DEFAULT_MAX_RETRIES == 2
    assert "`Maton(max_retries=2)` | `GoogleMeet(retry=Retry(attempts=3))`" in TEXT
    assert "`execute(num_retries=5)` | `GoogleMeet(retry=Retry(attempts=6))`" in TEXT
    assert Retry(attempts=6) == Retry()
