# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class MemberRole(StrEnum):
    COHOST = "COHOST"
    ROLE_UNSPECIFIED = "ROLE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
