"""The view of the facade's methods in the document, for the command line and the tools."""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, cast

from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.resources import Resources
from maton_google_meet_api.runtime import schemas
from maton_google_meet_api.runtime.names import CodeFormat
from maton_google_meet_api.runtime.schemas import Node, document
from maton_google_meet_api.runtime.table import Operation


class Verb(NamedTuple):
    """An operation, with the resource and the name of its method."""

    operation: Operation
    resource: str
    name: str

    @property
    def tool(self) -> str:
        """The name of the tool for agents."""
        return f"{self.resource}_{self.name}"

    @property
    def lists(self) -> bool:
        """True if the method returns a pager."""
        return str(inspect.signature(self.method).return_annotation).startswith("Pager[")

    @property
    def text(self) -> str:
        """The text of the operation in the docstring of the method."""
        return unwrap(re.split(r"\n\n(?:Args|Returns):\n", inspect.getdoc(self.method) or "")[0])

    @property
    def method(self) -> Callable[..., Any]:
        """The method of the facade, bound to a resource that cannot send."""
        return cast("Callable[..., Any]", getattr(_get_resource(self.resource), self.name))

    def bind(self, client: Any) -> Callable[..., Any]:
        """Return the method of `client`, a `GoogleMeet` or an `AsyncGoogleMeet`.

        The method raises no deprecation warning, because its caller is not Python code.
        """
        return cast(
            "Callable[..., Any]",
            functools.partial(
                inspect.unwrap(getattr(type(getattr(client, self.resource)), self.name)),
                getattr(client, self.resource),
            ),
        )


def unwrap(text: str) -> str:
    """Return `text` with each paragraph and list item on one line."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*[-*] )", text.strip())
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def normalize_name(name: str) -> str:
    """Return the common form of a name in camel, snake or kebab case."""
    return re.sub("[-_]", "", name).lower()


def _get_resource(name: str) -> object:
    return getattr(Resources(cast("Any", None)), name)


@functools.cache
def list_verbs(resource: str | None = None) -> tuple[Verb, ...]:
    """Return the operations with their methods, in the order of the document.

    With `resource`, return those of the resource, and import no other.
    """
    verbs = list[Verb]()
    for operation in OPERATIONS:
        tag, _, method = operation.id.partition(".")
        owner = _find_attribute(Resources, tag)
        if resource in (None, owner):
            name = _find_attribute(_get_resource(owner), method)
            verbs.append(Verb(operation, owner, name))
    return tuple(verbs)


def list_resource_names() -> list[str]:
    """Return the names of the resources, in the order of the document."""
    tags = dict.fromkeys(operation.id.partition(".")[0] for operation in OPERATIONS)
    return [_find_attribute(Resources, tag) for tag in tags]


def summarize_resource(resource: str) -> str:
    """Return the first sentence about a resource."""
    return getattr(Resources, resource).__doc__ or ""


def _find_attribute(owner: object, name: str) -> str:
    public = [each for each in dir(owner) if not each.startswith("_")]
    return next(each for each in public if normalize_name(each) == normalize_name(name))


def describe_resource(resource: str) -> str:
    """Return the text of a resource: a sentence, then the details."""
    headline = summarize_resource(resource)
    # The last paragraph is about Python.
    text = (inspect.getdoc(type(_get_resource(resource))) or "").rpartition("\n\n")[0]
    return f"{headline}\n\n{unwrap(text).removeprefix(headline).strip()}".strip()


def resolve(node: Node) -> Node:
    """Return `node`, or the target of its `$ref`."""
    return schemas.resolve_node(document(), node)


def describe_field(schema: Node) -> str:
    """Return the description of a field, and the lines about its deprecation and preview."""
    marks = schemas.describe_marks(schemas.find_marks(document(), schema))
    return " ".join(filter(None, [unwrap(resolve(schema).get("description", "")), *marks]))


def list_kinds(schema: Node) -> list[Node]:
    """Return the types of a value of `schema`, except null."""
    return schemas.list_types(document(), schema)


def find_secrets(schema: Node, above: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the fields that the document marks as secret, at any depth, with their descriptions.

    `above` names the enclosing schemas: a schema may contain itself.
    """
    reference = schema.get("$ref", "")
    if reference in above:
        return {}
    above = (*above, reference) if reference else above
    secrets = dict[str, str]()
    for kind in list_kinds(schema):
        secrets |= find_secrets(kind.get("items", {}), above) if "items" in kind else {}
        for name, field in kind.get("properties", {}).items():
            secrets |= find_secrets(field, above)
            if resolve(field).get("x-secret"):
                secrets[name] = unwrap(resolve(field).get("description", ""))
    return secrets


