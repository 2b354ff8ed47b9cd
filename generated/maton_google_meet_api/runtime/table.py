# Copied by scripts/regenerate.py from scripts/codegen/runtime/table.py; do not edit.
"""The operations table: its rows, and how a request or an error finds what it needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Operation(NamedTuple):
    """One operation, as the document has it."""

    id: str
    """`<tag>.<verb>`; in snake case, the path of its method on a client."""
    method: str
    """The HTTP method, in capitals."""
    path: str
    """The path template, from the root of the proxy."""
    summary: str
    google_method: str | None = None
    """Google's own method id; None for Maton's operations."""
    outcome: str | None = None
    """What a write will do, and to whom; None for what only reads."""
    destructive: bool = False
    """Whether a write takes something away: deletes it, or ends it."""
    hints: Mapping[int | str, str] = {}
    """The meaning of a status or of Google's reason for this operation, and the next step."""


class Table:
    """Operations by request. Iterating yields them in the document's order."""

    def __init__(
        self,
        operations: Iterable[Operation],
        meanings: Mapping[str, Mapping[str, str]],
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        self._operations = tuple(operations)
        self._meanings = meanings
        self._reasons = reasons or {}
        self._index: dict[tuple[str, int], list[tuple[list[str], Operation]]] = {}
        for operation in self._operations:
            template = operation.path.split("/")
            self._index.setdefault((operation.method, len(template)), []).append(
                (template, operation)
            )
        for rows in self._index.values():
            # As OpenAPI has it: a path spelt out goes before one with a variable.
            rows.sort(key=lambda row: [part.startswith("{") for part in row[0]])
        roots: dict[bool, set[str]] = {True: set(), False: set()}
        for operation in self._operations:
            roots[operation.google_method is not None].add(_root(operation.path))
        self._roots_of_proxy = roots[False] - roots[True]

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._operations)

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that `method` on `path` (percent-encoded, without query) performs; None
        where the document knows none."""
        parts = path.split("/")
        for template, operation in self._index.get((method, len(parts)), ()):
            if all(map(_fits, template, parts)):
                return operation
        return None

    def reaches_google(self, path: str) -> bool:
        """Return False if `path` is below the operations of the proxy: it does not pass requests
        there on to Google, whatever the response looks like."""
        return _root(path) not in self._roots_of_proxy

    def advise(
        self,
        status: int,
        answered_by: str,
        reasons: Sequence[str] = (),
        word: str | None = None,
        operation: Operation | None = None,
    ) -> str:
        """Return what an error response means and what to do next; '' if the document has no text.

        The most specific text wins. For each reason, then for Google's word, then for the status:
        the hint of `operation`, then the general text. Hints are about responses of the API that
        the operation belongs to. A hint for a status is not about a reason that has no text.

        Args:
            status: The HTTP status.
            answered_by: The author of the response: `google`, `proxy`, `connections` (the proxy,
                where the request does not go on to Google) or `between`.
            reasons: The reasons that the body gives.
            word: Google's status, such as `PERMISSION_DENIED`.
            operation: The operation that was called.
        """
        hints: Mapping[int | str, str] = {}
        own = ("google",) if operation and operation.google_method else ("proxy", "connections")
        if operation and answered_by in own:
            hints = operation.hints
        for reason in filter(None, (*reasons, word)):
            if text := hints.get(reason) or self._reasons.get(reason):
                return text
        if status in hints and not (reasons and answered_by == "google"):
            return hints[status]
        for key in (str(status), f"{status // 100}XX"):
            texts = self._meanings.get(key, {})
            general = "proxy" if answered_by == "connections" else ""
            if text := texts.get(answered_by) or texts.get(general):
                return text
        return ""


def _root(path: str) -> str:
    """Return the first segment of a path."""
    return path.removeprefix("/").partition("/")[0]


def _fits(template: str, part: str) -> bool:
    if not template.startswith("{"):
        return template == part
    suffix = template.partition("}")[2]
    value = part.removesuffix(suffix)
    # A colon of an id's own travels as %3A: a bare one starts a custom verb.
    return part.endswith(suffix) and value != "" and ":" not in value
