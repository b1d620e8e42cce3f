"""What does an identity provider answer? JSON over https, bounded, without redirects."""

import json
import logging
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from urllib.parse import urlencode, urlsplit

from jauap.retrieval.index import JsonValue

_LONGEST = 256 * 1024
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_LOG = logging.getLogger(__name__)

JsonObject = Mapping[str, JsonValue]


class JsonClient:
    """Asks for JSON objects; `seconds` bounds each exchange, however slowly it drips."""

    def __init__(self, *, seconds: float = 8.0, trust: ssl.SSLContext | None = None) -> None:
        self._seconds = seconds
        self._trust = trust

    def get(self, url: str) -> JsonObject | None:
        """Get an object; None, and a line in the log, when there is none to be had."""
        return self._ask("GET", url, "", {})

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> JsonObject | None:
        """Send a form and get an object."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", url, urlencode(form), {**headers, **kind})

    def _ask(
        self, method: str, url: str, body: str, headers: Mapping[str, str]
    ) -> JsonObject | None:
        if not is_safe(url):
            _LOG.error("identity provider: %r is no https address", url[:200])
            return None
        try:
            status, data = self._exchanged(method, url, body, headers)
            found = json.loads(data) if status == 200 else None
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            # No more than the class: an answer could carry a token.
            _LOG.error("identity provider: %s at %s", type(error).__name__, urlsplit(url).netloc)
            return None
        if isinstance(found, dict):
            return found
        _LOG.error("identity provider: status %d at %s", status, urlsplit(url).netloc)
        return None

    def _exchanged(
        self, method: str, url: str, body: str, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        parts = urlsplit(url)
        host, target = str(parts.hostname), parts.path or "/"
        if parts.query:
            target = f"{target}?{parts.query}"
        connection = (
            HTTPSConnection(host, parts.port, timeout=self._seconds, context=self._trust)
            if parts.scheme == "https"
            else HTTPConnection(host, parts.port, timeout=self._seconds)
        )
        try:
            connection.connect()
            # A timeout of the socket starts anew with every byte; this one does not.
            deadline = Timer(self._seconds, _cut, (connection.sock,))
            deadline.daemon = True
            deadline.start()
            try:
                sent = {"Accept": "application/json", "Accept-Encoding": "identity"}
                connection.request(method, target, body or None, {**sent, **headers})
                response = connection.getresponse()
                data = response.read(_LONGEST + 1)
            finally:
                deadline.cancel()
        finally:
            connection.close()
        if len(data) > _LONGEST or response.length:
            raise ValueError("the answer is too long or was cut off")
        return response.status, data


def is_safe(url: str) -> bool:
    """Tell whether an address is https, or http on this very machine, and names no password."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0
    except ValueError:
        return False
    is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return is_private and has_port and bool(parts.hostname) and "@" not in parts.netloc


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
