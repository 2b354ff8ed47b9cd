"""Each rule of the document, broken once."""

from __future__ import annotations

import inspect
import re
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest
from codegen.document import Document, InvalidDocument
from codegen.operations import read_operations
from codegen.rules import (
    DOCUMENT_RULES,
    EXTENSIONS,
    OPERATION_RULES,
    SHAPE_RULES,
    list_mistakes,
    load_document,
)
from support.reading import spec


class Mistake(NamedTuple):
    """Edits that break rules in the operation or schema `where` (None: anywhere in the document).
    A comment `# here` marks the line of the report, which has all of `words`."""

    label: str
    where: str | None
    edits: list[tuple[str, str]]
    words: tuple[str, ...]


def fits(text: str, mistake: Mistake) -> bool:
    """Return True if `text` has the place of the mistake: Google may have removed it."""
    try:
        start, end = find_region(text, mistake.where) if mistake.where else (0, len(text))
    except AssertionError:
        return False
    return all(old in text[start:end] for old, _ in mistake.edits[:1])


def find_region(text: str, where: str) -> tuple[int, int]:
    """Return the start and the end of the operation of this id, or the schema of this name."""
    name = re.escape(where)
    start = rf"^    \w+:(?:  #.*)?\n      operationId: {name}(?:  #.*)?\n|^    {name}:\n      type:"
    match = re.compile(start, re.MULTILINE).search(text)
    assert match, where
    after = re.compile(r"^ {0,4}\S", re.MULTILINE).search(text, match.end())
    return match.start(), after.start() if after else len(text)


def insert_mistakes(text: str, mistakes: list[Mistake]) -> str:
    """Return `text` with all mistakes, and `# <label>` in place of each `# here`."""
    spans = {p.where: find_region(text, p.where)[0] for p in mistakes if p.where}
    # From the end to the start, so that an id changed above still exists below.
    for p in sorted(mistakes, key=lambda p: spans.get(p.where or "", -1), reverse=True):
        start, end = find_region(text, p.where) if p.where else (0, len(text))
        part = text[start:end]
        for old, new in p.edits:
            assert old in part, (p.label, old)
            part = part.replace(old, new.replace("# here", f"# <{p.label}>"), 1)
        text = text[:start] + part + text[end:]
    return text


def schema_of(name: str) -> str:
    return f"$ref: '#/components/schemas/{name}'"


def parameter(name: str, schema: str = "{type: string, description: X.}") -> str:
    return f"        - {{name: {name}, in: query, example: x, schema: {schema}}}\n"


def with_parameters(anchor: str, *names: str) -> tuple[str, str]:
    return anchor, "      parameters:  # here\n" + "".join(map(parameter, names)) + anchor


SCHEMA = "{type: string, description: X.}"
ODD = "description: Odd."


def make_get(
    verb: str,
    *lines: str,
    label: str = "",
    path: str = "",
    variables: str = "",
    answer: str = "{description: Fine.}",
) -> str:
    """Return a path with a GET that is correct except for `lines`, and marked with `label`."""
    declared = "".join(
        f"      - {{name: {name}, in: path, required: true, example: x, schema: {SCHEMA}}}\n"
        for name in variables
    )
    return (
        f"  {path or f'/odd/{verb}'}:\n"
        + (f"    parameters:\n{declared}" if declared else "")
        + f"    get:{f'  # <{label}>' if label else ''}\n      operationId: connections.{verb}\n"
        f"      tags: [connections]\n      summary: Odd.\n"
        + "".join(f"      {line}\n" for line in lines)
        + f"      responses:\n        '200': {answer}\n"
    )


def make_query(verb: str, label: str, *parameters: str) -> str:
    """Return a path with a GET that has these parameters."""
    return make_get(
        verb,
        ODD,
        f"parameters:  # <{label}>",
        *(f"  - {{{each}}}" for each in parameters),
    )


def make_body(verb: str, label: str, schema: str, *more: str) -> str:
    """Return a path with a GET that has a body of this schema."""
    return make_get(
        verb,
        ODD,
        *more,
        f"requestBody:  # <{label}>",
        f"  content: {{application/json: {{examples: {{a: {{value: {{}}}}}}, "
        f"schema: {{{schema_of(schema)}}}}}}}",
    )


