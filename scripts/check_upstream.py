"""Report the differences between Google's discovery document and spec/openapi.yaml.

    python scripts/check_upstream.py             compare with the installed google-api-python-client
    python scripts/check_upstream.py FILE        compare with a discovery document
    python scripts/check_upstream.py --json      print JSON
    python scripts/check_upstream.py --accept    record digests of Google's descriptions

The comparison covers methods, verbs, paths, request and response, parameters and fields with type,
format, bounds, defaults and marks, enum values and schemas. The document lists intended differences
with their reasons (`x-omits`, `x-deviation`); they are reported only when they cease to differ.
Google states some bounds and defaults of page sizes only in prose; they are read from the prose.

Each difference has its place in the document and the edits that would remove it: in JSON, `line`
(from 1 on), `delete` (the number of lines to delete from there) and `insert` (text before the next
line). Rewrite the texts in your own words; Google's are beside them.

Descriptions that changed since --accept are listed separately and do not count as differences.
spec/upstream.json contains digests of the accepted descriptions.

Exit codes: 0 no differences, 1 differences, 2 could not compare.
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

from codegen.document import Document, InvalidDocument, Node
from codegen.rules import load_document
from codegen.suggestions import Suggestions
from codegen.upstream import DocumentFacts, compare_facts, digest_descriptions, read_google_facts

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "spec" / "openapi.yaml"
ACCEPTED = ROOT / "spec" / "upstream.json"


class CannotCompare(Exception):
    """A document cannot be read. The message gives the reason and the fix."""


def find_installed() -> Path:
    """Return the path of the discovery document in the installed google-api-python-client."""
    package = importlib.util.find_spec("googleapiclient")
    if package is None or not package.submodule_search_locations:
        raise CannotCompare(
            "google-api-python-client, which contains Google's discovery document, is not "
            "installed. Run pip install -e '.[dev]', or pass a discovery document."
        )
    folder = Path(package.submodule_search_locations[0])
    return folder / "discovery_cache" / "documents" / "meet.v2.json"


def read_discovery(path: Path) -> Node:
    """Return the discovery document at `path`."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotCompare(f"{path} cannot be read as JSON: {error}") from error
    parts = {"schemas", "resources", "revision"}
    if not isinstance(document, dict) or not parts <= document.keys():
        raise CannotCompare(f"{path} is not a discovery document: {sorted(parts)} are required.")
    return document


def make_report(document: Document, discovery: Node, accepted: Node) -> dict[str, Any]:
    """Return the differences (`drifts`), the changed `descriptions`, and both revisions."""
    facts = DocumentFacts(document, discovery)
    try:
        google = read_google_facts(discovery, facts.schema_names)
    except (AttributeError, KeyError, TypeError) as error:
        raise CannotCompare(
            f"The discovery document does not have the expected form: {error!r}"
        ) from error
    drifts = compare_facts(facts, google)
    Suggestions(facts, discovery).add_edits(drifts)
    before, now = accepted.get("descriptions", {}), digest_descriptions(discovery)
    return {
        "revision": {"ours": document.root["x-google-revision"], "google": discovery["revision"]},
        "drifts": drifts,
        "descriptions": [place for place in now if before.get(place, now[place]) != now[place]],
    }


def format_report(report: dict[str, Any], spec: Path) -> Iterator[str]:
    """Yield the lines of the report."""
    revision = report["revision"]
    if revision["ours"] != revision["google"]:
        yield f"Google's revision is {revision['google']}; x-google-revision is {revision['ours']}."
    for drift in report["drifts"]:
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
            yield "  needs a decision by hand"
    if report["descriptions"]:
        yield ""
        yield "Descriptions that Google changed (accept them with --accept):"
        yield from (f"  {place}" for place in report["descriptions"])
    yield ""
    count = len(report["drifts"])
    yield f"{count} difference{'' if count == 1 else 's'} from Google's discovery document."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help="a discovery document")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--accept", action="store_true", help="write spec/upstream.json")
    options = parser.parse_args(arguments)
    try:
        discovery = read_discovery(options.file or find_installed())
        if options.accept:
            data = {
                "revision": discovery["revision"],
                "descriptions": digest_descriptions(discovery),
            }
            ACCEPTED.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            return 0
        accepted = json.loads(ACCEPTED.read_text(encoding="utf-8")) if ACCEPTED.exists() else {}
        report = make_report(load_document(SPEC), discovery, accepted)
    except (CannotCompare, InvalidDocument) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        drifts = [asdict(drift) for drift in report["drifts"]]
        print(json.dumps({**report, "drifts": drifts}, indent=1))
    else:
        print("\n".join(format_report(report, SPEC)).strip())
    return 1 if report["drifts"] else 0


if __name__ == "__main__":
    sys.exit(main())
