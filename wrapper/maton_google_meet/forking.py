"""Renew the state that a forked process cannot inherit: locks, queues, sockets."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Renewable(Protocol):
    """An object with state that belongs to one process."""

    def renew(self) -> None:
        """Discard that state, so that the object is like a new one with the same settings."""
        ...


_renewables: WeakSet[Renewable] = WeakSet()


def renew_after_fork(renewable: Renewable) -> None:
    """Call `renewable.renew()` in the child of each fork, as long as the object exists.

    Python does not renew locks after a fork: https://github.com/python/cpython/issues/50970.
    """
    _renewables.add(renewable)


def _renew_all() -> None:
    errors: list[Exception] = []
    for renewable in [*_renewables]:
        try:
            renewable.renew()
        except Exception as error:  # noqa: BLE001 - the others need to be renewed too
            errors.append(error)
    if errors:  # Python reports it as an exception that was ignored.
        raise ExceptionGroup("State was not renewed after a fork", errors)


if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows cannot fork.
    os.register_at_fork(after_in_child=_renew_all)
