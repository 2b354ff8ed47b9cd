"""The tree of errors."""

from __future__ import annotations

import builtins
import copy
import inspect
import pickle
import re
from typing import Any

import maton_google_meet
import pytest
from maton_google_meet import (
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    MatonError,
    NetworkError,
    NetworkOutcomeUnknown,
    OutcomeUnknown,
    ResponseError,
    ResponseOutcomeUnknown,
    ServerError,
    ServerOutcomeUnknown,
    errors,
)
from maton_google_meet.flow.retry import is_retryable
from pytest_httpx import HTTPXMock
from support.clients import ClientRunner, create_space, read_space
from support.failures import GOOGLE_ERROR, get_error

# All other errors stay errors if the same call is repeated.
RETRYABLE = {"RateLimitError", "ServerError", "NetworkError", "DeadlineExceeded"}


@pytest.mark.parametrize("call", [read_space, create_space])
def test_errors_can_be_pickled_and_copied(call: Any, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=503, json=GOOGLE_ERROR)
    error = get_error(ClientRunner("sync"), call)
    for copied_error in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(copied_error) is type(error)
        assert str(copied_error) == str(error)
        assert copied_error.status_code == 503
        assert copied_error.response.json() == GOOGLE_ERROR


def public_errors() -> list[type[MatonError]]:
    return [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, MatonError)
    ]


def test_the_docstring_draws_the_class_tree() -> None:
    parents_by_name: dict[str, str | None] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"^(    [│├└─ ]*)([A-Z]\w+)(?: |$)", line):
            depth, name = len(match[1]), match[2]
            while path and path[-1][0] >= depth:
                path.pop()
            parents_by_name[name] = path[-1][1] if path else None
            path.append((depth, name))
    actual = {
        kind.__name__: kind.__bases__[0].__name__ if kind is not MatonError else None
        for kind in public_errors()
    }
    assert parents_by_name == actual


def test_every_error_is_exported_and_shadows_no_builtin() -> None:
    for kind in public_errors():
        assert getattr(maton_google_meet, kind.__name__) is kind
        assert kind.__name__ in maton_google_meet.__all__
        assert not hasattr(builtins, kind.__name__)
        assert kind.__doc__


def test_unknown_outcomes_are_also_errors_of_their_kind() -> None:
    assert issubclass(ServerOutcomeUnknown, ServerError)
    assert issubclass(NetworkOutcomeUnknown, NetworkError)
    assert issubclass(DeadlineOutcomeUnknown, DeadlineExceeded)
    assert issubclass(ResponseOutcomeUnknown, ResponseError)
    for kind in (
        ResponseOutcomeUnknown,
        ServerOutcomeUnknown,
        NetworkOutcomeUnknown,
        DeadlineOutcomeUnknown,
    ):
        assert issubclass(kind, OutcomeUnknown)


@pytest.mark.parametrize("kind", public_errors(), ids=lambda kind: kind.__name__)
def test_an_error_is_retryable_if_a_repetition_is_safe_and_may_succeed(
    kind: type[MatonError],
) -> None:
    assert kind("").retryable is (kind.__name__ in RETRYABLE)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 522])
@pytest.mark.parametrize("call", [read_space, create_space])
def test_the_client_retries_retryable_errors_only(
    call: Any, status: int, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, json=GOOGLE_ERROR)
    error = get_error(ClientRunner("sync"), call)
    assert error.retryable or not is_retryable(error)
    assert error.retryable is (call is read_space or status == 429)
