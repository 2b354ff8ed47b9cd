# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class RestrictionType(StrEnum):
    HOSTS_ONLY = "HOSTS_ONLY"
    NO_RESTRICTION = "NO_RESTRICTION"
    RESTRICTION_TYPE_UNSPECIFIED = "RESTRICTION_TYPE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
