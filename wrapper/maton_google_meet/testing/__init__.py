"""A pytest plugin that checks the requests and responses of tests against the OpenAPI document.

It checks every request that a client of this package sends during a test, and every response: of
your own transport, of pytest-httpx or of a server. A test fails if a path, a parameter or a field
of a request is unknown, if a type is wrong, or if a required field is missing. The failure names
each violation.

Install the extra `testing` of `maton-google-meet`, and name the plugin in `conftest.py`. pytest
does not load it otherwise, because it has no entry point:

    pytest_plugins = ["maton_google_meet.testing"]

To check a test, use the fixture `maton_contract` or the marker of the same name. To check all
tests, write `usefixtures = ["maton_contract"]` into pytest's configuration. Mark a test whose
requests or responses violate the document intentionally:

    @pytest.mark.maton_contract(wrong_on_purpose="answers")   # or "requests", or a tuple of both
    def test_a_page_of_html_is_an_error() -> None: ...

The fixture `maton_sandbox` is a new `Sandbox` (`maton_google_meet.sandbox`), which replaces the
proxy and Google Meet:

    def test_a_space(maton_sandbox: Sandbox) -> None:
        with maton_sandbox.client() as meet:
            assert meet.spaces.get("kfr-wduz-tqa").meeting_code == "kfr-wduz-tqa"

PYTEST_DONT_REWRITE: otherwise pytest warns if this module is imported before it is named.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

try:
    import pytest
    from maton_google_meet_api.runtime.schemas import document

    from .contract import HINT, Contract, Side
    from .judge import Judge
except ModuleNotFoundError as _missing:
    raise ModuleNotFoundError(
        f"maton_google_meet.testing needs {_missing.name}, which is not installed: "
        "pip install 'jsonschema-rs>=0.60' 'pytest>=8'",
        name=_missing.name,
    ) from _missing

if TYPE_CHECKING:
    from ..sandbox import Sandbox

__all__ = ["Contract", "Judge", "document"]

MARKER = "maton_contract"
_CONTRACT = pytest.StashKey[Contract]()


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        f"{MARKER}(wrong_on_purpose=...): check the requests and responses of this test against "
        "the API's document; wrong_on_purpose= names the side ('requests', 'answers') that must "
        "violate it.",
    )


@pytest.fixture
def maton_contract(request: pytest.FixtureRequest) -> Iterator[Contract]:
    """Check the requests and responses of the clients in this test; see `Contract`."""
    marker = request.node.get_closest_marker(MARKER)
    with Contract() as contract:
        try:
            contract.wrong_on_purpose(*_read_sides(*marker.args, **marker.kwargs) if marker else ())
        except (TypeError, ValueError) as error:
            pytest.fail(f"@pytest.mark.{MARKER}: {error}", pytrace=False)
        request.node.stash[_CONTRACT] = contract
        yield contract
    _fail(contract.take_unexpected())


@pytest.fixture
def maton_sandbox() -> Sandbox:
    """Return a new sandbox; see `maton_google_meet.sandbox`."""
    from ..sandbox import Sandbox  # Only tests that use it pay for the import.

    return Sandbox()


def _read_sides(*, wrong_on_purpose: Side | tuple[Side, ...] = ()) -> tuple[Side, ...]:
    """Return the sides in the arguments of the marker."""
    return (wrong_on_purpose,) if isinstance(wrong_on_purpose, str) else wrong_on_purpose


@pytest.fixture(autouse=True)
def _maton_contract_by_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker(MARKER):
        request.getfixturevalue(MARKER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test itself, not its teardown, for its violations."""
    contract = item.stash.get(_CONTRACT, None)
    try:
        result = yield
    except BaseException as error:
        if contract and (violations := contract.take_unexpected()):
            error.add_note(_describe(violations))  # They may be the cause.
        raise
    if contract:
        _fail(contract.take_unexpected())
        if unused := contract.find_unused():
            sides = " and ".join(unused)
            pytest.fail(f"The {sides} are marked as wrong_on_purpose, but they fit.", False)
    return result


def _describe(violations: list[str]) -> str:
    return "\n  ".join(["Against the document of the API:", *violations]) + f"\n{HINT}"


def _fail(violations: list[str]) -> None:
    if violations:
        pytest.fail(_describe(violations), pytrace=False)
