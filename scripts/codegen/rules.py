"""The rules that the document must satisfy.

Each rule is a function that reads the document, or one of its operations. It yields a message and
the keys of the place for each mistake. Its docstring states the rule: docs/contributing/rules.md
shows it. To add a rule, write a function with the decorator `document_rule` or `operation_rule`.
"""

from __future__ import annotations

import datetime
import functools
import operator
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    ExtraParametersError,
)

from codegen.discovery import list_references
from codegen.document import METHODS, Document, InvalidDocument, Keys, Node
from codegen.operations import UPDATE_MASK, Operation, read_operations
from codegen.runtime.schemas import (
    NEXT_PAGE_TOKEN,
    PAGE_SIZE,
    PAGE_TOKEN,
    follow_reference,
    normalize_name,
)
from codegen.upstream import ASPECTS

EXTENSIONS = {
    "x-deprecation", "x-deviation", "x-duration", "x-enumDeprecated", "x-enumDescriptions",
    "x-enumPreview", "x-google-base-url", "x-google-method", "x-google-revision", "x-google-schema",
    "x-google-scopes", "x-hints", "x-largest", "x-meaning", "x-meeting-code", "x-omits",
    "x-person", "x-preview", "x-rate-limit", "x-reasons", "x-resource-names", "x-secret",
    "x-server-default", "x-source", "x-untrusted", "x-write",
}  # fmt: skip
# The authors of a response, by `info.description`; `connections` is the proxy's answer to a request
# that it does not forward to Google.
AUTHORS: tuple[str, ...] = ("google", "proxy", "connections", "between")
OPERATION_ID = re.compile(r"[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*")
# Google's reason of an error, or the code of an OAuth error.
REASON = re.compile(r"[A-Z][A-Z0-9_]+|[a-z]+(_[a-z]+)+")
SCOPE = re.compile(r"https://[\w.-]+/\S*")
# The start of a text that is left to write, and its message.
TODO, UNWRITTEN = "TODO:", "is left to write"
# A version of Google's API that may change.
PREVIEW_VERSION = re.compile(r"v\d+(?:alpha|beta)\d*")
OPEN_ENUM = "an enum is written open: anyOf of the enum and string, since Google adds values"

Mistakes = Iterator[tuple[str, Keys]]
"""Messages, each with the keys of its place; those of an operation start at the operation."""
DocumentRule = Callable[[Document], Mistakes]
OperationRule = Callable[[Operation], Mistakes]

SHAPE_RULES: list[DocumentRule] = []
DOCUMENT_RULES: list[DocumentRule] = []
OPERATION_RULES: list[OperationRule] = []


def load_document(path: Path, *, is_draft: bool = False) -> Document:
    """Return the document at `path`. Raise `InvalidDocument` with each mistake in it. In a draft,
    texts that are left to write are not mistakes."""
    document = Document(path)
    mistakes = list_mistakes(document)
    if is_draft:
        mistakes = [each for each in mistakes if UNWRITTEN not in each[1]]
    if mistakes:
        raise InvalidDocument("\n".join(f"{path}:{line}: {text}" for line, text in mistakes))
    return document


def check_outcomes(document: Document) -> None:
    """Raise `InvalidDocument` if the summary or the outcome of a write is left to write."""
    lines = [
        f"{document.path}:{document.find_line('paths', each.path, each.method, key)}: "
        f"{each.method.upper()} {each.path}: {key} {UNWRITTEN}. A user reads it to approve the "
        "write, so a draft needs it too."
        for each in read_operations(document)
        for key in ("summary", "x-write")
        if each.is_write and TODO in str(each.raw[key])
    ]
    if lines:
        raise InvalidDocument("\n".join(lines))


def list_mistakes(document: Document) -> list[tuple[int, str]]:
    """Return the line and the message of each mistake, in the order of the lines."""
    for check in SHAPE_RULES:
        if mistakes := list(check(document)):
            break
    else:
        mistakes = [each for check in DOCUMENT_RULES for each in check(document)]
        for operation in read_operations(document):
            mistakes += _check_operation(operation)
    return sorted({(document.find_line(*keys), message) for message, keys in mistakes})


