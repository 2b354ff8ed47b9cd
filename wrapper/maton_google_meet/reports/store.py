"""The responses of an export in an SQLite database, so that they are not requested again."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from ..errors import ResponseError
from .errors import ExportError
from .reading import Page

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.model import Model

FILE: Final = ".export.sqlite3"
SUFFIXES: Final = ("", "-journal", "-wal", "-shm")
APPLICATION_ID: Final = 0x4D474D58
VERSION: Final = 1
CHECKPOINT_PAGES: Final = 10_000
SCHEMA: Final = f"""
BEGIN EXCLUSIVE;
CREATE TABLE list (
    id INTEGER PRIMARY KEY, conference BLOB NOT NULL, resource TEXT NOT NULL, parent BLOB NOT NULL,
    UNIQUE (resource, parent)
);
CREATE INDEX list_conference ON list (conference, resource);
CREATE TABLE page (
    list INTEGER NOT NULL REFERENCES list ON DELETE CASCADE, number INTEGER NOT NULL,
    token BLOB NOT NULL, next BLOB, path BLOB, request_id BLOB, time TEXT NOT NULL,
    PRIMARY KEY (list, number), UNIQUE (list, token)
) WITHOUT ROWID;
CREATE TABLE item (
    list INTEGER NOT NULL, page INTEGER NOT NULL, position INTEGER NOT NULL, name BLOB NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (list, page, position),
    FOREIGN KEY (list, page) REFERENCES page ON DELETE CASCADE
) WITHOUT ROWID;
CREATE UNIQUE INDEX item_name ON item (name, list);
CREATE TABLE conference (
    name BLOB PRIMARY KEY, folder TEXT NOT NULL UNIQUE, summary TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE draft (
    conference BLOB NOT NULL, kind TEXT NOT NULL, key BLOB NOT NULL, position INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (conference, kind, key, position)
) WITHOUT ROWID;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
COMMIT;
"""
ADVICE: Final = {
    "SQLITE_BUSY": "Another export uses the folder. Wait until it has ended, or choose another "
    "folder",
    "SQLITE_NOTADB": "The file was not written by an export. Choose another folder",
    "SQLITE_CORRUPT": "The file is damaged. Delete it and run the export again: it requests "
    "everything",
    "SQLITE_FULL": "The disk is full. Free some space and run the export again: it resumes",
}
"""The meaning and the next step, by the names of SQLite's errors."""
OTHER_ADVICE: Final = (
    "The file cannot be read or written ({}). Check the folder's permissions and the disk, and run "
    "the export again: it resumes"
)


class Request(NamedTuple):
    """A request that an export sent."""

    path: str
    request_id: str | None
    time: datetime


class Store:
    """The responses of the exports into one folder.

    An open store locks its file, until it is closed or the process ends.

    Args:
        folder: The folder of the export, which exists.
        find_model: Returns the class of the items of a resource.

    Raises:
        ExportError: The file cannot be used. All methods raise this error.
    """

    def __init__(self, folder: Path, find_model: Callable[[str], type[Model]]) -> None:
        self.path: Path = folder / FILE
        self._find_model = find_model
        for suffix in SUFFIXES:
            if os.path.islink(f"{self.path}{suffix}"):
                raise ExportError(
                    f"{self.path}{suffix} is a symbolic link, which an export does not follow. "
                    "Delete the link, or choose another folder."
                )
        with self._convert_errors():
            self._database = sqlite3.connect(
                self.path, timeout=0, isolation_level=None, check_same_thread=False
            )
        try:
            with self._convert_errors():
                self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        execute = self._database.execute
        # In this mode, the lock is kept after the first transaction.
        execute("PRAGMA locking_mode = EXCLUSIVE")
        if not execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            self._database.executescript(SCHEMA)
        [[application], [version]] = [
            execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        ]
        if application != APPLICATION_ID:
            raise ExportError(f"{self.path}: {ADVICE['SQLITE_NOTADB']}.")
        if version != VERSION:
            raise ExportError(
                f"{self.path} has version {version} of the format, and this package reads only "
                f"version {VERSION}. Choose another folder, or delete the file to start again."
            )
        execute("PRAGMA foreign_keys = ON")
        # An interrupted process loses nothing; a power failure may lose the latest responses.
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")
        # A checkpoint waits for the disk, which delays the other tasks of an event loop.
        execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        execute("PRAGMA temp_store = MEMORY")
        execute("BEGIN EXCLUSIVE")
        execute("COMMIT")

    def close(self) -> None:
        """Close the file and release its lock."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _convert_errors(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            found = (text for key, text in ADVICE.items() if name.startswith(key))
            advice = next(found, OTHER_ADVICE.format(error))
            raise ExportError(f"{self.path}: {advice}.") from error

    @contextlib.contextmanager
    def _change(self) -> Generator[Callable[..., sqlite3.Cursor]]:
        """Open a transaction. An exception rolls it back."""
        with self._convert_errors():
            self._database.execute("BEGIN")
            try:
                yield self._database.execute
                self._database.execute("COMMIT")
            except BaseException:
                # After some errors, SQLite has ended the transaction itself.
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def _select(self, query: str, *values: Any) -> Iterator[Any]:
        with self._convert_errors():
            yield from self._database.execute(query, values)

    def _select_one(self, query: str, *values: Any) -> Any:
        """Return the first row, or None."""
        return next(self._select(query, *values), None)

    # Pages

    def find_page(self, resource: str, parent: str, token: str | None = None) -> Page | None:
        """Return a stored page of a list; None if it has to be requested."""
        row = self._select_one(
            "SELECT list, number, next, request_id, time, path FROM page JOIN list ON id = list "
            "WHERE resource = ? AND parent = ? AND token = ?",
            *(resource, _encode(parent), _encode(token or "")),
        )
        if row is None:
            return None
        list_id, number, following, request_id, time, path = row
        parse = self._find_model(resource).from_json
        rows = self._select(
            "SELECT json FROM item WHERE list = ? AND page = ? ORDER BY position", list_id, number
        )
        items = [parse(text) for [text] in rows]
        moment = datetime.fromisoformat(time)
        return Page(items, _decode(following), _decode(request_id), moment, _decode(path))

    def add_page(self, resource: str, parent: str, token: str | None, page: Page) -> None:
        """Store a page. Skip an item that an earlier page of the list has.

        Raises:
            ResponseError: An item cannot be stored as JSON.
        """
        try:
            texts = [(_encode(each.name), each.to_json()) for each in page.items]
        except (TypeError, ValueError) as error:
            raise ResponseError(
                f"A response about {resource} cannot be stored: {error}. Run the export again; if "
                "this persists, report it to the maintainers of this package."
            ) from error
        key = _encode(parent)
        with self._change() as execute:
            execute(
                "INSERT OR IGNORE INTO list (conference, resource, parent) VALUES (?, ?, ?)",
                (_encode(get_conference(parent)), resource, key),
            )
            [list_id, number] = execute(
                "SELECT id, (SELECT count(*) FROM page WHERE list = id) FROM list "
                "WHERE resource = ? AND parent = ?",
                (resource, key),
            ).fetchone()
            query = "SELECT 1 FROM page WHERE list = ? AND token = ?"
            if execute(query, (list_id, _encode(token or ""))).fetchone():
                return
            execute(
                "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(list_id, number, _encode(token or ""), _encode(page.token)),
                    *(_encode(page.path), _encode(page.request_id), page.time.isoformat()),
                ),
            )
            for position, (name, text) in enumerate(texts):
                execute(
                    "INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?)",
                    (list_id, number, position, name, text),
                )

    def forget_list(self, resource: str, parent: str) -> None:
        """Delete the pages of a list."""
        with self._change() as execute:
            execute(
                "DELETE FROM list WHERE resource = ? AND parent = ?", (resource, _encode(parent))
            )

    def forget_conference(self, conference: str) -> None:
        """Delete all responses about a conference."""
        with self._change() as execute:
            execute("DELETE FROM list WHERE conference = ?", (_encode(conference),))

    def forget_cycles(self, conference: str) -> None:
        """Delete the lists whose page tokens form a cycle, so that reading them would not end."""
        with self._change() as execute:
            execute(
                "DELETE FROM list WHERE conference = ? AND EXISTS (SELECT 1 FROM page AS a JOIN "
                "page AS b ON a.list = b.list AND a.next = b.token AND a.number >= b.number "
                "WHERE a.list = list.id)",
                (_encode(conference),),
            )

    def is_complete(self, resource: str, parent: str) -> bool:
        """Return True if all pages of a list are stored."""
        row = self._select_one(
            "SELECT 1 FROM page JOIN list ON id = list WHERE resource = ? AND parent = ? "
            "AND next IS NULL",
            *(resource, _encode(parent)),
        )
        return row is not None

    # Items

    def read_items(self, resource: str, parent: str) -> Iterator[Any]:
        """Yield the items of a list, in the order of the API."""
        parse = self._find_model(resource).from_json
        rows = self._select(
            "SELECT json FROM item JOIN list ON id = list WHERE resource = ? AND parent = ? "
            "ORDER BY list, page, position",
            *(resource, _encode(parent)),
        )
        for [text] in rows:
            yield parse(text)

    def read_tree(self, above: str, below: str, conference: str) -> Iterator[tuple[Any, Any]]:
        """Yield each item of the lists `below` the items of the list `above`, after its parent."""
        for parent in self.read_items(above, conference):
            for item in self.read_items(below, parent.name):
                yield parent, item

    def find_item(self, resource: str, parent: str, name: str) -> Any:
        """Return an item of a list by its name; None if the list does not have it."""
        row = self._select_one(
            "SELECT json FROM item JOIN list ON id = list WHERE resource = ? AND parent = ? "
            "AND name = ?",
            *(resource, _encode(parent), _encode(name)),
        )
        return row and self._find_model(resource).from_json(row[0])

    def read_requests(self, conference: str) -> Iterator[Request]:
        """Yield the requests about a conference, in an order that does not depend on time."""
        rows = self._select(
            "SELECT path, request_id, time FROM list JOIN page ON id = list "
            "WHERE conference = ? AND path IS NOT NULL ORDER BY resource, parent, number",
            _encode(conference),
        )
        for path, request_id, time in rows:
            yield Request(_decode(path), _decode(request_id), datetime.fromisoformat(time))

    def find_latest_time(self, conference: str) -> datetime | None:
        """Return the time of the latest response about a conference; None without a response."""
        [time] = self._select_one(
            "SELECT max(time) FROM list JOIN page ON id = list WHERE conference = ?",
            _encode(conference),
        )
        return time and datetime.fromisoformat(time)

    # Conferences

    def add_conference(self, name: str, folder: str, summary: Any) -> None:
        """Store the `summary` of a conference, whose files are complete."""
        with self._change() as execute:
            execute(
                "INSERT OR REPLACE INTO conference VALUES (?, ?, ?, 0)",
                (_encode(name), folder, json.dumps(summary)),
            )

    def read_conferences(self) -> Iterator[Any]:
        """Yield the summaries of all conferences, in the order of their folders."""
        for [text] in self._select("SELECT summary FROM conference ORDER BY folder"):
            yield json.loads(text)

    def is_settled(self, name: str) -> bool:
        """Return True if the latest export of a conference belongs to a run that has ended."""
        query = "SELECT 1 FROM conference WHERE name = ? AND settled"
        return self._select_one(query, _encode(name)) is not None

    def settle(self, names: Iterable[str], settled: bool) -> None:
        """Store that the exports of conferences belong to a run that has ended, or to this one."""
        with self._change() as execute:
            for name in names:
                execute(
                    "UPDATE conference SET settled = ? WHERE name = ?", (settled, _encode(name))
                )

    # Drafts

    def add_drafts(
        self, conference: str, kind: str, rows: Iterable[tuple[int, tuple[str, Any]]]
    ) -> None:
        """Store the numbered rows of a report, each with a key that sorts them.

        Rows with the same key are sorted by their numbers.
        """
        key = _encode(conference)
        with self._change() as execute:
            for number, (order, value) in rows:
                execute(
                    "INSERT INTO draft VALUES (?, ?, ?, ?, ?)",
                    (key, kind, _encode(order), number, json.dumps(value)),
                )

    def read_drafts(self, conference: str, kind: str) -> Iterator[tuple[str, Any]]:
        """Yield the rows of a report in the order of their keys."""
        rows = self._select(
            "SELECT key, json FROM draft WHERE conference = ? AND kind = ? ORDER BY key, position",
            *(_encode(conference), kind),
        )
        for key, text in rows:
            yield _decode(key), json.loads(text)

    def delete_drafts(self, conference: str, kind: str | None = None) -> None:
        """Delete the rows of one report or of all reports on a conference."""
        with self._change() as execute:
            execute(
                "DELETE FROM draft WHERE conference = ? AND kind = coalesce(?, kind)",
                (_encode(conference), kind),
            )


def get_conference(name: str) -> str:
    """Return the name of the conference record in the name of a resource."""
    return "/".join(name.split("/")[:2])


def _encode(text: str | None) -> Any:
    """Return a text as bytes. SQLite sorts bytes as Python does, and they allow lone surrogates."""
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _decode(content: bytes | None) -> Any:
    return None if content is None else content.decode("utf-8", "surrogatepass")
