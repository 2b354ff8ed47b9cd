"""Plant the faults of scripts/planted.py one at a time, and see whether a test catches each.

    python scripts/mutate.py              all of them
    python scripts/mutate.py -k retry     those whose label or kind holds the text
    python scripts/mutate.py --list       name them

It runs on demand and not in CI. The exit code is 0 if all were caught, 1 if one survived, and 2 if
this tool's own setting is wrong: the tests fail without a fault, which is tried first, or what a
fault is to replace is not found exactly once.

A fault goes into a temporary copy of the repository, and what it changed there is put back. One in
spec/, scripts/codegen/templates/ or scripts/codegen/runtime/ is followed by scripts/regenerate.py,
as a maintainer
who made the mistake would do; one in generated/ stands there alone. The fault's own test files run
first, then tests/test_contract.py, then all others, up to the first failure. Four never run:
tests/test_regenerate.py would see any change of generated/ by comparing it with a rebuild, which
says nothing of how the library behaves; tests/test_run.py is about this checkout's environment;
tests/test_mutate.py misses the text that a fault has replaced; and tests/test_rehearsal.py runs all
tests once more. tests/test_check_upstream.py does run: for a wrong fact in the document, a
comparison with Google's own is a fair catcher.

No mutation tool is used, since those that are maintained (mutmut, cosmic-ray) change Python at
random and know nothing of YAML, templates and generated code.
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from planted import FAULTS, Fault

ROOT = Path(__file__).resolve().parent.parent
GENERATED_FROM = ("spec/", "scripts/codegen/templates/", "scripts/codegen/runtime/")
REGENERATE = "scripts/regenerate.py"
LEFT_OUT = tuple(f"tests/test_{name}.py" for name in ("regenerate", "run", "mutate", "rehearsal"))
CONTRACT = "tests/test_contract.py"
TIMEOUT = 600.0
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:cov")
FAILURE = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
PROBE = (
    "import maton_google_meet, maton_google_meet_api as api;"
    "print(maton_google_meet.__file__); print(api.__file__)"
)
CAUGHT, HUNG, SURVIVED = "caught", "caught (hang)", "SURVIVED"


class WrongSetting(Exception):
    """Nothing can be learned from running: the text says why."""


class Result(NamedTuple):
    """What came of one fault."""

    fault: Fault
    verdict: str
    by: str
    """The first test that failed, or what else caught it."""
    seconds: float


class Done(NamedTuple):
    """What came of one command; `code` is None if it ran out of time."""

    code: int | None
    output: str


def tracked(root: Path) -> list[str]:
    """The files of the repository at `root`, new ones included and ignored ones not."""
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        raise WrongSetting(f"git does not list the repository's files: {listed.stderr.strip()}")
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def planted(fault: Fault, root: Path) -> str:
    """The text of the fault's file with the fault in it.

    Raises:
        WrongSetting: What it replaces is not there exactly once.
    """
    where = f"fault {fault.label!r}, {fault.file}"
    try:
        text = (root / fault.file).read_text(encoding="utf-8")
    except OSError as error:
        raise WrongSetting(f"{where}: {error.strerror}") from error
    if (count := text.count(fault.old)) != 1:
        raise WrongSetting(f"{where}: its text is found {count} times and not once: {fault.old!r}")
    return text.replace(fault.old, fault.new)


class Worker:
    """A copy of the repository at `root`, in which faults are planted and tests run."""

    def __init__(self, root: Path, files: Iterable[str], copy: Path) -> None:
        self.copy = copy
        self.stopped = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._content = {name: (root / name).read_bytes() for name in files}
        self._modes = {name: (root / name).stat().st_mode for name in self._content}
        self.restore()

    def restore(self) -> None:
        """Make the copy what the repository is, whatever a fault or a test has left."""
        for folder, folders, names in os.walk(self.copy, topdown=False):
            for name in names:
                path = Path(folder, name)
                if path.relative_to(self.copy).as_posix() not in self._content:
                    path.unlink()
            for name in folders:
                path = Path(folder, name)
                if path.is_symlink():
                    path.unlink()
                elif not any(path.iterdir()):
                    path.rmdir()
        for name, content in self._content.items():
            path = self.copy / name
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                path.chmod(self._modes[name])

    def run(self, *arguments: str, timeout: float = TIMEOUT) -> Done:
        """Run Python in the copy, with the copy's packages."""
        left_out = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH")
        environment = {k: v for k, v in os.environ.items() if k not in left_out}
        environment["PYTHONPATH"] = os.pathsep.join(
            str(self.copy / folder) for folder in ("wrapper", "generated")
        )
        # Python takes a compiled file by the second and the size of its source: a fault of the same
        # length would not be seen.
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        with self._lock:
            if self.stopped.is_set():
                raise KeyboardInterrupt
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.copy,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # So that it ends with all that it has started.
            )
        try:
            output, _ = self._process.communicate(timeout=max(timeout, 0.1))
            code: int | None = self._process.returncode
        except subprocess.TimeoutExpired:
            self._kill()
            output, _ = self._process.communicate()
            code = None
        if self.stopped.is_set():
            raise KeyboardInterrupt
        return Done(code, output)

    def _kill(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        if os.name == "nt":
            self._process.kill()
        else:
            os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End what runs, and run nothing more."""
        with self._lock:
            self.stopped.set()
            self._kill()

    def packages(self) -> str:
        """Where the package under test is imported from: the copy, or nothing would be tested."""
        done = self.run("-c", PROBE)
        places = done.output.split("\n")
        if done.code or not all(self.copy in Path(place).parents for place in places[:2]):
            raise WrongSetting(f"The copy's packages are not what is imported:\n{done.output}")
        return places[0]

    def groups(self, first: Sequence[str] = ()) -> list[list[str]]:
        """The test files in the order in which they run, each group in a process of its own."""
        every = sorted(
            path.relative_to(self.copy).as_posix()
            for path in (self.copy / "tests").glob("test_*.py")
        )
        left = [name for name in every if name not in LEFT_OUT and name not in first]
        contract = [name for name in left if name == CONTRACT]
        groups = [list(first), contract, [name for name in left if name != CONTRACT]]
        return [group for group in groups if group]

    def check(self) -> None:
        """Run the tests without a fault; they have to pass."""
        for group in self.groups():
            done = self.run(*PYTEST, *group)
            if done.code:
                raise WrongSetting(f"The tests fail without a fault:\n{done.output}")
        self.restore()

    def try_out(self, fault: Fault, timeout: float = TIMEOUT) -> Result:
        """Plant `fault`, run the tests, and put everything back."""
        started = time.monotonic()
        text = planted(fault, self.copy)

        def result(verdict: str, by: str) -> Result:
            return Result(fault, verdict, by, time.monotonic() - started)

        def left() -> float:
            return started + timeout - time.monotonic()

        try:
            (self.copy / fault.file).write_text(text, encoding="utf-8")
            if fault.file.startswith(GENERATED_FROM):
                done = self.run(REGENERATE, timeout=left())
                if done.code != 0:
                    return result(HUNG if done.code is None else CAUGHT, REGENERATE)
            for group in self.groups(fault.tests):
                done = self.run(*PYTEST, *group, timeout=left())
                if done.code is None:
                    return result(HUNG, f"the time-out, in {group[0]}")
                if done.code:
                    failed = FAILURE.search(done.output)
                    return result(CAUGHT, failed[1] if failed else f"pytest's exit {done.code}")
            return result(SURVIVED, "")
        finally:
            self.restore()


def work(
    faults: Sequence[Fault], workers: Sequence[Worker], timeout: float, results: dict[str, Result]
) -> None:
    """Try all `faults`, filling `results` by label; a line is printed as each one is finished."""
    waiting: queue.SimpleQueue[Fault] = queue.SimpleQueue()
    finished: queue.SimpleQueue[Result | BaseException | None] = queue.SimpleQueue()
    for fault in faults:
        waiting.put(fault)

    def loop(worker: Worker) -> None:
        try:
            while True:
                finished.put(worker.try_out(waiting.get_nowait(), timeout))
        except queue.Empty:
            finished.put(None)
        except BaseException as error:  # noqa: BLE001 - the main thread raises it
            finished.put(error)

    threads = [threading.Thread(target=loop, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    running = len(threads)
    try:
        while running:
            match finished.get():
                case None:
                    running -= 1
                case Result() as result:
                    results[result.fault.label] = result
                    count = f"{len(results)}/{len(faults)}"
                    said = f"{result.verdict}: {result.fault.label} ({result.seconds:.0f} s)"
                    print(f"{count} {said}{result.by and f', by {result.by}'}", flush=True)
                case BaseException() as error:
                    raise error
    finally:
        if running:
            for worker in workers:
                worker.stop()
        for thread in threads:
            thread.join()


def table(results: Sequence[Result]) -> str:
    """The results as a table, and their number."""
    rows = [("fault", "file", "result", "by", "seconds"), ("---",) * 5]
    for fault, verdict, by, seconds in results:
        rows.append((fault.label, fault.file, verdict, by, f"{seconds:.0f}"))
    survived = sum(result.verdict == SURVIVED for result in results)
    caught = len(results) - survived
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([*lines, "", f"{len(results)} faults: {caught} caught, {survived} survived"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-k", metavar="TEXT", default="", help="only faults with it in label, kind")
    parser.add_argument("--list", action="store_true", help="name the faults, run nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="copies at a time")
    parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds for each fault")
    parser.add_argument(
        "--no-check", action="store_true", help="do not run the tests without a fault first"
    )
    options = parser.parse_args(arguments)
    text = options.k.lower()
    faults = [fault for fault in FAULTS if text in fault.label.lower() or text in fault.kind]
    if options.list:
        for fault in faults:
            print(f"{fault.kind}: {fault.label} ({fault.file})")
        return 0
    results: dict[str, Result] = {}
    code = 2
    try:
        if not faults:
            raise WrongSetting(f"No fault has {options.k!r} in its label or kind.")
        for fault in FAULTS:
            planted(fault, ROOT)
        with tempfile.TemporaryDirectory(prefix="mutate-", ignore_cleanup_errors=True) as folder:
            files = tracked(ROOT)
            jobs = max(1, min(options.jobs, len(faults)))
            copies = [Path(folder).resolve() / str(number) for number in range(jobs)]
            workers = [Worker(ROOT, files, copy) for copy in copies]
            try:
                for worker in workers:
                    print(f"tests {worker.packages()}", flush=True)
                if not options.no_check:
                    workers[0].check()
                    print("green without a fault", flush=True)
                work(faults, workers, options.timeout, results)
            finally:
                for worker in workers:
                    worker.stop()
        survived = any(result.verdict == SURVIVED for result in results.values())
        code = 1 if survived else 0
    except WrongSetting as error:
        print(f"mutate.py: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("mutate.py: interrupted", file=sys.stderr)
        code = 130
    if results:
        print(table([results[fault.label] for fault in faults if fault.label in results]))
    return code


if __name__ == "__main__":
    sys.exit(main())
