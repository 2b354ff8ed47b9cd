"""Rebuild generated/ and the README's table of operations from spec/openapi.yaml.

    python scripts/regenerate.py            rebuild; report the changes for callers since the last
                                            commit, and the files that were written
    python scripts/regenerate.py --check    change nothing; exit 1 and list the files that are
                                            missing, extra or different
    python scripts/regenerate.py --draft    rebuild although texts are left to write (`TODO:`), to
                                            try new operations

The generator and the formatter must have the versions that pyproject.toml pins, because the same
document must give the same bytes everywhere. Then the document is checked (exit 2, each mistake
with its line). The build runs in a temporary folder, and replaces generated/ only if every step
succeeds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from codegen import GenerationError
from codegen.changes import describe_changes, read_committed
from codegen.document import InvalidDocument
from codegen.generate import build_package, check_pins
from codegen.operations import read_operations
from codegen.render import render_readme
from codegen.rules import check_outcomes, load_document

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
SPEC = ROOT / "spec" / "openapi.yaml"
PACKAGE = ROOT / "generated" / "maton_google_meet_api"
README = ROOT / "README.md"


def read_files(package: Path) -> dict[str, bytes]:
    """Return the files of a package by path, without bytecode."""
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def list_differences(old: dict[str, bytes], new: dict[str, bytes]) -> Iterator[str]:
    """Yield a line for each file that is missing, extra or different in `old`."""
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            kind = "missing" if name not in old else "extra" if name not in new else "different"
            yield f"{kind}: {PACKAGE.relative_to(ROOT)}/{name}"


def replace_outputs(package: Path, readme: str | None) -> None:
    """Replace PACKAGE and the README's text: both, or neither.

    Temporary files go beside the new package, which is on the disk of the repository.
    """
    old, text = package.parent / "old", package.parent / README.name
    if readme is not None:
        text.write_text(readme, encoding="utf-8")
        shutil.copymode(README, text)
    had_package = PACKAGE.exists()
    try:
        PACKAGE.parent.mkdir(exist_ok=True)
        if had_package:
            PACKAGE.rename(old)
        package.rename(PACKAGE)
        if readme is not None:
            os.replace(text, README)
    except BaseException:
        if PACKAGE.exists() and (old.exists() or not had_package):
            PACKAGE.rename(package)
        if old.exists():
            old.rename(PACKAGE)
        raise


def regenerate(*, check: bool, is_draft: bool) -> int:
    """Rebuild, or compare generated/ with the result of a rebuild. Return the exit code."""
    check_pins(PROJECT)
    document = load_document(SPEC, is_draft=is_draft)
    check_outcomes(document)
    # A package can be renamed only on the disk of the one that it replaces.
    parent = None if check else ROOT
    with tempfile.TemporaryDirectory(dir=parent, prefix=".regenerate-") as folder:
        package = Path(folder) / PACKAGE.name
        build_package(document, package)
        readme = render_readme(README, read_operations(document))
        stale = list(list_differences(read_files(PACKAGE), read_files(package)))
        if readme is not None and readme != README.read_text(encoding="utf-8"):
            stale.append(f"different: {README.relative_to(ROOT)} (its table of operations)")
        if check:
            print("\n".join(stale) or "generated/ and the README's table match the document")
            if stale:
                print("Run: python scripts/regenerate.py", file=sys.stderr)
            return 1 if stale else 0
        report = describe_changes(
            read_committed(PACKAGE / "document.json", ROOT), document.build_publication()
        )
        replace_outputs(package, readme)
    report += [f"written: {line.partition(': ')[2]}" for line in stale]
    print("\n".join(report or ["no change"]))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--check", action="store_true", help="change nothing; exit 1 if stale")
    modes.add_argument("--draft", action="store_true", help="allow texts that are left to write")
    options = parser.parse_args(arguments)
    try:
        return regenerate(check=options.check, is_draft=options.draft)
    except (InvalidDocument, GenerationError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
