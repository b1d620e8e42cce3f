"""How is one address asked once? One request, no redirect followed, bounded in time and size."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from jauap import __version__
from jauap.ingestion.web.address import Forbidden, Place, Resolve, check, resolve

USER_AGENT = f"jauap/{__version__} (source-bound assistant; robots.txt token: jauap)"

_CHUNK = 2**16


@dataclass(frozen=True, kw_only=True)
class WebLimits:
    """What one request may cost."""

    seconds: float = 30.0
    """From the first byte sent to the last received."""
    file_bytes: int = 50 * 2**20


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a server answered."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str:
        """Give the first value of a header; empty when it is absent."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why there is no answer."""

    code: str
    """`address_forbidden` or `host_failed`; each has a sentence in `reasons.py`."""
    detail: str


class Client:
    """Asks servers by GET; reads no proxy settings, keeps no cookies."""

    def __init__(
        self,
        *,
        private_hosts: frozenset[str] = frozenset(),
        limits: WebLimits | None = None,
        ask: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._private_hosts = private_hosts
        self._limits = limits or WebLimits()
        self._ask = ask
        self._trust = trust

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply | Failure:
        """Ask for one address; a redirect is an answer like any other."""
        try:
            place = check(url, private_hosts=self._private_hosts, ask=self._ask)
        except Forbidden as error:
            return Failure(code="address_forbidden", detail=f"{url}: {error}")
        except OSError as error:
            return Failure(code="host_failed", detail=f"{url}: {error.strerror or 'unknown host'}")
        started = time.monotonic()
        try:
            return self._asked(place, headers or {})
        except (OSError, http.client.HTTPException, ValueError) as error:
            is_late = time.monotonic() - started >= self._limits.seconds
            cause = f"> {self._limits.seconds:g} s" if is_late else _cause(error)
            return Failure(code="host_failed", detail=f"{url}: {cause}")

    def _asked(self, place: Place, headers: Mapping[str, str]) -> Reply | Failure:
        connection = _Pinned(place, self._limits.seconds, self._trust)
        # A server that sends one byte at a time never lets a socket's own timeout run out.
        watchdog = threading.Timer(self._limits.seconds, connection.cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            sent = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
            connection.request("GET", place.target, headers=sent | dict(headers))
            response = connection.getresponse()
            if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
                return Failure(code="host_failed", detail=f"{place.url}: compressed unasked")
            body = self._body(response)
            if body is None or connection.is_cut:
                limit = "too large" if body is None else f"> {self._limits.seconds:g} s"
                return Failure(code="host_failed", detail=f"{place.url}: {limit}")
            found = tuple(response.getheaders())
            return Reply(url=place.url, status=response.status, headers=found, body=body)
        finally:
            watchdog.cancel()
            connection.close()

    def _body(self, response: http.client.HTTPResponse) -> bytes | None:
        data = bytearray()
        while part := response.read(_CHUNK):
            data += part
            if len(data) > self._limits.file_bytes:
                return None
        if response.length:
            raise http.client.IncompleteRead(bytes(data[:0]), response.length)
        return bytes(data)


class _Pinned(http.client.HTTPConnection):
    """A connection to the very address that was checked, by the name that was asked for."""

    def __init__(self, place: Place, seconds: float, trust: ssl.SSLContext | None) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self.default_port = 443 if place.is_https else 80
        self._place = place
        self._trust = trust
        # The connection forgets its socket as soon as the response's headers are read.
        self._live: socket.socket | None = None
        self.is_cut = False

    def connect(self) -> None:
        plain = socket.create_connection((self._place.ip, self._place.port), self.timeout)
        self.sock = self._live = plain
        if self._place.is_https:
            trust = self._trust or ssl.create_default_context()
            self.sock = self._live = trust.wrap_socket(plain, server_hostname=self._place.host)

    def cut(self) -> None:
        """End a request that takes too long, from another thread."""
        self.is_cut = True
        if self._live is not None:
            with suppress(OSError):
                self._live.shutdown(socket.SHUT_RDWR)


def _cause(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
