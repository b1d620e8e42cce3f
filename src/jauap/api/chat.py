"""How does a program ask an assistant? JSON or server-sent events, labelled either way."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.asking import Asking, preferred_language, status_of, turns_of
from jauap.api.documented import JSON, AssistantPath, problems, streamed
from jauap.api.gate import Gate
from jauap.api.limits import Allowance
from jauap.api.pages.render import Pages
from jauap.api.report import error_body
from jauap.api.schemas import ChatReply, ChatRequest, chat_reply, citation_list, label_pair
from jauap.api.served import Served
from jauap.api.stream import EventStream, Frame, event, pieces
from jauap.assistant import Language
from jauap.labelling.headers import pending_headers
from jauap.labelling.label import LabelledAnswer
from jauap.labelling.markup import html_attributes
from jauap.retrieval.index import JsonValue

_PATIENCE_SECONDS = 0.2
"""An answer ready within it starts the stream; a later one is preceded by progress."""
_HEARTBEAT_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What a labelled answer is written with."""

    served: Served
    asking: Asking
    pages: Pages

    def reply(self, labelled: LabelledAnswer, body: ChatRequest) -> bytes:
        """Write the whole reply as JSON."""
        return to_json(self._reply(labelled, body))

    def closing(self, labelled: LabelledAnswer, body: ChatRequest) -> dict[str, JsonValue]:
        """Give what the events before the last have not said yet."""
        said = {"text", "citations", "label"}
        return {key: one for key, one in self._reply(labelled, body).items() if key not in said}

    def _reply(self, labelled: LabelledAnswer, body: ChatRequest) -> dict[str, JsonValue]:
        reply = chat_reply(labelled, public_url=self.served.settings.public_url)
        if body.format == "html":
            reply["html"] = self.pages.answer(labelled)
        return reply


def chat_router(served: Served, asking: Asking, gate: Gate, pages: Pages) -> APIRouter:
    """Make the router of `POST /v1/assistants/{assistant_id}/chat`."""
    router = APIRouter(tags=["chat"])
    wire = Wire(served=served, asking=asking, pages=pages)

    @router.post(
        "/v1/assistants/{assistant_id}/chat",
        summary="Ask an assistant",
        response_model=None,
        responses={
            200: streamed(ChatReply, "A labelled answer or refusal"),
            503: {"model": ChatReply, "description": "Switched off, or the register is down"},
            **problems(400, 401, 404, 413, 422, 429),
        },
    )
    async def chat(assistant_id: AssistantPath, body: ChatRequest, request: Request) -> Response:
        """Answer one question from the assistant's documents; every outcome is labelled."""
        allowance = gate.admit_question(request)
        asking.desk(assistant_id)
        work = asyncio.ensure_future(
            asking.ask(
                assistant_id,
                body.question,
                channel="api",
                history=turns_of((turn.question, turn.answer) for turn in body.history),
                language=Language(body.language) if body.language else None,
                preferred=preferred_language(request),
            )
        )
        if body.stream or "text/event-stream" in request.headers.get("accept", ""):
            return await _stream(wire, work, body, allowance, assistant_id)
        labelled = await work
        return _whole(wire, labelled, body, allowance)

    return router


def _whole(
    wire: Wire, labelled: LabelledAnswer, body: ChatRequest, allowance: Allowance
) -> Response:
    return Response(
        wire.reply(labelled, body),
        status_code=status_of(labelled),
        media_type=JSON,
        headers=labelled.headers | allowance.headers(),
    )


async def _stream(
    wire: Wire,
    work: "asyncio.Future[LabelledAnswer]",
    body: ChatRequest,
    allowance: Allowance,
    assistant_id: str,
) -> Response:
    await asyncio.wait({work}, timeout=_PATIENCE_SECONDS)
    ready = work.result() if work.done() else None
    if ready is not None and status_of(ready) != 200:
        return _whole(wire, ready, body, allowance)

    async def frames(gone: asyncio.Event) -> AsyncGenerator[Frame, None]:
        try:
            async for frame in waiting(work, gone):
                yield frame
            if work.done():
                for frame in answer_frames(wire, work.result(), body):
                    yield frame
        except Exception as error:  # noqa: BLE001 - the reader is told, whatever broke
            yield event("error", error_body(error)["error"])

    async def left(sent: str) -> None:
        work.cancel()
        if sent and work.done() and not work.cancelled():
            await wire.asking.abort(work.result(), sent)

    issuer = wire.served.settings.public_url
    headers = ready.headers if ready else pending_headers(issuer, assistant_id)
    return EventStream(frames, left=left, headers=headers | allowance.headers())


async def waiting(
    work: "asyncio.Future[LabelledAnswer]", gone: asyncio.Event
) -> AsyncGenerator[Frame, None]:
    """Tell a reader every few seconds that the answer is being made; end with it, or without
    the reader."""
    yield event("progress", {"stage": "searching"})
    leaving = asyncio.ensure_future(gone.wait())
    try:
        while not work.done() and not gone.is_set():
            yield event("progress", {"stage": "composing"})
            both: set[asyncio.Future[LabelledAnswer] | asyncio.Future[Literal[True]]]
            both = {work, leaving}
            await asyncio.wait(
                both, timeout=_HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
    finally:
        leaving.cancel()


def answer_frames(wire: Wire, labelled: LabelledAnswer, body: ChatRequest) -> Iterator[Frame]:
    """Give the events of a finished answer: open label, text, sources, final label, the whole."""
    settings = wire.served.settings
    opening = wire.served.labeller.opening(labelled)
    yield event(
        "label",
        {
            "state": "open",
            "code": opening.code,
            "language": labelled.answer.language.value,
            "notice": {"first": opening.notice_first, "last": opening.notice_last},
            "attributes": {**html_attributes(opening.claims)},
            "label": {"claims": opening.claims.model_dump(mode="json"), "jws": opening.jws},
        },
    )
    for piece in pieces(labelled):
        yield event("token", {"text": piece}, text=piece)
    yield event("sources", {"citations": citation_list(labelled, public_url=settings.public_url)})
    yield event("label", {"state": "final", "code": labelled.code, "label": label_pair(labelled)})
    yield event("done", wire.closing(labelled, body))
