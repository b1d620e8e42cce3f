"""How is the service put together? Every route, one border around them."""

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from jauap import __version__
from jauap.api.asking import Asking
from jauap.api.assistants import assistants_router
from jauap.api.border import Border
from jauap.api.chat import chat_router
from jauap.api.explaining import Explaining
from jauap.api.exporting import Exporter
from jauap.api.exports import exports_router
from jauap.api.gate import Gate
from jauap.api.health import health_router
from jauap.api.labels import labels_router
from jauap.api.log import log_router
from jauap.api.log_gauges import LogGauges
from jauap.api.metrics import Metrics
from jauap.api.openai import openai_router
from jauap.api.pages.render import STATIC, Pages
from jauap.api.recall import recall_router
from jauap.api.report import Reporter
from jauap.api.room.hearing import outcome_of
from jauap.api.room.routers import room_routers
from jauap.api.screens import screens_router
from jauap.api.served import Served
from jauap.api.verifying import Verifying
from jauap.errors import JauapError
from jauap.experts_room import ExpertsRoom

_DESCRIPTION = """
Assistants that answer citizens in Kazakh, Russian and English from official documents only.

Every text of an assistant carries a notice in its first and last line, a signed label
(`label.jws`, checked with the keys at `/.well-known/ai-label-jwks.json`) and the headers
`AI-Disclosure`, `AI-Label`, `Link` and `Content-Usage`. Anybody may check a label or a text.
"""


def create_app(runtime: Served, *, room: ExpertsRoom | None = None) -> FastAPI:
    """Make the application around a runtime, with the experts' room when there is one.

    The runtime stays the caller's to close.
    """
    metrics = Metrics(lambda: _generations(runtime))
    metrics.registry.register(LogGauges(runtime))
    gate = Gate(runtime.settings, metrics)
    asking = Asking(runtime, metrics)
    verifying = Verifying(runtime)
    exporter = Exporter(runtime)
    assistants = {key: desk.assistant for key, desk in runtime.desks.items()}
    pages = Pages(assistants, downloads=exporter.files(), takes_feedback=room is not None)
    became = outcome_of(room.feedback) if room else None
    explaining = Explaining(runtime, pages)
    reporter = Reporter(pages)
    app = FastAPI(
        title="jauap",
        summary="Labelled answers from official documents",
        description=_DESCRIPTION,
        version=__version__,
        # Their pages load scripts from elsewhere, which no page of ours may.
        docs_url=None,
        redoc_url=None,
        # Failed validations would carry citizens' words into a log.
        telemetry={"logs": False},
    )
    reporter.install(app)
    app.include_router(screens_router(runtime, asking, verifying, explaining, gate, pages, became))
    app.include_router(assistants_router(runtime, gate))
    app.include_router(chat_router(runtime, asking, gate, pages))
    app.include_router(openai_router(runtime, asking, gate))
    # Before the look-up by code, which would take "log" for a code.
    app.include_router(log_router(runtime, gate))
    app.include_router(recall_router(runtime, gate))
    app.include_router(exports_router(runtime, gate, exporter))
    app.include_router(labels_router(runtime, verifying, gate, explaining))
    app.include_router(health_router(runtime, metrics))
    if room is not None:
        for router in room_routers(room, runtime, asking, gate, exporter, pages):
            app.include_router(router)
    app.mount("/static", _Static(directory=STATIC), name="static")
    app.add_middleware(
        Border,
        is_https=runtime.settings.public_url.startswith("https:"),
        report=reporter.status,
        observe=metrics.observe_request,
    )
    return app


class _Static(StaticFiles):
    """Serves the few files pages load; their addresses carry a digest, so they may be kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response


def _generations(runtime: Served) -> dict[str, str]:
    moments: dict[str, str] = {}
    for assistant_id in runtime.desks:
        try:
            active = runtime.index.active(assistant_id)
        except JauapError:
            continue
        moments[assistant_id] = active.created_at if active else ""
    return moments
