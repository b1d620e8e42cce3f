"""Administrators add, change and invite people; no other tenant's people are there for them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from room_people import RoomPeople, open_room, room_app
from starlette.testclient import TestClient

from jauap.person import EVERY_ASSISTANT, Role
from jauap.storage.audit import Action, Audit

PEOPLE = "/v1/room/people"
LYAZZAT = {
    "login": "lyazzat@example.gov.kz",
    "name": "Ләззат Құдайберген",
    "language": "kk",
    "centre": "Шымкент №2",
    "roles": {"agriculture": ["annotator", "reviewer"]},
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_room(tmp_path) as people:
        people.hire_staff()
        people.hire("owner", {"agriculture": {Role.ADMINISTRATOR}})
        people.hire("both", {"agriculture": {Role.LEAD}, "public_services": {Role.LEAD}})
        yield people


@pytest.fixture
def app(room: RoomPeople) -> FastAPI:
    return room_app(room.people_routes(), room.session_routes())


@pytest.fixture
def chief(room: RoomPeople, app: FastAPI) -> TestClient:
    return room.client(app, "administrator")


@pytest.fixture
def owner(room: RoomPeople, app: FastAPI) -> TestClient:
    """The administrator of agriculture only."""
    return room.client(app, "owner")


def write(
    client: TestClient, method: str, path: str, body: Mapping[str, object], key: str = "k1"
) -> Response:
    return client.request(method, path, json=body, headers={"Idempotency-Key": key})


def code(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def logins(response: Response) -> list[str]:
    return [one["login"] for one in response.json()["people"]]


def test_a_person_added_gets_an_invitation_that_works(app: FastAPI, chief: TestClient) -> None:
    made = write(chief, "POST", PEOPLE, LYAZZAT)
    assert made.status_code == 201
    body = made.json()
    assert (body["login"], body["name"]) == ("lyazzat@example.gov.kz", "Ләззат Құдайберген")
    assert body["expires_at"] == "2026-12-03T09:00:00+00:00"
    token = body["invitation"].split("#")[1]
    entered = TestClient(app).post(
        f"/v1/room/invitations/{token}", json={"password": "қызғалдақ гүлдейді мамырда"}
    )
    assert entered.json()["roles"] == {"agriculture": ["annotator", "reviewer"]}


def test_adding_again_with_the_same_key_gives_the_same_link(chief: TestClient) -> None:
    first, second = (write(chief, "POST", PEOPLE, LYAZZAT) for _ in range(2))
    assert first.content == second.content
    assert second.headers["Idempotency-Replayed"] == "true"


def test_a_login_is_taken_in_any_spelling(chief: TestClient) -> None:
    write(chief, "POST", PEOPLE, LYAZZAT)
    again = write(chief, "POST", PEOPLE, LYAZZAT | {"login": "LYAZZAT@example.gov.kz"}, "k2")
    assert code(again) == (409, "login_taken")


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "екі сөз"},
        {"login": "ab"},
        {"name": "  "},
        {"language": "kz"},
        {"roles": {"agriculture": ["boss"]}},
        {"roles": {"no_such_assistant": ["lead"]}},
        {"roles": {"agriculture": []}},
        {"roles": {}},
        {"is_administrator": True},
    ],
)
def test_a_wrong_field_is_named(chief: TestClient, wrong: dict[str, object]) -> None:
    refused = write(chief, "POST", PEOPLE, LYAZZAT | wrong)
    assert code(refused) == (422, "invalid_request")
    assert refused.json()["error"]["field"].split(".")[0] == next(iter(wrong))


def test_lead_and_auditor_see_pseudonyms_only(room: RoomPeople, app: FastAPI) -> None:
    seen = room.client(app, "auditor").get(PEOPLE, params={"assistant": "agriculture"}).json()
    assert {one["login"] + one["name"] for one in seen["people"]} == {""}
    ids = [one["id"] for one in seen["people"]]
    assert ids == sorted(ids)
    assert {"p-lead", "p-annotator", "p-both", "p-administrator"} <= set(ids)
    assert "p-foreign_lead" not in ids
    both = next(one for one in seen["people"] if one["id"] == "p-both")
    assert both["roles"] == {"agriculture": ["lead"]}


def test_an_administrator_of_one_assistant_sees_its_people_only(
    owner: TestClient, chief: TestClient
) -> None:
    assert code(owner.get(PEOPLE)) == (404, "not_found")
    foreign = owner.get(PEOPLE, params={"assistant": "public_services"})
    assert code(foreign) == (404, "not_found")
    nowhere = owner.get(PEOPLE, params={"assistant": "no_such_one"})
    assert foreign.content == nowhere.content
    assert "foreign_lead" not in logins(owner.get(PEOPLE, params={"assistant": "agriculture"}))
    assert "foreign_lead" in logins(chief.get(PEOPLE))


def test_a_change_of_an_older_version_shows_the_newer_one(chief: TestClient) -> None:
    path = f"{PEOPLE}/p-annotator"
    first = write(chief, "PATCH", path, {"version": 1, "centre": "Ақтөбе №1"})
    assert (first.status_code, first.json()["version"]) == (200, 2)
    second = write(chief, "PATCH", path, {"version": 1, "centre": "Орал №1"}, "k2")
    assert code(second) == (409, "version_conflict")
    assert second.json()["current"]["centre"] == "Ақтөбе №1"
    assert second.json()["current"]["version"] == 2


def test_a_change_made_before_a_crash_is_answered_as_made(
    room: RoomPeople, chief: TestClient
) -> None:
    """Without its kept reply the repetition finds its own effect, and no conflict with itself."""
    path, body = f"{PEOPLE}/p-annotator", {"version": 1, "centre": "Ақтөбе №1"}
    first = write(chief, "PATCH", path, body, "before-the-crash")
    again = write(chief, "PATCH", path, body, "reply-was-lost")
    assert again.content == first.content
    assert [one.action for one in Audit(room.store).entries()].count(Action.PERSON_CHANGED) == 1


def test_roles_are_replaced_for_one_assistant(room: RoomPeople, chief: TestClient) -> None:
    body = {"version": 1, "assistant": "agriculture", "roles": ["reviewer"]}
    changed = write(chief, "PUT", f"{PEOPLE}/p-both/roles", body)
    assert changed.json()["roles"] == {"agriculture": ["reviewer"], "public_services": ["lead"]}
    last = Audit(room.store).entries(most=2)
    assert [(one.action, one.reason, one.by) for one in last] == [
        (Action.ROLE_GRANTED, "reviewer for agriculture", "p-administrator"),
        (Action.ROLE_REMOVED, "lead for agriculture", "p-administrator"),
    ]


def test_nobody_gives_roles_to_himself(chief: TestClient, owner: TestClient) -> None:
    for client, person in ((chief, "p-administrator"), (owner, "p-owner")):
        body = {"version": 1, "assistant": "agriculture", "roles": ["reviewer"]}
        assert code(write(client, "PUT", f"{PEOPLE}/{person}/roles", body)) == (403, "not_allowed")


def test_the_last_administrator_stays(room: RoomPeople, app: FastAPI, chief: TestClient) -> None:
    own = write(chief, "PATCH", f"{PEOPLE}/p-administrator", {"version": 1, "is_active": False})
    assert code(own) == (409, "last_administrator")
    room.hire("second", {EVERY_ASSISTANT: {Role.ADMINISTRATOR}})
    second = room.client(app, "second")
    body = {"version": 1, "assistant": EVERY_ASSISTANT, "roles": []}
    assert write(second, "PUT", f"{PEOPLE}/p-administrator/roles", body).status_code == 200
    assert code(chief.get(PEOPLE)) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "", LYAZZAT | {"roles": {"public_services": ["lead"]}}, 403),
        ("POST", "", LYAZZAT | {"roles": {"*": ["administrator"]}}, 403),
        ("PATCH", "/p-foreign_lead", {"version": 1, "is_active": False}, 404),
        ("PATCH", "/p-administrator", {"version": 1, "is_active": False}, 404),
        ("PATCH", "/p-both", {"version": 1, "is_active": False}, 403),
        ("POST", "/p-foreign_lead/invitation", {}, 404),
        ("POST", "/p-administrator/invitation", {}, 404),
        ("POST", "/p-both/invitation", {}, 403),
        ("POST", "/p-nobody/invitation", {}, 404),
        (
            "PUT",
            "/p-foreign_lead/roles",
            {"version": 1, "assistant": "agriculture", "roles": []},
            404,
        ),
        (
            "PUT",
            "/p-both/roles",
            {"version": 1, "assistant": "public_services", "roles": []},
            403,
        ),
        ("PUT", "/p-lead/roles", {"version": 1, "assistant": "*", "roles": ["auditor"]}, 403),
    ],
)
def test_an_administrator_of_one_assistant_reaches_no_further(
    room: RoomPeople,
    owner: TestClient,
    method: str,
    path: str,
    body: dict[str, object],
    expected: int,
) -> None:
    before = room.records.all()
    assert write(owner, method, f"{PEOPLE}{path}", body).status_code == expected
    assert room.records.all() == before


def test_an_administrator_of_one_assistant_looks_after_its_people(owner: TestClient) -> None:
    assert write(owner, "POST", PEOPLE, LYAZZAT).status_code == 201
    change = {"version": 1, "name": "Әсел Жұмабек"}
    changed = write(owner, "PATCH", f"{PEOPLE}/p-annotator", change, "k2")
    assert changed.json()["name"] == "Әсел Жұмабек"
    body = {"version": 1, "assistant": "agriculture", "roles": ["lead"]}
    granted = write(owner, "PUT", f"{PEOPLE}/p-both/roles", body, "k3")
    assert granted.status_code == 200
    assert granted.json()["roles"] == {"agriculture": ["lead"]}


def test_a_disabled_person_is_out_within_the_same_second(
    room: RoomPeople, app: FastAPI, chief: TestClient
) -> None:
    annotator = room.client(app, "annotator")
    assert annotator.get("/v1/room/session").status_code == 200
    write(chief, "PATCH", f"{PEOPLE}/p-annotator", {"version": 1, "is_active": False})
    assert code(annotator.get("/v1/room/session")) == (401, "signed_out")


def test_a_new_invitation_replaces_the_older_one(app: FastAPI, chief: TestClient) -> None:
    links = [
        write(chief, "POST", f"{PEOPLE}/p-annotator/invitation", {}, key).json()["invitation"]
        for key in ("k1", "k2")
    ]
    anyone = TestClient(app)
    statuses = [
        anyone.get(f"/v1/room/invitations/{link.split('#')[1]}").status_code for link in links
    ]
    assert statuses == [404, 200]
