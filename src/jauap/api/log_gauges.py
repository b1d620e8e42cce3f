"""What can an operator watch of the public log and of the service's own duties?"""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from jauap.api.served import Served
from jauap.errors import JauapError


class LogGauges(Collector):
    """Reads, when Prometheus asks, how far the log is closed and stamped and what fails."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name the gauges without reading anything."""
        yield from _families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the present values; a store that is down leaves the first two empty."""
        closed, unstamped, failing = _families()
        try:
            for root in self._served.log.roots(before=None, most=1):
                closed.add_metric([], root.at.timestamp())
            unstamped.add_metric([], len(self._served.log.unstamped()))
        except JauapError:
            closed, unstamped, _ = _families()
        failed = self._served.upkeep.failing
        for name in self._served.upkeep.names:
            failing.add_metric([name], 1.0 if name in failed else 0.0)
        yield from (closed, unstamped, failing)


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily(
            "jauap_log_closed_timestamp_seconds", "When the newest root of the log was made."
        ),
        GaugeMetricFamily("jauap_log_roots_unstamped", "Roots of the log that have no time stamp."),
        GaugeMetricFamily(
            "jauap_upkeep_failing",
            "1 for a duty of the service that failed last time, else 0.",
            labels=["duty"],
        ),
    )
