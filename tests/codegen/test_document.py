"""The rules of scripts/codegen/document.py, each broken once; and the document itself."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from codegen.document import EXTENSIONS, RESERVED_TAGS, Document, InvalidDocument
from codegen.loading import read, tree
from maton_google_meet import AsyncGoogleMeet, GoogleMeet
from maton_google_meet_api.resources import AsyncResources, Resources
from openapi_python_client.strings import snake_case
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node

# --- planting mistakes ---------------------------------------------------------------------------


class Plant(NamedTuple):
    """Mistakes in the text of the document: in the operation or schema `where` (None: anywhere),
    each `old` becomes `new`. A comment `# here` stands in the line that has to be named."""

    label: str
    where: str | None
    edits: list[tuple[str, str]]
    words: tuple[str, ...]


def region(text: str, where: str) -> tuple[int, int]:
    """The lines of the operation of this id, or of the schema of this name."""
    name = re.escape(where)
    start = rf"^    \w+:(?:  #.*)?\n      operationId: {name}(?:  #.*)?\n|^    {name}:\n      type:"
    found = re.compile(start, re.MULTILINE).search(text)
    assert found, where
    after = re.compile(r"^ {0,4}\S", re.MULTILINE).search(text, found.end())
    return found.start(), after.start() if after else len(text)


def plant(text: str, plants: list[Plant]) -> str:
    """`text` with all mistakes, and each `# here` made a `# <label>`."""
    spans = {p.where: region(text, p.where)[0] for p in plants if p.where}
    # From the end to the start, so that an id changed above is still found below.
    for p in sorted(plants, key=lambda p: spans.get(p.where or "", -1), reverse=True):
        start, end = region(text, p.where) if p.where else (0, len(text))
        part = text[start:end]
        for old, new in p.edits:
            assert old in part, (p.label, old)
            part = part.replace(old, new.replace("# here", f"# <{p.label}>"), 1)
        text = text[:start] + part + text[end:]
    return text


def problems(text: str | bytes, folder: Path) -> list[tuple[int, str]]:
    """What is found wrong with `text`, as (line, words)."""
    path = folder / "planted.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(InvalidDocument) as caught:
        Document(path)
    found = []
    for line in str(caught.value).splitlines():
        name, number, words = line.removeprefix(str(path.parent)).split(":", 2)
        assert name == "/planted.yaml"
        found.append((int(number), words))
    return found


def line_of(text: str, mark: str) -> int:
    assert text.count(mark) == 1, mark
    return text.count("\n", 0, text.index(mark)) + 1


def schema_of(name: str) -> str:
    return f"$ref: '#/components/schemas/{name}'"


def parameter(name: str, schema: str = "{type: string, description: X.}") -> str:
    return f"        - {{name: {name}, in: query, example: x, schema: {schema}}}\n"


def with_parameters(anchor: str, *names: str) -> tuple[str, str]:
    return anchor, "      parameters:  # here\n" + "".join(map(parameter, names)) + anchor


REPLY = "      responses:\n        '200': {description: Fine.}\n"
ODD_PATHS = f"""
  /other/{{a}}/{{b}}:
    parameters:
      - {{name: a, in: path, required: true, example: x, schema: {{type: string, description: A.}}}}
      - {{name: b, in: path, required: true, example: x, schema: {{type: string, description: B.}}}}
    get:  # <two variables>
      operationId: connections.other
      tags: [connections]
      summary: Other.
      description: Other.
{REPLY}
  /odd/{{a}}:
    get:  # <undeclared variable>
      operationId: connections.odd
      tags: [connections]
      summary: Odd.
      description: Odd.
{REPLY}
  /inner/{{a}}/end:
    parameters:
      - {{name: a, in: path, required: true, example: x, schema: {{type: string, description: A.}}}}
    get:  # <variable inside>
      operationId: connections.inner
      tags: [connections]
      summary: Inner.
      description: Inner.
{REPLY}
  /google-meet/v2/spaces/{{a}}/{{b}}:
    parameters:
      - {{name: a, in: path, required: true, example: x, schema: {{type: string, description: A.}}}}
      - {{name: b, in: path, required: true, example: x, schema: {{type: string, description: B.}}}}
    get:  # <no resource name>
      operationId: connections.nowhere
      tags: [connections]
      summary: Nowhere.
      description: Nowhere.
{REPLY}
  /google-meet/v2/spaces/{{a}}/b/c:
    parameters:
      - {{name: a, in: path, required: true, example: x, schema: {{type: string, description: A.}}}}
    get:  # <no resource name of a parent>
      operationId: connections.nobody
      tags: [connections]
      summary: Nobody.
      description: Nobody.
      responses:
        '200':
          description: Fine, with a header that is no extension.
          headers: {{x-trace: {{schema: {{type: string}}}}}}
