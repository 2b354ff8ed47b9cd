"""The removal of session tokens from connections and other JSON."""

from __future__ import annotations

from typing import Any

from maton_google_meet.models import Connection, ConnectionMetadata
from maton_google_meet.redaction import describe_connection, redact_connection, redact_secrets
from maton_google_meet_api.runtime.schemas import document

TOKEN = "https://c.example/?session_token=S3CRET"


def test_a_connection_is_described_on_one_line() -> None:
    bare = Connection(connection_id="c\x1b")
    assert describe_connection(bare) == "c\\x1b"
    metadata = ConnectionMetadata.from_dict({"name": "Zoë"})
    full = Connection(connection_id="c", status="ODD", metadata=metadata)
    assert describe_connection(full) == 'c (ODD, {"name": "Zoë"})'


def test_a_copy_of_a_connection_has_no_url() -> None:
    connection = Connection(connection_id="c", status="PENDING", url=TOKEN)
    assert redact_connection(connection) == Connection(connection_id="c", status="PENDING")
    assert connection.url == TOKEN


def test_other_values_are_unchanged() -> None:
    data = {"a": [1, None, "token of thanks", {"b": "see https://x/y?z=1"}], "c": {}, "d": "urlaub"}
    hidden = set[str]()
    assert redact_secrets(data, hidden) == data
    assert hidden == set()


def test_a_text_is_cut_before_the_secret() -> None:
    data, hidden = {"a": f"go to {TOKEN} now", "b": [TOKEN], "url": "", "token": 5}, set[str]()
    assert redact_secrets(data, hidden) == {"a": "go to ***", "b": ["***"]}
    assert hidden == {"a", "b", "token"}
    assert data["b"] == [TOKEN]


def test_deeply_nested_values_are_searched() -> None:
    data: Any = {"url": "S3CRET"}
    for _ in range(5000):
        data = [data]
    redacted = redact_secrets(data)
    while isinstance(redacted, list):
        [redacted] = redacted
    assert redacted == {}


def test_each_secret_of_the_document_is_hidden_by_its_name() -> None:
    fields = [
        (name, bool(field.get("x-secret")))
        for schema in document()["components"]["schemas"].values()
        if any(field.get("x-secret") for field in schema.get("properties", {}).values())
        for name, field in schema["properties"].items()
    ]
    assert {name: {} if secret else {name: 1} for name, secret in fields} == {
        name: redact_secrets({name: 1}) for name, _ in fields
    }
    assert ("url", True) in fields
