"""What a resource needs to perform a call: what its owner hands it, and how answers are read.

The owner (a client) brings the function that sends and the errors to raise; nothing here knows
where they come from.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import re
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from .text import shorten

if TYPE_CHECKING:
    # Whoever only looks at the signatures needs no HTTP.
    import httpx


Value = TypeVar("Value")
_CHANGED = "Something in between answered, or the API has changed"
# The keys of the error bodies seen behind the proxy, in the order in which their texts make sense.
ERROR_KEYS = ("error", "error_description", "message", "detail", "error_uri")
_ERROR_KEYS = frozenset(ERROR_KEYS)


# Plain classes: a NamedTuple takes ten times as long to make, and who calls waits for it.
class FacadeErrors:
    """The errors that the owner wants raised, as functions that make them.

    `invalid_name(message)`: an argument is no name of the resource it stands for.
    `invalid_argument(message)`: an argument has a value that cannot work.
    `bad_response(message, response)`: a 2xx, or a series of them, that does not fit the document.
    `foreign_response(message, response)`: a 2xx that does not look like the API's; left out, it is
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
        self.foreign_response = foreign_response or bad_response


class Calls:
    """What a resource is made from: `send` takes the keyword arguments of `httpx.Client.request`
    and returns a 2xx response or raises."""

    def __init__(
        self, send: Callable[[dict[str, Any]], httpx.Response], errors: FacadeErrors
    ) -> None:
        self.send = send
        self.errors = errors


class AsyncCalls:
    """As `Calls`, with a `send` to be awaited."""

    def __init__(
        self, send: Callable[[dict[str, Any]], Awaitable[httpx.Response]], errors: FacadeErrors
    ) -> None:
        self.send = send
        self.errors = errors


def check_empty_response(
    response: httpx.Response, errors: FacadeErrors, texts: Sequence[str] = ()
) -> None:
    """Check a 2xx `response` without a documented body: it is empty or a JSON object.

    Anything else, such as a page of HTML or an error, was not sent by the API, and raises what
    `errors.foreign_response` makes. An object that holds only `texts` is not taken for an error.
    """
    if response.content.strip():
        parse_response(response, dict, (), errors, texts=texts)


