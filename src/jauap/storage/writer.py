"""How are many writes made durable with one sync? One thread commits whatever has queued up."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from jauap.errors import StoreUnavailable

Item = TypeVar("Item")

_COMPANY = 0.003
"""Seconds to wait for more after a group of several; a lone item never waits."""

_Job = tuple[Item, "Future[None]"]


class GroupWriter(Generic[Item]):
    """Takes items from any thread and hands them in groups to `commit`.

    `commit` makes the whole group durable or raises; it gives an error for each item it had to
    leave out, None for the others. An item's future ends only when its group is durable.
    """

    def __init__(
        self, commit: Callable[[Sequence[Item]], Sequence[Exception | None]], *, most: int = 256
    ) -> None:
        self._commit = commit
        self._most = most
        self._jobs: queue.SimpleQueue[_Job[Item] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._had_company = False

    def submit(self, item: Item) -> "Future[None]":
        """Queue an item.

        Raises:
            StoreUnavailable: the writer is closed.
        """
        future: Future[None] = Future()
        with self._lock:
            if self._is_closed:
                raise StoreUnavailable("the store is closed", remedy="start the service again")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jauap-store", daemon=True)
                self._thread.start()
            self._jobs.put((item, future))
        return future

    def close(self) -> None:
        """Commit what is queued and stop; later items are refused."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            group, is_last = self._take()
            if group:
                self._settle(group)
            if is_last:
                return

    def _take(self) -> tuple[list[_Job[Item]], bool]:
        group: list[_Job[Item]] = []
        job = self._jobs.get()
        # Where one commit had company, a short wait saves the next one several commits.
        end = time.monotonic() + (_COMPANY if self._had_company else 0.0)
        while job is not None:
            # A future whose waiter has gone is not written: nobody was promised anything.
            if job[1].set_running_or_notify_cancel():
                group.append(job)
            if len(group) >= self._most:
                break
            try:
                job = self._jobs.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                break
        self._had_company = len(group) > 1
        return group, job is None

    def _settle(self, group: list[_Job[Item]]) -> None:
        try:
            outcomes = self._commit([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, every waiter must hear of it
            outcomes = [error] * len(group)
        for (_, future), outcome in zip(group, outcomes, strict=True):
            if outcome is None:
                future.set_result(None)
            else:
                future.set_exception(outcome)
