"""The clock of the sandbox."""

from __future__ import annotations

import threading
from datetime import timedelta

from maton_google_meet.sandbox.clock import Clock
from support.sandboxes import NOW


def test_the_clock_advances_to_the_end_of_the_first_wait() -> None:
    clock = Clock(NOW)
    with clock.waiting(50) as long:
        with clock.waiting(5) as short:
            assert not clock.due(long)
            assert clock.due(short)
            assert clock.now() == NOW + timedelta(seconds=5)
        with clock.waiting(1):
            assert not clock.due(long)  # The other wait ends first.
        with clock.busy():
            assert not clock.due(long)
            with clock.busy(-1):
                assert clock.now() == NOW + timedelta(seconds=5)
        assert clock.due(long)
        assert clock.now() == NOW + timedelta(seconds=50)


def test_a_thread_waits_for_earlier_waits() -> None:
    clock = Clock(NOW)
    thread = threading.Thread(target=clock.wait, args=(5,))
    with clock.waiting(1) as first:
        thread.start()
        while len(clock._waiters) < 2:
            pass
        assert clock.now() == NOW
        assert clock.due(first)
    thread.join(10)
    assert clock.now() == NOW + timedelta(seconds=5)
