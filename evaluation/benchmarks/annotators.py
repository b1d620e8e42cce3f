"""Do 150 experts at once lose nothing, and how long do they wait?

    python evaluation/benchmarks/annotators.py [--people 150] [--minutes 10] [--pause 30]
                                               [--database sqlite|postgres] [--json]

A real server in a process of its own; every expert is signed in and asks over HTTP for the next
task, thinks, has the draft saved, sometimes in two windows at once, and gives a verdict. One in
twenty verdicts is sent twice with the same key, as after a lost network; one in thirty is taken
back. `--pause` is the mean time between two requests of one person, in seconds.

Counted at the end from the database: verdicts that were acknowledged and are missing, lines that
are there twice, seats filled twice, people who judged an item twice, drafts of two windows of which
both or neither were taken. Times are of the client, so they hold whatever else the machine does.
Exit 1 when something was lost or doubled.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from annotators_killed import ASSISTANT, judging_item
from room_database import room_database
from sqlalchemy import text

from jauap.annotation.people import People
from jauap.annotation.settle import RULES
from jauap.assistant import Language
from jauap.person import Person, Role
from jauap.storage.items import Items
from jauap.storage.people import PeopleRecords
from jauap.storage.sessions import SessionRecords
from jauap.storage.store import open_store
from jauap.storage.verdicts import Verdicts

_COOKIE = "jauap-room"
_TOKEN = "form-token"


def main() -> int:
    """Run, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=30.0)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with room_database(options.database) as address:
        _hire(address, options.people)
        _fill(address, int(options.people * options.minutes * 60 / options.pause / 2) + 500)
        with _served(address) as url:
            seen = asyncio.run(_work(url, options.people, options.minutes * 60, options.pause))
        found = _count(address, seen)
    told = {"database": options.database, "people": options.people, "minutes": options.minutes}
    figures = {**told, "load_average": os.getloadavg()[1], **_times(seen), **found}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    return 0 if found["is_sound"] else 1


@dataclass
class Seen:
    """What the clients saw."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Person and item by the id of the verdict."""
    taken_back: set[str] = field(default_factory=set)
    unequal_repeats: int = 0
    both_windows: int = 0
    """Drafts of two windows, made from the same version, that were both taken."""
    no_window: int = 0
    pairs_of_windows: int = 0
    late: int = 0
    """Requests that found no task."""


class Expert:
    """One person with a browser."""

    def __init__(self, number: int, client: httpx.AsyncClient, seen: Seen, pause: float) -> None:
        self._id = f"p{number}"
        self._client = client
        self._seen = seen
        self._pause = pause
        self._chance = random.Random(number)
        self._keys = 0

    async def work(self, until: float) -> None:
        """Judge until the time is over."""
        await asyncio.sleep(self._chance.uniform(0, 2 * self._pause))
        while time.monotonic() < until:
            task = await self._send("next", "POST", f"/{ASSISTANT}/queues/audit/next", {})
            if task.status_code != 200:
                self._seen.late += 1
                await self._think()
                continue
            shown = task.json()
            await self._think()
            await self._save(shown)
            await self._judge(shown)

    async def _save(self, task: dict[str, object]) -> None:
        unfinished = task["unfinished"]
        version = unfinished["version"] if isinstance(unfinished, dict) else 0
        path = f"/items/{task['item']}/unfinished"
        if self._chance.random() > 0.1:
            body = {"work": {"comment": f"Мерзімі аталмаған {self._keys}"}, "version": version}
            await self._send("save", "PUT", path, body)
            return
        bodies = [
            {"work": {"comment": f"{window} {self._keys}"}, "version": version}
            for window in ("бірінші терезе", "екінші терезе")
        ]
        replies = await asyncio.gather(*(self._send("save", "PUT", path, body) for body in bodies))
        taken = sum(reply.status_code == 200 for reply in replies)
        self._seen.pairs_of_windows += 1
        self._seen.both_windows += taken == 2
        self._seen.no_window += taken == 0

    async def _judge(self, task: dict[str, object]) -> None:
        verdict = self._chance.choices(("correct", "partial", "incorrect"), (8, 1, 1))[0]
        body: dict[str, object] = {
            "verdict": verdict,
            "version": task["version"],
            "seconds": self._pause,
        }
        if verdict != "correct":
            body |= {"cause": "generation", "corrected": "Тіркеу бір жұмыс күнін алады."}
        path, key = f"/items/{task['item']}/verdict", self._key()
        reply = await self._send("verdict", "POST", path, body, key=key)
        if self._chance.random() < 0.05:
            again = await self._send("verdict", "POST", path, body, key=key)
            self._seen.unequal_repeats += again.content != reply.content
        if reply.status_code != 200:
            return
        given = str(reply.json()["id"])
        self._seen.acknowledged[given] = (self._id, str(task["item"]))
        if self._chance.random() < 1 / 30:
            undone = await self._send("undo", "POST", f"/verdicts/{given}/undo", {})
            if undone.status_code == 200:
                self._seen.taken_back.add(given)

    async def _think(self) -> None:
        await asyncio.sleep(self._chance.expovariate(1 / self._pause))

    def _key(self) -> str:
        self._keys += 1
        return f"{self._id}-{self._keys}"

    async def _send(
        self, what: str, method: str, path: str, body: dict[str, object], *, key: str = ""
    ) -> httpx.Response:
        headers = {
            "Idempotency-Key": key or self._key(),
            "X-Form-Token": _TOKEN,
            "Cookie": f"{_COOKIE}={self._id}",
        }
        began = time.perf_counter()
        reply = await self._client.request(method, f"/v1/room{path}", json=body, headers=headers)
        self._seen.milliseconds.setdefault(what, []).append(1000 * (time.perf_counter() - began))
        self._seen.statuses[f"{what} {reply.status_code}"] += 1
        return reply


