# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class MemberRole(StrEnum):
    """The role of a member in a space's conferences.

    Attributes:
        ROLE_UNSPECIFIED: No role was set. On joining, the member becomes a contributor or a viewer,
            depending on the meeting's settings. For viewers, see
            https://support.google.com/meet/answer/13658394
        COHOST: Co-host.
    """

    COHOST = "COHOST"
    ROLE_UNSPECIFIED = "ROLE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
