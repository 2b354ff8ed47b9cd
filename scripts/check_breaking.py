"""Say what a change of the document means for those who call the Python client, and which part of
the version has to rise for it.

    python scripts/check_breaking.py OLD NEW           for people
    python scripts/check_breaking.py OLD NEW --json    the same for machines

OLD and NEW are documents (files, YAML or JSON) or git revisions, of which spec/openapi.yaml is
taken; where both exist, the file counts. The version is that of OLD's pyproject.toml if OLD is a
revision, else of this checkout's.

Exit codes: 0 nothing breaks, 1 something breaks, 2 the two could not be compared; standard error
then says what happened and what to do.

Each document is read into a table of what callers see: operations, their arguments, models with
their fields, enums with their values. Two tables are compared, and `RULES` says of each difference
whether it breaks. What a caller sends may become wider and not narrower, what a caller reads may
become narrower and not wider; a model that is used both ways has to keep both, and so has one that
no operation uses, since all models can be imported. Answers with an error count as read.

What is not obvious, and decided here:

- The generated functions are callers' too: a path variable renamed, a body of another class or an
  operation in another tag breaks, though the facade may look the same.
- Another verb or path alone breaks nobody: it is the same call. It breaks where `name` or `parent`
  takes another form, or where a read becomes a write, which needs a hook.
- `destructive` that becomes true breaks, since hooks decline by it; the other way round only adds.
- In an answer `required` breaks both ways: without it the type holds UNSET, with it an answer that
  leaves the field out, as one to `fields=` may, is an error.
- A body's `default` is sent by the client, so a call that leaves the field out sends something
  else: that breaks. `x-server-default` is a text.
- A field whose spelling changes and whose Python name does not breaks: `fields=` and `update_mask=`
  name it as the API does. A query argument's spelling is nobody's concern.
- An answer that appears breaks as one that disappears does: an empty one was fine and is not now.
  So does a list that gains pages: one page was all of it.
- Bounds count as part of the type, those of answers too. The order of fields does not count: models
  are built by keyword.
- Whether something was renamed is a guess: an operation by its verb and path, a model by all that
  is in it, an argument or a field by its place and type, and only where nothing else fits.
"""

from __future__ import annotations

import argparse
import enum
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.document import load_yaml
from openapi_spec_validator import OpenAPIV31SpecValidator
from ruamel.yaml.error import YAMLError
from surface import (
    REQUEST,
    RESPONSE,
    SCHEMAS,
    CannotCompare,
    Item,
    Key,
    Surface,
    Type,
    class_name,
    identifier,
    method_name,
    operations,
    shown,
    takes,
)

ROOT = Path(__file__).resolve().parent.parent
SPEC = "spec/openapi.yaml"
# What is read by people only; extensions are too, but for x-write.
TEXTS = {"$comment", "description", "example", "examples", "externalDocs", "summary", "title"}
# Below these keys stand names that the API chose.
NAMED = {"content", "headers", "parameters", "properties", "responses"}


def parse(text: str) -> dict[str, Any]:
    """The document that `text` holds: YAML 1.2, of which JSON is a part.

    Keys come as strings. Raises what `read` raises, and `TypeError` for a value that JSON cannot
    hold (a timestamp written without quotes).
    """
    document: dict[str, Any] = json.loads(json.dumps(load_yaml(text)))
    return document


def load(path: str | Path) -> dict[str, Any]:
    """As `parse`, of the file at `path`; one that is named `.json` is read as JSON."""
    text = Path(path).read_text(encoding="utf-8")
    if Path(path).suffix == ".json":
        document: dict[str, Any] = json.loads(text)
        return document
    return parse(text)


class Section(enum.IntEnum):
    """What a change is for callers, in the order of what it costs them."""

    TEXTS = 1
    ADDS = 2
    BREAKS = 3


