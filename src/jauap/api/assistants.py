"""Which assistants are there, and what do their documents say?"""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, AssistantPath, DocumentPath, problems
from jauap.api.gate import Gate
from jauap.api.problems import Refused
from jauap.api.schemas import LanguageCode, Outgoing
from jauap.api.served import Served, ServedDesk
from jauap.assistant import (
    Body,
    Head,
    Human,
    Language,
    ProhibitedFunctions,
    Risk,
    Scope,
    Trilingual,
)
from jauap.knowledge import Passage
from jauap.labelling.notice import conversation_notice


class AssistantCard(Outgoing):
    """An assistant as its ministry declares it, with the notice to show before the first word."""

    id: str
    name: Trilingual
    notice: Trilingual
    """Must be shown before the conversation begins."""
    languages: list[LanguageCode]
    default_language: LanguageCode
    owner: Body
    operator: Body
    developer: Body
    responsible_head: Head
    human: Human
    risk: Risk
    insurance: str | None
    scope: Scope
    prohibited_functions: ProhibitedFunctions
    answers_with: Literal["extracts", "model"]
    page_url: str


class AssistantList(Outgoing):
    """All assistants of this service."""

    assistants: list[AssistantCard]


class PassageOut(Outgoing):
    """A passage of a document: characters `start` to `end` of its text."""

    start: int
    end: int
    page: int | None
    kind: Literal["text", "list", "table"]
    heading_path: list[str]
    text: str


class DocumentReply(Outgoing):
    """A document as the assistant reads it."""

    assistant: str
    document_id: str
    title: str
    language: LanguageCode
    url: str
    act: str
    act_date: str
    sample: bool
    passages: list[PassageOut]


def assistants_router(served: Served, gate: Gate) -> APIRouter:
    """Make the router of assistants and their documents."""
    router = APIRouter(tags=["assistants"])
    public_url = served.settings.public_url

    @router.get(
        "/v1/assistants",
        summary="List the assistants",
        response_model=None,
        responses={200: {"model": AssistantList, "description": "The assistants"}},
    )
    async def assistants() -> Response:
        """List all assistants with their conversation notices."""
        cards = [card_of(desk, public_url) for desk in served.desks.values()]
        return _json(AssistantList(assistants=cards))

    @router.get(
        "/v1/assistants/{assistant_id}",
        summary="Describe an assistant",
        response_model=None,
        responses={
            200: {"model": AssistantCard, "description": "The assistant"},
            **problems(404),
        },
    )
    async def assistant(assistant_id: AssistantPath) -> Response:
        """Describe one assistant: who answers, about what, in whose name, at what risk."""
        desk = served.desks.get(assistant_id)
        if desk is None:
            raise Refused("not_found")
        return _json(card_of(desk, public_url))

    @router.get(
        "/v1/assistants/{assistant_id}/documents/{document_id}",
        summary="Read a document",
        response_model=None,
        responses={
            200: {"model": DocumentReply, "description": "The document"},
            **problems(401, 404, 429, 503),
        },
    )
    async def document(
        assistant_id: AssistantPath, document_id: DocumentPath, request: Request
    ) -> Response:
        """Give the text of a document that answers cite, passage by passage."""
        allowance = gate.admit_read(request)
        passages = await read_document(served, assistant_id, document_id)
        response = _json(_reply_of(assistant_id, passages))
        response.headers.update(allowance.headers())
        return response

    return router


async def read_document(served: Served, assistant_id: str, document_id: str) -> tuple[Passage, ...]:
    """Read a document's passages.

    Raises:
        Refused: there is no such assistant or document.
    """
    if assistant_id not in served.desks:
        raise Refused("not_found")
    if served.index.is_remote:
        passages = await asyncio.to_thread(served.passages_of, assistant_id, document_id)
    else:
        passages = served.passages_of(assistant_id, document_id)
    if not passages:
        raise Refused("not_found")
    return passages


def card_of(desk: ServedDesk, public_url: str) -> AssistantCard:
    """Describe an assistant; its model's address and thresholds stay inside."""
    assistant = desk.assistant
    kk, ru, en = (conversation_notice(assistant, language) for language in Language)
    return AssistantCard(
        id=assistant.id,
        name=assistant.name,
        notice=Trilingual(kk=kk, ru=ru, en=en),
        languages=[language.value for language in assistant.languages],
        default_language=assistant.default_language.value,
        owner=assistant.owner,
        operator=assistant.operator,
        developer=assistant.developer,
        responsible_head=assistant.responsible_head,
        human=assistant.human,
        risk=assistant.risk,
        insurance=assistant.insurance,
        scope=assistant.scope,
        prohibited_functions=assistant.prohibited_functions,
        answers_with="model" if assistant.model else "extracts",
        page_url=f"{public_url}/a/{assistant.id}",
    )


def _reply_of(assistant_id: str, passages: tuple[Passage, ...]) -> DocumentReply:
    first = passages[0]
    return DocumentReply(
        assistant=assistant_id,
        document_id=first.document_id,
        title=first.title,
        language=first.language.value,
        url=first.url,
        act=first.act,
        act_date=first.act_date,
        sample=first.sample,
        passages=[
            PassageOut(
                start=passage.start,
                end=passage.end,
                page=passage.page,
                kind=passage.kind.value,
                heading_path=list(passage.heading_path),
                text=passage.text,
            )
            for passage in passages
        ],
    )


def _json(reply: Outgoing) -> Response:
    return Response(to_json(reply, by_alias=True), media_type=JSON)
