"""Compare requests and responses with the OpenAPI document.

The check of requests is strict: everything that the document does not name is a violation. The
check of responses is open: they may have unknown fields, but their documented fields must fit. A
violation is a sentence that names the place.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind
from maton_google_meet_api.runtime import schemas
from maton_google_meet_api.runtime.schemas import Node
from maton_google_meet_api.runtime.table import Operation, Table

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SINGLES = frozenset({"items", "contains", "not", "if", "then", "else", "propertyNames"}) | {
    "additionalProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
}
_ANNOTATIONS = frozenset({"title", "description", "default", "example", "examples"}) | {
    "deprecated",
    "readOnly",
    "writeOnly",
}


@dataclass(frozen=True)
class Matched:
    """The operation of a method and a path.

    `operation` is the operation object of the document. `parameters` are the path parameters by
    name, percent-decoded.
    """

    id: str
    operation: Node
    parameters: dict[str, str]


class _Compiled(NamedTuple):
    schema: Node
    validator: Draft202012Validator


class Judge:
    """A check of requests and responses against one OpenAPI document. Threads may share it.

    Schemas are compiled when they are first needed.
    """

    def __init__(self, document: Node) -> None:
        self.document = document
        """The OpenAPI document."""
        self.operations: dict[str, Node] = {}
        """The operation objects by id."""
        self._parameters: dict[str, dict[tuple[str, str], Node]] = {}
        self._compiled: dict[tuple[str, ...], _Compiled] = {}
        rows = list[Operation]()
        for template, item in document["paths"].items():
            for method in (name for name in _METHODS if name in item):
                operation = item[method]
                shared = [*item.get("parameters", ()), *operation.get("parameters", ())]
                name = operation["operationId"]
                rows.append(Operation(name, method.upper(), template, ""))
                self.operations[name] = operation
                self._parameters[name] = {
                    (each["in"], each["name"]): each for each in map(self.resolve, shared)
                }
        self._table = Table(rows, {})

    def resolve(self, node: Node) -> Node:
        """Return `node`, or the target of its `$ref` merged with the siblings of the `$ref`.

        Raises:
            ValueError: The reference leads out of the document.
            KeyError: The target does not exist.
        """
        return schemas.resolve_node(self.document, node)

    def match(self, method: str, path: str) -> Matched | None:
        """Return the operation of `method` (upper case) and `path` (as sent), or None.

        A query in `path` is ignored.
        """
        path = path.partition("?")[0]
        operation = self._table.find(method, path)
        if operation is None:
            return None
        parameters = dict[str, str]()
        for template, segment in zip(operation.path.split("/"), path.split("/"), strict=True):
            if template.startswith("{"):
                name, _, verb = template[1:].partition("}")
                parameters[name] = unquote(segment.removesuffix(verb))
        return Matched(operation.id, self.operations[operation.id], parameters)

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> list[str]:
        """Return the violations of one request. The key may have any value.

        `target` is the path and query as sent (`/a/b%3Ac?d=e`). `headers` may have any case;
        repeated ones are joined by a comma.
        """
        matched = self.match(method, target)
        if matched is None:
            path = target.partition("?")[0]
            methods = map(str.upper, _METHODS)
            allowed = [each for each in methods if self._table.find(each, path)]
            if allowed:
                return [f"method {method} is not documented for {path}; {', '.join(allowed)} is"]
            return [f"path {path!r} is not documented"]
        lower = {name.lower(): value for name, value in headers.items()}
        return [
            *self._judge_path(matched),
            *self._judge_query(matched.id, target.partition("?")[2]),
            *self._judge_headers(matched, lower),
            *self._judge_body(matched, lower, body),
        ]

    def answer(
        self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> list[str]:
        """Return the violations of one response to `method` and `path`."""
        matched = self.match(method, path)
        if matched is None:
            return [f"{method} {path} is not documented"]
        name, responses = matched.id, matched.operation["responses"]
        keys = (str(status), f"{status // 100}XX", "default")
        key = next((each for each in keys if each in responses), "")
        if not key:
            return [f"status {status} is not documented for {name}; {', '.join(responses)} is"]
        content = self.resolve(responses[key]).get("content", {})
        success = 200 <= status < 300
        if not body:
            flat = [self._inline(each["schema"], False, True, ()) for each in content.values()]
            required = success and any(_list_names(s) or s.get("type") != "object" for s in flat)
            return [f"answer {status} to {name} has no body"] if required else []
        if not content:
            return [f"answer {status} to {name} has a body where none belongs"] if success else []
        media, problem = _match_media(headers, content, f"answer {status} to {name}")
        if problem:
            return [problem]
        compiled = self._compile((name, key, media), content[media]["schema"])
        return _judge_content(compiled, media, body, f"answer {status} to {name}:")

    def _judge_path(self, matched: Matched) -> Iterator[str]:
        for name, value in matched.parameters.items():
            subject = f"path parameter {name!r}"
            # Servers and proxies fold or split these values, and reach another resource.
            if value.strip() in ("", ".", "..") or re.search(r"[/\x00-\x1f\x7f\ufffd]", value):
                yield f"{subject} is not an identifier: {value!r}"
            else:
                yield from self._judge_texts(matched.id, "path", name, [value])

    def _judge_query(self, operation: str, query: str) -> Iterator[str]:
        names = [name for place, name in self._parameters[operation] if place == "query"]
        sent = parse_qs(query, keep_blank_values=True)
        for name, values in sent.items():
            if name in names:
                yield from self._judge_texts(operation, "query", name, values)
            else:
                suggestion = _suggest_name(name, names)
                yield f"query parameter {name!r} is not documented{suggestion}"
        yield from self._find_missing(operation, "query", sent)

    def _judge_headers(self, matched: Matched, headers: Mapping[str, str]) -> Iterator[str]:
        secured = matched.operation.get("security", self.document.get("security", True))
        if secured and not re.fullmatch(r"Bearer [^\s,]+", headers.get("authorization", "")):
            yield "header 'Authorization' holds no bearer key"
        names = [name for place, name in self._parameters[matched.id] if place == "header"]
        documented = {name.lower(): name for name in names}
        for name, value in headers.items():
            if name in documented and "," in value:
                yield f"header {documented[name]!r} is given more than once"
            elif name in documented:
                yield from self._judge_texts(matched.id, "header", documented[name], [value])
            elif name.startswith("maton-"):
                suggestion = _suggest_name(name, documented.values())
                yield f"header {name.title()!r} does not belong here{suggestion}"
        present = {documented.get(name, name) for name in headers}
        yield from self._find_missing(matched.id, "header", present)

    def _judge_body(self, matched: Matched, headers: Mapping[str, str], body: bytes) -> list[str]:
        if "requestBody" not in matched.operation:
            return ["body is given where none belongs"] if body else []
        documented = self.resolve(matched.operation["requestBody"])
        if not body:
            return ["body is missing"] if documented.get("required") else []
        media, problem = _match_media(headers, documented["content"], "body")
        if problem:
            return [problem]
        key = (matched.id, "body", media)
        compiled = self._compile(key, documented["content"][media]["schema"], strict=True)
        return _judge_content(compiled, media, body, "body")

    def _judge_texts(
        self, operation: str, place: str, name: str, texts: list[str]
    ) -> Iterator[str]:
        """Yield the violations of a parameter. Only a list may be given more than once."""
        parameter = self._parameters[operation].get((place, name), {})
        schema = self.resolve(parameter.get("schema", {}))
        compiled = self._compile((operation, place, name), schema)
        value: Any
        if compiled.schema.get("type") == "array":
            value = [_parse_text(compiled.schema.get("items", {}), text) for text in texts]
        elif len(texts) > 1:
            yield f"{place} parameter {name!r} is given more than once"
            return
        else:
            value = _parse_text(compiled.schema, texts[0])
        for error in compiled.validator.iter_errors(value):
            yield f"{place} parameter {name!r}: {error.message}"

    def _find_missing(self, operation: str, place: str, sent: Iterable[str]) -> Iterator[str]:
        for (location, name), parameter in self._parameters[operation].items():
            if location == place and parameter.get("required") and name not in sent:
                yield f"{place} parameter {name!r} is missing"

    def _compile(self, key: tuple[str, ...], schema: Node, *, strict: bool = False) -> _Compiled:
        if key not in self._compiled:
            flat = self._inline(schema, strict, True, ())
            validator = Draft202012Validator(flat, validate_formats=True)
            self._compiled[key] = _Compiled(flat, validator)
        return self._compiled[key]

    def _inline(self, schema: Any, strict: bool, close: bool, above: tuple[str, ...]) -> Any:
        """Return `schema` without references.

        `strict` refuses read-only fields, and `close` also unknown ones. `above` names the
        enclosing references. Raise `ValueError` if the schema contains itself or overrides the
        target of a reference.
        """
        if not isinstance(schema, dict):
            return schema
        if (name := schema.get("$ref")) is not None:
            if name in above:
                raise ValueError(f"{name} contains itself, which a Judge does not support")
            target = schemas.follow_reference(self.document, name)
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            both = (beside.keys() & target.keys()) - _ANNOTATIONS
            if clash := [key for key in both if not key.startswith("x-")]:
                raise ValueError(f"{', '.join(sorted(clash))} beside $ref {name} would be lost")
            return self._inline({**target, **beside}, strict, close, (*above, name))
        flat = dict(schema)
        for key, value in schema.items():
            if key in _MAPS:
                flat[key] = {n: self._inline(s, strict, True, above) for n, s in value.items()}
            elif key in _LISTS:
                # All parts of an allOf apply to one object, so a part does not know its fields.
                flat[key] = [self._inline(s, strict, key != "allOf", above) for s in value]
            elif key in _SINGLES:
                flat[key] = self._inline(value, strict, True, above)
        if flat.get("format") == "int32":
            flat["minimum"] = max(flat.get("minimum", -(2**31)), -(2**31))
            flat["maximum"] = min(flat.get("maximum", 2**31 - 1), 2**31 - 1)
        if strict and "properties" in flat:
            fields = flat["properties"]
            hidden = {n for n, s in fields.items() if isinstance(s, dict) and s.get("readOnly")}
            flat["properties"] = {n: n not in hidden and s for n, s in fields.items()}
            flat["required"] = [n for n in flat.get("required", ()) if n not in hidden]
        # An object without a description is empty; a free one has additionalProperties.
        bare = flat.get("type") == "object" and not _LISTS & flat.keys()
        if strict and close and (bare or _list_names(flat)) and "unevaluatedProperties" not in flat:
            own = "properties" in flat and "allOf" not in flat
            word = "additionalProperties" if own else "unevaluatedProperties"
            flat.setdefault(word, flat.get("additionalProperties", False))
        return flat


def _parse_text(schema: Node, text: str) -> Any:
    """Return the value that a parameter writes as `text`; `text` itself if it does not fit."""
    match schema.get("type"):
        case "integer" if re.fullmatch(r"-?[0-9]{1,20}", text):
            return int(text)
        case "number" if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", text):
            return float(text)
        case "boolean" if text in ("true", "false"):
            return text == "true"
        case _:
            return text


def _list_names(schema: Node) -> list[str]:
    """Return the fields of an inlined schema, including those in the parts of an `allOf`."""
    parts = [part for part in schema.get("allOf", ()) if isinstance(part, dict)]
    return [*schema.get("properties", ()), *(name for part in parts for name in _list_names(part))]


def _suggest_name(name: str, names: Iterable[str]) -> str:
    by_case = {other.lower(): other for other in names}
    close = difflib.get_close_matches(name.lower(), by_case, n=1)
    return f"; did you mean {by_case[close[0]]!r}?" if close else ""


def _match_media(headers: Mapping[str, str], content: Node, subject: str) -> tuple[str, str]:
    """Return the documented media type or range that fits `headers`, or else the violation."""
    actual = next((v for n, v in headers.items() if n.lower() == "content-type"), "")
    plain = actual.partition(";")[0].strip().lower()
    for media in content:
        if plain and fnmatchcase(plain, media):
            return media, ""
    return "", f"{subject} has content type {actual or 'none'}; {', '.join(content)} is documented"


def _judge_content(compiled: _Compiled, media: str, body: bytes, subject: str) -> list[str]:
    try:
        value: Any = body.decode("utf-8")
        if media.endswith("json"):
            value = json.loads(
                value, object_pairs_hook=_parse_object, parse_constant=_refuse_constant
            )
            # Only Python's parser accepts half of a surrogate pair.
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        return [f"{subject} is not readable as {media}: {error}"]
    errors = compiled.validator.iter_errors(value)
    return [text for error in errors for text in _describe_error(error, compiled.schema, subject)]


def _parse_object(pairs: list[tuple[str, Any]]) -> Node:
    names = [name for name, _ in pairs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{', '.join(sorted(twice))} given twice in one object")
    return dict(pairs)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not valid JSON")


def _describe_error(error: ValidationError, schema: Node, subject: str) -> Iterator[str]:
    steps = [f"[{s}]" if isinstance(s, int) else f".{s}" for s in error.instance_path]
    at = "".join(steps).removeprefix(".")
    kind = error.kind
    if isinstance(
        kind, ValidationErrorKind.AdditionalProperties | ValidationErrorKind.UnevaluatedProperties
    ):
        holder: Any = schema
        for step in error.schema_path[:-1]:
            holder = holder[step]
        for name in kind.unexpected:
            field = f"{at}.{name}".removeprefix(".")
            suggestion = _suggest_name(name, _list_names(holder))
            yield f"{subject} field {field!r} is not documented{suggestion}"
    elif isinstance(kind, ValidationErrorKind.Required):
        field = f"{at}.{kind.property}".removeprefix(".")
        yield f"{subject} field {field!r} is missing"
    elif isinstance(kind, ValidationErrorKind.FalseSchema):
        yield f"{subject} field {at!r} is read-only"
    elif isinstance(kind, ValidationErrorKind.AnyOf):
        errors = [each for branch in kind.context for each in branch]
        reasons = [text for each in errors for text in _describe_error(each, schema, subject)]
        yield " or else ".join(reasons)
    else:
        yield f"{subject} field {at!r}: {error.message}" if at else f"{subject} {error.message}"