def _check_operation(operation: Operation) -> Mistakes:
    well_named = OPERATION_ID.fullmatch(operation.id)
    for check in OPERATION_RULES if well_named else [name_operations]:
        for message, keys in check(operation):
            place = ("paths", operation.path, operation.method, *keys)
            yield f"{operation.method.upper()} {operation.path}: {message}", place


def shape_rule(check: DocumentRule) -> DocumentRule:
    """Register a rule about the shape of the document. The other rules are applied only to a
    document that satisfies it."""
    SHAPE_RULES.append(check)
    return check


def document_rule(check: DocumentRule) -> DocumentRule:
    """Register a rule of the whole document."""
    DOCUMENT_RULES.append(check)
    return check


def operation_rule(check: OperationRule) -> OperationRule:
    """Register a rule of each operation."""
    OPERATION_RULES.append(check)
    return check


# --- OpenAPI --------------------------------------------------------------------------------------


@shape_rule
def follow_openapi_schema(document: Document) -> Mistakes:
    """Follow the JSON Schema of OpenAPI 3.1."""
    for error in OpenAPIV31SpecValidator.schema_validator.iter_errors(document.root):
        message = error.message.partition("\n")[0]
        yield f"not OpenAPI 3.1: {message}", tuple(error.absolute_path)


@shape_rule
def resolve_references(document: Document) -> Mistakes:
    """Let each `$ref` lead to an object in this file, and not back to itself."""
    for keys, node in document.walk():
        reference = node.get("$ref") if isinstance(node, dict) else None
        if not isinstance(reference, str):
            continue
        followed = set[str]()
        target: Any = node
        while isinstance(target, dict) and "$ref" in target:
            if target["$ref"] in followed:
                yield f"{reference}: this $ref leads back to itself", (*keys, "$ref")
                break
            followed.add(target["$ref"])
            try:
                target = follow_reference(document.root, target["$ref"])
            except (KeyError, TypeError, ValueError):
                target = None
        if not isinstance(target, dict):
            yield f"{reference}: this $ref leads nowhere in this file", (*keys, "$ref")


@document_rule
def follow_openapi(document: Document) -> Mistakes:
    """Follow the rules of OpenAPI 3.1 that its JSON Schema cannot express."""
    validator = OpenAPIV31SpecValidator(document.root)
    for error in validator.root_validator(validator.schema_path):
        # Rules below report these two with their places.
        if isinstance(error, (DuplicateOperationIDError, ExtraParametersError)):
            continue
        # The validator names the place in the message, by its node, or not at all.
        words = re.search(r"for '(\w+)' operation in '([^']+)'", error.message)
        place: Keys = ("paths", words[2], words[1]) if words else ()
        for keys, node in document.walk():
            place = keys if node is error.schema else place
        yield f"not OpenAPI 3.1: {error.message}", place


@document_rule
def quote_dates(document: Document) -> Mistakes:
    """Write dates in quotes. Without quotes, YAML reads a date, which JSON does not have."""
    for keys, value in document.walk():
        if isinstance(value, datetime.date):
            yield f"{keys[-1]}: a date without quotes is not a JSON value", keys


# --- extensions -----------------------------------------------------------------------------------


def _walk_extensions(document: Document) -> Iterator[tuple[Keys, Any]]:
    """Yield the extensions; an example, a header or a field may have a name that looks like one."""
    for keys, value in document.walk():
        is_name = keys[-2:-1] in (("headers",), ("properties",))
        if str(keys[-1]).startswith("x-") and not (is_name or _is_in_example(keys)):
            yield keys, value


def _is_in_example(keys: Keys) -> bool:
    return not {"example", "examples"}.isdisjoint(keys)


@document_rule
def use_known_extensions(document: Document) -> Mistakes:
    """Use only the extensions (`x-...`) that `info.description` explains."""
    for keys, _ in _walk_extensions(document):
        if keys[-1] not in EXTENSIONS:
            yield f"{keys[-1]} is not a known extension", keys


@document_rule
def mark_secrets_and_untrusted_texts(document: Document) -> Mistakes:
    """Write `x-secret` and `x-untrusted` only at the properties of schemas, and only as `true`."""
    for keys, value in _walk_extensions(document):
        marks = {"x-secret", "x-untrusted"}
        if keys[-1] in marks and not (value is True and "properties" in keys[-3:-2]):
            yield f"{keys[-1]} is true, and marks a property of a schema", keys


