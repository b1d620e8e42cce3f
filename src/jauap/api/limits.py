"""How often may one client ask? Counts per client in a sliding minute, by a monotonic clock."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

WINDOW_SECONDS = 60
_CLIENTS_BEFORE_SWEEP = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one client has left after a request."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    """Until the running window ends."""
    retry_seconds: int
    """Until one more request passes; 0 when it passes now."""

    def headers(self) -> dict[str, str]:
        """Give the RateLimit headers, with Retry-After when the request is refused."""
        headers = {
            "RateLimit-Policy": f"{self.limit};w={WINDOW_SECONDS}",
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }
        if not self.allowed:
            headers["Retry-After"] = str(max(1, self.retry_seconds))
        return headers


@dataclass(slots=True)
class _Window:
    began: float
    count: int = 0
    before: int = 0


class Budget:
    """Counts requests per client; the window slides by weighing the minute before.

    Holds two numbers a client, in this process only.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def take(self, client: str, limit: int) -> Allowance:
        """Count one request of `client`, unless its `limit` per minute is used up."""
        now = self._clock()
        window = self._window(client, now)
        elapsed = now - window.began
        used = window.before * (1 - elapsed / WINDOW_SECONDS) + window.count
        allowed = used + 1 <= limit
        if allowed:
            window.count += 1
            used += 1
        return Allowance(
            allowed=allowed,
            limit=limit,
            remaining=max(0, int(limit - used)),
            reset_seconds=ceil(WINDOW_SECONDS - elapsed),
            retry_seconds=ceil(self._wait(window, elapsed, limit)),
        )

    def _window(self, client: str, now: float) -> _Window:
        window = self._windows.get(client)
        if window is None:
            if len(self._windows) >= _CLIENTS_BEFORE_SWEEP:
                self._sweep(now)
            window = self._windows[client] = _Window(began=now)
        steps = int((now - window.began) // WINDOW_SECONDS)
        if steps:
            window.before = window.count if steps == 1 else 0
            window.count = 0
            window.began += steps * WINDOW_SECONDS
        return window

    def _wait(self, window: _Window, elapsed: float, limit: int) -> float:
        """Seconds until one more request would pass."""
        free = limit - window.count - 1
        if free >= 0 and window.before:
            return max(0.0, WINDOW_SECONDS * (1 - free / window.before) - elapsed)
        if free >= 0:
            return 0.0
        # The running minute is full: its count must first become the minute before, then fade.
        fade = WINDOW_SECONDS * (1 - (limit - 1) / window.count)
        return WINDOW_SECONDS - elapsed + max(0.0, fade)

    def _sweep(self, now: float) -> None:
        old = [key for key, w in self._windows.items() if now - w.began > 2 * WINDOW_SECONDS]
        for key in old or list(self._windows)[: _CLIENTS_BEFORE_SWEEP // 2]:
            del self._windows[key]
