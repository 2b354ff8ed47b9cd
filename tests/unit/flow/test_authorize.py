"""`authorize`: create a connection, pass on its URL, and wait until it is ACTIVE or FAILED."""

from __future__ import annotations

import inspect
import logging
import subprocess
import sys
import threading
import traceback
import webbrowser
from collections.abc import Callable
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import (
    AsyncGoogleMeet,
    AuthenticationError,
    AuthorizationDeadlineExceeded,
    AuthorizationFailed,
    ConfigurationError,
    ConfirmationRequired,
    DeadlineExceeded,
    GoogleMeet,
    NotFoundError,
    OutcomeUnknown,
    PendingWrite,
    PermissionDeniedError,
    ResponseError,
    Retry,
    ServerError,
    WriteDeclined,
    approve_all,
)
from maton_google_meet.client import open_in_browser
from maton_google_meet.config import Address
from maton_google_meet.flow import authorize as authorization
from maton_google_meet.flow.authorize import POLL_SECONDS, authorize
from maton_google_meet.flow.options import ClientState
from maton_google_meet.flow.steps import Ask, Wait
from maton_google_meet.models import Connection, CreateConnectionResponse, GetConnectionResponse
from support.clients import KEY, TLS, ClientRunner, read_space
from support.document_server import DocumentServer, Reply
from support.scale import set_max_examples

CREATE, GET = "connections.create", "connections.get"
SECRET = "t0ken-of-the-session"
URL = f"https://connect.maton.ai/?session_token={SECRET}"
LISTED = {"connections": [{"connection_id": "c-0", "status": "ACTIVE", "app": "google-meet"}]}
# A wait of `LONG_SECONDS` that ends within `TIMEOUT_SECONDS` was interrupted.
LONG_SECONDS, TIMEOUT_SECONDS = 3600.0, 60.0


@pytest.fixture
def server(server: DocumentServer, monkeypatch: pytest.MonkeyPatch) -> DocumentServer:
    """Return the server, and poll it without a delay."""
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.001)
    return server


def make_created(**fields: Any) -> Reply:
    return Reply(json=fields)


def make_connection_reply(status: str = "PENDING", **fields: Any) -> Reply:
    """Return the response to a poll of connection c-1."""
    return Reply(json={"connection": {"connection_id": "c-1", "status": status, **fields}})


def set_answers(server: DocumentServer, *looks: Reply) -> None:
    """Let the server create connection c-1, and return these states in turn."""
    server.answers[CREATE] = [make_created(connection_id="c-1", status="PENDING", url=URL)]
    server.answers[GET] = list(looks)


def connect(**options: Any) -> Callable[[Any], Any]:
    options.setdefault("on_url", lambda _: None)
    return lambda meet: meet.authorize(**options)


def call_client(
    runner: ClientRunner, server: DocumentServer, call: Callable[[Any], Any], **options: Any
) -> Any:
    options.setdefault("confirm", approve_all)
    return runner.call(call, base_url=server.url, **options)


def operations(server: DocumentServer) -> list[str | None]:
    return [seen.operation for seen in server.seen]


# Responses to the creation


@pytest.mark.parametrize(
    ("answer", "identifier"),
    [
        ({"connection_id": "c-1"}, "c-1"),
        ({"connection_Id": "c-1"}, "c-1"),
        ({"id": "c-1"}, "c-1"),
        ({"connection": {"connection_id": "c-1"}}, "c-1"),
        ({"connection": {"connection_Id": "c-1"}}, "c-1"),
        ({"connection": {"id": "c-1"}}, "c-1"),
        ({"connection": {"status": "PENDING"}, "connection_id": "c-1"}, "c-1"),
        ({"connection": {}, "connection_Id": "c-1"}, "c-1"),
        ({"connection": {}, "id": "c-1"}, "c-1"),
        ({"connection": {"connection_id": "c-1"}, "id": "of the answer"}, "c-1"),
        ({"connection_id": "c-1", "id": "of something else"}, "c-1"),
        ({"connection_id": "", "id": "c-1"}, "c-1"),
        ({"connection_id": None, "id": "c-1"}, "c-1"),
        ({"connection": None, "connection_id": "c-1", "creation_time": None}, "c-1"),
        ({"connection": {"id": "c-1", "last_updated_time": None}}, "c-1"),
        ({"id": 71}, "71"),
        ({"connection": {"id": 71}}, "71"),
        ({"connection": {"connection_id": "c-1", "status": 5, "app": [], "method": {}}}, "c-1"),
        ({"connection": {"id": "c-1", "metadata": [], "creation_time": "?"}, "status": 5}, "c-1"),
        ({"connection": ["c-2"], "id": "c-1"}, "c-1"),
        ({"connection": "c-2", "id": "c-1", "method": 5, "app": 5}, "c-1"),
    ],
)
def test_the_id_is_read_from_each_documented_shape(
    answer: Any, identifier: str, runner: ClientRunner, server: DocumentServer
) -> None:
    inner = answer.get("connection") or {}
    wrong = not isinstance(inner, dict) or any(
        not isinstance(value, str | None) or value == "?"
        for part in (answer, inner)
        for name, value in part.items()
        if name != "connection"
    )
    server.answers[CREATE] = [Reply(json=answer, wrong_on_purpose=wrong)]
    server.answers[GET] = [make_connection_reply("ACTIVE", metadata={"email": "a@b"})]
    connection = call_client(runner, server, connect())
    assert isinstance(connection, Connection)
    assert connection.connection_id == "c-1"
    assert connection.metadata.to_dict() == {"email": "a@b"}
    assert operations(server) == [CREATE, GET]
    assert server.seen[0].json == {"app": "google-meet"}
    assert server.seen[1].target == f"/connections/{identifier}"


