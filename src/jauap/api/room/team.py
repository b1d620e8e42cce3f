"""What do lead and auditor see? Figures, digest and verdicts; and what does a lead bring along?"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import JsonValue as AnyJson
from pydantic import ValidationError
from pydantic_core import to_json

from jauap.annotation.imported import ImportedItem, imported_items
from jauap.api.documented import HTML, JSON, AssistantPath, problems
from jauap.api.room.guard import RoomGuard
from jauap.api.room.task_desk import TaskRoom
from jauap.api.room.task_schemas import ImportReply, ImportRequest
from jauap.api.schemas import Outgoing
from jauap.evaluation.next_pairs import next_pairs
from jauap.evaluation.report.digest import digest_page
from jauap.evaluation.sheets.verdict_sheet import verdicts_csv
from jauap.evaluation.team import Team
from jauap.intent import IntentState
from jauap.person import Role
from jauap.retrieval.index import JsonValue
from jauap.storage.queue_counts import Closed

_READERS = (Role.LEAD, Role.AUDITOR)


class NextPairOut(Outgoing):
    """An intent and what the next pairs are worth there."""

    intent: str
    pairs: int
    how_many: int
    gain: float
    """Share of all questions that ten more pairs are expected to put right."""
    error: float
    is_random: bool


class NextPairsReply(Outgoing):
    """Where the next ten pairs go."""

    intents: list[NextPairOut]


@dataclass(frozen=True, kw_only=True)
class TeamRoom:
    """What the team's figures are made from."""

    tasks: TaskRoom
    team: Callable[[str, datetime | None], Team]
    """Measures an assistant's team; with a moment, on answers since then."""
    intents: Callable[[str], Mapping[str, IntentState]]
    """Says what is known of each intent."""
    closed: Callable[[str], Sequence[Closed]]
    """Gives the verdicts on closed items."""
    now: Callable[[], datetime]


def team_router(room: TeamRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of the team view, the digest, imports and exports."""
    router = APIRouter(prefix="/v1/room", tags=["room"])

    @router.get(
        "/{assistant}/team",
        summary="How far is the team?",
        response_model=None,
        responses={
            200: {"model": Team, "description": "Figures with their intervals"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def team(request: Request, assistant: AssistantPath) -> Response:
        """Give progress, agreement, accuracy and effort; no number is about one person."""
        guard.require(request, assistant, *_READERS)
        return Response(room.team(assistant, None).model_dump_json(), media_type=JSON)

    @router.get(
        "/{assistant}/next-pairs",
        summary="Where do the next pairs go?",
        response_model=None,
        responses={
            200: {"model": NextPairsReply, "description": "Intents in their order"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def upcoming(request: Request, assistant: AssistantPath) -> Response:
        """Spread the next ten pairs over intents: those without any first, a fifth by lot."""
        guard.require(request, assistant, *_READERS, Role.EDITOR)
        states = list(room.intents(assistant).values())
        intents: list[JsonValue] = [
            {
                "intent": each.intent,
                "pairs": each.pairs,
                "how_many": each.how_many,
                "gain": each.gain_per_ten,
                "error": each.error,
                "is_random": each.is_random,
            }
            for each in next_pairs(states, seed=room.now().toordinal())
        ]
        return Response(to_json({"intents": intents}), media_type=JSON)

    @router.get(
        "/{assistant}/digest",
        summary="The weekly digest",
        response_model=None,
        responses={
            200: {"description": "One page", "content": {"text/html": {}}},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def digest(request: Request, assistant: AssistantPath) -> Response:
        """Give the last seven days as one page in three languages, to be kept or sent."""
        guard.require(request, assistant, *_READERS)
        return Response(digest_page(room.team, assistant, now=room.now()), media_type=HTML)

    @router.get(
        "/{assistant}/verdicts",
        summary="Verdicts as a file",
        response_model=None,
        responses={
            200: {"description": "All verdicts", "content": {JSON: {}, "text/csv": {}}},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def verdicts(
        request: Request,
        assistant: AssistantPath,
        format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002 - the API's word
    ) -> Response:
        """Give every verdict on closed items, under pseudonyms."""
        guard.require(request, assistant, *_READERS)
        lines = room.closed(assistant)
        if format == "json":
            rows = [asdict(each) for each in lines]
            return Response(to_json({"verdicts": rows}), media_type=JSON)
        headers = {"Content-Disposition": f'attachment; filename="verdicts.{assistant}.csv"'}
        return Response(verdicts_csv(lines), media_type="text/csv; charset=utf-8", headers=headers)

    @router.post(
        "/{assistant}/items/import",
        summary="Bring items along",
        response_model=None,
        responses={
            200: {"model": ImportReply, "description": "All rows were taken"},
            422: {"model": ImportReply, "description": "A row has a fault; nothing was taken"},
            **problems(400, 401, 403, 404, 413, 429, 503),
        },
    )
    async def bring(request: Request, assistant: AssistantPath, body: ImportRequest) -> Response:
        """Take questions with answers into the improve queue, and seeded items with their truth."""
        person = await asyncio.to_thread(guard.require, request, assistant, Role.LEAD)
        return await guard.once(request, person, lambda: _bring(assistant, body.items))

    def _bring(assistant_id: str, rows: Sequence[dict[str, AnyJson]]) -> tuple[int, JsonValue]:
        read: list[ImportedItem] = []
        faults: list[JsonValue] = []
        for number, row in enumerate(rows, start=1):
            try:
                read.append(ImportedItem.model_validate(row))
            except ValidationError as error:
                faults += [
                    {
                        "row": number,
                        "field": ".".join(str(part) for part in each["loc"]),
                        "fault": each["msg"],
                    }
                    for each in error.errors(include_input=False, include_url=False)
                ]
        if faults:
            return 422, {"rows": len(rows), "added": 0, "faults": faults}
        at = room.now()
        added = room.tasks.items.add(imported_items(assistant_id, read, at=at), at=at)
        return 200, {"rows": len(rows), "added": len(added), "faults": []}

    return router
