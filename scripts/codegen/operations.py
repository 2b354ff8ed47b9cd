"""The document's operations, and the Python names of its schemas, tags and parameters.

An `Operation` reads its part of the document on demand. It also reads a document that breaks rules:
a part that cannot be read is None or empty, and the rule in `rules` reports it. Code that only
renders text belongs in `render`.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from codegen.document import METHODS, Document, Node
from codegen.runtime.schemas import (
    NEXT_PAGE_TOKEN,
    PAGE_SIZE,
    PAGE_TOKEN,
    find_marks,
    find_resource_name,
    find_value_marks,
    list_types,
)

SAFE_METHODS = {"get", "head", "options"}
UPDATE_MASK = "updateMask"
# Names to which the generator adds an underscore.
RESERVED_WORDS = {*dir(builtins), *keyword.kwlist, "self", "true", "false", "datetime"} - {"id"}
# The names below are reserved too: a name of ours that equals one gets an underscore (PEP 8).
# Attributes of a client, which a resource of the same name would hide.
CLIENT_ATTRIBUTES = frozenset(
    {"aclose", "authorize", "capture", "close", "http", "sleep", "with_options"}
)
# Classes and type variables in the modules of the facade and of the generator.
RESERVED_CLASSES = frozenset({
    "Any", "AsyncCalls", "AsyncPager", "AsyncResources", "AuthenticatedClient", "BinaryIO",
    "BytesIO", "Calls", "Client", "CodeFormat", "File", "FileTypes", "Generator", "HTTPStatus",
    "IntEnum", "Literal", "Mapping", "Model", "MutableMapping", "Pager", "Person", "RequestFiles",
    "Resources", "Response", "StrEnum", "T", "TextIO", "TypeVar", "UNSET", "Unset",
})  # fmt: skip
RESERVED_ARGUMENTS = frozenset({*keyword.kwlist, "self"})
# Names in the annotations of the facade. A method of the same name would hide them.
RESERVED_VERBS = frozenset({
    *keyword.kwlist, "bool", "builtins", "bytes", "datetime", "float", "int", "str", "tuple",
})  # fmt: skip
# Variables and methods of the generator's models, and variables of its functions.
RESERVED_FIELDS = frozenset({
    "additional_keys", "additional_properties", "additional_property", "cast", "cls", "d",
    "field_dict", "from_dict", "from_json", "prop", "prop_dict", "prop_name", "src_dict", "to_dict",
    "to_json",
})  # fmt: skip
RESERVED_PARAMETERS = frozenset({
    "body", "cast", "client", "cookies", "errors", "headers", "kwargs", "params", "quote",
    "response", "url",
})  # fmt: skip


def to_snake_case(name: str) -> str:
    """Return a name of the document in snake case. The result may be the name of a builtin."""
    return "_".join(_split_words(name)).lower()


def name_class(name: str) -> str:
    """Return the class of a schema or a tag."""
    words = _split_words(name)
    return _avoid_reserved("".join(word if word.isupper() else word.capitalize() for word in words))


def name_module(name: str) -> str:
    """Return the module of a schema, a tag or an operation id."""
    return _avoid_reserved(to_snake_case(name))


def name_attribute(name: str) -> str:
    """Return the attribute of a model, or the argument of a generated function."""
    attribute = name_module(name)
    return attribute if attribute.isidentifier() and name[0] != "_" else f"field_{attribute}"


def name_argument(key: str) -> str:
    """Return the argument of the facade for a field or parameter. It may be the name of a builtin.

    Another argument of the method may have the same name: see `Operation`.
    """
    name = to_snake_case(key)
    base = name if name.isidentifier() else name_attribute(key)
    return _add_underscores(base, RESERVED_ARGUMENTS)


def name_method(verb: str) -> str:
    """Return the method of the facade for a verb."""
    return _add_underscores(to_snake_case(verb), RESERVED_VERBS)


def name_resource(tag: str) -> str:
    """Return the attribute of a client for a tag."""
    return _add_underscores(name_module(tag), CLIENT_ATTRIBUTES)


def _split_words(name: str) -> list[str]:
    """Split a name as the generator does: at delimiters, and around each capitalized word."""
    name = re.sub(r"[^\w. -]", "", name)
    if name.lower() != name:
        name = re.sub(r"[A-Z]?[a-z]+", r" \g<0> ", name)
    return re.findall(r"[^. _-]+", name)


def _avoid_reserved(name: str) -> str:
    return f"{name}_" if name in RESERVED_WORDS else name


def _add_underscores(name: str, reserved: Collection[str]) -> str:
    """Return `name`, with underscores at its end until it is not reserved."""
    while name in reserved:
        name += "_"
    return name


def assign_names(names: Iterable[str], reserved: Iterable[str]) -> list[str]:
    """Return `names`, with underscores where a name is reserved or equals an earlier name."""
    result = list[str]()
    for name in names:
        result.append(_add_underscores(name, {*reserved, *result}))
    return result


def name_attributes(keys: Collection[str], reserved: Collection[str]) -> list[str]:
    """Return the attribute, or the argument of a generated function, for each of `keys`.

    If an earlier key has the same name, the key keeps its own spelling if possible. No name equals
    a variable that the generator derives from another name: `json_x`, `x_item` and `x_type_0` from
    `x`.
    """
    names = list[str]()
    for key in keys:
        name = name_attribute(key)
        is_name = key.isidentifier() and key[0] != "_" and key not in RESERVED_WORDS
        names.append(key if is_name and name in names else name)
    origins = "|".join(map(re.escape, [*names, "additional_property"]))
    pattern = re.compile(rf"json_({origins})|({origins})(_item|_type_\d+)+(_data)?")
    return assign_names(names, {*reserved, *filter(pattern.fullmatch, names)})


def name_fields(properties: Collection[str]) -> dict[str, str]:
    """Return the attribute of a model for each property of its schema."""
    return dict(zip(properties, name_attributes(properties, RESERVED_FIELDS), strict=True))


def name_values(values: Iterable[str]) -> list[str]:
    """Return the member of an enum class for each value."""
    names = list[str]()
    for index, value in enumerate(values):
        words = "_".join(_split_words(value.upper()))
        name = base = words if words[:1].isalpha() else f"VALUE_{words or index}"
        number = 2
        while name in names:  # The generator removes underscores at the end.
            name, number = f"{base}_{number}", number + 1
        names.append(name)
    return names


class Names:
    """The Python names of a document's schemas and tags.

    A schema has precedence over a tag: its class is public.
    """

    def __init__(self, document: Document) -> None:
        schemas = document.get_components("schemas")
        classes = [name_class(schema) for schema in schemas]
        named = [each if each.isidentifier() else f"Schema{each}" for each in classes]
        self.classes = dict(zip(schemas, assign_names(named, RESERVED_CLASSES), strict=True))
        """The class of each schema."""
        tags = [str(tag["name"]) for tag in document.root.get("tags", [])]
        self.resources = {tag: name_resource(tag) for tag in tags}
        """The attribute of clients for each tag."""
        self.resource_classes = dict[str, str]()
        """The class of each tag; that of async clients begins with `Async`."""
        taken = {*RESERVED_CLASSES, *self.classes.values()}
        for tag in self.resources:
            name = name_class(tag)
            while taken & {name, f"Async{name}"}:
                name += "_"
            taken |= {name, f"Async{name}"}
            self.resource_classes[tag] = name


def read_people(document: Document) -> dict[str, dict[str, str]]:
    """Return the kind of person that each attribute means, by the class that has the attributes."""
    return {
        name: {attribute: kind for kind, attribute in marks.items()}
        for name, marks in _list_marked_attributes(document, "x-person")
    }


def read_durations(document: Document) -> dict[str, tuple[str, str]]:
    """Return the attributes of the start and the end, by the class that has both."""
    return {
        name: (marks["start"], marks["end"])
        for name, marks in _list_marked_attributes(document, "x-duration")
        if len(marks) == 2
    }


def _list_marked_attributes(document: Document, mark: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each class that has attributes with `mark`, and these by the value of the mark."""
    classes = Names(document).classes
    for name, schema in document.get_components("schemas").items():
        properties = schema.get("properties", {})
        marks = {
            properties[key][mark]: attribute
            for key, attribute in name_fields(properties).items()
            if mark in properties[key]
        }
        if marks:
            yield classes[name], marks


