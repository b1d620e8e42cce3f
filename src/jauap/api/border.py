"""What holds for every request and response, whatever the route?"""

import logging
import re
from collections.abc import Callable
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 64 * 1024
MAX_SHEET_BYTES = 8 * 1024 * 1024
"""For the routes of the experts' room that take a whole file."""

_SHEETS = re.compile(
    r"/v1/room/(?:people/import|[a-z][a-z0-9_]{1,39}/(?:pairs/import|items/(?:import|sheet)))"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent with every response; no page needs an inline script or style, or anything from elsewhere."""

_LOG = logging.getLogger(__name__)


class Border:
    """Caps bodies, adds the security headers, turns a crash into a plain 500, counts requests.

    `report` makes the response for a status; `observe` is told route, method, status, seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        is_https: bool,
        report: Callable[[Request, int], Response],
        observe: Callable[[str, str, int, float], None],
    ) -> None:
        self._app = app
        self._report = report
        self._observe = observe
        self._headers = dict(SECURITY_HEADERS)
        if is_https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        most = _most_bytes(scope)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            if _announced_size(scope) > most:
                response = self._report(Request(scope), 413)
                response.headers["Connection"] = "close"
                await response(scope, receive, send_with_headers)
            else:
                await self._app(scope, _capped(receive, most), send_with_headers)
        except Exception as error:  # noqa: BLE001 - the last border: nothing may pass it
            # The class alone: a message could carry a citizen's words.
            _LOG.error("request crashed: %s at %s", type(error).__name__, _place(error))
            if status == 0:
                await self._report(Request(scope), 500)(scope, receive, send_with_headers)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._observe(route, scope["method"], status, perf_counter() - began)


def _most_bytes(scope: Scope) -> int:
    takes_file = scope["method"] == "POST" and _SHEETS.fullmatch(scope["path"])
    return MAX_SHEET_BYTES if takes_file else MAX_BODY_BYTES


def _announced_size(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _capped(receive: Receive, most: int) -> Receive:
    """Stop reading a body of unknown length as soon as it passes the cap."""
    size = 0

    async def receive_within_cap() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise HTTPException(413)
        return message

    return receive_within_cap


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