TITLES = {
    Section.BREAKS: "breaks callers",
    Section.ADDS: "only adds",
    Section.TEXTS: "texts",
}
# Which part of the version has to rise, from 1.0 on and before.
PARTS = {
    Section.BREAKS: ("major", "minor"),
    Section.ADDS: ("minor", "patch"),
    Section.TEXTS: ("patch", "patch"),
}
REASONS = {
    Section.BREAKS: "before 1.0 a breaking change raises the minor version; after, the major",
    Section.ADDS: "before 1.0 an addition raises the patch version; after, the minor",
    Section.TEXTS: "texts alone raise the patch version",
}


# --- the rules ---------------------------------------------------------------------------------

Judge = Callable[[Any, Any, frozenset[str]], Section]


def always(section: Section) -> Judge:
    """A change that is the same whatever the values are."""
    return lambda was, now, ways: section


def flag(request: tuple[Section, Section], response: tuple[Section, Section]) -> Judge:
    """A change from no to yes or back, in what is sent and in what is read."""
    return lambda was, now, ways: max(
        {REQUEST: request, RESPONSE: response}[way][0 if now else 1] for way in ways
    )


def retyped(was: Type, now: Type, ways: frozenset[str]) -> Section:
    """What was sent has to be taken still; what is read has to be something known."""
    # Values that came as members of an enum and now come as plain ones: `isinstance` misses them.
    bare = {kind.base for kind in was - now if kind.base} & {kind.name for kind in now}
    breaks = (REQUEST in ways and not takes(now, was)) or (
        RESPONSE in ways and (bare or not takes(was, now))
    )
    return Section.BREAKS if breaks else Section.ADDS


BREAKS, ADDS, WORDS = Section.BREAKS, Section.ADDS, Section.TEXTS
TURNED_ON = flag((BREAKS, ADDS), (BREAKS, ADDS))
DEPRECATED = always(ADDS), ("no longer deprecated", "deprecated")
VALUE: dict[str, tuple[Judge, str | tuple[str, str]]] = {
    "type": (retyped, "is {now}; was {was}"),
    "required": (
        flag((BREAKS, ADDS), (BREAKS, BREAKS)),
        ("no longer required", "newly required"),
    ),
    "read_only": (flag((BREAKS, ADDS), (WORDS, WORDS)), ("no longer read-only", "newly read-only")),
    "write_only": (
        flag((WORDS, WORDS), (BREAKS, ADDS)),
        ("no longer write-only", "newly write-only"),
    ),
    "default": (
        flag((BREAKS, BREAKS), (WORDS, WORDS)),
        "its default is {now}; was {was}",
    ),
    "deprecated": DEPRECATED,
}
# What a fact that changed means, and the words for it: one sentence, or one each for a fact that no
# longer holds and for one that newly does.
RULES: dict[str, dict[str, tuple[Judge, str | tuple[str, str]]]] = {
    "operation": {
        "module": (always(BREAKS), "the generated function is in {now}; was in {was}"),
        "write": (TURNED_ON, ("a write became a read", "a read became a write: it needs a hook")),
        "destructive": (TURNED_ON, ("no longer destructive", "newly destructive")),
        "returns": (always(BREAKS), "returns {now}; was {was}"),
        "pages": (always(BREAKS), ("no longer in pages", "newly in pages")),
        "deprecated": DEPRECATED,
        "subject": (always(BREAKS), "takes {now}; was {was}"),
        "template": (always(BREAKS), "takes names such as {now}; was {was}"),
        "request": (always(WORDS), "sends {now}; was {was}"),
    },
    "argument": {
        # What is sent only may be write-only or not.
        **{fact: rule for fact, rule in VALUE.items() if fact != "write_only"},
        "media": (always(BREAKS), "is sent as {now}; was {was}"),
        "position": (always(BREAKS), "stands at place {now} of the path; was {was}"),
        "spelling": (always(WORDS), "is sent as {now}; was {was}"),
    },
    "model": {
        "is_a": (always(BREAKS), "is {now}; was {was}"),
    },
    "field": {
        **VALUE,
        "spelling": (always(BREAKS), "is spelt {now} in fields= and update_mask=; was {was}"),
    },
    "rest": {"type": VALUE["type"]},
    "value": {},
}
# Changes that need no telling where one of these was told.
FOLLOWS = {"template": {"subject"}, "request": {"write", "subject", "template"}}


