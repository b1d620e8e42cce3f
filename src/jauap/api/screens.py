"""What does a citizen's browser get? The chat page, documents, and verification."""

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from jauap.api.asking import Asking, preferred_language, status_of, turns_of
from jauap.api.assistants import read_document
from jauap.api.documented import HTML, AssistantPath, CodePath, DocumentPath
from jauap.api.explaining import Explaining
from jauap.api.feedback_pages import Became
from jauap.api.gate import Gate
from jauap.api.pages.document import parts_of
from jauap.api.pages.render import ChatState, Finding, Pages
from jauap.api.problems import Problem, Refused
from jauap.api.schemas import MAX_QUESTION, MAX_VERIFY_TEXT
from jauap.api.served import Served
from jauap.api.verifying import Verifying
from jauap.assistant import Language
from jauap.labelling.sentences import sentence
from jauap.labelling.verify import VerificationState

_EARLIER = 4
_FORM_FIELDS = 20
Offset = Annotated[int, Query(ge=0, le=100_000_000)]


def screens_router(
    served: Served,
    asking: Asking,
    verifying: Verifying,
    explaining: Explaining,
    gate: Gate,
    pages: Pages,
    became: Became | None = None,
) -> APIRouter:
    """Make the router of all pages; they work without JavaScript.

    `became` tells what became of a citizen's word, where such words are taken.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def start(request: Request) -> Response:
        """Show the first assistant, which leads to the others."""
        first = next(iter(served.desks), None)
        if first is None:
            raise Refused("not_found")
        return _chat(request, first, ChatState())

    @router.get("/a/{assistant_id}")
    async def chat(assistant_id: AssistantPath, request: Request) -> Response:
        """Show one assistant."""
        return _chat(request, assistant_id, ChatState())

    @router.post("/a/{assistant_id}")
    async def ask(assistant_id: AssistantPath, request: Request) -> Response:
        """Answer a question sent as a form, for a browser without JavaScript."""
        desk = asking.desk(assistant_id)
        language = _language(request, desk.assistant.default_language)
        form = await request.form(max_files=0, max_fields=_FORM_FIELDS)
        question = _text(form, "question")
        earlier = [str(one)[:MAX_QUESTION] for one in form.getlist("earlier") if str(one).strip()]
        words = pages.words[language]
        if not question.strip() or len(question) > MAX_QUESTION:
            key = "question_too_long" if question.strip() else "question_empty"
            state = ChatState(trouble=words(key), unsent=question, earlier=earlier)
            return _chat(request, assistant_id, state, status=422)
        try:
            allowance = gate.admit_question(request)
            labelled = await asking.ask(
                assistant_id,
                question,
                channel="web",
                history=turns_of((one, "") for one in earlier[-_EARLIER:]),
                preferred=language,
            )
        except Refused as refused:
            trouble = f"{_said(refused.problem, language)} {words('kept')}"
            state = ChatState(trouble=trouble, unsent=question, earlier=earlier)
            response = _chat(request, assistant_id, state, status=refused.problem.status)
            response.headers.update(refused.headers)
            return response
        state = ChatState(
            question=question,
            labelled=labelled,
            earlier=[*earlier, question][-_EARLIER:],
        )
        response = _chat(request, assistant_id, state, status=status_of(labelled))
        response.headers.update(labelled.headers | allowance.headers())
        return response

    def _chat(
        request: Request, assistant_id: str, state: ChatState, *, status: int = 200
    ) -> Response:
        desk = asking.desk(assistant_id)
        language = _language(request, desk.assistant.default_language)
        greeting = desk.texts.greeting.in_language(language) if desk.texts.greeting else ""
        page = pages.chat(desk.assistant, language, state, greeting)
        return _html(page, language, status=status)

    @router.get("/a/{assistant_id}/d/{document_id}")
    async def document(
        assistant_id: AssistantPath,
        document_id: DocumentPath,
        request: Request,
        start: Annotated[Offset, Query(alias="from")] = 0,
        end: Annotated[Offset, Query(alias="to")] = 0,
    ) -> Response:
        """Show a document with the passage an answer cites marked."""
        gate.admit_read(request)
        passages = await read_document(served, assistant_id, document_id)
        assistant = asking.desk(assistant_id).assistant
        language = _language(request, assistant.default_language)
        first = passages[0]
        parts = parts_of(passages, range(start, end))
        values = {
            "assistant_id": assistant_id,
            "name": assistant.name.in_language(language),
            "owner": assistant.owner.name.in_language(language),
            "title": first.title,
            "document_lang": first.language.value,
            "is_sample": first.sample,
            "disclosure": "" if first.sample else "none",
            "act": first.act,
            "url": first.url,
            "parts": parts,
            "cited": next((str(part.start) for part in parts if part.is_cited), ""),
        }
        at = f"/a/{assistant_id}/d/{document_id}?from={start}&to={end}&"
        return _html(pages.page("document.html", language, at, values), language)

    @router.get("/v")
    async def verify_form(request: Request, code: str = "") -> Response:
        """Show the forms; with `?code=`, what is known of that code."""
        if code.strip():
            return await _code(request, code)
        language = _language(request, Language.KK)
        return _html(pages.verification(language, Finding()), language)

    @router.get("/v/{code}")
    async def verify_code(code: CodePath, request: Request) -> Response:
        """Say what is known of a code."""
        return await _code(request, code)

    @router.post("/v")
    async def verify_text(request: Request) -> Response:
        """Say how a pasted text relates to the register."""
        language = _language(request, Language.KK)
        form = await request.form(max_files=0, max_fields=_FORM_FIELDS)
        text = _text(form, "text")
        gate.admit_read(request)
        if not text.strip() or len(text) > MAX_VERIFY_TEXT:
            finding = Finding(
                trouble=pages.words[language]("verify_text_hint"), text=text[:MAX_VERIFY_TEXT]
            )
            return _html(pages.verification(language, finding), language, status=422)
        found = await verifying.check(text, code=_text(form, "code")[:20])
        finding = await asyncio.to_thread(explaining.finding, found, text, language)
        return _html(pages.verification(language, finding), language)

    async def _code(request: Request, code: str) -> Response:
        gate.admit_read(request)
        known = await verifying.known(code[:20])
        if known is None:
            language = _language(request, Language.KK)
            told = sentence(VerificationState.NO_RECORD).in_language(language)
            finding = Finding(state="no-record", words=told, code=code[:20].strip())
            return _html(pages.verification(language, finding), language, status=404)
        language = _language(request, known.record.claims.lang)
        finding = await asyncio.to_thread(explaining.known, known, language)
        outcome = await asyncio.to_thread(became, known.record.code) if became else None
        if outcome is not None:
            finding = replace(finding, became=outcome.in_language(language))
        return _html(pages.verification(language, finding), language)

    return router


def _language(request: Request, otherwise: Language) -> Language:
    return preferred_language(request) or otherwise


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _said(problem: Problem, language: Language) -> str:
    return f"{problem.message.in_language(language)} {problem.remedy.in_language(language)}"


def _html(page: str, language: Language, *, status: int = 200) -> Response:
    headers = {"Content-Language": language.value, "Vary": "Accept-Language"}
    return Response(page.encode(), status_code=status, media_type=HTML, headers=headers)
