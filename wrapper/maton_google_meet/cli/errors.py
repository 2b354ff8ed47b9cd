"""The end of a command after an error: messages on stderr, and an exit code."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .messages import print_message as print_message  # noqa: PLC0414 - also for other modules
from .program import (
    FAILED,
    INTERRUPTED,
    NO_ACCESS,
    NOT_APPROVED,
    NOT_FOUND,
    OUTCOME_UNKNOWN,
    PROGRAM,
    RATE_LIMITED,
    REQUIREMENTS,
    UNAVAILABLE,
    USAGE,
)

if TYPE_CHECKING:
    from ..facade import Verb
    from .diagnostics import Watch

EXIT_CODES: Mapping[str, int] = {
    name: code
    for code, names in {
        FAILED: """
            MatonError ResponseError APIStatusError BadRequestError ConflictError ExportError
        """,
        USAGE: "ConfigurationError InvalidArgumentError InvalidNameError",
        NOT_APPROVED: "ConfirmationRequired WriteDeclined",
        NO_ACCESS: """
            CredentialError SessionExpired AuthenticationError NoActiveConnection
            AmbiguousConnection MissingConnection AuthorizationFailed AuthorizationDeadlineExceeded
        """,
        NOT_FOUND: "NotFoundError PermissionDeniedError NoConference",
        RATE_LIMITED: "RateLimitError",
        UNAVAILABLE: "ServerError NetworkError DeadlineExceeded FilesMissing",
        OUTCOME_UNKNOWN: """
            OutcomeUnknown ServerOutcomeUnknown ResponseOutcomeUnknown NetworkOutcomeUnknown
            DeadlineOutcomeUnknown
        """,
    }.items()
    for name in names.split()
}
"""The exit code for each class of `maton_google_meet.errors` and `maton_google_meet.reports`, by
name: a command without an error does not import them."""
# The classes of errors that only the command line has, as JSON reports them.
OWN_CLASSES: Mapping[int, str] = {USAGE: "UsageError", INTERRUPTED: "Interrupted"}
# The account options of the commands that do not take all of them.
CLIENT_OPTIONS: Mapping[str, Sequence[str]] = {
    "login": (),
    "schema": (),
    "auth": ("--profile", "--sandbox"),
    "connections": ("--profile", "--sandbox"),
}
# A hint that repeats the command, or the start of one that repeats it with another option.
COMMAND = "{command} "
# A command at the end of a message.
LAST_COMMAND = re.compile(rf"`({PROGRAM} [^`]+)`\.$")

# A full disk or quota, a device that fails, and a stream that is not open for writing.
OUTPUT_ERRORS = {errno.EBADF, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC}


class CommandError(Exception):
    """The failure of a command: its exit code and its messages.

    Args:
        code: The exit code.
        lines: The messages.
        hint: The exact next command, or `COMMAND` and the option to add to the command, if any.
        error: The error of the library.
        kind: The class that JSON reports. The default is that of `error`.
        pending_id: The id of the write that the error is about.
    """

    def __init__(
        self,
        code: int,
        *lines: str,
        hint: str | None = None,
        error: Exception | None = None,
        kind: str = "",
        pending_id: str | None = None,
    ) -> None:
        super().__init__(*lines)
        self.code = code
        self.lines = lines
        self.hint = hint
        self.error = error
        self.kind: str = kind or (
            type(error).__name__ if error else OWN_CLASSES.get(code, "CommandError")
        )
        self.pending_id = pending_id

    def to_dict(self, arguments: Sequence[str] = ()) -> dict[str, Any]:
        """Return the error of the command line `arguments` as a JSON object."""
        report = {
            "class": self.kind,
            "message": " ".join(self.lines),
            "status": getattr(self.error, "status_code", None),
            "reason": getattr(self.error, "reason", None),
            "request_id": getattr(self.error, "request_id", None),
            "retryable": bool(getattr(self.error, "retryable", False)),
            "hint": complete_hint(self.hint, arguments),
            "exit_code": self.code,
        }
        return report | ({"pending_id": self.pending_id} if self.pending_id else {})


def complete_hint(hint: str | None, arguments: Sequence[str]) -> str | None:
    """Return `hint` with the options that the next command needs.

    The next command acts for the same account as the command line `arguments`.
    """
    if hint is None or hint.endswith(" --help"):
        return hint
    import shlex

    if hint.startswith(COMMAND):
        end = arguments.index("--") if "--" in arguments else len(arguments)
        more = filter(None, [hint.removeprefix(COMMAND)])
        parts = [*arguments[:end], *more, *arguments[end:]]
        return f"{PROGRAM} {shlex.join(parts)}"
    words = shlex.split(hint)
    end = words.index("--") if "--" in words else len(words)
    allowed = CLIENT_OPTIONS.get(words[1], ("--connection", "--profile", "--sandbox"))
    return shlex.join([*words[:end], *_iterate_options(arguments, allowed), *words[end:]])


def _iterate_options(arguments: Sequence[str], allowed: Sequence[str]) -> Iterator[str]:
    """Yield the options of a command line that are `allowed`, with their values."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for at, argument in enumerate(arguments[:end]):
        flag = argument.partition("=")[0]
        if flag in allowed:
            yield argument
            if argument == flag != "--sandbox":
                yield from arguments[at + 1 : end][:1]


