"""What can an operator watch? Counters of one application, in a registry of its own."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from jauap.answer import ModelUse, Outcome

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts answers, requests, refusals and broken streams; no label holds a person's data."""

    def __init__(self, generations: Callable[[], Mapping[str, str]]) -> None:
        """Take `generations`: assistant id -> ISO time of its active index generation."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "jauap_http_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "jauap_http_request_seconds",
            "Time from request to last byte, by route.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._answers = Counter(
            "jauap_answers",
            "Labelled answers by assistant, outcome, language and channel.",
            ("assistant", "outcome", "language", "channel"),
            registry=self.registry,
        )
        self._model_seconds = Histogram(
            "jauap_model_seconds",
            "Time of a chat model's call, by assistant, model, purpose and result.",
            ("assistant", "model", "purpose", "result"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._model_tokens = Counter(
            "jauap_model_tokens",
            "Tokens a chat model read and wrote, as its server counts.",
            ("assistant", "model", "purpose", "direction"),
            registry=self.registry,
        )
        self._model_cost = Counter(
            "jauap_model_cost",
            "Cost of a chat model at the declared price.",
            ("assistant", "model", "purpose", "currency"),
            registry=self.registry,
        )
        self._limited = Counter(
            "jauap_rate_limited", "Requests refused by the rate limit.", registry=self.registry
        )
        self._aborted = Counter(
            "jauap_streams_aborted",
            "Streams that the client left before the end.",
            ("assistant",),
            registry=self.registry,
        )
        self.registry.register(_IndexAge(generations))

    def observe_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one finished request; status 0 means that nothing was sent."""
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, assistant: str, outcome: Outcome, language: str, channel: str) -> None:
        """Count one labelled answer."""
        self._answers.labels(assistant, outcome.value, language, channel).inc()

    def count_model(self, assistant: str, use: ModelUse) -> None:
        """Count one call of a chat model: its time and result, tokens and cost."""
        who = (assistant, use.model, use.purpose.value)
        self._model_seconds.labels(*who, use.fault or "served").observe(use.milliseconds / 1000)
        if use.tokens is not None:
            self._model_tokens.labels(*who, "read").inc(use.tokens.read)
            self._model_tokens.labels(*who, "written").inc(use.tokens.written)
        if use.cost is not None:
            self._model_cost.labels(*who, use.currency).inc(use.cost)

    def count_limited(self) -> None:
        """Count one request refused by the rate limit."""
        self._limited.inc()

    def count_aborted(self, assistant: str) -> None:
        """Count one stream left early by the client."""
        self._aborted.labels(assistant).inc()

    def exposition(self) -> bytes:
        """Write everything in Prometheus' text format."""
        return generate_latest(self.registry)


class _IndexAge(Collector):
    """Reads the moment of each assistant's last ingest when Prometheus asks."""

    def __init__(self, generations: Callable[[], Mapping[str, str]]) -> None:
        self._generations = generations

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield self._family()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = self._family()
        for assistant, moment in self._generations().items():
            if moment:
                family.add_metric([assistant], datetime.fromisoformat(moment).timestamp())
        yield family

    @staticmethod
    def _family() -> GaugeMetricFamily:
        return GaugeMetricFamily(
            "jauap_index_generation_timestamp_seconds",
            "When the active index generation was written.",
            labels=["assistant"],
        )
