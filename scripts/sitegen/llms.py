"""The site for language models: a Markdown copy of each page, llms.txt and llms-full.txt.

See https://llmstxt.org.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from markdownify import markdownify

from .stage import OPENAPI_PAGE, Stage, list_prose_lines

DETAILS = """\
Agents that run commands need only the skill: `maton-google-meet skill` prints it. Programs use
`from maton_google_meet import GoogleMeet`. Everything works without an account in the sandbox:
`--sandbox` on the command line, `maton_google_meet.sandbox.Sandbox` in Python."""
FIRST = {
    "reference/skill.md": "[The skill](reference/skill.md): the commands by task with examples, "
    "the approval rule, exit codes, and untrusted text",
    "reference/document.json": "[The API as OpenAPI 3.1](reference/document.json): every "
    "operation, argument, response and error",
}
STYLE: Any = {
    "bullets": "-",
    "code_language": "python",
    "escape_asterisks": False,
    "escape_underscores": False,
    "heading_style": "ATX",
}
OPTIONAL = "Contributing"
# These pages begin with a sentence about something else.
SUMMARIES = {
    "reference/changelog.md": "The changes of each version.",
    "security.md": "The limits of the guarantees, and reports of vulnerabilities.",
    "contributing/index.md": "The checks, and the steps of a change.",
}


def write(config: Any, stage: Stage, site: Path, pages: list[tuple[str, str]]) -> None:
    """Write the Markdown copies, llms.txt and llms-full.txt into the site."""
    texts = dict[str, str]()
    for _, page in pages:
        text = (stage.folder / page).read_text(encoding="utf-8")
        if re.search(r"^::: ", text, re.MULTILINE):
            folder = page.removesuffix(".md").removesuffix("index")
            text = convert((site / folder / "index.html").read_text(encoding="utf-8"), page)
        texts[page] = text
        target = site / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    lines = [f"# {config['site_name']}", "", f"> {config['site_description']}", "", DETAILS]
    lines += ["", "## For agents", ""]
    lines += [f"- {item}" for item in FIRST.values()]
    sections = dict[str, list[str]]()
    for section, page in pages:
        if page not in FIRST:
            title, sentence = summarize(texts[page])
            item = f"- [{title}]({page}): {SUMMARIES.get(page, sentence)}"
            sections.setdefault(section or "Start", []).append(item)
    sections["Examples"] = [
        f"- [{path.stem}]({path.relative_to(stage.folder).as_posix()}): {sentence}"
        for path, sentence in stage.list_examples()
    ]
    optional = sections.pop(OPTIONAL, [])
    for title, items in {**sections, "Optional": optional}.items():
        lines += ["", f"## {title}", "", *items] if items else []
    (site / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    # The OpenAPI page repeats the document, and takes as much space as all the others.
    full = [texts[page] for section, page in pages if page != OPENAPI_PAGE and section != OPTIONAL]
    (site / "llms-full.txt").write_text("\n\n".join(full), encoding="utf-8")


def summarize(text: str) -> tuple[str, str]:
    """Return the title of a page, and the first sentence below it without links."""
    lines = text.split("\n")
    prose = "\n".join(lines[number] for number in list_prose_lines(lines))
    title = re.search(r"^# (.+)$", prose, re.MULTILINE)
    if title is None:
        return "", ""
    body = re.sub(r"<!--.*?-->", "", prose[title.end() :], flags=re.DOTALL)
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", body))
    first = next((part for part in paragraphs if re.match(r"[\w`*\[]", part)), "")
    first = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", first)
    return title[1].strip(), re.split(r"(?<=[.!?:])\s+(?=[A-Z`])", first)[0]


def convert(html: str, page: str) -> str:
    """Return the article of the built `page` as Markdown."""
    match = re.search(r"<article[^>]*>(.*)</article>", html, re.DOTALL)
    article = re.sub(r'<a[^>]*class="headerlink".*?</a>', "", match[1] if match else html)
    text = str(markdownify(article, **STYLE))
    # Put each argument, exception or value, its type and its text on one line.
    text = re.sub(r"(?<=\*\*)\n\s+\((`.+?)\s*\)\n\s+–\s+", _join_argument, text, flags=re.DOTALL)
    text = re.sub(r"^(- .*`(?:\*\*)?)\n\s+–\s+", r"\1: ", text, flags=re.MULTILINE)
    text = re.sub(r"\]\((\.[^):#]*/)", lambda link: f"]({_find_copy(link[1], page)}", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _join_argument(match: re.Match[str]) -> str:
    return f" ({' '.join(match[1].split())}): "


def _find_copy(link: str, page: str) -> str:
    """Return the link between Markdown copies for a link between the directories of the site."""
    place = posixpath.normpath(posixpath.join(page.removesuffix(".md"), link))
    return posixpath.relpath(f"{place}.md", posixpath.dirname(page))
