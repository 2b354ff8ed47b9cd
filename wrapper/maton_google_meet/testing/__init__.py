"""A pytest plugin that holds what your tests send and answer against the API's document.

Whatever a client of this package sends during a test is judged, whoever answers it: a transport
of your own, pytest-httpx, a server. So is the answer. A path, parameter or field that the document
does not know, a wrong type, a missing field: the test that did it fails and says what was wrong.

Install the extra `testing` of `maton-google-meet` and name the plugin in `conftest.py`; it has no
entry point, so that it costs nothing where nobody names it:

    pytest_plugins = ["maton_google_meet.testing"]

A test asks for it with the fixture `maton_contract` or the marker of the same name; for all tests,
write `usefixtures = ["maton_contract"]` into pytest's configuration. Where something is wrong on
purpose, the test says so:

    @pytest.mark.maton_contract(wrong_on_purpose="answers")   # or "requests", or a tuple of both
    def test_a_page_of_html_is_an_error() -> None: ...

The fixture `maton_sandbox` is a `Sandbox` of your own for the test (`maton_google_meet.sandbox`): a
stand-in for the proxy and Google Meet that remembers what is done to it.

PYTEST_DONT_REWRITE: naming this module after it was imported would be a warning.
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
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        f"{MARKER}(wrong_on_purpose=...): hold the requests and answers of this test against the "
        "document of the API; wrong_on_purpose= names the side ('requests', 'answers') not to fit.",
    )


@pytest.fixture
def maton_contract(request: pytest.FixtureRequest) -> Iterator[Contract]:
    """Judges what the clients in this test send and are answered; see `Contract`."""
    marker = request.node.get_closest_marker(MARKER)
    with Contract() as contract:
        try:
            contract.wrong_on_purpose(*_meant(*marker.args, **marker.kwargs) if marker else ())
        except (TypeError, ValueError) as error:
            pytest.fail(f"@pytest.mark.{MARKER}: {error}", pytrace=False)
        request.node.stash[_CONTRACT] = contract
        yield contract
    _fail(contract.unmeant())


@pytest.fixture
def maton_sandbox() -> Sandbox:
    """A sandbox that nothing has been done to; see `maton_google_meet.sandbox`."""
    from ..sandbox import Sandbox  # Only who asks for it pays for it.

    return Sandbox()


def _meant(*, wrong_on_purpose: Side | tuple[Side, ...] = ()) -> tuple[Side, ...]:
    """The arguments of the marker."""
    return (wrong_on_purpose,) if isinstance(wrong_on_purpose, str) else wrong_on_purpose


@pytest.fixture(autouse=True)
def _maton_contract_by_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker(MARKER):
        request.getfixturevalue(MARKER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let the test fail, and not its teardown, for what it sent and was answered."""
    contract = item.stash.get(_CONTRACT, None)
    try:
        result = yield
    except BaseException as error:
        if contract and (found := contract.unmeant()):
            error.add_note(_words(found))  # It may well be the reason.
        raise
    if contract:
        _fail(contract.unmeant())
        if unkept := contract.unkept():
            pytest.fail(f"The {' and '.join(unkept)} were to be wrong on purpose, and fit.", False)
    return result


def _words(found: list[str]) -> str:
    return "\n  ".join(["Against the document of the API:", *found]) + f"\n{HINT}"


def _fail(found: list[str]) -> None:
    if found:
        pytest.fail(_words(found), pytrace=False)
