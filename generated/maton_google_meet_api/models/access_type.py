# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class AccessType(StrEnum):
    """The people who may join a space's conferences without knocking.

    Attributes:
        ACCESS_TYPE_UNSPECIFIED: The organization's default. Responses never have this value; they
            have the effective type.
        OPEN: Anyone with the link or the telephone numbers.
        TRUSTED: Members of the host's organization, invited external guests and people who dial in.
            Everyone else knocks.
        RESTRICTED: Only invitees. Everyone else knocks.
    """

    ACCESS_TYPE_UNSPECIFIED = "ACCESS_TYPE_UNSPECIFIED"
    OPEN = "OPEN"
    RESTRICTED = "RESTRICTED"
    TRUSTED = "TRUSTED"

    def __str__(self) -> str:
        return str(self.value)
