"""How do staff try an assistant? A labelled answer as citizens get it, and how it came about."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import from_json, to_json

from jauap.api.asking import Asking, preferred_language, turns_of
from jauap.api.documented import AssistantPath, problems
from jauap.api.gate import Gate
from jauap.api.pages.render import Pages
from jauap.api.room.guard import Answered, RoomGuard
from jauap.api.room.trial_schemas import TrialReply, TrialRequest, trace_fields
from jauap.api.schemas import chat_reply
from jauap.assistant import Language
from jauap.labelling.claims import TRIAL_CHANNEL, Claims
from jauap.labelling.headers import label_headers
from jauap.person import Person, Role

TRIERS = (Role.LEAD, Role.EDITOR, Role.AUDITOR)
"""Who may see how sure an assistant is; those who judge blind may not."""


@dataclass(frozen=True, kw_only=True)
class TrialRoom:
    """What trials live on."""

    asking: Asking
    gate: Gate
    pages: Pages
    public_url: str


def trials_router(room: TrialRoom, guard: RoomGuard) -> APIRouter:
    """Make the router of trials."""
    router = APIRouter(prefix="/v1/room", tags=["room"])

    @router.post(
        "/{assistant}/trials",
        summary="Try a question",
        response_model=None,
        responses={
            200: {"model": TrialReply, "description": "Any outcome, labelled, and its trace"},
            **problems(400, 401, 403, 404, 409, 413, 422, 429, 503),
        },
    )
    async def try_out(request: Request, assistant: AssistantPath, body: TrialRequest) -> Response:
        """Ask as a citizen would; no expert judges the answer and nobody counts it."""
        person = await asyncio.to_thread(guard.require, request, assistant, *TRIERS)
        preferred = preferred_language(request)
        response = await guard.once_awaited(
            request, person, lambda: _asked(person, assistant, body, preferred)
        )
        response.headers.update(label_headers(_claims_in(response)))
        return response

    async def _asked(
        person: Person, assistant_id: str, body: TrialRequest, preferred: Language | None
    ) -> Answered:
        room.gate.admit_trial(person.id)
        heard = await room.asking.overhear(
            assistant_id,
            body.question,
            channel=TRIAL_CHANNEL,
            history=turns_of((turn.question, turn.answer) for turn in body.history),
            language=Language(body.language) if body.language else None,
            preferred=preferred,
        )
        return 200, {
            **chat_reply(heard.labelled, public_url=room.public_url),
            "html": room.pages.answer(heard.labelled),
            "trace": trace_fields(heard),
        }

    return router


def _claims_in(response: Response) -> Claims:
    """Read the claims of a reply, which may be one that was kept."""
    return Claims.model_validate_json(to_json(from_json(bytes(response.body))["label"]["claims"]))
