"""What does an expert look up beside a task? Passages of the index and the guideline."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.annotation.draw import shown
from jauap.api.documented import JSON, AssistantPath, problems
from jauap.api.room.guard import RoomGuard
from jauap.api.room.task_desk import READERS, TaskRoom
from jauap.api.room.task_schemas import GuidelineReply, SearchReply
from jauap.api.room.task_shapes import passages_fields
from jauap.assistant import Language
from jauap.retrieval.index import JsonValue


def lookups_router(room: TaskRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of search and guideline."""
    router = APIRouter(prefix="/v1/room", tags=["room"])

    @router.get(
        "/{assistant}/search",
        summary="Search the assistant's sources",
        response_model=None,
        responses={
            200: {"model": SearchReply, "description": "Passages, best first"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def search(
        request: Request,
        assistant: AssistantPath,
        q: Annotated[str, Query(min_length=1, max_length=500, examples=["тіркеу мерзімі"])],
        language: Annotated[Language, Query()] = Language.KK,
    ) -> Response:
        """Find passages for a corrected answer or a pair."""
        guard.require(request, assistant, *READERS)
        found = room.search(assistant, q, language)
        return _reply({"passages": passages_fields(shown(found))})

    @router.get(
        "/{assistant}/guideline",
        summary="The guideline",
        response_model=None,
        responses={
            200: {"model": GuidelineReply, "description": "The rule in three languages"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def guideline(request: Request, assistant: AssistantPath) -> Response:
        """Give the rule by which answers are judged, and its version."""
        guard.require(request, assistant, *READERS)
        found = room.guideline(assistant)
        return _reply({"version": found.version, **found.text.model_dump(mode="json")})

    return router


def _reply(fields: dict[str, JsonValue]) -> Response:
    return Response(to_json(fields), media_type=JSON, headers={"Cache-Control": "no-store"})