@document_rule
def mark_durations(document: Document) -> Mistakes:
    """Mark at most one property of a component with `x-duration: start`, and at most one with
    `x-duration: end`."""
    yield from _check_marked_properties(document, "x-duration", "start|end")


@document_rule
def mark_people(document: Document) -> Mistakes:
    """Mark the properties that describe a person with `x-person`, in a single component. Its value
    is the kind of person in snake case, which differs for each property and is not `unknown`."""
    yield from _check_marked_properties(document, "x-person", "(?!unknown$)[a-z]+(_[a-z]+)*")
    marked = [keys for keys, _ in _walk_extensions(document) if keys[-1] == "x-person"]
    for keys in marked:
        if keys[:3] != marked[0][:3]:
            yield "x-person is in a second schema", keys


def _check_marked_properties(document: Document, mark: str, values: str) -> Mistakes:
    seen = set[tuple[Any, ...]]()
    for keys, value in _walk_extensions(document):
        if keys[-1] == mark:
            is_property = keys[:2] == ("components", "schemas") and keys[3:-2] == ("properties",)
            if not (is_property and re.fullmatch(values, str(value))):
                yield f"{mark} is {values}, and marks a property of a component", keys
            elif (keys[2], value) in seen:
                yield f"{mark}: {value} is in the schema twice", keys
            else:
                seen.add((keys[2], value))


@document_rule
def write_texts(document: Document) -> Mistakes:
    """Replace each `TODO:` that `check_upstream.py --write` inserted by a text."""
    for keys, value in document.walk():
        if isinstance(value, str) and TODO in value:
            yield f"{keys[-1]} {UNWRITTEN}: {value.partition(TODO)[2].strip()}", keys


@document_rule
def name_deviations(document: Document) -> Mistakes:
    """Name in `x-deviation` only facts that `check_upstream.py` compares."""
    for keys, value in _walk_extensions(document):
        for fact in value if keys[-1] == "x-deviation" and isinstance(value, dict) else ():
            if fact not in ASPECTS:
                known = ", ".join(sorted(ASPECTS))
                yield f"x-deviation: {fact!r} is not compared; known are {known}", (*keys, fact)


@document_rule
def state_rate_limit(document: Document) -> Mistakes:
    """Write `x-rate-limit` only at the top of the document, with `requests` and `seconds` above 0,
    and with the `scope` for which requests are counted."""
    for keys, value in _walk_extensions(document):
        if keys[-1] == "x-rate-limit" and not (len(keys) == 1 and _is_rate_limit(value)):
            yield "x-rate-limit is at the top, and has requests, seconds and scope", keys


def _is_rate_limit(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"requests", "seconds", "scope"}
        and all(type(value[each]) is int and value[each] > 0 for each in ("requests", "seconds"))
        and isinstance(value["scope"], str)
    )


@document_rule
def state_largest_values(document: Document) -> Mistakes:
    """Write `x-largest` as an integer above 0, in the schema of an integer without `maximum`."""
    for keys, value in _walk_extensions(document):
        if keys[-1] == "x-largest":
            schema = functools.reduce(operator.getitem, keys[:-1], document.root)
            is_integer = schema.get("type") == "integer" and "maximum" not in schema
            if not (is_integer and type(value) is int and value > 0):
                yield "x-largest is above 0, and belongs to an integer without maximum", keys


@document_rule
def explain_deprecations(document: Document) -> Mistakes:
    """Give everything with `deprecated: true`, and nothing else, an `x-deprecation`: a sentence
    with the reason and what to use instead."""
    for keys, node in _walk_marked(document, "deprecated", "x-deprecation"):
        if node.get("deprecated") is not True:
            yield "x-deprecation needs deprecated: true beside it", (*keys, "x-deprecation")
        elif not _is_sentence(node.get("x-deprecation")):
            yield (
                "deprecated: true needs x-deprecation beside it, a sentence with the reason and "
                "what to use instead",
                (*keys, "deprecated"),
            )


@document_rule
def form_previews(document: Document) -> Mistakes:
    """Write `x-preview` as the name of a preview version, such as `v2beta`."""
    for keys, node in _walk_marked(document, "x-preview"):
        if not _is_preview(node["x-preview"]):
            yield "x-preview is a version that may change, such as v2beta", (*keys, "x-preview")


