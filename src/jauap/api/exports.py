"""How does a citizen take an answer along? As a file, and only if it is the labelled text."""

import asyncio
import logging
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, AssistantPath, problems
from jauap.api.exporting import Exporter, ExportForm
from jauap.api.gate import Gate
from jauap.api.limits import Allowance
from jauap.api.problems import Refused
from jauap.api.schemas import MAX_VERIFY_TEXT, ExportRequest, MessagesReply
from jauap.api.served import Served
from jauap.errors import JauapError
from jauap.labelling.labelled import Labelled
from jauap.retrieval.index import JsonValue

_LOG = logging.getLogger(__name__)
_FORM_FIELDS = 4
_MEDIA = {
    ExportForm.TXT: "text/plain; charset=utf-8",
    ExportForm.MD: "text/markdown; charset=utf-8",
    ExportForm.HTML: "text/html; charset=utf-8",
    ExportForm.PDF: "application/pdf",
}


def exports_router(served: Served, gate: Gate, exporter: Exporter) -> APIRouter:
    """Make the router of exports and of the chat page's downloads."""
    router = APIRouter(tags=["labels"])

    @router.post(
        "/v1/exports/{form}",
        summary="Export a labelled answer",
        response_model=None,
        responses={
            200: {
                "model": MessagesReply,
                "description": "The file, or the messages of a channel",
                "content": {media: {} for media in _MEDIA.values()},
            },
            **problems(400, 401, 404, 409, 410, 413, 422, 429, 501, 503),
        },
    )
    async def export(
        form: Literal["txt", "md", "html", "pdf", "messages", "sms", "aliases"],
        body: ExportRequest,
        request: Request,
    ) -> Response:
        """Write an answer out with its label, when the text is exactly the labelled one.

        The service keeps no answers, so the text is sent along: with its `label`, with the
        `code`, or with the verify line in which the code stands.
        """
        allowance = gate.admit_read(request)
        labelled = await exporter.proven(body.text, body.label, body.code)
        return await _written(labelled, ExportForm(form), allowance)

    @router.post("/a/{assistant_id}/download", include_in_schema=False)
    async def download(assistant_id: AssistantPath, request: Request) -> Response:
        """Give the file a citizen asked for on the chat page."""
        allowance = gate.admit_read(request)
        if assistant_id not in served.desks:
            raise Refused("not_found")
        fields = await request.form(max_files=0, max_fields=_FORM_FIELDS)
        text, code, form = (str(fields.get(name, "")) for name in ("text", "code", "form"))
        if form not in exporter.files() or not text.strip() or len(text) > MAX_VERIFY_TEXT:
            raise Refused("invalid_request", field="form")
        labelled = await exporter.proven(text, None, code)
        return await _written(labelled, ExportForm(form), allowance)

    async def _written(labelled: Labelled, form: ExportForm, allowance: Allowance) -> Response:
        headers = labelled.headers | allowance.headers()
        headers["Content-Language"] = labelled.claims.lang.value
        sources = await exporter.sources(labelled)
        if form not in _MEDIA:
            body: JsonValue = exporter.messages(labelled, form, sources)
            return Response(to_json(body), media_type=JSON, headers=headers)
        try:
            content = await asyncio.to_thread(exporter.file, labelled, form, sources)
        except JauapError as error:
            _LOG.warning("no %s export: %s", form, error)
            raise Refused("form_unavailable", field="form") from error
        headers["Content-Disposition"] = f'attachment; filename="{labelled.code}.{form}"'
        return Response(content, media_type=_MEDIA[form], headers=headers)

    return router