def read_operation(operation: Operation) -> Node:
    """Return the operation in the document."""
    return cast("Node", document()["paths"][operation.path][operation.method.lower()])


def get_response_schema(operation: Operation) -> Node:
    """Return the schema of the operation's 2xx response; an empty one if it has none."""
    responses = read_operation(operation)["responses"]
    success = next(value for status, value in responses.items() if status.startswith("2"))
    content = resolve(success).get("content", {})
    return cast("Node", content["application/json"]["schema"] if content else {})


def prepare_response(
    model: Any,
    *,
    show: bool = False,
    hidden: set[str] | None = None,
    mark: Callable[[str], str] = str,
) -> Any:
    """Return a response as JSON for programs: timestamps in UTC, and without secrets.

    A response may contain secrets if the document marks one of its fields as secret.

    Args:
        model: The response, or a part of it.
        show: Keep its secrets.
        hidden: Receives the names of the removed fields.
        mark: Marks a text that other people choose: one that the document marks as untrusted, or
            that is in a field without documentation.
    """
    from .redaction import redact_secrets

    name = normalize_name(type(model).__name__)
    models = document()["components"]["schemas"].items()
    schema = next(each for key, each in models if normalize_name(key) == name)
    data = model.to_dict()
    if find_secrets(schema) and not show:
        data = redact_secrets(data, hidden)
    return prepare_value(data, schema, mark)


def prepare_value(value: Any, schema: Node, mark: Callable[[str], str]) -> Any:
    """Return a JSON value for programs: timestamps in UTC, and the texts of other people marked.

    `schema` describes the value, and `mark` marks a text: see `prepare_response`.
    """
    if isinstance(value, Mapping):
        properties = find_properties(schema)
        return {
            key: prepare_value(each, properties.get(key, {}), mark) for key, each in value.items()
        }
    if isinstance(value, list):
        items: Node = next((kind["items"] for kind in list_kinds(schema) if "items" in kind), {})
        return [prepare_value(each, items, mark) for each in value]
    if isinstance(value, str):
        formats = [kind.get("format") for kind in list_kinds(schema)]
        if "date-time" in formats:
            return format_timestamp(value)
        return mark(value) if not schema or resolve(schema).get("x-untrusted") else value
    if isinstance(value, float) and not math.isfinite(value):
        return json.dumps(value)  # Google writes NaN and Infinity as strings.
    return value


def format_timestamp(text: str) -> str:
    """Return an ISO 8601 timestamp as Google writes it: in UTC, with 0, 3 or 6 fractional digits.

    Return `text` itself if it cannot be expressed in UTC.
    """
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return text
    micro = moment.microsecond
    unit = "microseconds" if micro % 1000 else "milliseconds" if micro else "seconds"
    return f"{moment.isoformat(timespec=unit)}Z"


def find_properties(schema: Node) -> dict[str, Node]:
    """Return the fields of an object, or of the objects in a list, with their schemas."""
    properties = dict[str, Node]()
    for kind in list_kinds(schema):
        properties |= find_properties(kind["items"]) if "items" in kind else {}
        properties |= kind.get("properties", {})
    return properties


def find_items(schema: Node) -> tuple[str, Node]:
    """Return the field that has the items, and the schema of an item, for the schema of a response
    that lists them; an empty name and schema if it has no list."""
    for name, field in find_properties(schema).items():
        for kind in list_kinds(field):
            if "items" in kind:
                return name, resolve(kind["items"])
    return "", {}


def select_fields(value: Any, paths: Iterable[str]) -> Any:
    """Return the parts of a JSON value at dotted paths, in the value's own order.

    A path ignores case, dashes and underscores. In a list, it applies to each item.
    """
    if isinstance(value, list):
        return [select_fields(each, paths) for each in value]
    if not isinstance(value, Mapping):
        return value
    inner = dict[str, list[str]]()
    for path in paths:
        first, _, rest = path.partition(".")
        inner.setdefault(normalize_name(first), []).append(rest)
    return {
        key: each if "" in rests else select_fields(each, rests)
        for key, each in value.items()
        if (rests := inner.get(normalize_name(key)))
    }


def find_unknown_field(schema: Node, paths: Iterable[str]) -> tuple[str, list[str]] | None:
    """Return the first of the dotted `paths` that `schema` does not document, and the names that
    its place has; None if it documents all of them."""
    for path in paths:
        node = schema
        for part in path.split("."):
            properties = find_properties(node)
            names = {normalize_name(name): name for name in properties}
            if normalize_name(part) not in names:
                return path, sorted(properties)
            node = properties[names[normalize_name(part)]]
    return None


