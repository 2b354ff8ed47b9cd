"""Render SKILL.md, the instructions for agents, from the document.

The format is that of Agent Skills: a folder with the name of the skill, and in it SKILL.md, whose
front matter describes the skill. The front matter is plain YAML in block style, and each text is on
one line, because some agents read it with simple parsers.
See https://agentskills.io/specification
"""

from __future__ import annotations

import functools
import json
import runpy
import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from codegen import GenerationError
from codegen.document import Document, Node
from codegen.operations import UPDATE_MASK, Argument, Operation
from codegen.render import make_environment
from codegen.runtime.commands import (
    name_fields,
    name_flag,
    name_resource,
    negate_flag,
    to_kebab_case,
)
from codegen.runtime.names import CodeFormat
from codegen.runtime.schemas import (
    CODE_MARK,
    PAGE_SIZE,
    PAGE_TOKEN,
    describe_marks,
    find_resource_name,
    find_value_marks,
    list_types,
)

NAME = "maton-google-meet"
"""The name of the skill, of its folder and of the command."""
PROGRAM = Path(__file__).parents[2] / "wrapper" / "maton_google_meet" / "cli" / "program.py"
MAX_LENGTHS = {"description": 1024, "compatibility": 500}
"""The number of characters that agents accept in a text of the front matter."""
CONNECTION_HEADER = "Maton-Connection"
SCALARS = {"boolean", "integer", "number", "string"}
# Query parameters that do not select the items of a list.
COMMON_KEYS = {"fields", "limit", PAGE_SIZE, PAGE_TOKEN, UPDATE_MASK}


@functools.cache
def read_other_commands() -> Collection[str]:
    """Return the commands without an operation.

    Run only their module, which imports nothing: the wrapper package needs the generated package.
    """
    commands: Collection[str] = runpy.run_path(str(PROGRAM))["OTHER_COMMANDS"]
    return commands


class Word(NamedTuple):
    """An option in the example of a command."""

    flag: str
    value: str | None
    """Its value as text; None for a flag without a value."""
    meanings: dict[str, str]
    """The known values of an enum, with their meanings."""

    @property
    def parts(self) -> list[str]:
        """The words on the command line."""
        if self.value is None:
            return [self.flag]
        # An argument that starts with a dash would be read as an option.
        joined = self.value.startswith("-")
        return [f"{self.flag}={self.value}"] if joined else [self.flag, self.value]


class Command:
    """The command of an operation, with the values of the document's examples."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.document = operation.document
        self.is_write = operation.is_write
        flags = [each.name for each in (*operation.body_fields, *operation.query)]
        self._flags = {name: name_flag(name, flags) for name in flags}
        self._examples = {
            (each["in"], each["name"]): each.get("example") for each in operation.parameters
        }
        self.words = [*self._write_body(), *self._write_query()]

    @property
    def name(self) -> str:
        """The resource and the verb."""
        resource = name_resource(self.operation.resource, read_other_commands())
        return f"{resource} {to_kebab_case(self.operation.verb)}"

    @property
    def subject(self) -> list[str]:
        """The name of the resource in the example; empty for an operation without one."""
        if self.operation.template is None:
            return []
        text = self.operation.template
        for key in self.operation.path_keys:
            text = text.replace(f"{{{key}}}", str(self._examples["path", key]))
        return [text]

    @property
    def line(self) -> str:
        """The example as a line for a shell."""
        options = [part for word in self.words for part in word.parts]
        return shlex.join([NAME, *self.name.split(), *self.subject, *options])

    @property
    def summary(self) -> str:
        """The effect of the command, for the comment behind it."""
        raw = self.operation.raw
        mark = ""
        if self.is_write:
            mark = "Write, destructive: " if raw["x-write"]["destructive"] else "Write: "
        return mark + " ".join([*raw["summary"].split(), *describe_marks(raw)])

    @property
    def selection(self) -> Argument | None:
        """The argument that selects the items of a list: the first one that is optional."""
        arguments = self.operation.query if self.operation.items else []
        for argument in arguments:
            if not (argument.required or argument.marks or argument.key in COMMON_KEYS):
                return argument
        return None

    @property
    def selection_line(self) -> str:
        """The example with the argument that selects items; '' without such an argument."""
        if self.selection is None:
            return ""
        words = self._write(
            self._flags[self.selection.name],
            self.selection.schema,
            self._examples["query", self.selection.key],
        )
        return f"{self.line} {shlex.join([part for word in words for part in word.parts])}"

    @property
    def columns(self) -> list[str]:
        """The identity and the first timestamp of a list's items."""
        assert self.operation.items is not None
        item = self.document.get_components("schemas")[self.operation.items[1]]
        fields = item.get("properties", {})
        times = [key for key, field in fields.items() if field.get("format") == "date-time"]
        return [*item.get("required", []), *times[:1]]

    def _write_body(self) -> Iterator[Word]:
        """Yield the options of the first example of a body."""
        media = self.operation.body_content.get("application/json", {})
        for example in [*media.get("examples", {}).values()][:1]:
            properties = self.operation.body_schema["properties"] if example["value"] else {}
            for field in self.operation.body_fields:
                if field.key in example["value"]:
                    yield from self._write(
                        self._flags[field.name], properties[field.key], example["value"][field.key]
                    )

    def _write_query(self) -> Iterator[Word]:
        """Yield the options of the required query parameters."""
        for each in self.operation.query:
            if each.required:
                value = self._examples["query", each.key]
                yield from self._write(self._flags[each.name], each.schema, value)

    def _write(
        self, flag: str, schema: Node, value: Any, above: tuple[str, ...] = ()
    ) -> Iterator[Word]:
        """Yield the options for a value of `schema`: one, or one for each field of an object.

        `above` names the enclosing schemas. A schema that contains itself is written as JSON.
        """
        kinds = list_types(self.document.root, schema)
        reference = schema.get("$ref", flag)
        fields = next((kind["properties"] for kind in kinds if kind.get("properties")), None)
        if fields and reference not in above and isinstance(value, dict):
            names = name_fields(fields)
            for key, inner in value.items():
                yield from self._write(
                    f"{flag}.{names[key]}", fields[key], inner, (*above, reference)
                )
            return
        types = {str(kind.get("type")) for kind in kinds}
        if types == {"boolean"}:
            yield Word(flag if value else negate_flag(flag), None, {})
        elif len(types) == 1 and types <= SCALARS:
            text = value if isinstance(value, str) else json.dumps(value)
            yield Word(flag, text, _describe_values(kinds))
        else:
            yield Word(flag, json.dumps(value, ensure_ascii=False), {})


