"""The renewal of objects in a forked process."""

from __future__ import annotations

import gc
import weakref

import pytest
from maton_google_meet import forking


class Renewable:
    renewals = 0

    def renew(self) -> None:
        self.renewals += 1


def test_a_child_renews_registered_objects_without_keeping_them_alive() -> None:
    kept, dropped = Renewable(), Renewable()
    forking.renew_after_fork(kept)
    forking.renew_after_fork(dropped)
    reference = weakref.ref(dropped)
    del dropped
    gc.collect()
    assert reference() is None
    forking._renew_all()
    assert kept.renewals == 1


def test_an_object_that_fails_does_not_keep_others_from_being_renewed() -> None:
    class Faulty(Renewable):
        def renew(self) -> None:
            super().renew()
            raise LookupError("mine")

    others = [Renewable(), Faulty(), Renewable(), Faulty(), Renewable()]
    for other in others:
        forking.renew_after_fork(other)
    with pytest.raises(ExceptionGroup) as raised:
        forking._renew_all()
    assert {other.renewals for other in others} == {1}
    assert [type(error) for error in raised.value.exceptions] == [LookupError] * 2
