"""Is the chat model worth waiting for right now?"""

import threading
from collections.abc import Callable


class Breaker:
    """Skips a failing model: after `most_failures` in a row it opens for `pause_seconds`.

    Afterwards one question probes the model per pause until one succeeds. Many threads may
    share a breaker.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        most_failures: int = 5,
        pause_seconds: float = 30.0,
    ) -> None:
        """Start closed; `clock` gives monotonic seconds."""
        self._clock = clock
        self._most_failures = most_failures
        self._pause = pause_seconds
        self._failures = 0
        self._next_probe = 0.0
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """Tell whether to try the model; a probe is admitted once per pause."""
        with self._lock:
            if self._failures < self._most_failures:
                return True
            moment = self._clock()
            if moment < self._next_probe:
                return False
            self._next_probe = moment + self._pause
            return True

    def succeeded(self) -> None:
        """Note a usable draft: the breaker closes."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note a failure; the one that reaches the limit opens the breaker."""
        with self._lock:
            self._failures += 1
            if self._failures == self._most_failures:
                self._next_probe = self._clock() + self._pause
