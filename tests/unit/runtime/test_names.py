"""Resource names: accepted names, refused names and their routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from maton_google_meet import GoogleMeet, InvalidNameError, Pager, approve_all
from maton_google_meet.models import Space
from maton_google_meet.sandbox import Sandbox
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.resources import Resources
from maton_google_meet_api.runtime.calls import Calls, FacadeErrors
from maton_google_meet_api.runtime.names import CodeFormat, split_name
from support.examples import EXAMPLES, Example, operations
from support.scale import set_max_examples

SPACE = "spaces/{space}"
ENTRY = "conferenceRecords/{record}/transcripts/{transcript}/entries/{entry}"


class Refused(Exception):
    """The InvalidNameError of the client."""


FACADE_ERRORS = FacadeErrors(Refused, TypeError, lambda message, _: ValueError(message))


@pytest.mark.parametrize(
    ("value", "template", "found"),
    [
        ("spaces/abc", SPACE, ("abc",)),
        ("abc", SPACE, ("abc",)),
        ("abc", "{connection_id}", ("abc",)),
        ("kfr-wduz-tqa", SPACE, ("kfr-wduz-tqa",)),
        ("spaces", SPACE, ("spaces",)),
        ("a:b", SPACE, ("a:b",)),
        ("...", SPACE, ("...",)),
        ("été", SPACE, ("été",)),
        ("a" * 1024, SPACE, ("a" * 1024,)),
        ("conferenceRecords/a/transcripts/b/entries/c", ENTRY, ("a", "b", "c")),
    ],
)
def test_a_name_is_split_into_its_variable_segments(
    value: str, template: str, found: tuple[str, ...]
) -> None:
    assert split_name(value, template, "name", FACADE_ERRORS) == found


@pytest.mark.parametrize("value", ["", ".", "..", "a" * 1025, "a" * 100_000])
@pytest.mark.parametrize("form", ["{}", "spaces/{}"])
def test_empty_dot_and_long_segments_are_refused(value: str, form: str) -> None:
    with pytest.raises(Refused):
        split_name(form.format(value), SPACE, "name", FACADE_ERRORS)


@pytest.mark.parametrize(
    "character",
    ["\r", "\n", "\0", "\t", "\x1b", "\x7f", "\x85", "\xa0", " ", "\u2028"]
    + ["\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\U000e0001"],
    ids=ascii,
)
@pytest.mark.parametrize("form", ["{}", "{}a", "a{}", "a{}b"])
def test_invisible_and_control_characters_are_refused(character: str, form: str) -> None:
    with pytest.raises(Refused, match=r"invisible character|white space"):
        split_name("spaces/" + form.format(character), SPACE, "name", FACADE_ERRORS)


@pytest.mark.parametrize("character", ["\\", "?", "#", ";", "%", "%2F", "%252f", "%2e%2e"])
@pytest.mark.parametrize("form", ["{}", "{}a", "a{}", "a{}b"])
def test_path_delimiters_are_refused(character: str, form: str) -> None:
    with pytest.raises(Refused, match="some servers treat as a path delimiter"):
        split_name("spaces/" + form.format(character), SPACE, "name", FACADE_ERRORS)


@pytest.mark.parametrize(
    "character",
    [
        "\uff0f",
        "\uff0e",
        "\u2024",
        "\u2025",
        "\uff1f",
        "\uff05",
        "\uff3c",
        "\uff41",
        "\u2105",
        "e\u0301",
    ],
    ids=ascii,
)
def test_characters_that_change_when_normalized_are_refused(character: str) -> None:
    with pytest.raises(Refused, match="convert to another one"):
        split_name(f"spaces/a{character}b", SPACE, "name", FACADE_ERRORS)


@pytest.mark.parametrize(
    ("value", "template"),
    [
        ("spaces/", SPACE),
        ("/spaces/abc", SPACE),
        ("spaces/abc/", SPACE),
        ("spaces//abc", SPACE),
        ("spaces/abc/members/d", SPACE),
        ("Spaces/abc", SPACE),
        ("conferenceRecords/abc", SPACE),
        ("https://meet.google.com/kfr-wduz-tqa", SPACE),
        ("a/b", "{connection_id}"),
        ("c", ENTRY),
        ("a/b/c", ENTRY),
        ("conferenceRecords/a/recordings/b/entries/c", ENTRY),
        ("conferenceRecords/a/transcripts/../entries/c", ENTRY),
        ("conferenceRecords/a/transcripts//entries/c", ENTRY),
    ],
)
def test_names_of_another_form_are_refused(value: str, template: str) -> None:
    with pytest.raises(Refused):
        split_name(value, template, "name", FACADE_ERRORS)


@pytest.mark.parametrize("value", [None, 7, b"spaces/abc", ["spaces", "abc"], object])
def test_a_name_must_be_a_string(value: Any) -> None:
    with pytest.raises(
        Refused, match="a name must be a str; from a response object, pass its name"
    ):
        split_name(value, SPACE, "name", FACADE_ERRORS)


@pytest.mark.parametrize(
    ("value", "template", "message"),
    [
        (
            "members/x",
            SPACE,
            "name='members/x': this name does not have the right form. "
            "Expected spaces/{space}, or {space} alone.",
        ),
        ("x", ENTRY, f"name='x': this name does not have the right form. Expected {ENTRY}."),
        ("https://x.example/a", SPACE, "name='https://x.example/a': this is a URL, not a resource"),
        ("", "{id}", "name='': a segment is empty. Expected {id}."),
        ("a/" * 200, "{id}", f"name='{'a/' * 49}a...: this name does not have the right form"),
    ],
)
def test_the_error_has_the_value_and_the_expected_form(
    value: str, template: str, message: str
) -> None:
    with pytest.raises(Refused) as caught:
        split_name(value, template, "name", FACADE_ERRORS)
    assert str(caught.value).startswith(message)


# --- meeting codes --------------------------------------------------------------------------------

CODE = CodeFormat((3, 4, 3), "meet.google.com")
LINKS = [
    *("https://meet.google.com/anp-gmef-tem", "https://meet.google.com/anp-gmef-tem/"),
    *("https://meet.google.com/anp-gmef-tem?authuser=0", "https://meet.google.com/anp-gmef-tem#a"),
    *("https://meet.google.com/anp-gmef-tem/?authuser=0&hs=122#x", "meet.google.com/anp-gmef-tem"),
    *("http://meet.google.com/anp-gmef-tem", "HTTPS://Meet.Google.Com/ANP-GMEF-TEM"),
    *("https://meet.google.com/anpgmeftem", "meet.google.com/AnPgMeFtEm?pli=1"),
    *("https://meet.google.com/Anp-gMef-teM", "https://meet.google.com/anp-gmef-tem?u=https://a/b"),
]
CODES = [
    *("anp-gmef-tem", "ANP-GMEF-TEM", "Anp-gmef-tem", "Anp-Gmef-Tem", "anpgmeftem", "ANPGMEFTEM"),
    *("spaces/anp-gmef-tem", "spaces/ANP-GMEF-TEM"),
]
# Possible ids: they are sent unchanged.
IDS = [
    *("aNp-gMef-tEm", "AnPgMeFtEm", "Anpgmeftem", "spaces/anpgmeftem", "spaces/ANPGMEFTEM"),
    *("anp-gmef-te1", "anp_gmef_tem", "anp-gmeftem", "anpgmef-tem", "anp-gmef-temx", "anp-gmef-te"),
    *("an-pgmef-tem", "-npgmef-tem-", "tkvaND-sPq8B", "Hq3vTz8LmWcX", "anp--gmef-tem"),
]
# Neither codes nor names: they are refused.
OTHER_LINKS = [
    *("https://meet.google.com.evil.example/anp-gmef-tem", "https://meet.google.com/"),
    *("https://evil.example/meet.google.com/anp-gmef-tem", "https://meet.google.com"),
    *("https://user@meet.google.com/anp-gmef-tem", "https://meet.google.com:443/anp-gmef-tem"),
    *("https://meet.google.com@evil.example/anp-gmef-tem", "https://meetxgoogle.com/anp-gmef-tem"),
    *("https://meet.google.com/anp-gmef-tem/x", "https://meet.google.com//anp-gmef-tem"),
    *("https://meet.google.com/lookup/anp-gmef-tem", "https://meet.google.com/anp-gmeftem"),
    *("https://meet.google.com/an-pgmef-tem", "https://meet.google.com/anp-gmef-tem;x"),
    *("https://meet.google.com/anp-gmef-te1", "https://meet.google.com/anp-gmef-tem%2F.."),
    *("ftp://meet.google.com/anp-gmef-tem", "//meet.google.com/anp-gmef-tem", "anp-gmef-tem/"),
    *("https://meet.google.com./anp-gmef-tem", "https://www.meet.google.com/anp-gmef-tem"),
    *("https://meet.google.com/anp-gmef-tem?a\nb", "https://meet.google.com/anp-gmef-tem\n"),
    *("https://meet.google.com/anp-gmef-\u212aem", "anp-gmef-tem?authuser=0", " anp-gmef-tem"),
    *("https://meet.google.com/\uff41np-gmef-tem", "spaces/meet.google.com/anp-gmef-tem"),
    *("https://meet.google.com/anp-gmef-tem ?a", "meet.google.com/spaces/anp-gmef-tem"),
]
TEXT = "no code; call get({code})"


@pytest.mark.parametrize("value", [*LINKS, *CODES])
def test_each_form_of_a_meeting_code_is_recognized(value: str) -> None:
    assert split_name(value, SPACE, "name", FACADE_ERRORS, CODE) == ("anp-gmef-tem",)
    with pytest.raises(Refused, match=r"^name='.*': no code; call get\(anp-gmef-tem\)\.$"):
        split_name(value, SPACE, "name", FACADE_ERRORS, CODE, TEXT)


@pytest.mark.parametrize("value", IDS)
@pytest.mark.parametrize("instead", ["", TEXT])
def test_a_possible_id_is_unchanged(value: str, instead: str) -> None:
    expected = (value.removeprefix("spaces/"),)
    assert split_name(value, SPACE, "name", FACADE_ERRORS, CODE, instead) == expected


@pytest.mark.parametrize("value", OTHER_LINKS)
@pytest.mark.parametrize("instead", ["", TEXT])
def test_other_links_are_refused(value: str, instead: str) -> None:
    with pytest.raises(Refused) as caught:
        split_name(value, SPACE, "name", FACADE_ERRORS, CODE, instead)
    assert "no code" not in str(caught.value)


class HookCalled(Exception):
    """The hook was called, so the test ends before a request is sent."""


def call_hook(_: object) -> bool:
    raise HookCalled


ACCEPTS_CODES: dict[str, bool] = {}
WITH_CODES: dict[str, tuple[Example, str]] = {}
for each in EXAMPLES:
    [(raw, parameters)] = [(o, p) for _, _, o, p in operations() if o["operationId"] == each.id]
    for parameter in parameters:
        if "x-meeting-code" in parameter:
            WITH_CODES[each.id] = each, parameter["x-meeting-code"].strip()
            ACCEPTS_CODES[each.id] = raw.get("x-meeting-code", False)


def test_each_operation_on_a_space_or_record_documents_codes() -> None:
    assert WITH_CODES.keys() == {
        operation.id
        for operation in OPERATIONS
        if "/spaces/{" in operation.path or "/conferenceRecords/{" in operation.path
    }
    assert [id for id, taken in ACCEPTS_CODES.items() if taken] == ["spaces.get"]


@pytest.mark.parametrize("id", WITH_CODES)
@pytest.mark.parametrize(
    "value", ["anp-gmef-tem", "https://meet.google.com/anp-gmef-tem?authuser=0"]
)
def test_a_code_is_accepted_or_refused_with_the_next_call(id: str, value: str) -> None:
    """Check each operation: it refuses a code before it calls the hook or sends a request."""
    example, text = WITH_CODES[id]
    collection, _, *rest = example.arguments[0].split("/")
    name = value if "://" in value or not rest else "/".join([collection, value, *rest])
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.url.path)
        return httpx.Response(200, json={"name": "spaces/Hq3vTz8LmWcX"})

    def call(meet: Any) -> Any:
        return example._replace(arguments=[name]).on(meet)

    transport = httpx.MockTransport(answer)
    with GoogleMeet(
        "key", connection="c", confirm=call_hook, pace=None, transport=transport
    ) as meet:
        if ACCEPTS_CODES[id]:
            call(meet)
            assert sent == ["/google-meet/v2/spaces/anp-gmef-tem"]
            return
        with pytest.raises(InvalidNameError) as caught:
            call(meet)
    assert sent == []
    assert text.replace("{code}", "anp-gmef-tem") in str(caught.value)
    assert not re.search(r"\)\.\w", text), "what an async client returns must be awaited first"


def test_the_advised_calls_work() -> None:
    pattern = re.compile(r"[a-z_]+\.[a-z_]+\((?:[^()'\"]|'[^']*'|\"[^\"]*\")*\)")
    advised = {call for _, text in WITH_CODES.values() for call in pattern.findall(text)}
    with Sandbox().client(confirm=approve_all) as meet:
        space = meet.spaces.create()
        results = [
            eval(
                call.replace("{code}", space.meeting_code or ""),
                {"spaces": meet.spaces, "conference_records": meet.conference_records},
            )
            for call in sorted(advised)
        ]
    assert [type(result) for result in results] == [Pager, Space]
    assert results[1].name == space.name


ROUTES: dict[str, tuple[str, Callable[[Resources, str], Any]]] = {
    "spaces.get": ("spaces/{}", lambda r, name: r.spaces.get(name)),
    "spaces.endActiveConference": (
        "spaces/{}",
        lambda r, name: r.spaces.end_active_conference(name),
    ),
    "members.delete": ("spaces/{}/members/{}", lambda r, name: r.members.delete(name)),
    "transcriptEntries.get": (
        "conferenceRecords/{}/transcripts/{}/entries/{}",
        lambda r, name: r.transcript_entries.get(name),
    ),
    "connections.delete": ("{}", lambda r, name: r.connections.delete(name)),
}
segment = st.text(st.characters() | st.sampled_from("./\\:%?#@&=+~*();,'\""), min_size=1)


class Sent(Exception):
    """A request would be sent now, so the test ends."""


@pytest.mark.parametrize("identifier", ROUTES)
@set_max_examples(100, 20)
@given(st.data())
@example(None)
def test_an_accepted_name_reaches_its_own_route(identifier: str, data: Any) -> None:
    form, call = ROUTES[identifier]
    given_segments = ["a" * 1024] * 3 if data is None else [data.draw(segment) for _ in range(3)]
    name = form.format(*given_segments)
    urls: list[httpx.URL] = []

    def send(request: dict[str, Any], read: Any) -> Any:
        urls.append(httpx.URL("https://proxy.example" + request["url"]))
        raise Sent

    with pytest.raises((Sent, Refused)):
        call(Resources(Calls(send, FACADE_ERRORS)), name)
    for url in urls:
        path = url.raw_path.decode("ascii")
        [operation] = [operation for operation in OPERATIONS if operation.id == identifier]
        assert OPERATIONS.find(operation.method, path) is operation
        assert not url.query
        assert not url.fragment
        fixed = operation.path.split("/")
        for expected, part in zip(fixed, path.split("/"), strict=True):
            suffix = expected.partition("}")[2]
            if expected.startswith("{"):
                assert unquote(part.removesuffix(suffix)) in given_segments
            else:
                assert part == expected


NAMED = {each.id: each for each in EXAMPLES if each.arguments}


@pytest.mark.parametrize("id", NAMED)
def test_each_operation_quotes_reserved_characters(id: str) -> None:
    unusual = "a:b@c&d=é+"
    parts = NAMED[id].arguments[0].split("/")
    name = "/".join(unusual if index % 2 or len(parts) == 1 else x for index, x in enumerate(parts))
    urls: list[str] = []

    def send(request: dict[str, Any], read: Any) -> Any:
        urls.append(request["url"])
        raise Sent

    with pytest.raises(Sent):
        result = NAMED[id]._replace(arguments=[name]).on(Resources(Calls(send, FACADE_ERRORS)))
        list(result.pages())
    [url] = urls
    assert url.count(quote(unusual, safe="")) == name.count(unusual)
    assert {"@", "&", "é"}.isdisjoint(url)
