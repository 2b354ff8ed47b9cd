"""Report the events of a call to its observers (`events`), and to the logs, which are one of them.

A call without an observer has no `Observation`.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx
from maton_google_meet_api.runtime.calls import parse_response
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..errors import APIStatusError, MatonError, OutcomeUnknown, WriteDeclined
from ..events import AttemptEvent, CallEvent, DecisionEvent, Event, Observer, WaitEvent
from .copies import copy_headers, copy_request, copy_response
from .failures import FACADE_ERRORS
from .recursion import track_callback
from .steps import Progress

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.table import Operation

    from ..types import PendingWrite
    from .options import CallOptions

logger: logging.Logger = logging.getLogger("maton_google_meet")
audit: logging.Logger = logging.getLogger("maton_google_meet.audit")
_call_ids = itertools.count(1)


class Observation:
    """The observers of one call, and the events so far."""

    def __init__(
        self,
        observers: tuple[Observer, ...],
        options: CallOptions,
        request: httpx.Request,
        operation: Operation | None,
        write: bool,
    ) -> None:
        self._observers = observers
        self._state = options.state
        self._retry = options.retry
        self._request, self._operation, self._write = request, operation, write
        self._call_id = next(_call_ids)
        self._events: list[Event] = []
        self._last: AttemptEvent | None = None
        self._started = self._state.now(), self._state.monotonic()
        self._attempts = 0
        # The progress of the latest attempt while it has no response; then its status.
        self._unanswered: Progress | None = None
        self._status = 0
        self._is_declined = False
        self.pending: PendingWrite | None = None
        """The write to approve: a copy that the hook cannot change."""

    def _describe(self, request: httpx.Request, operation: Operation | None) -> dict[str, Any]:
        """Return the fields that all events have."""
        query = request.url.query.decode("ascii")
        path = self._state.address.path(request.url)
        return {
            "call_id": self._call_id,
            "time": self._state.now(),
            "operation": operation.id if operation else None,
            "method": request.method,
            "path": f"{path}?{query}" if query else path,
            "url_template": operation.path if operation else None,
        }

    def _report(self, event: Event) -> WriteDeclined | None:
        """Pass `event` to the observers. Return the `WriteDeclined` that one of them raises."""
        self._events.append(event)
        veto: WriteDeclined | None = None
        for observer in self._observers:
            try:
                with track_callback(self._state, "observe="):
                    observer(event)
            except Exception as error:
                if getattr(event, "approved", False) and isinstance(error, WriteDeclined):
                    veto = veto or error
                    continue
                with contextlib.suppress(Exception):  # A filter of the logs may raise too.
                    logger.warning("The observer %s raised", get_name(observer), exc_info=True)
        return veto

    def begin_attempt(self, request: httpx.Request, progress: Progress) -> None:
        """Count an attempt before it is sent: an interrupt may prevent `report_attempt`."""
        if request is self._request:
            self._attempts += 1
            self._unanswered, self._status = progress, 0

    def report_attempt(
        self,
        request: httpx.Request,
        operation: Operation | None,
        attempt: int,
        result: httpx.Response | BaseException,
        seconds: float,
        *,
        stream: bool,
        key: str,
    ) -> None:
        """Report the end of an attempt: its response, or the exception that ended it."""
        has_response = isinstance(result, httpx.Response)
        response = headers = None
        if isinstance(result, httpx.Response):
            if request is self._request:
                self._unanswered, self._status = None, result.status_code
            headers = copy_headers(result, key)
            if not (stream and result.is_success):  # The caller reads it.
                response = copy_response(result, key)
        event = AttemptEvent(
            **self._describe(request, operation),
            attempt=attempt,
            status=result.status_code if isinstance(result, httpx.Response) else None,
            error=None if has_response else type(result).__name__,
            request_id=headers.get("X-Request-Id") if headers is not None else None,
            seconds=seconds,
            request_bytes=len(request.content),
            response_bytes=len(response.content) if response is not None else None,
            headers=headers,
            request=copy_request(request),
            response=response,
        )
        if request is self._request:
            self._last = event
        self._report(event)

    def report_wait(
        self,
        request: httpx.Request,
        operation: Operation | None,
        attempt: int,
        cause: int | str | None,
        seconds: float,
    ) -> None:
        """Report a wait before this attempt. `cause` is None if the pace delays it."""
        self._unanswered = None  # The previous attempt did nothing, or no other would follow.
        self._report(
            WaitEvent(
                **self._describe(request, operation),
                attempt=attempt,
                reason="retry" if cause is not None else "pace",
                cause=cause,
                seconds=seconds,
                attempts=self._retry.attempts,
            )
        )

    def report_decision(
        self, approved: bool, hook: object, error: BaseException | None = None
    ) -> None:
        """Report a decision on `pending`.

        Raises:
            WriteDeclined: An observer stops the write.
        """
        assert self.pending is not None
        veto = self._report(
            DecisionEvent(
                **self._describe(self._request, self._operation),
                pending=self.pending,
                approved=approved,
                hook=get_name(hook) if hook is not None else None,
                error=type(error).__name__ if error is not None else None,
            )
        )
        self._is_declined = not approved or veto is not None
        if veto:
            raise veto

    def report_end(self, error: BaseException | None, result: object, *, parsed: bool) -> None:
        """Report the end of the call: the `error` that it raises, or its result.

        `parsed` is False if the caller receives the response itself.
        """
        last = self._last
        outcome = self._find_outcome(error)
        if error is None and self._write and not parsed and not _comes_from_api(result):
            outcome = "unknown"
        self._report(
            CallEvent(
                **self._describe(self._request, self._operation),
                write=self._write,
                outcome=outcome,
                error=type(error).__name__ if error is not None else None,
                attempts=self._attempts,
                started=self._started[0],
                seconds=self._state.monotonic() - self._started[1],
                status=last.status if last else None,
                request_id=last.request_id if last else None,
                headers=last.headers if last else None,
                response=last.response if last else None,
                pending=self.pending,
                events=tuple(self._events),
            )
        )

    def _find_outcome(self, error: BaseException | None) -> Any:
        """Return the outcome of a call that ends with `error`; see `CallEvent.outcome`."""
        if error is None:
            return "done"
        if not self._write:
            return "refused" if isinstance(error, APIStatusError) else "failed"
        if self._is_declined:
            return "declined"
        # The class of the error does not suffice: a hook, for example, can raise any class.
        is_unknown = isinstance(error, OutcomeUnknown)
        if self._unanswered is not None and not self._unanswered.unsent:
            # An exception of another kind may have interrupted the attempt.
            return "unknown" if is_unknown or not isinstance(error, MatonError) else "refused"
        if 200 <= self._status < 300:
            return "unknown" if is_unknown else "done"
        return "unknown" if self._status >= 500 else "refused"


def get_name(function: object) -> str:
    """Return the qualified name of a function, or that of the class of another callable."""
    named: Any = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}.{named.__qualname__}"


def _comes_from_api(response: Any) -> bool:
    """Return True if the body of a raw response with a 2xx is empty or a JSON object."""
    try:
        if response.content.strip():
            parse_response(response, dict, (), FACADE_ERRORS)
    except (httpx.StreamError, MatonError):  # The caller has not read a streamed body yet.
        return False
    return True


def log_event(event: Event) -> None:
    """Log `event`: attempts at DEBUG, retries and decisions at INFO."""
    if isinstance(event, AttemptEvent):
        logger.debug(
            "%s: %s, attempt %d, %.3f s",
            *(_describe_request(event), event.status or event.error),
            *(event.attempt, event.seconds),
        )
    elif isinstance(event, WaitEvent) and event.reason == "retry":
        logger.info(
            "%s: %s, attempt %d of %d follows in %.3f s",
            *(_describe_request(event), event.cause),
            *(event.attempt, event.attempts, event.seconds),
        )
    elif isinstance(event, DecisionEvent):
        verdict = "declined" if event.hook else "refused, no hook"
        if event.error and event.error != WriteDeclined.__name__:
            verdict = f"stopped by {event.error} in the hook"
        audit.info("%s: %s", "approved" if event.approved else verdict, event.pending)


def _describe_request(event: AttemptEvent | WaitEvent) -> str:
    """Return the method and the path of `event`, without its query."""
    return escape_for_terminal(f"{event.method} {unquote(event.path.partition('?')[0])}")
