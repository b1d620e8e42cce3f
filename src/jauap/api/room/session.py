"""How do staff walk in and out? Sign-in, invitations and passwords."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.annotation.passwords import Weakness
from jauap.annotation.sign_in import Failed, LockedOut, SignedIn, SignIn
from jauap.api.documented import JSON, problems
from jauap.api.problems import Refused
from jauap.api.room.doors import Doors
from jauap.api.room.guard import TOKEN_HEADER, RoomGuard
from jauap.api.room.schemas import (
    InvitationRequest,
    InvitedReply,
    PasswordRequest,
    SessionReply,
    SignInRequest,
)
from jauap.assistant import Trilingual
from jauap.person import Person

InvitationPath = Annotated[str, Path(min_length=20, max_length=100)]


def session_router(sign_in: SignIn, guard: RoomGuard, doors: Doors) -> APIRouter:
    """Make the router of sessions, invitations and passwords."""
    router = APIRouter(prefix="/v1/room", tags=["room"])
    opened = {"model": SessionReply, "description": "The open session"}

    @router.post(
        "/session",
        summary="Sign in",
        response_model=None,
        responses={200: opened, **problems(400, 401, 403, 422, 429, 503)},
    )
    async def enter(request: Request, body: SignInRequest) -> Response:
        """Open a session with login and password; the tenth wrong one closes the login a while."""
        doors.admit(request)
        found = await doors.digesting(
            lambda: sign_in.sign_in(body.login, body.password, replacing=doors.token(request))
        )
        return _entered(doors, found)

    @router.get(
        "/session",
        summary="Who am I?",
        response_model=None,
        responses={200: opened, **problems(401, 503)},
    )
    def session(request: Request) -> Response:
        """Give the signed-in person, their roles, and the token that writes need."""
        found = guard.session(request)
        return _session(found.person, found.form_token)

    @router.delete(
        "/session",
        summary="Sign out",
        response_model=None,
        status_code=204,
        responses={204: {"description": "Signed out"}, **problems(401, 403, 503)},
    )
    def leave(request: Request) -> Response:
        """End the session."""
        guard.session(request)
        guard.check_form(request, request.headers.get(TOKEN_HEADER, ""))
        sign_in.sign_out(doors.token(request))
        response = Response(status_code=204)
        doors.let_out(response)
        return response

    @router.post(
        "/password",
        summary="Change the password",
        response_model=None,
        responses={200: opened, **problems(400, 401, 403, 422, 429, 503)},
    )
    async def change(request: Request, body: PasswordRequest) -> Response:
        """Replace one's own password; every other session of the person ends."""
        person = await asyncio.to_thread(guard.person, request)
        guard.check_form(request, request.headers.get(TOKEN_HEADER, ""))
        doors.admit(request)
        found = await doors.digesting(
            lambda: sign_in.change_password(person, body.current, body.new)
        )
        return _entered(doors, found)

    @router.get(
        "/invitations/{token}",
        summary="Whom is an invitation for?",
        response_model=None,
        responses={
            200: {"model": InvitedReply, "description": "The person invited"},
            **problems(403, 404, 422, 429, 503),
        },
    )
    def invited(request: Request, token: InvitationPath) -> Response:
        """Give login and name behind an open invitation."""
        doors.admit(request)
        person = sign_in.invited(token)
        if person is None:
            raise Refused("invitation_unknown")
        fields = {"login": person.login, "name": person.name, "language": person.language.value}
        return Response(to_json(fields), media_type=JSON)

    @router.post(
        "/invitations/{token}",
        summary="Accept an invitation",
        response_model=None,
        responses={200: opened, **problems(400, 403, 404, 422, 429, 503)},
    )
    async def accept(request: Request, token: InvitationPath, body: InvitationRequest) -> Response:
        """Set a password with an invitation, which works once, and open a session."""
        doors.admit(request)
        found = await doors.digesting(
            lambda: sign_in.accept(token, body.password, replacing=doors.token(request))
        )
        return _entered(doors, found)

    return router


def _entered(doors: Doors, found: SignedIn | LockedOut | Weakness | Failed) -> Response:
    match found:
        case SignedIn():
            response = _session(found.person, found.form_token)
            doors.let_in(response, found)
            return response
        case LockedOut():
            raise Refused("locked_out", headers={"Retry-After": str(found.seconds)})
        case Weakness():
            raise Refused("password_weak", field="password", message=_WEAK[found])
        case Failed.NOT_INVITED:
            raise Refused("invitation_unknown")
        case Failed.WRONG:
            raise Refused("sign_in_wrong")


def _session(person: Person, form_token: str) -> Response:
    fields = {
        "person": {
            "id": person.id,
            "name": person.name,
            "language": person.language.value,
            "centre": person.centre,
        },
        "roles": {
            assistant_id: [role.value for role in sorted(given)]
            for assistant_id, given in sorted(person.roles.items())
        },
        "form_token": form_token,
    }
    return Response(to_json(fields), media_type=JSON)


_WEAK = {
    Weakness.TOO_SHORT: Trilingual(
        kk="Құпиясөз тым қысқа.", ru="Пароль слишком короткий.", en="The password is too short."
    ),
    Weakness.TOO_LONG: Trilingual(
        kk="Құпиясөз тым ұзын: 256 таңбадан асады.",
        ru="Пароль слишком длинный: больше 256 символов.",
        en="The password is too long: more than 256 characters.",
    ),
    Weakness.TOO_COMMON: Trilingual(
        kk="Мұндай құпиясөзді бірінші болып тексереді.",
        ru="Такой пароль проверяют первым.",
        en="Such a password is among the first to be tried.",
    ),
    Weakness.NAMES_YOU: Trilingual(
        kk="Құпиясөзде логиніңіз немесе атыңыз бар.",
        ru="В пароле есть ваш логин или имя.",
        en="Your login or name is in the password.",
    ),
}