@dataclass(frozen=True)
class Argument:
    """A keyword argument of a facade method: a query parameter or a field of the body."""

    key: str
    schema: Node
    required: bool
    marks: Node
    """Its `x-deprecation` and `x-preview`."""
    name: str
    """The argument of the facade method."""
    generated_name: str
    """The argument of the generated function, or the attribute of the body's model."""

    @property
    def description(self) -> str:
        """The argument's text."""
        return str(self.schema.get("description", ""))


class Operation:
    """One operation: a method of a path."""

    def __init__(self, document: Document, names: Names, path: str, method: str) -> None:
        self.document = document
        self.names = names
        self.path = path
        self.method = method
        self.raw: Node = document.root["paths"][path][method]
        self.id: str = self.raw.get("operationId", "")
        self.tag, _, verb = self.id.partition(".")
        self.verb = name_method(verb)

    @property
    def resource(self) -> str:
        """The attribute of clients that has the method."""
        return self.names.resources[self.tag]

    @property
    def is_write(self) -> bool:
        """True for an operation that needs a confirmation."""
        return self.method not in SAFE_METHODS

    @property
    def is_list(self) -> bool:
        """True for an operation whose response is a page of items."""
        return self.id.endswith(".list")

    @property
    def deprecation(self) -> str:
        """The reason for its deprecation and what to use instead; '' if it is not deprecated."""
        return str(self.raw.get("x-deprecation", ""))

    # --- the path ---

    @property
    def path_keys(self) -> list[str]:
        """The path's variables, as the document writes them."""
        return re.findall(r"\{(\w+)\}", self.path)

    @cached_property
    def path_variables(self) -> list[str]:
        """The path's variables, as arguments of the generated function."""
        return [self.generated_names["path", key] for key in self.path_keys]

    @property
    def resource_name(self) -> str | None:
        """The rest of the path if a resource name is there; None for another path."""
        return find_resource_name(self.document.root, self.path)

    @cached_property
    def _subject_and_template(self) -> tuple[str | None, str | None]:
        if not self.path_variables:
            return None, None
        if self.resource_name is None:
            return self.path_variables[0], f"{{{self.path_keys[0]}}}"
        parts = self.resource_name.split("/")
        parts[-1] = re.sub(r":\w+$", "", parts[-1])
        if parts[-1].endswith("}"):
            return "name", "/".join(parts)
        return "parent", "/".join(parts[:-1])

    @property
    def subject(self) -> str | None:
        """The positional argument, which determines the path: `name` or `parent` of a resource,
        else the one variable."""
        return self._subject_and_template[0]

    @property
    def template(self) -> str | None:
        """The form of the subject."""
        return self._subject_and_template[1]

    @property
    def subject_description(self) -> str:
        """The text of the path's last variable."""
        texts = [self._read_schema(each).get("description", "") for each in self._list("path")]
        return str(texts[-1]) if texts else ""

    @property
    def meeting_code(self) -> str | None:
        """Advice for a meeting code in place of the first id; '' if codes are accepted; None if
        nothing is documented."""
        advice = [each["x-meeting-code"] for each in self._list("path") if "x-meeting-code" in each]
        if not advice:
            return None
        return "" if self.raw.get("x-meeting-code") else str(advice[-1])

    # --- the arguments ---

    @cached_property
    def parameters(self) -> list[Node]:
        """The parameters of the path and of the operation, resolved. One of the operation replaces
        one of the path."""
        item = self.document.root["paths"][self.path]
        declared = [*item.get("parameters", []), *self.raw.get("parameters", [])]
        parameters = [self.document.resolve(each) for each in declared]
        return [*{(each["in"], each["name"]): each for each in parameters}.values()]

    def _list(self, location: str) -> list[Node]:
        return [each for each in self.parameters if each["in"] == location]

    def _read_schema(self, parameter: Node) -> Node:
        return self.document.resolve(parameter.get("schema", {}))

    @cached_property
    def generated_names(self) -> dict[tuple[str, str], str]:
        """The argument of the generated function for each parameter, by its place and key."""
        query = [("query", each["name"]) for each in self._list("query")]
        places = [*dict.fromkeys([*(("path", key) for key in self.path_keys), *query])]
        names = name_attributes([key for _, key in places], RESERVED_PARAMETERS)
        return dict(zip(places, names, strict=True))

    @cached_property
    def _facade_names(self) -> dict[tuple[str, str], str]:
        """The argument of the facade method for each query parameter and field of the body.

        A query parameter has precedence, since most of them belong to all methods of a kind.
        """
        query = [("query", each["name"]) for each in self._list("query")]
        places = [*dict.fromkeys([*query, *(("body", key) for key in self._body_properties)])]
        names = [name_argument(key) for _, key in places]
        subject = [self.subject] if self.subject else []
        return dict(zip(places, assign_names(names, subject), strict=True))

    @cached_property
    def query(self) -> list[Argument]:
        """The query parameters."""
        return [
            Argument(
                each["name"],
                self._read_schema(each),
                each.get("required", False),
                find_marks(self.document.root, each),
                self._facade_names["query", each["name"]],
                self.generated_names["query", each["name"]],
            )
            for each in self._list("query")
        ]

    def has_query(self, key: str) -> bool:
        """Return True if the operation has this query parameter."""
        return any(argument.key == key for argument in self.query)

    @cached_property
    def body_content(self) -> Node:
        """The media types of the request body."""
        content: Node = self.document.resolve(self.raw.get("requestBody", {})).get("content", {})
        return content

    @property
    def body(self) -> str | None:
        """The name of the request body's schema; None without a body."""
        if list(self.body_content) != ["application/json"]:
            return None
        return _get_schema_name(self.body_content["application/json"].get("schema", {}))

    @property
    def body_schema(self) -> Node:
        """The schema of the request body, resolved; {} without a body."""
        if self.body is None:
            return {}
        return self.document.resolve(self.body_content["application/json"]["schema"])

    @property
    def _body_properties(self) -> Node:
        properties: Node = self.body_schema.get("properties", {})
        return properties

    @cached_property
    def body_fields(self) -> list[Argument]:
        """The fields of the request body."""
        required = self.body_schema.get("required", [])
        attributes = name_fields(self._body_properties)
        return [
            Argument(
                key,
                self.document.resolve(value),
                key in required,
                find_marks(self.document.root, value),
                self._facade_names["body", key],
                attributes[key],
            )
            for key, value in self._body_properties.items()
        ]

    @property
    def deprecated_arguments(self) -> dict[str, str]:
        """The reason for each deprecated argument, field (`config.state`) and enum value
        (`config.state=OLD`) that a caller can pass."""
        reasons = dict[str, str]()
        for argument in (*self.body_fields, *self.query):
            self._collect_deprecations(argument.name, argument.schema, argument.marks, reasons, ())
        return reasons

    def _collect_deprecations(
        self,
        path: str,
        schema: Node,
        marks: Node,
        reasons: dict[str, str],
        above: tuple[str, ...],
    ) -> None:
        """Add the reasons at and below `path`. Follow a schema that contains itself once."""
        if reason := marks.get("x-deprecation"):
            reasons[path] = reason
            return
        if (reference := schema.get("$ref", "")) in above:
            return
        above = (*above, reference) if reference else above
        for kind in list_types(self.document.root, schema):
            for value, mark in find_value_marks(kind).items():
                if reason := mark.get("x-deprecation"):
                    reasons[f"{path.removesuffix('[]')}={value}"] = reason
            properties = kind.get("properties", {})
            parts = {f".{name}": properties[key] for key, name in name_fields(properties).items()}
            if "items" in kind:
                parts["[]"] = kind["items"]
            for step, part in parts.items():
                inner = find_marks(self.document.root, part)
                self._collect_deprecations(f"{path}{step}", part, inner, reasons, above)

    # --- the response ---

    @property
    def success_status(self) -> str | None:
        """The status of the success response; None unless there is exactly one."""
        statuses = [status for status in self.raw["responses"] if status.startswith("2")]
        return statuses[0] if len(statuses) == 1 else None

    @cached_property
    def success(self) -> Node:
        """The JSON media type of the success response; {} without one."""
        if self.success_status is None:
            return {}
        response = self.document.resolve(self.raw["responses"][self.success_status])
        media: Node = response.get("content", {}).get("application/json", {})
        return media

    @property
    def success_schema(self) -> Node:
        """The schema of the success response, resolved; {} without one."""
        return self.document.resolve(self.success.get("schema", {}))

    @property
    def result(self) -> str | None:
        """The name of the success response's schema; None if the response has no content."""
        has_content = self.success_schema.get("properties")
        return _get_schema_name(self.success["schema"]) if has_content else None

    @cached_property
    def items(self) -> tuple[str, str] | None:
        """The array field of a list's page, and the name of the items' schema; None if the response
        is not a page."""
        properties = self.success_schema.get("properties", {})
        arrays = {
            key: name
            for key, value in properties.items()
            if value.get("type") == "array" and (name := _get_schema_name(value.get("items", {})))
        }
        has_pages = self.has_query(PAGE_TOKEN)
        has_next = properties.get(NEXT_PAGE_TOKEN, {}).get("type") == "string"
        if (
            not self.is_list
            or self.method != "get"
            or len(arrays) != 1
            or has_pages != has_next
            or has_pages != self.has_query(PAGE_SIZE)
        ):
            return None
        return next(iter(arrays.items()))

    @property
    def identities(self) -> list[str]:
        """The paths of the required strings in the response."""
        return list(self._find_identities(self.success.get("schema", {}), "", ()))

    def _find_identities(self, schema: Node, prefix: str, above: tuple[str, ...]) -> Iterator[str]:
        """Yield the paths of the required strings below `prefix`. Follow a schema that contains
        itself once."""
        if (reference := schema.get("$ref", "")) in above:
            return
        above = (*above, reference) if reference else above
        schema = self.document.resolve(schema)
        for key, value in schema.get("properties", {}).items():
            field = self.document.resolve(value)
            if field.get("type") == "array":
                yield from self._find_identities(field.get("items", {}), f"{prefix}{key}[].", above)
            elif key in schema.get("required", []):
                if field.get("type") == "string":
                    yield f"{prefix}{key}"
                else:
                    yield from self._find_identities(value, f"{prefix}{key}.", above)


def _get_schema_name(schema: Node) -> str | None:
    """Return the name of the schema that a `$ref` leads to."""
    return schema["$ref"].rpartition("/")[2] if "$ref" in schema else None


def read_operations(document: Document) -> list[Operation]:
    """Return the operations in the order of the document."""
    names = Names(document)
    return [
        Operation(document, names, path, method)
        for path, item in document.root["paths"].items()
        for method in item
        if method in METHODS
    ]
