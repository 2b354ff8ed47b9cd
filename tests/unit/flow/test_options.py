"""The state and the options of a client, and the selectors that its views share."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from maton_google_meet import USE_PROXY_DEFAULT, ConfigurationError
from maton_google_meet.config import Address
from maton_google_meet.flow.options import ClientState, check_observers
from support.clients import ADDRESS


def test_views_with_the_same_pinned_connection_share_its_selector() -> None:
    state = ClientState("k", Address(ADDRESS))
    assert state.get_selector("c") is state.get_selector("c")
    assert state.get_selector("c") is not state.get_selector("d")
    for choice in (None, USE_PROXY_DEFAULT):
        assert state.get_selector(choice) is not state.get_selector(choice)


def test_a_closed_state_refuses_calls() -> None:
    state = ClientState("k", Address(ADDRESS))
    state.check_open()
    state.closing.set()
    with pytest.raises(ConfigurationError, match="closed"):
        state.check_open()


class LoopEvent:
    """An event that can only be set in an event loop, as that of anyio 4.5."""

    is_in_loop = True

    def __init__(self) -> None:
        self.value = False

    def is_set(self) -> bool:
        return self.value

    def set(self) -> None:
        assert self.is_in_loop
        self.value = True


@pytest.mark.parametrize("event_class", [threading.Event, LoopEvent])
@pytest.mark.parametrize("is_closed", [False, True])
def test_a_renewed_state_stays_open_or_closed(
    event_class: Any, is_closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = ClientState("k", Address(ADDRESS), event_class)
    if is_closed:
        state.closing.set()
    event = state.closing
    monkeypatch.setattr(LoopEvent, "is_in_loop", False)
    state.renew()
    assert state.closing.is_set() is is_closed
    assert (state.closing is event) == (is_closed and event_class is LoopEvent)


@pytest.mark.parametrize(
    ("observe", "count"),
    [(None, 0), (print, 1), ([], 0), ([print, repr], 2), ((print,), 1), ([print] * 2, 1)],
)
def test_one_or_several_observers_become_a_tuple(observe: Any, count: int) -> None:
    assert len(check_observers(observe)) == count
