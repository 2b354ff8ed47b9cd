"""Compare the speed of this client with its alternatives; print a Markdown table.

    .venv/bin/python scripts/measure/benchmark.py                all parts, about ten minutes
    .venv/bin/python scripts/measure/benchmark.py import page    these parts

Each peer has a program in scripts/measure/peers/ and its own virtual environment, created for the
run; this client is installed from its wheel. A server in another process sends the same responses
to all peers. Each value comes from a new process. Each round runs every peer once in random order.
The first round warms the caches and does not count.

The column `httpx` shows medians; the other columns show medians of the ratios to httpx in the same
round. `httpx again` is a second run of the same program: its distance from 1 is the noise. CPU
values are measured with the pace on, but no call waits for it. A cold start does not look up the
connection. Copy the table to docs/performance.md, with its date and this command. The exit code is
2 if a program fails.

To add a peer, write its program and add it to `PEERS`. To add a row, add it to `ROWS` and its
measurement to `PARTS`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
# Python adds only the script's own folder to the import path.
sys.path += [str(ROOT / each) for each in ("scripts", "scripts/release", "tests")]

import certifi
import check_wheel
import conference_servers
import meet_responses
import regenerate
import trustme
from codegen import GenerationError
from codegen.generate import run_generator
from codegen.rules import load_document
from response_server import process, serve

PEERS_FOLDER = ROOT / "scripts" / "measure" / "peers"
GENERATED_PACKAGE = "plain_meet"
RUNNER = "import sys; sys.path.append({!r}); import runner; runner.main()"
THIS_CLIENT, HTTPX, HTTPX_AGAIN = "this client", "httpx", "httpx again"
GENERATED = "plain generated"
KEY, CONNECTION = "benchmark-key", "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa"
LIMIT_RATE, LATENCY_SECONDS = 10.0, 0.3
EXPORT_LATENCY_SECONDS = 0.2


class Peer(NamedTuple):
    """A column: its program in scripts/measure/peers/, the import statement of one call, its
    requirements and its parts. `environment` names the peer whose environment it shares."""

    name: str
    module: str
    statement: str
    requires: tuple[str, ...]
    parts: tuple[str, ...]
    environment: str = ""


SYNC_PARTS = ("import", "cold", "call", "page", "pager", "limit in a row")
ASYNC_PARTS = (*SYNC_PARTS, "async", "memory", "idle")
THREADED_PARTS = (*ASYNC_PARTS, "limit threads")
CLI_PART = "cli"
PEERS = (
    Peer(
        THIS_CLIENT,
        "ours",
        "from maton_google_meet import GoogleMeet",
        (),
        (
            *(part for part in THREADED_PARTS if part != "limit in a row"),
            *("limit async", CLI_PART, "export sync", "export async", "export memory"),
        ),
    ),
    Peer(HTTPX, "raw_httpx", "import httpx", ("httpx",), (*THREADED_PARTS, CLI_PART)),
    Peer(HTTPX_AGAIN, "raw_httpx", "import httpx", ("httpx",), (*ASYNC_PARTS, CLI_PART)),
    Peer(
        GENERATED,
        "plain",
        f"from {GENERATED_PACKAGE} import AuthenticatedClient; "
        f"from {GENERATED_PACKAGE}.api.spaces import spaces_get",
        ("attrs", "httpx"),
        ASYNC_PARTS,
    ),
    Peer("maton-ai", "maton", "from maton_ai import Maton", ("maton-ai",), SYNC_PARTS),
    Peer(
        "google-apps-meet",
        "google_meet",
        "from google.apps import meet_v2; from google.oauth2.credentials import Credentials",
        ("google-apps-meet",),
        SYNC_PARTS,
    ),
    Peer(
        "google-api-python-client",
        "google_api",
        "from googleapiclient.discovery import build; "
        "from google.oauth2.credentials import Credentials",
        ("google-api-python-client",),
        SYNC_PARTS,
    ),
    # Not columns: rows about this client, compared with httpx.
    Peer("package", "ours", "import maton_google_meet", (), ("import",), THIS_CLIENT),
    Peer("parsed by hand", "by_hand", "", (), ("page",), THIS_CLIENT),
    Peer("observed", "observed", "", (), ("call",), THIS_CLIENT),
)


class Setting:
    """The Pythons by environment, the server's URLs, and the environment variables of a program."""

    def __init__(
        self, pythons: Mapping[str, str], http: str, tls: str, trust: Path, quick: bool
    ) -> None:
        self.pythons, self.http, self.tls, self.quick = pythons, http, tls, quick
        names = ("PATH", "SYSTEMROOT", "TMPDIR")
        self.variables = {
            **{name: os.environ[name] for name in names if name in os.environ},
            **dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), str(trust)),
            "HTTPLIB2_CA_CERTS": str(trust),
        }

    def run(self, peer: Peer, *arguments: str) -> dict[str, Any]:
        """Run the runner under the peer's Python and return its result."""
        python = self.pythons[peer.environment or peer.name]
        result = subprocess.run(
            [python, "-I", "-c", RUNNER.format(str(PEERS_FOLDER)), *arguments],
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise RuntimeError(f"{peer.name} failed:\n{result.stderr.strip()}")
        values: dict[str, Any] = json.loads(result.stdout)
        return values


# --- parts ----------------------------------------------------------------------------------------


def measure_import(setting: Setting, peer: Peer) -> Mapping[str, float]:
    return setting.run(peer, "imports", peer.statement)


def measure_cold_start(setting: Setting, peer: Peer) -> Mapping[str, float]:
    """Measure from just before the process starts."""
    import resource  # Windows does not have it.

    def read_cpu() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    values: dict[str, float] = {}
    for scheme, url in (("http", setting.http), ("tls", setting.tls)):
        cpu, start = read_cpu(), time.monotonic()
        first = setting.run(peer, "cold", peer.module, url)["first"]
        values[f"{scheme} exit"] = time.monotonic() - start
        values[f"{scheme} cpu"] = read_cpu() - cpu
        values[f"{scheme} first"] = first - start
    return values


def measure_call(setting: Setting, peer: Peer) -> Mapping[str, float]:
    return setting.run(peer, "call", peer.module, setting.http, "20" if setting.quick else "1000")


def measure_page(setting: Setting, peer: Peer) -> Mapping[str, float]:
    return setting.run(peer, "page", peer.module, setting.http, "2" if setting.quick else "40")


def measure_pager(setting: Setting, peer: Peer) -> Mapping[str, float]:
    values = setting.run(peer, "pager", peer.module, setting.http)
    if values["people"] != meet_responses.PAGE_SIZE * meet_responses.PAGES["twenty"]:
        raise RuntimeError(f"{peer.name} found {values['people']} people")
    return values


def measure_async(setting: Setting, peer: Peer) -> Mapping[str, float]:
    times = "1" if setting.quick else "20"
    return setting.run(peer, "concurrent", peer.module, setting.http, times)


def measure_memory(setting: Setting, peer: Peer) -> Mapping[str, float]:
    step, items = ("250", "1000") if setting.quick else ("10000", "100000")
    resident = setting.run(peer, "memory", peer.module, setting.http, step, items)["resident"]
    return {"growth": resident[-1] / resident[0]}


def measure_idle(setting: Setting, peer: Peer) -> Mapping[str, float]:
    return {"count": sum(setting.run(peer, "idle", peer.module, setting.http).values())}


def measure_command_line(setting: Setting, peer: Peer) -> Mapping[str, float]:
    """Measure processes: those of the command, or bare Python and a script of httpx."""
    variables = {
        **setting.variables,
        "MATON_API_KEY": KEY,
        "MATON_API_BASE_URL": setting.http,
        "MATON_GOOGLE_MEET_CONNECTION": CONNECTION,
    }

    def measure(*command: str | Path) -> float:
        start = time.monotonic()
        result = subprocess.run(command, env=variables, capture_output=True, check=False)
        if result.returncode:
            raise RuntimeError(f"{peer.name} failed:\n{result.stderr.decode()}")
        return time.monotonic() - start

    python = setting.pythons[peer.name]
    if peer.name == THIS_CLIENT:
        command = Path(python).with_name("maton-google-meet")
        listing = measure(command, "conference-records", "list", "--json")
        return {
            "version": measure(command, "--version"),
            "help": measure(command, "--help"),
            "list": listing,
        }
    script = PEERS_FOLDER / "list_script.py"
    seconds = measure(python, script, setting.http, KEY, CONNECTION)
    return {"version": measure(python, "-c", "pass"), "help": seconds, "list": seconds}


def measure_limit(mode: str) -> Callable[[Setting, Peer], Mapping[str, float]]:
    """Measure calls to a server that refuses the eleventh call in any second.

    No client is faster than the bound: ten calls immediately, the others at ten a second, and the
    latency of the last one.
    """

    def measure(setting: Setting, peer: Peer) -> Mapping[str, float]:
        calls = 20 if setting.quick else 300
        bound = (calls - LIMIT_RATE) / LIMIT_RATE + LATENCY_SECONDS
        with process(serve, "sliding", LIMIT_RATE, LATENCY_SECONDS) as server:
            url = f"http://127.0.0.1:{server.recv()}"
            wall = setting.run(peer, "limited", peer.module, url, str(calls), mode)["wall"]
            server.send("done")
            _, refused = server.recv()
        return {"time": wall / bound, "refused": refused}

    return measure


def export_conferences(setting: Setting, peer: Peer, mode: str, *sizes: str) -> list[Any]:
    """Export conferences, each with a server of its own: at the rate limit unless `unpaced`.

    Return the figures of each, with the numbers of requests and of 429s.
    """
    arguments = (None, 0.0) if mode == "unpaced" else (LIMIT_RATE, EXPORT_LATENCY_SECONDS)
    results = list[Any]()
    for size in sizes:
        with process(conference_servers.serve, *arguments) as server:
            url, name = f"http://127.0.0.1:{server.recv()}", f"conferenceRecords/{size}"
            figures = setting.run(peer, "exported", peer.module, url, name, mode)
            server.send("done")
            requests, refused = server.recv()
        results.append(figures | {"requests": requests, "refused": refused})
    return results


def measure_export(mode: str) -> Callable[[Setting, Peer], Mapping[str, float]]:
    """Measure an export from a server that refuses the eleventh call in any second.

    The bound is the number of requests at the rate limit.
    """

    def measure(setting: Setting, peer: Peer) -> Mapping[str, float]:
        size = "10-10" if setting.quick else "300-1000"
        [figures] = export_conferences(setting, peer, mode, size)
        bound = figures["requests"] / LIMIT_RATE
        return {"time": figures["wall"] / bound, "refused": figures["refused"]}

    return measure


def measure_export_memory(setting: Setting, peer: Peer) -> Mapping[str, float]:
    """Measure exports without a pace: with 300 participants, and with 10,000 participants and
    100,000 entries of a transcript."""
    sizes = ("3-1", "30-100") if setting.quick else ("300-1000", "10000-100000")
    small, large = export_conferences(setting, peer, "unpaced", *sizes)
    return {"growth": large["memory"] / small["memory"]}


class Part(NamedTuple):
    """The figures that one program run measures; `rounds` is False if one value is enough."""

    measure: Callable[[Setting, Peer], Mapping[str, float]]
    rounds: bool = True


PARTS = {
    "import": Part(measure_import),
    "cold": Part(measure_cold_start),
    "call": Part(measure_call),
    "page": Part(measure_page),
    "pager": Part(measure_pager),
    "async": Part(measure_async),
    "memory": Part(measure_memory, rounds=False),
    "idle": Part(measure_idle, rounds=False),
    CLI_PART: Part(measure_command_line),
    "limit threads": Part(measure_limit("threads"), rounds=False),
    "limit async": Part(measure_limit("async"), rounds=False),
    "limit in a row": Part(measure_limit("in a row"), rounds=False),
    "export sync": Part(measure_export("sync"), rounds=False),
    "export async": Part(measure_export("async"), rounds=False),
    "export memory": Part(measure_export_memory, rounds=False),
}
Results = dict[tuple[str, str], dict[str, list[float]]]
"""The values by part and figure, then by peer: one value per round."""


def measure_part(setting: Setting, name: str, rounds: int) -> Results:
    """Measure one part."""
    part, results = PARTS[name], Results()
    peers = [peer for peer in PEERS if name in peer.parts and peer.name in setting.pythons]
    peers += [peer for peer in PEERS if name in peer.parts and peer.environment in setting.pythons]

    def record(peer: Peer, values: Mapping[str, float]) -> None:
        for figure, value in values.items():
            results.setdefault((name, figure), {}).setdefault(peer.name, []).append(value)

    if not part.rounds:
        # Calls in a row wait for the server most of the time: they are measured concurrently.
        workers = len(peers) if name == "limit in a row" else 1
        with ThreadPoolExecutor(workers) as pool:
            for peer, values in zip(
                peers, pool.map(lambda peer: part.measure(setting, peer), peers), strict=True
            ):
                record(peer, values)
        return results
    for number in range(rounds + 1):
        random.Random(number).shuffle(peers)
        for peer in peers:
            values = part.measure(setting, peer)
            if number:
                record(peer, values)
    return results


# --- the table ------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of the table. A `unit` means that the values are ratios to httpx, whose own value is in
    that unit; without a unit the values are absolute."""

    label: str
    part: str
    figure: str
    unit: str = ""
    scale: float = 1.0
    target: float | None = None
    peer: str = THIS_CLIENT


ROWS = (
    Row("`from maton_google_meet import GoogleMeet`", "import", "wall", "ms", 1e3, 1.10),
    Row("the same, CPU", "import", "cpu", "ms", 1e3),
    Row("the same, modules", "import", "modules", "modules"),
    Row("the same, peak memory", "import", "memory", "MiB", 2**-20),
    Row("`import maton_google_meet`", "import", "wall", "ms", 1e3, peer="package"),
    Row("cold start to the first response, http", "cold", "http first", "ms", 1e3),
    Row("cold start to the first response, TLS", "cold", "tls first", "ms", 1e3, 1.15),
    Row("the same, to the end of the process", "cold", "tls exit", "ms", 1e3),
    Row("the same, CPU", "cold", "tls cpu", "ms", 1e3),
    Row("CPU per call", "call", "cpu", "µs", 1e6, 1.10),
    Row("the same, with an observer", "call", "cpu", "µs", 1e6, peer="observed"),
    Row("CPU of a page of 250", "page", "page", "ms", 1e3, 2.0),
    Row("the same, parsed by hand into the same classes", "page", "page", "ms", 1e3,
        peer="parsed by hand"),
    Row("the same, reading five fields of each", "page", "fields", "ms", 1e3),
    Row("CPU of 5,000 participants through the pager", "pager", "cpu", "ms", 1e3),
    Row("CPU per request, 50 concurrent tasks", "async", "cpu", "µs", 1e6, 0.80),
    Row("peak memory of a list of 100,000 to that of its first 10,000", "memory", "growth",
        target=1.05),
    Row("threads, tasks and timers of an idle client", "idle", "count", target=0),
    Row("the command with `--version`, compared with bare Python", CLI_PART, "version", "ms", 1e3,
        4.0),
    Row("the command with `--help`, compared with a script that lists", CLI_PART, "help", "ms", 1e3,
        1.0),
    Row("the command with a list of 20, compared with the same script", CLI_PART, "list", "ms", 1e3,
        1.25),
    Row("300 calls at a limit of 10 a second, 4 threads: time to the bound", "limit threads",
        "time", target=1.06),
    Row("the same, 429s", "limit threads", "refused", target=0),
    Row("the same, 10 tasks: time to the bound", "limit async", "time", target=1.06),
    Row("the same, 429s", "limit async", "refused", target=0),
    Row("the same, one call after another: time to the bound", "limit in a row", "time"),
    Row("export of a conference with 300 participants: time to the bound", "export sync", "time",
        target=1.06),
    Row("the same, 429s", "export sync", "refused", target=0),
    Row("the same with the async client: time to the bound", "export async", "time", target=1.06),
    Row("the same, 429s", "export async", "refused", target=0),
    Row("peak memory of an export of 10,000 participants and 100,000 entries to that of 300",
        "export memory", "growth", target=1.15),
)  # fmt: skip


def build_table(results: Results) -> Iterator[str]:
    """Yield the lines of the Markdown table."""
    columns = [peer.name for peer in PEERS if not peer.environment]
    yield f"|  | target | {' | '.join(columns)} |"
    yield "| --- " * (len(columns) + 2) + "|"
    for row in ROWS:
        values = results.get((row.part, row.figure), {})
        if not values or (row.unit and HTTPX not in values):
            continue
        cells = [row.label, "" if row.target is None else f"≤ {row.target:g}"]
        for column in columns:
            name = row.peer if column == THIS_CLIENT else column
            compared = row.peer == THIS_CLIENT or column in (THIS_CLIENT, HTTPX)
            if name not in values or not compared:
                cells.append("–")
            elif row.unit and name == HTTPX:
                cells.append(f"{statistics.median(values[HTTPX]) * row.scale:.4g} {row.unit}")
            else:
                value = read_value(row, values, name)
                missed = name == THIS_CLIENT and row.target is not None and value > row.target
                cells.append(f"{value:.2f}{' ✗' if missed else ''}")
        yield f"| {' | '.join(cells)} |"


def read_value(row: Row, values: Mapping[str, Sequence[float]], name: str) -> float:
    """Return the median of the values, or of the ratios to httpx in the same round."""
    if not row.unit:
        return round(statistics.median(values[name]), 2)
    pairs = zip(values[name], values[HTTPX], strict=True)
    return round(statistics.median(value / httpx for value, httpx in pairs if httpx), 2)


# --- environments ---------------------------------------------------------------------------------


def run_uv(*arguments: str | Path) -> None:
    """Run uv; raise `CalledProcessError` if it fails."""
    subprocess.run([sys.executable, "-m", "uv", *arguments, "--quiet"], cwd=ROOT, check=True)


def create_environments(folder: Path) -> dict[str, str]:
    """Create the environment of each peer; return its Python."""
    _, wheel = check_wheel.build_distributions(ROOT, folder / "dist", cwd=folder)
    package = folder / GENERATED_PACKAGE
    run_generator(load_document(regenerate.SPEC), package)
    pythons = dict[str, str]()
    for peer in PEERS:
        if peer.environment:
            continue
        place = folder / peer.module / "-".join(peer.name.split())
        run_uv("venv", "--python", sys.executable, "--no-python-downloads", place)
        scripts = sysconfig.get_path("scripts", vars={"base": str(place)})
        pythons[peer.name] = python = str(Path(scripts, "python"))
        requires = [wheel] if peer.name == THIS_CLIENT else peer.requires
        lock = ROOT / "requirements-dev.txt"
        install = ("pip", "install", "--python", python, "--compile-bytecode", "--constraint", lock)
        run_uv(*install, *requires)
        if peer.name == GENERATED:
            library = sysconfig.get_path("purelib", vars={"base": str(place)})
            copy = shutil.copytree(package, Path(library, package.name))
            subprocess.run([python, "-m", "compileall", "-q", copy], check=True)
    return pythons


@contextmanager
def start_server(pythons: Mapping[str, str], folder: Path, quick: bool) -> Generator[Setting]:
    """Start the server, with a certificate that the programs trust besides certifi's."""
    certificate, trust = folder / "server.pem", folder / "trusted.pem"
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_and_cert_chain_pem.write_to_path(certificate)
    trust.write_bytes(Path(certifi.where()).read_bytes() + authority.cert_pem.bytes())
    with process(meet_responses.serve, str(certificate)) as pipe:
        http, tls = pipe.recv()
        urls = f"http://127.0.0.1:{http}", f"https://127.0.0.1:{tls}"
        yield Setting(pythons, *urls, trust, quick)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=15, metavar="N")
    parser.add_argument("--quick", action="store_true", help="small numbers, to try the programs")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(
            f"unknown part: {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}"
        )
    results = Results()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch).resolve()
            pythons = create_environments(folder)
            with start_server(pythons, folder, options.quick) as setting:
                for name in options.parts or PARTS:
                    print(f"benchmark.py: {name}", file=sys.stderr, flush=True)
                    results |= measure_part(setting, name, options.rounds)
    except (RuntimeError, OSError, subprocess.CalledProcessError, GenerationError) as error:
        print(f"benchmark.py: {error}", file=sys.stderr)
        return 2
    print(
        f"Measured on {datetime.date.today()} with Python {platform.python_version()} on "
        f"{os.cpu_count()} cores ({platform.system()} {platform.machine()}), "
        f"{options.rounds} rounds.\n"
    )
    print("\n".join(build_table(results)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