# --- comparing ---------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Change:
    """One line of the report."""

    section: Section
    kind: str
    where: str
    python: str
    what: str
    owner: Key = ()
    was: str = ""
    now: str = ""

    def __str__(self) -> str:
        return f"{self.where} ({self.python}): {self.what}"


TEXTS_ONLY = "texts only"
MACHINE = ("kind", "where", "python", "what", "was", "now")


@dataclass(frozen=True)
class Report:
    """What changed between two documents."""

    changes: tuple[Change, ...]

    @property
    def worst(self) -> Section | None:
        """The gravest section that has something in it; None where nothing changed."""
        return max((change.section for change in self.changes), default=None)

    def lines(self) -> list[str]:
        """The report for people, without the verdict."""
        said = []
        for section, title in TITLES.items():
            changes = [change for change in self.changes if change.section == section]
            if changes:
                said.append(title)
            said += [f"  {change}" for change in changes if change.what != TEXTS_ONLY]
            for kind in ("operation", "model", "document"):
                named = [
                    change.where
                    for change in changes
                    if change.what == TEXTS_ONLY and change.kind == kind
                ]
                if named and kind == "document":
                    said.append("  the document's own")
                elif named:
                    plural = "" if len(named) == 1 else "s"
                    said.append(f"  {len(named)} {kind}{plural}: {', '.join(named)}")
        return said

    def verdict(self, version: str) -> str:
        """Which version has to come after `version`."""
        if self.worst is None:
            return f"{version} may stay: nothing changed"
        least = self.least(version)
        return f"{version} must rise to {least} at least ({REASONS[self.worst]})"

    def part(self, version: str) -> str | None:
        """Which part of `version` has to rise."""
        return PARTS[self.worst][_numbers(version)[0] == 0] if self.worst else None

    def least(self, version: str) -> str:
        """The lowest version that may come after `version`."""
        major, minor, patch = _numbers(version)
        return {
            "major": f"{major + 1}.0.0",
            "minor": f"{major}.{minor + 1}.0",
            "patch": f"{major}.{minor}.{patch + 1}",
            None: version,
        }[self.part(version)]

    def data(self, version: str) -> dict[str, Any]:
        """The report for machines."""
        said: dict[str, Any] = {
            name: [
                {key: getattr(change, key) for key in MACHINE}
                for change in self.changes
                if change.section == section
            ]
            for name, section in (("breaks", BREAKS), ("adds", ADDS), ("texts", WORDS))
        }
        return said | {
            "version": version,
            "part": self.part(version),
            "least": self.least(version),
            "verdict": self.verdict(version),
        }


def _numbers(version: str) -> tuple[int, int, int]:
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    if found is None:
        raise CannotCompare(f"the version {version!r} is not of the form 1.2.3: correct it")
    return int(found[1]), int(found[2]), int(found[3])


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Report:
    """What `new` is to the callers of `old`."""
    changes = list[Change]()
    same, renamed = _same_operations(old, new)
    changes += renamed
    before, after, renamed = _same_models(same, new)
    changes += renamed
    changes += _rows(before, after)
    changes += _texts(before, after, changes)
    if not changes and old != new:  # Something that nothing uses.
        changes.append(Change(WORDS, "document", "document", "", TEXTS_ONLY))
    return Report(
        tuple(sorted(set(changes), key=lambda change: (-change.section, *_order(change))))
    )


def _order(change: Change) -> tuple[Any, ...]:
    kinds = ("operation", "argument", "model", "field", "rest", "value", "document")
    return kinds.index(change.kind), change.where, change.what


