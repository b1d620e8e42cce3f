"""How is a disagreement decided? Both judgements side by side, and one decision with its reason."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.annotation.adjudicate import Dispute, adjudicate, find_dispute, waiting_disputes
from jauap.api.documented import JSON, AssistantPath, problems
from jauap.api.problems import Refused
from jauap.api.room.guard import RoomGuard, key_of, version_conflict
from jauap.api.room.task_desk import TaskRoom, refuse
from jauap.api.room.task_schemas import (
    AdjudicationRequest,
    DisputeReply,
    DisputesReply,
    GivenReply,
)
from jauap.api.room.task_shapes import dispute_fields, receipt_fields, waiting_fields
from jauap.api.room.tasks import CONFLICTS, ItemPath
from jauap.person import Person, Role
from jauap.retrieval.index import JsonValue
from jauap.storage.verdicts import Refusal
from jauap.verdict import Verdict

_READERS = (Role.REVIEWER, Role.LEAD, Role.AUDITOR)


def adjudications_router(room: TaskRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of adjudications."""
    router = APIRouter(prefix="/v1/room", tags=["room"])

    @router.get(
        "/{assistant}/adjudications",
        summary="What waits for an adjudicator",
        response_model=None,
        responses={
            200: {"model": DisputesReply, "description": "Oldest first"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def waiting(request: Request, assistant: AssistantPath) -> Response:
        """Give the answers on which experts disagree, or one sees danger."""
        person = guard.require(request, assistant, *_READERS)
        found = waiting_disputes(room.queues, room.items, assistant)
        shown = [waiting_fields(each) for each in found if each.is_open_to(person)]
        return Response(to_json({"items": shown}), media_type=JSON)

    @router.get(
        "/items/{item}/adjudication",
        summary="Both judgements side by side",
        response_model=None,
        responses={
            200: {"model": DisputeReply, "description": "Answer, judgements, decision"},
            **problems(401, 403, 404, 422, 429, 503),
        },
    )
    def look(request: Request, item: ItemPath) -> Response:
        """Give both judgements under pseudonyms, once both are in; never to who judged it."""
        person, dispute = _dispute(request, item)
        may_decide = person.may(dispute.item.assistant_id, Role.REVIEWER)
        return Response(
            to_json(dispute_fields(dispute, person, may_decide=may_decide)), media_type=JSON
        )

    @router.post(
        "/items/{item}/adjudication",
        summary="Decide",
        response_model=None,
        responses={
            200: {"model": GivenReply, "description": "The decision stands"},
            **problems(400, 401, 403, 404, 422, 429, 503),
            **CONFLICTS,
        },
    )
    async def decide(request: Request, item: ItemPath, body: AdjudicationRequest) -> Response:
        """Decide with a reason; nobody decides on what he judged."""
        person = await asyncio.to_thread(_adjudicator, request, item)
        key = key_of(request)
        return await guard.once(request, person, lambda: _decide(person, item, body, key))

    def _dispute(request: Request, item_id: str) -> tuple[Person, Dispute]:
        guard.person(request)
        item = room.items.find(item_id)
        if item is None:
            raise Refused("not_found")
        person = guard.require(request, item.assistant_id, *_READERS)
        dispute = find_dispute(room.queues, room.items, item_id)
        if dispute is None or not dispute.is_open_to(person):
            raise Refused("not_allowed")
        return person, dispute

    def _adjudicator(request: Request, item_id: str) -> Person:
        guard.person(request)
        item = room.items.find(item_id)
        if item is None:
            raise Refused("not_found")
        return guard.require(request, item.assistant_id, Role.REVIEWER)

    def _decide(
        person: Person, item_id: str, body: AdjudicationRequest, key: str
    ) -> tuple[int, JsonValue]:
        done = adjudicate(
            room.queues,
            person,
            item_id,
            Verdict(body.verdict),
            body.reason.strip(),
            version=body.version,
            key=key,
        )
        if done is Refusal.OUTDATED:
            return version_conflict(_now(item_id))
        if isinstance(done, Refusal):
            refuse(done)
        return 200, receipt_fields(done)

    def _now(item_id: str) -> dict[str, JsonValue]:
        dispute = find_dispute(room.queues, room.items, item_id)
        if dispute is None:
            return {}
        decision = dispute.decision
        return {
            "version": dispute.item.version,
            "final": dispute.item.final.value if dispute.item.final else None,
            "reason": decision.comment if decision else "",
        }

    return router
