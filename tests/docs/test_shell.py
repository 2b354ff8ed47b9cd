"""The shell commands of all pages: those of this package run, and the others name what exists.

A comment `# exit code N` at the end of a line states the exit code of its command, which otherwise
is 0. The user answers yes to each question.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
import run
from maton_google_meet import approve_all, cli
from maton_google_meet.cli import mcp_server, sandbox_server
from maton_google_meet.sandbox import Sandbox, Served
from maton_google_meet.testing import Contract
from record import COLUMNS, Terminal
from support.issuer import serve_issuer, visit
from support.pages import PAGES, PROJECT, ROOT, Block, list_blocks

[COMMAND] = PROJECT["scripts"]
SHELL = list_blocks("sh")
OPERATOR = re.compile(r"[|&;<>()]+")
EXIT_CODE = re.compile(r"#.*\bexit code (\d+)")
PORT = re.compile(r"\d{4,5}")
SESSION_COMMANDS = {"login", "logout"}
PROGRAMS = {
    *("cd", "export", "git", "npm", "npx", "pip", "python3"),
    # Of the environment, which run.py creates.
    *(f".venv/bin/{name}" for name in ("pip", "pytest", "python", "ruff")),
}
RUN = "scripts/run.py"
PATH = re.compile(r"(docs|scripts|spec|tests|\.ci)/")


def split_words(line: str) -> list[str]:
    """Return the words and the operators of a line, without its comment."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer)


def split_lines(block: Block) -> list[tuple[str, list[str]]]:
    """Return the commands of a block, each with its words."""
    lines = block.text.replace("\\\n", "").splitlines()
    return [(line, words) for line in lines if (words := split_words(line))]


def list_typed_commands(block: Block) -> Block:
    """Return the block with only the commands that follow a `$`."""
    lines = re.findall(r"^\$ ((?:.*\\\n)*.*\n)", block.text, re.MULTILINE)
    return block._replace(text="".join(lines))


def needs_shell(block: Block) -> bool:
    """Return True if a block uses operators or variables."""
    words = [word for _, words in split_lines(block) for word in words]
    return any(OPERATOR.fullmatch(word) or "$" in word for word in words)


@pytest.fixture
def environment(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """The environment of a user of the sandbox, in a folder with a program `maton-google-meet`."""
    program = tmp_path / "bin" / COMMAND
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m maton_google_meet "$@"\n')
    program.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path)
        patch.setenv("HOME", str(tmp_path))
        patch.setenv("MATON_CONFIG_DIR", str(tmp_path))
        patch.setenv("COLUMNS", str(COLUMNS))
        patch.setenv("PATH", str(program.parent), prepend=":")
        for name, value in served.environment.items():
            patch.setenv(name, value)
        # The command `sandbox` ends as soon as it has started.
        started = threading.Event()
        started.set()
        patch.setattr(sandbox_server, "FOREVER", started)
        # `mcp` only reads its options; tests/promises/test_mcp_processes.py runs the server.
        patch.setattr(mcp_server, "run", lambda _: None)
        yield patch


def end_calls(sandbox: Sandbox) -> None:
    """End the calls in progress, and let the sandbox generate their files."""
    with sandbox.client() as meet:
        for record in meet.conference_records.list(filter="end_time IS NULL"):
            sandbox.end(record.name)
    sandbox.advance(3600)


def disconnect(sandbox: Sandbox) -> None:
    """Delete the connections, as for a user who has not connected an account."""
    with sandbox.client(confirm=approve_all) as meet:
        for connection in sandbox.connections:
            meet.connections.delete(connection["connection_id"])


def run_command(line: str, words: list[str], terminal: Terminal, sandbox: Sandbox) -> None:
    """Run a command of this package in this process."""
    arguments = ["0" if PORT.fullmatch(word) else word for word in words[1:]]  # any free port
    if arguments[0] == "wait":
        end_calls(sandbox)
    start = terminal.tell()
    code = cli.main(arguments)
    stated = EXIT_CODE.search(line)
    assert code == int(stated[1] if stated else 0), f"{line}\n{terminal.getvalue()[start:]}"


