"""The sample data of the sandbox."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

from maton_google_meet import approve_all
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import NOW, find_planning_call


def test_the_same_seed_creates_the_same_data() -> None:
    def read(sandbox: Sandbox) -> Any:
        with sandbox.client() as meet:
            records = [record.to_dict() for record in meet.conference_records.list()]
            people = [each.to_dict() for each in meet.participants.list(records[1]["name"])]
            files = [each.to_dict() for each in meet.recordings.list(records[1]["name"])]
        return sandbox.connections, records, people, files

    assert read(Sandbox(7, now=NOW)) == read(Sandbox(7, now=NOW))
    assert read(Sandbox(7, now=NOW)) != read(Sandbox(8, now=NOW))
    later = read(Sandbox(7, now=NOW + timedelta(days=400)))
    assert [each["name"] for each in later[1]] == [each["name"] for each in read(Sandbox(7))[1]]


def test_the_ids_of_the_examples_are_used_once(sandbox: Sandbox) -> None:
    first = sandbox.connections[0]["connection_id"]
    with sandbox.client(confirm=approve_all) as meet:
        [space] = {each.space for each in meet.conference_records.list(filter="end_time IS NULL")}
        members = [each.name for each in meet.members.list(space or "")]
        for name in members:
            meet.members.delete(name)
        assert meet.members.create(space or "", email="a@lindenhof.example").name not in members
        meet.connections.delete(first)
        assert meet.connections.create().connection_id != first


def test_a_document_needs_no_examples(document: dict[str, Any]) -> None:
    bare = copy.deepcopy(document)
    for parameter in bare["components"]["parameters"].values():
        del parameter["example"]
    sandbox = Sandbox(now=NOW, document=bare)
    record = find_planning_call(sandbox)
    original = find_planning_call(Sandbox(now=NOW))
    assert record.name != original.name
    assert (record.start_time, record.end_time) == (original.start_time, original.end_time)


def test_the_sample_data_has_calls_of_each_kind(sandbox: Sandbox) -> None:
    with sandbox.client() as meet:
        records = list(meet.conference_records.list())
        running = [record for record in records if not record.end_time]
        assert len(running) == 1
        space = meet.spaces.get(running[0].space or "")
        assert space.active_conference
        assert space.active_conference.conference_record == running[0].name
        assert [len(list(meet.participants.list(record.name))) for record in records] == [4, 5, 300]
        there = list(meet.participants.list(running[0].name, filter="latest_end_time IS NULL"))
        assert len(there) == 3
        record = find_planning_call(sandbox)
        kinds = [
            "signed" if each.signedin_user else "anonymous" if each.anonymous_user else "phone"
            for each in meet.participants.list(record.name)
        ]
        assert kinds == ["phone", "anonymous", "signed", "signed", "signed"]
        assert [each.state for each in meet.recordings.list(record.name)] == ["FILE_GENERATED"]
        assert [each.state for each in meet.smart_notes.list(record.name)] == ["FILE_GENERATED"]
        [transcript] = meet.transcripts.list(record.name)
        entries = list(meet.transcript_entries.list(transcript.name))
        assert {each.language_code for each in entries} == {"en-GB", "de-DE"}
        assert sorted(entries, key=lambda each: each.start_time or NOW) == entries
        stays = [
            len(list(meet.participant_sessions.list(each.name)))
            for each in meet.participants.list(record.name)
        ]
        assert stays == [1, 1, 2, 1, 1]
        assert record.expire_time == record.end_time + timedelta(days=30)
        assert all((record.start_time or NOW) < NOW for record in records)
        members = list(meet.members.list(record.space))
        assert [each.role or "" for each in members] == ["COHOST", "COHOST", ""]