async def _work(url: str, people: int, seconds: float, pause: float) -> Seen:
    seen = Seen()
    limits = httpx.Limits(max_connections=people * 2, max_keepalive_connections=people * 2)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        until = time.monotonic() + seconds
        await asyncio.gather(
            *(Expert(number, client, seen, pause).work(until) for number in range(people))
        )
    return seen


def _hire(address: str, people: int) -> None:
    at = datetime.now(UTC)
    with open_store(address) as store:
        staff = [
            Person(
                id=f"p{number}",
                login=f"p{number}@example.gov.kz",
                name="Маман",
                language=Language.KK,
                centre=f"Орталық {number % 20}",
                roles={ASSISTANT: frozenset({Role.ANNOTATOR})},
            )
            for number in range(people)
        ]
        PeopleRecords(store).add(staff, by="operator", at=at)
        for person in staff:
            SessionRecords(store).open(
                person.id,
                person.id,
                form_token=_TOKEN,
                at=at,
                expires_at=at + timedelta(hours=12),
            )


def _fill(address: str, count: int) -> None:
    at = datetime.now(UTC)
    with open_store(address) as store:
        items = Items(store)
        for start in range(0, count, 500):
            numbers = range(start, min(count, start + 500))
            items.add([judging_item(f"C{number}", at) for number in numbers], at=at)


@contextmanager
def _served(address: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(address, port))
    process.start()
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{url}/v1/room/nobody/team", timeout=2)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
    finally:
        if process.pid is not None:
            os.kill(process.pid, signal.SIGTERM)
        process.join()


def _serve(address: str, port: int) -> None:
    import uvicorn
    from fastapi import FastAPI

    from jauap.annotation.guideline import read_guideline
    from jauap.annotation.queues import Queues
    from jauap.api.pages.render import Pages
    from jauap.api.report import Reporter
    from jauap.api.room.guard import RoomGuard
    from jauap.api.room.task_desk import TaskRoom
    from jauap.api.room.tasks import tasks_router
    from jauap.storage.leases import Leases
    from jauap.storage.replies import Replies
    from jauap.storage.unfinished import Unfinished

    def now() -> datetime:
        return datetime.now(UTC)

    store = open_store(address)
    people = People(PeopleRecords(store), SessionRecords(store), now=now)
    guard = RoomGuard(people, Replies(store), now=now, is_https=False)
    rule = read_guideline(Path("/nonexistent"))
    room = TaskRoom(
        queues=Queues(Leases(store), Verdicts(store, RULES), Unfinished(store), now),
        items=Items(store),
        search=lambda _, __, ___: (),
        guideline=lambda _: rule,
    )
    app = FastAPI()
    Reporter(Pages({}, downloads=())).install(app)
    app.include_router(tasks_router(room, guard))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


def _times(seen: Seen) -> dict[str, object]:
    figures: dict[str, object] = {}
    for what, values in sorted(seen.milliseconds.items()):
        ordered = sorted(values)
        figures[f"{what}_requests"] = len(ordered)
        for share in (50, 95, 99):
            place = min(len(ordered) - 1, int(share / 100 * len(ordered)))
            figures[f"{what}_p{share}_ms"] = round(ordered[place], 1)
    return figures


def _count(address: str, seen: Seen) -> dict[str, object]:
    with open_store(address) as store:
        chain = Verdicts(store, RULES).check_chain()
        with store.read() as connection:
            rows = connection.execute(
                text("SELECT id, item_id, person_id, seat, verdict, supersedes FROM verdicts")
            ).all()
            whole = (
                "ok"
                if store.is_postgresql
                else connection.execute(text("PRAGMA integrity_check")).scalar_one()
            )
    ids = Counter(row.id for row in rows)
    replaced = {row.supersedes for row in rows}
    in_force = [row for row in rows if row.verdict and row.id not in replaced]
    seats = Counter((row.item_id, row.seat) for row in in_force)
    judges = Counter((row.item_id, row.person_id) for row in in_force)
    faults = {
        "verdicts_lost": sum(each not in ids for each in seen.acknowledged),
        "lines_twice": sum(count > 1 for count in ids.values()),
        "verdicts_not_acknowledged": sum(
            bool(row.verdict) and row.id not in seen.acknowledged for row in rows
        ),
        "seats_filled_twice": sum(count > 1 for count in seats.values()),
        "people_who_judged_twice": sum(count > 1 for count in judges.values()),
        "undos_lost": sum(each not in replaced for each in seen.taken_back),
        "updates_lost": seen.both_windows,
        "unequal_repeats": seen.unequal_repeats,
    }
    is_sound = not any(faults.values()) and chain.is_whole and whole == "ok"
    return {
        "statuses": dict(sorted(seen.statuses.items())),
        "acknowledged": len(seen.acknowledged),
        "lines": len(rows),
        "windows_at_once": seen.pairs_of_windows,
        "neither_window_taken": seen.no_window,
        "without_a_task": seen.late,
        **faults,
        "chain_is_whole": chain.is_whole,
        "integrity": whole,
        "is_sound": is_sound,
    }


if __name__ == "__main__":
    sys.exit(main())
