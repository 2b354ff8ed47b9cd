"""Find the observers of a call. A call without one needs neither `observation` nor `events`."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import TYPE_CHECKING

from .recursion import refuse_recursion

if TYPE_CHECKING:
    import httpx
    from maton_google_meet_api.runtime.table import Operation

    from ..events import Observer
    from .observation import Observation
    from .options import CallOptions

logger: logging.Logger = logging.getLogger("maton_google_meet")
audit: logging.Logger = logging.getLogger("maton_google_meet.audit")
global_observers: dict[object, Observer] = {}
"""The observers of all clients of this process, by `with` block (`observers.observe_all`)."""
local_observers: ContextVar[tuple[tuple[object, Observer], ...]] = ContextVar(
    "local_observers", default=()
)
"""The observers of the current thread or task, each with the `ClientState` that it observes."""


def observe_call(
    options: CallOptions, request: httpx.Request, operation: Operation | None, *, write: bool
) -> Observation | None:
    """Return the observation of a call that begins; None if the call has no observer."""
    observers, state = options.observers, options.state
    if blocks := local_observers.get():
        observers += tuple(observer for owner, observer in blocks if owner is state)
    if global_observers:
        observers += tuple(global_observers.values())
    if observers:
        refuse_recursion(state, "observe=")
    elif not (logger.isEnabledFor(logging.INFO) or audit.isEnabledFor(logging.INFO)):
        return None
    # The classes of the events take 3 ms to create.
    from .observation import Observation, log_event

    return Observation((log_event, *observers), options, request, operation, write)
