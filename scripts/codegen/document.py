"""spec/openapi.yaml as the scripts see it: loaded with its line numbers, checked against the rules
that make it generate what DESIGN promises, and read into operations.

The rules stand in `problems`, each with the sentence that a maintainer will read.
"""

from __future__ import annotations

import datetime
import functools
import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    ExtraParametersError,
)
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from codegen.loading import read, tree

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
SAFE = {"get", "head", "options"}
# Attributes of a client: a tag of one of these names would hide it.
RESERVED_TAGS = frozenset({"http", "close", "aclose", "with_options", "authorize"})
# Classes that the facade's module has besides those of its tags.
CLASSES = {"AsyncCalls", "AsyncPager", "AsyncResources", "Calls", "Pager", "Resources", "Unset"}
# Names that annotations in the facade use: a method of such a name would hide them.
TYPES = {"bool", "builtins", "bytes", "datetime", "float", "int", "str"}
# Below these keys stand names that the API chose.
CHOSEN = {"example", "examples", "headers", "properties", "value"}
# Parameters by which a list says what its pages are (AIP-158), and a patch what it touches.
PAGE_TOKEN, PAGE_SIZE, NEXT_PAGE_TOKEN, UPDATE_MASK = (
    "pageToken",
    "pageSize",
    "nextPageToken",
    "updateMask",
)
# What a facade method uses itself: an argument of such a name would hide it.
USED = {
    *("self", "body", "fetch", "build_mask", "parse_response", "replace_none", "split_name"),
    *("check_empty_response", "check_field", "check_fields", "check_mask", "check_query"),
}
OPEN_ENUM = "an enum is written open: anyOf of the enum and string, since Google adds values"
EXTENSIONS = {
    "x-deviation",
    "x-enumDeprecated",
    "x-enumDescriptions",
    "x-google-method",
    "x-google-revision",
    "x-google-schema",
    "x-hints",
    "x-meaning",
    "x-meeting-code",
    "x-omits",
    "x-reasons",
    "x-resource-names",
    "x-secret",
    "x-server-default",
    "x-source",
    "x-write",
}


# The authors of a response, by `info.description`; `connections` is the proxy on a request that
# does not go on to Google.
AUTHORS = ("google", "proxy", "connections", "between")
# A reason of Google's, or the code of an OAuth error.
REASON = re.compile(r"[A-Z][A-Z0-9_]+|[a-z]+(_[a-z]+)+")


class InvalidDocument(Exception):
    """The document breaks rules; `str()` has a line for each: file:line: what, and the rule."""


@dataclass
class Argument:
    """A keyword argument of a facade method, as the document has it."""

    key: str
    description: str
    schema: dict[str, Any]
    required: bool = False

    @property
    def name(self) -> str:
        """The argument on the facade: snake case, which may well be a builtin's name."""
        return snake_case(self.key)

    @property
    def generated(self) -> str:
        """The argument of the generated function, where builtins' names end in `_`."""
        return PythonIdentifier(self.key, "field_")


@dataclass
class Operation:
    """An operation with everything that rendering needs; `raw` is the document's own object."""

    id: str
    tag: str
    method: str
    path: str
    raw: dict[str, Any]
    template: str | None = None
    """What `name` or `parent` must look like; None where the path has no variable."""
    subject: str | None = None
    """The argument that `template` belongs to."""
    subject_description: str = ""
    path_variables: list[str] = field(default_factory=list)
    meeting_code: str | None = None
    """Advice for a meeting code in the place of the first id; '' if codes are accepted; None if
    nothing is documented."""
    query: list[Argument] = field(default_factory=list)
    body: str | None = None
    """Schema name of the request body."""
    body_fields: list[Argument] = field(default_factory=list)
    result: str | None = None
    """Schema name of the success response; None where it answers with nothing."""
    items: tuple[str, str] | None = None
    """Of a list: the page's array field and the schema name of its items."""
    identities: list[str] = field(default_factory=list)

    @property
    def verb(self) -> str:
        return snake_case(self.id.partition(".")[2])

    @property
    def write(self) -> bool:
        return self.method not in SAFE

    def has_query(self, key: str) -> bool:
        return any(argument.key == key for argument in self.query)


