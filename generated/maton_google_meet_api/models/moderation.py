# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class Moderation(StrEnum):
    """The moderation of a space's conferences.

    Attributes:
        MODERATION_UNSPECIFIED: No value was given. This value cannot be set.
        OFF: Not moderated.
        ON: Moderated.
    """

    MODERATION_UNSPECIFIED = "MODERATION_UNSPECIFIED"
    OFF = "OFF"
    ON = "ON"

    def __str__(self) -> str:
        return str(self.value)
