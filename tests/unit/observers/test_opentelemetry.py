"""OpenTelemetry: spans and the histogram, as the SDK exports them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import httpx
import pytest
from maton_google_meet import ConfigurationError, Retry, approve_all
from maton_google_meet.observers import opentelemetry as module
from maton_google_meet.observers.opentelemetry import BUCKET_SECONDS, OpenTelemetry
from opentelemetry import context, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from support.call_events import ADDRESS, STARTED, CallEvents
from support.clients import ClientRunner, create_space
from support.document_server import DocumentServer, Reply


class Telemetry:
    """An observer, and the spans and metrics that the SDK exports."""

    def __init__(self) -> None:
        self._exporter, self._reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self._exporter))
        self._meters = MeterProvider([self._reader])
        self.observer = OpenTelemetry(self.tracers, self._meters)

    @property
    def spans(self) -> Any:
        return self._exporter.get_finished_spans()

    @property
    def metrics(self) -> list[Any]:
        data: Any = self._reader.get_metrics_data()
        return [
            metric
            for resource in (data.resource_metrics if data else [])
            for scope in resource.scope_metrics
            for metric in scope.metrics
        ]

    def close(self) -> None:
        self.tracers.shutdown()
        self._meters.shutdown()


@pytest.fixture
def telemetry() -> Any:
    telemetry = Telemetry()
    yield telemetry
    telemetry.close()


def test_a_call_is_one_client_span(telemetry: Telemetry) -> None:
    events = CallEvents()
    for event in (events.decide(), events.attempt(), events.end()):
        telemetry.observer(event)
    [span] = telemetry.spans
    assert (span.name, span.kind) == ("POST /google-meet/v2/spaces", SpanKind.CLIENT)
    assert (span.start_time, span.end_time) == (
        round(STARTED * 1e9),
        round(STARTED * 1e9) + 5 * 10**8,
    )
    assert span.status.status_code is StatusCode.UNSET
    assert span.parent is None
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "url.full": f"{ADDRESS}/google-meet/v2/spaces",
        "url.template": "/google-meet/v2/spaces",
        "server.address": "api.maton.ai",
        "server.port": 443,
        "maton.operation": "spaces.create",
        "maton.outcome": "done",
        "maton.request_id": "r-1",
        "maton.digest": events.pending.id,
    }
    scope = span.instrumentation_scope
    assert (scope.name, scope.schema_url) == ("maton_google_meet", module.SCHEMA_URL)
    assert scope.version


def test_decisions_waits_and_attempts_are_events_of_the_span(telemetry: Telemetry) -> None:
    events = CallEvents()
    for event in (
        events.decide(hook=None, error="ValueError", approved=False, time=100e-9),
        events.wait(reason="pace", cause=None, attempt=1, time=101e-9),
        events.attempt(429, time=102e-9),
        events.wait(time=103e-9),
        events.attempt(None, attempt=2, time=104e-9),
        events.end(
            "unknown", attempts=2, status=None, request_id=None, error="NetworkOutcomeUnknown"
        ),
    ):
        telemetry.observer(event)
    [span] = telemetry.spans
    parts = [(each.name, each.timestamp, dict(each.attributes)) for each in span.events]
    request = {"http.request.method": "POST", "url.template": "/google-meet/v2/spaces"}
    assert parts == [
        (
            "maton.decision",
            100,
            {
                "maton.approved": False,
                "maton.error": "ValueError",
                "maton.digest": events.pending.id,
            },
        ),
        ("maton.wait", 101, {"maton.reason": "pace", "maton.seconds": 2.0, "maton.attempt": 1}),
        (
            "maton.attempt",
            102,
            {
                **request,
                "http.response.status_code": 429,
                "error.type": "429",
                "http.request.resend_count": 0,
                "maton.seconds": 0.125,
                "maton.request_id": "r-1",
            },
        ),
        (
            "maton.wait",
            103,
            {
                "maton.reason": "retry",
                "maton.cause": "429",
                "maton.seconds": 2.0,
                "maton.attempt": 2,
            },
        ),
        (
            "maton.attempt",
            104,
            {
                **request,
                "error.type": "ConnectError",
                "http.request.resend_count": 1,
                "maton.seconds": 0.125,
            },
        ),
    ]
    assert span.attributes["http.request.resend_count"] == 1
    assert span.attributes["maton.outcome"] == "unknown"
    assert span.attributes["error.type"] == "NetworkOutcomeUnknown"
    assert "http.response.status_code" not in span.attributes
    assert span.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (200, None, None),
        (302, "APIStatusError", "APIStatusError"),
        (200, "ResponseError", "ResponseError"),
        (404, "NotFoundError", "404"),
        (503, "ServerOutcomeUnknown", "503"),
        (None, "WriteDeclined", "WriteDeclined"),
        (None, "CancelledError", "CancelledError"),
    ],
)
def test_the_status_follows_the_conventions(
    status: int | None, error: str | None, kind: str | None, telemetry: Telemetry
) -> None:
    telemetry.observer(CallEvents().end(status=status, error=error))
    [span] = telemetry.spans
    assert span.attributes.get("error.type") == kind
    assert (span.status.status_code is StatusCode.ERROR) == (kind is not None)
    assert span.status.description is None
    assert span.attributes.get("http.response.status_code") == status


def test_a_call_that_sends_nothing_has_no_server(telemetry: Telemetry) -> None:
    events = CallEvents()
    telemetry.observer(events.decide(approved=False))
    telemetry.observer(events.end("declined", status=None, attempts=0, error="WriteDeclined"))
    [span] = telemetry.spans
    assert not {"server.address", "url.full", "http.request.resend_count"} & {*span.attributes}
    assert telemetry.metrics == []


def test_the_look_up_of_the_connection_is_not_the_url_of_the_call(telemetry: Telemetry) -> None:
    events = CallEvents("spaces.get", "GET", "/google-meet/v2/spaces/a", "/google-meet/v2/{name}")
    look_up = httpx.Request("GET", f"{ADDRESS}/connections?app=google-meet")
    common = {"path": "/connections?app=google-meet", "url_template": "/connections"}
    for event in (
        events.attempt(request=look_up, operation="connections.list", **common),
        events.end("failed", write=False, pending=None, attempts=0),
    ):
        telemetry.observer(event)
    telemetry.observer(events.attempt())
    telemetry.observer(events.end(write=False, pending=None))
    failed, done = telemetry.spans
    assert "url.full" not in failed.attributes
    assert failed.attributes["server.address"] == "api.maton.ai"
    assert done.attributes["url.full"] == f"{ADDRESS}/google-meet/v2/spaces/a"
    assert "maton.digest" not in done.attributes
    parts = [each.attributes["url.template"] for each in done.events]
    assert parts == ["/connections", "/google-meet/v2/{name}"]
    [metric] = telemetry.metrics
    templates = {point.attributes["url.template"] for point in metric.data.data_points}
    assert templates == {"/connections", "/google-meet/v2/{name}"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("?filter=user%3Dana%40example.com", "?filter=REDACTED"),
        ("?a=b=c&d&pageToken=x%26y&e=", "?a=REDACTED&d&pageToken=REDACTED&e=REDACTED"),
    ],
)
def test_the_values_of_a_query_are_redacted(
    query: str, expected: str, telemetry: Telemetry
) -> None:
    events = CallEvents("x.list", "GET", f"/x/a%2Fb{query}", "/x/{id}")
    telemetry.observer(events.attempt())
    telemetry.observer(events.end(write=False, pending=None))
    [span] = telemetry.spans
    assert span.attributes["url.full"] == f"{ADDRESS}/x/a%2Fb{expected}"


def test_a_raw_request_has_no_template(telemetry: Telemetry) -> None:
    for method in ("PUT", "PURGE"):
        events = CallEvents(None, method, "/x", None)
        telemetry.observer(events.attempt(request=httpx.Request(method, "http://[::1]:81/x")))
        telemetry.observer(events.end())
    known, unknown = telemetry.spans
    assert (known.name, unknown.name) == ("PUT", "HTTP")
    assert "http.request.method_original" not in known.attributes
    assert unknown.attributes["http.request.method"] == "_OTHER"
    assert unknown.attributes["http.request.method_original"] == "PURGE"
    assert (unknown.attributes["server.address"], unknown.attributes["server.port"]) == ("::1", 81)
    assert not {"url.template", "maton.operation"} & {*known.attributes}


def test_the_environment_can_name_the_known_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(module.METHODS_VARIABLE, "GET,PURGE")
    telemetry = Telemetry()
    telemetry.observer(CallEvents(None, "PURGE", "/x", None).end())
    telemetry.observer(CallEvents(None, "POST", "/x", None).end())
    assert [span.name for span in telemetry.spans] == ["PURGE", "HTTP"]
    telemetry.close()


def test_each_attempt_is_measured(telemetry: Telemetry) -> None:
    events = CallEvents()
    telemetry.observer(events.attempt(429, seconds=0.25))
    telemetry.observer(events.attempt(None, seconds=0.5))
    telemetry.observer(events.attempt(201, seconds=2.0))
    telemetry.observer(events.end())
    [metric] = telemetry.metrics
    assert (metric.name, metric.unit) == ("http.client.request.duration", "s")
    points = {point.sum: point for point in metric.data.data_points}
    assert points.keys() == {0.25, 0.5, 2.0}
    assert {tuple(point.explicit_bounds) for point in points.values()} == {BUCKET_SECONDS}
    common = {
        "http.request.method": "POST",
        "url.template": "/google-meet/v2/spaces",
        "server.address": "api.maton.ai",
        "server.port": 443,
    }
    assert points[0.25].attributes == common | {
        "http.response.status_code": 429,
        "error.type": "429",
    }
    assert points[0.5].attributes == common | {"error.type": "ConnectError"}
    assert points[2.0].attributes == common | {"http.response.status_code": 201}


def test_the_parent_is_the_current_span(telemetry: Telemetry) -> None:
    with telemetry.tracers.get_tracer("x").start_as_current_span("outer") as outer:
        telemetry.observer(CallEvents().end())
    inner, _ = telemetry.spans
    assert inner.parent.span_id == outer.get_span_context().span_id
    assert trace.get_current_span(context.get_current()) is trace.INVALID_SPAN


def test_without_a_provider_nothing_is_recorded() -> None:
    observer, events = OpenTelemetry(), CallEvents()
    for event in (events.decide(), events.attempt(), events.end()):
        observer(event)


def test_the_package_is_named_if_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'opentelemetry-api>=1\.30,<2'"):
        OpenTelemetry()


def test_only_an_observer_imports_the_package() -> None:
    code = (
        "import sys, maton_google_meet as m\n"
        "m.OpenTelemetry\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])\n"
        "m.OpenTelemetry()\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["[]", "[]"]


# --- with a client --------------------------------------------------------------------------------


def test_the_calls_of_a_client_are_spans(
    runner: ClientRunner, server: DocumentServer, telemetry: Telemetry
) -> None:
    """The caller's span is the parent, also under asyncio and trio."""
    refused = Reply(429, json={"message": "slow"}, headers={"Retry-After": "0"})
    server.answers["spaces.get"] = [refused]
    with telemetry.tracers.get_tracer("x").start_as_current_span("outer") as outer:
        runner.call(
            lambda meet: meet.spaces.get("abc", fields="name"),
            create_space,
            base_url=server.url,
            connection="c",
            confirm=runner.make_hook(approve_all),
            observe=telemetry.observer,
            retry=Retry(),
        )
    reading, writing, _ = telemetry.spans
    assert reading.name == "GET /google-meet/v2/spaces/{spaceId}"
    assert (
        reading.attributes["url.full"] == f"{server.url}/google-meet/v2/spaces/abc?fields=REDACTED"
    )
    assert reading.attributes["http.request.resend_count"] == 1
    assert [each.name for each in reading.events] == [
        "maton.attempt",
        "maton.wait",
        "maton.attempt",
    ]
    assert writing.name == "POST /google-meet/v2/spaces"
    assert [each.name for each in writing.events] == ["maton.decision", "maton.attempt"]
    for span in (reading, writing):
        assert span.parent.span_id == outer.get_span_context().span_id
        assert outer.start_time <= span.start_time <= span.end_time <= outer.end_time
        times = [each.timestamp for each in span.events]
        assert times == sorted(times)
        assert all(span.start_time <= at for at in times)
        assert span.status.status_code is StatusCode.UNSET
    [metric] = telemetry.metrics
    assert sum(point.count for point in metric.data.data_points) == 3