def has_terminal() -> bool:
    """Return True if a terminal can ask the user."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def find_exit_code(error: Exception) -> int:
    """Return the exit code for an error of the library: that of the most specific class."""
    names = [kind.__name__ for kind in type(error).__mro__]
    return next(EXIT_CODES[name] for name in names if name in EXIT_CODES)


def is_installed(module: str) -> bool:
    """Return True if a package of an extra is installed."""
    try:
        import_module(module)
    except ModuleNotFoundError:
        return False
    return True


def describe_system_error(error: Exception) -> str:
    """Return the reason of an error of the operating system, without a period at its end."""
    # As in "[Errno 98] Address already in use" and "bind(): port must be 0-65535.".
    return re.sub(r"^(?:\[(?:Errno|WinError) -?\d+\]|\w+\(\):) ", "", str(error)).rstrip(".")


def require(module: str, purpose: str) -> None:
    """Raise an error that names the package for `purpose`, if it is not installed."""
    if not is_installed(module):
        advice = f"Install it: pip install '{REQUIREMENTS[module]}'"
        raise CommandError(USAGE, f"{purpose} needs the package {module}.", advice)


@contextlib.contextmanager
def convert_errors(
    watch: Watch | None = None, verb: Verb | None = None, *, command: str = ""
) -> Generator[None]:
    """Convert an interrupt, and the library's errors, to `CommandError`.

    Args:
        watch: The observer of the command's calls; None without one.
        verb: The operation of the command; None for another command.
        command: The name of a command without an operation, whose help is the next step after an
            argument that is not valid.
    """
    from ..errors import MatonError

    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise _describe_interrupt(watch) from interrupt
    except MatonError as error:
        raise make_command_error(error, watch, verb, command) from error
    except (CommandError, OSError) as error:
        failure = make_output_error(error) if isinstance(error, OSError) else error
        if watch is not None and watch.outcome == "done":
            failure.lines = (*failure.lines, "The write was executed.")
            failure.pending_id = watch.pending.id if watch.pending else None
        raise failure from None
    except TypeError as error:
        if _find_raising_module(error) != "maton_google_meet_api.runtime.arguments":
            raise  # It is a bug of this program, not a wrong argument.
        from .words import translate_error

        text = translate_error(error, verb)
        raise CommandError(USAGE, text, error=error, kind="InvalidArgumentError") from error


def make_command_error(
    error: Exception, watch: Watch | None = None, verb: Verb | None = None, command: str = ""
) -> CommandError:
    """Return the error of the command for an error of the library: see `convert_errors`."""
    from ..errors import InvalidArgumentError, InvalidNameError
    from .names import get_command
    from .words import translate_error

    code = find_exit_code(error)
    lines, hint = [translate_error(error, verb)], find_hint(error, watch)
    command = get_command(verb) if verb else command
    if command and isinstance(error, InvalidArgumentError):
        found = LAST_COMMAND.search(lines[0]) if isinstance(error, InvalidNameError) else None
        hint = found[1] if found else f"{PROGRAM} {command} --help"
    if code == NOT_APPROVED and not has_terminal():
        lines.append("Show the write to the user; with their approval, --yes sends it.")
        hint = f"{COMMAND}--dry-run"
    pending = getattr(error, "pending", None) or (watch and watch.pending)
    return CommandError(
        code, *lines, hint=hint, error=error, pending_id=pending.id if pending else None
    )


def make_output_error(error: OSError) -> CommandError:
    """Return the error of a command that cannot write to stdout, and discard the rest of stdout.

    Raises:
        OSError: `error` has another cause.
    """
    if error.errno not in OUTPUT_ERRORS:
        raise error
    discard_stdout()
    return CommandError(FAILED, f"The output cannot be written: {error.strerror}.")


def discard_stdout() -> None:
    """Discard the rest of stdout, because Python flushes it again when the process exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def find_hint(error: Exception, watch: Watch | None = None) -> str | None:
    """Return the exact next command after an error of the library; None if it is not known."""
    from ..config import LOGIN
    from ..errors import (
        AmbiguousConnection,
        AuthenticationError,
        AuthorizationDeadlineExceeded,
        CredentialError,
        MissingConnection,
        OutcomeUnknown,
    )

    if isinstance(error, OutcomeUnknown):
        return watch.find_read_command() if watch else None
    if isinstance(error, AmbiguousConnection):
        return f"{COMMAND}--connection=ID"
    if isinstance(error, AuthorizationDeadlineExceeded):
        import shlex

        # The connection may still become ACTIVE, and another sign-in would create a second one.
        return shlex.join([PROGRAM, "connections", "get", str(error.connection.connection_id)])
    # Without the texts of a server.
    own_text = str(getattr(error, "advice", error))
    if "authorize()" in own_text:
        return f"{PROGRAM} auth"
    if LOGIN in own_text:
        # The sign-in needs a package, and the message has the command that installs it.
        return None if "pip install" in own_text else LOGIN
    if isinstance(error, MissingConnection):
        return f"{PROGRAM} connections list"
    if isinstance(error, AuthenticationError | CredentialError):
        return f"{PROGRAM} doctor"
    return None


def _describe_interrupt(watch: Watch | None) -> CommandError:
    if watch is None or not watch.is_write:
        return CommandError(INTERRUPTED, "Interrupted.")
    kind, hint = "", None
    if watch.outcome == "unknown":
        text = (
            "Interrupted: the outcome of the write is unknown. It may have been executed: read the "
            "affected resource before you repeat the write."
        )
        kind, hint = "OutcomeUnknown", watch.find_read_command()
    elif watch.outcome == "done":
        text = "Interrupted after the write was executed."
    elif watch.is_answered:
        text = "Interrupted: the write was refused, so it was not executed."
    else:
        text = "Interrupted: nothing was sent."
    pending_id = watch.pending.id if watch.pending else None
    return CommandError(INTERRUPTED, text, kind=kind, hint=hint, pending_id=pending_id)


def _find_raising_module(error: TypeError) -> str:
    """Return the name of the module that raised the error."""
    traceback = error.__traceback__
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    return str(traceback.tb_frame.f_globals["__name__"]) if traceback else ""
