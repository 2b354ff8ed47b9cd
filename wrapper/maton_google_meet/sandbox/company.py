"""The company whose meetings the sandbox holds: made up, and the same for the same seed."""

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
"""Those who can sign in; the first is the one whose account is connected from the start."""
FIRST = (
    "Ada",
    "Arif",
    "Bea",
    "Chidi",
    "Dana",
    "Emre",
    "Finn",
    "Gül",
    "Hana",
    "Jiří",
    "Kofi",
    "Lina",
)
LAST = ("Adeyemi", "Brandt", "Costa", "Dubois", "Eriksen", "Farah", "García", "Horváth", "Ito")
ALL = {
    "recordingConfig": {"autoRecordingGeneration": "ON"},
    "transcriptionConfig": {"autoTranscriptionGeneration": "ON"},
    "smartNotesConfig": {"autoSmartNotesGeneration": "ON"},
}
SAID = [
    ("Ana Marković", "Good morning. Shall we start with the delivery dates?", "en-GB"),
    ("Jonas Weber", "Yes. The boards arrive on Thursday, the housings a week later.", "en-GB"),
    ("Léa Fournier", "Then the test rig has to wait until the week after.", "en-GB"),
    ("Jonas Weber", "Ich frage beim Lieferanten nach, ob es früher geht.", "de-DE"),
    ("Ana Marković", "Gut. Bitte schreib es danach in das Protokoll.", "de-DE"),
    ("Ravi (guest)", "I can lend you a rig until then, it stands in our lab.", "en-GB"),
    ("Ana Marković", "That would help a great deal. Thank you, everyone.", "en-GB"),
]


def found(meet: Meet, now: datetime, chance: random.Random) -> None:
    """Give `meet` its accounts and what happened in them before `now`."""
    for display_name, email in PEOPLE:
        user = f"users/1{''.join(chance.choices('0123456789', k=20))}"
        meet.accounts.append(Account(user, email, display_name))
    ana, jonas, *others = meet.accounts
    _planning(meet, ana, now - timedelta(days=3, hours=1))
    _assembly(meet, ana, now - timedelta(days=8), chance)
    _interviews(meet, jonas, now - timedelta(days=1, hours=4))
    for account in others:
        meet.past = now - timedelta(days=60)
        meet.new_space(account, {})
    _stand_up(meet, ana, now - timedelta(minutes=12))
    meet.past = None


def _planning(meet: Meet, account: Account, start: datetime) -> None:
    """A call that has ended, with people of all three kinds and all that a call can leave."""
    meet.past = start - timedelta(days=90)
    config = {
        "accessType": "TRUSTED",
        "moderation": "ON",
        "moderationRestrictions": {"presentRestriction": "HOSTS_ONLY"},
        "attendanceReportGenerationType": "GENERATE_REPORT",
        "artifactConfig": ALL,
    }
    phones = [
        {"phoneNumber": "+442079460173", "pin": "730518264", "regionCode": "GB",
         "languageCode": "en-GB"},
        {"phoneNumber": "+493023125048", "pin": "4186027359113", "regionCode": "DE",
         "languageCode": "de-DE"},
    ]  # fmt: skip
    sip = {"uri": "sip:6204817359026@gateway.example", "sipAccessCode": "6204817359026"}
    space = meet.new_space(account, config, phoneAccess=phones, gatewaySipAccess=[sip])
    for email, role in ((PEOPLE[1][1], "COHOST"), (PEOPLE[3][1], "COHOST"), (PEOPLE[6][1], None)):
        meet.new_member(
            account, space["name"], {"email": email, **({"role": role} if role else {})}
        )
    meet.past = start
    call = meet.start_conference(space["name"])
    there = {}
    for name, how, minutes in (
        ("Ana Marković", "signed in", 0.2),
        ("Jonas Weber", "signed in", 1.1),
        ("Léa Fournier", "signed in", 0.4),
        ("Ravi (guest)", "anonymous", 3.0),
        ("+44 20 **** **42", "phone", 7.5),
    ):
        meet.past += timedelta(minutes=minutes)
        there[name] = meet.join(call, name, how)
    for name, text, language in SAID:
        meet.past += timedelta(seconds=45)
        meet.say(there[name], text, language)
        if name == "Léa Fournier":  # Her train goes through a tunnel.
            meet.leave(there[name])
            meet.past += timedelta(minutes=2)
            meet.join(call, there[name], "")
    meet.leave(there["+44 20 **** **42"])
    meet.past += timedelta(minutes=21)
    meet.end(call)


def _assembly(meet: Meet, account: Account, start: datetime, chance: random.Random) -> None:
    """A call with 300 people in it."""
    meet.past = start - timedelta(days=30)
    space = meet.new_space(account, {"accessType": "OPEN"})
    meet.past = start
    call = meet.start_conference(space["name"])
    for number in range(300):
        meet.past += timedelta(seconds=2 * chance.random())
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        how = ("signed in", "signed in", "anonymous", "phone")[number % 4]
        if how == "phone":
            name = f"+49 30 **** **{number % 100:02}"
        # Whoever joins without an account types in what they like.
        if number == 142:
            name = "\x1b[31mBobby\x1b[0m \u202etabs"
        meet.join(call, name, how)
    meet.past += timedelta(minutes=40)
    meet.end(call)


def _interviews(meet: Meet, account: Account, start: datetime) -> None:
    """Another account's call, short and unrecorded."""
    meet.past = start - timedelta(days=5)
    space = meet.new_space(account, {"accessType": "RESTRICTED"})
    meet.past = start
    call = meet.start_conference(space["name"])
    meet.join(call, account.display_name, "signed in")
    meet.past += timedelta(minutes=4)
    meet.join(call, "Sam Okafor", "anonymous")
    meet.past += timedelta(minutes=31)
    meet.end(call)


def _stand_up(meet: Meet, account: Account, start: datetime) -> None:
    """A call that is running."""
    meet.past = start - timedelta(days=200)
    space = meet.new_space(account, {"accessType": "TRUSTED"})
    meet.past = start
    call = meet.start_conference(space["name"])
    for name in ("Ana Marković", "Wanjiru Kamau", "Tomás Herrera", "Priya Raman"):
        meet.past += timedelta(seconds=20)
        last = meet.join(call, name, "signed in")
    meet.past += timedelta(minutes=5)
    meet.leave(last)
