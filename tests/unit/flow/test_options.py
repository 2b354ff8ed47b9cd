"""The state and the options of a client, and the selectors that its views share."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("observe", "count"),
    [(None, 0), (print, 1), ([], 0), ([print, repr], 2), ((print,), 1), ([print] * 2, 1)],
)
def test_one_or_several_observers_become_a_tuple(observe: Any, count: int) -> None:
    assert len(check_observers(observe)) == count
