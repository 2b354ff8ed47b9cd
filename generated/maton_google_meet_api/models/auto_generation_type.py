# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class AutoGenerationType(StrEnum):
    """The automatic generation of an artifact of a conference.

    Attributes:
        AUTO_GENERATION_TYPE_UNSPECIFIED: The default of the user's policy. Responses do not have
            this value.
        ON: Generated automatically.
        OFF: Not generated automatically.
    """

    AUTO_GENERATION_TYPE_UNSPECIFIED = "AUTO_GENERATION_TYPE_UNSPECIFIED"
    OFF = "OFF"
    ON = "ON"

    def __str__(self) -> str:
        return str(self.value)
