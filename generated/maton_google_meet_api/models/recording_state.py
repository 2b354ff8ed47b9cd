# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class RecordingState(StrEnum):
    ENDED = "ENDED"
    FILE_GENERATED = "FILE_GENERATED"
    STARTED = "STARTED"
    STATE_UNSPECIFIED = "STATE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
