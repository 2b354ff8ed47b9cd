# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class RecordingState(StrEnum):
    """The state of a recording.

    Attributes:
        STATE_UNSPECIFIED: Never used.
        STARTED: Recording is in progress.
        ENDED: Recording has ended; the file does not exist yet.
        FILE_GENERATED: The file exists and can be downloaded.
    """

    ENDED = "ENDED"
    FILE_GENERATED = "FILE_GENERATED"
    STARTED = "STARTED"
    STATE_UNSPECIFIED = "STATE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