def _same_operations(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[Change]]:
    """`old` with the operations renamed that have another id in `new` for the same request."""
    there = {(path, method): raw for path, method, _, raw in operations(new)}
    ids = {identifier(path, method, raw) for (path, method), raw in there.items()}
    taken = {identifier(path, method, raw) for path, method, _, raw in operations(old)}
    paths, changes = dict(old.get("paths", {})), list[Change]()
    for path, method, _, raw in operations(old):
        other = there.get((path, method), {})
        was, now = identifier(path, method, raw), identifier(path, method, other)
        if not other or was in ids or now in taken:
            continue
        tags = {key: other[key] for key in ("operationId", "tags") if key in other}
        paths[path] = {**paths[path], method: {**raw, **tags}}
        what = f"renamed {now} ({method_name(now)})"
        owner = ("operation", now)
        python = method_name(was)
        changes.append(Change(BREAKS, "operation", was, python, what, owner, was, now))
    return {**old, "paths": paths}, changes


def _same_models(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Surface, Surface, list[Change]]:
    """Both tables; schemas of `old` are renamed that are the same in `new` under another name."""
    changes = list[Change]()
    after = Surface(new)

    def rows(surface: Surface, schema: str) -> dict[Key, dict[str, Any]]:
        owner = ("model", schema)
        return {key: row.facts for key, row in surface.items.items() if row.owner == owner}

    while True:
        before = Surface(old)
        gone = sorted(before.schemas.keys() - after.schemas.keys())
        come = sorted(after.schemas.keys() - before.schemas.keys())
        pairs = [
            (one, two)
            for one in gone
            for two in come
            if before.members(("model", one)) == after.members(("model", two))
            and rows(
                Surface(_with_name(old, before.schemas[one], after.schemas[two])),
                after.schemas[two],
            )
            == rows(after, after.schemas[two])
        ]
        # One a turn: those that hold it may be the same then.
        pair = next(iter(_unique(pairs)), None)
        if pair is None:
            return before, after, changes
        was, now = before.schemas[pair[0]], after.schemas[pair[1]]
        what = f"renamed {now} (models.{pair[1]})"
        owner, python = ("model", now), f"models.{pair[0]}"
        changes.append(Change(BREAKS, "model", was, python, what, owner, was, now))
        old = _with_name(old, was, now)


def _with_name(document: Mapping[str, Any], was: str, now: str) -> dict[str, Any]:
    """`document` with a schema under another name."""

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: SCHEMAS + now if key == "$ref" and value == SCHEMAS + was else walk(value)
                for key, value in node.items()
            }
        return [walk(item) for item in node] if isinstance(node, list) else node

    document = walk(document)
    schemas = document["components"]["schemas"]
    named = {now if name == was else name: schema for name, schema in schemas.items()}
    return {**document, "components": {**document["components"], "schemas": named}}


