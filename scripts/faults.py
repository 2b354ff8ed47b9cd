"""The faults that scripts/mutate.py plants: what would go wrong, and how it would be written.

They do not depend on the document's `x-deviation` lines, which change without a fact changing.
"""

from __future__ import annotations

from typing import NamedTuple

SPEC = "spec/openapi.yaml"
RESOURCES = "scripts/templates/resources.py.jinja"
OPERATIONS = "scripts/templates/operations.py.jinja"
RUNTIME = "scripts/runtime"
WRAPPER = "wrapper/maton_google_meet"
API = "generated/maton_google_meet_api/api"
MODELS = "generated/maton_google_meet_api/models"


class Fault(NamedTuple):
    """One mistake: `old`, found once in `file`, becomes `new`."""

    label: str
    kind: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()
    """The test files to run first."""


def _fault(label: str, kind: str, file: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(label, kind, file, old, new, tuple(f"tests/test_{name}.py" for name in tests))


FAULTS = (
    _fault(
        "a space is updated by PUT",
        "verb",
        SPEC,
        "    patch:\n      operationId: spaces.update\n",
        "    put:\n      operationId: spaces.update\n",
        "document",
    ),
    _fault(
        "a member is deleted by GET",
        "verb",
        f"{API}/members/members_delete.py",
        '"method": "delete"',
        '"method": "get"',
        "calls",
    ),
    _fault(
        "a call is ended at another custom verb",
        "path",
        SPEC,
        "  /google-meet/v2/spaces/{spaceId}:endActiveConference:\n",
        "  /google-meet/v2/spaces/{spaceId}:endConference:\n",
        "document",
    ),
    _fault(
        "entries are listed at another segment",
        "path",
        f"{API}/transcript_entries/transcript_entries_list.py",
        '{transcript_id}/entries"',
        '{transcript_id}/transcriptEntries"',
        "calls",
    ),
    _fault(
        "the update mask goes by its name in Python",
        "parameter name",
        f"{API}/spaces/spaces_update.py",
        'params["updateMask"]',
        'params["update_mask"]',
        "calls",
    ),
)