"""


def operation(verb: str, *more: str, label: str = "", answer: str = "{description: Fine.}") -> str:
    """A path with a GET that is right but for `label` and `more`, whose lines may have marks."""
    mark = f"  # <{label}>" if label else ""
    lines = "".join(f"      {line}\n" for line in more)
    return (
        f"  /odd/{verb}:\n    get:{mark}\n      operationId: connections.{verb}\n"
        f"      tags: [connections]\n      summary: Odd.\n{lines}"
        f"      responses:\n        '200': {answer}\n"
    )


def asking(verb: str, label: str, *parameters: str) -> str:
    """A path with a GET that has these parameters."""
    return operation(
        verb,
        "description: Odd.",
        f"parameters:  # <{label}>",
        *(f"  - {{{each}}}" for each in parameters),
    )


def sending(verb: str, label: str, schema: str, *more: str) -> str:
    """A path with a GET that has a body of this schema."""
    return operation(
        verb,
        "description: Odd.",
        *more,
        f"requestBody:  # <{label}>",
        f"  content: {{application/json: {{examples: {{a: {{value: {{}}}}}}, "
        f"schema: {{{schema_of(schema)}}}}}}}",
    )


def answering(schema: str, examples: str = "{a: {value: {x-chosen: {x-chosen: 1}}}}") -> str:
    """An answer of this schema."""
    return (
        "{description: Fine., content: {application/json: "
        f"{{schema: {{{schema_of(schema)}}}, examples: {examples}}}}}}}"
    )


SCHEMA = "{type: string, description: X.}"
CLOSED = "{description: X., $ref: '#/components/schemas/MemberRole'}"
MORE_PATHS = "\n" + "".join(
    (
        operation("undescribed", label="operation without description"),
        operation(
            "bare",
            "description: Odd.",
            answer="  # <no example>\n          "
            + answering("Odd", "{}")[1:-1].replace(", content", "\n          content"),
        ),
        operation("hinted", "description: Odd.", "x-hints: none  # <hints that are none>"),
        operation(
            "hintedToo", "description: Odd.", "x-hints:", "  '404': 5  # <hint that is no text>"
        ),
        operation("getURL", "description: Odd."),
        operation("getUrl", "description: Odd.").replace(
            "connections.getUrl", "connections.getUrl  # <method twice>"
        ),
        *(
            operation(verb, "description: Odd.").replace(
                f"connections.{verb}", f"connections.{verb}  # <verb {verb}>"
            )
            for verb in ("str", "int", "float", "bool", "bytes", "datetime", "builtins")
        ),
        asking("cookie", "cookie", f"name: c, in: cookie, schema: {SCHEMA}"),
        asking("header", "header", f"name: X-H, in: header, required: true, schema: {SCHEMA}"),
        asking("example", "no example of a parameter", f"name: q, in: query, schema: {SCHEMA}"),
        asking("untyped", "parameter", "name: q, in: query, example: x, schema: {description: X.}"),
        asking("closed", "closed query", f"name: q, in: query, example: x, schema: {CLOSED}"),
        asking(
            "paged",
            "required page size",
            f"name: pageSize, in: query, required: true, example: 1, schema: {SCHEMA}",
        ),
        sending(
            "masked",
            "any body",
            "OddRecord",
            "parameters:  # <required mask>",
            f"  - {{name: updateMask, in: query, required: true, example: x, schema: {SCHEMA}}}",
        ),
        sending("combined", "combined body", "OddCombined"),
        sending("sent", "body without example", "Odd").replace("examples: {a: {value: {}}}, ", ""),
        operation("combinedToo", "description: Odd.", answer=answering("OddCombined")).replace(
            "responses:", "responses:  # <combined answer>"
        ),
    )
)
MORE_SCHEMAS = f"""
    Odd:
      type: object
      properties:
        x-chosen: {{type: string}}
        any: {{description: Anything.}}  # <untyped field>
        some: {{type: array}}  # <untyped items>
        closed: {{type: string, enum: [A]}}  # <closed field>
        referred: {{{schema_of("MemberRole")}}}  # <closed reference>
        many: {{type: array, items: {{{schema_of("MemberRole")}}}}}  # <closed items>
    OddRecord: {{type: object, additionalProperties: {{type: string}}}}
    OddCombined: {{type: object, allOf: [{{{schema_of("Odd")}}}]}}
    async_calls: {{type: object}}  # <schema of our class>
