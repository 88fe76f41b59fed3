"""`/metrics` for Prometheus: the service's counters, read on request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from medcodegraph.graph.driver import Graph
from medcodegraph.http.serving.admission import Admission
from medcodegraph.http.serving.answers import Answers
from medcodegraph.http.serving.watch import WatchedGraph
from medcodegraph.schema.measures import Histogram, Measures, Traffic


@dataclass(slots=True)
class Watchers:
    """The objects to read metrics from, once the application has started."""

    graph: Graph
    watched: WatchedGraph
    measures: Measures
    admission: Admission
    answers: Answers


class Metrics(Collector):
    """All metrics as Prometheus families; before startup only those of the guard."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.watchers: Watchers | None = None
        self._registry = CollectorRegistry()
        for collector in (self, ProcessCollector(registry=None), GCCollector(registry=CollectorRegistry())):
            self._registry.register(collector)

    def route(self) -> BaseRoute:
        """The route."""

        async def metrics(_: Request) -> Response:
            return Response(generate_latest(self._registry), media_type="text/plain; version=0.0.4")

        return Route("/metrics", metrics)

    def collect(self) -> Iterator[Metric]:
        """The families with their current values."""
        answers = [((path, str(status)), count) for (path, status), count in self._traffic.answers.items()]
        yield _counter("http_requests", "Requests answered.", answers, "path", "status")
        yield _histogram("http_seconds", "Time to an answer.", self._traffic.seconds)
        if (there := self.watchers) is None:
            return
        yield from _requests(there.measures)
        yield _gauge("requests_running", "Requests being answered.", there.admission.running)
        yield _gauge("requests_waiting", "Requests in the queue.", there.admission.waiting)
        yield _counter("requests_overloaded", "Requests turned away.", [((), there.admission.refused)])
        kept = there.answers
        found = [(("kept",), kept.hits), (("made",), kept.misses)]
        yield _counter("answers", "Answers that may be kept: from memory, and made anew.", found, "from")
        yield _gauge("answers_bytes", "Bytes of kept answers.", kept.held)
        yield _counter("database_statements", "Statements sent.", [((), there.graph.statements)])
        yield _gauge("database_statements_running", "Statements being run.", there.watched.running)
        yield _gauge("database_up", "Whether the database answers.", there.watched.away is None)


def _requests(found: Measures) -> Iterator[Metric]:
    plans = [(("known",), found.known_plans), (("new",), found.new_plans)]
    yield _counter("plans", "Plans used: known ones, and new ones that were compiled.", plans, "plan")
    yield _counter("fallbacks", "Requests answered by the ordinary executor.", [((), found.fallbacks)])
    errors = [((code,), count) for code, count in found.errors.items()]
    yield _counter("errors", "Errors returned to clients, by code.", errors, "code")
    yield _counter("slow_statements", "Statements that took longer than SLOW.", [((), found.slow)])
    yield _histogram("query_cost", "Objects that a query may return.", found.cost)
    yield _histogram("statement_seconds", "Time for a statement and its record.", found.statement)


def _counter(
    name: str, text: str, values: Iterable[tuple[tuple[str, ...], float]], *labels: str
) -> CounterMetricFamily:
    family = CounterMetricFamily(f"medcodegraph_{name}", text, labels=labels)
    for given, value in values:
        family.add_metric(given, value)
    return family


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"medcodegraph_{name}", text, value=float(value))


def _histogram(name: str, text: str, found: Histogram) -> HistogramMetricFamily:
    family = HistogramMetricFamily(f"medcodegraph_{name}", text)
    total, buckets = 0, []
    for bound, count in zip([*found.bounds, float("inf")], found.counts, strict=True):
        total += count
        buckets.append((str(float(bound)) if bound != float("inf") else "+Inf", total))
    family.add_metric([], buckets, found.total)
    return family
