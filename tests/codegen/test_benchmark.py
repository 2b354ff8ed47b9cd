"""scripts/measure/benchmark.py: its server, the programs of the peers, its arithmetic and its
tables.

No peer is installed here, and nothing is said of how long anything takes.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import benchmark
import maton_google_meet_api
import meetings
import prebuilt
import pytest
from benchmark import AGAIN, FLOOR, GENERATED, OURS, PEERS
from maton_google_meet.testing import Judge, document

AT = Path(benchmark.PEERS_AT)
MODULES = sorted(path.stem for path in AT.glob("*.py") if path.stem != "runner")


def body(answer: bytes) -> Any:
    return json.loads(answer.partition(b"\r\n\r\n")[2])


# The server.


def test_its_answers_fit_the_document() -> None:
    judge = Judge(document())
    listed = "/google-meet/v2/conferenceRecords/{}/participants?pageSize=250&pageToken={}"
    pages = [("one", 0), ("twenty", 0), ("twenty", 19), ("many", 398)]
    targets = ["/google-meet/v2/spaces/abc", *(listed.format(*each) for each in pages)]
    for target in targets:
        delay, answer = meetings.answers(f"GET {target} HTTP/1.1\r\nHost: a".encode())
        head, _, sent = answer.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ") for line in lines)
        assert (delay, status) == (0.0, "HTTP/1.1 200 OK")
        assert headers["Content-Length"] == str(len(sent))
        assert judge.answer("GET", target, 200, headers, sent) == []


def test_participants_come_as_google_sends_them() -> None:
    people = body(meetings.page("one", 0))["participants"]
    kinds = ["signedinUser", "anonymousUser", "phoneUser"]
    counts = [sum(kind in person for person in people) for kind in kinds]
    assert counts == [175, 50, 25]
    assert len({person["name"] for person in people}) == 250
    times = [person["earliestStartTime"] for person in people]
    assert all(len(each.partition(".")[2]) == len("123456789Z") for each in times)
    assert sum("latestEndTime" not in person for person in people) == 5


def test_pages_lead_to_each_other_and_end() -> None:
    tokens = ["0"]
    while True:
        target = f"/google-meet/v2/conferenceRecords/twenty/participants?pageToken={tokens[-1]}"
        found = body(meetings.answers(f"GET {target} HTTP/1.1".encode())[1])
        if "nextPageToken" not in found:
            break
        tokens.append(found["nextPageToken"])
    assert tokens == [str(number) for number in range(20)]
    for target in ("/google-meet/v2/conferenceRecords/none/participants", "/else/where/it/is"):
        _, answer = meetings.answers(f"GET {target} HTTP/1.1".encode())
        assert answer.startswith(b"HTTP/1.1 404 ")


def test_a_strict_limit_counts_what_it_refuses() -> None:
    strict = prebuilt.Strict(prebuilt.Sliding(2), 0.3)
    answers = [strict(b"GET /") for _ in range(3)]
    assert [delay for delay, _ in answers] == [0.3, 0.3, 0.0]
    assert answers[2][1].startswith(b"HTTP/1.1 429 ")
    assert (strict.requests, strict.refused) == (3, 1)


# The programs of the peers.


class Tracked(prebuilt.Server):
    """A connection that tells when it is there, and when it is gone."""

    def __init__(self, serving: Serving) -> None:
        super().__init__(serving.answers)
        self.serving = serving

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.serving.open[self.transport] = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        self.serving.open[self.transport].set()


class Serving:
    """The server, in a thread of this process; it keeps the heads of requests."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self.open: dict[asyncio.Transport, asyncio.Event] = {}
        self.ready, self.done = threading.Event(), asyncio.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.serve()))

    def answers(self, head: bytes) -> tuple[float, bytes]:
        self.heads.append(head)
        return meetings.answers(head)

    async def serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        server = await self.loop.create_server(lambda: Tracked(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.ready.set()
        await self.done.wait()
        server.close()
        for transport, gone in self.open.items():
            transport.abort()
            await gone.wait()

    def taken(self) -> list[tuple[str, dict[str, str]]]:
        """Target and headers of what came since the last time."""
        heads, self.heads = self.heads, []
        found = []
        for head in heads:
            first, *lines = head.decode().split("\r\n")
            headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}
            found.append((first.split()[1], headers))
        return found


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    for record in ("twenty", "many"):
        monkeypatch.setitem(meetings.SIZES, record, 4)
    meetings.page.cache_clear()
    serving = Serving()
    serving.thread.start()
    serving.ready.wait(5)
    yield serving
    serving.loop.call_soon_threadsafe(serving.done.set)
    serving.thread.join()
    meetings.page.cache_clear()


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The runner, where it and the peers can be imported as in a process of theirs. What the
    generator writes is not made here: this package was made by the same, and stands in for it."""
    monkeypatch.syspath_prepend(str(AT))
    spec = importlib.util.spec_from_file_location(benchmark.PLAIN, maton_google_meet_api.__file__)
    assert spec
    assert spec.loader
    # A module of its own: what is imported from it is not to be found in the other.
    plain = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, benchmark.PLAIN, plain)
    spec.loader.exec_module(plain)
    yield importlib.import_module("runner")
    for name in list(sys.modules):
        if name in (*MODULES, "runner") or name.startswith(f"{benchmark.PLAIN}."):
            del sys.modules[name]


def moment(value: Any) -> datetime | None:
    """A time as a peer has it: text, an object, or nothing of some sort."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value or None


def test_each_peer_asks_for_the_same_and_reads_the_same(serving: Serving, runner: Any) -> None:
    pages = []
    for name in MODULES:
        peer = importlib.import_module(name)
        with runner.made(peer, serving.url) as client:
            page = runner.fields(peer.page(client, "one"))
            pages.append([(a, b, c or None, moment(d), moment(e)) for a, b, c, d, e in page])
            if name == "by_hand":
                by_hand = peer.page(client, "one")
            else:
                space = peer.space(client)
                assert "Hq3vTz8LmWcX" in str(space), name
                assert sum(1 for _ in peer.people(client, "twenty")) == 1000
            if name == "ours":
                ours = peer.page(client, "one")
        for target, headers in serving.taken():
            assert target.startswith("/google-meet/v2/")
            assert headers["authorization"] == f"Bearer {runner.KEY}", name
            assert headers["maton-connection"] == runner.CONNECTION, name
            assert "spaces/abc" in target or "pageSize=250" in target, name
    assert len(pages) == 7
    assert len(pages[0]) == 250
    assert all(page == pages[0] for page in pages[1:])
    # The reference is no faster for doing less.
    assert ours == by_hand


@pytest.mark.parametrize("name", [*dict.fromkeys(p.module for p in PEERS if "async" in p.sections)])
def test_each_async_peer_asks_for_the_same(
    name: str, serving: Serving, runner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CONCURRENT", 4)
    found = runner.concurrent(name, serving.url, "1")
    assert found["cpu"] > 0
    taken = serving.taken()
    assert len(taken) == 3 * runner.CONCURRENT
    for target, headers in taken:
        assert target == "/google-meet/v2/spaces/abc"
        assert headers["authorization"] == f"Bearer {runner.KEY}"
        assert headers["maton-connection"] == runner.CONNECTION


def test_no_call_waits_where_cpu_is_measured(runner: Any) -> None:
    ours = importlib.import_module("ours")
    for kind in ("client", "async_client"):
        usual = runner.made(ours, "http://127.0.0.1:1", kind=kind, hurried=False)
        hurried = runner.made(ours, "http://127.0.0.1:1", kind=kind)
        assert usual._policy.pace.rate == 10.0
        pace = hurried._policy.pace
        # As many as there are tasks have come, and nobody knows yet when they were sent.
        slots = [pace.reserve() for _ in range(runner.CONCURRENT)]
        for slot in slots:
            assert slot.left() == 0.0
            slot.body(b"")
        assert pace.reserve().left() == 0.0


def test_what_a_peer_can_be_measured_in_it_can_do(runner: Any) -> None:
    does = {"call": "space", "cold": "space", "page": "page", "pager": "people"}
    does |= {"async": "async_space", "memory": "people", "idle": "space"}
    for peer in PEERS:
        module = importlib.import_module(peer.module)
        for section in set(peer.sections) - {"import"}:
            assert callable(getattr(module, does[section])), (peer.name, section)


# The runner.


def test_each_measure_counts_what_it_is_to_count(serving: Serving, runner: Any) -> None:
    for name in ("raw_httpx", "ours"):
        assert runner.call(name, serving.url, "3")["cpu"] > 0
        assert len(serving.taken()) == 6
        found = runner.page(name, serving.url, "2")
        assert set(found) == {"page", "fields"}
        assert len(serving.taken()) == 8
        assert runner.pager(name, serving.url)["people"] == 1000
        assert len(serving.taken()) == 5
        found = runner.memory(name, serving.url, "500", "1000")
        assert [len(each) for each in found.values()] == [2, 2, 2]
        assert not tracemalloc.is_tracing()
        serving.taken()
        assert runner.cold(name, serving.url)["first"] > 0
        assert len(serving.taken()) == 1


@pytest.mark.parametrize("mode", ["in a row", "threads", "async"])
def test_calls_under_a_limit_are_counted_and_so_are_those_that_fail(
    mode: str, serving: Serving, runner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = prebuilt.Strict(prebuilt.Sliding(3), 0.001)
    monkeypatch.setattr(serving, "answers", strict)
    found = runner.limited("raw_httpx", serving.url, "5", mode)
    assert found["failed"] == 2
    assert (strict.requests, strict.refused) == (5, 2)


def test_what_idles_is_counted(serving: Serving, runner: Any, monkeypatch: Any) -> None:
    peer = importlib.import_module("raw_httpx")
    before = runner.idle("raw_httpx", serving.url)
    assert {key: before[key] for key in ("timers", "tasks", "async timers")} == {
        "timers": 0,
        "tasks": 0,
        "async timers": 0,
    }
    usual, done = peer.async_client, threading.Event()

    @contextmanager
    def with_thread(*arguments: str) -> Iterator[Any]:
        thread = threading.Thread(target=done.wait)
        thread.start()
        with usual_sync(*arguments) as client:
            yield client
        done.set()
        thread.join()

    def busy(*arguments: str) -> Any:
        loop = asyncio.get_running_loop()
        loop.call_later(3600, print).cancel()
        loop.call_later(3600, print)
        busy.task = loop.create_task(asyncio.sleep(3600))  # type: ignore[attr-defined]
        return usual(*arguments)

    usual_sync = peer.client
    monkeypatch.setattr(peer, "client", with_thread)
    monkeypatch.setattr(peer, "async_client", busy)
    after = runner.idle("raw_httpx", serving.url)
    assert after["threads"] == before["threads"] + 1
    # The task, and its sleep with the timer.
    assert (after["tasks"], after["async timers"]) == (1, 2)
    assert after["timers"] == 0


# Processes.


def test_a_child_measures_over_http_and_tls() -> None:
    [peer] = [peer for peer in PEERS if peer.name == FLOOR]
    with benchmark.served({FLOOR: sys.executable}, quick=True) as setting:
        found = benchmark.cold(setting, peer)
        assert 0 < found["http first"] < found["http exit"]
        assert 0 < found["tls first"] < found["tls exit"]
        with pytest.raises(RuntimeError, match=r"httpx failed:\n(.|\n)*Nowhere"):
            setting.run(peer, "imports", "import Nowhere")
        told = benchmark.imports(setting, peer._replace(statement="import html"))
        assert told["modules"] > 10
        assert told["memory"] > 1 << 20


def test_rounds_have_each_peer_once_and_the_first_does_not_count() -> None:
    taken: list[str] = []

    def sample(setting: Any, peer: benchmark.Peer) -> dict[str, float]:
        taken.append(peer.name)
        return {"cpu": float(len(taken)), "other": 0.0}

    section = benchmark.Section("call", "", (benchmark.Figure("cpu", "", 1.0),), sample)
    found = benchmark.rounds(None, section, 3)  # type: ignore[arg-type]
    names = [peer.name for peer in PEERS if "call" in peer.sections]
    size = len(names)
    orders = [taken[start : start + size] for start in range(0, 4 * size, size)]
    assert all(sorted(order) == sorted(names) for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    assert list(found) == names
    for name in names:
        expected = [float(size * n + order.index(name) + 1) for n, order in enumerate(orders)]
        assert found[name] == {"cpu": expected[1:]}


class Children:
    """A setting whose children find what they are told to, and are told of in `started`."""

    quick, http = False, "http://127.0.0.1:1"

    def __init__(self) -> None:
        self.started: list[tuple[str, ...]] = []

    def start(self, peer: benchmark.Peer, *arguments: str) -> tuple[str, ...]:
        self.started.append((peer.name, *arguments))
        return arguments

    def end(self, peer: benchmark.Peer, child: tuple[str, ...]) -> dict[str, Any]:
        if child[0] == "limited":
            return {"wall": 58.6, "failed": 3}
        if child[0] == "memory":
            return {key: [30 << 20] * 10 for key in ("peaks", "left", "resident")}
        return {"threads": 0, "tasks": 0}

    def run(self, peer: benchmark.Peer, *arguments: str) -> dict[str, Any]:
        return self.end(peer, self.start(peer, *arguments))


def test_what_is_measured_once_fits_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def strict(*arguments: Any) -> Iterator[Any]:
        assert arguments == (prebuilt.serve, "sliding", 10.0, 0.3)
        ours, theirs = Pipe()
        theirs.send(4567)
        theirs.send((310, 10))
        yield ours
        assert theirs.recv() == "done"

    monkeypatch.setattr(benchmark, "process", strict)
    children: Any = Children()
    names = ("limit", "memory", "idle")
    results = benchmark.measure(children, names, 1)
    ran = [each for each in children.started if each[1] == "limited"]
    assert all(each[3:5] == ("http://127.0.0.1:4567", "300") for each in ran)
    modes = [(each[0], each[-1]) for each in ran]
    assert modes[:3] == [(OURS, "threads"), (OURS, "async"), (FLOOR, "threads")]
    assert {name for name, mode in modes[3:] if mode == "in a row"} == (
        {*benchmark.COLUMNS} - {OURS, AGAIN}
    )
    text = benchmark.told(results)
    assert "| this client, async | 300 | 58.6 | 2.00 | 10 | 3 |" in text
    assert "| this client | 30.0 | 30.0 | 1.000 | 0.0 |" in text
    assert [row.met for row in benchmark.rows(results)] == [False, True, True]


# Arithmetic and tables.


def planted(worse: float = 1.0) -> benchmark.Results:
    """Results of a run in which this client needs `worse` times what httpx does."""
    parts = {OURS: worse, AGAIN: 1.02, GENERATED: 1.5, "parsed by hand": 1.3}
    results: benchmark.Results = {
        section.name: {
            peer.name: {
                figure.key: [each * parts.get(peer.name, 2.0 * (peer.name != FLOOR) or 1.0)
                             for each in (1.0, 2.0, 9.0)]
                for figure in section.figures
            }
            for peer in PEERS
            if section.name in peer.sections
        }
        for section in benchmark.SECTIONS
    }  # fmt: skip
    modes = [(OURS, "threads"), (OURS, "async"), (FLOOR, "threads")]
    modes += [(name, "in a row") for name in (FLOOR, GENERATED, "maton-ai")]
    results["limit"] = {
        f"{name}, {mode}": {
            "ratio": [worse if name == OURS else 3.07],
            "wall": [30.0],
            "failed": [0.0],
            "calls": [300.0],
            "requests": [300.0],
            "refused": [7.0 if (name, mode) == (FLOOR, "threads") else 0.0],
        }
        for name, mode in modes
    }
    both = [peer.name for peer in PEERS if "memory" in peer.sections]
    grown = {OURS: worse}
    results["memory"] = {
        name: {
            "resident": [30.0 * 2**20] * 9 + [30.0 * 2**20 * grown.get(name, 1.01)],
            "left": [1000.0, *[1000.0 + 10_000 * n for n in range(1, 10)]],
            "peaks": [1.0] * 10,
        }
        for name in both
    }
    results["idle"] = {
        name: {"threads": [float(worse > 1 and name == OURS)], "tasks": [0.0]} for name in both
    }
    return results


def test_the_spread_is_half_of_what_lies_in_the_middle() -> None:
    assert benchmark.spread([7.0]) == 0.0
    assert benchmark.spread([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx(1 / 3)
    assert benchmark.spread([0.0, 0.0, 0.0]) == 0.0


def test_a_ratio_is_the_median_of_those_of_each_round() -> None:
    results = {"call": {FLOOR: {"cpu": [1.0, 2.0, 30.0]}, OURS: {"cpu": [3.0, 3.0, 30.0]}}}
    assert benchmark.ratio(results, "call", "cpu", OURS) == 1.5
    assert benchmark.ratio(results, "call", "cpu", FLOOR) == 1.0
    assert benchmark.ratio(results, "call", "cpu", AGAIN) is None
    assert benchmark.ratio(results, "page", "page", OURS) is None
    results["call"][FLOOR]["cpu"] = [0.0] * 3
    assert benchmark.ratio(results, "call", "cpu", OURS) is None


def test_what_is_kept_of_an_item() -> None:
    left = {"left": [500.0, *[500.0 + 20_000 * n for n in range(1, 10)]]}
    assert benchmark.kept(left) == 2.0


def test_all_that_is_measured_is_told() -> None:
    text = benchmark.told(planted())
    call = text[text.index("| A call on") :]
    assert call.startswith(
        "| A call on a connection that is kept alive | CPU a call, µs | ratio |\n"
        "| --- | --- | --- |\n"
        "| httpx | 2000000 | 1.00 (0 %) |\n"
        "| httpx again | 2040000 | 1.02 (0 %) |\n"
        "| this client | 2000000 | 1.00 (0 %) |\n"
    )
    assert "| httpx, threads | 300 | 30.0 | 3.07 | 7 | 0 |" in text
    assert "| this client | 30.0 | 30.0 | 1.000 | 1.0 |" in text
    for line in text.splitlines():
        assert not line or line.startswith("| ")
    widths = [
        {line.count(" | ") for line in block.splitlines()} for block in text.strip().split("\n\n")
    ]
    assert len(widths) == len(benchmark.NAMES) + 1
    assert all(len(width) == 1 for width in widths)


def test_targets_are_met_or_missed_as_it_is_written() -> None:
    targets = [row for row in benchmark.rows(planted(1.0)) if row.met is not None]
    assert [row.what for row in targets if not row.met] == ["CPU a request, 50 tasks at once"]
    missed = [row for row in benchmark.rows(planted(2.01)) if row.met is False]
    assert [row.what for row in missed] == [row.what for row in targets]
    assert all(row.target for row in targets)
    for worse, met in ((1.104, True), (1.106, False)):
        row = next(benchmark.rows(planted(worse)))
        assert (row.what, row.met) == ("`from maton_google_meet import GoogleMeet`", met)
    results = planted(1.0)
    results["limit"][f"{OURS}, async"]["refused"] = [1.0]
    assert [row.met for row in benchmark.rows(results) if "any second" in row.what] == [False]


def test_the_table_of_targets() -> None:
    rows = list(benchmark.rows(planted(1.5)))
    lines = benchmark.targets_table(rows).splitlines()
    assert lines[0] == (
        "|  | target | this client | httpx | httpx again | plain generated | maton-ai "
        "| google-apps-meet | google-api-python-client |"
    )
    assert lines[2] == (
        "| `from maton_google_meet import GoogleMeet` | ≤ 1.10 | 1.50 ✗ | 2000.0 ms | 1.02 | 1.50 "
        "| 2.00 | 2.00 | 2.00 |"
    )
    [page] = [line for line in lines if line.startswith("| CPU of a page of 250 |")]
    assert page.startswith("| CPU of a page of 250 | ≤ 2.00 | 1.50 ✓ | 2000.00 ms | 1.02 |")
    [alone] = [line for line in lines if "by hand" in line]
    assert alone.split(" | ")[1:4] == ["", "1.30", "2000.00 ms"]
    [limit] = [line for line in lines if "any second" in line]
    assert "| 4 threads: 1.50; async: 1.50 ✗ | 3.07; 4 threads: 3.07, 7 429s | – | 3.07 |" in limit


# The command.

Command = Callable[..., int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """`main`, with planted results in the place of processes and environments."""
    monkeypatch.setattr(benchmark, "environments", lambda _: dict.fromkeys(benchmark.COLUMNS, "x"))
    monkeypatch.setattr(benchmark, "installed", lambda _: {"httpx": "0.28.1"})

    @contextmanager
    def served(*_: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(benchmark, "served", served)

    def run(*arguments: str, worse: float = 1.5) -> int:
        def measure(_: object, names: list[str], count: int) -> benchmark.Results:
            run.rounds = count  # type: ignore[attr-defined]
            return {name: each for name, each in planted(worse).items() if name in names}

        monkeypatch.setattr(benchmark, "measure", measure)
        return benchmark.main(arguments)

    return run


def test_it_reports_and_fails_only_where_that_is_wanted(
    command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert command() == 0
    told = capsys.readouterr().out
    assert "missed: CPU a call\n" in told
    assert "limit of 10" not in told
    assert command("call", "--strict") == 1
    told = capsys.readouterr().out
    assert told.endswith("\nmissed: CPU a call\n")
    assert "| Import |" not in told
    assert command("call", "--strict", worse=1.05) == 0
    assert "missed" not in capsys.readouterr().out


def test_every_figure_is_written_as_json(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert command("call", "idle", "--json", str(file), "--rounds", "3") == 0
    report = json.loads(file.read_text())
    assert report["figures"] == {name: planted(1.5)[name] for name in ("call", "idle")}
    assert report["command"] == "scripts/measure/benchmark.py call idle --rounds 3"
    assert (report["rounds"], report["versions"][FLOOR]) == (3, {"httpx": "0.28.1"})
    assert report["machine"]["python"].startswith("3.")


def test_the_whole_table_is_printed(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--all", "--table") == 0
    text = capsys.readouterr().out
    assert text.startswith("Measured on 20")
    assert "`scripts/measure/benchmark.py --all --table`" in text
    assert "httpx 0.28.1, maton-ai ?" in text
    assert benchmark.targets_table(benchmark.rows(planted(1.5))) in text


def test_the_page_has_the_rows_and_targets_of_today(repository: Path) -> None:
    page = (repository / "docs" / "performance.md").read_text(encoding="utf-8")
    for row in benchmark.rows(planted()):
        assert f"\n| {row.what} | {row.target} | " in page, "measure and paste it: --all --table"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--table"], "--table takes all parts"),
        (["--all", "--table", "--quick"], "--table takes all parts"),
        (["imports"], "no such part: imports; there are import, cold"),
        (["--rounds", "0"], "--rounds: at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: list[str], why: str, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command(*arguments)
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


def test_what_cannot_be_measured_is_told(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: object) -> Any:
        raise RuntimeError("httpx cannot be found")

    monkeypatch.setattr(benchmark, "environments", fails)
    assert command() == 2
    assert capsys.readouterr().err == "benchmark.py: httpx cannot be found\n"


# Environments.


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been done."""
    done: list[list[str]] = []

    def run(*arguments: object, **_: object) -> str:
        done.append(list(map(str, arguments)))
        if arguments[0] == "venv":
            Path(str(arguments[-1])).mkdir()
        return ""

    monkeypatch.setattr(benchmark, "uv", run)
    monkeypatch.setattr(subprocess, "run", run)
    return done


def test_an_environment_is_made_once_and_again_for_something_else(
    installs: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, package = tmp_path / "x-1.whl", tmp_path / "package"
    wheel.write_text("1")
    package.mkdir()
    (package / "a.py").write_text("a = 1")
    peer = PEERS[0]._replace(name="some peer", requires=("httpx", "attrs"))
    folder = tmp_path / "kept"
    folder.mkdir()

    def made() -> bool:
        installs.clear()
        python = benchmark.environment(peer, folder, [wheel, package])
        assert Path(python).is_relative_to(folder / "some-peer")
        return bool(installs)

    assert made()
    [_, install, compiled] = installs
    assert install[-4:] == [str(benchmark.LOCK), "httpx", "attrs", str(wheel)]
    [laid] = folder.rglob("a.py")
    assert compiled[-1] == str(laid.parent) or str(laid.parent) in compiled[-1]
    assert not made()
    wheel.write_text("2")
    assert made()
    assert not made()
    (package / "a.py").write_text("a = 2")
    assert made()
    peer = peer._replace(requires=("httpx",))
    assert made()
    lock = tmp_path / "lock.txt"
    lock.write_text("httpx==1")
    monkeypatch.setattr(benchmark, "LOCK", lock)
    assert made()
    assert not made()


def test_environments_are_kept_where_caches_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/some/where")
    assert benchmark.cache() == Path("/some/where/maton-google-meet-benchmark")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert benchmark.cache() == Path.home() / ".cache" / "maton-google-meet-benchmark"
