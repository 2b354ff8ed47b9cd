"""Error responses, and the calls that receive them."""

from __future__ import annotations

from typing import Any

import pytest
from maton_google_meet import MatonError, approve_all

from support.clients import ClientRunner, read_space
from support.examples import EXAMPLES

GOOGLE_ERROR = {
    "error": {
        "code": 400,
        "message": "No conference is active.",
        "status": "FAILED_PRECONDITION",
        "details": [{"reason": "X"}],
    }
}
MISFIT_RESPONSE = pytest.mark.maton_contract(wrong_on_purpose="answers")
EXAMPLE_BY_ID = {each.id: each for each in reversed(EXAMPLES)}


def get_error(runner: ClientRunner, call: Any = read_space) -> Any:
    """Return the error that `call` raises."""
    with pytest.raises(MatonError) as raised:
        runner.call(call, connection="c-1", confirm=approve_all)
    return raised.value


def make_google_error(
    status: int, word: str | None, message: str = "No.", details: Any = ()
) -> dict[str, Any]:
    """Return the body of an error response of Google."""
    return {"error": {"code": status, "message": message, "status": word, "details": details}}


INFO_TYPE = "type.googleapis.com/google.rpc.ErrorInfo"
SCOPE_REASON = "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
