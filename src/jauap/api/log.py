"""Can anybody check that the register was not rewritten? Roots of its days, and proofs."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.documented import JSON, CodePath, problems
from jauap.api.gate import Gate
from jauap.api.problems import Refused
from jauap.api.schemas import Outgoing
from jauap.api.served import ReadRoot, Served
from jauap.labelling.code import read_code

_ROOTS_AT_ONCE = 400
_OPEN = {"Access-Control-Allow-Origin": "*"}


class RootOut(Outgoing):
    """The signed hash over one day's labels."""

    number: int
    day: str
    """Day of the first record, UTC."""
    first: int
    last: int
    root: str
    """RFC 6962 tree hash over the compact labels, hex SHA-256."""
    at: str
    jws: str
    """The signed root; header `typ` is `ai-label-root+jws`."""
    stamped_at: str | None
    stamp: str | None
    """RFC 3161 response over the bytes of `jws`, base64."""


class LogReply(Outgoing):
    """Roots, newest first."""

    roots: list[RootOut]
    next_before: int | None
    """Value of `before` that gives the roots after these; null when these are the last."""


class ProofReply(Outgoing):
    """Where a label stands in the log."""

    code: str
    state: Literal["closed", "open"]
    """`open` until the day of the label is over."""
    leaf: str
    """SHA-256 of a zero byte and the compact label, hex."""
    index: int
    size: int
    path: list[str]
    root: RootOut | None


def log_router(served: Served, gate: Gate) -> APIRouter:
    """Make the router of the public log and of the list of keys as the root signed it."""
    router = APIRouter(tags=["log"])

    @router.get(
        "/v1/labels/log",
        summary="Roots of the log",
        response_model=None,
        responses={
            200: {"model": LogReply, "description": "The roots"},
            **problems(401, 422, 429, 503),
        },
    )
    async def log(
        request: Request, before: Annotated[int | None, Query(ge=1, le=2**53)] = None
    ) -> Response:
        """Give the signed roots of closed days, four hundred at a time."""
        allowance = gate.admit_read(request)
        roots = await asyncio.to_thread(served.log.roots, before=before, most=_ROOTS_AT_ONCE)
        is_more = len(roots) == _ROOTS_AT_ONCE and roots[-1].number > 1
        body = {
            "roots": [_root_out(root) for root in roots],
            "next_before": roots[-1].number if is_more else None,
        }
        return Response(to_json(body), media_type=JSON, headers=allowance.headers() | _OPEN)

    @router.get(
        "/v1/labels/{code}/proof",
        summary="Proof that a label is in the log",
        response_model=None,
        responses={
            200: {"model": ProofReply, "description": "The proof"},
            **problems(401, 404, 422, 429, 503),
        },
    )
    async def proof(code: CodePath, request: Request) -> Response:
        """Give the hashes that lead from a label to the signed root of its day."""
        allowance = gate.admit_read(request)
        checked = read_code(code)
        found = await asyncio.to_thread(served.log.prove, checked) if checked else None
        if found is None:
            raise Refused("not_found")
        body = {
            "code": checked,
            "state": "closed" if found.root else "open",
            "leaf": found.leaf,
            "index": found.index,
            "size": found.size,
            "path": list(found.path),
            "root": _root_out(found.root) if found.root else None,
        }
        return Response(to_json(body), media_type=JSON, headers=allowance.headers() | _OPEN)

    @router.get(
        "/.well-known/ai-label-jwks.jws",
        summary="Public keys, signed by the root",
        response_class=Response,
        responses={
            200: {
                "description": "The keys, signed by the root whose fingerprint the ministry prints",
                "content": {"application/jose": {"schema": {"type": "string"}}},
            },
            **problems(404),
        },
    )
    async def signed_keys() -> Response:
        """Give the list of keys as the offline root last signed it."""
        signed = served.signed_keys()
        if not signed:
            raise Refused("not_found")
        headers = {"Cache-Control": "public, max-age=3600"} | _OPEN
        return Response(signed.encode(), media_type="application/jose", headers=headers)

    return router


def _root_out(root: ReadRoot) -> dict[str, str | int | None]:
    return {
        "number": root.number,
        "day": root.day,
        "first": root.first,
        "last": root.last,
        "root": root.root,
        "at": root.at.isoformat(),
        "jws": root.jws,
        "stamped_at": root.stamped_at.isoformat() if root.stamped_at else None,
        "stamp": root.stamp or None,
    }
