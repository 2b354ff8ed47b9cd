# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
"""The messages of the API, as attrs classes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..helpers import Person as Person
    from ..helpers import duration_of as duration_of
    from ..helpers import person_of as person_of
    from ..runtime.model import Model as Model
    from .access_type import AccessType as AccessType
    from .active_conference import ActiveConference as ActiveConference
    from .anonymous_user import AnonymousUser as AnonymousUser
    from .artifact_config import ArtifactConfig as ArtifactConfig
    from .attendance_report_generation_type import (
        AttendanceReportGenerationType as AttendanceReportGenerationType,
    )
    from .auto_generation_type import AutoGenerationType as AutoGenerationType
    from .batch_update_members_request import BatchUpdateMembersRequest as BatchUpdateMembersRequest
    from .batch_update_members_response import (
        BatchUpdateMembersResponse as BatchUpdateMembersResponse,
    )
    from .conference_record import ConferenceRecord as ConferenceRecord
    from .connection import Connection as Connection
    from .connection_metadata import ConnectionMetadata as ConnectionMetadata
    from .connection_method import ConnectionMethod as ConnectionMethod
    from .connection_status import ConnectionStatus as ConnectionStatus
    from .create_connection_response import CreateConnectionResponse as CreateConnectionResponse
    from .created_connection import CreatedConnection as CreatedConnection
    from .default_join_as_viewer_type import DefaultJoinAsViewerType as DefaultJoinAsViewerType
    from .detail_error import DetailError as DetailError
    from .detail_error_detail_type_1_item import (
        DetailErrorDetailType1Item as DetailErrorDetailType1Item,
    )
    from .docs_destination import DocsDestination as DocsDestination
    from .drive_destination import DriveDestination as DriveDestination
    from .empty import Empty as Empty
    from .end_active_conference_request import (
        EndActiveConferenceRequest as EndActiveConferenceRequest,
    )
    from .entry_point_access import EntryPointAccess as EntryPointAccess
    from .error_message import ErrorMessage as ErrorMessage
    from .error_message_error import ErrorMessageError as ErrorMessageError
    from .error_string import ErrorString as ErrorString
    from .gateway_sip_access import GatewaySipAccess as GatewaySipAccess
    from .get_connection_response import GetConnectionResponse as GetConnectionResponse
    from .google_error import GoogleError as GoogleError
    from .google_error_error import GoogleErrorError as GoogleErrorError
    from .google_error_error_details_item import (
        GoogleErrorErrorDetailsItem as GoogleErrorErrorDetailsItem,
    )
    from .list_conference_records_response import (
        ListConferenceRecordsResponse as ListConferenceRecordsResponse,
    )
    from .list_connections_response import ListConnectionsResponse as ListConnectionsResponse
    from .list_members_response import ListMembersResponse as ListMembersResponse
    from .list_participant_sessions_response import (
        ListParticipantSessionsResponse as ListParticipantSessionsResponse,
    )
    from .list_participants_response import ListParticipantsResponse as ListParticipantsResponse
    from .list_recordings_response import ListRecordingsResponse as ListRecordingsResponse
    from .list_smart_notes_response import ListSmartNotesResponse as ListSmartNotesResponse
    from .list_transcript_entries_response import (
        ListTranscriptEntriesResponse as ListTranscriptEntriesResponse,
    )
    from .list_transcripts_response import ListTranscriptsResponse as ListTranscriptsResponse
    from .member import Member as Member
    from .member_input import MemberInput as MemberInput
    from .member_role import MemberRole as MemberRole
    from .message_error import MessageError as MessageError
    from .moderation import Moderation as Moderation
    from .moderation_restrictions import ModerationRestrictions as ModerationRestrictions
    from .new_connection import NewConnection as NewConnection
    from .new_member import NewMember as NewMember
    from .participant import Participant as Participant
    from .participant_session import ParticipantSession as ParticipantSession
    from .phone_access import PhoneAccess as PhoneAccess
    from .phone_user import PhoneUser as PhoneUser
    from .recording import Recording as Recording
    from .recording_config import RecordingConfig as RecordingConfig
    from .recording_state import RecordingState as RecordingState
    from .restriction_type import RestrictionType as RestrictionType
    from .signedin_user import SignedinUser as SignedinUser
    from .smart_note import SmartNote as SmartNote
    from .smart_note_state import SmartNoteState as SmartNoteState
    from .smart_notes_config import SmartNotesConfig as SmartNotesConfig
    from .space import Space as Space
    from .space_config import SpaceConfig as SpaceConfig
    from .space_input import SpaceInput as SpaceInput
    from .transcript import Transcript as Transcript
    from .transcript_entry import TranscriptEntry as TranscriptEntry
    from .transcript_state import TranscriptState as TranscriptState
    from .transcription_config import TranscriptionConfig as TranscriptionConfig
    from .update_member_request import UpdateMemberRequest as UpdateMemberRequest
else:
    from ..runtime.lazy import make_lazy_getattr

    __getattr__ = make_lazy_getattr(
        __name__,
        {
            "AccessType": ".access_type",
            "ActiveConference": ".active_conference",
            "AnonymousUser": ".anonymous_user",
            "ArtifactConfig": ".artifact_config",
            "AttendanceReportGenerationType": ".attendance_report_generation_type",
            "AutoGenerationType": ".auto_generation_type",
            "BatchUpdateMembersRequest": ".batch_update_members_request",
            "BatchUpdateMembersResponse": ".batch_update_members_response",
            "ConferenceRecord": ".conference_record",
            "Connection": ".connection",
            "ConnectionMetadata": ".connection_metadata",
            "ConnectionMethod": ".connection_method",
            "ConnectionStatus": ".connection_status",
            "CreateConnectionResponse": ".create_connection_response",
            "CreatedConnection": ".created_connection",
            "DefaultJoinAsViewerType": ".default_join_as_viewer_type",
            "DetailError": ".detail_error",
            "DetailErrorDetailType1Item": ".detail_error_detail_type_1_item",
            "DocsDestination": ".docs_destination",
            "DriveDestination": ".drive_destination",
            "Empty": ".empty",
            "EndActiveConferenceRequest": ".end_active_conference_request",
            "EntryPointAccess": ".entry_point_access",
            "ErrorMessage": ".error_message",
            "ErrorMessageError": ".error_message_error",
            "ErrorString": ".error_string",
            "GatewaySipAccess": ".gateway_sip_access",
            "GetConnectionResponse": ".get_connection_response",
            "GoogleError": ".google_error",
            "GoogleErrorError": ".google_error_error",
            "GoogleErrorErrorDetailsItem": ".google_error_error_details_item",
            "ListConferenceRecordsResponse": ".list_conference_records_response",
            "ListConnectionsResponse": ".list_connections_response",
            "ListMembersResponse": ".list_members_response",
            "ListParticipantSessionsResponse": ".list_participant_sessions_response",
            "ListParticipantsResponse": ".list_participants_response",
            "ListRecordingsResponse": ".list_recordings_response",
            "ListSmartNotesResponse": ".list_smart_notes_response",
            "ListTranscriptEntriesResponse": ".list_transcript_entries_response",
            "ListTranscriptsResponse": ".list_transcripts_response",
            "Member": ".member",
            "MemberInput": ".member_input",
            "MemberRole": ".member_role",
            "MessageError": ".message_error",
            "Moderation": ".moderation",
            "ModerationRestrictions": ".moderation_restrictions",
            "NewConnection": ".new_connection",
            "NewMember": ".new_member",
            "Participant": ".participant",
            "ParticipantSession": ".participant_session",
            "PhoneAccess": ".phone_access",
            "PhoneUser": ".phone_user",
            "Recording": ".recording",
            "RecordingConfig": ".recording_config",
            "RecordingState": ".recording_state",
            "RestrictionType": ".restriction_type",
            "SignedinUser": ".signedin_user",
            "SmartNote": ".smart_note",
            "SmartNoteState": ".smart_note_state",
            "SmartNotesConfig": ".smart_notes_config",
            "Space": ".space",
            "SpaceConfig": ".space_config",
            "SpaceInput": ".space_input",
            "Transcript": ".transcript",
            "TranscriptEntry": ".transcript_entry",
            "TranscriptState": ".transcript_state",
            "TranscriptionConfig": ".transcription_config",
            "UpdateMemberRequest": ".update_member_request",
            "Model": "..runtime.model",
            "Person": "..helpers",
            "person_of": "..helpers",
            "duration_of": "..helpers",
        },
    )

__all__ = (
    "AccessType",
    "ActiveConference",
    "AnonymousUser",
    "ArtifactConfig",
    "AttendanceReportGenerationType",
    "AutoGenerationType",
    "BatchUpdateMembersRequest",
    "BatchUpdateMembersResponse",
    "ConferenceRecord",
    "Connection",
    "ConnectionMetadata",
    "ConnectionMethod",
    "ConnectionStatus",
    "CreateConnectionResponse",
    "CreatedConnection",
    "DefaultJoinAsViewerType",
    "DetailError",
    "DetailErrorDetailType1Item",
    "DocsDestination",
    "DriveDestination",
    "Empty",
    "EndActiveConferenceRequest",
    "EntryPointAccess",
    "ErrorMessage",
    "ErrorMessageError",
    "ErrorString",
    "GatewaySipAccess",
    "GetConnectionResponse",
    "GoogleError",
    "GoogleErrorError",
    "GoogleErrorErrorDetailsItem",
    "ListConferenceRecordsResponse",
    "ListConnectionsResponse",
    "ListMembersResponse",
    "ListParticipantSessionsResponse",
    "ListParticipantsResponse",
    "ListRecordingsResponse",
    "ListSmartNotesResponse",
    "ListTranscriptEntriesResponse",
    "ListTranscriptsResponse",
    "Member",
    "MemberInput",
    "MemberRole",
    "MessageError",
    "Moderation",
    "ModerationRestrictions",
    "NewConnection",
    "NewMember",
    "Participant",
    "ParticipantSession",
    "PhoneAccess",
    "PhoneUser",
    "Recording",
    "RecordingConfig",
    "RecordingState",
    "RestrictionType",
    "SignedinUser",
    "SmartNote",
    "SmartNoteState",
    "SmartNotesConfig",
    "Space",
    "SpaceConfig",
    "SpaceInput",
    "Transcript",
    "TranscriptEntry",
    "TranscriptState",
    "TranscriptionConfig",
    "UpdateMemberRequest",
    "Model",
    "Person",
    "person_of",
    "duration_of",
)
