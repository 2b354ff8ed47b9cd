# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class DefaultJoinAsViewerType(StrEnum):
    """The role in which people join a moderated conference by default.

    Attributes:
        DEFAULT_JOIN_AS_VIEWER_TYPE_UNSPECIFIED: The default of the user's policy. Responses do not
            have this value.
        ON: As viewers.
        OFF: As contributors.
    """

    DEFAULT_JOIN_AS_VIEWER_TYPE_UNSPECIFIED = "DEFAULT_JOIN_AS_VIEWER_TYPE_UNSPECIFIED"
    OFF = "OFF"
    ON = "ON"

    def __str__(self) -> str:
        return str(self.value)
