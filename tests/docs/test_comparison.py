"""The comparison in the README: what each client does, and the numbers of docs/performance.md."""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib.metadata import distribution, version
from typing import Any

import google.oauth2.credentials
import googleapiclient.discovery
import httpx
import maton_ai
import pytest
import regenerate
from codegen.generate import run_generator
from codegen.rules import load_document
from google.apps import meet_v2
from maton_google_meet import GoogleMeet, approve_all
from maton_google_meet.sandbox import Fault, Sandbox, Served
from support.pages import PAGES, read_section

TEXT = read_section("README.md", "Comparison")
MEASUREMENTS = PAGES["docs/performance.md"]
SPACE = "Hq3vTz8LmWcX"


def read_table(text: str) -> dict[str, dict[str, str]]:
    """Return the cells of the last table in `text` by row and column."""
    table = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)[-1].splitlines()
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


TABLE = read_table(TEXT)
MEASURED = read_table(read_section("docs/performance.md", "Speed, CPU and memory"))
BY_HAND, GENERATED = "httpx or urllib by hand", "plain generated"


def call_ours(served: Served, *, write: bool) -> None:
    with GoogleMeet(served.key, base_url=served.url, confirm=approve_all) as meet:
        meet.spaces.create() if write else meet.spaces.get(SPACE)


def call_httpx(served: Served, *, write: bool) -> None:
    headers = {"Authorization": f"Bearer {served.key}"}
    with httpx.Client(base_url=f"{served.url}/google-meet/v2", headers=headers) as http:
        response = http.post("/spaces", json={}) if write else http.get(f"/spaces/{SPACE}")
        response.raise_for_status()


