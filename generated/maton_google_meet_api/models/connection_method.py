# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class ConnectionMethod(StrEnum):
    """The authorization method of a connection.

    Attributes:
        API_KEY: By an API key.
        BASIC: By a user name and a password.
        JWT: By a JSON Web Token.
        OAUTH1: By OAuth 1.
        OAUTH2: By OAuth 2.
        MCP: By the Model Context Protocol.
    """

    API_KEY = "API_KEY"
    BASIC = "BASIC"
    JWT = "JWT"
    MCP = "MCP"
    OAUTH1 = "OAUTH1"
    OAUTH2 = "OAUTH2"

    def __str__(self) -> str:
        return str(self.value)
