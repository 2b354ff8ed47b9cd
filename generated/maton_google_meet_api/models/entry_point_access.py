# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class EntryPointAccess(StrEnum):
    ALL = "ALL"
    CREATOR_APP_ONLY = "CREATOR_APP_ONLY"
    ENTRY_POINT_ACCESS_UNSPECIFIED = "ENTRY_POINT_ACCESS_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
