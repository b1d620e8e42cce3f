"""How is an application reached over a real socket in a test?"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp


@contextmanager
def running(app: "ASGIApp", *, port: int = 0) -> Iterator[str]:
    """Serve `app` on this machine; give its address, without a slash at the end.

    Port 0 takes a free one.
    """
    import uvicorn

    class Announced(uvicorn.Server):
        """Says when it listens."""

        ready = threading.Event()

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            self.ready.set()

    listener = socket.create_server(("127.0.0.1", port))
    server = Announced(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        if not server.ready.wait(timeout=20):
            raise TimeoutError("the server did not start within 20 seconds")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listener.close()
