"""The responses of an export in SQLite."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet import ResponseError
from maton_google_meet.models import ConferenceRecord, Participant
from maton_google_meet.reports import ExportError
from maton_google_meet.reports.export import find_model
from maton_google_meet.reports.reading import Page
from maton_google_meet.reports.store import FILE, Request, Store

RECORD = "conferenceRecords/a"
TIME = datetime(2026, 11, 3, 9, tzinfo=UTC)
KIND = "participants"
ODD = "conferenceRecords/a/participants/\ud800'\0x"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path, find_model) as store:
        yield store


def make_page(*names: str, token: str | None = None, path: str | None = "/x") -> Page:
    return Page([Participant(name) for name in names], token, "req_1", TIME, path)


def read_names(store: Store, parent: str = RECORD) -> list[str]:
    return [each.name for each in store.read_items(KIND, parent)]


# --- pages ----------------------------------------------------------------------------------------


def test_a_page_is_returned_as_it_was_stored(tmp_path: Path) -> None:
    page = make_page("b", "a", ODD, token="t\ud800")
    with Store(tmp_path, find_model) as store:
        assert store.find_page(KIND, RECORD) is None
        store.add_page(KIND, RECORD, None, page)
    with Store(tmp_path, find_model) as store:
        assert store.find_page(KIND, RECORD) == page
        assert store.find_page(KIND, RECORD, "t\ud800") is None
        assert read_names(store) == ["b", "a", ODD]
        assert store.find_item(KIND, RECORD, ODD) == Participant(ODD)
        assert store.find_item(KIND, RECORD, "c") is None


def test_a_list_is_complete_with_its_last_page(store: Store) -> None:
    assert not store.is_complete(KIND, RECORD)
    store.add_page(KIND, RECORD, None, make_page("a", "b", token="2"))
    assert not store.is_complete(KIND, RECORD)
    # An item of the previous page, which the list has moved to the next one.
    store.add_page(KIND, RECORD, "2", make_page("b", "c"))
    assert store.is_complete(KIND, RECORD)
    assert read_names(store) == ["a", "b", "c"]


def test_a_page_that_is_stored_twice_counts_once(store: Store) -> None:
    for name in ("a", "b"):
        store.add_page(KIND, RECORD, None, make_page(name))
    assert read_names(store) == ["a"]


def test_an_item_that_is_not_json_is_an_error(store: Store) -> None:
    page = make_page("a")
    page.items[0].additional_properties["size"] = float("nan")
    with pytest.raises(ResponseError, match="cannot be stored"):
        store.add_page(KIND, RECORD, None, page)
    assert store.find_page(KIND, RECORD) is None


def test_responses_are_forgotten(store: Store) -> None:
    other = "conferenceRecords/b"
    for parent in (RECORD, f"{RECORD}/x", other):
        store.add_page(KIND, parent, None, make_page("a"))
    store.forget_list(KIND, RECORD)
    assert (read_names(store), read_names(store, f"{RECORD}/x")) == ([], ["a"])
    store.forget_conference(RECORD)
    assert (read_names(store, f"{RECORD}/x"), read_names(store, other)) == ([], ["a"])


@pytest.mark.parametrize(("tokens", "is_kept"), [("12", True), ("11", False), ("121", False)])
def test_a_list_whose_tokens_return_is_forgotten(tokens: str, is_kept: bool, store: Store) -> None:
    previous = None
    for token in tokens:
        store.add_page(KIND, RECORD, previous, make_page(token=token))
        previous = token
    store.forget_cycles(RECORD)
    assert (store.find_page(KIND, RECORD) is not None) == is_kept


def test_a_tree_yields_each_parent_with_its_items(store: Store) -> None:
    store.add_page(KIND, RECORD, None, make_page("b", "a"))
    for name in "ab":
        store.add_page("recordings", name, None, Page([], None, None, TIME))
    store.add_page(KIND, "b", None, make_page("b/1"))
    rows = store.read_tree(KIND, KIND, RECORD)
    assert [(above.name, below.name) for above, below in rows] == [("b", "b/1")]


def test_requests_have_an_order_of_their_own(store: Store) -> None:
    for name in ("b", "a"):
        store.add_page(KIND, f"{RECORD}/{name}", None, make_page(path=f"/{name}"))
    record = Page([ConferenceRecord(RECORD)], None, None, TIME.replace(hour=10))
    store.add_page("conference_records", RECORD, None, record)
    assert [*store.read_requests(RECORD)] == [
        Request("/a", "req_1", TIME),
        Request("/b", "req_1", TIME),
    ]
    assert store.find_latest_time(RECORD) == TIME.replace(hour=10)
    assert store.find_latest_time("conferenceRecords/b") is None


def test_the_summary_of_a_conference_is_replaced(store: Store) -> None:
    store.add_conference("b", "folder 1", {"state": "partial"})
    store.add_conference("a", "folder 2", {})
    store.settle(["b"], settled=True)
    assert (store.is_settled("b"), store.is_settled("a"), store.is_settled("c")) == (1, 0, 0)
    store.add_conference("b", "folder 3", {"state": "complete"})
    assert not store.is_settled("b")
    assert [*store.read_conferences()] == [{}, {"state": "complete"}]


def test_drafts_are_sorted_like_python(store: Store) -> None:
    keys = ["é", "", "Z", "a\0b", "a", "\U0001f600", "\uffff", "a b"]
    store.add_drafts(RECORD, "x", enumerate((key, [key]) for key in keys))
    store.add_drafts(RECORD, "y", [(0, ("k", 2)), (1, ("k", 1))])
    assert [*store.read_drafts(RECORD, "x")] == [(key, [key]) for key in sorted(keys)]
    assert [*store.read_drafts(RECORD, "y")] == [("k", 2), ("k", 1)]
    store.delete_drafts(RECORD, "x")
    assert len([*store.read_drafts(RECORD, "x"), *store.read_drafts(RECORD, "y")]) == 2
    store.delete_drafts(RECORD)
    assert [*store.read_drafts(RECORD, "y")] == []


def test_a_failed_change_leaves_nothing(store: Store) -> None:
    def fail() -> Iterator[Any]:
        yield 0, ("a", 1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add_drafts(RECORD, "x", fail())
    assert [*store.read_drafts(RECORD, "x")] == []
    store.add_drafts(RECORD, "x", [(0, ("a", 1))])


# --- the file -------------------------------------------------------------------------------------


def check_refusal(folder: Path, text: str) -> None:
    """Check that the store is refused, and not changed."""
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(ExportError, match=text) as raised:
        Store(folder, find_model)
    assert "sqlite3" not in repr(raised.value)[:40]
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before


def test_an_open_store_is_locked(tmp_path: Path) -> None:
    with Store(tmp_path, find_model):
        with pytest.raises(ExportError, match="Another export uses the folder"):
            Store(tmp_path, find_model)
    Store(tmp_path, find_model).close()


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"some notes of another program" * 100)
    check_refusal(tmp_path, "The file was not written by an export")


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("CREATE TABLE list (x)")
    database.commit()
    database.close()
    check_refusal(tmp_path, "The file was not written by an export")


def test_another_version_of_the_format_is_refused(tmp_path: Path) -> None:
    Store(tmp_path, find_model).close()
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("PRAGMA user_version = 7")
    database.close()
    check_refusal(tmp_path, "has version 7 of the format, and this package reads only version 1")


def test_a_damaged_file_is_reported(tmp_path: Path) -> None:
    with Store(tmp_path, find_model) as store:
        for number in range(50):
            store.add_page(KIND, f"{RECORD}/{number}", None, make_page(*map(str, range(20))))
    path = tmp_path / FILE
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with (
        pytest.raises(ExportError, match="The file is damaged"),
        Store(tmp_path, find_model) as store,
    ):
        for number in range(50):
            read_names(store, f"{RECORD}/{number}")


@pytest.mark.parametrize("suffix", ["", "-wal", "-journal"])
def test_a_link_is_refused(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"{FILE}{suffix}").symlink_to(tmp_path / "outside")
    check_refusal(tmp_path, "is a symbolic link")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    check_refusal(tmp_path, r"cannot be read or written \(unable to open database file\)")


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    page = make_page(*(f"{at}" * 500 for at in range(1000)))
    with Store(tmp_path, find_model) as store:
        store.add_page(KIND, RECORD, None, make_page("a"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**18, limits[1]))
        try:
            with pytest.raises(ExportError, match="run the export again: it resumes"):
                store.add_page(KIND, f"{RECORD}/b", None, page)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert read_names(store) == ["a"]
        store.add_page(KIND, f"{RECORD}/b", None, page)
