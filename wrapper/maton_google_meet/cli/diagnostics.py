"""The calls of a command: its latest write, and the lines that `-v` and `--debug` print."""

from __future__ import annotations

import contextlib
import logging
import re
import shlex
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..events import AttemptEvent, CallEvent, DecisionEvent, Event, WaitEvent
from .messages import print_message
from .names import iterate_operations
from .program import PROGRAM

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.table import Operation

    from ..types import PendingWrite

# httpx logs only what the attempts contain.
HTTP_LOGGER = "httpcore"


class Watch:
    """An observer that remembers the latest write of a command, and prints the events with `-v`."""

    def __init__(self, *, write: bool, verbose: bool) -> None:
        self.is_write = write
        """True if the command writes."""
        self.pending: PendingWrite | None = None
        """The write; None before its approval."""
        self.outcome: str | None = None
        """`CallEvent.outcome` of the write; None before its end."""
        self.is_answered: bool = False
        """True if a server answered the write."""
        self._verbose = verbose

    def __call__(self, event: Event) -> None:
        """Receive an event of a call."""
        if isinstance(event, CallEvent) and event.write:
            self.pending, self.outcome = event.pending, event.outcome
            self.is_answered = event.status is not None
        if self._verbose:
            print_message(*describe_event(event))

    def find_read_command(self) -> str | None:
        """Return the command that reads the affected resource; None if there is none."""
        if self.pending is None or self.pending.operation is None:
            return None
        return find_read_command(self.pending.operation, self.pending.path)


def find_read_command(write: str, path: str) -> str | None:
    """Return the command that reads the resource or the list at the path of a write.

    Args:
        write: The id of the write's operation.
        path: The path of the write, percent-encoded, with its query.
    """
    commands = [(verb.operation, [PROGRAM, *words]) for *words, verb in iterate_operations()]
    operation = next(each for each, _ in commands if each.id == write)
    for each, words in commands:
        if each.method == "GET" and each.path == _remove_custom_verb(operation):
            segments = path.partition("?")[0].split("/")[-len(each.path.split("/")[1:]) :]
            name = _find_name(each, [unquote(segment.partition(":")[0]) for segment in segments])
            return shlex.join(
                [*words, *(["--"] if name[:1] == "-" else []), *([name] if name else [])]
            )
    return None


def _remove_custom_verb(operation: Operation) -> str:
    """Return the path of `operation` without its custom verb, such as `:cancel`."""
    head, slash, last = operation.path.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}"


def _find_name(operation: Operation, segments: list[str]) -> str:
    """Return the name in the segments of a path: the id alone if only one segment varies."""
    template = operation.path.split("/")[1:]
    variable = [index for index, part in enumerate(template) if part.startswith("{")]
    if len(variable) == 1:
        return segments[variable[0]]
    return "/".join(segments[variable[0] - 1 : variable[-1] + 1]) if variable else ""


def describe_event(event: Event) -> Iterator[str]:
    """Yield a line for an attempt, a wait or a decision."""
    request = f"{event.method} {event.path}"
    if isinstance(event, AttemptEvent):
        result = str(event.status) if event.error is None else split_words(event.error)
        request_id = f" (request id {event.request_id})" if event.request_id else ""
        number = f"attempt {event.attempt}, " if event.attempt > 1 else ""
        yield f"{request}: {number}{result} in {event.seconds:.3f} s{request_id}"
    elif isinstance(event, WaitEvent) and event.reason == "pace":
        yield f"{request}: waiting {event.seconds:.3f} s for the rate limit"
    elif isinstance(event, WaitEvent):
        cause = event.cause if isinstance(event.cause, int) else split_words(str(event.cause))
        yield (
            f"{request}: waiting {event.seconds:.3f} s after {cause}, then attempt "
            f"{event.attempt} of at most {event.attempts}"
        )
    elif isinstance(event, DecisionEvent):
        verdict = "approved" if event.approved else "not approved"
        yield f"{request}: {verdict} (write {event.pending.id})"


def split_words(name: str) -> str:
    """Return the name of an exception, such as `ConnectError`, as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


class _HttpHandler(logging.Handler):
    """A handler that prints the steps of httpcore without headers and texts of the server."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        step, _, details = record.getMessage().partition(" ")
        address = re.findall(r"\b(?:host|port|server_hostname)=(?:'[\w.:-]*'|\d+)", details)
        failure = re.match(r"exception=(\w+)", details)
        text = " ".join([step, *address, *([split_words(failure[1])] if failure else [])])
        print_message(f"{record.name}: {text}")


@contextlib.contextmanager
def log_http() -> Generator[None]:
    """Print the steps of httpcore inside the `with` block."""
    handler = _HttpHandler()
    logger = logging.getLogger(HTTP_LOGGER)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
