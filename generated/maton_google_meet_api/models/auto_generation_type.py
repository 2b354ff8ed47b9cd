# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class AutoGenerationType(StrEnum):
    AUTO_GENERATION_TYPE_UNSPECIFIED = "AUTO_GENERATION_TYPE_UNSPECIFIED"
    OFF = "OFF"
    ON = "ON"

    def __str__(self) -> str:
        return str(self.value)
