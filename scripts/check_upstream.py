"""What Google's discovery document says that spec/openapi.yaml does not, or says otherwise.

    python scripts/check_upstream.py             that of the installed google-api-python-client
    python scripts/check_upstream.py FILE        that of a file
    python scripts/check_upstream.py --json      the same for machines
    python scripts/check_upstream.py --accept    take note of Google's descriptions as they are now

Compared are methods, verbs, paths, request and response, parameters and fields with type, format,
bounds, defaults and marks, enum values, schemas. What is meant to differ stands in the document
(`x-omits`, `x-deviation`, each with its reason) and is not told, unless it no longer differs. Where
Google states a bound or a default of a page size in prose only, it is read from there.

Each difference comes with its place in the document and the edit that would remove it: `edits` in
JSON, each with `line` (from 1 on), `delete` (so many lines from there) and `insert` (text that goes
before that line). Texts are to be rewritten in words of your own; Google's stand beside them.

Descriptions that changed since --accept are listed apart: they are news, and no difference. The
digests of those that are known are kept in spec/upstream.json.

Exit codes: 0 no difference, 1 some, 2 could not compare.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from codegen.document import Document, InvalidDocument
from codegen.suggestions import Suggestions
from codegen.upstream import Node, Ours, compare, digests, google_facts

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "spec" / "openapi.yaml"
KNOWN = ROOT / "spec" / "upstream.json"


class CannotCompare(Exception):
    """One of the two documents cannot be read; the text says why and what to do."""


def installed() -> Path:
    """The discovery document of the installed google-api-python-client."""
    found = importlib.util.find_spec("googleapiclient")
    if found is None or not found.submodule_search_locations:
        raise CannotCompare(
            "google-api-python-client is not installed, which brings Google's discovery document: "
            "pip install -e '.[dev]', or name a file."
        )
    folder = Path(found.submodule_search_locations[0])
    return folder / "discovery_cache" / "documents" / "meet.v2.json"


def discovered(path: Path) -> Node:
    """The discovery document at `path`."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotCompare(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(found, dict) or not {"schemas", "resources", "revision"} <= found.keys():
        raise CannotCompare(f"{path} is no discovery document: it has no schemas, or no resources.")
    return found


def report(document: Document, discovery: Node, known: Node) -> dict[str, Any]:
    """All that is found: `drifts`, `descriptions` that changed, and both revisions."""
    ours = Ours(document, discovery)
    try:
        facts = google_facts(discovery, ours.names)
    except (AttributeError, KeyError, TypeError) as error:
        raise CannotCompare(
            f"The discovery document is not of the form of one: {error!r}"
        ) from error
    drifts = compare(ours, facts)
    Suggestions(ours, discovery).add_to(drifts)
    before, now = known.get("descriptions", {}), digests(discovery)
    return {
        "revision": {"ours": document.plain["x-google-revision"], "google": discovery["revision"]},
        "drifts": drifts,
        "descriptions": [place for place in now if before.get(place, now[place]) != now[place]],
    }


def words(found: dict[str, Any], spec: Path) -> Iterator[str]:
    """The report for people."""
    revision = found["revision"]
    if revision["ours"] != revision["google"]:
        yield f"Google's revision is {revision['google']}; x-google-revision is {revision['ours']}."
    for drift in found["drifts"]:
        yield ""
        yield f"{spec.name}:{drift.line}: {drift}"
        if drift.google_says:
            yield f"  Google says: {drift.google_says}"
        for edit in drift.edits:
            until = edit.line + edit.delete - 1
            if edit.delete:
                yield f"  delete line{'s' * (until > edit.line)} {edit.line}" + (
                    f" to {until}" if until > edit.line else ""
                )
            if edit.insert:
                yield f"  add before line {edit.line + edit.delete}:"
                yield edit.insert.rstrip("\n")
        if not drift.edits:
            yield "  to be decided by hand"
    if found["descriptions"]:
        yield ""
        yield "Descriptions that Google changed (take note of them with --accept):"
        yield from (f"  {place}" for place in found["descriptions"])
    yield ""
    count = len(found["drifts"])
    yield f"{count} difference{'' if count == 1 else 's'} from Google's discovery document."


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and say what was found; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help="a discovery document")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--accept", action="store_true", help="write spec/upstream.json")
    options = parser.parse_args(arguments)
    try:
        discovery = discovered(options.file or installed())
        if options.accept:
            data = {"revision": discovery["revision"], "descriptions": digests(discovery)}
            KNOWN.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            return 0
        known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
        found = report(Document(SPEC), discovery, known)
    except (CannotCompare, InvalidDocument) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({**found, "drifts": [asdict(each) for each in found["drifts"]]}, indent=1))
    else:
        print("\n".join(words(found, SPEC)).strip())
    return 1 if found["drifts"] else 0


if __name__ == "__main__":
    sys.exit(main())
