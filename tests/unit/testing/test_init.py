"""The pytest plugin: the tests that it fails, and its messages."""

from __future__ import annotations

import importlib
import re
import sys
from importlib.metadata import entry_points
from typing import Any

import pytest
from maton_google_meet.testing import Contract
from support.reading import install_command

ADDRESS = "https://api.maton.ai"
# The beginning of each inner test file.
PREFACE = """
import httpx, pytest
from maton_google_meet import GoogleMeet, approve_all

def client(status=200, **answer):
    def respond(request):
        return httpx.Response(status, **answer)
    return GoogleMeet("key", connection="c", confirm=approve_all, retry=None, pace=None,
                      transport=httpx.MockTransport(respond))

WRONG = {"json": {"name": "spaces/a", "config": 5}}
RIGHT = {"json": {"name": "spaces/a"}}
"""


@pytest.fixture
def run(
    pytester: pytest.Pytester, maton_contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Run tests of these sources with the plugin, and return pytest's result."""
    maton_contract.elsewhere.add(ADDRESS)  # Only the inner plugin checks the traffic.
    monkeypatch.setenv(
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"
    )  # Each run would load all plugins again.
    monkeypatch.delenv("CI", raising=False)  # Under CI, pytest prints each failure twice.
    pytester.makeconftest('pytest_plugins = ["maton_google_meet.testing"]')

    def run(*sources: str, ini: str = "") -> pytest.RunResult:
        pytester.makeini(f"[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n{ini}")
        pytester.makepyfile(PREFACE + "\n".join(sources))
        return pytester.runpytest_inprocess("-p", "no:cacheprovider")

    return run


MISFITS = [
    ("client(**RIGHT).http.get('/google-meet/v2/none')", "path '/google-meet/v2/none' is not"),
    ("client(**RIGHT).http.put('/google-meet/v2/spaces')", "method PUT is not documented for"),
    ("client(**RIGHT).http.get('/google-meet/v2/spaces/a?field=name')",
     "query parameter 'field' is not documented; did you mean 'fields'?"),
    ("client(**RIGHT).http.post('/google-meet/v2/spaces', json={'meetingCode': 'abc'})",
     "body field 'meetingCode' is not documented"),
    ("client(**RIGHT).http.post('/google-meet/v2/spaces', json={'config': {'acessType': 'OPEN'}})",
     "body field 'config.acessType' is not documented; did you mean 'accessType'?"),
    ("client(**RIGHT).http.post('/google-meet/v2/spaces', json={'config': 'OPEN'})",
     "body field 'config': \"OPEN\" is not of type \"object\""),
    ("client(**RIGHT).http.post('/google-meet/v2/spaces/a/members', json={})",
     "body field 'email' is missing"),
    ("client(json={}).http.request('DELETE', '/google-meet/v2/spaces/a/members/b', json={})",
     "body is given where none belongs"),
    ("client(**WRONG).http.get('/google-meet/v2/spaces/a')",
     "answer 200 to spaces.get: field 'config': 5 is not of type \"object\""),
    ("client(json={}).http.get('/google-meet/v2/spaces/a')",
     "answer 200 to spaces.get: field 'name' is missing"),
    ("client(html='<p>').http.get('/google-meet/v2/spaces/a')",
     "answer 200 to spaces.get has content type text/html; charset=utf-8; application/json is"),
    ("client(204).http.get('/google-meet/v2/spaces/a')", "status 204 is not documented for spaces"),
]  # fmt: skip


def test_a_violation_fails_its_test(run: Any) -> None:
    result = run(
        *(
            f"@pytest.mark.maton_contract\ndef test_marked_{number}():\n    {call}\n"
            f"def test_with_the_fixture_{number}(maton_contract):\n    {call}\n"
            f"def test_that_asks_for_nothing_{number}():\n    {call}\n"
            for number, (call, _) in enumerate(MISFITS)
        )
    )
    result.assert_outcomes(failed=2 * len(MISFITS), passed=len(MISFITS))
    for number, (_, words) in enumerate(MISFITS):
        for name in (f"test_marked_{number}", f"test_with_the_fixture_{number}"):
            reports = re.split(r"\n___+ (\w+) ___+\n", result.stdout.str())
            assert f": {words}" in reports[reports.index(name) + 1]
    text = result.stdout.str()
    assert "@pytest.mark.maton_contract(wrong_on_purpose='requests'), or 'answers'." in text
    assert "contract.py" not in text  # The report has no traceback into the plugin.


def test_valid_traffic_passes(run: Any) -> None:
    run(
        "@pytest.mark.maton_contract",
        "def test_it():\n    assert client(**RIGHT).spaces.get('a').name == 'spaces/a'\n",
        "    client(**RIGHT).spaces.create()\n    client(404, text='no').http",
    ).assert_outcomes(passed=1)


def test_usefixtures_checks_all_tests(run: Any) -> None:
    source = "def test_it():\n    client(**WRONG).http.get('/google-meet/v2/spaces/a')"
    run(source).assert_outcomes(passed=1)
    run(source, ini="usefixtures = maton_contract").assert_outcomes(failed=1)


def test_violations_on_purpose_pass_on_their_side_only(run: Any) -> None:
    result = run(
        "ask = '/google-meet/v2/spaces/a'",
        "@pytest.mark.maton_contract(wrong_on_purpose='answers')",
        "def test_answers():\n    client(**WRONG).http.get(ask)",
        "@pytest.mark.maton_contract(wrong_on_purpose='requests')",
        "def test_requests():\n    client(**RIGHT).http.get(ask + '?a=b')",
        "@pytest.mark.maton_contract(wrong_on_purpose=('requests', 'answers'))",
        "def test_both():\n    client(**WRONG).http.get(ask + '?a=b')",
        "@pytest.mark.maton_contract(wrong_on_purpose='requests')",
        "def test_the_other_side():\n    client(**WRONG).http.get(ask + '?a=b')",
        "def test_said_within(maton_contract):",
        "    maton_contract.wrong_on_purpose('requests', 'answers')",
        "    client(**WRONG).http.get(ask + '?a=b')",
    )
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(["*FAILED*::test_the_other_side*"])


def test_a_marked_side_without_violations_fails(run: Any) -> None:
    result = run(
        "@pytest.mark.maton_contract(wrong_on_purpose='answers')",
        "def test_it():\n    client(**RIGHT).http.get('/google-meet/v2/spaces/a')",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The answers are marked as wrong_on_purpose, but they fit."])


def test_invalid_arguments_of_the_marker_are_errors(run: Any) -> None:
    result = run(
        "@pytest.mark.maton_contract(wrong_on_purpose='all')\ndef test_side(): pass",
        "@pytest.mark.maton_contract(wrong='answers')\ndef test_word(): pass",
        "@pytest.mark.maton_contract('answers')\ndef test_place(): pass",
    )
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "@pytest.mark.maton_contract: *'answers' may be wrong on purpose, not 'all'",
            "@pytest.mark.maton_contract: *unexpected keyword argument 'wrong'",
            "@pytest.mark.maton_contract: *takes 0 positional arguments but 1 was given",
        ]
    )


