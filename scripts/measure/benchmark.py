"""How fast the client is, side by side with what people would use instead.

    .venv/bin/python scripts/measure/benchmark.py                 all but the minutes under a limit
    .venv/bin/python scripts/measure/benchmark.py --all           those too
    .venv/bin/python scripts/measure/benchmark.py import page     these parts
    .venv/bin/python scripts/measure/benchmark.py --all --table   the table of docs/performance.md

Each peer has a virtual environment of its own, made once and kept in the user's cache, and a small
program in scripts/measure/peers/. A server on the loopback interface, in a process of its own,
gives all of them the same prebuilt answers (scripts/measure/meetings.py). Each figure comes from a
fresh process; each round has every peer once, in an order of its own, and the first round is thrown
away. What is told are medians, and medians of the ratios to httpx by hand in the same round. That
stands in the table twice: how far the second one is from 1 is what chance does here. In brackets
is a spread: half of the ratios, those in the middle, span twice so many percent.

This client is the wheel, with what it requires and no more. A certificate is looked for among those
of certifi, as everywhere. In CPU figures its pace is on, by a clock with which no call has to wait.

The exit code is 0 also where a target is missed, unless `--strict`; 2 if something could not be
measured.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
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
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
# A script that is run by its path finds only its siblings.
sys.path += [str(ROOT / each) for each in ("scripts", "scripts/release", "tests")]

import certifi
import check_wheel
import meetings
import regenerate
import trustme
from codegen import GenerationError
from codegen.generate import run_generator
from codegen.rules import load_document
from pace import bound_of
from prebuilt import process, serve

PEERS_AT = ROOT / "scripts" / "measure" / "peers"
LOCK = ROOT / "requirements-dev.txt"
PLAIN = "plain_meet"
START = "import sys; sys.path.append({!r}); import runner; runner.main()"
FLOOR, AGAIN, OURS, GENERATED = "httpx", "httpx again", "this client", "plain generated"
RATE, LATENCY, CALLS = 10.0, 0.3, 300
ITEMS, EACH = 100_000, 10_000

Figures = Mapping[str, list[float]]
Results = dict[str, dict[str, dict[str, list[float]]]]
"""Of each section and each line, the values of each figure: one of each round, as a rule."""


class Peer(NamedTuple):
    """A line of the tables: a module of scripts/measure/peers/, what is imported for one
    call, what has to be installed, and the sections that it can be measured in. `home` is
    whose environment it uses where it has none of its own."""

    name: str
    module: str
    statement: str
    requires: tuple[str, ...]
    sections: tuple[str, ...]
    home: str = ""


SYNC = ("import", "cold", "call", "page", "pager")
BOTH = (*SYNC, "async", "memory", "idle")
PEERS = (
    Peer(FLOOR, "raw_httpx", "import httpx", ("httpx",), BOTH),
    Peer(AGAIN, "raw_httpx", "import httpx", ("httpx",), BOTH),
    Peer(OURS, "ours", "from maton_google_meet import GoogleMeet", (), BOTH),
    Peer("the package alone", "ours", "import maton_google_meet", (), ("import",), OURS),
    Peer("parsed by hand", "by_hand", "", (), ("page",), OURS),
    Peer(
        GENERATED,
        "plain",
        f"from {PLAIN} import AuthenticatedClient; from {PLAIN}.api.spaces import spaces_get",
        ("attrs", "httpx"),  # So says the metadata that it can be generated with.
        BOTH,
    ),
    Peer("maton-ai", "maton", "from maton_ai import Maton", ("maton-ai",), SYNC),
    Peer(
        "google-apps-meet",
        "google_meet",
        "from google.apps import meet_v2; from google.oauth2.credentials import Credentials",
        ("google-apps-meet",),
        SYNC,
    ),
    Peer(
        "google-api-python-client",
        "google_api",
        "from googleapiclient.discovery import build; "
        "from google.oauth2.credentials import Credentials",
        ("google-api-python-client",),
        SYNC,
    ),
)
COLUMNS = tuple(peer.name for peer in PEERS if not peer.home)


class Figure(NamedTuple):
    """A column of a section's table; what is measured is multiplied by `scale`."""

    key: str
    label: str
    scale: float
    digits: int = 1


