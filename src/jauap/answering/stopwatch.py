"""Where did the milliseconds go?"""

from collections.abc import Callable


class Stopwatch:
    """Measures the steps of one question."""

    def __init__(self, timer: Callable[[], float]) -> None:
        """Start; `timer` gives monotonic seconds."""
        self._timer = timer
        self._last = timer()
        self._laps: dict[str, float] = {}

    def lap(self, step: str) -> None:
        """Note the time since the last lap as that of `step`."""
        moment = self._timer()
        self._laps[step] = round((moment - self._last) * 1000, 3)
        self._last = moment

    @property
    def laps(self) -> dict[str, float]:
        """Milliseconds per step."""
        return dict(self._laps)
