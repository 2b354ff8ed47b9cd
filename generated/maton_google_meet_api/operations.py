# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""The operations of Google Meet through Maton, with the effect of each write and the meaning of each error."""

from .runtime.table import Operation, Table

OPERATIONS = Table(
    (
        Operation(
            id="connections.list",
            method="GET",
            path="/connections",
            summary=("Lists the connections of the Maton account."),
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key may not do this."),
                500: (
                    "Maton failed. That may pass; if it does not, its support asks for the "
                    "request id."
                ),
            },
        ),
        Operation(
            id="connections.create",
            method="POST",
            path="/connections",
            summary=("Creates a connection for another Google account."),
            outcome=(
                "Creates a connection for this app in the Maton account. It can do nothing "
                "until someone opens its URL and signs in to Google. Then calls that name no "
                "connection may find two to choose from."
            ),
            destructive=False,
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key may not do this."),
                500: (
                    "Maton failed. That may pass; if it does not, its support asks for the "
                    "request id."
                ),
            },
        ),
        Operation(
            id="connections.get",
            method="GET",
            path="/connections/{connection_id}",
            summary=("Gets one connection."),
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key may not do this."),
                404: (
                    "No connection with this id was found under this key: it may have been "
                    "deleted, or belong to another Maton account. List the connections to see the"
                    " ids there are."
                ),
                500: (
                    "Maton failed. That may pass; if it does not, its support asks for the "
                    "request id."
                ),
            },
        ),
        Operation(
            id="connections.delete",
            method="DELETE",
            path="/connections/{connection_id}",
            summary=("Deletes a connection."),
            outcome=(
                "Deletes this connection from the Maton account. Nothing can use it any more "
                "to reach the Google account behind it."
            ),
            destructive=True,
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key may not do this."),
                404: (
                    "No connection with this id was found under this key: it may be deleted "
                    "already, or belong to another Maton account. List the connections to see the"
                    " ids there are."
                ),
                500: (
                    "Maton failed. That may pass; if it does not, its support asks for the "
                    "request id."
                ),
            },
        ),
        Operation(
            id="spaces.create",
            method="POST",
            path="/google-meet/v2/spaces",
            summary=("Creates a meeting space."),
            google_method="meet.spaces.create",
            outcome=(
                "Creates a new meeting space in the connected Google account. No existing "
                "space or call changes."
            ),
            destructive=False,
            hints={
                "RESOURCE_EXHAUSTED": (
                    "This is probably Google's limit of 10 new spaces a minute for each user: "
                    "wait up to a minute, or reuse a space that exists."
                ),
            },
        ),
        Operation(
            id="spaces.get",
            method="GET",
            path="/google-meet/v2/spaces/{spaceId}",
            summary=("Gets a meeting space."),
            google_method="meet.spaces.get",
            hints={
                403: (
                    "Google answers so when the connected account may not see this space, and "
                    "also when there is no such space. Check the id (it is case sensitive) or the"
                    " code (it generally expires 365 days after its last use), and which "
                    "connection was used."
                ),
            },
        ),
        Operation(
            id="spaces.update",
            method="PATCH",
            path="/google-meet/v2/spaces/{spaceId}",
            summary=("Changes the settings of a meeting space."),
            google_method="meet.spaces.patch",
            outcome=(
                "Changes the settings of this space, which decide who may join and what they "
                "may do there. Of those that the update mask names (`*` names all), the ones "
                "missing from the body are cleared; the others stay as they are."
            ),
            destructive=False,
            hints={
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and presumably when the connected account may not change "
                    "it. Get the space by its code first and use the id in its `name`; then check"
                    " which connection was used."
                ),
            },
        ),
        Operation(
            id="spaces.endActiveConference",
            method="POST",
            path="/google-meet/v2/spaces/{spaceId}:endActiveConference",
            summary=("Ends the call that is running in a space."),
            google_method="meet.spaces.endActiveConference",
            outcome=("Ends the call in this space for everyone in it."),
            destructive=True,
            hints={
                "FAILED_PRECONDITION": (
                    "No call is running in this space, so there is nothing to end."
                ),
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and presumably when the connected account may not end its "
                    "calls. Get the space by its code first and use the id in its `name`; then "
                    "check which connection was used."
                ),
            },
        ),
        Operation(
            id="members.list",
            method="GET",
            path="/google-meet/v2/spaces/{spaceId}/members",
            summary=("Lists the members of a space."),
            google_method="meet.spaces.members.list",
            hints={
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and when somebody else created it (`Permission denied on "
                    "resource Member`). Get the space by its code first and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
        ),
        Operation(
            id="members.create",
            method="POST",
            path="/google-meet/v2/spaces/{spaceId}/members",
            summary=("Adds a member to a space."),
            google_method="meet.spaces.members.create",
            outcome=(
                "Makes the person with this email address a member of this space, with the "
                "role given. They may then join its calls without knocking."
            ),
            destructive=False,
            hints={
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and when somebody else created it (`Permission denied on "
                    "resource Member`). Get the space by its code first and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
        ),
        Operation(
            id="members.get",
            method="GET",
            path="/google-meet/v2/spaces/{spaceId}/members/{memberId}",
            summary=("Gets one member of a space."),
            google_method="meet.spaces.members.get",
            hints={
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and when somebody else created it (`Permission denied on "
                    "resource Member`). Get the space by its code first and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
        ),
        Operation(
            id="members.update",
            method="PATCH",
            path="/google-meet/v2/spaces/{spaceId}/members/{memberId}",
            summary=("Changes a member of a space."),
            google_method="meet.spaces.members.patch",
            outcome=(
                "Changes this member of the space, usually their role in its calls. Of the "
                "fields that the update mask names (`*` names all), the ones missing from the"
                " body are cleared."
            ),
            destructive=False,
            hints={
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and when somebody else created it (`Permission denied on "
                    "resource Member`). Get the space by its code first and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
        ),
        Operation(
            id="members.delete",
            method="DELETE",
            path="/google-meet/v2/spaces/{spaceId}/members/{memberId}",
            summary=("Removes a member from a space."),
            google_method="meet.spaces.members.delete",
            outcome=(
                "Removes this member from the space. They lose their role there and the right"
                " that came with it to join without knocking."
            ),
            destructive=True,
            hints={
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and when somebody else created it (`Permission denied on "
                    "resource Member`). Get the space by its code first and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
        ),
        Operation(
            id="members.batchUpdate",
            method="POST",
            path="/google-meet/v2/spaces/{spaceId}/members:batchUpdate",
            summary=("Changes up to 500 members of a space in one request."),
            google_method="meet.spaces.members.batchUpdate",
            outcome=(
                "Changes each member of this space that the body lists, usually their roles. "
                "Fields that a mask in the body names and an entry leaves out are cleared; "
                "with no mask, all that an entry leaves out."
            ),
            destructive=False,
            hints={
                403: (
                    "Google answers so when the space was named by its meeting code, when there "
                    "is no such space, and when somebody else created it (`Permission denied on "
                    "resource Member`). Get the space by its code first and use the id in its "
                    "`name`; then check which connection was used."
                ),
                400: (
                    "Check the masks and the count: a mask inside a request must equal the one at"
                    " the top of the body and is refused without it, and a batch holds 500 "
                    "members at most."
                ),
            },
        ),
        Operation(
            id="conferenceRecords.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords",
            summary=("Lists the conference records that the account can see."),
            google_method="meet.conferenceRecords.list",
            hints={
                400: (
                    "If the message is about the filter, check its fields and quotes: "
                    "`space.name`, `space.meeting_code`, `start_time` and `end_time` can be "
                    "filtered, in snake case, with values in double quotes."
                ),
            },
        ),
        Operation(
            id="conferenceRecords.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}",
            summary=("Gets one conference record."),
            google_method="meet.conferenceRecords.get",
            hints={
                404: (
                    "Perhaps there is no such record, or no longer: records are deleted 30 days "
                    "after their call ended. Their `expireTime` says when."
                ),
            },
        ),
        Operation(
            id="participants.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants",
            summary=("Lists the participants of a call."),
            google_method="meet.conferenceRecords.participants.list",
            hints={
                400: (
                    "If the message is about the filter, check its fields and quotes: "
                    "`earliest_start_time` and `latest_end_time` can be filtered, in snake case, "
                    "with values in double quotes."
                ),
                404: (
                    "Perhaps there is no such conference record, or no longer: records are "
                    "deleted 30 days after their call ended. List the conference records to see "
                    "those that are left."
                ),
            },
        ),
        Operation(
            id="participants.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}",
            summary=("Gets one participant of a call."),
            google_method="meet.conferenceRecords.participants.get",
            hints={
                404: (
                    "Perhaps there is no such participant, or the conference record is gone: "
                    "records are deleted 30 days after their call ended. List the conference "
                    "records to see those that are left."
                ),
            },
        ),
        Operation(
            id="participantSessions.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions",
            summary=("Lists the sessions of one participant."),
            google_method="meet.conferenceRecords.participants.participantSessions.list",
            hints={
                400: (
                    "If the message is about the filter, check its fields and quotes: "
                    "`start_time` and `end_time` can be filtered, in snake case, with values in "
                    "double quotes."
                ),
                404: (
                    "Perhaps there is no such participant, or the conference record is gone: "
                    "records are deleted 30 days after their call ended. List the conference "
                    "records to see those that are left."
                ),
            },
        ),
        Operation(
            id="participantSessions.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}",
            summary=("Gets one session of a participant."),
            google_method="meet.conferenceRecords.participants.participantSessions.get",
            hints={
                404: (
                    "Perhaps there is no such session, or the conference record is gone: records "
                    "are deleted 30 days after their call ended. List the conference records to "
                    "see those that are left."
                ),
            },
        ),
        Operation(
            id="recordings.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings",
            summary=("Lists the recordings of a call."),
            google_method="meet.conferenceRecords.recordings.list",
            hints={
                403: (
                    "The connected Google account may not see this, or it does not exist. Only "
                    "Google Workspace accounts with recording enabled have recordings; check "
                    "which account the connection belongs to."
                ),
                404: (
                    "Perhaps there is no such conference record, or no longer: records are "
                    "deleted 30 days after their call ended. List the conference records to see "
                    "those that are left."
                ),
            },
        ),
        Operation(
            id="recordings.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings/{recordingId}",
            summary=("Gets one recording of a call."),
            google_method="meet.conferenceRecords.recordings.get",
            hints={
                403: (
                    "The connected Google account may not see this, or it does not exist. Only "
                    "Google Workspace accounts with recording enabled have recordings; check "
                    "which account the connection belongs to."
                ),
                404: (
                    "Perhaps there is no such recording, or the conference record is gone: "
                    "records are deleted 30 days after their call ended. List the conference "
                    "records to see those that are left."
                ),
            },
        ),
        Operation(
            id="transcripts.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts",
            summary=("Lists the transcripts of a call."),
            google_method="meet.conferenceRecords.transcripts.list",
            hints={
                403: (
                    "The connected Google account may not see this, or it does not exist. Only "
                    "Google Workspace accounts with recording enabled have transcripts; check "
                    "which account the connection belongs to."
                ),
                404: (
                    "Perhaps there is no such conference record, or no longer: records are "
                    "deleted 30 days after their call ended. List the conference records to see "
                    "those that are left."
                ),
            },
        ),
        Operation(
            id="transcripts.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}",
            summary=("Gets one transcript of a call."),
            google_method="meet.conferenceRecords.transcripts.get",
            hints={
                403: (
                    "The connected Google account may not see this, or it does not exist. Only "
                    "Google Workspace accounts with recording enabled have transcripts; check "
                    "which account the connection belongs to."
                ),
                404: (
                    "Perhaps there is no such transcript, or the conference record is gone: "
                    "records are deleted 30 days after their call ended. List the conference "
                    "records to see those that are left."
                ),
            },
        ),
        Operation(
            id="transcriptEntries.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}/entries",
            summary=("Lists what was said in a transcript, piece by piece."),
            google_method="meet.conferenceRecords.transcripts.entries.list",
            hints={
                403: (
                    "The connected Google account may not see this, or it does not exist. Only "
                    "Google Workspace accounts with recording enabled have transcripts; check "
                    "which account the connection belongs to."
                ),
                404: (
                    "Perhaps there is no such transcript, or the conference record is gone: "
                    "records are deleted 30 days after their call ended. List the conference "
                    "records to see those that are left."
                ),
            },
        ),
        Operation(
            id="transcriptEntries.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}/entries/{entryId}",
            summary=("Gets one piece of speech from a transcript."),
            google_method="meet.conferenceRecords.transcripts.entries.get",
            hints={
                403: (
                    "The connected Google account may not see this, or it does not exist. Only "
                    "Google Workspace accounts with recording enabled have transcripts; check "
                    "which account the connection belongs to."
                ),
                404: (
                    "Perhaps there is no such entry, or the conference record is gone: records "
                    "are deleted 30 days after their call ended. List the conference records to "
                    "see those that are left."
                ),
            },
        ),
        Operation(
            id="smartNotes.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes",
            summary=("Lists the smart notes of a call."),
            google_method="meet.conferenceRecords.smartNotes.list",
            hints={
                404: (
                    "Perhaps there is no such conference record, or no longer: records are "
                    "deleted 30 days after their call ended. List the conference records to see "
                    "those that are left."
                ),
            },
        ),
        Operation(
            id="smartNotes.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}",
            summary=("Gets the smart notes of one session."),
            google_method="meet.conferenceRecords.smartNotes.get",
            hints={
                404: (
                    "Perhaps there are no such notes, or the conference record is gone: records "
                    "are deleted 30 days after their call ended. List the conference records to "
                    "see those that are left."
                ),
            },
        ),
    ),
    meanings={
        "400": {
            "google": ("Google refused the request. Correct what its message names."),
            "proxy": (
                "The proxy has no google-meet connection to act through, or not the one that "
                "was named. List the connections and check the id, or create a connection and"
                " open its url in a browser."
            ),
            "connections": ("Maton refused the request: check its arguments."),
        },
        "401": {
            "google": (
                "The connection's Google sign-in has ended; the Maton API key is fine. "
                "Connect the account again with authorize(), then delete the old connection."
            ),
            "proxy": (
                "The Maton API key or credential is missing, invalid or expired. Check that "
                "MATON_API_KEY holds the key from maton.ai/settings, whole and with nothing "
                "around it; listing the connections is the quickest test of a key."
            ),
            "between": (
                "A gateway between here and Google refused the request, for example a "
                "company's proxy that requires a sign-in. If it was Maton, MATON_API_KEY is "
                "missing, invalid or expired: listing the connections is the quickest test of"
                " a key."
            ),
        },
        "403": {
            "google": (
                "The connected Google account may not do this, or the resource does not "
                "exist. Check which connection was used."
            ),
            "connections": ("The Maton key may not do this."),
        },
        "404": {
            "google": (
                "The connected Google account has nothing under that name; check its "
                "spelling, and which connection was used."
            ),
            "proxy": (
                "No resource has this path; the paths of Google Meet begin with /google-meet/."
            ),
            "connections": (
                "Maton has no connection under this id, or no operation under this path. List"
                " the connections to see the ids there are."
            ),
        },
        "409": {
            "google": (
                "The request conflicts with the present state or with another change. Read "
                "that again, then decide."
            ),
            "proxy": (
                "The request conflicts with the present state or with another change. Read "
                "that again, then decide."
            ),
            "connections": (
                "The request conflicts with the present state or with another change. Read "
                "that again, then decide."
            ),
            "between": (
                "The request conflicts with the present state or with another change. Read "
                "that again, then decide."
            ),
        },
        "429": {
            "google": (
                "A quota of Google's is used up; they count by the minute. Wait up to a "
                "minute, then call again."
            ),
            "proxy": (
                "The proxy takes 10 requests a second for each Maton account. Wait a little, "
                "then call again."
            ),
            "between": (
                "A gateway between here and Google limits the request rate. Wait a few "
                "seconds, then call again."
            ),
        },
        "4XX": {
            "proxy": (
                "Maton, or a gateway in front of it, refused the request before it reached "
                "Google. Check MATON_API_KEY and MATON_API_BASE_URL."
            ),
            "connections": (
                "Maton, or a gateway in front of it, refused the request. Check MATON_API_KEY"
                " and MATON_API_BASE_URL."
            ),
            "between": (
                "A gateway between here and Google refused the request, for example a "
                "firewall, a company's proxy or a load balancer. Check the network and "
                "MATON_API_BASE_URL."
            ),
        },
        "500": {
            "proxy": (
                "Often the connection's Google authorization has expired: connect the account"
                " again with authorize(), then delete the old connection."
            ),
            "connections": (
                "Maton failed. That may pass; if it does not, its support asks for the request id."
            ),
            "between": (
                "Something between here and Google failed, or Maton itself; that often "
                "passes. If all calls of Google Meet end so, the connection's Google "
                "authorization may have expired: connect the account again with authorize()."
            ),
        },
        "5XX": {
            "google": ("Google failed to answer; that often passes."),
            "proxy": (
                "Maton, or something in front of it or of Google, failed; that often passes."
            ),
            "between": ("Something between here and Google failed; that often passes."),
        },
    },
    reasons={
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (
            "The connection lacks a Google permission that this operation needs. Connect "
            "the account again with authorize() and grant every permission that is asked "
            "for, then delete the old connection."
        ),
        "SERVICE_DISABLED": (
            "The Google Meet API is switched off in the Google Cloud project that the "
            "connection signs in through. Only an owner of that project can switch it on;"
            " if it is Maton's, ask Maton's support."
        ),
        "invalid_grant": (
            "The connection's Google sign-in has ended. Connect the account again with "
            "authorize(), then delete the old connection."
        ),
    },
)
