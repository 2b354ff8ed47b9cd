"""The sandbox's sample data: an invented company, the same for the same seed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from .meet import Account, Meet

PEOPLE = [
    ("Ana Marković", "ana.markovic@lindenhof.example"),
    ("Jonas Weber", "jonas.weber@lindenhof.example"),
    ("Wanjiru Kamau", "wanjiru.kamau@lindenhof.example"),
    ("Léa Fournier", "lea.fournier@lindenhof.example"),
    ("Tomás Herrera", "tomas.herrera@lindenhof.example"),
    ("渡辺 陽子", "yoko.watanabe@lindenhof.example"),
    ("Priya Raman", "priya.raman@lindenhof.example"),
]
"""The Google accounts. The first one is connected from the start."""
FIRST_NAMES = (
    "Ada", "Arif", "Bea", "Chidi", "Dana", "Emre", "Finn", "Gül", "Hana", "Jiří", "Kofi", "Lina",
)  # fmt: skip
LAST_NAMES = (
    "Adeyemi", "Brandt", "Costa", "Dubois", "Eriksen", "Farah", "García", "Horváth", "Ito",
)  # fmt: skip
MEETING_CODE = "kfr-wduz-tqa"
"""The code in the document's examples, as are the ids of the same space and call."""
ALL_ARTIFACTS = {
    "recordingConfig": {"autoRecordingGeneration": "ON"},
    "transcriptionConfig": {"autoTranscriptionGeneration": "ON"},
    "smartNotesConfig": {"autoSmartNotesGeneration": "ON"},
}
TRANSCRIPT = [
    ("Ana Marković", "Good morning. Shall we start with the delivery dates?", "en-GB"),
    ("Jonas Weber", "Yes. The boards arrive on Thursday, the housings a week later.", "en-GB"),
    ("Léa Fournier", "Then the test rig has to wait until the week after.", "en-GB"),
    ("Jonas Weber", "Ich frage beim Lieferanten nach, ob es früher geht.", "de-DE"),
    ("Ana Marković", "Gut. Bitte schreib es danach in das Protokoll.", "de-DE"),
    ("Ravi (guest)", "I can lend you a rig until then, we have one in our lab.", "en-GB"),
    ("Ana Marković", "That would help a great deal. Thank you, everyone.", "en-GB"),
]


def add_sample_data(meet: Meet, now: datetime, generator: random.Random) -> None:
    """Add the accounts to `meet`, and their calls before `now`."""
    for display_name, email in PEOPLE:
        user = f"users/1{''.join(generator.choices('0123456789', k=20))}"
        meet.accounts.append(Account(user, email, display_name))
    ana, jonas, *others = meet.accounts
    space = _add_planning_call(meet, ana, now - timedelta(days=3, hours=1))
    _add_assembly(meet, ana, now - timedelta(days=8), generator)
    _add_interview(meet, jonas, now - timedelta(days=1, hours=4))
    for account in others:
        meet.simulated_now = now - timedelta(days=60)
        meet.add_space(account, {})
    _add_running_call(meet, space, now - timedelta(minutes=12))
    meet.simulated_now = None
    meet.add_examples()


def _add_planning_call(meet: Meet, account: Account, start: datetime) -> str:
    """Add a call that has ended, with participants and artifacts of all kinds.

    Return the name of its space. These resources are the first of their kinds, so their ids are
    those of the document's examples, as is the meeting code.
    """
    meet.simulated_now = start - timedelta(days=90)
    config = {
        "accessType": "TRUSTED",
        "moderation": "ON",
        "moderationRestrictions": {"presentRestriction": "HOSTS_ONLY"},
        "attendanceReportGenerationType": "GENERATE_REPORT",
        "artifactConfig": ALL_ARTIFACTS,
    }
    phones = [
        {"phoneNumber": "+442079460173", "pin": "730518264", "regionCode": "GB",
         "languageCode": "en-GB"},
        {"phoneNumber": "+493023125048", "pin": "4186027359113", "regionCode": "DE",
         "languageCode": "de-DE"},
    ]  # fmt: skip
    sip = {"uri": "sip:6204817359026@gateway.example", "sipAccessCode": "6204817359026"}
    space = meet.add_space(
        account,
        config,
        meetingUri=f"https://meet.google.com/{MEETING_CODE}",
        meetingCode=MEETING_CODE,
        phoneAccess=phones,
        gatewaySipAccess=[sip],
    )
    for email, role in ((PEOPLE[1][1], "COHOST"), (PEOPLE[3][1], "COHOST"), (PEOPLE[6][1], None)):
        meet.add_member(
            account, space["name"], {"email": email, **({"role": role} if role else {})}
        )
    meet.simulated_now = start
    call = meet.start_conference(space["name"])
    participants = {}
    for name, how, minutes in (
        ("Ana Marković", "signed in", 0.2),
        ("Jonas Weber", "signed in", 1.1),
        ("Léa Fournier", "signed in", 0.4),
        ("Ravi (guest)", "anonymous", 3.0),
        ("+44 20 **** **42", "phone", 7.5),
    ):
        meet.simulated_now += timedelta(minutes=minutes)
        participants[name] = meet.join(call, name, how)
    for name, text, language in TRANSCRIPT:
        meet.simulated_now += timedelta(seconds=45)
        meet.say(participants[name], text, language)
        if name == "Léa Fournier":  # Her train goes through a tunnel.
            meet.leave(participants[name])
            meet.simulated_now += timedelta(minutes=2)
            meet.join(call, participants[name], "")
    meet.leave(participants["+44 20 **** **42"])
    meet.simulated_now += timedelta(minutes=21)
    meet.end(call)
    return str(space["name"])


def _add_assembly(meet: Meet, account: Account, start: datetime, generator: random.Random) -> None:
    """Add a call with 300 participants."""
    meet.simulated_now = start - timedelta(days=30)
    space = meet.add_space(account, {"accessType": "OPEN"})
    meet.simulated_now = start
    call = meet.start_conference(space["name"])
    for number in range(300):
        meet.simulated_now += timedelta(seconds=2 * generator.random())
        name = f"{generator.choice(FIRST_NAMES)} {generator.choice(LAST_NAMES)}"
        how = ("signed in", "signed in", "anonymous", "phone")[number % 4]
        if how == "phone":
            name = f"+49 30 **** **{number % 100:02}"
        # Guests choose their names.
        if number == 142:
            name = "\x1b[31mBobby\x1b[0m \u202etabs"
        meet.join(call, name, how)
    meet.simulated_now += timedelta(minutes=40)
    meet.end(call)


def _add_interview(meet: Meet, account: Account, start: datetime) -> None:
    """Add a short call without artifacts in another account."""
    meet.simulated_now = start - timedelta(days=5)
    space = meet.add_space(account, {"accessType": "RESTRICTED"})
    meet.simulated_now = start
    call = meet.start_conference(space["name"])
    meet.join(call, account.display_name, "signed in")
    meet.simulated_now += timedelta(minutes=4)
    meet.join(call, "Sam Okafor", "anonymous")
    meet.simulated_now += timedelta(minutes=31)
    meet.end(call)


def _add_running_call(meet: Meet, space: str, start: datetime) -> None:
    """Add a call that is running in the space."""
    meet.simulated_now = start
    call = meet.start_conference(space)
    for name in ("Ana Marković", "Wanjiru Kamau", "Tomás Herrera", "Priya Raman"):
        meet.simulated_now += timedelta(seconds=20)
        last = meet.join(call, name, "signed in")
    meet.simulated_now += timedelta(minutes=5)
    meet.leave(last)
