# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class AttendanceReportGenerationType(StrEnum):
    """The generation of attendance reports for a space's conferences.

    Attributes:
        ATTENDANCE_REPORT_GENERATION_TYPE_UNSPECIFIED: The default of the user's policy. Responses
            do not have this value.
        GENERATE_REPORT: A report is generated and sent to Drive or by email.
        DO_NOT_GENERATE: A report is not generated.
    """

    ATTENDANCE_REPORT_GENERATION_TYPE_UNSPECIFIED = "ATTENDANCE_REPORT_GENERATION_TYPE_UNSPECIFIED"
    DO_NOT_GENERATE = "DO_NOT_GENERATE"
    GENERATE_REPORT = "GENERATE_REPORT"

    def __str__(self) -> str:
        return str(self.value)
