"""Run the Python snippets of a document against the sandbox, with only the host changed.

    python scripts/snippets.py google-meet-skill.txt

A snippet is the text between `python <<'EOF'` and `EOF`. `https://api.maton.ai` becomes the
sandbox's address, and `{connection_id}` the id of a new connection, which the snippet may delete.
The script prints the output of each snippet. The exit code is 1 if a snippet failed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from maton_google_meet.config import ADDRESS
from maton_google_meet.sandbox import Sandbox

SNIPPET = re.compile(r"^python3? <<'?EOF'?\n(.*?)^EOF$", re.DOTALL | re.MULTILINE)
PLACEHOLDER = "{connection_id}"
TIMEOUT_SECONDS = 30


def run_snippets(text: str, sandbox: Sandbox) -> int:
    """Run each snippet of `text`. Return the number that failed."""
    failed = 0
    snippets = SNIPPET.findall(text)
    with sandbox.serve() as server:
        for number, snippet in enumerate(snippets, 1):
            code = snippet.replace(ADDRESS, server.url)
            if PLACEHOLDER in code:
                code = code.replace(PLACEHOLDER, sandbox.connect())
            result = subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, **server.environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
            failed += result.returncode != 0
            print(f"== snippet {number} of {len(snippets)}: exit code {result.returncode}")
            print(result.stdout, end="")
    print(f"{len(snippets)} snippets, {failed} failed, {len(sandbox.requests)} requests.")
    return failed


def main() -> int:
    """Run the snippets of the document on the command line. Return the exit code."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    return 1 if run_snippets(Path(sys.argv[1]).read_text(encoding="utf-8"), Sandbox()) else 0


if __name__ == "__main__":
    sys.exit(main())