"""
OPEN = ("an enum is written open: anyOf of the enum and string",)
BODY = ("does not spell out its own properties",)

NO_PAGE = ("its page is not recognised", "a nextPageToken that is a string")
WRITE = ("a write needs x-write with an outcome", "destructive (true or false)")

RULES = [
    Plant("paths", None, [("\npaths:\n", f"\npaths:\n{ODD_PATHS}{MORE_PATHS}")], ()),
    Plant("schemas", None, [("\n  schemas:\n", f"\n  schemas:\n{MORE_SCHEMAS}")], ()),
    Plant("operation without description", None, [], ("it has no description",)),
    Plant("no example", None, [], ("its success has no named example",)),
    Plant("hints that are none", None, [], ("x-hints is a text for each status",)),
    Plant("hint that is no text", None, [], ("the hint for 404 is no text",)),
    Plant("method twice", None, [], ("connections.getURL is the method get_url already",)),
    *(
        Plant(f"verb {verb}", None, [], (f"{verb!r} is a name that annotations need",))
        for verb in ("str", "int", "float", "bool", "bytes", "datetime", "builtins")
    ),
    Plant("cookie", None, [], ("parameter c: nothing would send this cookie",)),
    Plant("header", None, [], ("parameter X-H: nothing would send this header",)),
    Plant("no example of a parameter", None, [], ("parameter q has no example",)),
    Plant("parameter", None, [], ("parameter q has no type",)),
    Plant("closed query", None, [], OPEN),
    Plant("required page size", None, [], ("a pager sets pageSize: it cannot be required",)),
    Plant("required mask", None, [], ("the mask is derived: it cannot be required",)),
    Plant("any body", None, [], BODY),
    Plant("combined body", None, [], BODY),
    Plant("combined answer", None, [], BODY),
    Plant("body without example", None, [], ("its request body has no named example",)),
    Plant("untyped field", None, [], ("field any of the body Odd has no type",)),
    Plant("untyped items", None, [], ("field some of the body Odd has no type",)),
    Plant("closed field", None, [], OPEN),
    Plant("closed reference", None, [], OPEN),
    Plant("closed items", None, [], OPEN),
    Plant("schema of our class", None, [], ("schema async_calls: the facade has a class",)),
    Plant("two variables", None, [], ("outside /google-meet/v2/ a path has one variable",)),
    Plant(
        "undeclared variable", None, [], ("Path parameter 'a' for 'get' operation in '/odd/{a}'",)
    ),
    Plant("variable inside", None, [], ("outside /google-meet/v2/ a path has one variable",)),
    Plant("no resource name", None, [], ("'spaces/{a}/{b}' is no resource name",)),
    Plant("no resource name of a parent", None, [], ("'spaces/{a}/b' is no resource name",)),
    Plant(
        "malformed id",
        "recordings.list",
        [("recordings.list", "recordings  # here")],
        ("its operationId is not of the form <tag>.<verb>",),
    ),
    Plant(
        "unknown tag",
        "recordings.get",
        [("recordings.get", "films.get  # here"), ("[recordings]", "[films]")],
        ("unknown tag 'films': declare it under tags",),
    ),
    Plant(
        "other tag",
        "transcripts.get",
        [("[transcripts]", "[recordings]  # here")],
        ("its tags are not [transcripts]",),
    ),
    Plant(
        "word of Python",
        "smartNotes.get",
        [("smartNotes.get", "smartNotes.import  # here")],
        ("'import' is a word of Python's",),
    ),
    Plant(
        "duplicate id",
        "connections.delete",
        [("connections.delete", "connections.get  # here")],
        ("duplicate operationId connections.get",),
    ),
    Plant(
        "no sentence",
        "participants.get",
        [("participant of a conference.", "participant of a conference  # here")],
        ("its summary is not a sentence",),
    ),
    Plant(
        "write without its text",
        "spaces.create",
        [
            ("post:", "post:  # here"),
            (
                "      x-write:\n        outcome: >-\n          Creates a new meeting space in the "
                "connected Google account. Existing spaces and conferences do not\n"
                "          change.\n"
                "        destructive: false\n",
                "",
            ),
        ],
        WRITE,
    ),
    Plant(
        "blank outcome",
        "spaces.endActiveConference",
        [
            ("x-write:", "x-write:  # here"),
            ("Ends the active conference in this space for all participants.", '""'),
        ],
        WRITE,
    ),
    Plant(
        "destructive in words",
        "members.delete",
        [("x-write:", "x-write:  # here"), ("destructive: true", "destructive: yes")],
        WRITE,
    ),
    Plant(
        "destructive missing",
        "members.create",
        [("x-write:", "x-write:  # here"), ("        destructive: false\n", "")],
        WRITE,
    ),
    Plant(
        "more than the two",
        "members.batchUpdate",
        [("x-write:", "x-write:  # here\n        who: all")],
        WRITE,
    ),
    Plant(
        "destructive as a number",
        "spaces.update",
        [("x-write:", "x-write:  # here"), ("destructive: false", "destructive: 0")],
        WRITE,
    ),
    Plant(
        "read with x-write",
        "spaces.get",
        [
            (
                "      x-hints:",
                "      x-write: {outcome: X., destructive: true}  # here\n      x-hints:",
            )
        ],
        ("only writes have x-write",),
    ),
    Plant(
        "hint without status",
        "conferenceRecords.get",
        [("'404': >-", "'4XX': >-  # here")],
        ("'4XX' in x-hints is no status",),
    ),
    Plant(
        "undescribed parameter",
        "members.get",
        [
            (
                "      responses:",
                f"      parameters:  # here\n{parameter('deep', '{type: string}')}"
                + "      responses:",
            )
        ],
        ("parameter deep has no schema.description",),
    ),
    Plant(
        "default",
        "participantSessions.get",
        [
            (
                "      responses:",
                "      parameters:  # here\n"
                + parameter("deep", "{type: boolean, default: true, description: Deep.}")
                + "      responses:",
            ),
            (schema_of("ParticipantSession"), "type: object"),
        ],
        ("parameter deep: a default would be sent with each call",),
    ),
    Plant(
        "inline success schema",
        "participantSessions.get",
        [("      responses:", "      responses:  # here")],
        ("its success schema is not a $ref to an object",),
    ),
    Plant(
        "arguments of ours",
        "transcriptEntries.get",
        [
            with_parameters(
                "      responses:",
                *("name", "self", "body", "fetch", "build_mask", "replace_none"),
                *("parse_response", "check_empty_response", "check_mask"),
                *(
                    "check_field",
                    "check_fields",
                    "check_query",
                    "split_name",
                    "class",
                    "9lives",
                    "fields",
                    "conferenceRecordId",
                ),
            )
        ],
        (
            "'name' would be the argument 'name', which the method has already or Python",
            "'self' would be",
            "'body' would be",
            "'fetch' would be",
            "'build_mask' would be",
            "'replace_none' would be",
            "'parse_response' would be",
            "'check_empty_response' would be",
            "'check_mask' would be",
            "'check_field' would be",
            "'check_fields' would be",
            "'check_query' would be",
            "'split_name' would be",
            "'class' would be",
            "'9lives' would be",
            "'fields' would be",
            "'conferenceRecordId' would be the argument 'conference_record_id'",
        ),
    ),
    Plant(
        "body field like a path variable",
        "members.update",
        [("requestBody:", "requestBody:  # here")],
        ("'spaceId' would be the argument 'space_id'", "field email of its body is read-only"),
    ),
    Plant(
        "fields that the plant before needs",
        "MemberInput",
        [
            ("      properties:\n", "      properties:\n        spaceId: {type: string}\n"),
            ("          type: string\n", "          type: string\n          readOnly: true\n"),
        ],
        (),
    ),
    Plant(
        "read-only field deep in a body",
        "spaces.update",
        [("requestBody:", "requestBody:  # here")],
        ("field config.moderation of its body is read-only: request bodies have schemas of",),
    ),
    Plant(
        "the field for the plant before",
        "SpaceConfig",
        [("        moderation:\n", "        moderation:\n          readOnly: true\n")],
        (),
    ),
    Plant(
        "read-only field in a list in a body",
        "members.batchUpdate",
        [("requestBody:", "requestBody:  # here")],
        ("field requests.member.role of its body is read-only",),
    ),
    Plant(
        "unknown required field",
        "Member",
        [
            ("required: [name]", "required: [name, nick]  # here"),
            ("        role:\n", "        role:\n          readOnly: true\n"),
        ],
        ("Member requires nick, but has none",),
    ),
    Plant(
        "inline body",
        "members.create",
        [("requestBody:", "requestBody:  # here"), (schema_of("NewMember"), "type: object")],
        ("a request body is application/json, its schema a $ref",),
    ),
    Plant(
        "body of another kind",
        "spaces.create",
        [("requestBody:", "requestBody:  # here"), ("application/json:", "text/json:")],
        ("a request body is application/json, its schema a $ref",),
    ),
    Plant(
        "body that is no object",
        "spaces.endActiveConference",
        [
            ("requestBody:", "requestBody:  # here"),
            (schema_of("EndActiveConferenceRequest"), schema_of("MemberRole")),
        ],
        ("its body MemberRole is not an object",),
    ),
    Plant(
        "two successes",
        "members.get",
        [("responses:", "responses:  # here\n        '201': {description: Made.}")],
        ("it needs exactly one success response",),
    ),
    Plant(
        "success that is no object",
        "conferenceRecords.get",
        [
            ("responses:", "responses:  # here"),
            (schema_of("ConferenceRecord"), schema_of("MemberRole")),
        ],
        ("its success schema is not a $ref to an object",),
    ),
    Plant(
        "list without pageToken",
        "participants.list",
        [
            ("        - $ref: '#/components/parameters/pageToken'\n", ""),
            ("responses:", "responses:  # here"),
        ],
        NO_PAGE,
    ),
    Plant(
        "list without pageSize",
        "transcripts.list",
        [
            ("        - $ref: '#/components/parameters/pageSize10Max100'\n", ""),
            ("responses:", "responses:  # here"),
        ],
        NO_PAGE,
    ),
    Plant(
        "list whose next token is a number",
        "smartNotes.list",
        [("responses:", "responses:  # here")],
        NO_PAGE,
    ),
    Plant(
        "the number for the plant before",
        "ListSmartNotesResponse",
        [
            (
                "        nextPageToken:\n          type: string",
                "        nextPageToken:\n          type: integer",
            )
        ],
        (),
    ),
    Plant(
        "list of two kinds",
        "conferenceRecords.list",
        [("responses:", "responses:  # here")],
        NO_PAGE,
    ),
    Plant(
        "the second kind",
        "ListConferenceRecordsResponse",
        [
            (
                "      properties:\n",
                "      properties:\n        members:\n          type: array\n"
                f"          items:\n            {schema_of('Member')}\n",
            )
        ],
        (),
    ),
    Plant(
        "list of items that have no schema",
        "transcriptEntries.list",
        [("responses:", "responses:  # here")],
        NO_PAGE,
    ),
    Plant(
        "the items for the plant before",
        "ListTranscriptEntriesResponse",
        [(schema_of("TranscriptEntry"), "type: object")],
        (),
    ),
    Plant(
        "list that ends after a page",
        "members.list",
        [("responses:", "responses:  # here")],
        NO_PAGE,
    ),
    Plant(
        "the page for the plant before",
        "ListMembersResponse",
        [("nextPageToken:", "pageToken:")],
        (),
    ),
    Plant(
        "list without an answer",
        "participantSessions.list",
        [("responses:", "responses:  # here"), ("          content:", "          x-source:")],
        NO_PAGE,
    ),
    Plant(
        "date without quotes",
        "connections.create",
        [('creation_time: "2026-11-16T15:41:08.120734Z"', "creation_time: 2026-11-16  # here")],
        ("creation_time: a date without quotes is no JSON value",),
    ),
    Plant(
        "time without quotes",
        "connections.get",
        [
            (
                'last_updated_time: "2026-10-31T20:03:32.593153Z"',
                "last_updated_time: 2026-10-31T20:03:32Z  # here",
            )
        ],
        ("last_updated_time: a date without quotes is no JSON value",),
    ),
    Plant(
        "secret that is false",
        "Connection",
        [("x-secret: true", "x-secret: false  # here")],
        ("x-secret is true, and marks a property of a schema",),
    ),
    Plant(
        "secret schema",
        "Connection",
        [("description: One Google", "x-secret: true  # here\n      description: One Google")],
        ("x-secret is true, and marks a property of a schema",),
    ),
    Plant(
        "stray extension",
        "connections.list",
        [("x-source:", "x-sources:  # here")],
        ("x-sources is no extension that anything reads",),
    ),
    *(
        Plant(
            label,
            where,
            [("      type: object\n", f"      type: object\n      {planted}  # here\n")],
            (f"{planted.partition(':')[0]} names what differs, each with the reason",),
        )
        for label, where, planted in (
            ("deviation in one text", "PhoneUser", "x-deviation: It differs."),
            ("deviation without its reason", "PhoneAccess", "x-deviation: {required: ''}"),
            ("list of what is omitted", "SignedinUser", "x-omits: [name]"),
        )
    ),
    Plant(
        "default that does not fit",
        "NewConnection",
        [("app:\n", "app:  # here\n"), ("default: google-meet", "default: 5")],
        ("not OpenAPI 3.1: 5 is not of type 'string'",),
    ),
    Plant(
        "tag without description",
        None,
        [("\ntags:\n", "\ntags:\n  - name: movies  # here\n")],
        ("tag 'movies' has no description",),
    ),
    *(
        Plant(
            f"tag {tag}",
            None,
            [("\ntags:\n", f"\ntags:\n  - name: {tag}  # here\n    description: X.\n")],
            (f"tag {tag!r}: there is a class {tag.capitalize()} already",),
        )
        for tag in ("pager", "space")
    ),
    *(
        Plant(
            label,
            None,
            [("\ntags:\n", f"\ntags:\n{first}  - name: {tag}  # here\n    description: X.\n")],
            (f"tag {tag!r}: {words}",),
        )
        for label, first, tag, words in (
            ("class of both", "", "asyncSpaces", "there is a class AsyncSpaces already"),
            ("class of a schema", "", "Calls", "there is a class Calls already"),
            (
                "attribute twice",
                "  - {name: someURL, description: X.}\n",
                "someUrl",
                "'someURL' is some_url already",
            ),
            ("word", "", "class", "class is a name of Python's"),
            ("builtin", "", "property", "property is a name of Python's"),
        )
    ),
    Plant(
        "meaning without a text for the proxy",
        None,
        [("x-meaning:\n        google: >-\n", "x-meaning:  # here\n        googel: >-\n")],
        (
            "x-meaning is a text, or a text for each of google, proxy, connections, between that "
            "has one",
        ),
    ),
    Plant(
        "reason in no spelling of reasons",
        None,
        [("  SERVICE_DISABLED: >-", "  Service-Disabled: >-  # here")],
        ("'Service-Disabled' in x-reasons is not a reason",),
    ),
    Plant(
        "form of a code without its numbers",
        None,
        [("\nx-meeting-code:\n", "\nx-meeting-code:  # here\n"), ("[3, 4, 3]", "[3, '4', 3]")],
        ("x-meeting-code has groups, the numbers of letters, and host",),
    ),
    Plant(
        "code refused without saying what to do with it",
        None,
        [
            (
                "x-meeting-code: >-\n        this is a meeting code or link, not",
                "x-meeting-code: >-  # here\n        this is not",
            ),
            ('"{code}"\')', '"CODE"\')'),
        ],
        ("x-meeting-code is a text with {code}",),
    ),
    Plant(
        "code taken by halves",
        "spaces.get",
        [("x-meeting-code: true", "x-meeting-code: false  # here")],
        ("x-meeting-code is true, or left out",),
    ),
    Plant(
        "tag twice",  # The validator tells no place for this one.
        None,
        [
            ("# Every", "# here Every"),
            ("\ntags:\n", "\ntags:\n  - {name: spaces, description: Spaces.}\n"),
        ],
        ("not OpenAPI 3.1: Duplicate tag name 'spaces'",),
    ),
    *(
        Plant(
            f"tag {tag}",
            None,
            [("\ntags:\n", f"\ntags:\n  - name: {tag}  # here\n    description: X.\n")],
            (f"tag {tag!r}: clients have a {snake_case(tag)} of their own",),
        )
        for tag in ("http", "close", "aclose", "withOptions", "authorize")
    ),
]


@pytest.fixture(scope="module")
def source(repository: Path) -> str:
    return (repository / "spec" / "openapi.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def planted(source: str) -> str:
    return plant(source, RULES)


@pytest.fixture(scope="module")
def reported(planted: str, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    return problems(planted, tmp_path_factory.mktemp("planted"))


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.words], ids=lambda rule: rule.label
)
def test_a_broken_rule_is_told_with_its_line(
    rule: Plant, planted: str, reported: list[tuple[int, str]]
) -> None:
    line = line_of(planted, f"# <{rule.label}>")
    told = [words for number, words in reported if number == line]
    for words in rule.words:
        assert any(words in one for one in told), (line, words, told)


def test_all_mistakes_are_told_at_once_and_nothing_else(
    planted: str, reported: list[tuple[int, str]]
) -> None:
    marked = {line_of(planted, f"# <{rule.label}>") for rule in RULES if rule.words}
    assert {line for line, _ in reported} == marked
    assert [line for line, _ in reported] == sorted(line for line, _ in reported)
    assert len(reported) == len(set(reported)) == sum(len(set(told(rule))) for rule in RULES)


def told(rule: Plant) -> tuple[str, ...]:
    """The sentences that a rule's words stand for: some are two parts of one sentence."""
    return rule.words[:1] if rule.words in (NO_PAGE, WRITE) else rule.words