@document_rule
def mark_preview_schemas(document: Document) -> Mistakes:
    """Mark a schema with `x-preview` if only operations of a preview version use it. An enum does
    not need the mark."""
    schemas = document.get_components("schemas")
    operations = [each.raw for each in read_operations(document)]
    stable = _reach_schemas(schemas, [each for each in operations if "x-preview" not in each])
    for operation in operations:
        version = operation.get("x-preview")
        for name in sorted(_reach_schemas(schemas, [operation]) - stable) if version else ():
            if "enum" not in schemas[name] and schemas[name].get("x-preview") != version:
                yield (
                    f"only operations of {version} use this schema: it has x-preview: {version}",
                    ("components", "schemas", name),
                )


def _reach_schemas(schemas: Node, nodes: list[Node]) -> set[str]:
    """Return the schemas that the nodes refer to, directly or in fields."""
    found, reached = list_references(nodes), set[str]()
    while found:
        name = found.pop()
        if name in schemas and name not in reached:
            reached.add(name)
            found += list_references(schemas[name])
    return reached


@document_rule
def place_marks(document: Document) -> Mistakes:
    """Mark only operations, query parameters, schemas and their properties as deprecated or as a
    preview."""
    for keys, node in _walk_marked(document, "deprecated", "x-deprecation", "x-preview"):
        is_operation = keys[0] == "paths" and len(keys) == 3 and keys[-1] in METHODS
        is_schema = keys[:2] == ("components", "schemas") and len(keys) == 3
        is_property = keys[-2:-1] == ("properties",)
        if not (is_operation or is_schema or is_property or node.get("in") == "query"):
            yield (
                "only an operation, a query parameter, a schema or a property can be deprecated "
                "or a preview",
                keys,
            )


@document_rule
def mark_values(document: Document) -> Mistakes:
    """Name in `x-enumDeprecated` and `x-enumPreview` only values of the enum. Give a deprecated
    value a sentence, and a value of a preview its version."""
    for mark, fits, form in (
        ("x-enumDeprecated", _is_sentence, "a sentence with the reason"),
        ("x-enumPreview", _is_preview, "a version, such as v2beta,"),
    ):
        for keys, node in _walk_marked(document, mark):
            marks = node[mark]
            if not (
                isinstance(marks, dict)
                and marks.keys() <= {*node.get("enum", ())}
                and all(map(fits, marks.values()))
            ):
                yield f"{mark} has {form} for each marked value of the enum", (*keys, mark)


def _walk_marked(document: Document, *marks: str) -> Iterator[tuple[Keys, Node]]:
    """Yield the nodes that have one of these keys, except examples and maps of names."""
    for keys, node in document.walk():
        if (
            isinstance(node, dict)
            and not node.keys().isdisjoint(marks)
            and not _is_in_example(keys)
            and keys[-1] not in {"headers", "properties", "schemas"}
        ):
            yield keys, node


