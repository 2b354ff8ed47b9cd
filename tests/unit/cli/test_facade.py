"""Responses as the command line shows them: timestamps, and no secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from maton_google_meet.cli import facade
from maton_google_meet.models import Space
from maton_google_meet_api import models
from support.command_line import ELSEWHERE, LIST, NODE, TOKEN, Run
from support.document_server import DocumentServer, Reply
from support.schemas import DOCUMENT, list_alternatives


@pytest.mark.parametrize(
    ("sent", "shown_as"),
    [
        ("2026-11-03T09:00:14Z", "2026-11-03T09:00:14Z"),
        ("2026-11-03T09:00:14.120Z", "2026-11-03T09:00:14.120Z"),
        ("2026-11-03T09:00:14.123456Z", "2026-11-03T09:00:14.123456Z"),
        ("2026-11-03T09:00:14.000001Z", "2026-11-03T09:00:14.000001Z"),
        ("2026-11-03T10:00:14+01:00", "2026-11-03T09:00:14Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
    ],
)
@pytest.mark.parametrize("flag", ["--json", "--no-json"])
def test_timestamps_end_in_z(
    flag: str, sent: str, shown_as: str, run: Run, server: DocumentServer
) -> None:
    record = {"name": "conferenceRecords/a", "endTime": sent}
    server.answers["conferenceRecords.get"] = lambda _: Reply(json=record, wrong_on_purpose=True)
    server.answers[LIST] = lambda _: Reply(
        json={"conferenceRecords": [record]}, wrong_on_purpose=True
    )
    response = {"connection_id": "c", "creation_time": sent}
    server.answers["connections.get"] = lambda _: Reply(
        json={"connection": response}, wrong_on_purpose=True
    )
    for line in ("conference-records get a", "conference-records list", "connections get c"):
        result = run(*line.split(), flag)
        assert (result.code, result.err) == (0, "")
        assert shown_as in re.split(r'[\s",]+', result.out)


def test_a_value_that_is_not_a_timestamp_is_shown_as_it_is() -> None:
    space = Space(name="spaces/a", meeting_uri="2026-11-03T09:00:14+00:00")
    assert facade.prepare_response(space)["meetingUri"] == "2026-11-03T09:00:14+00:00"
    assert facade._format_timestamp("yesterday") == "yesterday"


def timestamps(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each timestamp in a schema of the document."""
    for kind in list_alternatives(schema):
        if kind.get("format") == "date-time":
            yield path
        yield from timestamps(kind["items"], (*path, "[]")) if "items" in kind else ()
        for key, field in kind.get("properties", {}).items():
            yield from timestamps(field, (*path, key))


RESPONSES = [each for each in DOCUMENT["components"]["schemas"] if f"{each}" in {*models.__all__}]


@pytest.mark.parametrize("name", [each for each in RESPONSES if "Input" not in each])
def test_each_timestamp_of_each_response_ends_in_z(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    model = getattr(models, name)
    for path in {*timestamps(schema)}:
        value: Any = "2026-11-03T09:00:14.5+00:00"
        for key in reversed(path):
            value = [value] if key == "[]" else {"name": "n", "connection_id": "c", key: value}
        prepared = facade.prepare_response(model.from_dict(value))
        for key in path:
            prepared = prepared[0 if key == "[]" else key]
        assert prepared == "2026-11-03T09:00:14.500Z", path


PENDING_ONE = {"connection_id": "c", "status": "PENDING", "url": TOKEN}
DEEP = {**PENDING_ONE, "metadata": {"a": [{"url": TOKEN, "URL": TOKEN}]}, "later": {"url": TOKEN}}


@pytest.mark.parametrize(
    "answer", [PENDING_ONE, DEEP, ELSEWHERE], ids=["plain", "deep", "elsewhere"]
)
@pytest.mark.parametrize("format", ["--json", "--no-json", ""])
@pytest.mark.parametrize("verb", ["list", "get c", "create --yes"])
def test_a_connections_url_is_hidden_unless_asked_for(
    verb: str,
    format: str,
    answer: dict[str, Any],
    run: Run,
    run_on_terminal: Run,
    server: DocumentServer,
) -> None:
    wrapped = {"connection": answer}
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [answer]})
    server.answers["connections.get"] = lambda _: Reply(json=wrapped)
    server.answers["connections.create"] = lambda _: Reply(json={**answer, **wrapped})
    for act, human in ((run, format == "--no-json"), (run_on_terminal, format != "--json")):
        line = ["connections", *verb.split(), *([format] if format else [])]
        result = act(*line)
        assert result.code == 0
        assert "SECRET" not in result.out + result.err
        assert ("Use --show-url to show it." in result.err) is human
        result = act(*line, "--show-url")
        assert (result.code, result.err) == (0, "")
        assert "SECRET" in "".join(result.out.split())


def test_each_field_that_is_hidden_is_named(run: Run, server: DocumentServer) -> None:
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [ELSEWHERE]})
    result = run("connections", "list", "--no-json")
    lines = [line.removeprefix("maton-google-meet: ") for line in result.err.splitlines()]
    names = ["all", "auth_url", "note", "session_token", "tokens"]
    assert lines == [
        f"{name} is hidden because it is secret. Use --show-url to show it." for name in names
    ]
    assert "open ***" in result.out


def test_only_responses_with_a_documented_secret_are_searched() -> None:
    space = models.Space.from_dict({"name": "spaces/a", "streamUrl": TOKEN})
    assert facade.prepare_response(space)["streamUrl"] == TOKEN


@pytest.mark.parametrize("url", [{}, {"url": ""}, {"url": None}], ids=str)
def test_an_absent_url_is_not_reported_as_hidden(
    url: dict[str, Any], run: Run, server: DocumentServer
) -> None:
    response = {"connections": [{"connection_id": "c", **url}]}
    server.answers["connections.list"] = lambda _: Reply(json=response)
    assert run("connections", "list", "--no-json").err == ""


@pytest.mark.parametrize("name", ["Connection", "CreateConnectionResponse", "CreatedConnection"])
def test_a_secret_is_in_no_repr(name: str) -> None:
    model = getattr(models, name).from_dict({"connection_id": "c", "url": TOKEN})
    assert model.url == TOKEN
    assert "SECRET" not in f"{model!r} {model} {[model]}"


def test_secrets_of_a_recursive_schema_are_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    node = {
        **NODE,
        "properties": {**NODE["properties"], "pin": {"type": "string", "x-secret": True}},
    }
    monkeypatch.setattr(facade, "document", lambda: {"components": {"schemas": {"Node": node}}})
    assert facade.find_secrets({"$ref": "#/components/schemas/Node"}) == {"pin": ""}
    assert facade.find_secrets({"type": "array", "items": node}) == {"pin": ""}


def test_a_resource_may_have_the_name_of_another_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(facade.OTHER_COMMANDS, "spaces", ("module:function", "Help."))
    resources = facade.list_resources.__wrapped__()
    assert "spaces" not in resources
    assert resources["api-spaces"]["get"].operation.id == "spaces.get"


def test_a_resource_is_not_a_private_attribute() -> None:
    class Owner:
        _calls = "private"
        calls_ = "public"

    assert facade._find_attribute(Owner(), "calls") == "calls_"
