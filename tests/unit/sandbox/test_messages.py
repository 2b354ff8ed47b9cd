"""Google's JSON in the sandbox: bodies, read-only fields and enums."""

from __future__ import annotations

import pytest
from google.apps import meet_v2
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.sandbox.api import load_packaged_api
from support.sandboxes import MEET_PATH, find_planning_call, get_resource, read_status, send_request


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b"3", b"null", b'{"colour": "red"}', b'{"config": {"colour": 1}}',
        b'{"config": []}', b'{"config": {"accessType": "PUBLIC"}}',
        b'{"config": {"accessType": 9}}', b'{"config": {"accessType": true}}',
        b'{"config": {"artifactConfig": "x"}}', b'{"\\ud800": 1}',
    ],
)  # fmt: skip
def test_an_invalid_body_is_refused(sandbox: Sandbox, body: bytes) -> None:
    answer = send_request(sandbox, "POST", f"{MEET_PATH}/spaces", body)
    assert read_status(answer) == (400, "INVALID_ARGUMENT")
    assert answer[1]["error"]["details"][0]["fieldViolations"]


def test_read_only_fields_are_ignored(sandbox: Sandbox) -> None:
    given = {"name": "spaces/mine", "meetingCode": "abc", "config": {"accessType": None}}
    status, space = send_request(sandbox, "POST", f"{MEET_PATH}/spaces", given)
    assert status == 200
    assert space["name"] != "spaces/mine"
    assert space["config"]["accessType"] == "TRUSTED"


def test_enums_are_numbers_on_request(sandbox: Sandbox) -> None:
    space = find_planning_call(sandbox).space
    _, answer = get_resource(sandbox, space, **{"$alt": "json;enum-encoding=int"})
    assert answer["config"]["accessType"] == 2
    assert answer["config"]["moderation"] == 2
    assert answer["phoneAccess"][0]["regionCode"] == "GB"


def test_an_email_address_is_not_an_enum(unlimited_sandbox: Sandbox) -> None:
    space = send_request(unlimited_sandbox, "POST", f"{MEET_PATH}/spaces", {})[1]["name"]
    path = f"{MEET_PATH}/{space}/members"
    _, one = send_request(
        unlimited_sandbox,
        "POST",
        path,
        {"email": "a@b.ROLE_UNSPECIFIED", "role": "ROLE_UNSPECIFIED"},
    )
    assert (one["email"], "role" in one) == ("a@b.ROLE_UNSPECIFIED", False)
    _, two = send_request(unlimited_sandbox, "POST", path, {"email": "b@b.example"})
    duplicate = {"email": "A@B.role_unspecified"}
    changed = send_request(
        unlimited_sandbox, "PATCH", f"{MEET_PATH}/{two['name']}?updateMask=email", duplicate
    )
    assert read_status(changed) == (409, "ALREADY_EXISTS")
    batch = {"updateMask": "role", "requests": [
        {"updateMask": "", "member": {"name": two["name"], "role": "COHOST"}}]}  # fmt: skip
    assert send_request(unlimited_sandbox, "POST", f"{path}:batchUpdate", batch)[0] == 200
    empty = {"updateMask": "colour", "requests": []}
    assert read_status(send_request(unlimited_sandbox, "POST", f"{path}:batchUpdate", empty)) == (
        400,
        "INVALID_ARGUMENT",
    )


def test_enum_numbers_follow_the_documents_order() -> None:
    """Clients may send enum numbers, and the document has only the order of the values."""
    kinds = [each.pb().DESCRIPTOR for each in vars(meet_v2).values() if hasattr(each, "pb")]
    google_enums: dict[tuple[str, ...], list[int]] = {}
    for kind in kinds:
        kinds += kind.nested_types
        for enum in kind.enum_types:
            google_enums[tuple(value.name for value in enum.values)] = [
                v.number for v in enum.values
            ]
    document_enums = [
        tuple(schema["enum"])
        for name, schema in load_packaged_api().document["components"]["schemas"].items()
        if "enum" in schema and not name.startswith("Connection")
    ]
    checked = [names for names in document_enums if names in google_enums]
    assert len(checked) >= 9
    assert all(google_enums[names] == list(range(len(names))) for names in checked)
