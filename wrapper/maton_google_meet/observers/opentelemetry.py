"""Report calls to OpenTelemetry: `GoogleMeet(observe=OpenTelemetry())`.

https://opentelemetry.io/docs/specs/semconv/http/ documents the names of spans and attributes.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from .._version import __version__
from ..errors import ConfigurationError
from ..events import AttemptEvent, CallEvent, DecisionEvent, Event, WaitEvent

if TYPE_CHECKING:
    import httpx
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

SCOPE: Final = "maton_google_meet"
SCHEMA_URL: Final = "https://opentelemetry.io/schemas/1.37.0"
METHODS_VARIABLE: Final = "OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS"
METHODS: Final = "CONNECT,DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT,TRACE"
# The buckets that the conventions recommend for `http.client.request.duration`.
BUCKET_SECONDS: Final = (
    *(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25),
    *(0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0),
)
DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class OpenTelemetry:
    """An observer that creates a span for each call and measures each request.

    The span is a CLIENT span, named `POST /google-meet/v2/spaces`, below the current span of the
    caller. It covers the whole call, including the confirmation and the waits. Its events are the
    decision (`maton.decision`), the waits (`maton.wait`) and the attempts (`maton.attempt`). The
    span is created when the call ends, so it is not the parent of other spans, and its ids are not
    sent to the server. The histogram `http.client.request.duration` measures each attempt in
    seconds.

    Spans have the attributes of OpenTelemetry's HTTP conventions, and `maton.operation`,
    `maton.outcome`, `maton.request_id` and, for a write, `maton.digest` (`PendingWrite.id`).
    `url.full` contains the ids of resources, without which a span does not show the resource. The
    values of its query are replaced by `REDACTED`: a filter may contain personal data. Bodies,
    headers and the key are not recorded.

    It needs the package opentelemetry-api (extra `otel`). Without an SDK in the program, nothing is
    recorded.

    Args:
        tracer_provider: The provider of the tracer; the default is the global one.
        meter_provider: The provider of the meter; the default is the global one.

    Raises:
        ConfigurationError: opentelemetry-api is not installed.
    """

    def __init__(
        self,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
    ) -> None:
        try:
            from opentelemetry import metrics, trace
        except ImportError as error:
            raise ConfigurationError(
                "OpenTelemetry needs the package opentelemetry-api: pip install "
                "'opentelemetry-api>=1.30,<2'."
            ) from error
        self._trace: Any = trace
        self._tracer = trace.get_tracer(SCOPE, __version__, tracer_provider, SCHEMA_URL)
        meter = metrics.get_meter(SCOPE, __version__, meter_provider, SCHEMA_URL)
        self._duration = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=BUCKET_SECONDS,
        )
        self._methods = os.environ.get(METHODS_VARIABLE, METHODS).split(",")

    def __call__(self, event: Event) -> None:
        """Report `event`."""
        if isinstance(event, CallEvent):
            self._report_call(event)
        elif isinstance(event, AttemptEvent):
            self._duration.record(event.seconds, self._describe_attempt(event))

    def _describe_attempt(self, event: AttemptEvent) -> dict[str, Any]:
        return {
            **self._describe_request(event),
            **_describe_server(event.request.url),
            **_describe_result(event.status, event.error),
        }

    def _describe_request(self, event: Event) -> dict[str, Any]:
        method = event.method if event.method in self._methods else "_OTHER"
        template = {"url.template": event.url_template} if event.url_template else {}
        return {"http.request.method": method, **template}

    def _report_call(self, event: CallEvent) -> None:
        attributes = self._describe_call(event)
        method = attributes["http.request.method"].replace("_OTHER", "HTTP")
        start = _to_nanoseconds(event.started)
        name = f"{method} {event.url_template}" if event.url_template else method
        kind = self._trace.SpanKind.CLIENT
        # By position, which is faster: the current context, and no links.
        span = self._tracer.start_span(name, None, kind, attributes, None, start)
        for each in event.events:
            span.add_event(*self._describe_part(each), timestamp=_to_nanoseconds(each.time))
        if "error.type" in attributes:
            span.set_status(self._trace.StatusCode.ERROR)
        span.end(start + _to_nanoseconds(event.seconds))

    def _describe_call(self, event: CallEvent) -> dict[str, Any]:
        attributes = self._describe_request(event)
        if attributes["http.request.method"] != event.method:
            attributes["http.request.method_original"] = event.method
        for each in event.events:
            if isinstance(each, AttemptEvent):
                attributes |= _describe_server(each.request.url)
                if (each.method, each.path) == (event.method, event.path):
                    attributes["url.full"] = _redact_query(each.request.url)
        attributes |= _describe_result(event.status, event.error)
        if event.attempts > 1:
            attributes["http.request.resend_count"] = event.attempts - 1
        return attributes | _make_attributes(
            operation=event.operation,
            outcome=event.outcome,
            request_id=event.request_id,
            digest=event.pending and event.pending.id,
        )

    def _describe_part(self, event: Event) -> tuple[str, dict[str, Any]]:
        """Return the name and the attributes of the span event for `event`."""
        if isinstance(event, AttemptEvent):
            return "maton.attempt", {
                **self._describe_request(event),
                **_describe_result(event.status, event.error),
                "http.request.resend_count": event.attempt - 1,
                **_make_attributes(seconds=event.seconds, request_id=event.request_id),
            }
        if isinstance(event, WaitEvent):
            cause = None if event.cause is None else str(event.cause)
            return "maton.wait", _make_attributes(
                reason=event.reason, cause=cause, seconds=event.seconds, attempt=event.attempt
            )
        assert isinstance(event, DecisionEvent)
        return "maton.decision", _make_attributes(
            approved=event.approved, hook=event.hook, error=event.error, digest=event.pending.id
        )


def _to_nanoseconds(seconds: float) -> int:
    return round(seconds * 1e9)


def _make_attributes(**values: Any) -> dict[str, Any]:
    """Return `values` as attributes with the prefix `maton.`, without those that are None."""
    return {f"maton.{name}": value for name, value in values.items() if value is not None}


def _describe_server(url: httpx.URL) -> dict[str, Any]:
    return {"server.address": url.host, "server.port": url.port or DEFAULT_PORTS[url.scheme]}


def _describe_result(status: int | None, error: str | None) -> dict[str, Any]:
    """Return the attributes of a response or an error. A status of 400 or more is an error."""
    result: dict[str, Any] = {} if status is None else {"http.response.status_code": status}
    kind = str(status) if status is not None and status >= 400 else error
    return result | ({} if kind is None else {"error.type": kind})


def _redact_query(url: httpx.URL) -> str:
    return str(url.copy_with(query=re.sub(rb"=[^&]*", b"=REDACTED", url.query) or None))
