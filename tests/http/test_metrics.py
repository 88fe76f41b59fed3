"""Metrics in Prometheus format, and OpenTelemetry traces."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from medcodegraph.errors import SettingsError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.app import create_app
from medcodegraph.http.service import Service
from medcodegraph.telemetry import tracing

pytestmark = pytest.mark.anyio

QUERY = {"query": '{ code(key: "X:1") { key } }'}


@pytest.fixture(scope="module")
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture(scope="module")
async def client(
    connection: Connection, open_graph: Graph, spans: InMemorySpanExporter
) -> AsyncIterator[httpx.AsyncClient]:
    """The application, traced, in which every statement is slow."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    app = create_app(connection, Path("/nowhere"), Service(slow=0), provider.get_tracer("test"))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client,
    ):
        yield client


async def _metrics(http: httpx.AsyncClient) -> dict[tuple[str, tuple[str, ...]], float]:
    text = (await http.get("/metrics")).text
    return {
        (sample.name.removeprefix("medcodegraph_"), tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_metrics_count_what_happens(client: httpx.AsyncClient) -> None:
    """Requests by path and status, plans, fallbacks, errors by code, cost and time, statements."""
    before = await _metrics(client)
    for asked in (QUERY, QUERY, {"query": "{ nothing }"}, {"query": "{ __schema { queryType { name } } }"}):
        await client.post("/graphql", json=asked)
    await client.get("/made/up")
    after = await _metrics(client)

    def grew(name: str, *labels: str) -> float:
        return after[name, labels] - before.get((name, labels), 0)

    assert grew("http_requests_total", "graphql", "200") == 4
    assert grew("http_requests_total", "other", "404") == 1
    assert grew("http_seconds_count") == 6
    assert grew("plans_total", "known") == 1
    assert grew("plans_total", "new") == 2
    assert grew("fallbacks_total") == 1
    assert grew("errors_total", "GRAPHQL_VALIDATION_FAILED") == 1
    assert grew("query_cost_count") == 3
    assert grew("query_cost_bucket", "1.0") == 3
    assert grew("statement_seconds_count") == grew("database_statements_total") == 2
    assert grew("slow_statements_total") == 2
    assert after["database_up", ()] == 1
    assert after["requests_running", ()] == after["requests_waiting", ()] == 0
    assert after["process_resident_memory_bytes", ()] > 1_000_000


async def test_a_slow_statement_is_logged_without_values(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Time, cost and a fingerprint of the statement; never a value."""
    await client.post("/graphql", json={"query": '{ code(key: "SECRET:1") { key } }'})
    (record,) = [record for record in caplog.records if record.getMessage().startswith("slow:")]
    assert "for a cost of 1, statement" in record.getMessage()
    assert "SECRET" not in caplog.text


async def test_requests_and_their_statements_are_traced(
    client: httpx.AsyncClient, spans: InMemorySpanExporter
) -> None:
    """A statement's span is the child of its request's, which is the child of the caller's."""
    spans.clear()
    trace, caller = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    await client.post("/graphql", json=QUERY, headers={"traceparent": f"00-{trace}-{caller}-01"})
    statement, request = spans.get_finished_spans()
    assert request.context
    assert request.parent
    assert statement.parent
    assert f"{request.context.trace_id:032x}" == trace
    assert f"{request.parent.span_id:016x}" == caller
    assert statement.parent.span_id == request.context.span_id
    assert (request.attributes or {})["http.response.status_code"] == 200
    assert "MATCH" in str((statement.attributes or {})["db.query.text"])
    assert "X:1" not in str(statement.attributes)


def test_tracing_is_off_unless_the_environment_asks_for_it() -> None:
    """With a message about what to install if the packages are missing, as they are here."""
    assert tracing.tracer({}) is None
    with pytest.raises(SettingsError, match=r"medcodegraph\[otel\]"):
        tracing.tracer({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})