SHAPE = [
    Plant("version", None, [("openapi: 3.1.0", "openapi: 3.0.3  # here")], ("does not match",)),
    Plant(
        "summary",
        "spaces.get",
        [("summary: Get a meeting space.", "summary: 5  # here")],
        ("5 is not of type",),
    ),
    Plant(
        "no description",
        "spaces.create",
        [("'200':\n          description: The new space.", "'200':  # here")],
        ('"description" is a required property',),
    ),
    Plant("path", None, [("\npaths:\n", "\npaths:\n  /null: null  # here\n")], ("null is not",)),
]
REFERENCES = [
    Plant(
        "schema",
        "spaces.get",
        [(schema_of("Space"), schema_of("Nothing") + "  # here")],
        ("#/components/schemas/Nothing: this $ref leads nowhere in this file",),
    ),
    Plant(
        "parameter",
        "members.list",
        [("parameters/pageToken'", "parameters/none'  # here")],
        ("this $ref leads nowhere",),
    ),
    Plant(
        "another file",
        "members.get",
        [("'#/components/responses/BadRequest'}", "'other.yaml#/components'}  # here")],
        ("other.yaml#/components: this $ref leads nowhere in this file",),
    ),
    Plant(
        "into a list",
        "recordings.list",
        [("'#/components/parameters/pageToken'", "'#/tags/0'  # here")],
        ("this $ref leads nowhere",),
    ),
    Plant(
        "circle",
        None,
        [("\n  schemas:\n", f"\n  schemas:\n    A:\n      {schema_of('A')}  # here\n")],
        ("this $ref leads back to itself",),
    ),
]