class Section(NamedTuple):
    """What is measured together, in rounds, by `sample`."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    sample: Callable[[Setting, Peer], Mapping[str, float]]


class Setting:
    """Where and how often: Pythons by environment, the server's addresses, what children get."""

    def __init__(
        self, pythons: Mapping[str, str], http: str, tls: str, trust: Path, quick: bool
    ) -> None:
        self.pythons, self.http, self.tls, self.quick = pythons, http, tls, quick
        kept = ("PATH", "SYSTEMROOT", "TMPDIR")
        self.environment = {
            **{name: os.environ[name] for name in kept if name in os.environ},
            **dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), str(trust)),
            "HTTPLIB2_CA_CERTS": str(trust),
        }

    def start(self, peer: Peer, *arguments: str) -> subprocess.Popen[str]:
        """Let the runner measure what `arguments` say, under the peer's Python."""
        python = self.pythons[peer.home or peer.name]
        return subprocess.Popen(
            [python, "-I", "-c", START.format(str(PEERS_AT)), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, peer: Peer, child: subprocess.Popen[str]) -> dict[str, Any]:
        """What it found; raises `RuntimeError` where it failed."""
        out, errors = child.communicate()
        if child.returncode:
            raise RuntimeError(f"{peer.name} failed:\n{errors.strip()}")
        found: dict[str, Any] = json.loads(out)
        return found

    def run(self, peer: Peer, *arguments: str) -> dict[str, Any]:
        """Start and end one."""
        return self.end(peer, self.start(peer, *arguments))


# What is measured.


def imports(setting: Setting, peer: Peer) -> Mapping[str, float]:
    return setting.run(peer, "imports", peer.statement)


def cold(setting: Setting, peer: Peer) -> Mapping[str, float]:
    """Seconds since before the process is started."""
    found: dict[str, float] = {}
    for scheme, url in (("http", setting.http), ("tls", setting.tls)):
        used, started = used_by_children(), time.monotonic()
        first = setting.run(peer, "cold", peer.module, url)["first"]
        found[f"{scheme} exit"] = time.monotonic() - started
        found[f"{scheme} cpu"] = used_by_children() - used
        found[f"{scheme} first"] = first - started
    return found


def used_by_children() -> float:
    """CPU seconds of the processes that have ended."""
    import resource  # Not everywhere is there one.

    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def call(setting: Setting, peer: Peer) -> Mapping[str, float]:
    return setting.run(peer, "call", peer.module, setting.http, "20" if setting.quick else "1000")


def page(setting: Setting, peer: Peer) -> Mapping[str, float]:
    return setting.run(peer, "page", peer.module, setting.http, "2" if setting.quick else "40")


def pager(setting: Setting, peer: Peer) -> Mapping[str, float]:
    found = setting.run(peer, "pager", peer.module, setting.http)
    if found["people"] != meetings.PAGE * meetings.SIZES["twenty"]:
        raise RuntimeError(f"{peer.name} found {found['people']} people")
    return found


def concurrent(setting: Setting, peer: Peer) -> Mapping[str, float]:
    times = "1" if setting.quick else "20"
    return setting.run(peer, "concurrent", peer.module, setting.http, times)


def ms(key: str, label: str) -> Figure:
    """Milliseconds."""
    return Figure(key, f"{label}, ms", 1e3)


SECTIONS = (
    Section(
        "import",
        "Import",
        (
            ms("wall", "wall"),
            ms("cpu", "CPU"),
            Figure("modules", "modules", 1, 0),
            Figure("memory", "peak memory, MiB", 2**-20),
        ),
        imports,
    ),
    Section(
        "cold",
        "Cold start of a process with one call, the connection pinned",
        (
            ms("http first", "http: first answer"),
            ms("http exit", "exit"),
            ms("tls first", "TLS: first answer"),
            ms("tls exit", "exit"),
            ms("tls cpu", "CPU"),
        ),
        cold,
    ),
    Section(
        "call",
        "A call on a connection that is kept alive",
        (Figure("cpu", "CPU a call, µs", 1e6, 0),),
        call,
    ),
    Section(
        "page",
        "A page of 250 participants",
        (
            Figure("page", "CPU a page, ms", 1e3, 2),
            Figure("fields", "with five fields of each read, ms", 1e3, 2),
        ),
        page,
    ),
    Section(
        "pager",
        "5,000 participants through the pager",
        (ms("cpu", "CPU"), ms("wall", "wall")),
        pager,
    ),
    Section(
        "async",
        "50 tasks that call at once",
        (Figure("cpu", "CPU a request, µs", 1e6, 0),),
        concurrent,
    ),
)
NAMES = (*(section.name for section in SECTIONS), "limit", "memory", "idle")


def rounds(setting: Setting, section: Section, count: int) -> dict[str, dict[str, list[float]]]:
    """The values of each figure for each peer. The first round, which compiles what is not compiled
    and warms the caches, is thrown away."""
    taking = [peer for peer in PEERS if section.name in peer.sections]
    found: dict[str, dict[str, list[float]]] = {peer.name: {} for peer in taking}
    for number in range(count + 1):
        random.Random(number).shuffle(taking)
        for peer in taking:
            sample = section.sample(setting, peer)
            for figure in section.figures if number else ():
                found[peer.name].setdefault(figure.key, []).append(float(sample[figure.key]))
    return {peer.name: found[peer.name] for peer in PEERS if peer.name in found}


def limit(setting: Setting) -> dict[str, dict[str, list[float]]]:
    """Calls under a strict limit: who is to keep it, one after the other; those who call in a row,
    and only wait, all at once."""
    calls = 20 if setting.quick else CALLS
    of = {peer.name: peer for peer in PEERS if not peer.home}
    found: dict[str, dict[str, list[float]]] = {}
    alone = [[(OURS, "threads")], [(OURS, "async")], [(FLOOR, "threads")]]
    row = [(name, "in a row") for name in of if name not in (OURS, AGAIN)]
    for together in (*alone, row):
        with ExitStack() as stack:
            running: list[tuple[str, str, Any, subprocess.Popen[str]]] = []
            for name, mode in together:
                server = stack.enter_context(process(serve, "sliding", RATE, LATENCY))
                url = f"http://127.0.0.1:{server.recv()}"
                child = setting.start(of[name], "limited", of[name].module, url, str(calls), mode)
                running.append((name, mode, server, child))
            for name, mode, server, child in running:
                told = setting.end(of[name], child)
                server.send("done")
                requests, refused = server.recv()
                found[f"{name}, {mode}"] = {
                    "ratio": [told["wall"] / bound_of(calls, RATE, LATENCY)],
                    "wall": [told["wall"]],
                    "calls": [calls],
                    "failed": [told["failed"]],
                    "requests": [requests],
                    "refused": [refused],
                }
    return found


def memory(setting: Setting) -> dict[str, dict[str, list[float]]]:
    each, items = (250, 1000) if setting.quick else (EACH, ITEMS)
    return {
        peer.name: setting.run(peer, "memory", peer.module, setting.http, str(each), str(items))
        for peer in PEERS
        if "memory" in peer.sections
    }


def idle(setting: Setting) -> dict[str, dict[str, list[float]]]:
    found: dict[str, dict[str, list[float]]] = {}
    for peer in PEERS:
        if "idle" in peer.sections:
            told = setting.run(peer, "idle", peer.module, setting.http)
            found[peer.name] = {key: [value] for key, value in told.items()}
    return found


# What is told.


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def spread(values: Sequence[float]) -> float:
    """Half the interquartile range, as a part of the median."""
    if len(values) < 2 or not middle(values):
        return 0.0
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / 2 / middle(values)


def ratios(results: Results, section: str, figure: str, name: str) -> list[float]:
    """To httpx by hand, round by round: what else the machine does in a round is in both."""
    found = [results.get(section, {}).get(each, {}).get(figure, []) for each in (name, FLOOR)]
    return [mine / floor for mine, floor in zip(*found, strict=False) if floor]


def ratio(results: Results, section: str, figure: str, name: str) -> float | None:
    """The median of them; None where one of the two was not measured."""
    found = ratios(results, section, figure, name)
    return middle(found) if found else None


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def shown(value: float | None) -> str:
    """A ratio."""
    return "–" if value is None else f"{value:.2f}"


def section_table(section: Section, results: Results) -> str:
    """All figures of a section that is measured in rounds."""
    head = [section.title]
    for figure in section.figures:
        head += [figure.label, "ratio"]
    rows: list[list[str]] = []
    for name, figures in results[section.name].items():
        row = [name]
        for figure in section.figures:
            row.append(f"{middle(figures[figure.key]) * figure.scale:.{figure.digits}f}")
            found = ratios(results, section.name, figure.key, name)
            row.append(f"{shown(middle(found))} ({100 * spread(found):.0f} %)" if found else "–")
        rows.append(row)
    return table(head, rows)


def limit_table(found: Mapping[str, Figures]) -> str:
    title = f"Calls under a limit of {RATE:g} in any second"
    head = [title, "calls", "wall, s", "of the bound", "429s"]
    rows = [
        [
            name,
            f"{each['calls'][0]:.0f}",
            f"{each['wall'][0]:.1f}",
            shown(each["ratio"][0]),
            f"{each['refused'][0]:.0f}",
            f"{each['failed'][0]:.0f}",
        ]
        for name, each in found.items()
    ]
    return table([*head, "calls that failed"], rows)


def memory_table(found: Mapping[str, Figures]) -> str:
    head = ["A list of 100,000", "most resident after a tenth, MiB", "after all, MiB", "ratio"]
    rows = []
    for name, each in found.items():
        first, last = each["resident"][0], each["resident"][-1]
        sizes = [f"{size / 2**20:.1f}" for size in (first, last)]
        rows.append([name, *sizes, f"{last / first:.3f}", f"{kept(each):.1f}"])
    return table([*head, "kept an item, bytes"], rows)


def kept(figures: Figures) -> float:
    """The bytes that stay of an item that has gone by, after the first tenth."""
    left = figures["left"]
    tenths = max(len(left) - 1, 1)
    return (left[-1] - left[0]) / tenths / (ITEMS / len(left))


def idle_table(found: Mapping[str, Figures]) -> str:
    keys = list(dict.fromkeys(key for each in found.values() for key in each))
    rows = [
        [name, *(f"{each[key][0]:.0f}" if key in each else "–" for key in keys)]
        for name, each in found.items()
    ]
    return table(["An idle client", *keys], rows)


TABLES: dict[str, Callable[[Mapping[str, Figures]], str]] = {
    "limit": limit_table,
    "memory": memory_table,
    "idle": idle_table,
}


class Row(NamedTuple):
    """A row of the table of targets: a text for each column, and whether a target is met."""

    what: str
    target: str
    cells: dict[str, str]
    met: bool | None = None


class Ratio(NamedTuple):
    """A row that is a ratio, which is to be `most` at the most; `name` is whose."""

    what: str
    section: str
    figure: str
    most: float | None = None
    name: str = OURS


RATIOS = (
    Ratio("`from maton_google_meet import GoogleMeet`", "import", "wall", 1.10),
    Ratio("the same, CPU", "import", "cpu"),
    Ratio("the same, modules", "import", "modules"),
    Ratio("the same, peak memory", "import", "memory"),
    Ratio("`import maton_google_meet`", "import", "wall", name="the package alone"),
    Ratio("cold start to the first answer, http", "cold", "http first"),
    Ratio("cold start to the first answer, TLS", "cold", "tls first", 1.15),
    Ratio("the same, to the end of the process", "cold", "tls exit"),
    Ratio("the same, CPU", "cold", "tls cpu"),
    Ratio("CPU a call", "call", "cpu", 1.10),
    Ratio("CPU of a page of 250", "page", "page", 2.0),
    Ratio("the same, parsed by hand into the same classes", "page", "page", name="parsed by hand"),
    Ratio("the same, with five fields of each read", "page", "fields"),
    Ratio("CPU of 5,000 through the pager", "pager", "cpu"),
    Ratio("CPU a request, 50 tasks at once", "async", "cpu", 0.80),
)
BOUND = 1.06


def rows(results: Results) -> Iterator[Row]:
    """The table of targets, as far as it was measured."""
    units = {(each.name, f.key): f for each in SECTIONS for f in each.figures}
    for each in RATIOS:
        found = ratio(results, each.section, each.figure, each.name)
        if found is None:
            continue
        names = COLUMNS if each.name == OURS else (FLOOR,)
        cells = {name: shown(ratio(results, each.section, each.figure, name)) for name in names}
        cells[OURS] = shown(found)
        unit = units[each.section, each.figure]
        floor = middle(results[each.section][FLOOR][each.figure]) * unit.scale
        cells[FLOOR] = f"{floor:.{unit.digits}f} {unit.label.rpartition(', ')[2]}"
        met = None if each.most is None else round(found, 2) <= each.most
        yield Row(each.what, "" if each.most is None else f"≤ {each.most:.2f}", cells, met)
    yield from (row(results[name]) for name, row in SPECIAL.items() if name in results)


def limit_row(found: Mapping[str, Figures]) -> Row:
    def told(name: str) -> str:
        refused = found[name]["refused"][0]
        return shown(found[name]["ratio"][0]) + (f", {refused:.0f} 429s" if refused else "")

    ours = [found[f"{OURS}, {mode}"] for mode in ("threads", "async")]
    cells = {name: told(f"{name}, in a row") for name in COLUMNS if f"{name}, in a row" in found}
    cells[OURS] = f"4 threads: {told(f'{OURS}, threads')}; async: {told(f'{OURS}, async')}"
    cells[FLOOR] = f"{cells[FLOOR]}; 4 threads: {told(f'{FLOOR}, threads')}"
    met = all(round(each["ratio"][0], 2) <= BOUND and not each["refused"][0] for each in ours)
    calls = ours[0]["calls"][0]
    what = f"time of {calls:.0f} calls of which any second may have {RATE:g}, to the bound"
    return Row(what, f"≤ {BOUND}, no 429", cells, met)


def memory_row(found: Mapping[str, Figures]) -> Row:
    grown = {name: each["resident"][-1] / each["resident"][0] for name, each in found.items()}
    cells = {name: f"{each:.3f}" for name, each in grown.items()}
    what = "peak memory of a list of 100,000 items, to that of its first 10,000"
    return Row(what, "flat (≤ 1.05)", cells, grown[OURS] <= 1.05)


def idle_row(found: Mapping[str, Figures]) -> Row:
    counts = {name: sum(sum(each) for each in figures.values()) for name, figures in found.items()}
    cells = {name: f"{count:.0f}" for name, count in counts.items()}
    return Row("threads, tasks and timers of an idle client", "0", cells, counts[OURS] == 0)


SPECIAL = {"limit": limit_row, "memory": memory_row, "idle": idle_row}


def targets_table(found: Iterable[Row]) -> str:
    marks = {True: " ✓", False: " ✗", None: ""}
    order = (OURS, *(name for name in COLUMNS if name != OURS))
    lines = [
        [
            row.what,
            row.target,
            *(row.cells.get(name, "–") + marks[row.met] * (name == OURS) for name in order),
        ]
        for row in found
    ]
    return table(["", "target", *order], lines)


def told(results: Results) -> str:
    """All tables."""
    parts = [
        *(section_table(each, results) for each in SECTIONS if each.name in results),
        *(tell(results[name]) for name, tell in TABLES.items() if name in results),
        targets_table(rows(results)),
    ]
    return "\n".join(parts)


def performance_table(report: Mapping[str, Any]) -> str:
    """Return the text of docs/performance.md: the date, the command and the table."""
    machine, versions = report["machine"], report["versions"]
    peers = [f"{name} {versions[home].get(name, '?')}" for name, home in NAMED.items()]
    return (
        f"Measured on {report['date']} with Python {machine['python']} on {machine['cores']} cores "
        f"({machine['system']}), {report['rounds']} rounds, by\n`{report['command']}`: "
        f"{', '.join(peers)}.\n\n{targets_table(rows(report['figures']))}"
    )


# Which package of whose environment is told with its version.
NAMED = {
    "maton-google-meet": OURS,
    "httpx": FLOOR,
    "maton-ai": "maton-ai",
    "google-apps-meet": "google-apps-meet",
    "google-api-python-client": "google-api-python-client",
}


# Environments.


def uv(*arguments: str | Path) -> str:
    """Run uv and return its output; raise `RuntimeError` with its message if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "uv", *arguments, "--quiet"],
        env={**os.environ, "UV_NO_CONFIG": "1", "UV_SYSTEM_CERTS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def installed(python: str) -> dict[str, str]:
    """Return the versions of all packages that a Python has, by name."""
    listed = json.loads(uv("pip", "list", "--python", python, "--format", "json"))
    return {each["name"]: each["version"] for each in listed}


def cache() -> Path:
    """Where environments are kept."""
    kept = os.environ.get("XDG_CACHE_HOME")
    return (Path(kept) if kept else Path.home() / ".cache") / "maton-google-meet-benchmark"


def digest(*parts: bytes) -> str:
    """What an environment was made from, in short."""
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def environment(peer: Peer, folder: Path, more: Sequence[Path]) -> str:
    """The Python of the peer's environment, which is made anew if it was made from something else;
    `more` are wheels, and packages to be laid beside what is installed."""
    place = folder / peer.name.replace(" ", "-")
    files = [path for each in more for path in (each, *sorted(each.rglob("*"))) if path.is_file()]
    parts = [sys.version, *peer.requires, *(path.name for path in files)]
    made_from = digest(LOCK.read_bytes(), *map(str.encode, parts), *(f.read_bytes() for f in files))
    stamp, python = (
        place / "made-from",
        str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")),
    )
    if stamp.exists() and stamp.read_text() == made_from:
        return python
    print(f"benchmark.py: making {place}", file=sys.stderr, flush=True)
    shutil.rmtree(place, ignore_errors=True)
    uv("venv", "--python", sys.executable, "--no-python-downloads", place)
    wheels = [each for each in more if each.suffix == ".whl"]
    install = ("pip", "install", "--python", python, "--compile-bytecode", "--constraint")
    uv(*install, LOCK, *peer.requires, *wheels)
    for package in set(more) - set(wheels):
        library = sysconfig.get_path("purelib", vars={"base": str(place)})
        laid = shutil.copytree(package, Path(library, package.name))
        subprocess.run([python, "-m", "compileall", "-q", laid], check=True)
    stamp.write_text(made_from)
    return python


def environments(folder: Path) -> dict[str, str]:
    """The Python of each peer's environment."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch).resolve()
        _, wheel = check_wheel.build_distributions(ROOT, work / "dist", cwd=work)
        plain = work / PLAIN
        run_generator(load_document(regenerate.SPEC), plain)
        more = {OURS: [wheel], GENERATED: [plain]}
        return {
            peer.name: environment(peer, folder, more.get(peer.name, []))
            for peer in PEERS
            if not peer.home
        }


@contextmanager
def served(pythons: Mapping[str, str], quick: bool) -> Generator[Setting]:
    """The server, with a certificate that children look for among those of certifi."""
    with tempfile.TemporaryDirectory() as folder:
        certificate, trust = Path(folder, "server.pem"), Path(folder, "trusted.pem")
        maker = trustme.CA()
        issued = maker.issue_cert("127.0.0.1")
        issued.private_key_and_cert_chain_pem.write_to_path(certificate)
        trust.write_bytes(Path(certifi.where()).read_bytes() + maker.cert_pem.bytes())
        with process(meetings.serve, str(certificate)) as pipe:
            http, tls = pipe.recv()
            urls = f"http://127.0.0.1:{http}", f"https://127.0.0.1:{tls}"
            yield Setting(pythons, *urls, trust, quick)


def measure(setting: Setting, names: Sequence[str], count: int) -> Results:
    """All that is named."""
    results: Results = {}
    special = {"limit": limit, "memory": memory, "idle": idle}
    of = {section.name: section for section in SECTIONS}
    for name in (each for each in NAMES if each in names):
        print(f"benchmark.py: {name}", file=sys.stderr, flush=True)
        if name in special:
            results[name] = special[name](setting)
        else:
            results[name] = rounds(setting, of[name], count)
    return results


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, tell; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="PART", help=", ".join(NAMES))
    parser.add_argument("--all", action="store_true", help="also the part `limit`: four minutes")
    parser.add_argument("--rounds", type=int, default=15, metavar="N")
    parser.add_argument("--quick", action="store_true", help="few of all, to see that it runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    parser.add_argument("--table", action="store_true", help="print the table in Markdown")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--folder", type=Path, default=cache(), help="for the environments")
    options = parser.parse_args(arguments)
    names = options.names or [name for name in NAMES if options.all or name != "limit"]
    if unknown := set(names) - set(NAMES):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if options.rounds < 1:
        parser.error("--rounds: at least 1")
    if options.table and (options.quick or set(names) != set(NAMES)):
        parser.error("--table takes all parts, and not --quick: add --all")
    count = min(options.rounds, 2) if options.quick else options.rounds
    try:
        pythons = environments(options.folder)
        versions = {name: installed(python) for name, python in pythons.items()}
        with served(pythons, options.quick) as setting:
            results = measure(setting, names, count)
    except (RuntimeError, OSError, subprocess.CalledProcessError, GenerationError) as error:
        print(f"benchmark.py: {error}", file=sys.stderr)
        return 2
    switches = [f"--{each}" for each in ("all", "quick", "table") if getattr(options, each)]
    more = ["--rounds", str(count)] if count != parser.get_default("rounds") else []
    report = {
        "date": str(datetime.date.today()),
        "command": " ".join(["scripts/measure/benchmark.py", *options.names, *switches, *more]),
        "rounds": count,
        "machine": {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "versions": versions,
        "figures": results,
    }
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(performance_table(report) if options.table else told(results))
    missed = [row.what for row in rows(results) if row.met is False]
    print(*(f"missed: {what}" for what in missed), sep="\n", end="\n" if missed else "")
    return 1 if missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main())
