"""The detection of a function that waits for a call of its own client."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any

import pytest
from maton_google_meet import ConfigurationError
from maton_google_meet.flow import recursion
from maton_google_meet.flow.recursion import (
    refuse_nested_call,
    refuse_recursion,
    track_callback,
    waits_for,
)
from maton_google_meet.flow.steps import Wait

OWNER = object()


def test_a_call_from_inside_the_function_is_refused_until_it_has_ended() -> None:
    with track_callback(OWNER, "confirm="):
        with pytest.raises(ConfigurationError, match=r"passed as confirm= called the client"):
            refuse_recursion(OWNER, "confirm=")
        inside = copy_context()
        refuse_recursion(object(), "confirm=")
        refuse_recursion(OWNER, "api_key=")
        refuse_recursion(OWNER, "confirm=", print)
    refuse_recursion(OWNER, "confirm=")
    inside.run(refuse_recursion, OWNER, "confirm=")  # A task that has outlived the function.


@pytest.mark.parametrize("place", ["before", "after"])
def test_an_interrupt_on_the_way_in_leaves_no_entry(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting(dict[Any, Any]):
        def __setitem__(self, key: Any, value: Any) -> None:
            if place == "after":
                super().__setitem__(key, value)
            raise KeyboardInterrupt

    before = recursion._running.get()
    monkeypatch.setattr(recursion, "_active", Interrupting())
    with pytest.raises(KeyboardInterrupt), track_callback(OWNER, "observe="):
        pass
    assert recursion._active == {}
    assert recursion._running.get() == before


def test_a_nested_call_in_the_same_thread_is_refused_without_a_wait() -> None:
    with track_callback(OWNER, "api_key="), pytest.raises(ConfigurationError):
        next(refuse_nested_call(OWNER, "api_key="))
    assert list(refuse_nested_call(OWNER, "api_key=")) == []


@pytest.mark.parametrize("joined", [True, False])
def test_a_thread_that_the_function_waits_for_may_not_call(joined: bool) -> None:
    steps: list[Any] = []
    release, errors = threading.Event(), list[Exception]()

    def call() -> None:
        try:
            for step in refuse_nested_call(OWNER, "confirm="):
                steps.append(step)
                waiting.wait(20)
        except ConfigurationError as error:
            errors.append(error)
        release.set()

    waiting = threading.Event()
    thread = threading.Thread(target=call)
    with track_callback(OWNER, "confirm="):
        thread.start()
        if joined:
            threading.Timer(0.2, waiting.set).start()
            thread.join()
        else:
            waiting.set()
            release.wait(20)
    thread.join()
    assert [type(step) for step in steps] == [Wait]
    assert len(errors) == joined


@pytest.mark.parametrize(
    "block",
    [Future.result, Future.exception, lambda future: wait([future])],
    ids=["result", "exception", "wait"],
)
def test_a_thread_waits_for_the_thread_that_computes_its_future(
    block: Callable[[Future[None]], Any],
) -> None:
    started, release, idents = threading.Event(), threading.Event(), list[int]()

    def compute() -> None:
        idents.append(threading.get_ident())
        started.set()
        release.wait(20)

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(compute)
        started.wait(20)
        thread = threading.Thread(target=block, args=(future,))
        thread.start()
        try:
            while not waits_for(thread.ident or 0, idents[0]):
                release.wait(0.001)
            assert not waits_for(idents[0], thread.ident or 0)
        finally:
            release.set()
            thread.join()


@pytest.mark.parametrize("enabled", [True, False])
def test_frames_are_read_without_a_garbage_collection(
    enabled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A collection meanwhile blocks all threads: https://github.com/python/cpython/issues/106883"""
    states, real = list[bool](), sys._current_frames

    def read_frames() -> Any:
        states.append(gc.isenabled())
        if len(states) == 1:  # As from a signal handler.
            assert not waits_for(0, 1)
            states.append(gc.isenabled())
        return real()

    monkeypatch.setattr(sys, "_current_frames", read_frames)
    if not enabled:
        gc.disable()
    try:
        assert not waits_for(0, 1)
        assert states == [False] * 3
        assert gc.isenabled() == enabled
    finally:
        gc.enable()
