"""What does the room say to an expert's request? Statuses and JSON for tasks and verdicts."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from fastapi import Request

from jauap.annotation.guideline import Guideline
from jauap.annotation.queues import Queues, next_task, release, save_unfinished
from jauap.annotation.review import give_verdict, revise_verdict, undo_verdict
from jauap.api.problems import Refused
from jauap.api.room.guard import RoomGuard, version_conflict
from jauap.api.room.task_schemas import UnfinishedRequest, VerdictRequest
from jauap.api.room.task_shapes import draft_fields, receipt_fields, task_fields
from jauap.assistant import Language
from jauap.knowledge import Passage
from jauap.person import Person, Role
from jauap.retrieval.index import JsonValue
from jauap.storage.item_rows import Item, Queue
from jauap.storage.items import Items
from jauap.storage.unfinished import Clash
from jauap.storage.verdicts import Receipt, Refusal

JUDGES = (Role.ANNOTATOR, Role.REVIEWER)
READERS = (*JUDGES, Role.EDITOR, Role.LEAD, Role.AUDITOR)


@dataclass(frozen=True, kw_only=True)
class TaskRoom:
    """What the tasks live on."""

    queues: Queues
    items: Items
    search: Callable[[str, str, Language], Sequence[Passage]]
    """Finds passages of an assistant's index by words, best first."""
    guideline: Callable[[str], Guideline]
    """Gives an assistant's guideline."""


class TaskDesk:
    """Turns what the room says into HTTP statuses and JSON."""

    def __init__(self, room: TaskRoom, guard: RoomGuard) -> None:
        self._room = room
        self._guard = guard

    async def judge_of(self, request: Request, assistant_id: str) -> Person:
        """Give the person, who must judge for an assistant."""
        return await asyncio.to_thread(self._guard.require, request, assistant_id, *JUDGES)

    async def judge_at(self, request: Request, item_id: str) -> tuple[Person, Item]:
        """Give the person and the item, which must be of an assistant the person judges for."""
        return await asyncio.to_thread(self._judge_at, request, item_id)

    async def author_of(self, request: Request, verdict_id: str) -> Person:
        """Give the person, who must have given the verdict."""
        return await asyncio.to_thread(self._author_of, request, verdict_id)

    def take(self, person: Person, assistant_id: str, queue: Queue) -> tuple[int, JsonValue]:
        """Give the next task; 204 when none is left."""
        task = next_task(self._room.queues, person, assistant_id, queue)
        if task is None:
            return 204, None
        return 200, task_fields(task, self._room.guideline(assistant_id).version)

    def keep(self, person: Person, item: Item, body: UnfinishedRequest) -> tuple[int, JsonValue]:
        """Keep work; 409 with what another window saved."""
        kept = save_unfinished(self._room.queues, person, item.id, body.work, version=body.version)
        if isinstance(kept, Clash):
            return version_conflict(draft_fields(kept.current))
        if kept is None or kept.lease_until is None:
            raise Refused("lease_lost")
        until = kept.lease_until.isoformat()
        return 200, {"version": kept.draft.version, "lease_until": until}

    def give(
        self, person: Person, item: Item, body: VerdictRequest, key: str
    ) -> tuple[int, JsonValue]:
        """Store a verdict."""
        given = give_verdict(
            self._room.queues,
            person,
            item.id,
            body.judgement(),
            version=body.version,
            key=key,
        )
        if given is Refusal.OUTDATED:
            return version_conflict(self._item_now(item.id))
        return self._receipt(given)

    def release(self, person: Person, item: Item) -> tuple[int, JsonValue]:
        """Put a task back."""
        release(self._room.queues, person, item.id)
        return 204, None

    def undo(self, person: Person, verdict_id: str, key: str) -> tuple[int, JsonValue]:
        """Take an own verdict back."""
        done = undo_verdict(self._room.queues, person, verdict_id, key=key)
        if done is Refusal.OUTDATED:
            return version_conflict(self._verdict_now(person, verdict_id))
        return self._receipt(done)

    def revise(
        self, person: Person, verdict_id: str, body: VerdictRequest, key: str
    ) -> tuple[int, JsonValue]:
        """Change an own verdict."""
        done = revise_verdict(
            self._room.queues,
            person,
            verdict_id,
            body.judgement(),
            version=body.version,
            key=key,
        )
        if done is Refusal.OUTDATED:
            return version_conflict(self._verdict_now(person, verdict_id))
        return self._receipt(done)

    def _receipt(self, done: Receipt | Refusal) -> tuple[int, JsonValue]:
        if isinstance(done, Refusal):
            refuse(done)
        return 200, receipt_fields(done)

    def _judge_at(self, request: Request, item_id: str) -> tuple[Person, Item]:
        self._guard.person(request)
        item = self._room.items.find(item_id)
        if item is None:
            raise Refused("not_found")
        return self._guard.require(request, item.assistant_id, *JUDGES), item

    def _author_of(self, request: Request, verdict_id: str) -> Person:
        person = self._guard.person(request)
        given = self._room.queues.verdicts.find(verdict_id)
        if given is None or given.person_id != person.id:
            raise Refused("not_found")
        return self._guard.require(request, given.assistant_id, *JUDGES)

    def _item_now(self, item_id: str) -> dict[str, JsonValue]:
        item = self._room.items.find(item_id)
        return {"version": item.version, "state": item.state.value} if item else {}

    def _verdict_now(self, person: Person, verdict_id: str) -> dict[str, JsonValue]:
        given = self._room.queues.verdicts.find(verdict_id)
        lines = self._room.queues.verdicts.of_item(given.item_id) if given else ()
        own = next((each for each in lines if each.person_id == person.id), None)
        if own is None or own.verdict is None:
            return {}
        return {
            "id": own.id,
            "version": own.revision,
            "verdict": own.verdict.value,
            "corrected": own.corrected,
            "facts": list(own.facts),
            "comment": own.comment,
        }


def refuse(refusal: Refusal) -> NoReturn:
    """Turn away what the room did not take.

    Raises:
        Refused: always.
    """
    raise Refused(_PROBLEM_OF[refusal])


_PROBLEM_OF = {
    Refusal.UNKNOWN: "not_found",
    Refusal.LEASE_LOST: "lease_lost",
    Refusal.OUTDATED: "version_conflict",
    Refusal.CLOSED: "item_closed",
    Refusal.OWN: "not_allowed",
}
