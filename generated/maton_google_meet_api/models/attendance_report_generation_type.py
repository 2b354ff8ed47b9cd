# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from enum import StrEnum


class AttendanceReportGenerationType(StrEnum):
    ATTENDANCE_REPORT_GENERATION_TYPE_UNSPECIFIED = "ATTENDANCE_REPORT_GENERATION_TYPE_UNSPECIFIED"
    DO_NOT_GENERATE = "DO_NOT_GENERATE"
    GENERATE_REPORT = "GENERATE_REPORT"

    def __str__(self) -> str:
        return str(self.value)
