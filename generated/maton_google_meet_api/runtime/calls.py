# Copied by scripts/regenerate.py from scripts/codegen/runtime/calls.py; do not edit.
"""The interface between the facade and a client, and the parser of responses.

The client provides the function that sends a request and the functions that create its errors.
This module does not depend on the client.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import re
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .text import shorten

if TYPE_CHECKING:
    # The signatures alone do not need httpx at run time.
    import httpx


Value = TypeVar("Value")
_FOREIGN = (
    "Something between this client and the API answered, or the API has changed; the `response` "
    "of this error shows which"
)
_CHANGED = "The API may have changed; the `response` of this error holds the whole body"
# The keys of the error bodies seen behind the proxy, in the order in which to show their texts.
ERROR_KEYS = ("error", "error_description", "message", "detail", "error_uri")
_ERROR_KEYS = frozenset(ERROR_KEYS)


# Plain classes, because creating a NamedTuple class takes ten times as long at import.
class FacadeErrors:
    """The functions that create the errors of a client.

    Args:
        invalid_name: An argument is not a name of the resource that it should name.
        invalid_argument: An argument has a value that cannot work.
        bad_response: One or more 2xx responses do not match the document.
        foreign_response: A 2xx response does not look like one of the API; by default
            `bad_response`.
    """

    def __init__(
        self,
        invalid_name: Callable[[str], Exception],
        invalid_argument: Callable[[str], Exception],
        bad_response: Callable[[str, httpx.Response | None], Exception],
        foreign_response: Callable[[str, httpx.Response], Exception] | None = None,
    ) -> None:
        self.invalid_name = invalid_name
        self.invalid_argument = invalid_argument
        self.bad_response = bad_response
        self.foreign_response: Callable[[str, httpx.Response], Exception] = (
            foreign_response or bad_response
        )


class Send(Protocol):
    """A function that sends a request and reads its response.

    `request` has the keyword arguments of `httpx.Client.request`. The result is that of `read`,
    which receives a 2xx response; any other response raises.
    """

    def __call__(
        self, request: dict[str, Any], read: Callable[[httpx.Response], Value], /
    ) -> Value:
        """Return the result of `read`."""
        ...


class AsyncSend(Protocol):
    """An async `Send`. `read` is a plain function."""

    def __call__(
        self, request: dict[str, Any], read: Callable[[httpx.Response], Value], /
    ) -> Awaitable[Value]:
        """Return the result of `read`."""
        ...


class Calls:
    """The functions of a client that a resource calls."""

    def __init__(self, send: Send, errors: FacadeErrors) -> None:
        self.send: Send = send
        self.errors = errors


class AsyncCalls:
    """The functions of an async client that a resource calls."""

    def __init__(self, send: AsyncSend, errors: FacadeErrors) -> None:
        self.send: AsyncSend = send
        self.errors = errors


def check_empty_response(
    response: httpx.Response, errors: FacadeErrors, texts: Sequence[str] = ()
) -> None:
    """Check that the body of a 2xx response is empty or a JSON object.

    Any other body, such as an HTML page or an error, does not come from the API.

    Args:
        response: A response of an operation without a documented body.
        errors: The functions that create the errors.
        texts: Keys of errors that a success may have too.

    Raises:
        Exception: `errors.foreign_response`, if the body does not come from the API.
    """
    if response.content.strip():
        parse_response(response, dict, (), errors, texts=texts)


def require_copyable(
    parse: Callable[[Mapping[str, Any]], Value],
) -> Callable[[Mapping[str, Any]], Value]:
    """Return a `parse` that refuses data nested too deeply for a later `copy.deepcopy`."""

    @functools.wraps(parse)
    def parse_and_copy(data: Mapping[str, Any]) -> Value:
        return copy.deepcopy(parse(data))

    return parse_and_copy


def parse_response(
    response: httpx.Response,
    parse: Callable[[Mapping[str, Any]], Value],
    identities: Sequence[str],
    errors: FacadeErrors,
    fields: str | None = None,
    texts: Sequence[str] = (),
) -> Value:
    """Return the parsed body of a 2xx response.

    Args:
        response: The response.
        parse: Creates the result from the JSON object.
        identities: The paths of the required identities, such as `name`,
            `connection.connection_id` or `participants[].name`.
        errors: The functions that create the errors. A message names the field and the item.
        fields: The partial response that the caller asked for.
        texts: Keys of errors that a success may have too.

    Raises:
        Exception: `errors.foreign_response`, if the body is not a JSON object, is an error, or
            lacks an identity that `fields` selects. `errors.bad_response`, if the body does not
            match the document in another way.
    """
    try:
        data = response.json()
    except (ValueError, RecursionError) as error:
        message = f"its body is not JSON ({error}). {_FOREIGN}"
        raise errors.foreign_response(message, response) from error
    foreign, identity = True, ""
    try:
        if not isinstance(data, dict):
            raise TypeError(f"its body is not a JSON object but a {type(data).__name__}")
        if "error" in data or (data and data.keys() <= _ERROR_KEYS):
            _refuse_error(data, parse, texts)
        for identity in identities:
            if not _has_identity(data, identity):
                raise KeyError(identity)
        foreign = False
        HTTPStatus(response.status_code)
        return parse(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        fault, missing = describe_fault(error, data, parse)
        message = f"{fault}. {_FOREIGN if foreign else _CHANGED}"
        if missing and foreign and fields and _is_left_out(data, fields, identity):
            path = identity.replace("[]", "").replace(".", "/")
            message = (
                f"{fault}, because fields={fields!r} leaves it out. "
                f"Pass fields={f'{fields},{path}'!r}"
            )
            foreign = False
        create = errors.foreign_response if foreign else errors.bad_response
        raise create(message, response) from error


class _ErrorBody(TypeError):
    """A 2xx response has the body of an error."""


def _refuse_error(data: dict[str, Any], parse: Callable[..., object], texts: Sequence[str]) -> None:
    """Raise `_ErrorBody` if `data` is an error and not a result with the documented fields."""
    model = _find_model(parse)
    if _is_error_body(data, model.__annotations__ if model else texts):
        keys = ", ".join(key for key in ERROR_KEYS if key in data)
        raise _ErrorBody(f"its body has the shape of an error ({keys})")


def _is_error_body(data: Mapping[str, Any], documented: Container[str]) -> bool:
    """Return True if a JSON object has the shape of an error.

    It has the key `error`, or only keys of errors. Ignore null, and the fields in `documented`.
    """
    present = {key for key, value in data.items() if value is not None}
    errors = {key for key in _ERROR_KEYS if key not in documented}
    return "error" in present & errors or bool(present and present <= errors)


def _find_model(parse: Callable[..., object]) -> type | None:
    """Return the class that has `parse` as its `from_dict`; None for another function."""
    model = getattr(inspect.unwrap(parse), "__self__", None)
    return model if isinstance(model, type) else None


def _is_left_out(data: Mapping[str, Any], fields: str, identity: str) -> bool:
    """Return True if the partial response `fields` selects all of `data`, but not `identity`."""
    selected = {steps[0] for steps in _parse_selections(fields)}
    fits = "*" in selected or selected.issuperset(map(_normalize_name, data))
    return fits and not selects_field(fields, identity)


def selects_field(fields: str, path: str) -> bool:
    """Return True if the partial response `fields` selects the field at `path`.

    Args:
        fields: The argument `fields`, in camel case or snake case.
        path: The path of a field, such as `participants[].name`.
    """
    steps = _normalize_name(path).replace("[]", "").split(".")
    # A selection of nested fields, such as `*/name` or `*(name)`, does not select a scalar field.
    return any(
        len(selection) <= len(steps)
        and all(part in ("*", step) for part, step in zip(selection, steps, strict=False))
        for selection in _parse_selections(fields)
    )


def _parse_selections(fields: str) -> Iterator[list[str]]:
    """Yield the path of each field that `fields` names, as a list of segments."""
    parents: list[list[str]] = [[]]
    path: list[str] = []
    for token in re.findall(r"[(),]|[^(),]+", f"{fields},"):
        if token == "(":
            parents.append(path)
        elif token in ",)":
            if path:
                yield path
            if token == ")":
                parents.pop()
            if not parents:
                return  # A parenthesis too many: ignore the rest.
        path = (
            [*parents[-1], *re.findall(r"[^/.]+", _normalize_name(token))]
            if token not in "(),"
            else []
        )


def _normalize_name(name: str) -> str:
    """Return `name` in a spelling that camel case and snake case share."""
    return re.sub(r"[\s_]", "", name).lower()


def describe_fault(
    error: Exception, data: object, parse: Callable[..., object]
) -> tuple[str, bool]:
    """Return the fault of `data`, and True if a required field is missing."""
    from .schemas import find_misfit  # Only errors need the document.

    model = _find_model(parse)
    if isinstance(data, dict) and model and not isinstance(error, RecursionError | _ErrorBody):
        with contextlib.suppress(LookupError, RecursionError):
            if misfit := find_misfit(model.__name__, data):
                return misfit
    missing = isinstance(error, KeyError)
    fault = f"{error} is missing" if missing else str(error)
    return shorten(fault, 500), missing  # It may quote a long value.


def _has_identity(data: object, path: str) -> bool:
    """Return True if every identity at `path` is a non-empty str. A list may be absent.

    Raises:
        TypeError: A value that must be a list has another type.
    """
    *steps, identity = path.split(".")
    nodes: list[Any] = [data]
    for step in steps:
        if not _have_type(dict, nodes):
            return False
        key = step.removesuffix("[]")
        values = [node.get(key) for node in nodes]
        if key == step:
            nodes = values
            continue
        lists: list[Any] = [[] if value is None else value for value in values]
        if not _have_type(list, lists):
            other = next(type(value) for value in lists if type(value) is not list)
            raise TypeError(f"{key} is not a list but a {other.__name__}")
        nodes = [item for items in lists for item in items]
    if not _have_type(dict, nodes):
        return False
    identities = [node.get(identity) for node in nodes]
    return _have_type(str, identities) and all(identities)


def _have_type(kind: type, values: Sequence[object]) -> bool:
    """Return True if all `values`, which come from JSON, are exactly of type `kind`."""
    return set(map(type, values)) <= {kind}
