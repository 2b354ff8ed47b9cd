"""Google Meet through the Maton proxy: typed, sync and async, and nothing is written unasked.

from maton_google_meet import GoogleMeet, approve_in_terminal

with GoogleMeet(confirm=approve_in_terminal) as meet:  # the key from MATON_API_KEY
space = meet.spaces.create()
print(space.meeting_uri)
"""

from maton_google_meet_api.pager import AsyncPager, Pager
from maton_google_meet_api.unset import UNSET, Unset

from .client import AsyncGoogleMeet, GoogleMeet
from .confirmation import (
    AsyncConfirm,
    Confirm,
    PendingWrite,
)
from .connections import USE_PROXY_DEFAULT, ProxyDefault
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
    ServerError,
    ServerOutcomeUnknown,
    WriteDeclined,
)
from .parts.hooks import approve_all, approve_in_terminal
from .parts.pacing import Pace, Pacer, Slot
from .retry import Retry
from .settings import DEFAULT, VERSION

__version__ = VERSION

__all__ = [
    "DEFAULT",
    "UNSET",
    "USE_PROXY_DEFAULT",
    "APIStatusError",
    "AmbiguousConnection",
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
    "OutcomeUnknown",
    "Pace",
    "Pacer",
    "Pager",
    "PendingWrite",
    "PermissionDeniedError",
    "ProxyDefault",
    "RateLimitError",
    "ResponseError",
    "Retry",
    "ServerError",
    "ServerOutcomeUnknown",
    "Slot",
    "Unset",
    "WriteDeclined",
    "approve_all",
    "approve_in_terminal",
]
