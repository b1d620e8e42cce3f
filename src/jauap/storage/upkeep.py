"""What has to be done again and again while a service runs, and what of it fails?"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jauap.errors import JauapError

_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing to be done again and again; doing it twice must do no harm."""

    name: str
    action: Callable[[], None]
    """Raises JauapError when it could not be done."""
    seconds: float
    """How long after it was begun it is due again."""
    retry_seconds: float = 60.0
    """How long after a failure it is tried again."""


class Upkeep:
    """Does its duties in a thread of its own, so that no answer ever waits for one."""

    def __init__(
        self, duties: Sequence[Duty], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._duties = tuple(duties)
        self._clock = clock
        self._due: dict[str, float] = {}
        self._failing: dict[str, str] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def failing(self) -> Mapping[str, str]:
        """The duties that failed last time, and the code of the failure."""
        return dict(self._failing)

    @property
    def names(self) -> tuple[str, ...]:
        """All duties."""
        return tuple(duty.name for duty in self._duties)

    def add(self, duties: Sequence[Duty]) -> None:
        """Look after more; those that are there already stay in their order."""
        self._duties += tuple(duties)

    def run_due(self) -> None:
        """Do what is due; one failure keeps nothing else from being done."""
        for duty in self._duties:
            moment = self._clock()
            if moment < self._due.get(duty.name, float("-inf")):
                continue
            self._due[duty.name] = moment + duty.seconds
            try:
                duty.action()
                self._failing.pop(duty.name, None)
            except Exception as error:  # noqa: BLE001 - the next duty must be done all the same
                code = error.code if isinstance(error, JauapError) else type(error).__name__
                self._failing[duty.name] = code
                self._due[duty.name] = moment + min(duty.retry_seconds, duty.seconds)
                _LOG.warning("upkeep %s failed: %s", duty.name, code)

    def start(self) -> None:
        """Begin at once, in the background; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="jauap-upkeep", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the duty in hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.run_due()
            self._stop.wait(_PAUSE_SECONDS)