def call_urllib(served: Served, *, write: bool) -> None:
    request = urllib.request.Request(
        f"{served.url}/google-meet/v2/spaces" + ("" if write else f"/{SPACE}"),
        data=b"{}" if write else None,
        headers={"Authorization": f"Bearer {served.key}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            json.load(response)
    except urllib.error.HTTPError as error:
        error.close()
        raise


def call_maton(served: Served, *, write: bool) -> None:
    maton = maton_ai.Maton(served.key, base_url=served.url, telemetry=False)
    with contextlib.closing(maton), maton._client._client:
        if write:
            maton.api.post("/google-meet/v2/spaces", json={})
        else:
            maton.api.get(f"/google-meet/v2/spaces/{SPACE}")


def make_credentials(served: Served) -> Any:
    return google.oauth2.credentials.Credentials(token=served.key)


def call_google_meet(served: Served, *, write: bool) -> None:
    kind: Any = meet_v2.SpacesServiceClient
    transport = kind.get_transport_class("rest")(
        host=f"{served.url}/google-meet", url_scheme="http", credentials=make_credentials(served)
    )
    with kind(transport=transport) as spaces:
        spaces.create_space() if write else spaces.get_space(name=f"spaces/{SPACE}")


def call_google_api(served: Served, *, write: bool, retries: int = 0) -> None:
    with googleapiclient.discovery.build(
        *("meet", "v2"),
        credentials=make_credentials(served),
        client_options={"api_endpoint": f"{served.url}/google-meet/"},
        static_discovery=True,
    ) as api:
        spaces = api.spaces()
        request = spaces.create(body={}) if write else spaces.get(name=f"spaces/{SPACE}")
        request.execute(num_retries=retries)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Generate the package that openapi-python-client makes without this project's templates."""
    folder = tmp_path_factory.mktemp("generated")
    run_generator(load_document(regenerate.SPEC), folder / "plain_meet")
    sys.path.append(str(folder))
    yield
    sys.path.remove(str(folder))


def call_generated(served: Served, *, write: bool) -> None:
    package = importlib.import_module("plain_meet")
    spaces = "plain_meet.api.spaces"
    with package.AuthenticatedClient(served.url, served.key) as client:
        client.raise_on_unexpected_status = True
        if write:
            create = importlib.import_module(f"{spaces}.spaces_create")
            body = importlib.import_module("plain_meet.models").Space
            response = create.sync_detailed(client=client, body=body("spaces/a"))
        else:
            get = importlib.import_module(f"{spaces}.spaces_get")
            response = get.sync_detailed(SPACE, client=client)
        if response.status_code >= 400:
            raise LookupError(response.status_code)


CLIENTS: list[tuple[str, Callable[..., None]]] = [
    ("this client", call_ours),
    (BY_HAND, call_httpx),
    (BY_HAND, call_urllib),
    ("maton-ai", call_maton),
    ("google-apps-meet", call_google_meet),
    ("google-api-python-client", call_google_api),
    (GENERATED, call_generated),
]
each_client = pytest.mark.parametrize(
    ("column", "call"), CLIENTS, ids=[call.__name__.removeprefix("call_") for _, call in CLIENTS]
)


def send(call: Callable[..., None], fault: Fault | None, *, write: bool) -> tuple[int, bool]:
    """Return how often the request was sent, and True if the call returned."""
    sandbox = Sandbox(rate=None)
    operation = "spaces.create" if write else "spaces.get"
    returned = False
    with sandbox.serve() as served:
        if fault:
            sandbox.fail(fault, operation=operation)
        with contextlib.suppress(Exception):
            call(served, write=write)
            returned = True
    return [each.operation for each in sandbox.requests].count(operation), returned


@pytest.mark.usefixtures("generated")
@each_client
def test_it_works_through_maton(column: str, call: Callable[..., None]) -> None:
    assert TABLE["works through Maton"][column].startswith("yes")
    assert send(call, None, write=False) == (1, True)


@pytest.mark.usefixtures("generated")
@each_client
def test_the_sends_of_a_write_whose_response_is_lost(
    column: str, call: Callable[..., None]
) -> None:
    sends = int(TABLE["times that a write is sent if its response is lost"][column])
    assert send(call, Fault.LOST_ANSWER, write=True) == (sends, sends > 1)


@pytest.mark.usefixtures("generated")
@each_client
def test_the_retry_of_a_read(column: str, call: Callable[..., None]) -> None:
    cell = TABLE["retries a read after a 503"][column]
    retries = cell.startswith("yes")
    assert send(call, Fault.UNAVAILABLE, write=False) == (1 + retries, retries)
    if cell == "with `num_retries=`":
        retrying = functools.partial(call, retries=2)
        assert send(retrying, Fault.UNAVAILABLE, write=False) == (2, True)


def test_async_clients() -> None:
    row = TABLE["async"]
    assert row["google-apps-meet"] == "gRPC only, not through Maton"
    services = "google.apps.meet_v2.services.spaces_service"
    transports = importlib.import_module(f"{services}.transports")._transport_registry
    assert [name for name in transports if "async" in name] == ["grpc_asyncio"]
    assert row["maton-ai"] == "no"
    assert not any("sync" in name.lower() for name in maton_ai.__all__)


def test_the_others_install_no_command() -> None:
    assert TABLE["command line and MCP server"]["this client"] == "yes"
    for name in ("maton-ai", "google-apps-meet", "google-api-python-client"):
        assert TABLE["command line and MCP server"][name] == "no"
        assert not distribution(name).entry_points


def test_the_versions_are_the_installed_ones() -> None:
    shown = dict(re.findall(r"([a-z][a-z-]+) (\d+\.\d+\.\d+)", " ".join(TEXT.split())))
    assert {*shown} == {
        *("maton-ai", "google-apps-meet", "google-api-python-client", "openapi-python-client")
    }
    assert shown == {name: version(name) for name in shown}


NUMBERS = {
    "import": "`from maton_google_meet import GoogleMeet`",
    "cold start to the first response, TLS": "cold start to the first response, TLS",
    "CPU time of a page of 250 participants": "CPU of a page of 250",
}


@pytest.mark.parametrize("name", NUMBERS)
def test_the_numbers_are_the_measured_ones(name: str) -> None:
    measured = MEASURED[NUMBERS[name]]
    [row] = [row for row in TABLE if row.startswith(f"{name} (")]
    assert row == f"{name} (httpx: {measured['httpx']})"
    for column, cell in TABLE[row].items():
        expected = "1.00" if column == BY_HAND else measured[column].removesuffix(" ✗")
        assert cell == expected, column


def test_the_winners_are_as_stated() -> None:
    def compare(name: str) -> dict[str, float]:
        [row] = [TABLE[row] for row in TABLE if row.startswith(f"{name} (")]
        return {column: float(cell) for column, cell in row.items()}

    for name in NUMBERS:
        values = compare(name)
        assert min(values, key=values.__getitem__) == BY_HAND
    cold, page = (
        compare("cold start to the first response, TLS"),
        compare("CPU time of a page of 250 participants"),
    )
    assert cold["maton-ai"] < cold["this client"]
    dicts = [column for column, cell in TABLE["typed responses"].items() if cell == "no"]
    assert all(page[column] < page["this client"] for column in dicts)


def test_the_date_and_the_command_are_those_of_the_measurement() -> None:
    [row] = [line for line in MEASUREMENTS.splitlines() if line.startswith("| speed, CPU and")]
    date, command = [cell.strip().strip("`") for cell in row.strip("|").split("|")][-2:]
    assert command in " ".join(TEXT.split())
    assert f"on {date};" in " ".join(TEXT.split())
