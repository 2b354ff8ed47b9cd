"""The web app in docs/examples/ as a process, used by programs and by people in browsers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from maton_google_meet.sandbox import Sandbox

SOURCE = Path(__file__).parents[2] / "docs/examples/approvals.py"
TEXT = SOURCE.read_text(encoding="utf-8")
USERS: dict[str, str] = dict(re.findall(r'"(\w+)": "([0-9a-f-]{36})"', TEXT))
SECONDS = 30
FORGED = "<img src=x onerror=\"document.title='forged'\"><script>document.title='forged'</script>"


class App:
    """The example as a process, in front of a sandbox."""

    def __init__(self, sandbox: Sandbox, url: str, process: subprocess.Popen[str]) -> None:
        self.url, self._sandbox, self._process = url, sandbox, process
        self._http = httpx.Client(base_url=url, timeout=SECONDS)
        self._pool = ThreadPoolExecutor(10)
        self._spaces = {user: self._create_space(user) for user in USERS}

    def _create_space(self, user: str) -> str:
        with self._sandbox.client(connection=USERS[user], confirm=lambda _: True) as meet:
            return meet.spaces.create().name

    def add(self, user: str, email: str) -> Future[httpx.Response]:
        """Ask the app to add a member. The response waits for the approval."""
        form = {"space": self._spaces[user], "email": email}
        return self._pool.submit(self._http.post, f"/{user}/members", data=form)

    def post(self, user: str, **form: str) -> httpx.Response:
        return self._http.post(f"/{user}", data=form)

    def wait_for(self, user: str, count: int = 1) -> list[str]:
        """Return the ids on the user's page, once there are `count`."""
        ids: list[str] = []
        for _ in range(3000):
            ids = re.findall(r'name="approve" value="(\w+)"', self._http.get(f"/{user}").text)
            if len(ids) == count:
                return ids
        pytest.fail(f"{user} sees {len(ids)} writes, not {count}")

    def list_members(self, user: str) -> list[str]:
        with self._sandbox.client(connection=USERS[user]) as meet:
            return [str(member.email) for member in meet.members.list(self._spaces[user])]

    def stop(self) -> tuple[int, str]:
        """End the process with a signal, and return its exit code and output."""
        self._process.send_signal(signal.SIGTERM)
        output, _ = self._process.communicate(timeout=SECONDS)
        return self._process.returncode, output

    def close(self) -> None:
        self._process.kill()
        self._pool.shutdown()
        self._http.close()


