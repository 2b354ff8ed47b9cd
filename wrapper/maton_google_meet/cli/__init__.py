"""`maton-google-meet`: the client as a command line.

Each operation of the facade is a command, created on demand from its method and the document. This
package names no operation.

| module | content |
| --- | --- |
| `program` | its name and exit codes |
| `app` | the root command: it finds the command of a line |
| `parser` | the parser of a command, its messages and its help |
| `commands` | a command for each operation |
| `names` | the names of commands and options |
| `options` | from the document to options, and from option values to arguments |
| `common` | the options that commands share, their values, and the client |
| `conferences` | the conferences of a report command, and its client |
| `times` | times, durations and time zones |
| `output` | the output of a command: its format, fields and file |
| `columns` | the fields of a response, and their selection |
| `formats` | JSON, lines of JSON, YAML and CSV |
| `tables` | tables and records for people |
| `files` | the file of `-o` |
| `progress` | the progress on stderr |
| `errors` | from the library's errors to messages and exit codes |
| `words` | the library's messages in the words of the command line |
| `messages`, `reports` | messages and errors on stderr |
| `diagnostics` | the write of a command, and the lines of `-v` and `--debug` |
| `dry_run` | the hook that shows a write and declines it |
| others | commands without an operation: `program.OTHER_COMMANDS` lists them |
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence

from .._version import __version__
from .program import DONE as DONE
from .program import INTERRUPTED, PIPE_CLOSED
from .program import NOT_CONFIRMED as NOT_CONFIRMED
from .program import USAGE as USAGE

GC_THRESHOLD = 50_000  # Objects; a command without a long list creates fewer.


def _set_encoding(stream: io.TextIOWrapper) -> None:
    """Use UTF-8 for files and pipes in every locale; on a terminal, escape other characters.

    A character that cannot be encoded must not raise an error, because a write is done by then.
    """
    if stream.isatty():
        stream.reconfigure(errors="backslashreplace")
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _prepare_process() -> None:
    """Set up this process, which belongs to the command line."""
    # A collection would find little among the classes and functions of the imports. At its end,
    # Python would search all of them, which takes a fifth of the time of a command.
    gc.set_threshold(GC_THRESHOLD)
    atexit.register(gc.freeze)
    # `import httpx` imports its own command line if click is installed, which takes longer than
    # all else: https://github.com/encode/httpx/blob/0.28.1/httpx/__init__.py#L15
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    # SIGTERM, as from `timeout`, ends a command like Ctrl-C: it reports the outcome of a write.
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _run(arguments: Sequence[str]) -> int:
    """Run a command line, and import only the modules that it needs."""
    if [*arguments] in (["--version"], ["version"]):
        sys.stdout.write(f"{__version__}\n")
        return DONE
    if "_ARGCOMPLETE" in os.environ:
        from .completion import complete

        complete()
    from .app import run

    return run(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default that of the process, and return the exit code."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # It was closed, as by `>&-`.
            setattr(sys, name, open(os.devnull, "r+"))  # noqa: SIM115 - until the process ends
        elif isinstance(stream := getattr(sys, name), io.TextIOWrapper) and name != "stdin":
            _set_encoding(stream)
    if arguments is None:
        _prepare_process()
        arguments = sys.argv[1:]
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:  # During an import.
        from .errors import CommandError

        failure = CommandError(INTERRUPTED, "Interrupted.")
    except OSError as error:
        from .errors import discard_stdout, make_output_error

        if isinstance(error, BrokenPipeError):  # The reader closed the pipe.
            discard_stdout()
            return PIPE_CLOSED
        failure = make_output_error(error)
    from .common import wants_json
    from .reports import report_error

    return report_error(failure, arguments, as_json=wants_json(arguments))
