"""Is the service alive, ready, and how busy?"""

import asyncio
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic_core import to_json

from jauap.api.documented import JSON
from jauap.api.metrics import Metrics
from jauap.api.schemas import Outgoing
from jauap.api.served import Served
from jauap.errors import JauapError


class Alive(Outgoing):
    """The process answers."""

    status: Literal["ok"]


class Ready(Outgoing):
    """Whether every part that an answer needs is there."""

    status: Literal["ok", "unavailable"]
    parts: dict[str, str]
    """`ok` or the code of what is wrong, for the store and for each assistant's index."""


def health_router(served: Served, metrics: Metrics) -> APIRouter:
    """Make the router for operators: liveness, readiness, counters."""
    router = APIRouter(tags=["operation"])

    @router.get(
        "/healthz",
        summary="Alive",
        response_model=None,
        responses={200: {"model": Alive, "description": "The process answers"}},
    )
    async def healthz() -> Response:
        """Answer as long as the process does."""
        return Response(b'{"status":"ok"}', media_type=JSON)

    @router.get(
        "/readyz",
        summary="Ready",
        response_model=None,
        responses={
            200: {"model": Ready, "description": "Ready to answer"},
            503: {"model": Ready, "description": "A part is missing"},
        },
    )
    async def readyz() -> Response:
        """Ask the store and look for every assistant's index."""
        parts = await asyncio.to_thread(_parts, served)
        is_ready = all(state == "ok" for state in parts.values())
        body = {"status": "ok" if is_ready else "unavailable", "parts": parts}
        return Response(to_json(body), status_code=200 if is_ready else 503, media_type=JSON)

    @router.get(
        "/metrics",
        summary="Counters",
        response_class=Response,
        responses={
            200: {
                "description": "Counters in Prometheus' text format",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            }
        },
    )
    async def exposition() -> Response:
        """Give the counters of this process."""
        return Response(metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


def _parts(served: Served) -> dict[str, str]:
    parts = {"store": "ok"}
    try:
        served.store.ping()
    except JauapError as error:
        parts["store"] = error.code
    for assistant_id in served.desks:
        try:
            active = served.index.active(assistant_id)
            parts[f"index.{assistant_id}"] = "ok" if active else "index_unavailable"
        except JauapError as error:
            parts[f"index.{assistant_id}"] = error.code
    return parts
