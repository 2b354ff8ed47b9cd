# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class EntryPointAccess(StrEnum):
    """The entry points that can be used to join a space's conferences.

    Attributes:
        ENTRY_POINT_ACCESS_UNSPECIFIED: Not used.
        ALL: All entry points.
        CREATOR_APP_ONLY: Only the entry points of the Google Cloud project of the app that created
            the space. An app creates entry points with the Meet Embed SDK Web or the mobile Meet
            SDKs.
    """

    ALL = "ALL"
    CREATOR_APP_ONLY = "CREATOR_APP_ONLY"
    ENTRY_POINT_ACCESS_UNSPECIFIED = "ENTRY_POINT_ACCESS_UNSPECIFIED"

    def __str__(self) -> str:
        return str(self.value)
