"""How does a citizen say that an answer did not help, and learn what became of it?"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field
from pydantic_core import to_json

from jauap.annotation.feedback import (
    LONGEST_WORDS,
    Became,
    CitizenWord,
    FeedbackDesk,
    FeedbackReason,
    find_feedback,
    take_feedback,
)
from jauap.api.documented import JSON, CodePath, Responses, problems
from jauap.api.exporting import Exporter
from jauap.api.gate import Gate
from jauap.api.limits import Allowance
from jauap.api.problems import Refused
from jauap.api.schemas import MAX_QUESTION, MAX_VERIFY_TEXT, Incoming, Outgoing, TrilingualOut
from jauap.labelling.code import read_code
from jauap.storage.feedback import FeedbackKind
from jauap.storage.records import AnswerRecord

KindName = Literal["helped", "did_not_help", "wrong"]
ReasonName = Literal[
    "other_question",
    "incomplete",
    "outdated",
    "wrong_fact",
    "unclear",
    "wrong_language",
    "refused",
    "other",
]


class FeedbackRequest(Incoming):
    """What a citizen says of one answer."""

    kind: KindName
    reason: ReasonName | None = None
    words: Annotated[str, Field(max_length=LONGEST_WORDS)] = ""
    """Personal numbers and addresses in it are masked before it is stored."""
    question: Annotated[str, Field(max_length=MAX_QUESTION)] = ""
    """Used only where the service no longer keeps the masked question."""
    answer: Annotated[str, Field(max_length=MAX_VERIFY_TEXT)] = ""
    """The labelled text as the service gave it, so that experts can read it."""
    label: Annotated[str, Field(max_length=8_192)] | None = None


class FeedbackReply(Outgoing):
    """What was said of an answer, and what became of it; never the citizen's words."""

    code: str
    kind: KindName
    state: Literal["received", "in_work", "mended", "confirmed", "closed"]
    owner: str
    """Role that looks after it."""
    said_at: str
    what_became: TrilingualOut


@dataclass(frozen=True, kw_only=True)
class FeedbackRoom:
    """What citizens' words live on."""

    desk: FeedbackDesk
    record: Callable[[str], AnswerRecord | None]
    """Gives the record of an answer by its code."""
    question: Callable[[str], str | None]
    """Gives the masked question behind an answer, while it is kept."""

    def find(self, code: str) -> AnswerRecord | None:
        """Give the record of an answer to a citizen; there is no word on what staff tried."""
        record = self.record(code)
        return None if record is None or record.claims.is_trial else record


def feedback_router(room: FeedbackRoom, gate: Gate, exporter: Exporter) -> APIRouter:
    """Make the router of citizens' feedback."""
    router = APIRouter(tags=["labels"])
    told: Responses = {200: {"model": FeedbackReply, "description": "What became of it"}}

    @router.post(
        "/v1/labels/{code}/feedback",
        summary="Say whether an answer helped",
        response_model=None,
        responses={**told, **problems(400, 401, 404, 409, 410, 413, 422, 429, 503)},
    )
    async def say(code: CodePath, body: FeedbackRequest, request: Request) -> Response:
        """Keep one word on an answer; a second one changes nothing and is told of the first."""
        allowance = gate.admit_question(request)
        record = await asyncio.to_thread(_record, code)
        answer = ""
        if body.answer:
            proven = await exporter.proven(body.answer, body.label, record.code)
            if proven.code != record.code:
                raise Refused("text_differs")
            answer = proven.text
        became = await asyncio.to_thread(_take, record, body, answer)
        return _reply(became, allowance)

    @router.get(
        "/v1/labels/{code}/feedback",
        summary="What became of the feedback",
        response_model=None,
        responses={**told, **problems(401, 404, 429, 503)},
    )
    async def ask(code: CodePath, request: Request) -> Response:
        """Tell what became of what was said of an answer."""
        allowance = gate.admit_read(request)
        became = await asyncio.to_thread(find_feedback, room.desk, read_code(code) or "")
        if became is None:
            raise Refused("not_found")
        return _reply(became, allowance)

    def _record(code: str) -> AnswerRecord:
        record = room.find(read_code(code) or "")
        if record is None:
            raise Refused("label_unknown")
        return record

    def _take(record: AnswerRecord, body: FeedbackRequest, answer: str) -> Became:
        word = CitizenWord(
            kind=FeedbackKind(body.kind),
            reason=FeedbackReason(body.reason) if body.reason else None,
            words=body.words,
            question=body.question,
            answer=answer,
        )
        question = room.question(record.code) or ""
        return take_feedback(room.desk, word, record, question=question)

    return router


def _reply(became: Became, allowance: Allowance) -> Response:
    fields = {
        "code": became.said.code,
        "kind": became.said.kind.value,
        "state": became.state.value,
        "owner": became.said.owner,
        "said_at": became.said.at.isoformat(),
        "what_became": became.told.model_dump(mode="json"),
    }
    headers = allowance.headers() | {"Cache-Control": "no-store"}
    return Response(to_json(fields), media_type=JSON, headers=headers)
