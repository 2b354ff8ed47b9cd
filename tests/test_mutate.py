"""scripts/mutate.py and its list: each fault is one, and the runner tells what became of it."""

from __future__ import annotations

import ast
import shutil
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import jinja2
import mutate
import pytest
from codegen import loading
from mutate import CAUGHT, HUNG, SURVIVED, Result, Worker, WrongSetting, main, planted
from planted import FAULTS, KINDS, SPEC, Fault

pytestmark = pytest.mark.unmeasured

VALUE = "wrapper/maton_google_meet/__init__.py"
# One package that says 1, one test that wants it to.
PROJECT = {
    VALUE: "VALUE = 1\n",
    "generated/maton_google_meet_api/__init__.py": "",
    "tests/test_value.py": (
        "import time\n"
        "from maton_google_meet import VALUE\n"
        "def test_value():\n"
        "    open('left behind', 'w').close()\n"
        "    while VALUE == 3:\n"
        "        time.sleep(0.1)\n"
        "    assert VALUE > 0\n"
    ),
    "tests/test_contract.py": "def test_contract():\n    pass\n",
    "tests/test_regenerate.py": "raise AssertionError('left out')\n",
    # It says what a fault made of the document, or refuses it.
    "scripts/regenerate.py": (
        "import pathlib\n"
        "text = pathlib.Path('spec/openapi.yaml').read_text()\n"
        "assert text != 'refused'\n"
        "pathlib.Path('wrapper/maton_google_meet/__init__.py').write_text(f'VALUE = {text}')\n"
    ),
    "spec/openapi.yaml": "1",
}


def fault(new: str, old: str = "VALUE = 1", file: str = VALUE) -> Fault:
    return Fault(f"{file} says {new}", "verb", file, old, new, ("tests/test_value.py",))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # Its tests need none, and to load all that are installed takes seconds.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    root = tmp_path / "project"
    for name, text in PROJECT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def worker(project: Path, tmp_path: Path) -> Worker:
    return Worker(project, PROJECT, tmp_path / "copy")


