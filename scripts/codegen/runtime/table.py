"""The operations table: find the operation of a request and the advice for an error response."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Operation(NamedTuple):
    """One operation of the document."""

    id: str
    """`<tag>.<verb>`. In snake case, it is the path of the method on a client.

    A name that Python or the client already uses gets an underscore at its end: `polls.import` is
    `polls.import_`.
    """
    method: str
    """The HTTP method in capitals."""
    path: str
    """The path template below the root of the proxy."""
    summary: str
    google_method: str | None = None
    """Google's method id; None for operations of Maton."""
    outcome: str | None = None
    """The effect of a write and the resource it affects; None for a read."""
    destructive: bool = False
    """True if a write deletes or ends something."""
    hints: Mapping[int | str, str] = {}
    """The meaning and the next step for an HTTP status or Google's reason, for this operation."""
    scopes: tuple[str, ...] = ()
    """Google's OAuth scopes, any one of which suffices; empty for operations of Maton."""
    deprecated: str = ""
    """The reason for its deprecation and what to use instead; '' if it is not deprecated."""
    preview: str = ""
    """The preview version of the API, such as `v2beta`, that has it; '' if it is stable."""


class Table:
    """The operations by request. Iterating yields them in the order of the document."""

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
            # OpenAPI: a concrete path is matched before a templated one.
            rows.sort(key=lambda row: [part.startswith("{") for part in row[0]])
        roots: dict[bool, set[str]] = {True: set(), False: set()}
        for operation in self._operations:
            roots[operation.google_method is not None].add(_root(operation.path))
        self._roots_of_proxy = roots[False] - roots[True]

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._operations)

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation of a request; None if the document does not have one.

        Args:
            method: The HTTP method in capitals.
            path: The percent-encoded path without the query.
        """
        parts = path.split("/")
        for template, operation in self._index.get((method, len(parts)), ()):
            if all(map(_fits, template, parts)):
                return operation
        return None

    def reaches_google(self, path: str) -> bool:
        """Return False if the proxy answers requests below `path` itself, without Google."""
        return _root(path) not in self._roots_of_proxy

    def advise(
        self,
        status: int,
        answered_by: str,
        reasons: Sequence[str] = (),
        word: str | None = None,
        operation: Operation | None = None,
    ) -> str:
        """Return the meaning of an error response and the next step; '' if none is documented.

        The most specific text wins: first a text for a reason, then for Google's status, then for
        the HTTP status; among these, a hint of `operation` before the general text. A hint applies
        only to responses of the API that the operation belongs to. A hint for an HTTP status does
        not apply if Google gave a reason without a text. A text for a reason may name the scopes of
        `operation`.

        Args:
            status: The HTTP status.
            answered_by: The author of the response: `google`, `proxy`, `connections` (the proxy on
                a request that it does not pass on to Google) or `between`.
            reasons: The reasons in the body.
            word: Google's status, such as `PERMISSION_DENIED`.
            operation: The operation of the request.
        """
        hints: Mapping[int | str, str] = {}
        own = ("google",) if operation and operation.google_method else ("proxy", "connections")
        if operation and answered_by in own:
            hints = operation.hints
        for reason in filter(None, (*reasons, word)):
            if text := hints.get(reason) or self._reasons.get(reason):
                scopes = " or ".join(operation.scopes) if operation else ""
                return text.replace("{scopes}", scopes and f" ({scopes})")
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
    """Return True if a segment of a path matches a segment of a path template."""
    if not template.startswith("{"):
        return template == part
    suffix = template.partition("}")[2]
    value = part.removesuffix(suffix)
    # A colon in an id is sent as %3A. A bare colon starts a custom verb.
    return part.endswith(suffix) and value != "" and ":" not in value
