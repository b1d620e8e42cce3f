"""How does a program check a label? Look-up by code, comparison of a text, public keys."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, CodePath, problems
from jauap.api.gate import Gate
from jauap.api.pages.render import Pages
from jauap.api.problems import Refused
from jauap.api.schemas import LabelOut, Outgoing, TrilingualOut, VerifyRequest
from jauap.api.served import Served
from jauap.api.verifying import Verifying
from jauap.assistant import Language


class LabelReply(Outgoing):
    """What the register knows of one label; never the question or the answer."""

    code: str
    state: Literal["known", "withdrawn", "bad-signature", "key-revoked"]
    withdrawn_at: str | None
    label: LabelOut


class VerifyReply(Outgoing):
    """How a text relates to the register; never a verdict "machine or human"."""

    state: Literal[
        "exact",
        "edited",
        "excerpt",
        "code-belongs-to-another-text",
        "official-source-text",
        "no-record",
        "bad-signature",
        "key-revoked",
        "withdrawn",
    ]
    message: TrilingualOut
    code: str | None
    level: str | None
    similarity: float | None
    reason: str
    withdrawn_at: str | None
    claims: dict[str, object] | None


class JwksReply(Outgoing):
    """The public keys that check this service's labels."""

    keys: list[dict[str, str | int]]


def labels_router(served: Served, verifying: Verifying, gate: Gate, pages: Pages) -> APIRouter:
    """Make the router of labels, verification and public keys."""
    router = APIRouter(tags=["labels"])

    @router.get(
        "/v1/labels/{code}",
        summary="Look a label up",
        response_model=None,
        responses={
            200: {"model": LabelReply, "description": "The label"},
            **problems(401, 404, 429, 503),
        },
    )
    async def label(code: CodePath, request: Request) -> Response:
        """Give a label by its code, as a person may have typed it."""
        allowance = gate.admit_read(request)
        known = await verifying.known(code)
        if known is None:
            raise Refused("not_found")
        record = known.record
        body = {
            "code": record.code,
            "state": known.state,
            "withdrawn_at": record.withdrawn_at and record.withdrawn_at.isoformat(),
            "label": {"claims": record.claims.model_dump(mode="json"), "jws": record.jws},
        }
        return Response(to_json(body), media_type=JSON, headers=allowance.headers())

    @router.post(
        "/v1/verify",
        summary="Check a text",
        response_model=None,
        responses={
            200: {"model": VerifyReply, "description": "The finding"},
            **problems(400, 401, 413, 422, 429, 503),
        },
    )
    async def check(body: VerifyRequest, request: Request) -> Response:
        """Compare a text, and its label if given, with the register; nothing is stored."""
        allowance = gate.admit_read(request)
        found = await verifying.check(body.text, body.label)
        key = f"state_{found.state.value}"
        reply = {
            "state": found.state.value,
            "message": {each.value: pages.words[each](key) for each in Language},
            "code": found.code,
            "level": found.level,
            "similarity": found.similarity,
            "reason": found.reason,
            "withdrawn_at": found.withdrawn_at and found.withdrawn_at.isoformat(),
            "claims": found.claims and found.claims.model_dump(mode="json"),
        }
        return Response(to_json(reply), media_type=JSON, headers=allowance.headers())

    @router.get(
        "/.well-known/ai-label-jwks.json",
        summary="Public keys of the labels",
        response_model=None,
        responses={200: {"model": JwksReply, "description": "A JSON Web Key Set"}},
    )
    async def jwks() -> Response:
        """Give every public key this service ever signed with."""
        return Response(
            to_json(served.jwks()),
            media_type=JSON,
            headers={"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"},
        )

    return router
