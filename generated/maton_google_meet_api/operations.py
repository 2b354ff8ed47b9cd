# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""The operations of Google Meet through Maton, with the effect of each write and the meaning of each error."""

from .runtime.table import Operation, Table

OPERATIONS = Table(
    (
        Operation(
            id="connections.list",
            method="GET",
            path="/connections",
            summary=("List the connections of the Maton account."),
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key does not allow this request."),
                500: (
                    "Maton failed. The failure may be temporary; if it persists, report the "
                    "request id to Maton's support."
                ),
            },
        ),
        Operation(
            id="connections.create",
            method="POST",
            path="/connections",
            summary=("Create a connection for another Google account."),
            outcome=(
                "Creates a connection for this app in the Maton account. The connection "
                "cannot be used until a user opens its URL and signs in to Google. Calls "
                "without a connection id may then find two connections."
            ),
            destructive=False,
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key does not allow this request."),
                500: (
                    "Maton failed. The failure may be temporary; if it persists, report the "
                    "request id to Maton's support."
                ),
            },
        ),
        Operation(
            id="connections.get",
            method="GET",
            path="/connections/{connection_id}",
            summary=("Get one connection."),
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key does not allow this request."),
                404: (
                    "This key does not have a connection with this id: it may have been deleted, "
                    "or belong to another Maton account. List the connections to see the existing"
                    " ids."
                ),
                500: (
                    "Maton failed. The failure may be temporary; if it persists, report the "
                    "request id to Maton's support."
                ),
            },
        ),
        Operation(
            id="connections.delete",
            method="DELETE",
            path="/connections/{connection_id}",
            summary=("Delete a connection."),
            outcome=(
                "Deletes this connection from the Maton account. It can no longer be used to "
                "access its Google account."
            ),
            destructive=True,
            hints={
                400: ("Maton refused the request: check its arguments."),
                403: ("The Maton key does not allow this request."),
                404: (
                    "This key does not have a connection with this id: it may be deleted already,"
                    " or belong to another Maton account. List the connections to see the "
                    "existing ids."
                ),
                500: (
                    "Maton failed. The failure may be temporary; if it persists, report the "
                    "request id to Maton's support."
                ),
            },
        ),
        Operation(
            id="spaces.create",
            method="POST",
            path="/google-meet/v2/spaces",
            summary=("Create a meeting space."),
            google_method="meet.spaces.create",
            outcome=(
                "Creates a new meeting space in the connected Google account. Existing spaces"
                " and conferences do not change."
            ),
            destructive=False,
            hints={
                "RESOURCE_EXHAUSTED": (
                    "This is probably Google's limit of 10 new spaces per user and minute: wait "
                    "up to a minute, or reuse an existing space."
                ),
            },
            scopes=("https://www.googleapis.com/auth/meetings.space.created",),
        ),
        Operation(
            id="spaces.get",
            method="GET",
            path="/google-meet/v2/spaces/{spaceId}",
            summary=("Get a meeting space."),
            google_method="meet.spaces.get",
            hints={
                403: (
                    "Google returns 403 if the connected account may not see this space, and also"
                    " if the space does not exist. Check the id (it is case sensitive) or the "
                    "code (it generally expires 365 days after its last use), and check which "
                    "connection was used."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
                "https://www.googleapis.com/auth/meetings.space.settings",
            ),
        ),
        Operation(
            id="spaces.update",
            method="PATCH",
            path="/google-meet/v2/spaces/{spaceId}",
            summary=("Change the settings of a meeting space."),
            google_method="meet.spaces.patch",
            outcome=(
                "Changes the settings of this space, which control who may join and what "
                "participants may do. The update mask lists the settings to change; `*` lists"
                " all. A listed setting that the body omits is cleared. All other settings "
                "stay unchanged."
            ),
            destructive=False,
            hints={
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and, presumably, if the connected account may not change it. "
                    "First get the space by its code and use the id in its `name`; then check "
                    "which connection was used."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.settings",
            ),
        ),
        Operation(
            id="spaces.endActiveConference",
            method="POST",
            path="/google-meet/v2/spaces/{spaceId}:endActiveConference",
            summary=("End the active conference in a space."),
            google_method="meet.spaces.endActiveConference",
            outcome=("Ends the active conference in this space for all participants."),
            destructive=True,
            hints={
                "FAILED_PRECONDITION": (
                    "This space does not have an active conference, so there is nothing to end."
                ),
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and, presumably, if the connected account may not end its "
                    "conferences. First get the space by its code and use the id in its `name`; "
                    "then check which connection was used."
                ),
            },
            scopes=("https://www.googleapis.com/auth/meetings.space.created",),
        ),
        Operation(
            id="members.list",
            method="GET",
            path="/google-meet/v2/spaces/{spaceId}/members",
            summary=("List the members of a space."),
            google_method="meet.spaces.members.list",
            hints={
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and if another user created it (`Permission denied on "
                    "resource Member`). First get the space by its code and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="members.create",
            method="POST",
            path="/google-meet/v2/spaces/{spaceId}/members",
            summary=("Add a member to a space."),
            google_method="meet.spaces.members.create",
            outcome=(
                "Adds the person with this email address to this space as a member with the "
                "given role. The person may then join its conferences without knocking."
            ),
            destructive=False,
            hints={
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and if another user created it (`Permission denied on "
                    "resource Member`). First get the space by its code and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
            scopes=("https://www.googleapis.com/auth/meetings.space.created",),
        ),
        Operation(
            id="members.get",
            method="GET",
            path="/google-meet/v2/spaces/{spaceId}/members/{memberId}",
            summary=("Get one member of a space."),
            google_method="meet.spaces.members.get",
            hints={
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and if another user created it (`Permission denied on "
                    "resource Member`). First get the space by its code and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="members.update",
            method="PATCH",
            path="/google-meet/v2/spaces/{spaceId}/members/{memberId}",
            summary=("Change a member of a space."),
            google_method="meet.spaces.members.patch",
            outcome=(
                "Changes this member of the space, usually the role. The update mask lists "
                "the fields to change; `*` lists all. A listed field that the body omits is "
                "cleared."
            ),
            destructive=False,
            hints={
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and if another user created it (`Permission denied on "
                    "resource Member`). First get the space by its code and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
            scopes=("https://www.googleapis.com/auth/meetings.space.created",),
        ),
        Operation(
            id="members.delete",
            method="DELETE",
            path="/google-meet/v2/spaces/{spaceId}/members/{memberId}",
            summary=("Remove a member from a space."),
            google_method="meet.spaces.members.delete",
            outcome=(
                "Removes this member from the space. The person loses the role and, with it, "
                "the right to join without knocking."
            ),
            destructive=True,
            hints={
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and if another user created it (`Permission denied on "
                    "resource Member`). First get the space by its code and use the id in its "
                    "`name`; then check which connection was used."
                ),
            },
            scopes=("https://www.googleapis.com/auth/meetings.space.created",),
        ),
        Operation(
            id="members.batchUpdate",
            method="POST",
            path="/google-meet/v2/spaces/{spaceId}/members:batchUpdate",
            summary=("Change up to 500 members of a space in one request."),
            google_method="meet.spaces.members.batchUpdate",
            outcome=(
                "Changes each member of this space that the body lists, usually the role. A "
                "mask in the body lists the fields to change. A listed field that an entry "
                "omits is cleared. Without a mask, each omitted field is cleared."
            ),
            destructive=False,
            hints={
                403: (
                    "Google returns 403 if the space was named by its meeting code, if the space "
                    "does not exist and if another user created it (`Permission denied on "
                    "resource Member`). First get the space by its code and use the id in its "
                    "`name`; then check which connection was used."
                ),
                400: (
                    "Check the masks and the count: a mask inside a request must equal the mask "
                    "at the top level of the body and is refused without it, and a batch has at "
                    "most 500 members."
                ),
            },
            scopes=("https://www.googleapis.com/auth/meetings.space.created",),
        ),
        Operation(
            id="conferenceRecords.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords",
            summary=("List the conference records that the account can see."),
            google_method="meet.conferenceRecords.list",
            hints={
                400: (
                    "If the message is about the filter, check its fields and quotes: it accepts "
                    "`space.name`, `space.meeting_code`, `start_time` and `end_time`, in snake "
                    "case, with values in double quotes."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="conferenceRecords.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}",
            summary=("Get one conference record."),
            google_method="meet.conferenceRecords.get",
            hints={
                404: (
                    "Perhaps this record never existed or was deleted: Google deletes a record 30"
                    " days after its conference ended. Its `expireTime` is the time of the "
                    "deletion."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="participants.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants",
            summary=("List the participants of a conference."),
            google_method="meet.conferenceRecords.participants.list",
            hints={
                400: (
                    "If the message is about the filter, check its fields and quotes: it accepts "
                    "`earliest_start_time` and `latest_end_time`, in snake case, with values in "
                    "double quotes."
                ),
                404: (
                    "Perhaps this conference record never existed or was deleted: Google deletes "
                    "a record 30 days after its conference ended. List the conference records to "
                    "see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="participants.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}",
            summary=("Get one participant of a conference."),
            google_method="meet.conferenceRecords.participants.get",
            hints={
                404: (
                    "Perhaps this participant does not exist, or the conference record was "
                    "deleted: Google deletes a record 30 days after its conference ended. List "
                    "the conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="participantSessions.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions",
            summary=("List the sessions of one participant."),
            google_method="meet.conferenceRecords.participants.participantSessions.list",
            hints={
                400: (
                    "If the message is about the filter, check its fields and quotes: it accepts "
                    "`start_time` and `end_time`, in snake case, with values in double quotes."
                ),
                404: (
                    "Perhaps this participant does not exist, or the conference record was "
                    "deleted: Google deletes a record 30 days after its conference ended. List "
                    "the conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="participantSessions.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}",
            summary=("Get one session of a participant."),
            google_method="meet.conferenceRecords.participants.participantSessions.get",
            hints={
                404: (
                    "Perhaps this session does not exist, or the conference record was deleted: "
                    "Google deletes a record 30 days after its conference ended. List the "
                    "conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="recordings.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings",
            summary=("List the recordings of a conference."),
            google_method="meet.conferenceRecords.recordings.list",
            hints={
                403: (
                    "The connected Google account may not see this resource, or it does not "
                    "exist. Only Google Workspace accounts with recording enabled have "
                    "recordings; check which account the connection belongs to."
                ),
                404: (
                    "Perhaps this conference record never existed or was deleted: Google deletes "
                    "a record 30 days after its conference ended. List the conference records to "
                    "see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="recordings.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings/{recordingId}",
            summary=("Get one recording of a conference."),
            google_method="meet.conferenceRecords.recordings.get",
            hints={
                403: (
                    "The connected Google account may not see this resource, or it does not "
                    "exist. Only Google Workspace accounts with recording enabled have "
                    "recordings; check which account the connection belongs to."
                ),
                404: (
                    "Perhaps this recording does not exist, or the conference record was deleted:"
                    " Google deletes a record 30 days after its conference ended. List the "
                    "conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="transcripts.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts",
            summary=("List the transcripts of a conference."),
            google_method="meet.conferenceRecords.transcripts.list",
            hints={
                403: (
                    "The connected Google account may not see this resource, or it does not "
                    "exist. Only Google Workspace accounts with recording enabled have "
                    "transcripts; check which account the connection belongs to."
                ),
                404: (
                    "Perhaps this conference record never existed or was deleted: Google deletes "
                    "a record 30 days after its conference ended. List the conference records to "
                    "see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="transcripts.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}",
            summary=("Get one transcript of a conference."),
            google_method="meet.conferenceRecords.transcripts.get",
            hints={
                403: (
                    "The connected Google account may not see this resource, or it does not "
                    "exist. Only Google Workspace accounts with recording enabled have "
                    "transcripts; check which account the connection belongs to."
                ),
                404: (
                    "Perhaps this transcript does not exist, or the conference record was "
                    "deleted: Google deletes a record 30 days after its conference ended. List "
                    "the conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="transcriptEntries.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}/entries",
            summary=("List the entries of a transcript."),
            google_method="meet.conferenceRecords.transcripts.entries.list",
            hints={
                403: (
                    "The connected Google account may not see this resource, or it does not "
                    "exist. Only Google Workspace accounts with recording enabled have "
                    "transcripts; check which account the connection belongs to."
                ),
                404: (
                    "Perhaps this transcript does not exist, or the conference record was "
                    "deleted: Google deletes a record 30 days after its conference ended. List "
                    "the conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="transcriptEntries.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}/entries/{entryId}",
            summary=("Get one entry of a transcript."),
            google_method="meet.conferenceRecords.transcripts.entries.get",
            hints={
                403: (
                    "The connected Google account may not see this resource, or it does not "
                    "exist. Only Google Workspace accounts with recording enabled have "
                    "transcripts; check which account the connection belongs to."
                ),
                404: (
                    "Perhaps this entry does not exist, or the conference record was deleted: "
                    "Google deletes a record 30 days after its conference ended. List the "
                    "conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="smartNotes.list",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes",
            summary=("List the smart notes of a conference."),
            google_method="meet.conferenceRecords.smartNotes.list",
            hints={
                404: (
                    "Perhaps this conference record never existed or was deleted: Google deletes "
                    "a record 30 days after its conference ended. List the conference records to "
                    "see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
        Operation(
            id="smartNotes.get",
            method="GET",
            path="/google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}",
            summary=("Get one set of smart notes of a conference."),
            google_method="meet.conferenceRecords.smartNotes.get",
            hints={
                404: (
                    "Perhaps these notes do not exist, or the conference record was deleted: "
                    "Google deletes a record 30 days after its conference ended. List the "
                    "conference records to see the remaining ones."
                ),
            },
            scopes=(
                "https://www.googleapis.com/auth/meetings.space.created",
                "https://www.googleapis.com/auth/meetings.space.readonly",
            ),
        ),
    ),
    meanings={
        "400": {
            "google": ("Google refused the request. Correct the argument that the message names."),
            "proxy": (
                "The proxy does not have a google-meet connection for this key, or not the "
                "one in the request. List the connections and check the id, or create a "
                "connection and open its url in a browser."
            ),
            "connections": ("Maton refused the request: check its arguments."),
        },
        "401": {
            "google": (
                "The connection's Google sign-in has ended; the access to Maton is fine. "
                "Connect the account again with authorize(), then delete the old connection."
            ),
            "proxy": (
                "The Maton API key or credential is missing, invalid or expired. Check that "
                "MATON_API_KEY is exactly the key from maton.ai/settings; listing the "
                "connections is the quickest test of a key."
            ),
            "between": (
                "A gateway between this client and Google refused the request, for example a "
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
            "connections": ("The Maton key does not allow this request."),
        },
        "404": {
            "google": (
                "The connected Google account does not have a resource of that name. Check "
                "its spelling, and check which connection was used."
            ),
            "proxy": (
                "This path does not exist; the paths of Google Meet begin with /google-meet/."
            ),
            "connections": (
                "Maton does not have a connection with this id, or an operation with this "
                "path. List the connections to see the existing ids."
            ),
        },
        "409": {
            "google": (
                "The request conflicts with the current state or with another change. Get the"
                " resource again, then decide."
            ),
            "proxy": (
                "The request conflicts with the current state or with another change. Get the"
                " resource again, then decide."
            ),
            "connections": (
                "The request conflicts with the current state or with another change. Get the"
                " resource again, then decide."
            ),
            "between": (
                "The request conflicts with the current state or with another change. Get the"
                " resource again, then decide."
            ),
        },
        "429": {
            "google": (
                "One of Google's quotas per minute is used up. Wait up to a minute, then call"
                " again."
            ),
            "proxy": (
                "The proxy accepts 10 requests per second and Maton account. Wait a few "
                "seconds, then call again."
            ),
            "between": (
                "A gateway between this client and Google limits the request rate. Wait a few"
                " seconds, then call again."
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
                "A gateway between this client and Google refused the request, for example a "
                "firewall, a company's proxy or a load balancer. Check the network and "
                "MATON_API_BASE_URL."
            ),
        },
        "500": {
            "proxy": (
                "The cause is often an expired Google authorization of the connection: "
                "connect the account again with authorize(), then delete the old connection."
            ),
            "connections": (
                "Maton failed. The failure may be temporary; if it persists, report the "
                "request id to Maton's support."
            ),
            "between": (
                "Maton or a component between this client and Google failed; the failure is "
                "often temporary. If all Google Meet calls fail like this, the connection's "
                "Google authorization may have expired: connect the account again with "
                "authorize()."
            ),
        },
        "5XX": {
            "google": ("Google failed to respond. The failure is often temporary."),
            "proxy": (
                "Maton, or a component in front of Maton or Google, failed. The failure is "
                "often temporary."
            ),
            "between": (
                "A component between this client and Google failed. The failure is often temporary."
            ),
        },
    },
    reasons={
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (
            "The connection lacks a Google permission that this operation needs{scopes}. "
            "Connect the account again with authorize() and grant every requested "
            "permission, then delete the old connection."
        ),
        "SERVICE_DISABLED": (
            "The Google Meet API is disabled in the Google Cloud project of the "
            "connection. Only an owner of that project can enable it; if the project is "
            "Maton's, contact Maton's support."
        ),
        "invalid_grant": (
            "The connection's Google sign-in has ended. Connect the account again with "
            "authorize(), then delete the old connection."
        ),
    },
)