def test_another_failure_gets_a_note_of_the_violations(run: Any) -> None:
    result = run(
        "@pytest.mark.maton_contract",
        "def test_it():",
        "    client(**WRONG).spaces.get('a')",
        "@pytest.mark.maton_contract",
        "def test_of_something_else():",
        "    assert 1 == 2",
    )
    result.assert_outcomes(failed=2)
    text = result.stdout.str()
    assert "ResponseError" in text
    assert text.count("Against the document of the API:") == 1
    assert "GET /google-meet/v2/spaces/a: answer 200 to spaces.get: field 'config': 5 is" in text


def test_a_skipped_test_stays_skipped(run: Any) -> None:
    run(
        "@pytest.mark.maton_contract(wrong_on_purpose='answers')",
        "def test_it():\n    pytest.skip('later')",
    ).assert_outcomes(skipped=1)


def test_a_violation_in_a_teardown_is_an_error(run: Any) -> None:
    result = run(
        "@pytest.fixture",
        "def late(maton_contract):",
        "    yield",
        "    client(**RIGHT).http.get('/late')",
        "def test_it(late):\n    pass",
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*GET /late: path '/late' is not documented"])


def test_the_plugin_has_no_entry_point() -> None:
    for entry in entry_points(group="pytest11"):
        assert "maton" not in entry.value


@pytest.mark.parametrize("missing", ["pytest", "jsonschema_rs"])
def test_without_the_extra_a_message_names_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("maton_google_meet.testing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModuleNotFoundError, match=re.escape(install_command("testing"))):
        importlib.import_module("maton_google_meet.testing")
