"""`Contract`: the requests and responses that it checks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from maton_google_meet import GoogleMeet, NotFoundError, Retry
from maton_google_meet.testing import Contract, Judge, contract
from pytest_httpx import HTTPXMock
from support.clients import KEY, ClientRunner

ADDRESS = "https://api.maton.ai"


def list_violations(contract: Contract) -> list[str]:
    return [*contract.violations["requests"], *contract.violations["answers"]]


@pytest.mark.maton_contract(wrong_on_purpose="requests")
def test_both_clients_are_checked_with_any_transport(
    runner: ClientRunner, httpx_mock: HTTPXMock, maton_contract: Contract
) -> None:
    httpx_mock.add_response(json={"name": "spaces/a"}, is_reusable=True)

    def call(meet: Any) -> Any:
        return meet.http.get("/google-meet/v2/spaces/a", params={"mask": "name"})

    runner.call(call, connection="c")
    [violation] = list_violations(maton_contract)
    assert violation == (
        "GET /google-meet/v2/spaces/a?mask=name: query parameter 'mask' is not documented"
    )


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_each_attempt_is_checked(runner: ClientRunner, maton_contract: Contract) -> None:
    answers = iter([httpx.Response(503, json=[]), httpx.Response(200, json={"name": "spaces/a"})])
    runner.call(
        lambda meet: meet.spaces.get("a"),
        connection="c",
        retry=Retry(attempts=2, max_wait=1e-4),
        transport=httpx.MockTransport(lambda _: next(answers)),
    )
    [violation] = list_violations(maton_contract)
    assert violation.startswith("GET /google-meet/v2/spaces/a: answer 503 to spaces.get")


def test_connection_discovery_is_checked(
    runner: ClientRunner, httpx_mock: HTTPXMock, maton_contract: Contract
) -> None:
    maton_contract.wrong_on_purpose("answers")
    one = {"connection_id": "c", "status": "ACTIVE", "app": "google-meet", "url": 5}
    httpx_mock.add_response(json={"connections": [one]})
    httpx_mock.add_response(json={"name": "spaces/a"})
    runner.call(lambda meet: meet.spaces.get("a"))
    assert (
        "GET /connections?app=google-meet&status=ACTIVE: answer 200"
        in list_violations(maton_contract)[0]
    )


def test_the_path_of_the_base_url_is_not_checked(runner: ClientRunner) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/maton/google-meet/v2/spaces/a"
        return httpx.Response(200, json={"name": "spaces/a"})

    runner.call(
        lambda meet: meet.spaces.get("a"),
        connection="c",
        base_url="https://proxy.example/maton",
        transport=httpx.MockTransport(answer),
    )


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_a_streamed_response_is_not_read(maton_contract: Contract) -> None:
    answers = iter([httpx.Response(200, json={}), httpx.Response(404, json={})])
    transport = httpx.MockTransport(lambda _: next(answers))
    with GoogleMeet(KEY, connection="c", retry=None, pace=None, transport=transport) as meet:
        with meet.http.stream("GET", "/google-meet/v2/spaces/a") as response:
            assert list_violations(maton_contract) == []
            assert response.read() == b"{}"
        with pytest.raises(NotFoundError):
            meet.http.stream("GET", "/google-meet/v2/spaces/a").__enter__()
    assert len(list_violations(maton_contract)) == 1  # An error is read by the client.


def test_a_judge_of_another_document(maton_contract: Contract) -> None:
    maton_contract.elsewhere.add(ADDRESS)
    answer = {"operationId": "a.get", "responses": {"200": {"description": "A."}}}
    header = {"name": "Maton-Connection", "in": "header", "schema": {"type": "string"}}
    paths = {"/a": {"parameters": [header], "get": answer}}
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with (
        Contract(Judge({"paths": paths})) as contract,
        GoogleMeet(KEY, connection="c", retry=None, pace=None, transport=transport) as meet,
    ):
        meet.http.get("/a")
        assert contract.unmeant() == []
        meet.http.get("/b")
        assert contract.unmeant() == ["GET /b: path '/b' is not documented"]
        assert contract.unmeant() == []


def test_the_judge_of_the_document_is_created_once() -> None:
    contract._load_judge.cache_clear()
    assert Contract().judge is Contract().judge


def test_traffic_outside_the_block_is_not_checked(maton_contract: Contract) -> None:
    maton_contract.elsewhere.add(ADDRESS)
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with GoogleMeet(KEY, connection="c", retry=None, pace=None, transport=transport) as meet:
        with Contract() as contract:
            meet.http.get("/b")
        assert len(contract.unmeant()) == 1
        meet.http.get("/b")
        assert contract.unmeant() == []


def test_the_names_of_version_0_2_0_remain() -> None:
    contract = Contract()
    contract.wrong_on_purpose("answers")
    assert (contract.unmeant(), contract.unkept()) == ([], ["answers"])
