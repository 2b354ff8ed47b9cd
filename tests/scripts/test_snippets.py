"""`scripts/snippets.py`: the snippets of a document, run against the sandbox."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

import snippets
from maton_google_meet.sandbox import Sandbox

SNIPPETS = """
    Some words.

    python <<'EOF'
    import json, os, urllib.request
    ask = urllib.request.Request("https://api.maton.ai{path}", data={data}, method="{method}")
    ask.add_header("Authorization", "Bearer " + os.environ["MATON_API_KEY"])
    ask.add_header("Content-Type", "application/json")
    ask.add_header("Maton-Connection", "{{connection_id}}")
    print(json.load(urllib.request.urlopen(ask, timeout=10)))
    EOF
"""


def test_snippets_of_a_document(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    """`scripts/snippets.py` runs the urllib snippets of a document; only the host changes."""
    calls = [
        ("POST", "/google-meet/v2/spaces", "json.dumps({}).encode()"),
        ("GET", "/connections?app=google-meet&status=ACTIVE", None),
        ("POST", "/connections", "json.dumps({'app': 'google-meet'}).encode()"),
        ("GET", "/connections/{connection_id}", None),
        ("DELETE", "/connections/{connection_id}", None),
        ("GET", "/google-meet/v2/conferenceRecords", None),
    ]
    text = "".join(
        textwrap.dedent(SNIPPETS).format(method=method, path=path, data=data)
        for method, path, data in calls
    )
    sandbox = Sandbox()
    assert snippets.run_snippets(text, sandbox) == 0
    assert [(each.method, each.status) for each in sandbox.requests] == [
        (method, 200) for method, _, _ in calls
    ]
    assert "6 snippets, 0 failed, 6 requests." in capsys.readouterr().out
    file = tmp_path / "document.txt"
    file.write_text(textwrap.dedent(SNIPPETS).format(method="GET", path="/nowhere", data=None))
    monkeypatch.setattr("sys.argv", ["snippets.py", os.fspath(file)])
    assert snippets.main() == 1
    assert "HTTP Error 404" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["snippets.py"])
    assert snippets.main() == 2
