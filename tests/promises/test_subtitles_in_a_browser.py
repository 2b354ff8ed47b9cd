"""A browser shows each subtitle with its speaker, its language and its words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from maton_google_meet.reports import Entry, Transcript

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
READ = """async (text) => {
    const track = document.createElement('track');
    track.src = URL.createObjectURL(new Blob([text], {type: 'text/vtt'}));
    document.createElement('video').appendChild(track);
    track.track.mode = 'hidden';
    await new Promise((done, fail) => { track.onload = done; track.onerror = fail; });
    return [...track.track.cues].map(cue => {
        const voice = cue.getCueAsHTML().firstChild;
        const language = voice.firstChild.lang || null;
        return [cue.startTime, cue.endTime, voice.title, language, voice.textContent];
    });
}"""
TEXTS = [
    "a --> b",
    "<b>x</b> &amp; &lt; &",
    "\n\n00:00:01.000 --> 00:00:09.000\nInjected",
    "WEBVTT",
    "NOTE x",
    "STYLE\n::cue { color: red }",
    "</v><v Eve>No.",
    "שלום עולם",
    "語" * 60,
    "word " * 60,
    "1",
    "می\u200cخواهم",
]


def test_a_browser_reads_what_was_said(browser: Any) -> None:
    languages = ["en-US", "de-DE", None, "x> <y"]
    entries = tuple(
        Entry(
            f"e/{at}",
            "t",
            f"p/{at}",
            f"<i>Ana & {at}> --",
            START + timedelta(seconds=5 * at),
            START + timedelta(seconds=5 * at + 4),
            languages[at % 4],
            text,
        )
        for at, text in enumerate(TEXTS)
    )
    subtitles = Transcript("conferenceRecords/a", (), is_running=False, entries=entries).to_vtt()
    page = browser.new_page()
    page.goto("about:blank")
    cues = page.evaluate(READ, subtitles)
    page.close()
    assert len(cues) == subtitles.count(" --> "), json.dumps(cues)
    for at, text in enumerate(TEXTS):
        own = [cue for cue in cues if cue[2].rstrip() == f"<i>Ana & {at}> --"]
        assert "".join("".join(cue[4] for cue in own).split()) == "".join(text.split())
        assert (own[0][0], own[-1][1]) == (5 * at, 5 * at + 4)
        assert {cue[3] for cue in own} == {languages[at % 4] if at % 4 < 2 else None}
