"""How is the queues' part of the room tried over HTTP? Real store, real guard, a fixed index."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from httpx2 import Response
from room_people import RoomPeople, room_app
from starlette.testclient import TestClient

from jauap.annotation.guideline import read_guideline
from jauap.annotation.queues import Queues
from jauap.annotation.settle import RULES
from jauap.api.room.adjudications import adjudications_router
from jauap.api.room.history import history_router
from jauap.api.room.lookups import lookups_router
from jauap.api.room.task_desk import TaskRoom
from jauap.api.room.tasks import tasks_router
from jauap.api.room.team import TeamRoom, team_router
from jauap.assistant import Language, Level
from jauap.evaluation.room_intents import room_intents
from jauap.evaluation.team import Team, team_of
from jauap.intent import IntentState
from jauap.knowledge import Passage
from jauap.person import Role
from jauap.storage.item_rows import NewItem, Queue
from jauap.storage.items import Items, item_id_of
from jauap.storage.leases import Leases
from jauap.storage.queue_counts import QueueCounts
from jauap.storage.store import Store
from jauap.storage.unfinished import Unfinished
from jauap.storage.verdicts import Verdicts
from jauap.testing.factories import make_passage

ASSISTANT = "agriculture"
"""The assistant the people of `room_people` work for."""


class RoomService:
    """The routes of tasks, adjudications, look-ups and team over one store."""

    def __init__(self, store: Store, *, is_new: bool = True) -> None:
        self.people = RoomPeople(store)
        if is_new:
            self.people.hire_staff()
            self.people.hire("second", {ASSISTANT: {Role.ANNOTATOR}})
        self.items = Items(store)
        self.counts = QueueCounts(store)
        self.verdicts = Verdicts(store, RULES)
        self.leases = Leases(store)
        self.room = TaskRoom(
            queues=Queues(self.leases, self.verdicts, Unfinished(store), self.people.now),
            items=self.items,
            search=self._search,
            guideline=lambda _: read_guideline(Path("/nonexistent")),
        )
        self.team = TeamRoom(
            tasks=self.room,
            team=self._team,
            intents=self._intents,
            closed=self.counts.closed,
            now=self.people.now,
        )
        guard = self.people.guard
        self.app: FastAPI = room_app(
            tasks_router(self.room, guard),
            lookups_router(self.room, guard),
            adjudications_router(self.room, guard),
            team_router(self.team, guard),
            history_router(self.room, guard),
        )
        self._keys = 0

    def add(self, *new: NewItem) -> tuple[str, ...]:
        """Put items of our assistant into their queues."""
        own = [replace(each, assistant_id=ASSISTANT) for each in new]
        return self.items.add(own, at=self.people.at)

    def client(self, login: str) -> TestClient:
        """Give the browser of somebody."""
        return self.people.client(self.app, login)

    def send(
        self,
        login: str,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        key: str = "",
    ) -> Response:
        """Send a write with a key, a new one unless told."""
        self._keys += 1
        headers = {"Idempotency-Key": key or f"key-{self._keys}"}
        return self.client(login).request(
            method, f"/v1/room{path}", json=dict(body or {}), headers=headers
        )

    def get(self, login: str, path: str) -> Response:
        """Read something."""
        return self.client(login).get(f"/v1/room{path}")

    def take(self, login: str, queue: str = "audit") -> dict[str, object]:
        """Give somebody's next task, which must be there."""
        reply = self.send(login, "POST", f"/{ASSISTANT}/queues/{queue}/next")
        assert reply.status_code == 200, reply.text
        task: dict[str, object] = reply.json()
        return task

    def judge(self, login: str, verdict: str, **more: object) -> dict[str, object]:
        """Take the next task and give a verdict that must be accepted."""
        task = self.take(login)
        body = {"verdict": verdict, "version": task["version"], "seconds": 20.0, **more}
        reply = self.send(login, "POST", f"/items/{task['item']}/verdict", body)
        assert reply.status_code == 200, reply.text
        given: dict[str, object] = reply.json()
        return given

    def _search(self, assistant_id: str, words: str, language: Language) -> Sequence[Passage]:
        assert assistant_id == ASSISTANT
        return (make_passage(f"«{words}» туралы ереже", language=language),)

    def _team(self, assistant_id: str, since: datetime | None) -> Team:
        return team_of(self.counts, assistant_id, at=self.people.at, since=since)

    def _intents(self, assistant_id: str) -> Mapping[str, IntentState]:
        return room_intents(self.counts, assistant_id, harm=Level.MEDIUM)


def audit_item(code: str) -> str:
    """Give the id of the audit item about an answer of our assistant."""
    return item_id_of(ASSISTANT, Queue.AUDIT, code)


def improve_item(code: str) -> str:
    """Give the id of the improve item about an answer of our assistant."""
    return item_id_of(ASSISTANT, Queue.IMPROVE, code)
