"""The names to show for participants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from maton_google_meet_api.helpers import Kind, person_of

if TYPE_CHECKING:
    from maton_google_meet_api.models import Participant

NAMES_OF_KINDS: Final[Mapping[Kind, str]] = {
    "signed_in": "Unknown user",
    "anonymous": "Anonymous user",
    "phone": "Phone user",
    "unknown": "Unknown user",
}
"""The name of a participant without a display name."""


def name_of(participant: Participant | None) -> str:
    """Return the display name of a participant, or a name for its kind. It is never blank."""
    person = person_of(participant)
    return " ".join((person.display_name or "").split()) or NAMES_OF_KINDS[person.kind]
