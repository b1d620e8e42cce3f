"""A small web site on this machine: answers by path, remembers who asked for what."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drips: bool = False
    """True for a server that sends one byte at a time and never ends."""


@dataclass(kw_only=True)
class Site:
    """Pages by path; a path that is not there is 404."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    """Host header of every request."""
    conditions: list[str] = field(default_factory=list)
    """Value of If-None-Match of every request that had one."""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(
        self,
        path: str,
        body: str | bytes = b"",
        *,
        status: int = 200,
        drips: bool = False,
        headers: Mapping[str, str] | None = None,
        **named: str,
    ) -> None:
        raw = body.encode() if isinstance(body, str) else body
        spelled = {
            name.replace("_", "-"): value for name, value in {**(headers or {}), **named}.items()
        }
        self.pages[path] = Page(body=raw, status=status, headers=spelled, drips=drips)


@contextmanager
def serve_site(secured: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site until the block ends, over TLS when a context is given."""
    site, ended = Site(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.hosts.append(self.headers.get("Host", ""))
            page = site.pages.get(self.path, Page(status=404))
            tag, wanted = page.headers.get("ETag"), self.headers.get("If-None-Match")
            if wanted is not None:
                site.conditions.append(wanted)
            is_same = tag is not None and tag == wanted
            body = b"" if is_same else page.body
            self.send_response(304 if is_same else page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            if page.drips:
                self.end_headers()
                while not ended.is_set():
                    try:
                        self.wfile.write(b"x")
                        self.wfile.flush()
                    except OSError:
                        break
                    ended.wait(0.02)
                return
            if not is_same and "Content-Length" not in page.headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - theirs
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if secured is not None:
        server.socket = secured.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