@pytest.mark.parametrize("plants", [SHAPE, REFERENCES], ids=["shape", "references"])
def test_what_is_no_openapi_is_told_alone_with_its_lines(
    plants: list[Plant], source: str, tmp_path: Path
) -> None:
    # A rule is broken too; it is not looked at, since it would read what has no shape.
    text = plant(source, plants).replace("summary: List the members of a space.", "summary: X")
    found = problems(text, tmp_path)
    for rule in plants:
        line = line_of(text, f"# <{rule.label}>")
        assert [rule.words[0] in words for number, words in found if number == line] == [True]
    assert len(found) == len(plants)
    assert all(len(words) < 300 for _, words in found)


@pytest.mark.parametrize(
    "value",
    [
        "on", "017", "0o17", "1_000", "12:30:45", "2026-11-27", "~", ".inf", "1.", "1e3", "'1'",
        "ü", "=",
    ],
)  # fmt: skip
def test_libyaml_changes_nothing(value: str) -> None:
    text = f"a: {value}\nb: [{value}, &x {{c: {value}}}, *x]\n{value}: >\n  folded\n  text\n"
    try:
        expected = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        with pytest.raises(type(error)):
            read(text)
    else:
        assert read(text) == expected
        assert serialized(tree(text)) == serialized(YAML(typ="safe", pure=True).compose(text))


