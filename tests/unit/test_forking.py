"""The renewal of objects in a forked process."""

from __future__ import annotations

import gc
import weakref

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