def require_copyable(
    parse: Callable[[Mapping[str, Any]], Value],
) -> Callable[[Mapping[str, Any]], Value]:
    """`parse` for what will be copied later: it refuses what is nested too deeply for that."""

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
    """The body of a 2xx `response` parsed, with each path of `identities` present.

    A path is written as `name`, `connection.connection_id` or `participants[].name`. A body that is
    not a JSON object, has the shape of an error, or lacks an identity that `fields`, the partial
    response asked for, did not leave out, raises what `errors.foreign_response` makes. Everything
    else that is wrong with it raises what `errors.bad_response` makes. Both name the field and the
    item.
    """
    try:
        data = response.json()
    except (ValueError, RecursionError) as error:
        why = f"its body is not JSON ({error}). {_CHANGED}"
        raise errors.foreign_response(why, response) from error
    foreign, identity = True, ""
    try:
        if not isinstance(data, dict):
            raise TypeError(f"its body is not a JSON object but a {type(data).__name__}")
        if "error" in data or (data and data.keys() <= _ERROR_KEYS):
            _refuse_error(data, parse, texts)
        for identity in identities:
            if not _holds(data, identity):
                raise KeyError(identity)
        foreign = False
        HTTPStatus(response.status_code)
        return parse(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what, missing = _explain(error, data, parse)
        why = f"{what}. {_CHANGED if foreign else 'The API may have changed'}"
        if missing and foreign and fields and _answers(data, fields, identity):
            why = f"{what}: fields={fields!r} leaves it out, so name it there too"
            foreign = False
        made = errors.foreign_response if foreign else errors.bad_response
        raise made(why, response) from error


class _ErrorBody(TypeError):
    """A 2xx whose body has the shape of an error."""


def _refuse_error(data: dict[str, Any], parse: Callable[..., object], texts: Sequence[str]) -> None:
    model = _model_of(parse)
    if is_error_body(data, model.__annotations__ if model else texts):
        keys = ", ".join(key for key in ERROR_KEYS if key in data)
        raise _ErrorBody(f"its body has the shape of an error ({keys})")


def is_error_body(data: Mapping[str, Any], documented: Container[str]) -> bool:
    """Return True if a JSON object has the shape of an error and not of a message with the fields
    `documented`: it holds `error`, or keys of errors only. Null is absent."""
    present = {key for key, value in data.items() if value is not None}
    errors = {key for key in _ERROR_KEYS if key not in documented}
    return "error" in present & errors or bool(present and present <= errors)


def _model_of(parse: Callable[..., object]) -> type | None:
    """Return the class whose `from_dict` parses; None where it is another function."""
    model = getattr(inspect.unwrap(parse), "__self__", None)
    return model if isinstance(model, type) else None


def _answers(data: Mapping[str, Any], fields: str, identity: str) -> bool:
    """Return True if `data` holds nothing but what the partial response `fields` selects, and
    `fields` does not select `identity`."""
    selected = {steps[0] for steps in _selections(fields)}
    fits = "*" in selected or selected.issuperset(map(_plain, data))
    return fits and not selects_field(fields, identity)


def selects_field(fields: str, path: str) -> bool:
    """Return True if the partial response `fields` keeps the field at `path`, such as
    `participants[].name`. `fields` may be in camel or in snake case."""
    steps = _plain(path).replace("[]", "").split(".")
    # With something of its own within, as in `*/name` or `*(name)`, a part selects no plain field.
    return any(
        len(selection) <= len(steps)
        and all(part in ("*", step) for part, step in zip(selection, steps, strict=False))
        for selection in _selections(fields)
    )


def _selections(fields: str) -> Iterator[list[str]]:
    """Return the path of each field that `fields` names, by its steps."""
    above: list[list[str]] = [[]]
    path: list[str] = []
    for token in re.findall(r"[(),]|[^(),]+", f"{fields},"):
        if token == "(":
            above.append(path)
        elif token in ",)":
            if path:
                yield path
            if token == ")":
                above.pop()
            if not above:
                return  # Closed once too often: the rest means nothing.
        path = [*above[-1], *re.findall(r"[^/.]+", _plain(token))] if token not in "()," else []


def _plain(name: str) -> str:
    return re.sub(r"[\s_]", "", name).lower()


def _explain(error: Exception, data: object, parse: Callable[..., object]) -> tuple[str, bool]:
    """Return what is wrong with `data`, and whether a required field is missing."""
    from .schemas import find_misfit  # Only an error needs the document.

    model = _model_of(parse)
    if isinstance(data, dict) and model and not isinstance(error, RecursionError | _ErrorBody):
        with contextlib.suppress(LookupError, RecursionError):
            if misfit := find_misfit(model.__name__, data):
                return misfit
    missing = isinstance(error, KeyError)
    what = f"{error} is missing" if missing else str(error)
    return shorten(what, 500), missing  # It may quote a value whole.


def _holds(data: object, path: str) -> bool:
    """Whether every identity that `path` leads to is a non-empty string; a list may be absent."""
    *steps, identity = path.split(".")
    found: list[Any] = [data]
    for step in steps:
        if not _all_are(dict, found):
            return False
        key = step.removesuffix("[]")
        if key == step:
            found = [each.get(key) for each in found]
            continue
        given = [each.get(key) for each in found]
        lists: list[Any] = [[] if each is None else each for each in given]
        if not _all_are(list, lists):
            other = next(type(each) for each in lists if type(each) is not list)
            raise TypeError(f"{key} is not a list but a {other.__name__}")
        found = [item for each in lists for item in each]
    if not _all_are(dict, found):
        return False
    identities = [each.get(identity) for each in found]
    return _all_are(str, identities) and all(identities)


def _all_are(kind: type, values: Sequence[object]) -> bool:
    """Whether all that was parsed from JSON is of that type, which is then its very own."""
    return set(map(type, values)) <= {kind}
