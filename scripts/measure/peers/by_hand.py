"""httpx without a client library, with responses parsed by hand into this client's classes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
from maton_google_meet import UNSET, Unset
from maton_google_meet.models import AnonymousUser, Participant, PhoneUser, SignedinUser


def client(url: str, key: str, connection: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}", "Maton-Connection": connection}
    return httpx.Client(base_url=url, headers=headers, timeout=30.0)


def parse_participant(data: dict[str, Any]) -> Participant:
    signedin: SignedinUser | Unset = UNSET
    anonymous: AnonymousUser | Unset = UNSET
    phone: PhoneUser | Unset = UNSET
    if user := data.get("signedinUser"):
        signedin = SignedinUser(user=user["user"], display_name=user["displayName"])
    elif user := data.get("anonymousUser"):
        anonymous = AnonymousUser(display_name=user["displayName"])
    elif user := data.get("phoneUser"):
        phone = PhoneUser(display_name=user["displayName"])
    began, ended = data.get("earliestStartTime"), data.get("latestEndTime")
    return Participant(
        name=data["name"],
        signedin_user=signedin,
        anonymous_user=anonymous,
        phone_user=phone,
        earliest_start_time=datetime.fromisoformat(began) if began else UNSET,
        latest_end_time=datetime.fromisoformat(ended) if ended else UNSET,
    )


def list_page(client: httpx.Client, record: str) -> list[Participant]:
    path = f"/google-meet/v2/conferenceRecords/{record}/participants"
    response = client.get(path, params={"pageSize": 250})
    response.raise_for_status()
    return [parse_participant(each) for each in response.json()["participants"]]