def _is_sentence(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-Z`].*\.", value, re.DOTALL) is not None


def _is_preview(value: Any) -> bool:
    return isinstance(value, str) and PREVIEW_VERSION.fullmatch(value) is not None


@document_rule
def explain_differences(document: Document) -> Mistakes:
    """Write `x-deviation` and `x-omits` as a reason for each difference from Google's discovery
    document."""
    for keys, value in _walk_extensions(document):
        if keys[-1] in {"x-deviation", "x-omits"} and not _are_texts(value):
            yield f"{keys[-1]} names what differs, each with the reason", keys


@document_rule
def explain_errors(document: Document) -> Mistakes:
    """Write the `x-meaning` of an error response as one text, or as a text for each author of a
    response: `google`, `proxy`, `connections` or `between`."""
    for name, response in document.get_components("responses").items():
        meaning = response.get("x-meaning", "")
        if not isinstance(meaning, str) and not (
            _are_texts(meaning) and meaning.keys() <= {*AUTHORS}
        ):
            yield (
                f"response {name}: x-meaning is a text, or a text for each of "
                f"{', '.join(AUTHORS)} that has one",
                ("components", "responses", name, "x-meaning"),
            )


@document_rule
def explain_reasons(document: Document) -> Mistakes:
    """Write `x-reasons` as a text for each reason of an error, such as `RESOURCE_EXHAUSTED` or
    `invalid_grant`."""
    reasons = document.root.get("x-reasons", {})
    if not _are_texts(reasons):
        yield "x-reasons is a text for each reason", ("x-reasons",)
        return
    for reason in reasons:
        if not REASON.fullmatch(reason):
            yield f"{reason!r} in x-reasons is not a reason", ("x-reasons", reason)


@document_rule
def list_resource_prefixes(document: Document) -> Mistakes:
    """Write `x-resource-names` as a list of distinct prefixes that start and end with a slash."""
    prefixes: Any = document.root.get("x-resource-names")
    if not _are_prefixes(prefixes) or len({*prefixes}) < len(prefixes):
        yield (
            "x-resource-names is a list of distinct prefixes, each with a slash at both ends",
            ("x-resource-names",),
        )


def _are_prefixes(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, str) and re.fullmatch("/(.+/)?", each) for each in value)
    )


@document_rule
def describe_meeting_codes(document: Document) -> Mistakes:
    """Write `x-meeting-code` at the top as the form of a code (`groups` and `host`), at an
    operation as `true`, and at a parameter as a text with `{code}`."""
    for keys, value in document.walk():
        if keys[-1] != "x-meeting-code":
            continue
        if len(keys) == 1:
            fits, form = _is_code_form(value), "has groups, the numbers of letters, and host"
        elif keys[0] == "paths" and keys[-2] in METHODS:
            fits, form = value is True, "is true, or left out"
        else:
            fits, form = isinstance(value, str) and "{code}" in value, "is a text with {code}"
        if not fits:
            yield f"x-meeting-code {form}", keys


def _is_code_form(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"groups", "host"}
        and isinstance(value["groups"], list)
        and bool(value["groups"])
        and all(type(size) is int and size > 0 for size in value["groups"])
        and isinstance(value["host"], str)
    )


def _are_texts(value: Any) -> bool:
    """Return True if `value` has a text for each of its names."""
    return isinstance(value, dict) and all(
        isinstance(each, str) and each for each in value.values()
    )


# --- schemas --------------------------------------------------------------------------------------


@document_rule
def require_known_fields(document: Document) -> Mistakes:
    """Name in `required` only properties of the same schema."""
    for keys, value in document.walk():
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            for name in value.get("required", []):
                if name not in value["properties"]:
                    yield f"{keys[-1]} requires {name}, but has none", (*keys, "required")


@document_rule
def distinguish_schemas(document: Document) -> Mistakes:
    """Give schemas names that differ in more than case and delimiters, because their classes need
    different names."""
    owners = dict[str, str]()
    for name in document.get_components("schemas"):
        owner = owners.setdefault(normalize_name(name), name)
        if owner != name:
            yield (
                f"schemas {owner} and {name} would have one class: rename one of them, and keep "
                "Google's name as x-google-schema",
                ("components", "schemas", name),
            )


@document_rule
def open_enums(document: Document) -> Mistakes:
    """Write a field with an enum as `anyOf` of the enum and a string, because Google adds
    values."""
    for keys, value in document.walk():
        in_schema = keys[:2] == ("components", "schemas")
        is_field = keys[-1] == "items" or keys[-2:-1] == ("properties",)
        if not (in_schema and is_field) or _is_in_example(keys):
            continue
        if isinstance(value, dict) and "enum" in document.resolve(value):
            yield f"{keys[-1]}: {OPEN_ENUM}", keys


@document_rule
def type_body_fields(document: Document) -> Mistakes:
    """Give each field of a request body a type."""
    for operation in read_operations(document):
        for field in operation.body_fields:
            if _is_untyped(document, field.schema):
                place = ("components", "schemas", operation.body, "properties", field.key)
                yield f"field {field.key} of the body {operation.body} has no type", place


def _is_untyped(document: Document, schema: Node) -> bool:
    """Return True if a value of `schema` can be anything."""
    schema = document.resolve(schema)
    if schema.get("type") == "array":
        return _is_untyped(document, schema.get("items", {}))
    return not {"type", "enum", "anyOf", "oneOf", "allOf"} & schema.keys()


def _has_own_properties(schema: Node) -> bool:
    """Return True if the properties of an object are not combined from other schemas."""
    return not {"allOf", "anyOf", "oneOf"} & schema.keys()


# --- tags -----------------------------------------------------------------------------------------


def _list_tags(document: Document) -> list[Node]:
    tags: list[Node] = document.root.get("tags", [])
    return tags


@document_rule
def describe_tags(document: Document) -> Mistakes:
    """Give each tag a description."""
    for index, tag in enumerate(_list_tags(document)):
        if not tag.get("description"):
            yield f"tag {tag['name']!r} has no description", ("tags", index)


@document_rule
def distinguish_tags(document: Document) -> Mistakes:
    """Give tags names that differ in more than case and delimiters, because their attributes on the
    client need different names."""
    owners = dict[str, str]()
    for index, tag in enumerate(_list_tags(document)):
        name = tag["name"]
        owner = owners.setdefault(normalize_name(name), name)
        if owner != name:  # The validator reports a repeated tag.
            message = f"tags {owner} and {name} would have one attribute: rename one of them"
            yield message, ("tags", index)


# --- the names and texts of an operation ----------------------------------------------------------


@operation_rule
def name_operations(operation: Operation) -> Mistakes:
    """Write each `operationId` as `<tag>.<verb>`, such as `spaces.get`."""
    if not OPERATION_ID.fullmatch(operation.id):
        yield "its operationId is not of the form <tag>.<verb>", ("operationId",)


@operation_rule
def distinguish_operations(operation: Operation) -> Mistakes:
    """Give operations ids that differ in more than case."""
    for other in read_operations(operation.document):
        if other.raw is operation.raw:
            return
        if other.id.lower() == operation.id.lower():
            yield (
                f"{operation.id} would have the method of {other.method.upper()} {other.path}: "
                "give one of the two another verb; x-google-method keeps Google's",
                ("operationId",),
            )


@operation_rule
def declare_tags(operation: Operation) -> Mistakes:
    """Declare the tag of each `operationId` under `tags`, and give the operation exactly this
    tag."""
    tag = operation.tag
    if tag not in [each["name"] for each in _list_tags(operation.document)]:
        yield f"unknown tag {tag!r}: declare it under tags", ("operationId",)
    if operation.raw.get("tags") != [tag]:
        yield f"its tags are not [{tag}], as its operationId requires", ("tags",)


@operation_rule
def describe_operations(operation: Operation) -> Mistakes:
    """Give each operation a `summary`, which is a sentence, and a `description`."""
    if not str(operation.raw.get("summary", "")).endswith("."):
        yield "its summary is not a sentence", ("summary",)
    if not operation.raw.get("description"):
        yield "it has no description", ()


@operation_rule
def mark_previews(operation: Operation) -> Mistakes:
    """Mark each operation whose path contains a preview version with `x-preview`, and no other
    operation."""
    versions = [*filter(PREVIEW_VERSION.fullmatch, operation.path.split("/")), None]
    if operation.raw.get("x-preview") != versions[0]:
        form = f"has x-preview: {versions[0]}" if versions[0] else "does not have x-preview"
        yield f"an operation with this path {form}", ("x-preview",)


@operation_rule
def explain_writes(operation: Operation) -> Mistakes:
    """Give each write, and no other operation, an `x-write`: the `outcome`, which the user reads to
    approve the write, and `destructive`, true or false."""
    write = operation.raw.get("x-write")
    if not operation.is_write:
        if write is not None:
            yield "only writes have x-write", ("x-write",)
    elif not (
        isinstance(write, dict)
        and set(write) == {"outcome", "destructive"}
        and isinstance(write["outcome"], str)
        and write["outcome"].strip()
        and isinstance(write["destructive"], bool)
    ):
        yield (
            "a write needs x-write with an outcome (its effect and the affected resource, which "
            "the confirmation shows) and destructive (true or false)",
            ("x-write",),
        )


@operation_rule
def list_scopes(operation: Operation) -> Mistakes:
    """List the scopes of each of Google's methods in `x-google-scopes`, as full URLs. Other
    operations do not have scopes."""
    scopes = operation.raw.get("x-google-scopes")
    if "x-google-method" not in operation.raw:
        if scopes is not None:
            yield "only Google's methods have x-google-scopes", ("x-google-scopes",)
    elif not (
        isinstance(scopes, list)
        and all(isinstance(each, str) and SCOPE.fullmatch(each) for each in scopes)
    ):
        yield "a method of Google needs x-google-scopes, a list of full URLs", ("x-google-scopes",)


@operation_rule
def explain_statuses(operation: Operation) -> Mistakes:
    """Write `x-hints` as a text for each status, such as `403`, or reason, such as
    `FAILED_PRECONDITION`."""
    hints = operation.raw.get("x-hints", {})
    if not isinstance(hints, dict):
        yield "x-hints is a text for each status", ("x-hints",)
        return
    for status, hint in hints.items():
        if not re.fullmatch(rf"[1-5]\d\d|{REASON.pattern}", status):
            yield f"{status!r} in x-hints is not a status", ("x-hints", status)
        if not isinstance(hint, str):
            yield f"the hint for {status} is not a text", ("x-hints", status)


# --- the arguments of an operation ----------------------------------------------------------------


@operation_rule
def form_paths(operation: Operation) -> Mistakes:
    """Write a path below a prefix of `x-resource-names` as a resource name, `collection/{id}/...`.
    Another path has at most one variable, at its end."""
    prefixes: Any = operation.document.root.get("x-resource-names")
    if operation.template is None or not _are_prefixes(prefixes):
        return
    if operation.resource_name is None:
        if len(operation.path_variables) > 1 or not operation.path.endswith("}"):
            yield "outside x-resource-names a path has one variable, at its end", ()
    elif not re.fullmatch(r"(?:\w+/\{\w+\})(?:/\w+/\{\w+\})*", operation.template):
        message = f"{operation.template!r} is not a resource name (collection/{{id}}/...)"
        yield message, ()


@operation_rule
def describe_parameters(operation: Operation) -> Mistakes:
    """Give each parameter of the path and the query a description, an example and a type. An enum
    is open, as in a field."""
    for parameter in operation.parameters:
        if parameter["in"] not in {"path", "query"}:
            continue
        name = parameter["name"]
        schema = operation.document.resolve(parameter.get("schema", {}))
        if not schema.get("description"):
            yield f"parameter {name} has no schema.description", ("parameters",)
        if "example" not in parameter:
            yield f"parameter {name} has no example", ("parameters",)
        if _is_untyped(operation.document, schema):
            yield f"parameter {name} has no type", ("parameters",)
        if "enum" in schema:
            yield f"parameter {name}: {OPEN_ENUM}", ("parameters",)


@operation_rule
def accept_large_pages(operation: Operation) -> Mistakes:
    """Write the largest page size as `x-largest` and not as `maximum`, because a server lowers a
    larger size instead of refusing it."""
    for query in operation.query:
        if query.key == PAGE_SIZE and "maximum" in query.schema:
            message = f"{PAGE_SIZE}: write x-largest, since maximum refuses a larger size"
            yield message, ("parameters",)


@operation_rule
def send_parameters(operation: Operation) -> Mistakes:
    """Declare only parameters that the client can send: no cookie and no required header. Write a
    default of the server as `x-server-default`, because a `default` would be sent with each
    call."""
    for parameter in operation.parameters:
        name, location = parameter["name"], parameter["in"]
        if location == "cookie" or (location == "header" and parameter.get("required")):
            yield f"parameter {name}: nothing would send this {location}", ("parameters",)
        if "default" in operation.document.resolve(parameter.get("schema", {})):
            yield (
                f"parameter {name}: a default would be sent with each call; write the default of "
                "the server as x-server-default",
                ("parameters",),
            )


@operation_rule
def leave_parameters_optional(operation: Operation) -> Mistakes:
    """Let the parameters `updateMask`, `pageSize` and `pageToken` be optional: the client derives
    the mask from the body, and a pager sets the other two."""
    for query in operation.query:
        if query.required and query.key == UPDATE_MASK and "requestBody" in operation.raw:
            yield "the mask is derived: it cannot be required", ("parameters",)
        if query.required and query.key in {PAGE_SIZE, PAGE_TOKEN}:
            yield f"a pager sets {query.key}: it cannot be required", ("parameters",)


@operation_rule
def place_meeting_codes(operation: Operation) -> Mistakes:
    """Write `x-meeting-code` only at the first id of a path. An operation accepts codes only if its
    path has a single id."""
    variables = re.findall(r"\{(\w+)\}", operation.path)
    for parameter in operation.parameters:
        if parameter["in"] != "path" or "x-meeting-code" not in parameter:
            continue
        if "x-meeting-code" not in operation.document.root:
            yield "x-meeting-code at the top is missing", ("parameters",)
        elif variables[:1] != [parameter["name"]]:
            message = f"parameter {parameter['name']}: only the first id can be a meeting code"
            yield message, ("parameters",)
        elif operation.raw.get("x-meeting-code") and len(variables) > 1:
            yield "only an operation with one id takes a code", ("x-meeting-code",)


@operation_rule
def describe_bodies(operation: Operation) -> Mistakes:
    """Give a request body the media type JSON, a `$ref` to an object that spells out its own
    properties, and a named example."""
    place, schema = ("requestBody",), operation.body_schema
    if "requestBody" not in operation.raw:
        return
    if operation.body is None:
        yield "a request body is application/json, its schema a $ref", place
        return
    if schema.get("type") != "object":
        yield f"its body {operation.body} is not an object", place
    if not _has_own_properties(schema) or (
        schema.get("additionalProperties") and not schema.get("properties")
    ):
        yield f"its body {operation.body} does not spell out its own properties", place
    if not operation.body_content["application/json"].get("examples"):
        yield "its request body has no named example", place


@operation_rule
def separate_bodies(operation: Operation) -> Mistakes:
    """Give request bodies schemas of their own, without read-only fields."""
    for key in _find_read_only(operation.document, operation.body_schema, "", ()):
        yield (
            f"field {key} of its body is read-only: request bodies have schemas of their own",
            ("requestBody",),
        )


def _find_read_only(
    document: Document, schema: Node, prefix: str, above: tuple[str, ...]
) -> Iterator[str]:
    """Yield the paths of the read-only fields below `prefix`."""
    if (reference := schema.get("$ref", "")) in above:
        return
    above = (*above, reference) if reference else above
    schema = document.resolve(schema)
    for key, value in schema.get("properties", {}).items():
        if document.resolve(value).get("readOnly"):
            yield f"{prefix}{key}"
        else:
            yield from _find_read_only(document, value, f"{prefix}{key}.", above)
    items = [schema["items"]] if "items" in schema else []
    for inner in (*schema.get("anyOf", []), *items):
        yield from _find_read_only(document, inner, prefix, above)


# --- the response of an operation -----------------------------------------------------------------


@operation_rule
def answer_with_objects(operation: Operation) -> Mistakes:
    """Give each operation exactly one success response. Its schema, if it has one, is a `$ref` to
    an object that spells out its own properties."""
    if operation.success_status is None:
        yield "it needs exactly one success response", ("responses",)
        return
    if "schema" not in operation.success:
        return
    schema = operation.success_schema
    if "$ref" not in operation.success["schema"] or schema.get("type") != "object":
        yield "its success schema is not a $ref to an object", ("responses",)
    elif not _has_own_properties(schema):
        yield "its success schema does not spell out its own properties", ("responses",)


@operation_rule
def show_responses(operation: Operation) -> Mistakes:
    """Give each success response that has a schema a named example."""
    if any(answer_with_objects(operation)) or "schema" not in operation.success:
        return
    if not operation.success.get("examples"):
        yield "its success has no named example", ("responses", operation.success_status)


@operation_rule
def form_pages(operation: Operation) -> Mistakes:
    """Give the response of a `list` operation exactly one array of `$ref` items. A list with pages
    also has a string `nextPageToken`, and the parameters `pageSize` and `pageToken`."""
    if operation.is_list and not operation.items and not any(answer_with_objects(operation)):
        yield (
            "its page is not recognised: a list is a GET whose response has exactly one array "
            f"of $ref items; if there are pages, also a string {NEXT_PAGE_TOKEN}, and the "
            f"parameters {PAGE_SIZE} and {PAGE_TOKEN}; give another operation another verb than "
            "list",
            ("responses",),
        )
