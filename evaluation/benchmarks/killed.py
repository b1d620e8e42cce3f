"""A process that works until it is killed by SIGKILL, and what it said before it died."""

import argparse
import json
import os
import signal
import threading
from collections.abc import Callable, Mapping
from multiprocessing import get_context

from room_database import room_database

Say = Callable[[str], None]

_PATIENCE_SECONDS = 15


def main(about: str, kill_and_count: Callable[[str, int, int], Mapping[str, object]]) -> int:
    """Kill, count, print: what both benchmarks do on the command line.

    Args:
        about: the benchmark's docstring.
        kill_and_count: is given the address of an empty database, the kills and the seed.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with room_database(options.database) as address:
        found = kill_and_count(address, options.kills, options.seed)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for name, value in found.items():
            print(f"{name:28} {value}")
    return 0 if found["is_sound"] else 1


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
