"""How do administrators look after the staff? People, roles, invitations, whole sheets of them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.annotation.inviting import Invited, Inviting
from jauap.annotation.people import Denied, Newcomer, People
from jauap.api.documented import JSON, problems
from jauap.api.problems import Refused
from jauap.api.room.guard import Answered, RoomGuard, key_of, version_conflict
from jauap.api.room.people_import import import_people
from jauap.api.room.schemas import (
    ChangeRequest,
    ConflictReply,
    ImportReply,
    InvitationOut,
    NewPersonRequest,
    PeopleReply,
    PersonOut,
    RolesRequest,
    invitation_fields,
    person_fields,
)
from jauap.assistant import Language
from jauap.person import EVERY_ASSISTANT, Person, Role
from jauap.storage.people import Account, Details, Unchanged

PersonPath = Annotated[str, Path(pattern=r"^p[a-z0-9-]{2,40}$")]
AssistantQuery = Annotated[str, Query(pattern=r"^(\*|[a-z][a-z0-9_]{1,39})$")]


def people_router(
    people: People,
    inviting: Inviting,
    guard: RoomGuard,
    assistants: Mapping[str, Sequence[str]],
) -> APIRouter:
    """Make the router of the staff list; `assistants` gives each id with its names."""
    router = APIRouter(prefix="/v1/room/people", tags=["room"])
    one_person = {"model": PersonOut, "description": "The person as it is now"}
    conflict = problems(409, model=ConflictReply)

    @router.get(
        "",
        summary="The staff of an assistant",
        response_model=None,
        responses={
            200: {"model": PeopleReply, "description": "In order of login"},
            **problems(401, 403, 404, 422, 503),
        },
    )
    def listed(request: Request, assistant: AssistantQuery = EVERY_ASSISTANT) -> Response:
        """List who has a role for an assistant; lead and auditor see pseudonyms only."""
        person = guard.require(request, assistant, Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR)
        is_named = person.may(assistant, Role.ADMINISTRATOR)
        found = [
            person_fields(one, named=is_named, seen_by=person)
            for one in people.of_assistant(assistant)
        ]
        if not is_named:
            found.sort(key=lambda fields: str(fields["id"]))
        return Response(to_json({"people": found}), media_type=JSON)

    @router.post(
        "",
        summary="Add a person",
        status_code=201,
        response_model=None,
        responses={
            201: {"model": InvitationOut, "description": "The person, with an invitation"},
            **problems(400, 401, 403, 422, 503),
            **conflict,
        },
    )
    async def add(request: Request, body: NewPersonRequest) -> Response:
        """Add a person with roles; the link in the reply sets the password, and works once."""
        by = await asyncio.to_thread(_administrator, guard, request)
        given = {key: frozenset(map(Role, names)) for key, names in body.roles.items() if names}
        for assistant_id in given:
            _know(assistant_id, assistants, "roles")
        if not given:
            # Somebody without a role could do nothing, and most administrators would not see them.
            raise Refused("invalid_request", field="roles")
        newcomer = Newcomer(
            login=body.login,
            name=body.name,
            language=Language(body.language),
            centre=body.centre,
            roles=given,
        )

        def act() -> Answered:
            added = inviting.add([newcomer], by=by, key=key_of(request))
            if not isinstance(added, tuple):
                raise _refused(added)
            return 201, invitation_fields(added[0])

        return await guard.once(request, by, act)

    @router.patch(
        "/{person_id}",
        summary="Change a person",
        response_model=None,
        responses={200: one_person, **problems(400, 401, 403, 404, 422, 503), **conflict},
    )
    async def change(request: Request, person_id: PersonPath, body: ChangeRequest) -> Response:
        """Change name, language, centre, or whether somebody is active; who is not, is out."""
        by = await asyncio.to_thread(_administrator, guard, request)

        def act() -> Answered:
            found = _seen(people, person_id, by)
            changed = people.change(person_id, body.version, _wanted(found, body), by=by)
            return _changed(people, person_id, changed, by)

        return await guard.once(request, by, act)

    @router.put(
        "/{person_id}/roles",
        summary="Give and take roles",
        response_model=None,
        responses={200: one_person, **problems(400, 401, 403, 404, 422, 503), **conflict},
    )
    async def roles(request: Request, person_id: PersonPath, body: RolesRequest) -> Response:
        """Replace the roles of a person for one assistant; nobody changes his own."""
        by = await asyncio.to_thread(_administrator, guard, request)
        _know(body.assistant, assistants, "assistant")

        def act() -> Answered:
            wanted = frozenset(map(Role, body.roles))
            changed = people.set_roles(person_id, body.version, body.assistant, wanted, by=by)
            return _changed(people, person_id, changed, by)

        return await guard.once(request, by, act)

    @router.post(
        "/{person_id}/invitation",
        summary="Invite a person anew",
        status_code=201,
        response_model=None,
        responses={
            201: {"model": InvitationOut, "description": "The person, with a new invitation"},
            **problems(400, 401, 403, 404, 422, 503),
        },
    )
    async def invite(request: Request, person_id: PersonPath) -> Response:
        """Make a new link to set the password; older ones stop working."""
        by = await asyncio.to_thread(_administrator, guard, request)

        def act() -> Answered:
            invited = inviting.again(person_id, by=by)
            if not isinstance(invited, Invited):
                raise _refused(invited)
            return 201, invitation_fields(invited)

        return await guard.once(request, by, act)

    @router.post(
        "/import",
        summary="Add people from a sheet",
        response_model=None,
        responses={
            200: {"model": ImportReply, "description": "What the sheet holds, and what was done"},
            422: {"model": ImportReply, "description": "A row is wrong, so nobody was added"},
            **problems(400, 401, 403, 413, 503),
            **conflict,
        },
    )
    async def bring(
        request: Request, file: UploadFile, dry_run: Annotated[bool, Query()] = True
    ) -> Response:
        """Add everybody in an XLSX or CSV file, or nobody; a dry run only tells its faults."""
        by = await asyncio.to_thread(_administrator, guard, request)
        data = await file.read()

        def act() -> Answered:
            return import_people(
                data, people, inviting, assistants, by=by, key=key_of(request), dry_run=dry_run
            )

        return await guard.once(request, by, act)

    return router


def _administrator(guard: RoomGuard, request: Request) -> Person:
    """Give a person who administers any assistant.

    Raises:
        Refused: `signed_out`, or `not_allowed`.
    """
    person = guard.person(request)
    if not any(person.may(each, Role.ADMINISTRATOR) for each in person.roles):
        raise Refused("not_allowed")
    return person


def _know(assistant_id: str, assistants: Mapping[str, Sequence[str]], field: str) -> None:
    if assistant_id != EVERY_ASSISTANT and assistant_id not in assistants:
        raise Refused("invalid_request", field=field)


def _seen(people: People, person_id: str, by: Person) -> Account:
    found = people.find(person_id)
    if found is None or not people.is_seen(found.person, by):
        raise Refused("not_found")
    return found


def _wanted(found: Account, body: ChangeRequest) -> Details:
    was = found.person
    return Details(
        name=was.name if body.name is None else body.name.strip(),
        language=was.language if body.language is None else Language(body.language),
        centre=was.centre if body.centre is None else body.centre.strip(),
        is_active=was.is_active if body.is_active is None else body.is_active,
    )


def _changed(
    people: People, person_id: str, changed: Account | Unchanged | Denied, by: Person
) -> Answered:
    if isinstance(changed, Account):
        return 200, person_fields(changed, named=True, seen_by=by)
    if changed is Unchanged.STALE:
        current = _seen(people, person_id, by)
        return version_conflict(person_fields(current, named=True, seen_by=by))
    raise _refused(changed)


def _refused(why: Unchanged | Denied) -> Refused:
    codes: Mapping[Unchanged | Denied, str] = {
        Unchanged.UNKNOWN: "not_found",
        Unchanged.STALE: "version_conflict",
        Unchanged.LOGIN_TAKEN: "login_taken",
        Unchanged.LAST_ADMINISTRATOR: "last_administrator",
        Denied.HIDDEN: "not_found",
        Denied.OWN_ROLES: "not_allowed",
        Denied.WIDER: "not_allowed",
    }
    return Refused(codes[why])
