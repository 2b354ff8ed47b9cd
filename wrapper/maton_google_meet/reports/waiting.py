"""Wait until the files of a conference are generated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from ..errors import InvalidArgumentError
from .conferences import find_conference
from .drivers import report
from .errors import FilesMissing
from .reading import RECORDINGS, SMART_NOTES, TRANSCRIPTS, Reader
from .rows import FILE_KINDS, FileKind
from .steps import ProgressCallback, Steps

if TYPE_CHECKING:
    from maton_google_meet_api.models import Recording, SmartNote, Transcript

    from .conferences import Where

LISTINGS: Final[dict[FileKind, str]] = {
    "recording": RECORDINGS,
    "transcript": TRANSCRIPTS,
    "smart_notes": SMART_NOTES,
}
GENERATED: Final = "FILE_GENERATED"
FIRST_WAIT_SECONDS: Final = 5.0
LONGEST_WAIT_SECONDS: Final = 60.0
WAIT_RATIO: Final = 1.5


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a conference. A kind that was not requested is empty."""

    conference: str
    """The name of the conference record."""
    recordings: tuple[Recording, ...]
    """The recordings of the conference."""
    transcripts: tuple[Transcript, ...]
    """The transcripts of the conference."""
    smart_notes: tuple[SmartNote, ...]
    """The smart notes of the conference."""

    def list_all(self) -> list[tuple[FileKind, Recording | Transcript | SmartNote]]:
        """Return all files, each with its kind."""
        groups: tuple[Any, ...] = (self.recordings, self.transcripts, self.smart_notes)
        return [
            (kind, each) for kind, group in zip(FILE_KINDS, groups, strict=True) for each in group
        ]


@report
def wait_for(
    meet: Any,
    conference: Where,
    files: Collection[FileKind] = FILE_KINDS,
    *,
    timeout: float = 600.0,
    progress: ProgressCallback | None = None,
) -> Steps[Files]:
    """Wait until the files of a conference are generated, and return them.

    >>> files = wait_for(meet, "https://meet.google.com/kfr-wduz-tqa", {"recording"}, timeout=1800)
    >>> print(files.recordings[0].name)

    A kind of file is complete if at least one file exists and all existing ones are generated. The
    lists are requested immediately, after 5 seconds, and then at growing intervals of at most a
    minute.

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conference: A conference record, by name or object; or a space, a meeting code or a link,
            for its latest conference.
        files: The kinds of files: `"recording"`, `"transcript"`, `"smart_notes"`.
        timeout: Seconds to wait. With 0, the lists are requested once.
        progress: A function that receives the number of complete kinds, and the number of all
            kinds.

    Raises:
        FilesMissing: Files are missing after `timeout`. The error names them.
        NoConference: The space has no conference.
        InvalidArgumentError: `files` or `timeout` is not valid. Nothing was sent.
        MatonError: A request failed.
    """
    kinds = _check_kinds(files)
    _check_timeout(timeout)
    reader = Reader(meet)
    name = (yield from find_conference(reader, conference)).name
    items = dict[str, list[Any]]()
    waited, wait = 0.0, FIRST_WAIT_SECONDS
    while True:
        for kind in kinds:
            if not _is_complete(items.get(kind, ())):
                items[kind] = yield from reader.fetch_all(LISTINGS[kind], name)
        missing = [kind for kind in kinds if not _is_complete(items[kind])]
        if progress is not None:
            progress(len(kinds) - len(missing), len(kinds), "kinds of files")
        if not missing:
            return Files(name, *(tuple(items.get(kind, ())) for kind in FILE_KINDS))
        left = timeout - waited - reader.seconds
        if left <= 0:
            raise _make_error(name, missing, items, timeout)
        yield from reader.call(partial(meet.sleep, min(wait, left)))
        waited, wait = waited + min(wait, left), min(wait * WAIT_RATIO, LONGEST_WAIT_SECONDS)


def _check_kinds(files: Any) -> list[FileKind]:
    is_collection = isinstance(files, Collection) and not isinstance(files, str)
    names = [*files] if is_collection else [files]
    unknown = [each for each in names if each not in FILE_KINDS]
    if unknown or not names:
        problem = f"has {unknown[0]!r}, which is unknown" if unknown else "is empty"
        raise InvalidArgumentError(
            f"files= {problem}. Pass some of {', '.join(FILE_KINDS)}. Nothing was sent."
        )
    return [kind for kind in FILE_KINDS if kind in names]


def _check_timeout(timeout: Any) -> None:
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout >= 0:
        raise InvalidArgumentError(
            f"timeout={timeout!r} is not a number of seconds of 0 or more. Pass the longest time "
            "to wait, such as timeout=600. Nothing was sent."
        )


def _is_complete(items: Collection[Any]) -> bool:
    return bool(items) and all(each.state == GENERATED for each in items)


def _make_error(
    name: str, missing: Sequence[str], items: Mapping[str, list[Any]], timeout: float
) -> FilesMissing:
    parts = []
    for kind in missing:
        states = sorted({str(each.state or "without a state") for each in items[kind]})
        parts.append(f"{kind} ({', '.join(states) or 'does not exist'})")
    error = FilesMissing(
        f"After {timeout:g} s, files of {name} are missing: {', '.join(parts)}. A file that "
        "does not exist is generated only if it was turned on in the conference. Wait again with "
        "a longer timeout=."
    )
    error.missing, error.files = missing, items
    return error