class CodeInName(NamedTuple):
    """A code or link that a user passed in place of an id, in a name that needs the id."""

    lookup: Verb
    """The read that accepts the code. Its response has the name with the id."""
    code: str
    rest: str
    """The part of the name after the code, with its slash; '' if there is none."""


def find_code(verb: Verb, name: str) -> CodeInName | None:
    """Return the code in a name; None if `name` has none, or if the method of `verb` accepts it."""
    lookup = find_lookup(verb)
    if lookup is None or not isinstance(name, str):
        return None
    code = read_code_format()
    if found := code.find_in_link(name):
        return CodeInName(lookup, found, "")
    collection = lookup.operation.path.split("/")[-2]
    first, slash, rest = name.removeprefix(f"{collection}/").partition("/")
    found = code.find_in_id(first, alone=first == name)
    return CodeInName(lookup, found, slash + rest) if found else None


def read_code_format() -> CodeFormat:
    """Return the format of the code that people use in place of an id."""
    accepted = document()[schemas.CODE_MARK]
    return CodeFormat(tuple(accepted["groups"]), accepted["host"])


def find_lookup(verb: Verb) -> Verb | None:
    """Return the read that accepts a code in place of the first id in the path of `verb`.

    Return None if there is none, or if `verb` accepts a code itself.
    """
    variable = re.search(r"/{\w+}", verb.operation.path)
    lookup = _list_lookups().get(variable[0]) if variable else None
    return None if lookup == verb else lookup


@functools.cache
def _list_lookups() -> Mapping[str, Verb]:
    """Return the reads that accept a code, by the last segments of their paths."""
    return {
        f"/{verb.operation.path.rpartition('/')[2]}": verb
        for verb in list_verbs()
        if read_operation(verb.operation).get(schemas.CODE_MARK) is True
    }


def list_schemas(operation: Operation) -> Iterator[tuple[str, Node]]:
    """Yield each body field and query parameter of `operation` with its schema, in the order of the
    keyword arguments of its method."""
    item = document()["paths"][operation.path]
    raw = read_operation(operation)
    if "requestBody" in raw:
        content = resolve(raw["requestBody"])["content"]["application/json"]
        yield from resolve(content["schema"]).get("properties", {}).items()
    for parameter in map(resolve, [*item.get("parameters", []), *raw.get("parameters", [])]):
        if parameter["in"] == "query":
            yield parameter["name"], parameter["schema"]


def read_argument_texts(verb: Verb) -> dict[str, str]:
    """Return the text of each argument in the docstring of the method."""
    text = (inspect.getdoc(verb.method) or "").partition("\n\nArgs:\n")[2]
    sections = re.findall(
        r"^ {4}(\w+):(.*(?:\n {8}.*)*)", text.partition("\n\nReturns:\n")[0], re.M
    )
    return {name: unwrap(text) for name, text in sections}


def convert_argument(verb: Verb, name: str, value: Any) -> Any:
    """Return a JSON value, in the spelling of the API, as the type of an argument of the method.

    In a condition of a read, the code takes the place of a link to a meeting: the API compares
    codes only.

    Raises:
        ValueError: The value does not fit.
    """
    from maton_google_meet_api import models

    annotation = inspect.signature(verb.method).parameters[name].annotation
    names = set(re.findall(r"[\w.]+", str(annotation)))
    try:
        for model in names & {*models.__all__}:
            make = getattr(getattr(models, model), "from_dict", None)
            if make is not None:
                return [make(each) for each in value] if isinstance(value, list) else make(value)
        for kind in (datetime, date):
            if f"datetime.{kind.__name__}" in names:
                return kind.fromisoformat(value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        fault = _find_misfit(names & {*models.__all__}, value)
        raise ValueError(fault or f"does not fit: {error}") from error
    is_text = isinstance(value, str) and verb.operation.outcome is None
    if is_text and schemas.CODE_MARK in document():
        return read_code_format().replace_links(value)
    return value


def _find_misfit(names: set[str], value: Any) -> str:
    """Return the first misfit between a JSON value and these models; '' if none is found."""
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        for name in names:
            with contextlib.suppress(LookupError):
                if misfit := schemas.find_misfit(name, item):
                    place = f"item {index}, " if isinstance(value, list) else ""
                    return f"does not fit: {place}{misfit[0]}".replace(" : expected", " expected")
    return ""