class Document:
    """The document, and where each of its nodes stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise InvalidDocument(f"{path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise InvalidDocument(f"{path}:{line}: not UTF-8: {error.reason}") from error
        try:
            self.plain: dict[str, Any] = _plain(read(self._text))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise InvalidDocument(f"{path}:{line}: not YAML: {error.problem}") from error
        except ReaderError as error:
            line = self._text.count("\n", 0, error.position) + 1
            raise InvalidDocument(f"{path}:{line}: not YAML: {error.reason}") from error
        self.operations: list[Operation] = []
        found = sorted(set(self._problems()))
        if found:
            raise InvalidDocument("\n".join(f"{path}:{line}: {what}" for line, what in found))

    def resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        """`node`, or what its `$ref` names with the siblings laid over."""
        followed = set[str]()
        while "$ref" in node:
            reference: str = node["$ref"]
            if reference in followed:
                raise LookupError("this $ref leads back to itself")
            followed.add(reference)
            target: Any = self.plain
            for part in reference.removeprefix("#/").split("/"):
                key = part.replace("~1", "/").replace("~0", "~")
                if not isinstance(target, dict) or key not in target:
                    raise LookupError("this $ref leads nowhere in this file")
                target = target[key]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def line(self, *keys: Any) -> int:
        """The line of the node at `keys`, or of the nearest one above it that has one."""
        node, line = self._tree, 1
        for key in keys:
            # As words: whoever found the place may write a status as a number, or the document may.
            below = dict[str, tuple[Node, Node]]()
            if isinstance(node, MappingNode):
                below = {str(name.value): (name, value) for name, value in node.value}
            elif isinstance(node, SequenceNode):
                below = {str(index): (item, item) for index, item in enumerate(node.value)}
            if str(key) not in below:
                break
            place, node = below[str(key)]
            line = place.start_mark.line + 1
        return line

    @functools.cached_property
    def _tree(self) -> Node | None:
        return tree(self._text)

    def _problems(self) -> Iterator[tuple[int, str]]:
        for check in (self._shape, self._references):
            found = list(check())
            yield from found
            if found:
                return  # What follows reads the document as one that has its shape.
        yield from self._meaning()
        yield from self._strays()
        yield from self._advice()
        yield from self._schemas()
        yield from self._tags()
        declared = [tag["name"] for tag in self.plain.get("tags", [])]
        for path, item in self.plain["paths"].items():
            for method in item:
                if method in METHODS:
                    yield from self._operation(path, method, item, declared)

    def _advice(self) -> Iterator[tuple[int, str]]:
        """Check the texts that errors show, but for those of one operation."""
        for name, response in self.plain.get("components", {}).get("responses", {}).items():
            meaning = response.get("x-meaning", "")
            if not isinstance(meaning, str) and not (
                _reasons(meaning) and meaning.keys() <= {*AUTHORS}
            ):
                yield (
                    self.line("components", "responses", name, "x-meaning"),
                    f"response {name}: x-meaning is a text, or a text for each of "
                    f"{', '.join(AUTHORS)} that has one",
                )
        reasons = self.plain.get("x-reasons", {})
        if not _reasons(reasons):
            yield self.line("x-reasons"), "x-reasons is a text for each reason"
            reasons = {}
        for reason in reasons:
            if not REASON.fullmatch(reason):
                yield self.line("x-reasons", reason), f"{reason!r} in x-reasons is not a reason"
        for keys, value in self._nodes():
            if keys[-1] != "x-meeting-code":
                continue
            if len(keys) == 1:
                fits, rule = _is_code(value), "has groups, the numbers of letters, and host"
            elif keys[0] == "paths" and keys[-2] in METHODS:
                fits, rule = value is True, "is true, or left out"
            else:
                fits, rule = isinstance(value, str) and "{code}" in value, "is a text with {code}"
            if not fits:
                yield self.line(*keys), f"x-meeting-code {rule}"

    def _schemas(self) -> Iterator[tuple[int, str]]:
        for name in self.plain.get("components", {}).get("schemas", {}):
            if class_name(name) in CLASSES:
                line = self.line("components", "schemas", name)
                yield line, f"schema {name}: the facade has a class of this name"
        for keys, value in self._nodes():
            inside = keys[:2] == ("components", "schemas") and not {"example", "examples"} & {*keys}
            field = keys[-1] == "items" or keys[-2:-1] == ("properties",)
            if inside and field and isinstance(value, dict) and "enum" in self.resolve(value):
                yield self.line(*keys), f"{keys[-1]}: {OPEN_ENUM}"

    def _tags(self) -> Iterator[tuple[int, str]]:
        schemas = self.plain.get("components", {}).get("schemas", {})
        classes = {class_name(schema) for schema in schemas} | CLASSES
        attributes = dict[str, str]()
        for index, tag in enumerate(self.plain.get("tags", [])):
            name, line = tag["name"], self.line("tags", index)
            attribute, own = snake_case(name), [class_name(name), f"Async{class_name(name)}"]
            if attribute in RESERVED_TAGS:
                yield line, f"tag {name!r}: clients have a {attribute} of their own"
            if attribute != module_name(name):
                yield line, f"tag {name!r}: {attribute} is a name of Python's"
            if not tag.get("description"):
                yield line, f"tag {name!r} has no description"
            if attributes.get(attribute) == name:
                continue  # The validator tells that one.
            if attribute in attributes:
                yield line, f"tag {name!r}: {attributes[attribute]!r} is {attribute} already"
            elif both := [each for each in own if each in classes]:
                yield line, f"tag {name!r}: there is a class {both[0]} already"
            attributes.setdefault(attribute, name)
            classes.update(own)

    def _shape(self) -> Iterator[tuple[int, str]]:
        for error in OpenAPIV31SpecValidator.schema_validator.iter_errors(self.plain):
            what = error.message.partition("\n")[0]
            yield self.line(*error.absolute_path), f"not OpenAPI 3.1: {what}"

    def _references(self) -> Iterator[tuple[int, str]]:
        for keys, node in self._nodes():
            if isinstance(node, dict) and isinstance(node.get("$ref"), str):
                try:
                    self.resolve(node)
                except LookupError as error:
                    yield self.line(*keys, "$ref"), f"{node['$ref']}: {error.args[0]}"

    def _meaning(self) -> Iterator[tuple[int, str]]:
        """What the validator finds beyond the shape; it names the place in words or not at all."""
        validator = OpenAPIV31SpecValidator(self.plain)
        for error in validator.root_validator(validator.schema_path):
            # These two have rules of their own here, which know the place.
            if not isinstance(error, (DuplicateOperationIDError, ExtraParametersError)):
                words = re.search(r"for '(\w+)' operation in '([^']+)'", error.message)
                place: tuple[Any, ...] = ("paths", words[2], words[1]) if words else ()
                for keys, node in self._nodes():
                    place = keys if node is error.schema else place
                yield self.line(*place), f"not OpenAPI 3.1: {error.message}"

    def _nodes(self) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """Each node of the document below its root, with the keys that lead to it."""

        def walk(node: Any, keys: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
            if isinstance(node, dict):
                children: Iterable[tuple[Any, Any]] = node.items()
            else:
                children = enumerate(node) if isinstance(node, list) else ()
            for key, value in children:
                yield (*keys, key), value
                yield from walk(value, (*keys, key))

        yield from walk(self.plain, ())

    def _strays(self) -> Iterator[tuple[int, str]]:
        for keys, value in self._nodes():
            key = keys[-1]
            if isinstance(value, datetime.date):
                yield self.line(*keys), f"{key}: a date without quotes is no JSON value"
            ours = not CHOSEN & {*keys[-2:-1]} and not {"example", "examples"} & {*keys[:-1]}
            if str(key).startswith("x-") and key not in EXTENSIONS and ours:
                yield self.line(*keys), f"{key} is no extension that anything reads"
            if key == "x-secret" and ours and not (value is True and "properties" in keys[-3:-2]):
                yield self.line(*keys), "x-secret is true, and marks a property of a schema"
            if key in {"x-deviation", "x-omits"} and ours and not _reasons(value):
                yield self.line(*keys), f"{key} names what differs, each with the reason"
            if isinstance(value, dict) and isinstance(value.get("properties"), dict):
                for name in value.get("required", []):
                    if name not in value["properties"]:
                        yield self.line(*keys, "required"), f"{key} requires {name}, but has none"

    def _operation(
        self, path: str, method: str, item: dict[str, Any], declared: list[str]
    ) -> Iterator[tuple[int, str]]:
        raw = item[method]
        here = ("paths", path, method)

        def problem(what: str, *keys: Any) -> tuple[int, str]:
            return self.line(*here, *keys), f"{method.upper()} {path}: {what}"

        identifier = raw.get("operationId", "")
        tag, _, verb = identifier.partition(".")
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*", identifier):
            yield problem("its operationId is not of the form <tag>.<verb>", "operationId")
            return
        if tag not in declared:
            yield problem(f"unknown tag {tag!r}: declare it under tags", "operationId")
        if raw.get("tags") != [tag]:
            yield problem(f"its tags are not [{tag}], as its operationId says", "tags")
        if keyword.iskeyword(snake_case(verb)):
            yield problem(f"{verb!r} is a word of Python's", "operationId")
        if snake_case(verb) in TYPES:
            yield problem(f"{verb!r} is a name that annotations need", "operationId")
        for other in self.operations:
            if other.id == identifier:
                yield problem(f"duplicate operationId {identifier}", "operationId")
            elif (other.tag, other.verb) == (tag, snake_case(verb)):
                yield problem(f"{other.id} is the method {other.verb} already", "operationId")
        if not str(raw.get("summary", "")).endswith("."):
            yield problem("its summary is not a sentence", "summary")
        if not raw.get("description"):
            yield problem("it has no description")
        write = raw.get("x-write")
        if method not in SAFE and not (
            isinstance(write, dict)
            and set(write) == {"outcome", "destructive"}
            and isinstance(write["outcome"], str)
            and write["outcome"].strip()
            and isinstance(write["destructive"], bool)
        ):
            yield problem(
                "a write needs x-write with an outcome (what it will do, and to whom: the "
                "confirmation shows it) and destructive (true or false)",
                "x-write",
            )
        if method in SAFE and write is not None:
            yield problem("only writes have x-write", "x-write")
        hints = raw.get("x-hints", {})
        if not isinstance(hints, dict):
            yield problem("x-hints is a text for each status", "x-hints")
            hints = {}
        for status, hint in hints.items():
            if not re.fullmatch(rf"[1-5]\d\d|{REASON.pattern}", str(status)):
                yield problem(f"{status!r} in x-hints is no status", "x-hints", status)
            if not isinstance(hint, str):
                yield problem(f"the hint for {status} is no text", "x-hints", status)
        operation = Operation(identifier, tag, method, path, raw)
        self.operations.append(operation)
        yield from self._arguments(operation, item, problem)
        yield from self._result(operation, problem)

    def _arguments(
        self, operation: Operation, item: dict[str, Any], problem: Callable[..., tuple[int, str]]
    ) -> Iterator[tuple[int, str]]:
        yield from self._subject(operation, problem)
        declared = [*item.get("parameters", []), *operation.raw.get("parameters", [])]
        for parameter in map(self.resolve, declared):
            schema = self.resolve(parameter.get("schema", {}))
            name, required = parameter["name"], parameter.get("required", False)
            where = parameter["in"]
            if where == "cookie" or (where == "header" and required):
                yield problem(f"parameter {name}: nothing would send this {where}", "parameters")
            if where in {"path", "query"}:
                if not schema.get("description"):
                    yield problem(f"parameter {name} has no schema.description", "parameters")
                if "example" not in parameter:
                    yield problem(f"parameter {name} has no example", "parameters")
                if self._untyped(schema):
                    yield problem(f"parameter {name} has no type", "parameters")
                if "enum" in schema:
                    yield problem(f"parameter {name}: {OPEN_ENUM}", "parameters")
            if where == "query" and required:
                if name == UPDATE_MASK and "requestBody" in operation.raw:
                    yield problem("the mask is derived: it cannot be required", "parameters")
                if name in {PAGE_SIZE, PAGE_TOKEN}:
                    yield problem(f"a pager sets {name}: it cannot be required", "parameters")
            if "default" in schema:
                yield problem(
                    f"parameter {name}: a default would be sent with each call; "
                    "what the server assumes is x-server-default",
                    "parameters",
                )
            if parameter["in"] == "path":
                operation.subject_description = schema.get("description", "")
                yield from self._meeting_code(operation, parameter, problem)
            if parameter["in"] == "query":
                operation.query.append(
                    Argument(
                        name,
                        schema.get("description", ""),
                        schema,
                        required,
                    )
                )
        if "requestBody" in operation.raw:
            content = self.resolve(operation.raw["requestBody"]).get("content", {})
            reference = content.get("application/json", {}).get("schema", {}).get("$ref")
            if reference is None or list(content) != ["application/json"]:
                yield problem(
                    "a request body is application/json, its schema a $ref", "requestBody"
                )
                return
            operation.body = reference.rpartition("/")[2]
            schema = self.resolve({"$ref": reference})
            if schema.get("type") != "object":
                yield problem(f"its body {operation.body} is not an object", "requestBody")
            if not _is_plain(schema) or (
                schema.get("additionalProperties") and not schema.get("properties")
            ):
                yield problem(
                    f"its body {operation.body} does not spell out its own properties",
                    "requestBody",
                )
            if not content["application/json"].get("examples"):
                yield problem("its request body has no named example", "requestBody")
            for key in self._read_only(schema):
                yield problem(
                    f"field {key} of its body is read-only: request bodies have schemas of "
                    "their own",
                    "requestBody",
                )
            for key, value in schema.get("properties", {}).items():
                resolved = self.resolve(value)
                if self._untyped(resolved):
                    yield (
                        self.line(*reference.removeprefix("#/").split("/"), "properties", key),
                        f"field {key} of the body {operation.body} has no type",
                    )
                operation.body_fields.append(
                    Argument(
                        key,
                        resolved.get("description", ""),
                        resolved,
                        key in schema.get("required", []),
                    )
                )
        taken = {*USED, *keyword.kwlist, *operation.path_variables, operation.subject}
        for argument in [*operation.body_fields, *operation.query]:
            if argument.name in taken or not argument.name.isidentifier():
                yield problem(
                    f"{argument.key!r} would be the argument {argument.name!r}, which the method "
                    "has already or Python cannot have",
                    "requestBody" if argument in operation.body_fields else "parameters",
                )
            taken.add(argument.name)

    def _meeting_code(
        self,
        operation: Operation,
        parameter: dict[str, Any],
        problem: Callable[..., tuple[int, str]],
    ) -> Iterator[tuple[int, str]]:
        """Read what to do with a meeting code in the place of this parameter's id."""
        if "x-meeting-code" not in parameter:
            return
        taken, name = operation.raw.get("x-meeting-code"), parameter["name"]
        if "x-meeting-code" not in self.plain:
            yield problem("x-meeting-code at the top is missing", "parameters")
        elif operation.path_variables[:1] != [PythonIdentifier(name, "field_")]:
            yield problem(
                f"parameter {name}: only the first id can be a meeting code", "parameters"
            )
        elif taken and len(operation.path_variables) > 1:
            yield problem("only an operation with one id takes a code", "x-meeting-code")
        operation.meeting_code = "" if taken else parameter["x-meeting-code"]

    def _untyped(self, schema: dict[str, Any]) -> bool:
        """Whether a value of this schema could be anything."""
        resolved = self.resolve(schema)
        if resolved.get("type") == "array":
            return self._untyped(resolved.get("items", {}))
        return not {"type", "enum", "anyOf", "oneOf", "allOf"} & resolved.keys()

    def _read_only(
        self, schema: dict[str, Any], prefix: str = "", above: tuple[str, ...] = ()
    ) -> Iterator[str]:
        """Paths of the read-only fields of `schema` and of what lies within."""
        if (reference := schema.get("$ref", "")) in above:
            return
        above = (*above, reference) if reference else above
        resolved = self.resolve(schema)
        for key, value in resolved.get("properties", {}).items():
            if self.resolve(value).get("readOnly"):
                yield f"{prefix}{key}"
            else:
                yield from self._read_only(value, f"{prefix}{key}.", above)
        items = [resolved["items"]] if "items" in resolved else []
        for inner in (*resolved.get("anyOf", []), *items):
            yield from self._read_only(inner, prefix, above)

    def _subject(
        self, operation: Operation, problem: Callable[..., tuple[int, str]]
    ) -> Iterator[tuple[int, str]]:
        """Which argument the path's variables become: a resource name below x-resource-names,
        else the one variable itself."""
        variables = re.findall(r"\{(\w+)\}", operation.path)
        operation.path_variables = [PythonIdentifier(name, "field_") for name in variables]
        root = self.plain.get("x-resource-names", "/")
        if not variables:
            return
        if not operation.path.startswith(root):
            if len(variables) > 1 or not operation.path.endswith("}"):
                yield problem(f"outside {root} a path has one variable, at its end")
            operation.template = "{" + variables[0] + "}"
            operation.subject = operation.path_variables[0]
            return
        parts = operation.path.removeprefix(root).split("/")
        parts[-1] = re.sub(r":\w+$", "", parts[-1])
        operation.subject = "name" if parts[-1].endswith("}") else "parent"
        if operation.subject == "parent":
            parts.pop()
        operation.template = "/".join(parts)
        if not re.fullmatch(r"(?:\w+/\{\w+\})(?:/\w+/\{\w+\})*", operation.template):
            yield problem(f"{operation.template!r} is no resource name (collection/{{id}}/...)")

    def _result(
        self, operation: Operation, problem: Callable[..., tuple[int, str]]
    ) -> Iterator[tuple[int, str]]:
        success = [status for status in operation.raw["responses"] if str(status).startswith("2")]
        if len(success) != 1:
            yield problem("it needs exactly one success response", "responses")
            return
        response = self.resolve(operation.raw["responses"][success[0]])
        media = response.get("content", {}).get("application/json", {})
        schema = media.get("schema")
        is_list = operation.id.endswith(".list")
        if schema is not None:
            reference = schema.get("$ref")
            if reference is None or self.resolve(schema).get("type") != "object":
                yield problem("its success schema is not a $ref to an object", "responses")
                return
            if not _is_plain(self.resolve(schema)):
                yield problem(
                    "its success schema does not spell out its own properties", "responses"
                )
            if not media.get("examples"):
                yield problem("its success has no named example", "responses", success[0])
            if self.resolve(schema).get("properties"):
                operation.result = reference.rpartition("/")[2]
                operation.identities = list(self._identities(schema))
        if not is_list:
            return
        properties = self.resolve(schema or {}).get("properties", {})
        arrays = {
            key: value["items"]["$ref"].rpartition("/")[2]
            for key, value in properties.items()
            if value.get("type") == "array" and "$ref" in value.get("items", {})
        }
        pages = operation.has_query(PAGE_TOKEN)
        if (
            operation.method != "get"
            or len(arrays) != 1
            or pages != (properties.get(NEXT_PAGE_TOKEN, {}).get("type") == "string")
            or pages != operation.has_query(PAGE_SIZE)
        ):
            yield problem(
                "its page is not recognised: a list is a GET whose answer has exactly one array "
                f"of $ref items and, if there are pages, a {NEXT_PAGE_TOKEN} that is a string, "
                f"with {PAGE_SIZE} and {PAGE_TOKEN} as parameters",
                "responses",
            )
            return
        operation.items = next(iter(arrays.items()))

    def _identities(
        self, schema: dict[str, Any], prefix: str = "", above: tuple[str, ...] = ()
    ) -> Iterator[str]:
        """Paths of the strings that an answer cannot do without: the required ones. A schema that
        holds itself is followed once."""
        if (reference := schema.get("$ref", "")) in above:
            return
        above = (*above, reference) if reference else above
        resolved = self.resolve(schema)
        for key, value in resolved.get("properties", {}).items():
            kind = self.resolve(value)
            if kind.get("type") == "array":
                yield from self._identities(kind.get("items", {}), f"{prefix}{key}[].", above)
            elif key in resolved.get("required", []):
                if kind.get("type") == "string":
                    yield f"{prefix}{key}"
                else:
                    yield from self._identities(value, f"{prefix}{key}.", above)

    def meanings(self) -> dict[str, dict[str, str]]:
        """Return what an error response means, by status (`404`, `5XX`) and by who answered."""
        found = {}
        for operation in self.operations:
            for status, response in operation.raw["responses"].items():
                if meaning := self.resolve(response).get("x-meaning"):
                    found[status] = (
                        dict.fromkeys(AUTHORS, meaning) if isinstance(meaning, str) else meaning
                    )
        return found

    def view(self) -> dict[str, Any]:
        """The document as the generator gets it: successes only, no headers (the wrapper's), no
        answers without content."""
        view = {**self.plain, "paths": {}}
        for path, item in self.plain["paths"].items():
            seen = view["paths"][path] = dict(item)
            self._drop_headers(seen)
            for method in METHODS & item.keys():
                operation = seen[method] = dict(item[method])
                self._drop_headers(operation)
                [success] = [
                    self.resolve(response)
                    for status, response in operation["responses"].items()
                    if status.startswith("2")
                ]
                answer = {"description": success["description"]}
                if self._tells(success.get("content", {})):
                    answer["content"] = success["content"]
                # Any success that fits the schema is one, a 201 for a creation included.
                operation["responses"] = {"2XX": answer}
        return view

    def _drop_headers(self, node: dict[str, Any]) -> None:
        if "parameters" in node:
            node["parameters"] = [
                parameter
                for parameter in node["parameters"]
                if self.resolve(parameter)["in"] != "header"
            ]

    def _tells(self, content: dict[str, Any]) -> bool:
        schema = content.get("application/json", {}).get("schema", {})
        return bool(self.resolve(schema).get("properties"))


