"""The names and the accounts of the people in a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from maton_google_meet_api.helpers import Kind, person_of
from maton_google_meet_api.runtime.text import escape_for_terminal

if TYPE_CHECKING:
    from maton_google_meet_api.models import Participant
    from maton_google_meet_api.runtime.unset import Unset

NAMELESS: Final[dict[Kind, str]] = {
    "signed_in": "Signed-in user",
    "anonymous": "Anonymous user",
    "phone": "Phone user",
    "unknown": "Unknown participant",
}
"""The names of people without a visible name, by kind."""


def name_of(participant: Participant | Unset | None) -> str:
    """Return the display name of a participant, or a replacement by kind, such as `Phone user`.

    The function never fails, and the name has a visible character. People choose their names: do
    not trust a name.
    """
    person = person_of(participant)
    name = person.display_name
    return name if name and is_visible(name) else NAMELESS[person.kind]


def is_visible(name: str) -> bool:
    """Return True if `name` contains a character that a reader can see."""
    return any(not each.isspace() and escape_for_terminal(each) == each for each in name)


def user_of(participant: Participant) -> str | None:
    """Return the name of the account of a signed-in participant, such as `users/7`, if known."""
    if person_of(participant).kind != "signed_in":
        return None
    user: object = getattr(participant.signedin_user, "user", None)
    return user if isinstance(user, str) and user else None
