"""A process that works until it is killed by SIGKILL, and what it said before it died."""

import os
import signal
import threading
from collections.abc import Callable
from multiprocessing import get_context

Say = Callable[[str], None]

_PATIENCE_SECONDS = 15


def run_and_kill(work: Callable[[Say], None], hear: Callable[[str], None], *, after: float) -> None:
    """Start `work` in a process of its own and kill it.

    Args:
        work: is given the way to say a line; never ends by itself.
        hear: is told each whole line, in order; one cut off by death was never said.
        after: seconds between the first line that begins with `ack` and the kill.
    """
    reading, writing = os.pipe()
    process = get_context("fork").Process(target=_begin, args=(work, writing))
    process.start()
    os.close(writing)
    timers = [threading.Timer(_PATIENCE_SECONDS, process.kill)]
    timers[0].start()
    with os.fdopen(reading, encoding="utf-8") as lines:
        for line in lines:
            if not line.endswith("\n"):
                break
            hear(line)
            if line.startswith("ack") and len(timers) == 1:
                timers.append(threading.Timer(after, process.kill))
                timers[1].start()
    process.join()
    for timer in timers:
        timer.cancel()
    if process.exitcode != -signal.SIGKILL:
        raise SystemExit(f"the process ended by itself with {process.exitcode}")


def _begin(work: Callable[[Say], None], writing: int) -> None:
    lock = threading.Lock()

    def say(line: str) -> None:
        with lock:
            os.write(writing, f"{line}\n".encode())

    work(say)
