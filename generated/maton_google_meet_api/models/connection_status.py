# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class ConnectionStatus(StrEnum):
    """The state of a connection.

    Attributes:
        ACTIVE: Ready for use.
        PENDING: Waiting for a user to open its URL and sign in to Google.
        FAILED: Not usable; presumably the sign-in failed.
    """

    ACTIVE = "ACTIVE"
    FAILED = "FAILED"
    PENDING = "PENDING"

    def __str__(self) -> str:
        return str(self.value)
