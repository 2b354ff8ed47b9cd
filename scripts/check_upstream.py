"""Report the differences between Google's discovery document and spec/openapi.yaml, or adopt them.

    python scripts/check_upstream.py             compare with the installed google-api-python-client
    python scripts/check_upstream.py FILE        compare with a discovery document
    python scripts/check_upstream.py --json      print JSON
    python scripts/check_upstream.py --write     edit spec/openapi.yaml to adopt the differences
    python scripts/check_upstream.py --accept    record digests of Google's descriptions

The comparison covers methods with verb, path, scopes, request and response; parameters and fields
with type, format, pattern, bounds, defaults and marks; enum values and their order; schemas; the
base URL and the revision. The document lists intended differences with their reasons (`x-omits`,
`x-deviation`); the report includes them only after they have ended. Google states the bounds and
defaults of page sizes only in prose, so they are read from the prose. A discovery document of
another version is compared with the parts that `x-preview` marks with this version.

--write keeps the words of a part that changed or was probably renamed. It writes `TODO:` for each
missing text, and scripts/regenerate.py refuses these. Review the diff, and use your own words: the
report shows Google's texts, which are not copied.

Descriptions that changed since --accept are listed separately, the old text above the new one, and
do not count as differences. spec/upstream.json contains digests of the accepted descriptions.

Exit codes: 0 no differences, 1 differences, 2 could not compare. With --write, 1 means that some
differences remain, which need a decision.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import textwrap
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema_rs
from codegen.adoption import adopt_discovery
from codegen.discovery import list_references
from codegen.document import Document, InvalidDocument, Node
from codegen.rules import load_document
from codegen.upstream import PRESENT, collect_descriptions, compare_documents, digest

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "spec" / "openapi.yaml"
ACCEPTED = ROOT / "spec" / "upstream.json"
PINS = ROOT / "requirements-dev.txt"
PACKAGE = "google-api-python-client"
API, VERSION = "meet", "v2"
DISCOVERY = f"googleapiclient/discovery_cache/documents/{API}.{VERSION}.json"
FORM = json.loads((ROOT / "scripts/codegen/discovery.schema.json").read_text(encoding="utf-8"))
"""The form of a discovery document, as far as the comparison depends on it."""


class CannotCompare(Exception):
    """A document cannot be read. The message gives the reason and the fix."""


def find_installed() -> Path:
    """Return the path of the discovery document in the installed google-api-python-client."""
    package = importlib.util.find_spec("googleapiclient")
    if package is None or not package.submodule_search_locations:
        raise CannotCompare(
            f"{PACKAGE}, which contains Google's discovery document, is not "
            "installed. Run pip install -e '.[dev]', or pass a discovery document."
        )
    return Path(package.submodule_search_locations[0]).parent / DISCOVERY


def read_discovery(path: Path) -> Node:
    """Return the discovery document at `path`."""
    try:
        document: Node = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(document, ensure_ascii=False).encode()  # A part of a character is refused.
    except (OSError, ValueError, RecursionError) as error:
        raise CannotCompare(f"{path} cannot be read as JSON: {error}") from error
    validator = jsonschema_rs.Draft202012Validator(FORM, validate_formats=True)
    for mistake in validator.iter_errors(document):
        place = ".".join(map(str, mistake.instance_path)) or "its top"
        raise CannotCompare(f"{path} is not a discovery document: at {place}, {mistake.message}.")
    methods, schemas = document["resources"], document["schemas"]
    if unknown := {*list_references([methods, schemas])} - schemas.keys():
        raise CannotCompare(f"{path} refers to schemas that it does not have: {sorted(unknown)}.")
    name = document.get("name", API)
    if name != API:
        raise CannotCompare(f"{path} describes the API {name!r}; expected {API!r}.")
    return document


def read_installed() -> Node:
    """Return the discovery document of the installed google-api-python-client."""
    return read_discovery(find_installed())


def read_pinned() -> Node:
    """Return the discovery document of the pinned google-api-python-client, which pip downloads.

    Return a document without texts if the download fails.
    """
    pin = re.search(rf"^{PACKAGE}==[\w.]+", PINS.read_text(encoding="utf-8"), re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        options = ("--quiet", "--no-deps", "--dest", folder)
        command = [sys.executable, "-m", "pip", "download", *options, pin[0] if pin else PACKAGE]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return {"schemas": {}}
        [wheel] = Path(folder).glob("*.whl")
        document: Node = json.loads(zipfile.ZipFile(wheel).read(DISCOVERY))
        return document


def read_texts(read: Callable[[], Node]) -> dict[str, str]:
    """Return Google's descriptions from a package, or none if it is not installed."""
    try:
        return collect_descriptions(read())
    except CannotCompare:
        return {}


