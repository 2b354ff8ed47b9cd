"""The state that a client and its views share, and their options."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..config import Address, Credential
from ..errors import ConfigurationError
from ..forking import renew_after_fork
from ..types import AsyncConfirm, Choice, Confirm
from .connections import Selector
from .pacing import Pacer
from .retry import Retry

if TYPE_CHECKING:
    from ..events import Observer


class ClientState:
    """The state that a client and all its views share. The clocks count in seconds."""

    def __init__(
        self,
        key: Credential,
        address: Address,
        event_class: Callable[[], Any] = threading.Event,
        lock_class: Callable[[], Any] = threading.RLock,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.key: Credential = key
        self.address: Address = address
        self._event_class = event_class
        self._lock_class = lock_class
        self._selectors: dict[str, Selector] = {}
        # Set once the client is closed: a `threading.Event` or an `anyio.Event`.
        self.closing: Any = event_class()
        # The functions that wake waiting hooks once the client is closed.
        self.wakers: set[Callable[[], object]] = set()
        self.monotonic: Callable[[], float] = monotonic
        self.now: Callable[[], float] = now
        renew_after_fork(self)

    def renew(self) -> None:
        """Replace the event after a fork: a thread of the parent may have held its lock.

        Python does not renew such locks: https://github.com/python/cpython/issues/50970.
        """
        is_closed, self.wakers = self.closing.is_set(), set()
        # An event of anyio has no lock. That of anyio 4.5 cannot be set outside an event loop:
        # https://github.com/agronholm/anyio/blob/4.5.0/src/anyio/_core/_synchronization.py
        if not is_closed or isinstance(self.closing, threading.Event):
            self.closing = self._event_class()
            if is_closed:
                self.closing.set()

    def get_selector(self, choice: Choice) -> Selector:
        """Return the selector for `connection=`.

        Views that pin the same connection share one, so that the connection is looked up once.
        """
        if not isinstance(choice, str):
            return Selector(choice, self._lock_class)
        return self._selectors.setdefault(choice, Selector(choice, self._lock_class))

    def check_open(self) -> None:
        """Raise `ConfigurationError` if the client was closed."""
        if self.closing.is_set():
            raise ConfigurationError("This client is closed. Create a new one.")


class CallOptions:
    """The options of a client or a view that apply to each call. They are not modified."""

    def __init__(
        self,
        state: ClientState,
        selector: Selector,
        confirm: Confirm | AsyncConfirm | None,
        retry: Retry,
        pace: Pacer | None,
        account: str | None = None,
        observers: object = None,
    ) -> None:
        hook: object = confirm
        if hook is not None and (isinstance(hook, type) or not callable(hook)):
            # A class is callable, and `bool` would approve each write.
            kind = f"; not the class {hook.__name__}" if isinstance(hook, type) else ""
            raise ConfigurationError(
                f"confirm= takes a function, such as approve_in_terminal{kind}."
            )
        if not isinstance(retry, Retry):
            raise ConfigurationError("retry= takes a Retry, or None.")
        has_methods = hasattr(pace, "reserve") and hasattr(pace, "areserve")
        if pace is not None and (isinstance(pace, type) or not has_methods):
            raise ConfigurationError(
                "pace= takes a Pace, an object with the methods reserve and areserve, or None."
            )
        words: object = account
        if words is not None and not (isinstance(words, str) and words.strip()):
            raise ConfigurationError(
                'account= takes your own words for the Google account, such as "ana@example.com".'
            )
        self.state: ClientState = state
        self.selector: Selector = selector
        self.confirm: Confirm | AsyncConfirm | None = confirm
        self.retry: Retry = retry
        self.pace: Pacer | None = pace
        self.account: str | None = account
        self.observers: tuple[Observer, ...] = check_observers(observers)

    def replace(self, **changes: Any) -> CallOptions:
        """Return a copy with other values for the options in `changes`."""
        return CallOptions(**{**vars(self), **changes})


def check_observers(observe: object) -> tuple[Observer, ...]:
    """Return the value of `observe=`, one function or several, as a tuple.

    Raises:
        ConfigurationError: A value is not a function, or is a coroutine function.
    """
    values: Any = () if observe is None else (observe,) if callable(observe) else observe
    try:
        observers: tuple[Any, ...] = tuple(values)
    except TypeError:
        observers = (values,)  # It is refused below.
    for observer in observers:
        if not callable(observer) or isinstance(observer, type):
            name = (
                f"the class {observer.__name__}" if isinstance(observer, type) else repr(observer)
            )
            raise ConfigurationError(
                f"observe= takes a function that receives each event, or several; not {name}."
            )
        if inspect.iscoroutinefunction(observer) or inspect.iscoroutinefunction(
            getattr(observer, "__call__", None)  # noqa: B004 - the method itself
        ):
            raise ConfigurationError(
                "observe= takes a plain function, also in an async client: nothing would await a "
                "coroutine function. Let the function put the event into a queue."
            )
    return tuple({id(each): each for each in observers}.values())  # Each one once.
