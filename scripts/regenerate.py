"""Rebuild generated/ and the reference pages in docs/ from spec/openapi.yaml.

    python scripts/regenerate.py            rebuild; report the changes for callers since the last
                                            commit, and the files that were written
    python scripts/regenerate.py --check    change nothing; exit 1 and list the files that are
                                            missing, extra or different
    python scripts/regenerate.py --draft    rebuild although texts are left to write (`TODO:`), to
                                            try new operations

The generator and the formatter must have the versions that pyproject.toml pins, because the same
document must give the same bytes everywhere. Then the document is checked (exit 2, each mistake
with its line). The build runs in a temporary folder, and replaces generated/ and the pages only if
every step succeeds. The pages of the commands and the tools also show texts of wrapper/: rebuild
after a change of such a text.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from codegen import GenerationError
from codegen.changes import describe_changes, read_committed
from codegen.document import InvalidDocument
from codegen.generate import build_package, check_pins
from codegen.pages import render_pages
from codegen.rules import check_outcomes, load_document

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
SPEC = ROOT / "spec" / "openapi.yaml"
PACKAGE = ROOT / "generated" / "maton_google_meet_api"
WRAPPER = ROOT / "wrapper"


def read_files(package: Path) -> dict[str, bytes]:
    """Return the files of a package by path, without bytecode."""
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def read_outputs(package: Path, pages: Mapping[str, str | None]) -> dict[str, bytes]:
    """Return the files of a package and the texts of the pages, by their paths in the repository.
    A page that is None does not exist."""
    files = {f"{PACKAGE.relative_to(ROOT).as_posix()}/{name}": content
             for name, content in read_files(package).items()}  # fmt: skip
    texts = {page: text.encode() for page, text in pages.items() if text is not None}
    return files | texts


def read_page(path: Path) -> str | None:
    """Return the text of a page; None if it does not exist."""
    return path.read_text(encoding="utf-8") if path.exists() else None


def list_differences(old: dict[str, bytes], new: dict[str, bytes]) -> Iterator[str]:
    """Yield a line for each file that is missing, extra or different in `old`."""
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            kind = "missing" if name not in old else "extra" if name not in new else "different"
            yield f"{kind}: {name}"


def replace_outputs(package: Path, pages: Mapping[str, str]) -> None:
    """Replace PACKAGE and the texts of the pages: all, or none.

    Temporary files go beside the new package, which is on the disk of the repository.
    """
    swaps = [(package, PACKAGE)]
    for index, (page, text) in enumerate(pages.items()):
        new = package.with_name(f"page-{index}")
        new.write_text(text, encoding="utf-8", newline="\n")
        swaps.append((new, ROOT / page))
    existing = {target for _, target in swaps if target.exists()}
    try:
        for new, target in swaps:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target in existing:
                target.rename(_name_old(new))
            new.rename(target)
    except BaseException:
        for new, target in swaps:
            old = _name_old(new)
            if target.exists() and (old.exists() or target not in existing):
                target.rename(new)
            if old.exists():
                old.rename(target)
        raise


def _name_old(new: Path) -> Path:
    """Return the place of the content that `new` replaces."""
    return new.with_name(f"old-{new.name}")


def regenerate(*, check: bool, is_draft: bool) -> int:
    """Rebuild, or compare the files with the result of a rebuild. Return the exit code."""
    check_pins(PROJECT)
    document = load_document(SPEC, is_draft=is_draft)
    check_outcomes(document)
    # A package can be renamed only on the disk of the one that it replaces.
    parent = None if check else ROOT
    with tempfile.TemporaryDirectory(dir=parent, prefix=".regenerate-") as folder:
        package = Path(folder) / PACKAGE.name
        build_package(document, package)
        pages = render_pages(package, WRAPPER)
        old_pages = {page: read_page(ROOT / page) for page in pages}
        stale = list(
            list_differences(read_outputs(PACKAGE, old_pages), read_outputs(package, pages))
        )
        if check:
            print("\n".join(stale) or "generated/ and the reference pages are up to date")
            if stale:
                print("Run: python scripts/regenerate.py", file=sys.stderr)
            return 1 if stale else 0
        report = describe_changes(
            read_committed(PACKAGE / "document.json", ROOT), document.build_publication()
        )
        replace_outputs(
            package, {page: text for page, text in pages.items() if text != old_pages[page]}
        )
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
