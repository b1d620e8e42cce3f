"""How does a pair go from an expert's words into the answers? One route for each step."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, AssistantPath, Responses, problems
from jauap.api.room.guard import RoomGuard, key_of
from jauap.api.room.pair_desk import (
    CONFIRMERS,
    LEADERS,
    OVERSEERS,
    READERS,
    WRITERS,
    PairDesk,
    PairRoom,
)
from jauap.api.room.pair_schemas import (
    CurveReply,
    EditRequest,
    PairOut,
    PairReply,
    PairsReply,
    PreviewRequest,
    ProposeRequest,
    ReasonedRequest,
    ReviewRequest,
    StateName,
    curve_fields,
    pair_fields,
    step_fields,
)
from jauap.api.room.schemas import ConflictReply
from jauap.retrieval.index import JsonValue
from jauap.storage.pair_rows import PairState

PairPath = Annotated[str, Path(min_length=1, max_length=64)]
_PAGE_SIZE = 50
_WRITE: Responses = {
    200: {"model": PairOut, "description": "Where the pair stands now"},
    409: {
        "model": ConflictReply,
        "description": "Somebody was faster, or it cannot be done now",
    },
    **problems(400, 401, 403, 404, 422, 429, 503),
}


def pairs_router(room: PairRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of pairs."""
    router = APIRouter(prefix="/v1/room", tags=["room"])
    desk = PairDesk(room, guard)

    @router.get(
        "/{assistant}/pairs",
        summary="The pairs of an assistant",
        response_model=None,
        responses={
            200: {"model": PairsReply, "description": "Fifty pairs, the last changed first"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def pairs(
        request: Request,
        assistant: AssistantPath,
        state: StateName | None = None,
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        """List pairs by state, and by words of intent, question, answer or source."""
        guard.require(request, assistant, *READERS)
        found = room.held.search(
            assistant,
            state=PairState(state) if state else None,
            text=q,
            page=page,
            size=_PAGE_SIZE,
        )
        listed: list[JsonValue] = [pair_fields(pair) for pair in found.pairs]
        return _reply({"total": found.total, "page": page, "pairs": listed})

    @router.post(
        "/{assistant}/pairs",
        summary="Propose a pair",
        response_model=None,
        status_code=201,
        responses={
            **_WRITE,
            201: {"model": PairOut, "description": "It waits for its review"},
        },
    )
    async def propose(request: Request, assistant: AssistantPath, body: ProposeRequest) -> Response:
        """Propose a question and its answer; somebody else has to confirm it."""
        person = await desk.member(request, assistant, *WRITERS)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.propose(person, assistant, body, key))

    @router.get(
        "/pairs/{pair}",
        summary="One pair",
        response_model=None,
        responses={
            200: {"model": PairReply, "description": "The pair and its whole history"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def one(request: Request, pair: PairPath) -> Response:
        """Give a pair and everything that was done with it, oldest first."""
        _, found = desk.find(request, pair, *READERS)
        history: list[JsonValue] = [step_fields(step) for step in room.held.steps(found.id)]
        return _reply({**pair_fields(found), "history": history})

    @router.put("/pairs/{pair}", summary="Edit a pair", response_model=None, responses=_WRITE)
    async def edit(request: Request, pair: PairPath, body: EditRequest) -> Response:
        """Write a new wording; the one in force goes on answering until that is confirmed."""
        person, found = await desk.at_pair(request, pair, *WRITERS)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.edit(person, found, body, key))

    @router.post(
        "/pairs/{pair}/review", summary="Review a pair", response_model=None, responses=_WRITE
    )
    async def review(request: Request, pair: PairPath, body: ReviewRequest) -> Response:
        """Accept or reject what somebody else wrote."""
        person, found = await desk.at_pair(request, pair, *CONFIRMERS)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.review(person, found, body, key))

    @router.post(
        "/pairs/{pair}/preview",
        summary="What would it fix and break?",
        response_model=None,
        responses=_WRITE,
    )
    async def preview(request: Request, pair: PairPath, body: PreviewRequest) -> Response:
        """Look for leaks of the exam; without one, ask everything with and without the pair."""
        person, found = await desk.at_pair(request, pair, *LEADERS)
        key = key_of(request)
        return await guard.once(
            request, person, lambda: desk.preview(person, found, body.version, key)
        )

    @router.post(
        "/pairs/{pair}/activate",
        summary="Put a pair in force",
        response_model=None,
        responses=_WRITE,
    )
    async def activate(request: Request, pair: PairPath, body: ReasonedRequest) -> Response:
        """Let the assistant answer with a pair; it is in the index when this returns."""
        person, found = await desk.at_pair(request, pair, *LEADERS)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.activate(person, found, body, key))

    @router.post(
        "/pairs/{pair}/expire",
        summary="Take a pair out of force",
        response_model=None,
        responses=_WRITE,
    )
    async def expire(request: Request, pair: PairPath, body: ReasonedRequest) -> Response:
        """Take a pair out of the answers; it is out of the index when this returns."""
        person, found = await desk.at_pair(request, pair, *LEADERS)
        key = key_of(request)
        return await guard.once(request, person, lambda: desk.expire(person, found, body, key))

    @router.get(
        "/{assistant}/curve",
        summary="The learning curve",
        response_model=None,
        responses={
            200: {"model": CurveReply, "description": "As it was drawn last"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def curve(request: Request, assistant: AssistantPath) -> Response:
        """Give how right the assistant is after so many pairs, drawn and in numbers."""
        guard.require(request, assistant, *OVERSEERS)
        return _reply(curve_fields(room.curve(assistant), assistant))

    return router


def _reply(fields: dict[str, JsonValue]) -> Response:
    return Response(to_json(fields), media_type=JSON, headers={"Cache-Control": "no-store"})
