"""OpenTelemetry traces: a span for each request and each statement, if enabled by OTEL_* variables.

Needs the extra `otel`. Without those variables nothing is imported, and requests have no overhead.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medcodegraph.errors import SettingsError
from medcodegraph.graph.request.coalesce import Runner
from medcodegraph.telemetry.logs import request_id

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def tracer(environment: Mapping[str, str] = os.environ) -> "Tracer | None":
    """A tracer that exports spans as configured in the environment; None if nothing is configured.

    Raises SettingsError if its packages are missing.
    """
    if not any(environment.get(name) for name in _ENDPOINTS):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(
            "OTEL_EXPORTER_OTLP_ENDPOINT asks for traces: pip install 'medcodegraph[otel]', or unset it"
        ) from error
    name = environment.get("OTEL_SERVICE_NAME", "medcodegraph")
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("medcodegraph")


class TracedRequests:
    """ASGI middleware: a span for each request, as a child of the caller's if there is a traceparent."""

    def __init__(self, app: ASGIApp, tracer: "Tracer") -> None:
        self._app, self._tracer = app, tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        from opentelemetry import propagate
        from opentelemetry.trace import SpanKind, Status, StatusCode

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        parent = propagate.extract({k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]})
        known = {"http.request.method": scope["method"], "url.path": scope["path"]}
        with self._tracer.start_as_current_span(
            f"{scope['method']} {scope['path']}", parent, kind=SpanKind.SERVER, attributes=known
        ) as span:
            span.set_attribute("medcodegraph.request_id", request_id.get() or "")

            async def send_noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= 500:
                        span.set_status(Status(StatusCode.ERROR))
                await send(message)

            await self._app(scope, receive, send_noted)


class TracedRunner:
    """A runner that makes a span for each statement, without its parameters."""

    def __init__(self, runner: Runner, tracer: "Tracer") -> None:
        self._runner, self._tracer = runner, tracer

    async def row(
        self, text: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> list[Any]:
        """The values of the only record."""
        with self._span(text):
            return await self._runner.row(text, params, timeout=timeout)

    def _span(self, text: str) -> Any:
        from opentelemetry.trace import SpanKind

        known = {"db.system.name": "neo4j", "db.query.text": text}
        return self._tracer.start_as_current_span("statement", kind=SpanKind.CLIENT, attributes=known)
