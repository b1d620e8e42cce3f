"""How does a citizen say without JavaScript that an answer did not help?"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from jauap.api.asking import preferred_language
from jauap.api.documented import HTML, CodePath
from jauap.api.gate import Gate
from jauap.api.pages.render import Pages
from jauap.api.problems import Refused
from jauap.api.verifying import Verifying
from jauap.assistant import Language, Trilingual

KINDS = ("helped", "did_not_help", "wrong")
_MOST_WORDS = 500

Became = Callable[[str], Trilingual | None]
"""Tells what became of the word on the answer with a code; None when nothing was said."""


class Hears(Protocol):
    """Takes a citizen's word on an answer."""

    def __call__(self, code: str, *, kind: str, reason: str, words: str) -> Trilingual | None:
        """Keep the word and say what happens to it; None when there is no such answer."""


def feedback_pages_router(
    pages: Pages, verifying: Verifying, gate: Gate, hears: Hears
) -> APIRouter:
    """Make the router of the plain form behind the buttons under an answer."""
    router = APIRouter(include_in_schema=False)

    @router.get("/v/{code}/feedback")
    async def ask(code: CodePath, request: Request, kind: str = "") -> Response:
        """Show the form; nothing is kept before it is sent."""
        gate.admit_read(request)
        known = await verifying.known(code)
        if known is None or known.record.claims.is_trial:
            raise Refused("label_unknown")
        language = preferred_language(request) or known.record.claims.lang
        if kind not in KINDS:
            return RedirectResponse(f"/v/{known.record.code}?lang={language}", status_code=303)
        return _page(known.record.code, language, kind=kind)

    @router.post("/v/{code}/feedback")
    async def say(code: CodePath, request: Request) -> Response:
        """Take what the form says and tell what happens to it."""
        gate.admit_question(request)
        known = await verifying.known(code)
        form = await request.form(max_files=0, max_fields=10)
        kind = _text(form, "kind")
        if known is None or kind not in KINDS:
            raise Refused("label_unknown")
        language = preferred_language(request) or known.record.claims.lang
        reason, words = _text(form, "reason"), _text(form, "words")[:_MOST_WORDS]
        told = await asyncio.to_thread(
            hears, known.record.code, kind=kind, reason=reason, words=words
        )
        if told is None:
            raise Refused("label_unknown")
        return _page(known.record.code, language, told=told.in_language(language))

    def _page(code: str, language: Language, *, kind: str = "", told: str = "") -> Response:
        values = {"code": code, "kind": kind, "told": told}
        at = f"/v/{code}/feedback?kind={kind}&"
        page = pages.page("feedback.html", language, at, values)
        return Response(
            page.encode(),
            media_type=HTML,
            headers={"Content-Language": language.value, "Vary": "Accept-Language"},
        )

    return router


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
