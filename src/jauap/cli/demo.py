"""What does a newcomer see first? Ingest, serve, three questions, three labelled answers."""

import json
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jauap.cli.ingest import ingest_visibly
from jauap.cli.serve import build_server, chosen, listen
from jauap.cli.show import console
from jauap.errors import JauapError

if TYPE_CHECKING:
    import uvicorn


@dataclass(frozen=True)
class Asked:
    """One of the demonstration's questions."""

    assistant_id: str
    language: str
    question: str


QUESTIONS = (
    Asked("public_services", "kk", "Баланың тууын тіркеу үшін не керек?"),
    Asked("agriculture", "ru", "Как подать заявку на субсидию?"),
    Asked("agriculture", "en", "What is a pasture management plan?"),
)


def show(*, port: int, once: bool) -> None:
    """Run the whole way in front of the newcomer's eyes."""
    from jauap.runtime import build_runtime

    out = console()
    started = time.monotonic()
    settings = chosen(host="", port=port)
    listener = listen(settings)
    bound = listener.getsockname()[1]
    if bound != settings.port:
        settings = chosen(host="", port=bound)
    with build_runtime(settings) as runtime:
        for assistant_id in runtime.workspace.ids():
            ingest_visibly(runtime, assistant_id)
        server = build_server(runtime)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            for asked in QUESTIONS:
                _print_exchange(settings.public_url, asked)
            seconds = time.monotonic() - started
            out.rule()
            out.print(
                f"Ready after {seconds:.1f} s. Chat page: {settings.public_url}/", style="bold"
            )
            out.print("API: /openapi.json - stop with Ctrl+C", style="dim")
            if not once:
                thread.join()
        finally:
            server.should_exit = True
            thread.join(timeout=15)


def _wait_until_started(server: "uvicorn.Server", thread: threading.Thread) -> None:
    while not server.started:
        if not thread.is_alive():
            raise JauapError("the service stopped while starting", remedy="see the log above")
        time.sleep(0.02)


def _print_exchange(address: str, asked: Asked) -> None:
    out = console()
    reply = _post(
        f"{address}/v1/assistants/{asked.assistant_id}/chat",
        {"question": asked.question, "language": asked.language},
    )
    out.rule(f"{asked.assistant_id} · {asked.language}", align="left")
    out.print(f"? {asked.question}\n", style="bold", markup=False, highlight=False)
    out.print(str(reply["text"]), markup=False, highlight=False)
    out.print()
    citations = reply["citations"]
    if isinstance(citations, list):
        for citation in citations:
            place = " > ".join(citation["heading_path"])
            line = " · ".join(part for part in (citation["title"], place, citation["act"]) if part)
            out.print(
                f"  [{citation['number']}] {line}", style="dim", markup=False, highlight=False
            )


def _post(url: str, body: Mapping[str, str]) -> dict[str, object]:
    request = urllib.request.Request(  # noqa: S310 - our own address
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        reply: dict[str, object] = json.load(response)
    return reply