@pytest.mark.parametrize("identifier", ["a b", "..", {"v": 1}], ids=str)
def test_an_invalid_connection_id_is_refused(
    identifier: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[CREATE] = [Reply(json={"id": identifier}, wrong_on_purpose=True)]
    with pytest.raises(ResponseError, match=r"contains no connection id.*connections\.list"):
        call_client(runner, server, connect())
    assert operations(server) == [CREATE]


@pytest.mark.parametrize(
    "connection", [{"connection_id": "c-1", "status": 5, "url": URL}, [{"url": URL}], URL]
)
def test_the_repr_of_a_new_connection_hides_its_url(
    connection: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[CREATE] = [Reply(json={"connection": connection}, wrong_on_purpose=True)]
    assert SECRET not in repr(call_client(runner, server, lambda meet: meet.connections.create()))


@pytest.mark.parametrize("operation", [CREATE, GET])
def test_the_examples_of_the_document_are_accepted(
    operation: str, document: dict[str, Any], runner: ClientRunner, server: DocumentServer
) -> None:
    path = {CREATE: ("/connections", "post"), GET: ("/connections/{connection_id}", "get")}
    verb = document["paths"][path[operation][0]][path[operation][1]]
    examples = verb["responses"]["200"]["content"]["application/json"]["examples"]
    for example in examples.values():
        value = example["value"]
        server.answers[CREATE] = [make_created(id="c-1")]
        server.answers[GET] = [make_connection_reply("ACTIVE")]
        if operation == GET:
            pending = value["connection"]["status"] == "PENDING"
            server.answers[GET] = [Reply(json=value)] + [make_connection_reply("ACTIVE")] * pending
        else:
            server.answers[CREATE] = [Reply(json=value)]
        assert call_client(runner, server, connect()).status == "ACTIVE"


@pytest.mark.parametrize(
    "answer", [{}, {"connection": {}}, {"connection": {"url": URL}, "url": URL}]
)
def test_a_creation_without_an_id_advises_the_list(
    answer: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[CREATE] = [Reply(json=answer)]
    with pytest.raises(ResponseError, match="connection was created") as raised:
        call_client(runner, server, connect())
    message = str(raised.value)
    assert "no connection id" in message
    assert "connections.list(" in message
    assert "connections.get(" in message
    assert raised.value.response is None  # It would hold the url.
    assert SECRET not in message
    assert operations(server) == [CREATE]


# Approval


def test_the_creation_is_confirmed_like_any_write(
    runner: ClientRunner, server: DocumentServer
) -> None:
    set_answers(server, make_connection_reply(url=URL), make_connection_reply("ACTIVE", url=URL))
    questions: list[PendingWrite] = []

    def hook(pending: PendingWrite) -> bool:
        questions.append(pending)
        assert server.seen == []
        return True

    call_client(runner, server, connect(), confirm=runner.make_hook(hook), connection="c-0")
    [pending] = questions
    assert (pending.operation, pending.method, pending.path) == (CREATE, "POST", "/connections")
    assert pending.json == {"app": "google-meet"}
    assert pending.connection is None
    assert pending.destructive is False


def test_a_creation_without_approval_is_not_sent(
    runner: ClientRunner, server: DocumentServer
) -> None:
    with pytest.raises(WriteDeclined, match=r"connections\.create"):
        call_client(runner, server, connect(), confirm=runner.make_hook(lambda _: False))
    with pytest.raises(ConfirmationRequired, match=r"connections\.create"):
        call_client(runner, server, connect(), confirm=None)
    assert server.seen == []


def test_authorize_uses_the_hook_of_a_view(runner: ClientRunner, server: DocumentServer) -> None:
    set_answers(server, make_connection_reply("ACTIVE"))

    def call(meet: Any) -> Any:
        return connect()(meet.with_options(confirm=approve_all))

    assert call_client(runner, server, call, confirm=None).connection_id == "c-1"


# The URL


def test_the_url_is_passed_on_once(runner: ClientRunner, server: DocumentServer) -> None:
    set_answers(
        server,
        *[make_connection_reply(url=URL)] * 4,
        make_connection_reply(url=f"{URL}-second"),
        make_connection_reply("ACTIVE", url=URL),
    )
    urls: list[str] = []
    call_client(runner, server, connect(on_url=urls.append))
    assert urls == [URL]
    assert operations(server) == [CREATE, *[GET] * 6]


def test_the_url_may_arrive_later(runner: ClientRunner, server: DocumentServer) -> None:
    set_answers(
        server,
        make_connection_reply(url=None),
        make_connection_reply(),
        make_connection_reply(url=""),
        make_connection_reply(url=URL),
        make_connection_reply(),
        make_connection_reply("ACTIVE"),
    )
    urls: list[tuple[str, int]] = []
    call_client(runner, server, connect(on_url=lambda url: urls.append((url, len(server.seen)))))
    assert urls == [(URL, 5)]


def test_an_active_connection_needs_no_url(runner: ClientRunner, server: DocumentServer) -> None:
    set_answers(server, make_connection_reply("ACTIVE", url=URL))
    call_client(runner, server, connect(on_url=lambda _: pytest.fail("nothing to sign in to")))


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_sync_on_url_runs_in_a_thread(kind: str, server: DocumentServer) -> None:
    set_answers(server, make_connection_reply(url=URL), make_connection_reply("ACTIVE"))
    threads: list[threading.Thread] = []
    loop = threading.current_thread()

    def on_url(url: str) -> None:
        threads.append(threading.current_thread())

    call_client(ClientRunner(kind), server, connect(on_url=on_url))
    [thread] = threads
    assert thread is not loop


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_async_on_url_runs_in_the_loop(kind: str, server: DocumentServer) -> None:
    set_answers(server, make_connection_reply(url=URL), make_connection_reply("ACTIVE"))
    urls: list[tuple[str, threading.Thread]] = []

    async def on_url(url: str) -> None:
        await anyio.lowlevel.checkpoint()
        urls.append((url, threading.current_thread()))

    call_client(ClientRunner(kind), server, connect(on_url=on_url))
    assert urls == [(URL, threading.current_thread())]


def test_other_results_of_on_url_are_ignored(runner: ClientRunner, server: DocumentServer) -> None:
    for answer in (True, None, 0, "", "no"):
        set_answers(
            server,
            make_connection_reply(url=URL),
            make_connection_reply(url=URL),
            make_connection_reply("ACTIVE"),
        )
        on_url = runner.make_hook(lambda _, answer=answer: answer)
        assert call_client(runner, server, connect(on_url=on_url)).status == "ACTIVE"


def test_false_from_on_url_ends_authorize(runner: ClientRunner, server: DocumentServer) -> None:
    set_answers(server, make_connection_reply(url=URL, metadata={"a": "b"}))
    with pytest.raises(AuthorizationFailed, match="browser") as raised:
        call_client(runner, server, connect(on_url=runner.make_hook(lambda _: False)))
    message = str(raised.value)
    assert "c-1" in message
    assert "on_url=" in message
    assert "connections.delete('c-1')" in message
    assert not isinstance(raised.value, AuthorizationDeadlineExceeded)
    assert raised.value.connection.status == "PENDING"
    assert raised.value.connection.metadata.to_dict() == {"a": "b"}
    assert operations(server) == [CREATE, GET]


@pytest.mark.parametrize("kind", [KeyError, TimeoutError, PermissionError])
def test_an_exception_of_on_url_reaches_the_caller(
    kind: type[Exception], runner: ClientRunner, server: DocumentServer
) -> None:
    set_answers(server, make_connection_reply(url=URL))
    planted = kind("mine")

    def on_url(_: str) -> None:
        raise planted

    with pytest.raises(kind) as raised:
        call_client(runner, server, connect(on_url=runner.make_hook(on_url)))
    assert raised.value is planted
    assert operations(server) == [CREATE, GET]


def test_an_async_on_url_needs_the_async_client(server: DocumentServer) -> None:
    set_answers(server, make_connection_reply(url=URL), make_connection_reply("ACTIVE"))

    async def on_url(_: str) -> None:
        pytest.fail("nobody awaits it")

    with pytest.raises(AuthorizationFailed, match="AsyncGoogleMeet") as raised:
        call_client(ClientRunner("sync"), server, connect(on_url=on_url))
    assert raised.value.connection.status == "PENDING"
    assert operations(server) == [CREATE, GET]


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_async_on_url_needs_no_thread(
    kind: str, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancelled wait for a thread would leave a coroutine that is never awaited."""
    set_answers(
        server,
        make_connection_reply(url=URL),
        make_connection_reply(url=URL),
        make_connection_reply("ACTIVE"),
    )
    monkeypatch.setattr(anyio.to_thread, "run_sync", lambda *_, **__: pytest.fail("a hop"))

    async def hook(_: Any) -> bool:
        return True

    async def on_url(_: str) -> None:
        pass

    call_client(ClientRunner(kind), server, connect(on_url=on_url), confirm=hook)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "/x"])
def test_a_url_of_another_scheme_is_not_opened(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("opened"))
    assert open_in_browser(url) is False


@pytest.mark.parametrize("text", ["FAILED", "metadata"])
def test_a_repeated_url_is_redacted(
    text: str, runner: ClientRunner, server: DocumentServer
) -> None:
    set_answers(server, make_connection_reply("FAILED", url=URL, metadata={text: f"see {URL}"}))
    with pytest.raises(AuthorizationFailed, match=r"see \*\*\*") as raised:
        call_client(runner, server, connect())
    assert URL not in str(raised.value)


@pytest.mark.parametrize("status", ["FAILED", "ACTIVE", "PENDING"])
def test_no_other_field_shows_a_session_token(
    status: str, runner: ClientRunner, server: DocumentServer
) -> None:
    hidden = {"url": URL, "a": [{"auth_url": URL, "b": URL}], "sessionToken": SECRET}
    set_answers(
        server,
        make_connection_reply(
            status, url=URL, metadata={"email": "a@b", **hidden}, session_token=SECRET
        ),
    )
    try:
        connection = call_client(runner, server, connect(on_url=lambda _: False))
    except AuthorizationFailed as error:
        connection = error.connection
        assert SECRET not in str(error)
        assert ("a@b" in str(error)) is (status == "FAILED")
    assert connection.metadata["email"] == "a@b"
    assert SECRET not in f"{connection} {connection.to_dict()}"


def test_an_interrupt_reaches_the_caller(server: DocumentServer) -> None:
    set_answers(server, make_connection_reply(url=URL))

    def on_url(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call_client(ClientRunner("sync"), server, connect(on_url=on_url))


def return_false(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("ending", "looks", "options"),
    [
        (
            Connection,
            [make_connection_reply(url=URL), make_connection_reply("ACTIVE", url=URL)],
            {},
        ),
        (
            Connection,
            [make_connection_reply(url=URL), Reply(503), make_connection_reply("ACTIVE", url=URL)],
            {},
        ),
        (
            AuthorizationFailed,
            [make_connection_reply(url=URL), make_connection_reply("FAILED", url=URL)],
            {},
        ),
        (AuthorizationFailed, [make_connection_reply(url=URL)], {"on_url": return_false}),
        # As good as over: it ends at the second look at the latest.
        (AuthorizationDeadlineExceeded, [make_connection_reply(url=URL)] * 2, {"timeout": 1e-9}),
        (NotFoundError, [make_connection_reply(url=URL), Reply(404, json={"message": "gone"})], {}),
    ],
    ids=["active", "repeated", "failed", "refused", "late", "gone"],
)
def test_the_url_appears_nowhere_else(
    ending: type[object],
    looks: list[Reply],
    options: dict[str, Any],
    runner: ClientRunner,
    server: DocumentServer,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_answers(server, *looks)
    shown: list[object] = []
    with caplog.at_level(logging.DEBUG):
        try:
            result = call_client(runner, server, connect(**options), retry=Retry(max_wait=0.0))
            shown += [result.to_dict(), result.url]
        except Exception as error:
            result, connection = error, getattr(error, "connection", None)
            shown += [error.args, vars(error), connection, getattr(connection, "url", None)]
            shown += traceback.format_exception(error)
    assert type(result) is ending
    shown += [result, str(result)]
    message = capsys.readouterr()
    assert (message.out, message.err) == ("", "")
    assert {record.name for record in caplog.records} > {"maton_google_meet", "httpx"}
    assert "maton_google_meet.audit" in caplog.text
    shown += [vars(record) for record in caplog.records] + [caplog.text]
    assert SECRET not in repr(shown)
    assert "session_token" not in repr(shown)


def test_authorize_opens_a_browser_by_default(
    runner: ClientRunner,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    def fail_to_open(_: str) -> bool:
        return False

    monkeypatch.setattr("webbrowser.open", open_url)
    set_answers(server, make_connection_reply(url=URL), make_connection_reply("ACTIVE"))
    call_client(runner, server, lambda meet: meet.authorize())
    assert opened == [URL]
    monkeypatch.setattr("webbrowser.open", fail_to_open)
    set_answers(server, make_connection_reply(url=URL))
    with pytest.raises(AuthorizationFailed, match="browser"):
        call_client(runner, server, lambda meet: meet.authorize())
    message = capsys.readouterr()
    assert (message.out, message.err) == ("", "")


def test_importing_imports_no_browser() -> None:
    path = [entry for entry in sys.path if entry]
    code = (
        f"import sys\nsys.path[:] = {path!r}\nimport maton_google_meet\n"
        "maton_google_meet.GoogleMeet('k').close()\n"
        "assert 'webbrowser' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Invalid arguments


def fail_if_called(_: PendingWrite) -> bool:
    pytest.fail("asked before the arguments were checked")


def test_an_invalid_timeout_of_authorize_is_refused(
    runner: ClientRunner, server: DocumentServer
) -> None:
    values: list[Any] = [0, -1, -0.5, float("nan"), float("inf"), "5", None, [5]]
    for timeout in values:
        with pytest.raises(ConfigurationError, match=r"timeout="):
            call_client(runner, server, connect(timeout=timeout), confirm=fail_if_called)
    assert server.seen == []


def test_an_on_url_that_is_not_callable_is_refused(
    runner: ClientRunner, server: DocumentServer
) -> None:
    values: list[Any] = [None, "print", URL, 5]
    for on_url in values:
        with pytest.raises(ConfigurationError, match=r"on_url=") as raised:
            call_client(runner, server, connect(on_url=on_url), confirm=fail_if_called)
        assert SECRET not in str(raised.value)
    assert server.seen == []


# Errors of the operations


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AuthenticationError), (403, PermissionDeniedError), (500, OutcomeUnknown)],
)
def test_an_error_of_the_creation_is_raised_unchanged(
    status: int, kind: type[Exception], runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[CREATE] = [Reply(status, json={"message": "planted"})]
    with pytest.raises(kind, match=r"connections\.create .*planted") as raised:
        call_client(runner, server, connect(), retry=Retry(max_wait=0.0))
    assert raised.value.status_code == status  # type: ignore[attr-defined]
    assert operations(server) == [CREATE]


def test_a_creation_with_a_lost_response_is_not_retried(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[CREATE] = [Reply.drop()]
    with pytest.raises(OutcomeUnknown, match=r"connections\.create"):
        call_client(runner, server, connect(), retry=Retry(max_wait=0.0))
    assert operations(server) == [CREATE]


def test_polls_are_retried_like_any_read(runner: ClientRunner, server: DocumentServer) -> None:
    set_answers(
        server,
        Reply(429, json={"message": "slow down"}),
        make_connection_reply(url=URL),
        Reply(503),
        make_connection_reply(url=URL),
        Reply.drop(),
        make_connection_reply("ACTIVE"),
    )
    urls: list[str] = []
    call_client(runner, server, connect(on_url=urls.append), retry=Retry(max_wait=0.0))
    assert urls == [URL]
    assert operations(server) == [CREATE, *[GET] * 6]


def test_a_retried_creation_is_approved_once(runner: ClientRunner, server: DocumentServer) -> None:
    server.answers[CREATE] = [Reply(429, json={"message": "slow down"}), make_created(id="c-1")]
    server.answers[GET] = [make_connection_reply("ACTIVE")]
    questions: list[PendingWrite] = []
    hook = runner.make_hook(lambda pending: questions.append(pending) is None)
    call_client(runner, server, connect(), confirm=hook, retry=Retry(max_wait=0.0))
    assert operations(server) == [CREATE, CREATE, GET]
    assert len(questions) == 1


def test_an_error_of_a_poll_is_raised_unchanged(
    runner: ClientRunner, server: DocumentServer
) -> None:
    set_answers(server, make_connection_reply(url=URL), Reply(503, json={"message": "planted"}))
    with pytest.raises(ServerError, match=r"connections\.get .*/connections/c-1.* planted"):
        call_client(runner, server, connect())
    assert operations(server) == [CREATE, GET, GET]


# The connection that the client has


def chain(call: Callable[[Any], Any], following: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """Return a call that also calls `following` with the client and the result of `call`."""

    def both(meet: Any) -> Any:
        result = call(meet)
        if not inspect.isawaitable(result):
            return following(meet, result)

        async def main() -> Any:
            return await following(meet, await result)

        return main()

    return both


@pytest.mark.parametrize("choice", [None, "c-0"])
def test_authorize_does_not_change_the_client(
    choice: str | None, runner: ClientRunner, server: DocumentServer
) -> None:
    set_answers(server, make_connection_reply("ACTIVE"))
    server.answers["connections.list"] = [Reply(json=LISTED)]

    def switched(meet: Any, result: Connection) -> Any:
        return read_space(meet.with_options(connection=result.connection_id))

    runner.call(
        read_space,
        chain(connect(), switched),
        read_space,
        base_url=server.url,
        confirm=approve_all,
        connection=choice,
    )
    used = [seen.headers.get("maton-connection") for seen in server.requests("spaces.get")]
    assert used == ["c-0", "c-1", "c-0"]
    assert len(server.requests("connections.list")) == (choice is None)


def test_authorize_works_without_a_connection(runner: ClientRunner, server: DocumentServer) -> None:
    set_answers(server, make_connection_reply("ACTIVE"))
    connected = {"connection_id": "c-1", "status": "ACTIVE"}
    server.answers["connections.list"] = [Reply(json={"connections": [connected]})]
    runner.call(connect(), read_space, base_url=server.url, confirm=approve_all)
    assert operations(server) == [CREATE, GET, "connections.list", "spaces.get"]
    assert server.seen[-1].headers["maton-connection"] == "c-1"


# Cancellation and closing


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("end", ["cancelled", "closed"])
def test_a_waiting_authorize_ends_immediately(
    end: str, backend: str, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorization, "POLL_SECONDS", LONG_SECONDS)
    set_answers(server, make_connection_reply(url=URL))
    errors_or_status: list[BaseException] = []

    async def main() -> type[BaseException]:
        urls = anyio.Event()

        async def on_url(_: str) -> None:
            urls.set()

        async def waiting(meet: AsyncGoogleMeet) -> None:
            try:
                await meet.authorize(on_url=on_url, timeout=LONG_SECONDS)
            except BaseException as error:
                errors_or_status.append(error)
                if not isinstance(error, ConfigurationError):
                    raise

        with anyio.fail_after(TIMEOUT_SECONDS):
            transport = httpx.AsyncHTTPTransport(verify=TLS)
            async with AsyncGoogleMeet(
                KEY, base_url=server.url, confirm=approve_all, transport=transport
            ) as meet:
                async with anyio.create_task_group() as group:
                    group.start_soon(waiting, meet)
                    await urls.wait()
                    await anyio.wait_all_tasks_blocked()
                    if end == "closed":
                        await meet.aclose()
                    else:
                        group.cancel_scope.cancel()
        return anyio.get_cancelled_exc_class()

    cancelled = anyio.run(main, backend=backend)
    [error] = errors_or_status
    assert isinstance(error, ConfigurationError if end == "closed" else cancelled)
    assert operations(server) == [CREATE, GET]


def test_closing_ends_authorize_in_another_thread(
    server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorization, "POLL_SECONDS", LONG_SECONDS)
    set_answers(server, make_connection_reply(url=URL))
    urls = threading.Event()
    errors_or_status: list[Exception] = []
    transport = httpx.HTTPTransport(verify=TLS)
    meet = GoogleMeet(KEY, base_url=server.url, confirm=approve_all, transport=transport)

    def waiting() -> None:
        try:
            meet.authorize(on_url=lambda _: urls.set(), timeout=LONG_SECONDS)
        except Exception as error:
            errors_or_status.append(error)

    thread = threading.Thread(target=waiting, daemon=True)
    thread.start()
    assert urls.wait(TIMEOUT_SECONDS)
    meet.close()
    thread.join(TIMEOUT_SECONDS)
    assert not thread.is_alive()
    [error] = errors_or_status
    assert isinstance(error, ConfigurationError)
    assert "closed" in str(error)
    assert operations(server) == [CREATE, GET]


def test_a_closed_client_creates_no_connection(
    runner: ClientRunner, server: DocumentServer
) -> None:
    set_answers(server, make_connection_reply(url=URL))

    def close(meet: Any) -> Any:
        return meet.close() if runner.mode == "sync" else meet.aclose()

    with pytest.raises(ConfigurationError, match="closed"):
        runner.call(close, connect(), base_url=server.url, confirm=approve_all)
    assert server.seen == []


# Times and messages, without a driver


class SimulatedMaton:
    """Both operations of Maton, and a clock that advances with each wait.

    `looks` are the states of the connection in turn; the last one stays. `create` and `get` are
    the durations of the operations in seconds.
    """

    def __init__(self, *looks: dict[str, Any], create: float = 0.0, get: float = 0.0) -> None:
        self.looks = list(looks)
        self.seconds = {"create": create, "get": get}
        self.now = 1000.0
        self.waits: list[float] = []
        self.handed: list[str] = []
        self.calls: list[str] = []
        self.connections = self

    def create(self) -> CreateConnectionResponse:
        self.now += self.seconds["create"]
        return CreateConnectionResponse.from_dict({"connection_id": "c-1"})

    def get(self, connection_id: str) -> GetConnectionResponse:
        self.now += self.seconds["get"]
        self.calls.append(connection_id)
        fields = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        connection = {"connection_id": "c-1", "status": "PENDING", **fields}
        return GetConnectionResponse.from_dict({"connection": connection})

    def on_url(self, url: str) -> None:
        self.handed.append(url)

    def run(self, timeout: float = 300.0, on_url: Callable[[str], object] | None = None) -> Any:
        """Perform the steps of `authorize` as a driver does, but without waiting."""
        shared = ClientState(KEY, Address("https://api.maton.ai"), monotonic=lambda: self.now)
        flow = authorize(self, shared, on_url or self.on_url, timeout)
        try:
            step = next(flow)
            while True:
                if isinstance(step, Wait):
                    assert step.seconds > 0
                    self.waits.append(step.seconds)
                    self.now += step.seconds
                    step = flow.send(None)
                else:
                    assert isinstance(step, Ask)
                    step = flow.send(step.function(*step.arguments))
        except StopIteration as done:
            return done.value


def test_polls_are_two_seconds_apart() -> None:
    assert POLL_SECONDS == 2.0
    maton = SimulatedMaton(*[{"url": URL}] * 4, {"status": "ACTIVE"})
    assert maton.run().status == "ACTIVE"
    assert maton.waits == [2.0] * 4
    assert maton.calls == ["c-1"] * 5


def test_the_last_wait_ends_at_the_deadline() -> None:
    maton = SimulatedMaton({"url": URL})
    with pytest.raises(AuthorizationDeadlineExceeded) as raised:
        maton.run(timeout=5)
    assert maton.waits == [2.0, 2.0, 1.0]
    assert len(maton.calls) == 4
    error = raised.value
    assert isinstance(error, DeadlineExceeded)
    assert isinstance(error, AuthorizationFailed)
    assert error.connection.connection_id == "c-1"
    assert error.connection.status == "PENDING"
    assert not error.connection.url
    message = str(error)
    for part in ("connection c-1 ", " 5 s", "PENDING", "ACTIVE", "connections.delete('c-1')"):
        assert part in message
    assert SECRET not in message


@pytest.mark.parametrize(("timeout", "figure"), [(0.5, "0.5 s"), (1, "1 s"), (2.0, "2 s")])
def test_a_deadline_before_the_second_look(timeout: float, figure: str) -> None:
    maton = SimulatedMaton({"url": URL})
    with pytest.raises(AuthorizationDeadlineExceeded, match=f" {figure}"):
        maton.run(timeout=timeout)
    assert maton.waits == [timeout]
    assert len(maton.calls) == 2


def test_a_connection_active_at_the_deadline_succeeds() -> None:
    maton = SimulatedMaton(*[{"url": URL}] * 3, {"status": "ACTIVE"})
    assert maton.run(timeout=5).status == "ACTIVE"
    assert maton.waits == [2.0, 2.0, 1.0]


def test_time_in_the_hook_and_in_on_url_does_not_count() -> None:
    maton = SimulatedMaton({"url": URL}, create=1000.0)

    def on_url(_: str) -> None:
        maton.now += 1000.0

    with pytest.raises(AuthorizationDeadlineExceeded):
        maton.run(timeout=5, on_url=on_url)
    assert maton.waits == [2.0, 2.0, 1.0]


def test_time_before_the_url_does_not_count() -> None:
    maton = SimulatedMaton({}, {"url": None}, {"url": URL})
    with pytest.raises(AuthorizationDeadlineExceeded, match="finished"):
        maton.run(timeout=5)
    assert maton.handed == [URL]
    assert maton.waits == [2.0, 2.0] + [2.0, 2.0, 1.0]


def test_time_spent_in_polls_counts() -> None:
    maton = SimulatedMaton({"url": URL}, get=3.0)
    with pytest.raises(AuthorizationDeadlineExceeded):
        maton.run(timeout=5)
    assert maton.waits == [2.0]
    assert len(maton.calls) == 2


def test_a_url_at_the_deadline_is_passed_on() -> None:
    maton = SimulatedMaton({}, {}, {}, {"url": URL}, {"status": "ACTIVE"})
    assert maton.run(timeout=5).status == "ACTIVE"
    assert maton.handed == [URL]
    assert maton.waits == [2.0, 2.0, 1.0, 2.0]


@pytest.mark.parametrize("fields", [{}, {"url": None}, {"url": ""}])
def test_a_missing_url_is_reported(fields: dict[str, Any]) -> None:
    maton = SimulatedMaton(fields, create=1000.0)
    with pytest.raises(AuthorizationDeadlineExceeded, match=r"\burl\b.* 5 s") as raised:
        maton.run(timeout=5)
    assert maton.handed == []
    assert maton.waits == [2.0, 2.0, 1.0]
    assert "c-1" in str(raised.value)
    assert "PENDING" in str(raised.value)
    assert raised.value.connection.connection_id == "c-1"


def test_a_new_status_is_polled_and_reported() -> None:
    maton = SimulatedMaton({"url": URL, "status": "VERIFYING"})
    with pytest.raises(AuthorizationDeadlineExceeded, match="VERIFYING"):
        maton.run(timeout=5)
    maton = SimulatedMaton({"url": URL, "status": "VERIFYING"}, {"status": "ACTIVE"})
    assert maton.run(timeout=5).status == "ACTIVE"


def test_a_failed_connection_raises_its_fields(
    runner: ClientRunner, server: DocumentServer
) -> None:
    metadata = {"email": "zoë@example.com", "reason": "access_denied"}
    set_answers(
        server,
        make_connection_reply(
            "FAILED", url=URL, metadata=metadata, detail={"hint": "ask your admin"}
        ),
    )
    urls: list[str] = []
    with pytest.raises(AuthorizationFailed) as raised:
        call_client(runner, server, connect(on_url=urls.append))
    error = raised.value
    assert urls == []
    assert not isinstance(error, DeadlineExceeded)
    assert error.connection.status == "FAILED"
    assert error.connection.metadata.to_dict() == metadata
    assert error.connection["detail"] == {"hint": "ask your admin"}
    message = str(error)
    for part in ("connection c-1", "failed", "authorize()", "connections.delete('c-1')"):
        assert part in message
    for part in ("zoë@example.com", "access_denied", "ask your admin"):
        assert part in message


def test_a_connection_may_fail_after_the_url() -> None:
    maton = SimulatedMaton({"url": URL}, {"url": URL, "status": "FAILED"})
    with pytest.raises(AuthorizationFailed, match="FAILED"):
        maton.run()
    assert maton.handed == [URL]
    assert maton.waits == [2.0]


def test_texts_of_a_failed_connection_are_escaped() -> None:
    hostile = "\x1b[2J\x07\r\n\u202egnp\u200b\x9b"
    fields = {"status": "FAILED", "connection_id": f"c{hostile}", hostile: "a"}
    maton = SimulatedMaton({**fields, "metadata": {hostile: hostile}})
    with pytest.raises(AuthorizationFailed) as raised:
        maton.run()
    assert str(raised.value).isprintable()
    assert raised.value.connection.metadata.to_dict() == {hostile: hostile}


def test_texts_of_a_failed_connection_are_shortened() -> None:
    maton = SimulatedMaton(
        {"status": "FAILED", "error": "first", "metadata": {"note": "x" * 100_000}}
    )
    with pytest.raises(AuthorizationFailed) as raised:
        maton.run()
    message = str(raised.value)
    assert 500 < len(message) < 1000
    assert "first" in message
    assert "..." in message
    assert "connections.delete('c-1')" in message
    assert len(raised.value.connection.metadata["note"]) == 100_000


STATES = st.fixed_dictionaries(
    {"status": st.sampled_from(["PENDING", "PENDING", "NEW", "ACTIVE", "FAILED"])},
    optional={"url": st.sampled_from([None, "", URL, "https://connect.maton.ai/other"])},
)


@set_max_examples(100, 20)
@given(
    st.lists(STATES, min_size=1, max_size=8),
    st.sampled_from([0.5, 2.0, 5.0, 16.0]),
    st.sampled_from([0.0, 0.25, 3.0]),
)
def test_authorize_ends_in_time(looks: list[dict[str, Any]], timeout: float, get: float) -> None:
    """Pass on the first url only, do not wait beyond the deadline, and end with the last status."""
    maton = SimulatedMaton(*looks, get=get)
    since = [maton.now]  # When the url was handed over; before that, the creation.

    def on_url(url: str) -> None:
        maton.on_url(url)
        since.append(maton.now)

    try:
        errors_or_status: Any = maton.run(timeout, on_url).status
    except AuthorizationDeadlineExceeded:
        errors_or_status = "late"
        assert maton.now >= since[-1] + timeout
    except AuthorizationFailed:
        errors_or_status = "FAILED"
    seen = (looks + looks[-1:] * len(maton.calls))[: len(maton.calls)]
    before = [state for state in seen if state["status"] not in ("ACTIVE", "FAILED")]
    urls = [state["url"] for state in before if state.get("url")]
    assert maton.handed == urls[:1]
    assert errors_or_status == (seen[-1]["status"] if len(before) < len(seen) else "late")
    assert all(0 < seconds <= POLL_SECONDS for seconds in maton.waits)
    # One look may begin at the deadline and take its time.
    assert maton.now <= since[-1] + timeout + get
