"""Resource names: what is one, what is not, and that none can lead to another route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest
from examples import EXAMPLES
from hypothesis import example, given
from hypothesis import strategies as st
from maton_google_meet_api.calls import Calls, Raises
from maton_google_meet_api.names import segments
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.resources import Resources
from sizes import tries

SPACE = "spaces/{space}"
ENTRY = "conferenceRecords/{record}/transcripts/{transcript}/entries/{entry}"


class Refused(Exception):
    """Stands for the owner's InvalidNameError."""


RAISES = Raises(Refused, TypeError, lambda message, _: ValueError(message))


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
def test_a_name_gives_its_variable_segments(
    value: str, template: str, found: tuple[str, ...]
) -> None:
    assert segments(value, template, "name", RAISES) == found


@pytest.mark.parametrize("value", ["", ".", "..", "a" * 1025, "a" * 100_000])
@pytest.mark.parametrize("form", ["{}", "spaces/{}"])
def test_segments_that_would_vanish_or_not_fit_are_refused(value: str, form: str) -> None:
    with pytest.raises(Refused):
        segments(form.format(value), SPACE, "name", RAISES)


@pytest.mark.parametrize(
    "character",
    ["\r", "\n", "\0", "\t", "\x1b", "\x7f", "\x85", "\xa0", " ", "\u2028"]
    + ["\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\U000e0001"],
    ids=ascii,
)
@pytest.mark.parametrize("form", ["{}", "{}a", "a{}", "a{}b"])
def test_invisible_and_control_characters_are_refused(character: str, form: str) -> None:
    with pytest.raises(Refused, match=r"invisible character|white space"):
        segments("spaces/" + form.format(character), SPACE, "name", RAISES)


@pytest.mark.parametrize("character", ["\\", "?", "#", ";", "%", "%2F", "%252f", "%2e%2e"])
@pytest.mark.parametrize("form", ["{}", "{}a", "a{}", "a{}b"])
def test_what_divides_a_path_is_refused(character: str, form: str) -> None:
    with pytest.raises(Refused, match="some servers divide a path at"):
        segments("spaces/" + form.format(character), SPACE, "name", RAISES)


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
def test_what_becomes_another_name_when_it_is_normalised_is_refused(character: str) -> None:
    with pytest.raises(Refused, match="take for another"):
        segments(f"spaces/a{character}b", SPACE, "name", RAISES)


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
def test_names_of_another_kind_are_refused(value: str, template: str) -> None:
    with pytest.raises(Refused):
        segments(value, template, "name", RAISES)


@pytest.mark.parametrize("value", [None, 7, b"spaces/abc", ["spaces", "abc"], object])
def test_what_is_no_string_is_refused(value: Any) -> None:
    with pytest.raises(Refused, match="a name is a str"):
        segments(value, SPACE, "name", RAISES)


@pytest.mark.parametrize(
    ("value", "template", "message"),
    [
        (
            "members/x",
            SPACE,
            "name='members/x': this is not a name of that kind. "
            "Expected spaces/{space}, or {space} alone.",
        ),
        ("x", ENTRY, f"name='x': this is not a name of that kind. Expected {ENTRY}."),
        ("https://x.example/a", SPACE, "name='https://x.example/a': a link is no name."),
        ("", "{id}", "name='': a segment is empty. Expected {id}."),
        ("a/" * 200, "{id}", f"name='{'a/' * 49}a...: this is not a name of that kind"),
    ],
)
def test_the_error_says_what_was_given_and_what_was_expected(
    value: str, template: str, message: str
) -> None:
    with pytest.raises(Refused) as caught:
        segments(value, template, "name", RAISES)
    assert str(caught.value).startswith(message)


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
    """Ends a call where it would be sent."""


@pytest.mark.unmeasured
@pytest.mark.parametrize("identifier", ROUTES)
@tries(100, 20)
@given(st.data())
@example(None)
def test_an_accepted_name_reaches_its_own_route(identifier: str, data: Any) -> None:
    form, call = ROUTES[identifier]
    given_segments = ["a" * 1024] * 3 if data is None else [data.draw(segment) for _ in range(3)]
    name = form.format(*given_segments)
    urls: list[httpx.URL] = []

    def send(request: dict[str, Any]) -> httpx.Response:
        urls.append(httpx.URL("https://proxy.example" + request["url"]))
        raise Sent

    with pytest.raises((Sent, Refused)):
        call(Resources(Calls(send, RAISES)), name)
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
def test_what_means_something_in_a_url_is_quoted_by_each_operation(id: str) -> None:
    odd = "a:b@c&d=é+"
    parts = NAMED[id].arguments[0].split("/")
    name = "/".join(odd if index % 2 or len(parts) == 1 else x for index, x in enumerate(parts))
    urls: list[str] = []

    def send(request: dict[str, Any]) -> httpx.Response:
        urls.append(request["url"])
        raise Sent

    with pytest.raises(Sent):
        result = NAMED[id]._replace(arguments=[name]).on(Resources(Calls(send, RAISES)))
        list(result.pages())
    [url] = urls
    assert url.count(quote(odd, safe="")) == name.count(odd)
    assert {"@", "&", "é"}.isdisjoint(url)