def compare_descriptions(discovery: Node, accepted: dict[str, str]) -> dict[str, list[str]]:
    """Return the old and the new text of each description that changed since it was accepted.

    The old text is in the installed or in the pinned package; it is '' if neither has it.
    """
    texts = collect_descriptions(discovery)
    result = {
        place: ["", text]
        for place, text in texts.items()
        if accepted.get(place, digest(text)) != digest(text)
    }
    for read in (read_installed, read_pinned):
        missing = [place for place, (old, _) in result.items() if not old]
        for place, text in read_texts(read).items() if missing else ():
            if place in missing and digest(text) == accepted[place]:
                result[place][0] = text
    return result


def make_report(document: Document, discovery: Node, accepted: Node) -> dict[str, Any]:
    """Return the differences (`drifts`), and the old and new text of changed `descriptions`."""
    drifts = compare_documents(document, discovery).drifts
    descriptions = compare_descriptions(discovery, accepted.get("descriptions", {}))
    return {"drifts": drifts, "descriptions": descriptions}


def format_report(report: dict[str, Any], spec: Path) -> Iterator[str]:
    """Yield the lines of the report."""
    shown = set[str]()
    for drift in report["drifts"]:
        yield f"{spec.name}:{drift.line}: {drift}"
        if drift.kind in {"new", "gone"} and not {drift.google, drift.ours} & {PRESENT, True}:
            yield wrap(f"value: {drift.google or drift.ours}")
        yield from (
            wrap(f"{place}: {text}")
            for place, text in drift.google_texts.items()
            if place not in shown
        )
        shown |= drift.google_texts.keys()
    if report["descriptions"]:
        yield "\nDescriptions that Google changed (accept them with --accept):"
    for place, (old, new) in report["descriptions"].items():
        yield f"  {place}"
        yield wrap(
            f"old: {old or 'not available: neither the installed nor the pinned package has it'}"
        )
        yield wrap(f"new: {new}")
    count = len(report["drifts"])
    yield f"\n{count} difference{'' if count == 1 else 's'} from Google's discovery document."


def list_cautions(document: Document, discovery: Node) -> Iterator[str]:
    """Yield what limits the comparison with this discovery document."""
    version, known = discovery.get("version", VERSION), document.root["x-google-revision"]
    if version != VERSION:
        yield (
            f"The discovery document has version {version}: only the parts of {SPEC.name} with "
            f"x-preview: {version} were compared."
        )
    elif discovery["revision"] < known:
        yield (
            f"The discovery document has revision {discovery['revision']}, which is older than "
            f"{known}, the revision in {SPEC.name}."
        )


def wrap(text: str) -> str:
    """Return `text` indented, in lines of readable length."""
    return textwrap.fill(text, 100, initial_indent="    ", subsequent_indent="        ")


def write_document(document: Document, discovery: Node) -> int:
    """Edit spec/openapi.yaml, and report the differences that remain. Return the exit code."""
    text = adopt_discovery(document.text, document.path, discovery)
    outcome = "is unchanged" if text == document.text else "is edited: review its diff"
    document.path.write_text(text, encoding="utf-8")
    drifts = compare_documents(Document(document.path), discovery).drifts
    for drift in drifts:
        print(f"{document.path.name}:{drift.line}: {drift}: needs a decision")
    count = text.count("TODO:")
    print(f"\n{document.path.name} {outcome}. Texts to write (TODO:): {count}")
    return 1 if drifts else 0


def collect_digests(discovery: Node) -> dict[str, str]:
    """Return the digests of Google's descriptions."""
    return {place: digest(text) for place, text in collect_descriptions(discovery).items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help="a discovery document")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--write", action="store_true", help="edit spec/openapi.yaml")
    parser.add_argument("--accept", action="store_true", help="write spec/upstream.json")
    options = parser.parse_args(arguments)
    try:
        discovery = read_discovery(options.file) if options.file else read_installed()
        if options.accept:
            version = discovery.get("version", VERSION)
            if version != VERSION:
                raise CannotCompare(
                    f"{ACCEPTED.name} records the descriptions of {VERSION} only, and this "
                    f"discovery document has version {version!r}. Nothing was written."
                )
            data = {"descriptions": collect_digests(discovery)}
            ACCEPTED.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            return 0
        document = load_document(SPEC, is_draft=True)
        accepted = json.loads(ACCEPTED.read_text(encoding="utf-8")) if ACCEPTED.exists() else {}
        report = make_report(document, discovery, accepted)
    except (CannotCompare, InvalidDocument) as error:
        print(error, file=sys.stderr)
        return 2
    for caution in list_cautions(document, discovery):
        print(caution, file=sys.stderr)
    if options.json:
        drifts = [asdict(drift) for drift in report["drifts"]]
        print(json.dumps({**report, "drifts": drifts}, indent=1))
    else:
        print("\n".join(format_report(report, SPEC)).strip())
    if options.write:
        return write_document(document, discovery)
    return 1 if report["drifts"] else 0


if __name__ == "__main__":
    sys.exit(main())
