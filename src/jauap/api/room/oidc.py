"""How does a browser go to an identity provider and come back?"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from jauap.annotation.oidc import AWAY_FOR, RETURN_PATH, Leaving, Oidc, Stopped
from jauap.annotation.sign_in import SignIn
from jauap.api.documented import HTML, Responses
from jauap.api.problems import PROBLEMS, Refused
from jauap.api.room.doors import Doors
from jauap.api.room.guard import RoomGuard

_ROOM = "/room"
_CODES = {
    Stopped.UNREACHABLE: "unavailable",
    Stopped.REFUSED: "provider_refused",
    Stopped.STRANGER: "account_unknown",
}
Shown = Annotated[str, Query(max_length=4096)]


def oidc_router(oidc: Oidc | None, sign_in: SignIn, guard: RoomGuard, doors: Doors) -> APIRouter:
    """Make the router of the sign-in through a provider; without one its addresses are not there.

    What goes wrong is shown as a page, since a browser, not a script, comes here.
    """
    router = APIRouter(prefix="/v1/room/oidc", tags=["room"])
    cookie = "__Host-jauap-oidc" if guard.is_https else "jauap-oidc"

    @router.get(
        "/start",
        summary="Sign in through the identity provider",
        response_model=None,
        responses={
            303: {"description": "To the provider"},
            **_pages(403, 404, 429, 503),
        },
    )
    async def start(request: Request) -> Response:
        """Send the browser to the identity provider."""
        doors.admit(request)
        leaving = await asyncio.to_thread(_configured(oidc).start)
        if not isinstance(leaving, Leaving):
            raise Refused(_CODES[leaving])
        response = RedirectResponse(leaving.url, status_code=303)
        # Lax, as the provider's own page sends the browser back.
        response.set_cookie(
            cookie,
            leaving.state,
            max_age=int(AWAY_FOR.total_seconds()),
            path="/",
            secure=guard.is_https,
            httponly=True,
            samesite="lax",
        )
        return response

    @router.get(
        RETURN_PATH.removeprefix("/v1/room/oidc"),
        summary="Come back from the identity provider",
        response_model=None,
        responses={
            303: {"description": "Into the room, with a session"},
            **_pages(403, 404, 422, 429, 503),
        },
    )
    async def come_back(request: Request, state: Shown = "", code: Shown = "") -> Response:
        """Open a session for the person the provider names, if that person was invited."""
        doors.count(request)
        kept = request.cookies.get(cookie, "")
        known = _configured(oidc)
        found = await asyncio.to_thread(
            lambda: known.finish(state=state, kept_state=kept, code=code)
        )
        if isinstance(found, Stopped):
            raise Refused(_CODES[found])
        opened = await asyncio.to_thread(sign_in.open, found, replacing=doors.token(request))
        response = RedirectResponse(_ROOM, status_code=303)
        doors.let_in(response, opened, is_strict=False)
        response.delete_cookie(cookie, path="/", secure=guard.is_https, httponly=True)
        return response

    return router


def _pages(*statuses: int) -> Responses:
    """Document problems that are shown as pages."""
    messages = {problem.status: problem.message.en for problem in PROBLEMS.values()}
    kind = HTML.partition(";")[0]
    return {status: {"description": messages[status], "content": {kind: {}}} for status in statuses}


def _configured(oidc: Oidc | None) -> Oidc:
    if oidc is None:
        raise Refused("not_found")
    return oidc