def make_answer(schema: str, examples: str = "{a: {value: {x-chosen: {x-chosen: 1}}}}") -> str:
    """Return a response of this schema."""
    return (
        "{description: Fine., content: {application/json: "
        f"{{schema: {{{schema_of(schema)}}}, examples: {examples}}}}}}}"
    )


CLOSED = "{description: X., $ref: '#/components/schemas/MemberRole'}"
PATHS = "\n" + "".join(
    (
        make_get("other", ODD, label="two variables", path="/other/{a}/{b}", variables="ab"),
        make_get("odd", ODD, label="undeclared variable", path="/odd/{a}"),
        make_get("inner", ODD, label="variable inside", path="/inner/{a}/end", variables="a"),
        make_get(
            *("nowhere", ODD),
            label="not a resource name",
            path="/google-meet/v2/spaces/{a}/{b}",
            variables="ab",
        ),
        make_get(
            *("deeper", ODD),
            label="not a parent's name",
            path="/google-meet/v2/spaces/{a}/b/c",
            variables="a",
            answer="{description: Fine., headers: {x-trace: {schema: {type: string}}}}",
        ),
        make_get("undescribed", label="operation without description"),
        make_get(
            "bare",
            ODD,
            answer="  # <no example>\n          "
            + make_answer("Odd", "{}")[1:-1].replace(", content", "\n          content"),
        ),
        make_get("hinted", ODD, "x-hints: none  # <hints in one word>"),
        make_get("hintedToo", ODD, "x-hints:", "  '404': 5  # <hint without text>"),
        make_get("getURL", ODD),
        make_get("getUrl", ODD).replace(
            "connections.getUrl", "connections.getUrl  # <method twice>"
        ),
        make_query("cookie", "cookie", f"name: c, in: cookie, schema: {SCHEMA}"),
        make_query("header", "header", f"name: X-H, in: header, required: true, schema: {SCHEMA}"),
        make_query("example", "no example of a parameter", f"name: q, in: query, schema: {SCHEMA}"),
        make_query(
            "untyped", "parameter", "name: q, in: query, example: x, schema: {description: X.}"
        ),
        make_query("closed", "closed query", f"name: q, in: query, example: x, schema: {CLOSED}"),
        make_query(
            "paged",
            "required page size",
            f"name: pageSize, in: query, required: true, example: 1, schema: {SCHEMA}",
        ),
        make_query(
            "sized",
            "maximum of a page",
            "name: pageSize, in: query, example: 1, schema: {type: integer, maximum: 7, "
            "description: X.}",
        ),
        make_body(
            "masked",
            "any body",
            "OddRecord",
            "parameters:  # <required mask>",
            f"  - {{name: updateMask, in: query, required: true, example: x, schema: {SCHEMA}}}",
        ),
        make_body("combined", "combined body", "OddCombined"),
        make_body("sent", "body without example", "Odd").replace(
            "examples: {a: {value: {}}}, ", ""
        ),
        make_get("early", ODD, label="preview without its mark", path="/v2beta/odd"),
        make_get("late", ODD, "x-preview: v2beta  # <mark without a preview>"),
        make_get(
            "soon",
            ODD,
            "x-preview: v2beta",
            path="/v2beta/soon",
            answer=make_answer("OddAnswer", "{a: {value: {x: 1}}}"),
        ),
        make_get(
            "oldHeader",
            ODD,
            "parameters:",
            f"  - {{name: X-O, in: header, x-preview: v2beta, schema: {SCHEMA}}}  # <marked head>",
        ),
        make_get("combinedToo", ODD, answer=make_answer("OddCombined")).replace(
            "responses:", "responses:  # <combined answer>"
        ),
    )
)
SCHEMAS = f"""
    Odd:
      type: object
      properties:
        x-chosen: {{type: string}}
        any: {{description: Anything.}}  # <untyped field>
        some: {{type: array}}  # <untyped items>
        closed: {{type: string, enum: [A]}}  # <closed field>
        referred: {{{schema_of("MemberRole")}}}  # <closed reference>
        many: {{type: array, items: {{{schema_of("MemberRole")}}}}}  # <closed items>
    OddMarks:
      type: object
      x-deprecation: Not deprecated.  # <reason without a deprecation>
      properties:
        deprecated: {{type: boolean, description: A field of this name.}}
        old: {{type: string, deprecated: true}}  # <deprecation without a reason>
        older: {{type: string, deprecated: true, x-deprecation: unused}}  # <reason in a word>
        new: {{type: string, x-preview: beta}}  # <preview without a version>
        items: {{type: array, items: {{type: string, x-preview: v2beta}}}}  # <marked items>
    OddValues: {{type: string, enum: [A], x-enumDeprecated: [A]}}  # <values without reasons>
    OddValue: {{type: string, enum: [A], x-enumDeprecated: {{B: Use A.}}}}  # <unknown value>
    NewValue: {{type: string, enum: [A], x-enumPreview: {{A: beta}}}}  # <value without a version>
    OddAnswer: {{type: object, properties: {{x: {{type: integer, description: X.}}}}}}  # <unmarked>
    OddRecord: {{type: object, additionalProperties: {{type: string}}}}
    OddCombined: {{type: object, allOf: [{{{schema_of("Odd")}}}]}}
    odd_record: {{type: object}}  # <schema of one class>
"""
OPEN = ("an enum is written open: anyOf of the enum and string",)
OUTSIDE = ("outside x-resource-names a path has one variable, at its end",)
BODY = ("does not spell out its own properties",)

