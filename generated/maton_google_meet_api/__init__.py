# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
"""A client library for accessing Google Meet through Maton."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import AuthenticatedClient as AuthenticatedClient
    from .client import Client as Client
else:
    from .runtime.lazy import make_lazy_getattr

    __getattr__ = make_lazy_getattr(
        __name__, {"AuthenticatedClient": ".client", "Client": ".client"}
    )

__all__ = ("AuthenticatedClient", "Client")