def serialized(node: Any) -> Any:
    """What a node is, and its line."""
    if isinstance(node, list | tuple):
        return [serialized(each) for each in node]
    if isinstance(node, Node):
        return node.tag, serialized(node.value), node.start_mark.line
    return node


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  title: Google", "  title: [Google", "not YAML: expected ',' or ']'"),
        ("  title: Google", "\ttitle: Google", "not YAML: found character '\\t'"),
        ("  title: Google", "  title: X\n  title: Google", 'not YAML: found duplicate key "title"'),
        ("  title: Google", "  title: \0Google", "not YAML: special characters are not allowed"),
        ("  title: Google", "  title: \udcff", "not UTF-8: invalid start byte"),
    ],
    ids=["syntax", "tab", "key", "control", "bytes"],
)
def test_what_is_no_yaml_is_told_with_its_line(
    old: str, new: str, words: str, source: str, tmp_path: Path
) -> None:
    head = source.partition("\npaths:\n")[0]  # The parser need not read the rest each time.
    assert old in head
    text = head.replace(old, new, 1)
    [(line, message)] = problems(text.encode("utf-8", "surrogateescape"), tmp_path)
    # The last line of `new`; a bracket that is not closed is noticed at the next key, below it.
    expected = source.count("\n", 0, source.index(old)) + 1 + new.count("\n") + ("[" in new)
    assert line == expected
    assert message.strip().startswith(words)