SCOPE = "        - https://www.googleapis.com/auth/meetings.space.created\n"
SCOPES = ("a method of Google needs x-google-scopes, a list of full URLs",)
TOKEN, LIMIT = (
    f"      name: {name}\n      in: query\n      schema:\n" for name in ("pageToken", "limit")
)
NO_REASON = ("deprecated: true needs x-deprecation beside it, a sentence with the reason",)
MISPLACED = ("only an operation, a query parameter, a schema or a property can be",)
PREFIXES = next(re.finditer(r"\nx-resource-names: .*", spec().text))[0]
NO_PAGE = ("its page is not recognised", "a string nextPageToken")
WRITE = ("a write needs x-write with an outcome", "destructive (true or false)")

ALL_RULES = [
    Mistake("paths", None, [("\npaths:\n", f"\npaths:\n{PATHS}")], ()),
    Mistake("schemas", None, [("\n  schemas:\n", f"\n  schemas:\n{SCHEMAS}")], ()),
    Mistake("operation without description", None, [], ("it has no description",)),
    Mistake("no example", None, [], ("its success has no named example",)),
    Mistake("hints in one word", None, [], ("x-hints is a text for each status",)),
    Mistake("hint without text", None, [], ("the hint for 404 is not a text",)),
    Mistake("method twice", None, [],
            ("connections.getUrl would have the method of GET /odd/getURL: give one of the",)),
    Mistake("cookie", None, [], ("parameter c: nothing would send this cookie",)),
    Mistake("header", None, [], ("parameter X-H: nothing would send this header",)),
    Mistake("no example of a parameter", None, [], ("parameter q has no example",)),
    Mistake("parameter", None, [], ("parameter q has no type",)),
    Mistake("closed query", None, [], OPEN),
    Mistake("required page size", None, [], ("a pager sets pageSize: it cannot be required",)),
    Mistake("maximum of a page", None, [], ("pageSize: write x-largest, since maximum refuses",)),
    *(
        Mistake(label, None, [(old, f"{new}  # here\n")],
                ("x-largest is above 0, and belongs to an integer without maximum",))
        for label, old, new in (
            ("largest of none", "        x-largest: 100\n", "        x-largest: 0"),
            ("largest in words", "        x-largest: 250\n", "        x-largest: all"),
            ("largest text", f"{TOKEN}        type: string\n",
             f"{TOKEN}        type: string\n        x-largest: 9"),
            ("largest and maximum", f"{LIMIT}        type: integer\n",
             f"{LIMIT}        type: integer\n        maximum: 9\n        x-largest: 9"),
        )
    ),
    Mistake("rate limit of none", None,
            [("\nx-rate-limit: {requests: 10, seconds: 1, scope: account}",
              "\nx-rate-limit: {requests: 0, seconds: 1, scope: account}  # here")],
            ("x-rate-limit is at the top, and has requests, seconds and scope",)),
    Mistake("rate limit of an operation", "spaces.get",
            [("x-hints:",
              "x-rate-limit: {requests: 1, seconds: 1, scope: x}  # here\n      x-hints:")],
            ("x-rate-limit is at the top, and has requests, seconds and scope",)),
    Mistake("required mask", None, [], ("the mask is derived: it cannot be required",)),
    Mistake("any body", None, [], BODY),
    Mistake("combined body", None, [], BODY),
    Mistake("combined answer", None, [], BODY),
    Mistake("body without example", None, [], ("its request body has no named example",)),
    Mistake("untyped field", None, [], ("field any of the body Odd has no type",)),
    Mistake("untyped items", None, [], ("field some of the body Odd has no type",)),
    Mistake("closed field", None, [], OPEN),
    Mistake("closed reference", None, [], OPEN),
    Mistake("closed items", None, [], OPEN),
    Mistake("schema of one class", None, [],
            ("schemas OddRecord and odd_record would have one class: rename one of them",)),
    Mistake("two variables", None, [], OUTSIDE),
    Mistake("undeclared variable", None, [],
            ("Path parameter 'a' for 'get' operation in '/odd/{a}'",)),
    Mistake("variable inside", None, [], OUTSIDE),
    Mistake("not a resource name", None, [], ("'spaces/{a}/{b}' is not a resource name",)),
    Mistake("not a parent's name", None, [], ("'spaces/{a}/b' is not a resource name",)),
    Mistake("code for one of two ids", "members.delete",
            [("x-write:", "x-meeting-code: true  # here\n      x-write:")],
            ("only an operation with one id takes a code",)),
    Mistake("malformed id", "recordings.list", [("recordings.list", "recordings  # here")],
            ("its operationId is not of the form <tag>.<verb>",)),
    Mistake("unknown tag", "recordings.get",
            [("recordings.get", "films.get  # here"), ("[recordings]", "[films]")],
            ("unknown tag 'films': declare it under tags",)),
    Mistake("other tag", "transcripts.get", [("[transcripts]", "[recordings]  # here")],
            ("its tags are not [transcripts]",)),
    Mistake("duplicate id", "connections.delete",
            [("connections.delete", "connections.get  # here")],
            ("connections.get would have the method of GET /connections/{connection_id}",)),
    Mistake("no sentence", "participants.get",
            [("participant of a conference.", "participant of a conference  # here")],
            ("its summary is not a sentence",)),
    Mistake("write without its text", "spaces.create",
            [("post:", "post:  # here"),
             ("      x-write:\n        outcome: >-\n          Creates a new meeting space in "
              "the connected Google account. Existing spaces and conferences do not\n"
                "          change.\n        "
              "destructive: false\n", "")], WRITE),
    Mistake("blank outcome", "spaces.endActiveConference",
            [("x-write:", "x-write:  # here"),
             ("Ends the active conference in this space for all participants.", '""')], WRITE),
    Mistake("destructive in words", "members.delete",
            [("x-write:", "x-write:  # here"), ("destructive: true", "destructive: yes")], WRITE),
    Mistake("destructive missing", "members.create",
            [("x-write:", "x-write:  # here"), ("        destructive: false\n", "")], WRITE),
    Mistake("more than the two", "members.batchUpdate",
            [("x-write:", "x-write:  # here\n        who: all")], WRITE),
    Mistake("destructive as a number", "spaces.update",
            [("x-write:", "x-write:  # here"), ("destructive: false", "destructive: 0")], WRITE),
    Mistake("scope without its host", "participants.list",
            [(f"x-google-scopes:\n{SCOPE}", "x-google-scopes:  # here\n        - created\n")],
            SCOPES),
    Mistake("scopes in a text", "members.delete",
            [(f"x-google-scopes:\n{SCOPE}", "x-google-scopes: https://x.example/a  # here\n")],
            SCOPES),
    Mistake("no scopes", "members.create",
            [("post:", "post:  # here"), (f"      x-google-scopes:\n{SCOPE}", "")], SCOPES),
    Mistake("scopes of the proxy", "connections.list",
            [("      responses:", f"      x-google-scopes:  # here\n{SCOPE}      responses:")],
            ("only Google's methods have x-google-scopes",)),
    Mistake("read with x-write", "spaces.get",
            [("      x-hints:",
              "      x-write: {outcome: X., destructive: true}  # here\n      x-hints:")],
            ("only writes have x-write",)),
    Mistake("hint without status", "conferenceRecords.get", [("'404': >-", "'4XX': >-  # here")],
            ("'4XX' in x-hints is not a status",)),
    Mistake("undescribed parameter", "members.get",
            [("      responses:",
              f"      parameters:  # here\n{parameter('deep', '{type: string}')}      responses:")],
            ("parameter deep has no schema.description",)),
    Mistake("default", "participantSessions.get",
            [("      responses:",
              "      parameters:  # here\n"
              + parameter("deep", "{type: boolean, default: true, description: Deep.}")
              + "      responses:"),
             (schema_of("ParticipantSession"), "type: object")],
            ("parameter deep: a default would be sent with each call",)),
    Mistake("inline success schema", "participantSessions.get",
            [("      responses:", "      responses:  # here")],
            ("its success schema is not a $ref to an object",)),
    Mistake("read-only field of a body", "members.update",
            [("requestBody:", "requestBody:  # here")], ("field email of its body is read-only",)),
    Mistake("the field for the mistake before", "MemberInput",
            [("          type: string\n", "          type: string\n          readOnly: true\n")],
            ()),
    Mistake("read-only field deep in a body", "spaces.update",
            [("requestBody:", "requestBody:  # here")],
            ("field config.moderation of its body is read-only: request bodies have schemas of",)),
    Mistake("the deep field for the mistake before", "SpaceConfig",
            [("        moderation:\n", "        moderation:\n          readOnly: true\n")], ()),
    Mistake("read-only field in a list in a body", "members.batchUpdate",
            [("requestBody:", "requestBody:  # here")],
            ("field requests.member.role of its body is read-only",)),
    Mistake("unknown required field", "Member",
            [("required: [name]", "required: [name, nick]  # here"),
             ("        role:\n", "        role:\n          readOnly: true\n")],
            ("Member requires nick, but has none",)),
    Mistake("inline body", "members.create",
            [("requestBody:", "requestBody:  # here"), (schema_of("NewMember"), "type: object")],
            ("a request body is application/json, its schema a $ref",)),
    Mistake("body of another kind", "spaces.create",
            [("requestBody:", "requestBody:  # here"), ("application/json:", "text/json:")],
            ("a request body is application/json, its schema a $ref",)),
    Mistake("body that is not an object", "spaces.endActiveConference",
            [("requestBody:", "requestBody:  # here"),
             (schema_of("EndActiveConferenceRequest"), schema_of("MemberRole"))],
            ("its body MemberRole is not an object",)),
    Mistake("two successes", "members.get",
            [("responses:", "responses:  # here\n        '201': {description: Made.}")],
            ("it needs exactly one success response",)),
    Mistake("success that is not an object", "conferenceRecords.get",
            [("responses:", "responses:  # here"),
             (schema_of("ConferenceRecord"), schema_of("MemberRole"))],
            ("its success schema is not a $ref to an object",)),
    Mistake("list without pageToken", "participants.list",
            [("        - $ref: '#/components/parameters/pageToken'\n", ""),
             ("responses:", "responses:  # here")], NO_PAGE),
    Mistake("list without pageSize", "transcripts.list",
            [("        - $ref: '#/components/parameters/pageSize10Max100'\n", ""),
             ("responses:", "responses:  # here")], NO_PAGE),
    Mistake("list whose next token is a number", "smartNotes.list",
            [("responses:", "responses:  # here")], NO_PAGE),
    Mistake("the number for the mistake before", "ListSmartNotesResponse",
            [("        nextPageToken:\n          type: string",
              "        nextPageToken:\n          type: integer")], ()),
    Mistake("list of two kinds", "conferenceRecords.list", [("responses:", "responses:  # here")],
            NO_PAGE),
    Mistake("the second kind", "ListConferenceRecordsResponse",
            [("      properties:\n",
              "      properties:\n        members:\n          type: array\n"
              f"          items:\n            {schema_of('Member')}\n")],
            ()),
    Mistake("list of items that have no schema", "transcriptEntries.list",
            [("responses:", "responses:  # here")], NO_PAGE),
    Mistake("the items for the mistake before", "ListTranscriptEntriesResponse",
            [(schema_of("TranscriptEntry"), "type: object")], ()),
    Mistake("list that ends after a page", "members.list", [("responses:", "responses:  # here")],
            NO_PAGE),
    Mistake("the page for the mistake before", "ListMembersResponse",
            [("nextPageToken:", "pageToken:")], ()),
    Mistake("list without an answer", "participantSessions.list",
            [("responses:", "responses:  # here"), ("          content:", "          x-source:")],
            NO_PAGE),
    Mistake("date without quotes", "connections.create",
            [('creation_time: "2026-11-16T15:41:08.120734Z"', "creation_time: 2026-11-16  # here")],
            ("creation_time: a date without quotes is not a JSON value",)),
    Mistake("time without quotes", "connections.get",
            [('last_updated_time: "2026-10-31T20:03:32.593153Z"',
              "last_updated_time: 2026-10-31T20:03:32Z  # here")],
            ("last_updated_time: a date without quotes is not a JSON value",)),
    Mistake("secret that is false", "Connection", [("x-secret: true", "x-secret: false  # here")],
            ("x-secret is true, and marks a property of a schema",)),
    Mistake("secret schema", "Connection",
            [("description: One Google", "x-secret: true  # here\n      description: One Google")],
            ("x-secret is true, and marks a property of a schema",)),
    Mistake("text that is untrusted in part", "TranscriptEntry",
            [("x-untrusted: true", "x-untrusted: in part  # here")],
            ("x-untrusted is true, and marks a property of a schema",)),
    Mistake("end of another word", "Transcript",
            [("x-duration: start", "x-duration: begin  # here")], ("x-duration is start|end",)),
    Mistake("two starts", "Recording",
            [("x-duration: end", "x-duration: start  # here")],
            ("x-duration: start is in the schema twice",)),
    Mistake("duration of a schema", "SmartNote",
            [("description: The", "x-duration: end  # here\n      description: The")],
            ("x-duration is start|end, and marks a property",)),
    Mistake("unknown person", "Participant",
            [("x-person: phone", "x-person: unknown  # here")], ("x-person is",)),
    Mistake("person in a second schema", "ParticipantSession",
            [("x-duration: end", "x-person: room  # here")], ("x-person is in a second schema",)),
    Mistake("reason without a deprecation", None, [], ("x-deprecation needs deprecated: true",)),
    Mistake("deprecation without a reason", None, [], NO_REASON),
    Mistake("reason in a word", None, [], NO_REASON),
    Mistake("preview without a version", None, [], ("x-preview is a version that may change",)),
    Mistake("marked items", None, [], MISPLACED),
    Mistake("marked head", None, [], MISPLACED),
    Mistake("values without reasons", None, [], ("x-enumDeprecated has a sentence with the",)),
    Mistake("unknown value", None, [], ("x-enumDeprecated has a sentence with the reason",)),
    Mistake("value without a version", None, [], ("x-enumPreview has a version, such as v2beta,",)),
    Mistake("preview without its mark", None, [],
            ("GET /v2beta/odd: an operation with this path has x-preview: v2beta",)),
    Mistake("mark without a preview", None, [],
            ("an operation with this path does not have x-preview",)),
    Mistake("unmarked", None, [],
            ("only operations of v2beta use this schema: it has x-preview: v2beta",)),
    Mistake("stray extension", "connections.list", [("x-source:", "x-sources:  # here")],
            ("x-sources is not a known extension",)),
    *(
        Mistake(
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
    Mistake("unknown fact in a deviation", "AnonymousUser",
            [("      type: object\n", "      type: object\n      x-deviation:\n"
              "        colour: It is red.  # here\n")],
            ("x-deviation: 'colour' is not compared; known are default, ",)),
    Mistake("text left to write", "connections.get",
            [("summary: Get one connection.", "summary: 'TODO: get it.'  # here")],
            ("summary is left to write: get it.",)),
    Mistake("default that does not fit", "NewConnection",
            [("app:\n", "app:  # here\n"), ("default: google-meet", "default: 5")],
            ("not OpenAPI 3.1: 5 is not of type 'string'",)),
    Mistake("tag without description", None, [("\ntags:\n", "\ntags:\n  - name: movies  # here\n")],
            ("tag 'movies' has no description",)),
    Mistake("attribute twice", None,
            [("\ntags:\n",
              "\ntags:\n  - {name: someURL, description: X.}\n"
              "  - name: someUrl  # here\n    description: X.\n")],
            ("tags someURL and someUrl would have one attribute: rename one of them",)),
    Mistake("prefix twice", None,
            [(PREFIXES, f"{PREFIXES[:-1]}, /google-meet/v2/]  # here")],
            ("x-resource-names is a list of distinct prefixes",)),
    Mistake("meaning without a text for the proxy", None,
            [("x-meaning:\n        google: >-\n", "x-meaning:  # here\n        googel: >-\n")],
            ("x-meaning is a text, or a text for each of google, proxy, connections, "
             "between that has one",)),
    Mistake("reason in no spelling of reasons", None,
            [("  SERVICE_DISABLED: >-", "  Service-Disabled: >-  # here")],
            ("'Service-Disabled' in x-reasons is not a reason",)),
    Mistake("form of a code without its numbers", None,
            [("\nx-meeting-code:\n", "\nx-meeting-code:  # here\n"), ("[3, 4, 3]", "[3, '4', 3]")],
            ("x-meeting-code has groups, the numbers of letters, and host",)),
    Mistake("code refused without saying what to do with it", None,
            [("x-meeting-code: >-\n        this is a meeting code or link, not",
              "x-meeting-code: >-  # here\n        this is not"), ('"{code}"\')', '"CODE"\')')],
            ("x-meeting-code is a text with {code}",)),
    Mistake("code taken by halves", "spaces.get",
            [("x-meeting-code: true", "x-meeting-code: false  # here")],
            ("x-meeting-code is true, or left out",)),
    Mistake("tag twice", None,
            [("# Every", "# here Every"),
             ("\ntags:\n", "\ntags:\n  - {name: spaces, description: Spaces.}\n")],
            ("not OpenAPI 3.1: Duplicate tag name 'spaces'",)),
]  # fmt: skip


RULES = [rule for rule in ALL_RULES if fits(spec().text, rule)]


@pytest.fixture(scope="module")
def source(repository: Path) -> str:
    return (repository / "spec" / "openapi.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def broken(source: str, tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Return the document with all mistakes."""
    path = tmp_path_factory.mktemp("broken") / "openapi.yaml"
    path.write_text(insert_mistakes(source, RULES), encoding="utf-8")
    return Document(path)


@pytest.fixture(scope="module")
def reported(broken: Document) -> list[tuple[int, str]]:
    return list_mistakes(broken)


def line_of(text: str, mark: str) -> int:
    assert text.count(mark) == 1, mark
    return text.count("\n", 0, text.index(mark)) + 1


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.words], ids=lambda rule: rule.label
)
def test_a_broken_rule_is_reported_with_its_line(
    rule: Mistake, broken: Document, reported: list[tuple[int, str]]
) -> None:
    line = line_of(broken.path.read_text(encoding="utf-8"), f"# <{rule.label}>")
    messages = [message for number, message in reported if number == line]
    for words in rule.words:
        assert any(words in message for message in messages), (line, words, messages)


def test_all_mistakes_are_reported_together_and_nothing_else(
    broken: Document, reported: list[tuple[int, str]]
) -> None:
    text = broken.path.read_text(encoding="utf-8")
    assert {line for line, _ in reported} == {
        line_of(text, f"# <{rule.label}>") for rule in RULES if rule.words
    }
    assert reported == sorted(set(reported))
    # The words of these two are parts of one message.
    counts = [1 if rule.words in (NO_PAGE, WRITE) else len({*rule.words}) for rule in RULES]
    assert len(reported) == sum(counts)


def test_each_rule_is_broken_above_and_has_a_text(broken: Document) -> None:
    operations = read_operations(broken)
    for check in DOCUMENT_RULES:
        assert any(check(broken)), check
    for check in OPERATION_RULES:
        assert any(mistake for operation in operations for mistake in check(operation)), check
    for each in (*SHAPE_RULES, *DOCUMENT_RULES, *OPERATION_RULES):
        assert re.fullmatch(r"[A-Z].*\.", inspect.getdoc(each) or "", re.DOTALL), each


SHAPE = [
    Mistake("version", None, [("openapi: 3.1.0", "openapi: 3.0.3  # here")], ("does not match",)),
    Mistake("summary", "spaces.get", [("summary: Get a meeting space.", "summary: 5  # here")],
            ("5 is not of type",)),
    Mistake("no description", "spaces.create",
            [("'200':\n          description: The new space.", "'200':  # here")],
            ('"description" is a required property',)),
    Mistake("path", None, [("\npaths:\n", "\npaths:\n  /null: null  # here\n")], ("null is not",)),
]  # fmt: skip

REFERENCES = [
    Mistake("schema", "spaces.get", [(schema_of("Space"), schema_of("Nothing") + "  # here")],
            ("#/components/schemas/Nothing: this $ref leads nowhere in this file",)),
    Mistake("parameter", "members.list", [("parameters/pageToken'", "parameters/none'  # here")],
            ("this $ref leads nowhere",)),
    Mistake("another file", "members.get",
            [("'#/components/responses/BadRequest'}", "'other.yaml#/components'}  # here")],
            ("other.yaml#/components: this $ref leads nowhere in this file",)),
    Mistake("into a list", "recordings.list",
            [("'#/components/parameters/pageToken'", "'#/tags/0'  # here")],
            ("this $ref leads nowhere",)),
    Mistake("circle", None,
            [("\n  schemas:\n", f"\n  schemas:\n    A:\n      {schema_of('A')}  # here\n")],
            ("this $ref leads back to itself",)),
]  # fmt: skip


@pytest.mark.parametrize("mistakes", [SHAPE, REFERENCES], ids=["shape", "references"])
def test_a_document_of_the_wrong_shape_is_reported_alone(
    mistakes: list[Mistake], source: str, tmp_path: Path
) -> None:
    # The rule that is broken too is not checked: it reads a document of the right shape.
    text = insert_mistakes(source, mistakes)
    text = text.replace("summary: List the members of a space.", "summary: X")
    reports = report(text, tmp_path)
    for rule in mistakes:
        line = line_of(text, f"# <{rule.label}>")
        assert [rule.words[0] in words for number, words in reports if number == line] == [True]
    assert len(reports) == len(mistakes)
    assert all(len(words) < 300 for _, words in reports)


@pytest.mark.parametrize("text", ["", "- a\n", "just text"])
def test_a_document_that_is_not_a_mapping_is_reported(text: str, tmp_path: Path) -> None:
    [(line, message)] = report(text, tmp_path)
    assert line == 1
    assert 'is not of type "object"' in message


def report(text: str, folder: Path) -> list[tuple[int, str]]:
    """Return the line and the message of each mistake in `text`, as `load_document` raises them."""
    path = folder / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument) as caught:
        load_document(path)
    reports = []
    for each in str(caught.value).splitlines():
        line, _, message = each.removeprefix(f"{path}:").partition(": ")
        reports.append((int(line), message))
    return reports


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("\nx-reasons:\n", "\nx-reasons: none\nx-source:\n", "x-reasons is a text for each reason"),
        ("\nx-meeting-code:\n", "\nx-source:\n", "x-meeting-code at the top is missing"),
        *(
            (
                PREFIXES,
                f"\nx-resource-names: {prefixes}",
                "x-resource-names is a list of distinct prefixes, each with a slash at both ends",
            )
            for prefixes in (
                *("[]", "/google-meet/v2/", "[google-meet/v2/]", "[/google-meet/v2]"),
                "[/google-meet/v2/, 5]",
            )
        ),
        (
            "name: memberId\n",
            "name: memberId\n      x-meeting-code: '{code}'\n",
            "parameter memberId: only the first id can be a meeting code",
        ),
    ],
)
def test_unreadable_advice_is_reported(
    old: str, new: str, words: str, source: str, tmp_path: Path
) -> None:
    assert source.count(old) == 1
    reports = report(source.replace(old, new), tmp_path)
    assert reports
    assert all(message.endswith(words) for _, message in reports)
    assert min(line for line, _ in reports) > 1


def test_the_example_of_the_guide_keeps_the_rules(
    source: str, repository: Path, tmp_path: Path
) -> None:
    text = (repository / "docs/contributing/add-an-operation.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^ *```yaml\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    path = tmp_path / "added.yaml"
    # Renamed, since a maintainer who tries the example has its operation in the document.
    added = re.sub(
        r"(?<=[:.])archive\b", "putAway", textwrap.indent(textwrap.dedent(example), "  ")
    )
    path.write_text(source.replace("\npaths:\n", f"\npaths:\n{added}"), encoding="utf-8")
    assert read_operations(load_document(path))[0].id == "spaces.putAway"


def test_each_extension_is_explained_in_the_document(source: str) -> None:
    assert {*re.findall(r"^    \| `(x-[\w-]+)` \|", source, re.MULTILINE)} == EXTENSIONS
