"""`UNSET`, the value of a field that was not given."""

from __future__ import annotations

import copy
import pickle

import pytest
from maton_google_meet_api.runtime.unset import UNSET, Unset
from maton_google_meet_api.types import UNSET as GENERATED_UNSET


def test_unset_is_false_and_readable() -> None:
    assert not UNSET
    assert bool(UNSET) is False
    assert repr(UNSET) == str(UNSET) == "UNSET"
    assert isinstance(UNSET, Unset)
    assert GENERATED_UNSET is UNSET


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_of_unset_is_unset(protocol: int) -> None:
    assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET
    assert pickle.loads(pickle.dumps([UNSET, {"a": UNSET}], protocol))[1]["a"] is UNSET


def test_a_copy_of_unset_is_unset() -> None:
    assert copy.copy(UNSET) is UNSET
    assert copy.deepcopy(UNSET) is UNSET
    assert copy.deepcopy([UNSET])[0] is UNSET