@pytest.mark.parametrize("text", ["", "- a\n", "just text"])
def test_what_is_no_mapping_is_told(text: str, tmp_path: Path) -> None:
    [(line, message)] = problems(text, tmp_path)
    assert line == 1
    assert 'is not of type "object"' in message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match=r"gone\.yaml: No such file"):
        Document(tmp_path / "gone.yaml")


def test_a_schema_may_hold_itself(source: str, tmp_path: Path) -> None:
    fields = (
        "      properties:\n        inner:\n          type: array\n          description: More.\n"
        f"          items:\n            {schema_of('MemberInput')}\n"
    )
    text = plant(
        source,
        [
            Plant(name, name, [("      properties:\n", fields.replace("MemberInput", name))], ())
            for name in ("Member", "MemberInput")
        ],
    )
    path = tmp_path / "recursive.yaml"
    path.write_text(text, encoding="utf-8")
    [listed] = [found for found in Document(path).operations if found.id == "members.list"]
    assert listed.identities == ["members[].name"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("\nx-reasons:\n", "\nx-reasons: none\nx-source:\n", "x-reasons is a text for each reason"),
        ("\nx-meeting-code:\n", "\nx-source:\n", "x-meeting-code at the top is missing"),
        (
            "name: memberId\n",
            "name: memberId\n      x-meeting-code: '{code}'\n",
            "parameter memberId: only the first id can be a meeting code",
        ),
        (
            "operationId: members.get\n",
            "operationId: members.get\n      x-meeting-code: true\n",
            "only an operation with one id takes a code",
        ),
    ],
)
def test_advice_that_cannot_be_read_is_reported(
    old: str, new: str, words: str, source: str, tmp_path: Path
) -> None:
    assert source.count(old) == 1
    text = source.replace(old, new)
    found = problems(text, tmp_path)
    assert found
    assert all(each.endswith(words) for _, each in found)
    assert min(line for line, _ in found) > 1


