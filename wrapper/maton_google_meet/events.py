"""The events that an observer of calls receives (`observe=`).

    import logging
    from maton_google_meet import GoogleMeet
    from maton_google_meet.events import CallEvent, Event

    def log_call(event: Event) -> None:
        if isinstance(event, CallEvent):
            logging.info("%s: %s in %.3f s", event.operation, event.outcome, event.seconds)

    meet = GoogleMeet(observe=log_call)

An observer runs in the thread or task of the call, which waits for it. It must not call the client
that it observes. No event holds the API key. The `response` of a request about connections can hold
the session token in their `url`; the `repr` of an event omits the response.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import httpx

    from .types import PendingWrite


@dataclass(frozen=True, slots=True, kw_only=True)
class _CallPart:
    """The fields of each event. Events of the look-up of a connection describe the look-up."""

    call_id: int
    """The number of the call, which is unique in this process."""
    time: float
    """The time of the event, in seconds since 1970 (UTC)."""
    operation: str | None
    """The operation's id; None for a raw request outside the OpenAPI document."""
    method: str
    """The HTTP method in capitals."""
    path: str
    """The path below the base URL, percent-encoded, with its query."""
    url_template: str | None
    """The path below the base URL, with its variables in braces; None if `operation` is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptEvent(_CallPart):
    """The end of one attempt to send a request.

    A call may first look up its connection. The attempts of the look-up name its own operation.
    """

    attempt: int
    """The number of the attempt, from 1 on."""
    status: int | None
    """The status of the response; None without a response."""
    error: str | None
    """The class of the exception that ended the attempt; None with a response."""
    request_id: str | None
    """`X-Request-Id` of the response, which Maton's support asks for."""
    seconds: float
    """The time from the start of the attempt to the end of the response."""
    request_bytes: int
    """The length of the request's body."""
    response_bytes: int | None
    """The length of the response's body; None without a response, or if the caller streams it."""
    headers: httpx.Headers | None = field(repr=False, compare=False)
    """The headers of the response, in which an echo of the key is replaced by `***`."""
    request: httpx.Request = field(repr=False, compare=False)
    """A copy of the request, without the key."""
    response: httpx.Response | None = field(repr=False, compare=False)
    """A copy of the response, in which an echo of the key is replaced by `***`; None if the caller
    streams it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitEvent(_CallPart):
    """The start of a wait before an attempt."""

    attempt: int
    """The number of the attempt that follows."""
    reason: Literal["pace", "retry"]
    """`pace` if the rate limit delays the attempt, `retry` if the previous attempt failed."""
    cause: int | str | None
    """The status, or the class of the exception, that ended the previous attempt; None for
    `pace`."""
    seconds: float
    """The planned length of the wait."""
    attempts: int
    """The most attempts that the client makes for this call (`Retry.attempts`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvent(_CallPart):
    """A decision on a write: approved or declined. Nothing was sent yet."""

    pending: PendingWrite
    """The write. `pending.id` is its digest."""
    approved: bool
    """True if the write may be sent."""
    hook: str | None
    """The qualified name of the confirmation hook; None without one."""
    error: str | None
    """The class of the exception that the hook raised; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent(_CallPart):
    """The end of a call."""

    write: bool
    """True unless the call only reads."""
    outcome: Literal["done", "refused", "declined", "unknown", "failed"]
    """The effect of the call.

    `done`: it was executed. `refused`: it was not executed, because a server refused it or nothing
    was sent. `declined`: a write that was not approved. `unknown`: a write that may have been
    executed. `failed`: a read without a usable response.
    """
    error: str | None
    """The class of the exception that the call raised; None if it returned a result."""
    attempts: int
    """The number of attempts, without those of the look-up of the connection."""
    started: float
    """The start of the call, in seconds since 1970 (UTC)."""
    seconds: float
    """The time from the start to the end, including waits and the confirmation."""
    status: int | None
    """The status of the last response; None without one. Here and below, the response to the
    look-up of the connection does not count."""
    request_id: str | None
    """`X-Request-Id` of the last response."""
    headers: httpx.Headers | None = field(repr=False, compare=False)
    """The headers of the last response, in which an echo of the key is replaced by `***`."""
    response: httpx.Response | None = field(repr=False, compare=False)
    """A copy of the last response, without an echo of the key; None if the caller streams it."""
    pending: PendingWrite | None = field(repr=False)
    """The write to approve; None for a read, and for a write that failed before the decision."""
    events: tuple[Event, ...] = field(repr=False)
    """The earlier events of this call, the oldest first."""


Event: TypeAlias = AttemptEvent | WaitEvent | DecisionEvent | CallEvent
"""An event of a call."""
Observer: TypeAlias = Callable[[Event], object]
"""A function that receives the events of calls. An exception that it raises is logged and does not
change the call, with one exception: `WriteDeclined`, raised for a `DecisionEvent` that approves a
write, stops the write."""