def _unique(pairs: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The pairs whose parts are in no other pair."""
    firsts, seconds = [one for one, _ in pairs], [two for _, two in pairs]
    return [(one, two) for one, two in pairs if firsts.count(one) == 1 and seconds.count(two) == 1]


def _rows(before: Surface, after: Surface) -> Iterator[Change]:  # noqa: C901
    def parent(key: Key) -> Key:
        return ("operation" if key[0] == "argument" else "model", key[1])

    def told(key: Key) -> bool:
        """Whether a row has to be told of: not with the one it belongs to, or as a field."""
        if key[0] in {"operation", "model"}:
            return True
        both = parent(key) in before.items and parent(key) in after.items
        name = key[1]
        if key[0] == "argument" and key[2] == "of the body":
            return both and before.bodies.get(name) != after.bodies.get(name)
        return both

    def change(
        section: Section, key: Key, row: Item, what: str, was: str = "", now: str = ""
    ) -> Change:
        return Change(section, key[0], row.where, row.python, what, row.owner, was, now)

    gone = [key for key in before.items if key not in after.items and told(key)]
    come = [key for key in after.items if key not in before.items and told(key)]
    same = [(key, key) for key in before.items if key in after.items and told(key)]
    renamed = _unique(
        [
            (one, two)
            for one in gone
            for two in come
            if one[0] in {"argument", "field"}
            and one[:-1] == two[:-1]
            and _unnamed(before.items[one]) == _unnamed(after.items[two])
        ]
    )
    for one, two in renamed:
        was, now = before.items[one], after.items[two]
        old, new = was.facts["spelling"], now.facts["spelling"]
        yield change(BREAKS, one, was, f"renamed {new} ({now.python})", old, new)
    moved = {key for pair in renamed for key in pair}
    for key in gone:
        if key not in moved:
            row = before.items[key]
            kind = shown(row.facts.get("type", ""))
            yield change(BREAKS, key, row, f"gone; was {kind}" if kind else "gone", kind)
    for key in come:
        if key not in moved:
            row = after.items[key]
            section = BREAKS if row.facts.get("required") else ADDS
            kind = shown(row.facts.get("type", ""))
            yield change(section, key, row, _new(after, key, row), "", kind)
    for one, two in same:
        was, now = before.items[one], after.items[two]
        # A way that is new has no callers yet, and one that is gone none any more.
        ways = was.directions & now.directions or was.directions | now.directions
        found = set[str]()
        for fact, (judge, words) in RULES[one[0]].items():
            if was.facts.get(fact) == now.facts.get(fact) or found & FOLLOWS.get(fact, set()):
                continue
            found.add(fact)
            values = {"was": shown(was.facts[fact]), "now": shown(now.facts[fact])}
            what = (
                words.format(**values) if isinstance(words, str) else words[bool(now.facts[fact])]
            )
            section = judge(was.facts[fact], now.facts[fact], ways)
            yield change(section, two, now, what, **values)


def _unnamed(row: Item) -> dict[str, Any]:
    return {fact: value for fact, value in row.facts.items() if fact != "spelling"}


def _new(surface: Surface, key: Key, row: Item) -> str:
    if key[0] == "operation":
        return f"new, {surface.signature(key)}"
    if key[0] == "model":
        return f"new, with {', '.join(surface.members(key)) or 'nothing in it'}"
    if key[0] in {"argument", "field"}:
        need = "required" if row.facts["required"] else "optional"
        return f"new and {need}; is {shown(row.facts['type'])}"
    return "new"


# --- texts -------------------------------------------------------------------------------------


def _texts(before: Surface, after: Surface, said: Iterable[Change]) -> Iterator[Change]:
    """Operations and models of which something else changed than what was said of them."""
    told = {change.owner for change in said}

    def whole(surface: Surface) -> dict[Key, Any]:
        found: dict[Key, Any] = {
            ("model", name): schema for name, schema in surface.components().items()
        }
        for path, method, item, raw in operations(surface.document):
            parameters = surface.parameters(item, raw)
            found["operation", identifier(path, method, raw)] = {
                **{key: _whole(surface, value) for key, value in raw.items()},
                "parameters": {f"{key}": value for key, value in parameters.items()},
            }
        return found

    old, new = whole(before), whole(after)
    for key in old.keys() & new.keys():
        if old[key] == new[key]:
            continue
        read = key[0] == "operation" or class_name(key[1]) in after.schemas
        if (read and key not in told) or _reworded(old[key], new[key]):
            row = after.items.get(key if key[0] == "operation" else ("model", class_name(key[1])))
            yield Change(WORDS, key[0], key[1], row.python if row else "", TEXTS_ONLY, key)
    if _own(before.document) != _own(after.document):
        yield Change(WORDS, "document", "document", "", TEXTS_ONLY)


def _own(document: Mapping[str, Any]) -> dict[str, Any]:
    """What belongs to no operation and no model."""
    apart = {"components", "paths", "x-written-by"}
    return {key: value for key, value in document.items() if key not in apart}


def _whole(surface: Surface, node: Any) -> Any:
    """`node` with all that it shares with others but schemas."""
    if isinstance(node, list):
        return [_whole(surface, item) for item in node]
    if not isinstance(node, dict):
        return node
    if not str(node.get("$ref", SCHEMAS)).startswith(SCHEMAS):
        node = surface.resolve(node)
    return {key: _whole(surface, value) for key, value in node.items()}


def _reworded(old: Any, new: Any) -> bool:
    """Whether a text differs at a place that both have."""
    was, now = dict(_words(old)), dict(_words(new))
    places = {path for path, text in was.items() if text is None} & {
        path for path, text in now.items() if text is None
    }
    return any(
        path[:-1] in places and was.get(path) != now.get(path) for path in was.keys() | now.keys()
    )


def _words(node: Any, path: Key = (), named: bool = False) -> Iterator[tuple[Key, str | None]]:
    """The places in `node`, each with None, and its texts."""
    if isinstance(node, dict):
        yield path, None
        for key, value in node.items():
            here = (*path, key)
            if key == "x-enumDescriptions" and not named:
                # Each belongs to a value, and comes and goes with it.
                for name, text in value.items():
                    yield from _words({"description": text}, (*here, name))
            elif not named and (key in TEXTS or (key.startswith("x-") and key != "x-write")):
                yield here, json.dumps(value, sort_keys=True)
            elif not named and key == "outcome" and path[-1:] == ("x-write",):
                yield here, json.dumps(value)
            else:
                yield from _words(value, here, key in NAMED and not named)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _words(item, (*path, str(index)))


# --- where documents come from -----------------------------------------------------------------


def _git(root: Path, *arguments: str) -> str | None:
    """What git answers in `root`; None where it has no answer, or is not there."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def committed(revision: str, root: Path) -> dict[str, Any]:
    """The document of a revision of the repository at `root`."""
    commit = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise CannotCompare(
            f"{revision} is neither a file nor a revision of {root}: check the spelling or fetch it"
        )
    # Seen from `root`, which need not be where git's own root is.
    text = _git(root, "show", f"{commit.strip()}:./{SPEC}")
    if text is None:
        raise CannotCompare(f"{revision} has no {SPEC}: name a revision that has one")
    return _read(lambda: parse(text), f"{revision}:{SPEC}")


def document(source: str, root: Path) -> dict[str, Any]:
    """The document that a file holds, or else a revision of the repository at `root`."""
    path = Path(source)
    if path.is_file():
        return _read(lambda: load(path), source)
    return committed(source, root)


def _read(reader: Callable[[], Any], source: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = reader()
    except (OSError, TypeError, ValueError, YAMLError) as error:
        raise CannotCompare(f"{source} cannot be read, correct it: {error}") from error
    for mistake in OpenAPIV31SpecValidator.schema_validator.iter_errors(found):
        place = "/".join(map(str, mistake.absolute_path)) or "its root"
        what = mistake.message.partition("\n")[0][:200]
        raise CannotCompare(f"{source} is not OpenAPI 3.1, correct it: at {place}: {what}")
    return found


def version(revision: str | None, root: Path) -> str:
    """The version in pyproject.toml, as it was at a revision or, without one, as it is."""
    text = revision and _git(root, "show", f"{revision}:./pyproject.toml")
    try:
        project = tomllib.loads(text or (root / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
    except (OSError, KeyError, ValueError) as error:
        raise CannotCompare(f"pyproject.toml has no version to start from: {error!r}") from error


def main(arguments: Sequence[str] | None = None) -> int:  # noqa: D103
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", metavar="OLD", help="a file or a revision")
    parser.add_argument("new", metavar="NEW", help="a file or a revision")
    parser.add_argument("--json", action="store_true", help="write JSON")
    given = parser.parse_args(arguments)
    try:
        report = compare(document(given.old, ROOT), document(given.new, ROOT))
        number = version(None if Path(given.old).is_file() else given.old, ROOT)
        if given.json:
            print(json.dumps(report.data(number), indent=1, ensure_ascii=False))
        else:
            print("\n".join([*report.lines(), report.verdict(number)]))
    except CannotCompare as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if report.worst is BREAKS else 0


if __name__ == "__main__":
    sys.exit(main())
