"""The result of an export, and its manifest: `manifest.json` lists files, requests and failures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from .._version import __version__
from ..errors import APIStatusError, MatonError
from ..json_text import format_json
from .folder import FileEntry
from .store import Request
from .texts import format_utc

FILE: Final = "manifest.json"
FORMAT_VERSION: Final = 1
ORIGIN: Final = '{\n  "format": "maton-google-meet export",\n'
"""The beginning of each manifest."""
State: TypeAlias = Literal["complete", "partial", "running"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed request. Its data are missing in the files; the next run repeats the request."""

    resource: str
    """The attribute of the client, such as `participant_sessions`."""
    name: str
    """The name of the resource, or of the parent of the list."""
    error: str
    """The class of the exception."""
    message: str
    """The text of the exception."""
    status: int | None
    """The status of the response; None without one."""
    request_id: str | None
    """`X-Request-Id` of the response, for requests to support."""
    retryable: bool
    """True if the same request may succeed later."""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


def make_failure(resource: str, name: str, error: MatonError) -> Failure:
    """Return the description of an error."""
    status = request_id = None
    if isinstance(error, APIStatusError):
        status, request_id = error.status_code, error.request_id
    kind = type(error).__name__
    return Failure(resource, name, kind, str(error), status, request_id, error.retryable)


def get_failure_order(failure: Failure) -> tuple[str, str]:
    """Return the key that sorts failures independently of time."""
    return failure.resource, failure.name


@dataclass(frozen=True, slots=True)
class ExportedConference:
    """A conference in an export."""

    name: str
    """The name of the conference record."""
    state: State
    """`complete`; `partial` if requests failed; `running` if the conference had not ended."""
    folder: str
    """The name of the subfolder."""
    files: tuple[FileEntry, ...]
    """The files in the subfolder, each with its size and digest."""
    failures: tuple[Failure, ...]
    """The requests that failed."""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON values."""
        return {
            "name": self.name,
            "state": self.state,
            "folder": self.folder,
            "files": [each._asdict() for each in self.files],
            "failures": [each.to_dict() for each in self.failures],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Export:
    """The result of an export. It is true if it is `complete`."""

    folder: Path
    """The folder, as an absolute path."""
    conferences: tuple[ExportedConference, ...]
    """The conferences of this run, in the order of their subfolders."""
    other_failures: tuple[Failure, ...] = ()
    """The failed requests for conference records, which are not among `conferences`."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The paths of the files of this run, without the manifest."""
        return tuple(
            self.folder / file.path for conference in self.conferences for file in conference.files
        )

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The requests that failed. Run the export again to repeat them."""
        nested = (failure for each in self.conferences for failure in each.failures)
        return (*self.other_failures, *nested)

    @property
    def complete(self) -> bool:
        """True if every request succeeded and every conference has ended."""
        return not self.other_failures and all(
            each.state == "complete" for each in self.conferences
        )

    def __bool__(self) -> bool:
        return self.complete

    def __repr__(self) -> str:
        states = [each.state for each in self.conferences]
        counts = [f"{states.count(state)} {state}" for state in dict.fromkeys(states)]
        return (
            f"<Export {str(self.folder)!r}, conferences: {', '.join(counts) or 'none'}, "
            f"failures: {len(self.failures)}>"
        )


def write_manifest(
    export: Export,
    threshold: timedelta,
    time: datetime,
    conferences: Iterable[tuple[Mapping[str, Any], Iterable[Request]]],
) -> Iterator[str]:
    """Yield the text of the manifest.

    Args:
        export: The result of the run.
        threshold: The threshold of the attendance.
        time: The end of the run.
        conferences: The conferences in the folder, as dicts, and the requests about each.
    """
    head = {
        "format_version": FORMAT_VERSION,
        "library_version": __version__,
        "time": format_utc(time),
        "threshold_seconds": threshold.total_seconds(),
        "complete": export.complete,
    }
    yield ORIGIN
    for key, value in head.items():
        yield f"  {format_json(key)}: {format_json(value)},\n"
    yield from _write_list("failures", (each.to_dict() for each in export.other_failures), "  ")
    yield ',\n  "conferences": ['
    separator = "\n"
    for conference, requests in conferences:
        yield f"{separator}    {{\n"
        separator = ",\n"
        for key, value in conference.items():
            if isinstance(value, list):
                yield from _write_list(key, value, "      ")
            else:
                yield f"      {format_json(key)}: {format_json(value)}"
            yield ",\n"
        yield from _write_list("requests", map(_describe_request, requests), "      ")
        yield "\n    }"
    yield "\n  ]\n}\n" if separator != "\n" else "]\n}\n"


def _describe_request(request: Request) -> dict[str, Any]:
    return {
        "method": "GET",
        "path": request.path,
        "request_id": request.request_id,
        "time": format_utc(request.time),
    }


def _write_list(key: str, items: Iterable[Any], margin: str) -> Iterator[str]:
    """Yield the text of a list, with an item on each line."""
    yield f"{margin}{format_json(key)}: ["
    separator, end = "\n", "]"
    for item in items:
        yield f"{separator}{margin}  {format_json(item)}"
        separator, end = ",\n", f"\n{margin}]"
    yield end