@contextmanager
def run_app(folder: Path, **changes: str) -> Iterator[App]:
    """Run the example on a free port, with `changes` to its keyword arguments."""
    source = TEXT
    for name, value in {"port": "0", **changes}.items():
        source, count = re.subn(rf"\b{name}=\w+", f"{name}={value}", source)
        assert count == 1
    path = folder / SOURCE.name
    path.write_text(source, encoding="utf-8")
    sandbox = Sandbox(accounts=2)
    for connection in sandbox._proxy.connections:
        connection.fields["metadata"] = {"display_name": FORGED}
    with (
        sandbox.serve() as served,
        subprocess.Popen(
            [sys.executable, path],
            env={**os.environ, "MATON_API_BASE_URL": served.url, "MATON_API_KEY": served.key},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        app = None
        try:
            app = App(sandbox, read_url(process), process)
            yield app
        finally:
            process.kill()
            if app:
                app.close()


def read_url(process: subprocess.Popen[str]) -> str:
    """Return the URL that uvicorn logs when it has started."""
    assert process.stdout
    lines = list[str]()
    for line in process.stdout:
        if match := re.search(r"running on (http://[\d.:]+)", line):
            return match[1]
        lines.append(line)
    pytest.fail("".join(lines))


def check_answers(calls: list[Future[httpx.Response]], ending: str) -> None:
    """Check that one of two calls was sent, and that the error of the other has this `ending`."""
    sent, declined = sorted((call.result(SECONDS) for call in calls), key=lambda a: a.status_code)
    assert (sent.status_code, declined.status_code) == (200, 409)
    assert declined.text.endswith(ending)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with run_app(tmp_path_factory.mktemp("app")) as app:
        yield app


def test_the_example_is_short() -> None:
    assert len(TEXT.splitlines()) < 80


# --- programs -------------------------------------------------------------------------------------


def test_a_write_waits_for_its_approval(app: App) -> None:
    """Two identical writes are two entries."""
    calls = [app.add("ana", "twin@example.com") for _ in range(2)]
    ids = app.wait_for("ana", 2)
    assert app.post("ana", approve=ids[0]).status_code == 200
    assert app.wait_for("ana") == ids[1:]
    assert app.post("ana", decline=ids[1], reason="Once is\nenough.").status_code == 200
    check_answers(calls, 'nothing was sent. Reason: "Once is\\nenough."')
    assert app.list_members("ana").count("twin@example.com") == 1


def test_users_answer_only_their_own_writes(app: App) -> None:
    call = app.add("ben", "guest@example.com")
    [entry_id] = app.wait_for("ben")
    app.wait_for("ana", 0)
    assert "No write waits under this id" in app.post("ana", approve=entry_id).text
    assert app.post("ben", approve=entry_id).status_code == 200
    assert call.result(SECONDS).status_code == 200
    assert app.list_members("ben") == ["guest@example.com"]
    # It is answered now, and a user who does not exist has no page.
    assert app.post("ben", approve=entry_id).status_code == 409
    assert app.post("eve", approve=entry_id).status_code == 404


def test_a_write_that_is_not_answered_times_out(tmp_path: Path) -> None:
    with run_app(tmp_path, timeout="0.1") as app:
        response = app.add("ana", "late@example.com").result(SECONDS)
        assert response.status_code == 409
        assert response.text.endswith("was not approved within 0.1 s: nothing was sent.")
        app.wait_for("ana", 0)
        assert app.list_members("ana") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a signal")
def test_the_app_ends_while_writes_wait(tmp_path: Path) -> None:
    """Each request gets a response."""
    with run_app(tmp_path) as app:
        calls = [app.add(user, "guest@example.com") for user in ("ana", "ana", "ben")]
        app.wait_for("ana", 2)
        app.wait_for("ben")
        code, output = app.stop()
        for call in calls:
            assert call.result(SECONDS).status_code == 409
            assert "because the approval queue was closed" in call.result(SECONDS).text
        assert code in {0, -signal.SIGTERM}
        assert "Finished server process" in output
        assert "Traceback" not in output
        assert app.list_members("ana") == app.list_members("ben") == []


# --- people ---------------------------------------------------------------------------------------


def test_a_person_approves_and_declines_in_a_browser(app: App, browser: Any) -> None:
    page = browser.new_page()
    calls = [app.add("ana", "browser@example.com") for _ in range(2)]
    app.wait_for("ana", 2)
    page.goto(f"{app.url}/ana")
    assert page.locator("form").count() == 2
    for text in page.locator("pre").all_inner_texts():
        assert "browser@example.com" in text
    with page.expect_navigation():
        page.get_by_role("button", name="Approve").first.click()
    assert page.locator("form").count() == 1
    page.get_by_role("textbox").fill("Not <b>today</b>")
    with page.expect_navigation():
        page.get_by_role("button", name="Decline").click()
    assert page.locator("form").count() == 0
    check_answers(calls, 'Reason: "Not <b>today</b>"')
    assert app.list_members("ana").count("browser@example.com") == 1
    page.close()


def test_each_user_sees_their_own_writes_in_a_browser(app: App, browser: Any) -> None:
    pages = {user: browser.new_context().new_page() for user in USERS}
    calls = {user: app.add(user, f"friend-of-{user}@example.com") for user in USERS}
    for user, page in pages.items():
        app.wait_for(user)
        page.goto(f"{app.url}/{user}")
        [text] = page.locator("pre").all_inner_texts()
        assert f"friend-of-{user}@example.com" in text
        assert USERS[user] in text
    for user, page in pages.items():
        page.get_by_role("button", name="Approve").click()
        assert calls[user].result(SECONDS).status_code == 200
        page.context.close()


def test_forged_html_is_text_in_a_browser(app: App, browser: Any) -> None:
    page = browser.new_page()
    addresses = list[str]()
    page.on("request", lambda request: addresses.append(request.url))
    call = app.add("ana", FORGED)
    [entry_id] = app.wait_for("ana")
    page.goto(f"{app.url}/ana")
    shown = re.sub(r"\n *>? *", "", page.locator("pre").inner_text())
    # In the look-up of the connection, and in the body.
    assert shown.count(FORGED.replace('"', '\\"')) == 2
    assert '"ana", in the program\'s own words' in shown
    assert page.locator("img, script").count() == 0
    assert page.title() == "Approvals"
    assert {*addresses} - {f"{app.url}/favicon.ico"} == {f"{app.url}/ana"}
    app.post("ana", decline=entry_id, reason=FORGED)
    response = call.result(SECONDS)
    assert FORGED in response.text
    assert response.headers["content-type"].startswith("text/plain")
    page.close()
