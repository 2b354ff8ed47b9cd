# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class AccessType(StrEnum):
    ACCESS_TYPE_UNSPECIFIED = "ACCESS_TYPE_UNSPECIFIED"
    OPEN = "OPEN"
    RESTRICTED = "RESTRICTED"
    TRUSTED = "TRUSTED"

    def __str__(self) -> str:
        return str(self.value)
