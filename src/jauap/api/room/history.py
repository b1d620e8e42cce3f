"""What has become of each answer? Items and their whole history, for lead and auditor."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, AssistantPath, problems
from jauap.api.problems import Refused
from jauap.api.room.guard import RoomGuard
from jauap.api.room.task_desk import JUDGES, TaskRoom
from jauap.api.room.task_schemas import AnswerOut, JudgementOut, QueueName, ShownOut
from jauap.api.room.task_shapes import answered_fields, judgement_fields
from jauap.api.room.tasks import ItemPath
from jauap.api.schemas import LanguageCode, Outgoing
from jauap.person import Role
from jauap.retrieval.index import JsonValue
from jauap.storage.item_rows import Item, ItemState, Origin, Queue

_READERS = (Role.LEAD, Role.AUDITOR)
_PAGE = 50


class ItemOut(Outgoing):
    """One answer in a queue."""

    item: str
    queue: QueueName
    origin: str
    state: str
    final: str
    question: str
    language: LanguageCode
    topic: str
    intent: str
    judged: int
    wanted: int
    owner: str
    answered_at: str
    closed_at: str


class ItemsReply(Outgoing):
    """Fifty items, newest first."""

    items: list[ItemOut]


class LineOut(JudgementOut):
    """One line of an item's history."""

    id: str
    seat: str
    revision: int
    supersedes: str
    guideline: str


class HistoryReply(ItemOut):
    """An answer with everything that was said of it, once it is no longer judged blind."""

    outcome: str
    answer: AnswerOut
    citations: list[str]
    passages: list[ShownOut]
    history: list[LineOut]


def history_router(room: TaskRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of items and their history."""
    router = APIRouter(prefix="/v1/room", tags=["room"])

    @router.get(
        "/{assistant}/items",
        summary="The items of the queues",
        response_model=None,
        responses={
            200: {"model": ItemsReply, "description": "Newest first"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def items(
        request: Request,
        assistant: AssistantPath,
        queue: Annotated[Queue | None, Query()] = None,
        state: Annotated[ItemState | None, Query()] = None,
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        """Give items of one or both queues; seeded ones are never shown."""
        guard.require(request, assistant, *_READERS)
        found = room.items.page(
            assistant, queue=queue, state=state, skip=_PAGE * (page - 1), most=_PAGE
        )
        shown: list[JsonValue] = [_fields(each) for each in found]
        return Response(to_json({"items": shown}), media_type=JSON)

    @router.get(
        "/items/{item}",
        summary="One item and its history",
        response_model=None,
        responses={
            200: {"model": HistoryReply, "description": "Every line, pseudonyms only"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def history(request: Request, item: ItemPath) -> Response:
        """Give an item with every verdict on it, replaced ones too, once it is closed.

        To who may judge as well it stays hidden until then, so that nobody is unblinded.
        """
        guard.person(request)
        found = room.items.find(item)
        if found is None or found.origin is Origin.KNOWN:
            raise Refused("not_found")
        person = guard.require(request, found.assistant_id, *_READERS)
        is_closed = found.state in (ItemState.DONE, ItemState.WITHDRAWN)
        if person.may(found.assistant_id, *JUDGES) and not is_closed:
            raise Refused("not_allowed")
        lines: list[JsonValue] = [
            {
                **judgement_fields(each),
                "id": each.id,
                "seat": each.seat.value,
                "revision": each.revision,
                "supersedes": each.supersedes,
                "guideline": each.guideline,
            }
            for each in room.queues.verdicts.history(item)
        ]
        shown = {**_fields(found), **answered_fields(found), "history": lines if is_closed else []}
        return Response(to_json(shown), media_type=JSON)

    return router


def _fields(item: Item) -> dict[str, JsonValue]:
    return {
        "item": item.id,
        "queue": item.queue.value,
        "origin": item.origin.value,
        "state": item.state.value,
        "final": item.final.value if item.final else "",
        "question": item.question,
        "language": item.language.value,
        "topic": item.topic,
        "intent": item.intent,
        "judged": item.judged,
        "wanted": item.wanted,
        "owner": item.owner,
        "answered_at": item.answered_at.isoformat(),
        "closed_at": item.closed_at.isoformat() if item.closed_at else "",
    }