class Group(NamedTuple):
    """The commands of a resource."""

    description: str
    commands: Sequence[Command]

    @property
    def name(self) -> str:
        """The resource."""
        return self.commands[0].name.split()[0]

    @property
    def title(self) -> str:
        """The resource in plain words."""
        return to_kebab_case(self.commands[0].operation.resource).replace("-", " ")

    @property
    def enums(self) -> dict[str, Word]:
        """The options in the examples that take the value of an enum, by their names."""
        return {word.flag: word for each in self.commands for word in each.words if word.meanings}


def _describe_values(kinds: Sequence[Node]) -> dict[str, str]:
    """Return the values of an enum that are not deprecated, with their meanings."""
    values = dict[str, str]()
    for kind in kinds:
        marks = find_value_marks(kind)
        for value in kind.get("enum", ()):
            if not marks.get(value, {}).get("x-deprecation"):
                meaning = str(kind.get("x-enumDescriptions", {}).get(value, ""))
                values[value] = " ".join([*meaning.split(), *describe_marks(marks.get(value, {}))])
    return values


def find_meeting_link(document: Document) -> str:
    """Return a link to a meeting in the document's examples; '' without one."""
    written = document.root.get(CODE_MARK)
    if written is None:
        return ""
    code = CodeFormat(tuple(written["groups"]), written["host"])
    links = (value for _, value in document.walk() if isinstance(value, str) and "//" in value)
    return next((link for link in links if code.find_in_link(link)), "")


def list_untrusted_fields(document: Document) -> list[str]:
    """Return the names of the fields whose text other people choose."""
    return sorted({
        keys[-1]
        for keys, value in document.walk()
        if isinstance(value, dict) and value.get("x-untrusted") is True
    })  # fmt: skip


def join_words(words: Sequence[str]) -> str:
    """Return an enumeration in English."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def render_skill(document: Document, operations: Sequence[Operation]) -> str:
    """Return the text of SKILL.md.

    Raises:
        GenerationError: A text of the front matter is longer than agents accept.
    """
    commands = [Command(operation) for operation in operations]
    groups = [
        Group(" ".join(tag["description"].split()), own)
        for tag in document.root["tags"]
        if (own := [each for each in commands if each.operation.tag == tag["name"]])
    ]
    own = [each for each in commands if find_resource_name(document.root, each.operation.path)]
    creations = [each for each in own if each.is_write and not each.subject]
    listings = [each for each in own if each.operation.items and not each.subject]
    lookups = [each for each in own if each.operation.raw.get(CODE_MARK)]
    # The items of a list without a parent are the subjects of the reports.
    records = [
        each.subject[0]
        for each in own
        if each.subject and listings and each.operation.tag == listings[0].operation.tag
    ]
    headers = [
        each
        for each in document.get_components("parameters").values()
        if each["in"] == "header" and each["name"] == CONNECTION_HEADER
    ]
    text = make_environment().get_template("SKILL.md.jinja").render(
        name=NAME,
        document=document.root,
        resources=join_words([each.title for each in groups]),
        groups=groups,
        creation=creations[0] if creations else None,
        listing=listings[0] if listings else None,
        lookup=lookups[0] if lookups else None,
        record=records[0] if records else None,
        link=find_meeting_link(document),
        connection=headers[0]["example"] if headers else "ID",
        untrusted=join_words([f"`{each}`" for each in list_untrusted_fields(document)]),
    )  # fmt: skip
    check_lengths(text)
    return text


def check_lengths(text: str) -> None:
    """Raise `GenerationError` if a text of the front matter is longer than agents accept."""
    values = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    for key, length in MAX_LENGTHS.items():
        if len(values[key]) > length:
            raise GenerationError(
                f"the {key} in SKILL.md has {len(values[key])} characters, and agents accept "
                f"{length}. Shorten it in scripts/codegen/templates/SKILL.md.jinja."
            )


def write_skill(document: Document, operations: Sequence[Operation], package: Path) -> None:
    """Write skill/NAME/SKILL.md into the package."""
    folder = package / "skill" / NAME
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(render_skill(document, operations), encoding="utf-8")
