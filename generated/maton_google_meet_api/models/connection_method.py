# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class ConnectionMethod(StrEnum):
    API_KEY = "API_KEY"
    BASIC = "BASIC"
    JWT = "JWT"
    MCP = "MCP"
    OAUTH1 = "OAUTH1"
    OAUTH2 = "OAUTH2"

    def __str__(self) -> str:
        return str(self.value)
