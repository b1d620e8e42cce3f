"""How does a program check a label? Look-up by code, comparison of a text, public keys."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, CodePath, problems
from jauap.api.explaining import Explaining
from jauap.api.gate import Gate
from jauap.api.problems import Refused
from jauap.api.schemas import LabelOut, Outgoing, TrilingualOut, VerifyRequest
from jauap.api.served import Served
from jauap.api.verifying import Verifying
from jauap.assistant import Language
from jauap.labelling.claims import Claims
from jauap.labelling.keys import PublicKey
from jauap.labelling.known import SourcePlace
from jauap.labelling.sentences import sentence
from jauap.labelling.similarity import published


class KeyOut(Outgoing):
    """The key that signed a label."""

    kid: str
    status: Literal["active", "retired", "revoked"]
    revoked_after: int | None
    """Labels of a later moment, in seconds since 1970, are void."""


class SourceOut(Outgoing):
    """A document an answer rests on."""

    document_id: str
    title: str
    language: str
    act: str
    act_date: str
    """ISO date, empty when unknown."""
    act_month: str
    """Month of the reconciliation act in force, `YYYY-MM`; empty when none was signed."""
    open_url: str
    """Page of this service that shows the document; empty when it is in no index any more."""


class SourcePlaceOut(Outgoing):
    """Where an official document says the same, word for word."""

    assistant: str
    document_id: str
    title: str
    language: str
    start: int


class ThresholdOut(Outgoing):
    """What a text must share with an answer."""

    containment: float
    hits: int


class MeasuredOut(Outgoing):
    """How often the thresholds err."""

    on: str
    human_texts: int
    false_matches: int
    false_matches_at_most: float
    """Upper end of the 95 % interval of the share."""


class ThresholdsOut(Outgoing):
    """The thresholds behind `edited` and `excerpt`, and their measured error."""

    match: ThresholdOut
    excerpt: ThresholdOut
    measured: MeasuredOut


class LabelReply(Outgoing):
    """What the register knows of one label; never the question or the answer."""

    code: str
    state: Literal["known", "withdrawn", "bad-signature", "key-revoked"]
    withdrawn_at: str | None
    replaced_by: str | None
    """Code of the answer that stands now."""
    key: KeyOut | None
    sources: list[SourceOut]
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
    id: str | None
    """The label's code, as in its claims."""
    code: str | None
    level: str | None
    similarity: float | None
    """Share of the text's own words that the answer has, by fingerprints; 1.0 when exact."""
    reason: str
    withdrawn_at: str | None
    replaced_by: str | None
    key: KeyOut | None
    sources: list[SourceOut]
    source: SourcePlaceOut | None
    """Set when the state is `official-source-text`."""
    claims: dict[str, object] | None
    thresholds: ThresholdsOut


class JwksReply(Outgoing):
    """The public keys that check this service's labels."""

    keys: list[dict[str, str | int]]


def labels_router(
    served: Served, verifying: Verifying, gate: Gate, explaining: Explaining
) -> APIRouter:
    """Make the router of labels, verification and public keys."""
    router = APIRouter(tags=["labels"])
    public_url = served.settings.public_url

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
            "state": known.state.value if known.state else "known",
            "withdrawn_at": record.withdrawn_at and record.withdrawn_at.isoformat(),
            "replaced_by": record.replaced_by or None,
            "key": _key(explaining.key(record.jws)),
            "sources": await asyncio.to_thread(_sources, explaining, record.claims, public_url),
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
        told, claims, place = sentence(found.state), found.claims, found.source
        reply = {
            "state": found.state.value,
            "message": {each.value: told.in_language(each) for each in Language},
            "id": found.code,
            "code": found.code,
            "level": found.level,
            "similarity": found.similarity,
            "reason": found.reason,
            "withdrawn_at": found.withdrawn_at and found.withdrawn_at.isoformat(),
            "replaced_by": found.replaced_by or None,
            "key": _key(explaining.key(found.jws)) if found.jws else None,
            "sources": await asyncio.to_thread(_sources, explaining, claims, public_url),
            "source": place and _place(place),
            "claims": claims and claims.model_dump(mode="json"),
            "thresholds": published(),
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


def _key(key: PublicKey | None) -> dict[str, object] | None:
    if key is None:
        return None
    return {"kid": key.kid, "status": key.status, "revoked_after": key.revoked_after}


def _sources(
    explaining: Explaining, claims: Claims | None, public_url: str
) -> list[dict[str, object]]:
    if claims is None:
        return []
    return [
        {
            "document_id": one.document_id,
            "title": one.title,
            "language": one.language,
            "act": one.act,
            "act_date": one.act_date,
            "act_month": one.act_month,
            "open_url": public_url + one.path if one.path else "",
        }
        for one in explaining.sources(claims, claims.lang)
    ]


def _place(place: SourcePlace) -> dict[str, object]:
    return {
        "assistant": place.assistant_id,
        "document_id": place.document_id,
        "title": place.title,
        "language": place.language.value,
        "start": place.start,
    }
