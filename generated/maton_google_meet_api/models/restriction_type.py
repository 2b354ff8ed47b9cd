# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class RestrictionType(StrEnum):
    """The people who may do something in a moderated conference.

    Attributes:
        RESTRICTION_TYPE_UNSPECIFIED: The default of the user's policy. Responses do not have this
            value.
        HOSTS_ONLY: The owner of the meeting and the co-hosts.
        NO_RESTRICTION: Everyone in the conference.
    """

    HOSTS_ONLY = "HOSTS_ONLY"
    NO_RESTRICTION = "NO_RESTRICTION"
    RESTRICTION_TYPE_UNSPECIFIED = "RESTRICTION_TYPE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
