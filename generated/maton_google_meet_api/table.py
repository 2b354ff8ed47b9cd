# Copied by scripts/regenerate.py from scripts/runtime/table.py; do not edit.
"""The operations table: its rows, and how a request or an error finds what it needs."""

from collections.abc import Iterable, Iterator, Mapping
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
    hints: Mapping[int, str] = {}
    """What a status means for this very operation, and what to do next."""


class Table:
    """Operations by request. Iterating yields them in the document's order."""

    def __init__(
        self, operations: Iterable[Operation], meanings: Mapping[str, tuple[str, str]]
    ) -> None:
        self._operations = tuple(operations)
        self._meanings = meanings
        self._index: dict[tuple[str, int], list[tuple[list[str], Operation]]] = {}
        for operation in self._operations:
            template = operation.path.split("/")
            self._index.setdefault((operation.method, len(template)), []).append(
                (template, operation)
            )
        for rows in self._index.values():
            # As OpenAPI has it: a path spelt out goes before one with a variable.
            rows.sort(key=lambda row: [part.startswith("{") for part in row[0]])

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

    def meaning(self, status: int, *, google: bool) -> str:
        """What an error answer means and what to do next; empty where the document says nothing.
        `google` tells whether its body is Google's envelope."""
        texts = self._meanings.get(str(status)) or self._meanings.get(f"{status // 100}XX")
        return texts[0 if google else 1] if texts else ""


def _fits(template: str, part: str) -> bool:
    if not template.startswith("{"):
        return template == part
    suffix = template.partition("}")[2]
    value = part.removesuffix(suffix)
    # A colon of an id's own travels as %3A: a bare one starts a custom verb.
    return part.endswith(suffix) and value != "" and ":" not in value
