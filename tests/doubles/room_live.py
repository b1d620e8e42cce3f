"""How is the real room reached by a browser? A process of its own over SQLite, to be killed."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from room_factories import make_item
from room_service import ASSISTANT, RoomService
from starlette.staticfiles import StaticFiles

from jauap.api.border import Border
from jauap.api.pages.render import STATIC, Pages
from jauap.api.report import Reporter
from jauap.api.room.pages import room_pages_router
from jauap.storage.store import open_store
from jauap.testing.samples import sample_assistant

_PATIENCE_SECONDS = 100.0


def address_of(path: Path) -> str:
    """Give the address of a database file."""
    return f"sqlite:///{path}"


def furnish(path: Path, items: int) -> None:
    """Make a database with the staff and some answers to judge, numbered from 1."""
    with open_store(address_of(path)) as store:
        service = RoomService(store)
        service.add(
            *(
                replace(make_item(f"A{number}"), question=f"Тіркеуге қанша күн керек? (№ {number})")
                for number in range(1, items + 1)
            )
        )


def live_app(service: RoomService) -> FastAPI:
    """Put pages, styles and the border around the room's real routes."""
    app = service.app
    assistants = {ASSISTANT: sample_assistant(ASSISTANT)}
    pages = Pages(assistants)
    app.include_router(service.people.session_routes())
    app.include_router(room_pages_router(pages, service.people.guard, assistants))
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(
        Border, is_https=False, report=Reporter(pages).status, observe=lambda *_told: None
    )
    return app


@contextmanager
def living(path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a furnished room in a process until it is killed."""
    process = subprocess.Popen([sys.executable, __file__, str(path), str(port)])
    try:
        _wait_for(port, process)
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=_PATIENCE_SECONDS)


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise TimeoutError("the room did not open")


if __name__ == "__main__":
    with open_store(address_of(Path(sys.argv[1]))) as opened:
        uvicorn.run(
            live_app(RoomService(opened, is_new=False)),
            port=int(sys.argv[2]),
            log_level="warning",
            access_log=False,
        )