def test_the_reserved_tags_are_what_clients_have_besides_their_resources() -> None:
    def public(*classes: type) -> set[str]:
        return {
            name
            for leaf in classes
            for base in leaf.__mro__
            for name in (*vars(base), *inspect.get_annotations(base))
            if not name.startswith("_")
        }

    own = public(GoogleMeet, AsyncGoogleMeet) - public(Resources, AsyncResources)
    # `authorize` is promised, and reserved before it comes.
    assert own | {"authorize"} == RESERVED_TAGS


# --- the document itself -------------------------------------------------------------------------


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, raw in item.items():
            if method != "parameters":
                yield method.upper(), path, raw


def test_each_operation_has_its_texts_and_an_example(document: dict[str, Any]) -> None:
    for verb, path, raw in operations(document):
        assert ("x-write" in raw) == (verb != "GET"), path
        assert raw["description"]
        [success] = [answer for status, answer in raw["responses"].items() if status[0] == "2"]
        content = success["content"]["application/json"]
        empty = content["schema"]["$ref"].endswith("/Empty")
        assert empty or content["examples"], path
        assert all("value" in example for example in content["examples"].values())


def test_the_example_in_contributing_keeps_the_rules(
    source: str, repository: Path, tmp_path: Path
) -> None:
    text = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^ *```yaml\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    path = tmp_path / "added.yaml"
    # Renamed: whoever tries the recipe as it stands has its operation in the document already.
    added = re.sub(
        r"(?<=[:.])archive\b", "putAway", textwrap.indent(textwrap.dedent(example), "  ")
    )
    path.write_text(source.replace("\npaths:\n", f"\npaths:\n{added}"), encoding="utf-8")
    assert Document(path).operations[0].id == "spaces.putAway"


def test_each_extension_is_explained_in_the_document(document: dict[str, Any]) -> None:
    rows = set(re.findall(r"^\| `(x-[\w-]+)` \|", document["info"]["description"], re.MULTILINE))
    assert rows == EXTENSIONS
