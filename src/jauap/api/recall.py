"""Do these answers still stand? One request for all codes that a page shows."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, problems
from jauap.api.gate import Gate
from jauap.api.schemas import Outgoing
from jauap.api.served import Served, TakenBack
from jauap.labelling.code import read_code

MOST_CODES = 40
_LONGEST = MOST_CODES * 21


class StandingOut(Outgoing):
    """Whether one answer still stands."""

    code: str
    state: Literal["known", "withdrawn", "unknown"]
    withdrawn_at: str | None
    replaced_by: str | None
    """Code of the answer that stands now."""


class StandingReply(Outgoing):
    """One entry for each code asked for, in that order."""

    labels: list[StandingOut]


def recall_router(served: Served, gate: Gate) -> APIRouter:
    """Make the router of `GET /v1/labels`."""
    router = APIRouter(tags=["labels"])

    @router.get(
        "/v1/labels",
        summary="Do these answers stand?",
        response_model=None,
        responses={
            200: {"model": StandingReply, "description": "The state of each"},
            **problems(401, 422, 429, 503),
        },
    )
    async def standing(
        request: Request,
        codes: Annotated[
            str, Query(min_length=1, max_length=_LONGEST, examples=["7F3K9QXM2TCA,000000000000"])
        ],
    ) -> Response:
        """Tell which of up to forty answers, codes with commas between, were taken back."""
        allowance = gate.admit_read(request)
        asked = [part.strip() for part in codes.split(",") if part.strip()][:MOST_CODES]
        read = {part: read_code(part) for part in asked}
        wanted = {code for code in read.values() if code}
        known = await asyncio.to_thread(served.withdrawals.among, wanted)
        labels = [_standing(part, read[part], known) for part in asked]
        headers = allowance.headers() | {"Cache-Control": "no-store"}
        return Response(to_json({"labels": labels}), media_type=JSON, headers=headers)

    return router


def _standing(
    asked: str, code: str | None, known: Mapping[str, TakenBack | None]
) -> dict[str, str | None]:
    taken_back = known.get(code) if code else None
    state = "withdrawn" if taken_back else "known" if code in known else "unknown"
    return {
        "code": code or asked[:20],
        "state": state,
        "withdrawn_at": taken_back.at.isoformat() if taken_back else None,
        "replaced_by": (taken_back.replaced_by or None) if taken_back else None,
    }