@pytest.fixture
def command(project: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The command as it is, for `project` and a fault that survives."""
    monkeypatch.setattr(mutate, "ROOT", project)
    monkeypatch.setattr(mutate, "tracked", lambda root: list(PROJECT))
    monkeypatch.setattr(mutate, "FAULTS", (fault("VALUE = 2"),))
    return monkeypatch


def content(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file()
    }


# --- the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.label for fault in FAULTS])
def test_a_fault_is_found_once_and_what_it_makes_can_be_read(
    fault: Fault, repository: Path
) -> None:
    text = planted(fault, repository)
    assert text != (repository / fault.file).read_text(encoding="utf-8")
    if fault.file.endswith(".py"):
        ast.parse(text)
    if fault.file.endswith(".jinja"):
        jinja2.Environment().parse(text)
    for name in fault.tests:
        assert (repository / name).is_file()
        assert name not in mutate.LEFT_OUT


def test_the_document_is_still_yaml_with_a_fault(repository: Path) -> None:
    """With all of them, since parsing takes seconds: they are in different places."""
    text = (repository / SPEC).read_text(encoding="utf-8")
    for fault in FAULTS:
        if fault.file == SPEC:
            assert text.count(fault.old) == 1, fault.label
            text = text.replace(fault.old, fault.new)
    loading.parse(text)


def test_there_are_enough_faults_of_each_kind() -> None:
    assert len(FAULTS) >= 40
    assert [label for label, count in Counter(f.label for f in FAULTS).items() if count > 1] == []
    assert {fault.kind for fault in FAULTS} == set(KINDS)


# --- the runner -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "verdict", "by"),
    [
        (fault("VALUE = 0"), CAUGHT, "tests/test_value.py::test_value"),
        (fault("VALUE = one"), CAUGHT, "tests/test_value.py"),
        (fault("VALUE = 2"), SURVIVED, ""),
        (fault("0", "1", "spec/openapi.yaml"), CAUGHT, "tests/test_value.py::test_value"),
        (fault("refused", "1", "spec/openapi.yaml"), CAUGHT, "scripts/regenerate.py"),
    ],
    ids=["caught", "not imported", "survived", "regenerated", "refused"],
)
def test_what_became_of_a_fault_is_told_and_undone(
    fault: Fault, verdict: str, by: str, worker: Worker
) -> None:
    result = worker.try_out(fault)
    assert result[:3] == (fault, verdict, by)
    assert content(worker.copy) == PROJECT


@pytest.mark.thorough
def test_a_hang_is_caught_by_the_time_out(worker: Worker) -> None:
    result = worker.try_out(fault("VALUE = 3"), timeout=3.0)
    assert result[1:3] == (HUNG, "the time-out, in tests/test_value.py")
    assert content(worker.copy) == PROJECT


def test_the_tests_run_in_their_order_and_some_never(worker: Worker) -> None:
    assert worker.groups() == [["tests/test_contract.py"], ["tests/test_value.py"]]
    own = ["tests/test_value.py"]
    assert worker.groups(own) == [own, ["tests/test_contract.py"]]


def test_what_is_stopped_ends_at_once_and_stays_so(worker: Worker) -> None:
    threading.Timer(0.2, worker.stop).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        worker.run("-c", "import time; time.sleep(60)")
    assert time.monotonic() - started < 30
    with pytest.raises(KeyboardInterrupt):
        worker.run("-c", "")


def test_packages_from_elsewhere_are_refused(project: Path, tmp_path: Path) -> None:
    files = [name for name in PROJECT if name != VALUE]
    with pytest.raises(WrongSetting, match="not what is imported"):
        Worker(project, files, tmp_path / "copy").packages()


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_table_is_in_the_order_of_the_list(
    command: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = (fault("VALUE = 2"), fault("VALUE = 0"))
    command.setattr(mutate, "FAULTS", faults)
    assert main(["--jobs", "2"]) == 1
    *lines, first, second, blank, summary = capsys.readouterr().out.splitlines()
    assert first.startswith(f"| {VALUE} says VALUE = 2 | {VALUE} | SURVIVED |  |")
    assert second.startswith(f"| {VALUE} says VALUE = 0 | {VALUE} | caught | tests/test_value.py::")
    assert (blank, summary) == ("", "2 faults: 1 caught, 1 survived")
    assert "green without a fault" in lines
    assert sum(line.startswith(("1/2 ", "2/2 ")) for line in lines) == 2
    assert main(["--no-check", "-k", "VALUE = 0"]) == 0


def test_tests_that_fail_without_a_fault_end_it(
    command: pytest.MonkeyPatch, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / VALUE).write_text("VALUE = 1\nVALUE -= 1\n")
    assert main([]) == 2
    assert "The tests fail without a fault" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "count"), [("", 0), ("VALUE = 1\nVALUE = 1\n", 2)])
def test_a_stale_fault_is_named(
    text: str,
    count: int,
    command: pytest.MonkeyPatch,
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (project / VALUE).write_text(text)
    assert main([]) == 2
    said = capsys.readouterr().err
    assert f"fault '{VALUE} says VALUE = 2', {VALUE}: its text is found {count} times" in said


def test_a_fault_in_a_file_that_is_gone_is_named(
    command: pytest.MonkeyPatch, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / VALUE).unlink()
    assert main([]) == 2
    assert f"{VALUE}: No such file" in capsys.readouterr().err


def test_a_choice_of_none_is_a_mistake(
    command: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-k", "nothing of this name"]) == 2
    assert "nothing of this name" in capsys.readouterr().err


def test_ctrl_c_tells_what_is_known_so_far(
    command: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = (fault("VALUE = 2"), fault("VALUE = 0"))
    command.setattr(mutate, "FAULTS", faults)

    def try_out(worker: Worker, fault: Fault, timeout: float) -> Result:
        if fault is faults[1]:
            raise KeyboardInterrupt
        return Result(fault, SURVIVED, "", 1.0)

    command.setattr(Worker, "try_out", try_out)
    assert main(["--no-check", "--jobs", "1"]) == 130
    said = capsys.readouterr()
    assert "interrupted" in said.err
    assert said.out.endswith("1 faults: 0 caught, 1 survived\n")


def test_the_list_can_be_read_without_running(
    command: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out == f"verb: {VALUE} says VALUE = 2 ({VALUE})\n"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not on this machine")
def test_the_files_of_a_repository_are_listed(repository: Path, tmp_path: Path) -> None:
    if (repository / ".git").exists():
        assert "scripts/mutate.py" in mutate.tracked(repository)
    with pytest.raises(WrongSetting, match="git does not list"):
        mutate.tracked(tmp_path)


def test_it_runs_as_a_script(worker: Worker, repository: Path) -> None:
    done = worker.run(str(repository / "scripts" / "mutate.py"), "--list")
    assert done.code == 0
    assert len(done.output.splitlines()) == len(FAULTS)
    assert sys.executable not in done.output
