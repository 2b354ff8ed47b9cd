# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class SmartNoteState(StrEnum):
    """The state of smart notes.

    Attributes:
        STATE_UNSPECIFIED: Never used.
        STARTED: Note-taking is in progress.
        ENDED: Note-taking has ended; the document does not exist yet.
        FILE_GENERATED: The document exists and can be downloaded.
    """

    ENDED = "ENDED"
    FILE_GENERATED = "FILE_GENERATED"
    STARTED = "STARTED"
    STATE_UNSPECIFIED = "STATE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
