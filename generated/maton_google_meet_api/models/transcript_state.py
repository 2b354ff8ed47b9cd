# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class TranscriptState(StrEnum):
    """The state of a transcript.

    Attributes:
        STATE_UNSPECIFIED: Never used.
        STARTED: Transcription is in progress.
        ENDED: Transcription has ended; the document does not exist yet.
        FILE_GENERATED: The document exists and can be downloaded.
    """

    ENDED = "ENDED"
    FILE_GENERATED = "FILE_GENERATED"
    STARTED = "STARTED"
    STATE_UNSPECIFIED = "STATE_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