def run_script(block: Block) -> None:
    """Run a block in bash, whose standard input is empty."""
    programs = {words[0] for _, words in split_lines(block)}
    missing = [name for name in programs if "=" not in name and not shutil.which(name)]
    if missing:
        pytest.skip(f"this machine has no {', '.join(missing)}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def use_issuer(patch: pytest.MonkeyPatch, url: str) -> None:
    """Replace the sandbox by an issuer of sessions."""
    patch.setattr(webbrowser, "open", visit)
    patch.delenv("MATON_API_KEY")
    patch.setenv("MATON_API_BASE_URL", url)


OUR_BLOCKS = [block for block in SHELL if COMMAND in split_words(block.text)]


@pytest.mark.parametrize("block", OUR_BLOCKS, ids=lambda block: block.place)
def test_the_commands_of_this_package_run(
    block: Block,
    environment: pytest.MonkeyPatch,
    sandbox: Sandbox,
    terminal: Terminal,
    maton_contract: Contract,
) -> None:
    if needs_shell(block):
        run_script(block)
        return
    # Here and not in a fixture: pytest replaces both when the phase of the test begins.
    environment.setattr(sys, "stdin", terminal)
    environment.setattr(sys, "stderr", terminal)
    lines = split_lines(block)
    ours = [(line, words) for line, words in lines if words[0] == COMMAND]
    if SESSION_COMMANDS.isdisjoint(words[1] for _, words in ours):
        for line, words in ours:
            run_command(line, words, terminal, sandbox)
        return
    with serve_issuer() as issuer:
        issuer.replies["/google-meet/v2/conferenceRecords"] = lambda _: (200, {})
        maton_contract.elsewhere.add(issuer.url)
        use_issuer(environment, issuer.url)
        for line, words in ours:
            run_command(line, words, terminal, sandbox)


SESSIONS = [list_typed_commands(block) for block in list_blocks("console")]


@pytest.mark.parametrize("block", SESSIONS, ids=lambda block: block.place)
def test_the_commands_of_sessions_run(
    block: Block,
    environment: pytest.MonkeyPatch,
    sandbox: Sandbox,
    terminal: Terminal,
    maton_contract: Contract,
) -> None:
    assert block.text, "no command follows a `$`"
    environment.setattr(sys, "stdin", terminal)
    environment.setattr(sys, "stderr", terminal)
    for line, words in split_lines(block):
        if words[:2] == [COMMAND, "auth"]:
            disconnect(sandbox)
        if words[0] == COMMAND:
            run_command(line, words, terminal, sandbox)
        else:
            assert check_script(words), line


def check_pip(words: list[str]) -> bool:
    """Return True if `pip install` installs this checkout, with extras that exist."""
    match = re.fullmatch(r"\.(?:\[([\w,]+)\])?", words[2])  # The package is not on an index.
    extras = match[1].split(",") if match and match[1] else []
    return match is not None and {*extras} <= {*PROJECT["optional-dependencies"]}


def check_script(words: list[str]) -> bool:
    """Return True if the files of a command exist, the options of its script, and the job of
    scripts/run.py."""
    files = [word.partition("::")[0] for word in words if PATH.match(word)]
    if not all((ROOT / file).exists() for file in files):
        return False
    after = words[words.index(RUN) + 1 :] if RUN in words else []
    jobs = [word for word in after if word[0] != "-"][:1]
    sources = [(ROOT / file).read_text("utf-8") for file in files if file.startswith("scripts/")]
    # The options after a job belong to another program.
    own = words[: words.index(jobs[0])] if jobs else words
    options = [word.partition("=")[0] for word in own if word.startswith("--")]
    return {*jobs} <= {*run.JOBS} and all(
        option in source for option in options for source in sources
    )


def is_committed_program(name: str) -> bool:
    """Return True if `name` is a file of the repository, outside the environment."""
    return not name.startswith(".venv/") and (ROOT / name).is_file()


OTHER_BLOCKS = [block for block in SHELL if not (block in OUR_BLOCKS and needs_shell(block))]


@pytest.mark.parametrize("block", OTHER_BLOCKS, ids=lambda block: block.place)
def test_the_other_commands_name_what_exists(block: Block) -> None:
    for line, words in split_lines(block):
        if words[0] != COMMAND:
            assert check_pip(words) if words[0] == "pip" else check_script(words), line
            assert words[0] in PROGRAMS or is_committed_program(words[0]), line
            assert "maton_google_meet" not in words, f"{line}: write {COMMAND}, which runs"


def test_nothing_says_to_install_the_package_from_an_index() -> None:
    sources = [*(ROOT / "wrapper").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    texts = {**PAGES, **{str(path): path.read_text(encoding="utf-8") for path in sources}}
    pattern = re.compile(r"pip install [^\n#]*maton[-_]google[-_]meet")
    assert [name for name, text in texts.items() if pattern.search(text)] == []