def _is_plain(schema: dict[str, Any]) -> bool:
    """Whether the properties of an object are its own, and not combined from other schemas."""
    return not {"allOf", "anyOf", "oneOf"} & schema.keys()


def _is_code(value: Any) -> bool:
    """Return True if it is the form of a code: groups of letters, and the host of links."""
    return (
        isinstance(value, dict)
        and value.keys() == {"groups", "host"}
        and isinstance(value["groups"], list)
        and bool(value["groups"])
        and all(type(size) is int and size > 0 for size in value["groups"])
        and isinstance(value["host"], str)
    )


def _reasons(value: Any) -> bool:
    """Whether it is a text for each of some names."""
    return isinstance(value, dict) and all(
        isinstance(each, str) and each for each in value.values()
    )


def _plain(node: Any) -> Any:
    """`node` with statuses and other keys as strings, as JSON has them."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return node


def class_name(schema: str) -> str:
    """The model class that the generator makes of a schema."""
    return ClassName(schema, "")


def module_name(schema_or_id: str) -> str:
    """The module that the generator makes of a schema or an operation."""
    return PythonIdentifier(schema_or_id, "")


def shadowed(annotation: str) -> str:
    """`annotation` for use in a class that has a method of a builtin's name."""
    return re.sub(r"\b(list|dict)\[", r"builtins.\1[", annotation)
