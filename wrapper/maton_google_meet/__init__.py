"""A typed sync and async client for Google Meet through the Maton proxy; writes need approval.

    from maton_google_meet import GoogleMeet, approve_in_terminal

    with GoogleMeet(confirm=approve_in_terminal) as meet:  # key from MATON_API_KEY
        space = meet.spaces.create()
        print(space.meeting_uri)

This module only re-exports the public names.
"""

from typing import TYPE_CHECKING

from ._version import __version__ as __version__

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.pager import AsyncPager, Pager
    from maton_google_meet_api.runtime.unset import UNSET, Unset

    from .approval.beforehand import approve_all, approve_only
    from .approval.queue import ApprovalQueue, QueueEntry
    from .approval.terminal import approve_in_terminal
    from .client import AsyncGoogleMeet, GoogleMeet
    from .config import DEFAULT
    from .errors import (
        AmbiguousConnection,
        APIStatusError,
        AuthenticationError,
        AuthorizationDeadlineExceeded,
        AuthorizationFailed,
        BadRequestError,
        ConfigurationError,
        ConfirmationRequired,
        ConflictError,
        CredentialError,
        DeadlineExceeded,
        DeadlineOutcomeUnknown,
        InvalidArgumentError,
        InvalidNameError,
        MatonError,
        MissingConnection,
        NetworkError,
        NetworkOutcomeUnknown,
        NoActiveConnection,
        NotFoundError,
        OutcomeUnknown,
        PermissionDeniedError,
        RateLimitError,
        ResponseError,
        ResponseOutcomeUnknown,
        ServerError,
        ServerOutcomeUnknown,
        SessionExpired,
        WriteDeclined,
    )
    from .flow.pacing import Pace, Pacer, Slot
    from .flow.retry import Retry
    from .observers.opentelemetry import OpenTelemetry
    from .observers.receipts import Receipts
    from .redis_pace import RedisPace
    from .types import USE_PROXY_DEFAULT, AsyncConfirm, Confirm, PendingWrite, ProxyDefault
else:
    # httpx takes more than 100 ms to import, which `--help` of the command line can do without: a
    # module loads when one of its names is first used.
    from importlib import import_module as _import_module

    from maton_google_meet_api.runtime.lazy import make_lazy_getattr as _lazy

    _modules = {
        "maton_google_meet_api.runtime.pager": "AsyncPager Pager",
        "maton_google_meet_api.runtime.unset": "UNSET Unset",
        ".client": "AsyncGoogleMeet GoogleMeet",
        ".types": "USE_PROXY_DEFAULT AsyncConfirm Confirm PendingWrite ProxyDefault",
        ".errors": """
            AmbiguousConnection APIStatusError AuthenticationError AuthorizationDeadlineExceeded
            AuthorizationFailed BadRequestError ConfigurationError ConfirmationRequired
            ConflictError CredentialError DeadlineExceeded DeadlineOutcomeUnknown
            InvalidArgumentError InvalidNameError MatonError MissingConnection NetworkError
            NetworkOutcomeUnknown NoActiveConnection NotFoundError OutcomeUnknown
            PermissionDeniedError RateLimitError ResponseError ResponseOutcomeUnknown ServerError
            ServerOutcomeUnknown SessionExpired WriteDeclined
        """,
        ".redis_pace": "RedisPace",
        ".approval.beforehand": "approve_all approve_only",
        ".approval.queue": "ApprovalQueue QueueEntry",
        ".observers.opentelemetry": "OpenTelemetry",
        ".observers.receipts": "Receipts",
        ".approval.terminal": "approve_in_terminal",
        ".flow.pacing": "Pace Pacer Slot",
        ".flow.retry": "Retry",
        ".config": "DEFAULT",
    }
    _find = _lazy(__name__, {name: at for at, names in _modules.items() for name in names.split()})

    def __getattr__(name: str) -> object:
        # Also modules, so that `maton_google_meet.errors` works without a further import.
        if f".{name}" in {*_modules, ".flow", ".http"}:
            return _import_module(f".{name}", __name__)
        return _find(name)


__all__ = [
    "DEFAULT",
    "UNSET",
    "USE_PROXY_DEFAULT",
    "APIStatusError",
    "AmbiguousConnection",
    "ApprovalQueue",
    "AsyncConfirm",
    "AsyncGoogleMeet",
    "AsyncPager",
    "AuthenticationError",
    "AuthorizationDeadlineExceeded",
    "AuthorizationFailed",
    "BadRequestError",
    "ConfigurationError",
    "Confirm",
    "ConfirmationRequired",
    "ConflictError",
    "CredentialError",
    "DeadlineExceeded",
    "DeadlineOutcomeUnknown",
    "GoogleMeet",
    "InvalidArgumentError",
    "InvalidNameError",
    "MatonError",
    "MissingConnection",
    "NetworkError",
    "NetworkOutcomeUnknown",
    "NoActiveConnection",
    "NotFoundError",
    "OpenTelemetry",
    "OutcomeUnknown",
    "Pace",
    "Pacer",
    "Pager",
    "PendingWrite",
    "PermissionDeniedError",
    "ProxyDefault",
    "QueueEntry",
    "RateLimitError",
    "Receipts",
    "RedisPace",
    "ResponseError",
    "ResponseOutcomeUnknown",
    "Retry",
    "ServerError",
    "ServerOutcomeUnknown",
    "SessionExpired",
    "Slot",
    "Unset",
    "WriteDeclined",
    "approve_all",
    "approve_in_terminal",
    "approve_only",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
