"""How does an expert work? The next task, drafts, verdicts and undo."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.annotation.review import last_verdicts
from jauap.api.documented import JSON, AssistantPath, Responses, problems
from jauap.api.room.guard import RoomGuard, key_of
from jauap.api.room.schemas import ConflictReply
from jauap.api.room.task_desk import JUDGES, TaskDesk, TaskRoom
from jauap.api.room.task_schemas import (
    EmptyRequest,
    GivenReply,
    MineReply,
    QueueName,
    SavedReply,
    TaskReply,
    UnfinishedRequest,
    VerdictRequest,
)
from jauap.api.room.task_shapes import mine_fields
from jauap.retrieval.index import JsonValue
from jauap.storage.item_rows import Queue

CONFLICTS: Responses = {
    409: {"model": ConflictReply, "description": "Somebody or something was faster"}
}
ItemPath = Annotated[str, Path(min_length=36, max_length=36)]
VerdictPath = Annotated[str, Path(min_length=36, max_length=36)]


def tasks_router(room: TaskRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of tasks and verdicts."""
    router = APIRouter(prefix="/v1/room", tags=["room"])
    desk = TaskDesk(room, guard)

    @router.post(
        "/{assistant}/queues/{queue}/next",
        summary="Take the next task",
        response_model=None,
        responses={
            200: {"model": TaskReply, "description": "The task"},
            204: {"description": "Nothing is left to judge"},
            **problems(400, 401, 403, 404, 422, 429, 503),
        },
    )
    async def take(
        request: Request, assistant: AssistantPath, queue: QueueName, body: EmptyRequest
    ) -> Response:
        """Give the task on the person's table, else the next one, for a quarter of an hour."""
        person = await desk.judge_of(request, assistant)
        return await guard.once(request, person, lambda: desk.take(person, assistant, Queue(queue)))

    @router.put(
        "/items/{item}/unfinished",
        summary="Keep unfinished work",
        response_model=None,
        responses={
            200: {"model": SavedReply, "description": "It is kept, and so is the task"},
            **problems(400, 401, 403, 404, 422, 429, 503),
            **CONFLICTS,
        },
    )
    async def keep(request: Request, item: ItemPath, body: UnfinishedRequest) -> Response:
        """Keep what was typed and renew the lease; nothing of another window is overwritten."""
        person, found = await desk.judge_at(request, item)
        return await guard.once(request, person, lambda: desk.keep(person, found, body))

    @router.post(
        "/items/{item}/verdict",
        summary="Give a verdict",
        response_model=None,
        responses={
            200: {"model": GivenReply, "description": "It is stored for good"},
            **problems(400, 401, 403, 404, 422, 429, 503),
            **CONFLICTS,
        },
    )
    async def give(request: Request, item: ItemPath, body: VerdictRequest) -> Response:
        """Take a blind verdict; after it the task is gone from the table."""
        person, found = await desk.judge_at(request, item)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.give(person, found, body, key))

    @router.post(
        "/items/{item}/release",
        summary="Give a task back",
        response_model=None,
        status_code=204,
        responses={
            204: {"description": "Others may have it"},
            **problems(400, 401, 403, 404, 422, 429, 503),
        },
    )
    async def give_back(request: Request, item: ItemPath, body: EmptyRequest) -> Response:
        """Put a task back for others; what was typed stays kept."""
        person, found = await desk.judge_at(request, item)
        return await guard.once(request, person, lambda: desk.release(person, found))

    @router.get(
        "/{assistant}/verdicts/mine",
        summary="My last verdicts",
        response_model=None,
        responses={
            200: {"model": MineReply, "description": "The last ten, newest first"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def mine(request: Request, assistant: AssistantPath) -> Response:
        """Give the last ten verdicts of the person who asks."""
        person = guard.require(request, assistant, *JUDGES)
        found = last_verdicts(room.queues, room.items, person, assistant)
        return _reply({"verdicts": [mine_fields(each) for each in found]})

    @router.post(
        "/verdicts/{verdict}/undo",
        summary="Take a verdict back",
        response_model=None,
        responses={
            200: {"model": GivenReply, "description": "The item is on the table again"},
            **problems(400, 401, 403, 404, 422, 429, 503),
            **CONFLICTS,
        },
    )
    async def undo(request: Request, verdict: VerdictPath, body: EmptyRequest) -> Response:
        """Take one of the own verdicts back, until an adjudicator has decided."""
        person = await desk.author_of(request, verdict)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.undo(person, verdict, key))

    @router.post(
        "/verdicts/{verdict}/revise",
        summary="Change a verdict",
        response_model=None,
        responses={
            200: {"model": GivenReply, "description": "The new verdict is in force"},
            **problems(400, 401, 403, 404, 422, 429, 503),
            **CONFLICTS,
        },
    )
    async def revise(request: Request, verdict: VerdictPath, body: VerdictRequest) -> Response:
        """Put another verdict in the place of an own one; both stay in the list."""
        person = await desk.author_of(request, verdict)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.revise(person, verdict, body, key))

    return router


def _reply(fields: dict[str, JsonValue]) -> Response:
    return Response(to_json(fields), media_type=JSON, headers={"Cache-Control": "no-store"})
