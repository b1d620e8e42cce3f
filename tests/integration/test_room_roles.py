"""Who may do what? Every route of the room for every role, in one table; a new route fails here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from room_people import RoomPeople, open_room, room_app
from starlette.testclient import TestClient

from jauap.api.room.doors import Doors
from jauap.api.room.oidc import oidc_router

WHO = (
    "",
    "annotator",
    "reviewer",
    "lead",
    "editor",
    "auditor",
    "administrator",
    "foreign_lead",
    "foreign_administrator",
)
"""Columns of the table; the first is nobody, the last two work for another assistant."""
NEWCOMER = {
    "login": "жаңа-маман",
    "name": "Жаңа Маман",
    "language": "kk",
    "roles": {"agriculture": ["annotator"]},
}
SHEET = "login;name;language;agriculture\nmaman1;Маман;kk;annotator\n".encode()


@dataclass(frozen=True, kw_only=True)
class Route:
    """How a route is called, and what each of `WHO` is answered."""

    path: str
    expected: tuple[int, ...]
    body: Mapping[str, object] | None = None
    file: bytes = b""
    params: Mapping[str, str] = field(default_factory=dict)
    is_keyed: bool = True
    """True when a write needs an Idempotency-Key."""
    is_for_anybody: bool = False
    """True when no session, and so no form token, is needed."""


PEOPLE = "/v1/room/people"
# fmt: off
ROUTES: dict[str, Route] = {
    #                                             nobody ann  rev  lead edit audit adm  f.lead f.adm
    "POST /v1/room/session": Route(
        path="/v1/room/session", is_keyed=False, is_for_anybody=True,
        body={"login": "бөтен", "password": "қате"},
        expected=(401, 401, 401, 401, 401, 401, 401, 401, 401)),
    "GET /v1/room/session": Route(
        path="/v1/room/session",
        expected=(401, 200, 200, 200, 200, 200, 200, 200, 200)),
    "DELETE /v1/room/session": Route(
        path="/v1/room/session", is_keyed=False,
        expected=(401, 204, 204, 204, 204, 204, 204, 204, 204)),
    "POST /v1/room/password": Route(
        path="/v1/room/password", is_keyed=False,
        body={"current": "қате", "new": "қызғалдақ гүлдейді мамырда"},
        expected=(401, 401, 401, 401, 401, 401, 401, 401, 401)),
    "GET /v1/room/invitations/{token}": Route(
        path=f"/v1/room/invitations/{'x' * 43}", is_for_anybody=True,
        expected=(404, 404, 404, 404, 404, 404, 404, 404, 404)),
    "POST /v1/room/invitations/{token}": Route(
        path=f"/v1/room/invitations/{'x' * 43}", is_keyed=False, is_for_anybody=True,
        body={"password": "қызғалдақ гүлдейді мамырда"},
        expected=(404, 404, 404, 404, 404, 404, 404, 404, 404)),
    "GET /v1/room/oidc/start": Route(
        path="/v1/room/oidc/start", is_for_anybody=True,
        expected=(404, 404, 404, 404, 404, 404, 404, 404, 404)),
    "GET /v1/room/oidc/return": Route(
        path="/v1/room/oidc/return", is_for_anybody=True,
        expected=(404, 404, 404, 404, 404, 404, 404, 404, 404)),
    "GET /v1/room/people": Route(
        path=PEOPLE, params={"assistant": "agriculture"},
        expected=(401, 403, 403, 200, 403, 200, 200, 404, 404)),
    "POST /v1/room/people": Route(
        path=PEOPLE, body=NEWCOMER,
        expected=(401, 403, 403, 403, 403, 403, 201, 403, 403)),
    "PATCH /v1/room/people/{person_id}": Route(
        path=f"{PEOPLE}/p-editor", body={"version": 1, "centre": "Орал №1"},
        expected=(401, 403, 403, 403, 403, 403, 200, 403, 404)),
    "PUT /v1/room/people/{person_id}/roles": Route(
        path=f"{PEOPLE}/p-editor/roles",
        body={"version": 1, "assistant": "agriculture", "roles": ["lead"]},
        expected=(401, 403, 403, 403, 403, 403, 200, 403, 404)),
    "POST /v1/room/people/{person_id}/invitation": Route(
        path=f"{PEOPLE}/p-editor/invitation", body={},
        expected=(401, 403, 403, 403, 403, 403, 201, 403, 404)),
    "POST /v1/room/people/import": Route(
        path=f"{PEOPLE}/import", params={"dry_run": "false"}, file=SHEET,
        expected=(401, 403, 403, 403, 403, 403, 200, 403, 422)),
}
# fmt: on
WRITES = [name for name in ROUTES if not name.startswith("GET ")]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_room(tmp_path) as people:
        people.hire_staff()
        yield people


@pytest.fixture
def app(room: RoomPeople) -> FastAPI:
    return room_app(
        room.session_routes(),
        room.people_routes(),
        oidc_router(None, room.sign_in, room.guard, Doors(room.guard)),
    )


def call(client: TestClient, name: str, headers: Mapping[str, str]) -> Response:
    route = ROUTES[name]
    return client.request(
        name.split()[0],
        route.path,
        params=route.params,
        json=route.body,
        files={"file": ("sheet.csv", route.file)} if route.file else None,
        headers=headers,
    )


def allowed(name: str) -> str:
    """Name somebody who may call a route."""
    for who, status in zip(WHO, ROUTES[name].expected, strict=True):
        if status < 300:
            return who
    return "administrator"


def test_every_route_of_the_room_stands_in_the_table(app: FastAPI) -> None:
    found = {
        f"{method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        if path.startswith("/v1/room")
        for method in methods
    }
    assert found == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_each_role_is_answered_as_the_table_says(room: RoomPeople, app: FastAPI, name: str) -> None:
    answered = {
        who: call(room.client(app, who), name, {"Idempotency-Key": f"key-{who}"}).status_code
        for who in WHO
    }
    assert answered == dict(zip(WHO, ROUTES[name].expected, strict=True))


FORGED = [
    (name, header)
    for name in WRITES
    for header in ("Origin", "Sec-Fetch-Site", "X-Form-Token")
    if header != "X-Form-Token" or not ROUTES[name].is_for_anybody
]
"""Every write with every sign of a foreign page; without a session there is no form token."""


@pytest.mark.parametrize(("name", "header"), FORGED)
def test_no_write_comes_from_another_site(
    room: RoomPeople, app: FastAPI, name: str, header: str
) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    headers = {"Idempotency-Key": "k", header: foreign.get(header, "guessed")}
    before = room.records.all()
    refused = call(room.client(app, allowed(name)), name, headers)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "form_token_wrong"
    assert room.records.all() == before


@pytest.mark.parametrize("name", [name for name in WRITES if ROUTES[name].is_keyed])
def test_every_write_needs_a_key_and_is_made_once(
    room: RoomPeople, app: FastAPI, name: str
) -> None:
    client = room.client(app, allowed(name))
    refused = call(client, name, {})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "key_missing")
    first, second = (call(client, name, {"Idempotency-Key": "k"}) for _ in range(2))
    assert first.status_code < 300
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.body])
def test_a_body_with_an_unknown_field_is_refused(room: RoomPeople, app: FastAPI, name: str) -> None:
    route = ROUTES[name]
    client = room.client(app, allowed(name))
    refused = client.request(
        name.split()[0],
        route.path,
        json={**(route.body or {}), "is_administrator": True},
        headers={"Idempotency-Key": "k"},
    )
    assert refused.status_code == 422
