"""Run the Python snippets of a document against the sandbox, with nothing changed but the host.

    python scripts/snippets.py google-meet-skill.txt

A snippet is what stands between `python <<'EOF'` and `EOF`. `https://api.maton.ai` becomes the
sandbox's address, and `{connection_id}` the id of a connection that is there, made anew for each
snippet, so that one may delete it. Prints what each snippet printed; the exit code is 1 if one
failed.
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
SECONDS = 30


def run(text: str, sandbox: Sandbox) -> int:
    """Run each snippet of `text`; how many failed."""
    failed = 0
    snippets = SNIPPET.findall(text)
    with sandbox.serve() as served:
        for number, snippet in enumerate(snippets, 1):
            code = snippet.replace(ADDRESS, served.url)
            if PLACEHOLDER in code:
                code = code.replace(PLACEHOLDER, sandbox.connect())
            done = subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, **served.environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
                check=False,
            )
            failed += done.returncode != 0
            print(f"== snippet {number} of {len(snippets)}: exit code {done.returncode}")
            print(done.stdout, end="")
    print(f"{len(snippets)} snippets, {failed} failed, {len(sandbox.requests)} requests.")
    return failed


def main() -> int:
    """Run the snippets of the document that the command line names."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    return 1 if run(Path(sys.argv[1]).read_text(encoding="utf-8"), Sandbox()) else 0


if __name__ == "__main__":
    sys.exit(main())
