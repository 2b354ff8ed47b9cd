"""An export that is interrupted continues, and ends like one that was not."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import anyio
import pytest
from maton_google_meet.reports.export import export
from support.clients import ClientRunner
from support.exports import KillingSandbox, find_large_call, read_export
from support.sandboxes import NOW
from support.scale import scale

MAX_REQUESTS_IN_FLIGHT = 10
KILLS = scale(20, 5)
REQUESTS = 300
"""An export sends a few more requests, so that each kill interrupts it."""
SANDBOX = KillingSandbox(now=NOW, rate=None)
CONFERENCE = find_large_call(SANDBOX)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the files of an export that is not interrupted."""
    folder = tmp_path_factory.mktemp("expected")
    with SANDBOX.client(pace=None) as meet:
        assert export(meet, CONFERENCE, folder)
    return read_export(folder)


@pytest.mark.sized
@pytest.mark.parametrize("seed", range(scale(10, 1)))
def test_an_export_that_is_killed_continues(
    seed: int, expected: Mapping[str, bytes], tmp_path: Path
) -> None:
    """Each kill costs at most the requests that can be in flight."""
    start = len(SANDBOX.requests)
    points = [0, *sorted(random.Random(seed).sample(range(1, REQUESTS), KILLS))]
    with SANDBOX.serve() as server:
        for requests in (last - first for first, last in itertools.pairwise(points)):
            code = SANDBOX.run_process(server.url, CONFERENCE, tmp_path, requests)
            assert code < 0, "it was not killed"
        assert SANDBOX.run_process(server.url, CONFERENCE, tmp_path, None) == 0
    assert read_export(tmp_path) == expected
    check_repeats(start, KILLS)


def check_repeats(start: int, interruptions: int) -> None:
    """Check the requests after the first `start` ones."""
    counts = Counter(each.target for each in SANDBOX.requests[start:])
    assert counts.total() - len(counts) <= interruptions * MAX_REQUESTS_IN_FLIGHT


def test_a_complete_export_sends_no_request(
    runner: ClientRunner, expected: Mapping[str, bytes], tmp_path: Path
) -> None:
    runner.call_sandbox(SANDBOX, lambda meet: export(meet, CONFERENCE, tmp_path), pace=None)
    start = len(SANDBOX.requests)
    runner.call_sandbox(SANDBOX, lambda meet: export(meet, CONFERENCE, tmp_path), pace=None)
    assert len(SANDBOX.requests) == start
    assert read_export(tmp_path) == expected


@pytest.mark.parametrize("at", [1, 60, REQUESTS])
def test_an_export_that_is_interrupted_continues(
    at: int, runner: ClientRunner, expected: Mapping[str, bytes], tmp_path: Path
) -> None:
    """The callback raises the interrupt, with each kind of client."""

    def interrupt(done: int, total: int | None, what: str) -> None:
        if done == at:
            raise KeyboardInterrupt

    start = len(SANDBOX.requests)
    with pytest.raises(KeyboardInterrupt):
        runner.call_sandbox(
            SANDBOX,
            lambda meet: export(meet, CONFERENCE, tmp_path, progress=interrupt),
            pace=None,
        )
    runner.call_sandbox(SANDBOX, lambda meet: export(meet, CONFERENCE, tmp_path), pace=None)
    assert read_export(tmp_path) == expected
    check_repeats(start, 1)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("at", [1, 60, REQUESTS])
def test_an_export_that_is_cancelled_continues(
    at: int, backend: str, expected: Mapping[str, bytes], tmp_path: Path
) -> None:
    async def main() -> None:
        async with SANDBOX.async_client(pace=None) as meet:
            with anyio.CancelScope() as scope:
                await export(
                    meet,
                    CONFERENCE,
                    tmp_path,
                    progress=lambda done, *_: scope.cancel() if done == at else None,
                )
            assert scope.cancelled_caught
            assert not (tmp_path / "manifest.json").exists()
            assert await export(meet, CONFERENCE, tmp_path)

    start = len(SANDBOX.requests)
    anyio.run(main, backend=backend)
    assert read_export(tmp_path) == expected
    check_repeats(start, 1)
