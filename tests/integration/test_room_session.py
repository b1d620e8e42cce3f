"""Staff walk in with a password or an invitation, and out; ten wrong passwords close the door."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx2 import Response
from room_people import RoomPeople, open_room, room_app
from starlette.testclient import TestClient

from jauap.annotation.inviting import Invited
from jauap.annotation.passwords import Passwords
from jauap.annotation.people import OPERATOR
from jauap.annotation.sign_in import Failed, SignIn
from jauap.api.room.doors import NETWORK_TRIES
from jauap.person import Role
from jauap.storage.invitations import Invitations
from jauap.storage.people import Details, details_of
from jauap.storage.tries import Tries

PASSWORD = "қызғалдақ гүлдейді мамырда"
NEW = "шай ішейік кешке бәріміз"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_room(tmp_path) as people:
        people.hire("айгерім", {"agriculture": {Role.ANNOTATOR}})
        yield people


@pytest.fixture
def app(room: RoomPeople) -> FastAPI:
    return room_app(room.session_routes())


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def link_of(room: RoomPeople, person_id: str = "p-айгерім") -> str:
    invited = room.inviting.again(person_id, by=OPERATOR)
    assert isinstance(invited, Invited)
    assert invited.link.startswith("http://testserver/room/invitation#")
    return invited.link.split("#")[1]


def accept(client: TestClient, token: str, password: str = PASSWORD) -> Response:
    return client.post(f"/v1/room/invitations/{token}", json={"password": password})


def enter(client: TestClient, password: str = PASSWORD, login: str = "айгерім") -> Response:
    return client.post("/v1/room/session", json={"login": login, "password": password})


def code(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_an_invitation_leads_to_a_password_and_straight_in(
    room: RoomPeople, client: TestClient
) -> None:
    token = link_of(room)
    invited = client.get(f"/v1/room/invitations/{token}")
    assert invited.json() == {"login": "айгерім", "name": "Әліби айгерім", "language": "kk"}
    accepted = accept(client, token)
    assert accepted.status_code == 200
    body = accepted.json()
    assert body["person"] == {
        "id": "p-айгерім",
        "name": "Әліби айгерім",
        "language": "kk",
        "centre": "Алматы №3",
    }
    assert body["roles"] == {"agriculture": ["annotator"]}
    assert client.get("/v1/room/session").json() == body
    assert code(accept(client, token)) == (404, "invitation_unknown")
    assert code(client.get(f"/v1/room/invitations/{token}")) == (404, "invitation_unknown")


def test_an_invitation_works_for_seven_days(room: RoomPeople, client: TestClient) -> None:
    token = link_of(room)
    room.at += timedelta(days=7)
    assert code(accept(client, token)) == (404, "invitation_unknown")


@pytest.mark.parametrize("password", ["қысқа", "password12345", "айгерім12345678"])
def test_a_weak_password_uses_no_invitation_up(
    room: RoomPeople, client: TestClient, password: str
) -> None:
    token = link_of(room)
    refused = accept(client, token, password)
    assert code(refused) == (422, "password_weak")
    assert refused.json()["error"]["field"] == "password"
    assert accept(client, token).status_code == 200


def test_login_and_password_open_a_session_whose_cookie_no_script_reads(
    room: RoomPeople, client: TestClient
) -> None:
    accept(client, link_of(room))
    client.cookies.clear()
    entered = enter(client, login=" АЙГЕРІМ ")
    assert entered.status_code == 200
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("jauap-room=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age=43200" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert entered.json()["form_token"] not in cookie


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(room: RoomPeople) -> None:
    room.guard.is_https = True
    client = TestClient(room_app(room.session_routes()), base_url="https://testserver")
    cookie = accept(client, link_of(room)).headers["set-cookie"]
    assert cookie.startswith("__Host-jauap-room=")
    assert "Secure" in cookie
    assert client.get("/v1/room/session").status_code == 200


def test_signing_in_again_changes_the_token_and_ends_the_old_session(
    room: RoomPeople, client: TestClient
) -> None:
    accept(client, link_of(room))
    old = client.cookies["jauap-room"]
    enter(client)
    new = client.cookies["jauap-room"]
    assert old != new
    assert room.sessions.find(old) is None
    assert room.sessions.find(new) is not None


def test_a_cookie_set_by_somebody_else_never_becomes_a_session(
    room: RoomPeople, app: FastAPI
) -> None:
    accept(TestClient(app), link_of(room))
    victim = TestClient(app, cookies={"jauap-room": "chosen-by-the-attacker"})
    assert enter(victim).status_code == 200
    assert room.sessions.find("chosen-by-the-attacker") is None


def test_signing_out_ends_the_session_and_needs_the_form_token(
    room: RoomPeople, client: TestClient
) -> None:
    form_token = accept(client, link_of(room)).json()["form_token"]
    kept = client.cookies["jauap-room"]
    assert code(client.delete("/v1/room/session")) == (403, "form_token_wrong")
    left = client.delete("/v1/room/session", headers={"X-Form-Token": form_token})
    assert left.status_code == 204
    assert "jauap-room" not in client.cookies
    assert room.sessions.find(kept) is None
    assert code(client.get("/v1/room/session")) == (401, "signed_out")


def test_wrong_login_and_wrong_password_are_told_alike(
    room: RoomPeople, client: TestClient
) -> None:
    accept(client, link_of(room))
    unknown, wrong = enter(client, login="бөтен"), enter(client, "қызғалдақ гүлдейді тамызда")
    assert code(unknown) == (401, "sign_in_wrong")
    assert unknown.content == wrong.content


@pytest.mark.parametrize("login", ["айгерім", "бөтен"])
def test_after_ten_wrong_passwords_even_the_right_one_waits(
    room: RoomPeople, client: TestClient, login: str
) -> None:
    accept(client, link_of(room))
    for _ in range(10):
        assert code(enter(client, "мүлдем бөтен сөздер", login)) == (401, "sign_in_wrong")
    locked = enter(client, PASSWORD, login)
    assert code(locked) == (429, "locked_out")
    assert locked.headers["Retry-After"] == "900"
    room.at += timedelta(minutes=14, seconds=30)
    assert enter(client, PASSWORD, login).headers["Retry-After"] == "30"
    room.at += timedelta(seconds=30)
    assert enter(client, PASSWORD, login).status_code == (200 if login == "айгерім" else 401)


def test_a_new_invitation_opens_a_locked_login(room: RoomPeople, client: TestClient) -> None:
    accept(client, link_of(room))
    for _ in range(11):
        enter(client, "мүлдем бөтен сөздер")
    assert accept(client, link_of(room), NEW).status_code == 200
    assert enter(client, NEW).status_code == 200


def test_one_network_has_a_hundred_and_twenty_tries_a_minute(client: TestClient) -> None:
    for number in range(NETWORK_TRIES):
        assert enter(client, login=f"бөтен{number}").status_code == 401
    refused = enter(client, login="соңғы")
    assert code(refused) == (429, "rate_limited")
    assert int(refused.headers["Retry-After"]) >= 1


def test_another_site_cannot_sign_a_browser_in(room: RoomPeople, client: TestClient) -> None:
    accept(client, link_of(room))
    refused = client.post(
        "/v1/room/session",
        json={"login": "айгерім", "password": PASSWORD},
        headers={"Origin": "https://evil.example"},
    )
    assert code(refused) == (403, "form_token_wrong")


def test_a_changed_password_ends_every_other_session(
    room: RoomPeople, app: FastAPI, client: TestClient
) -> None:
    accept(client, link_of(room))
    elsewhere = TestClient(app)
    token = enter(elsewhere).json()["form_token"]
    headers = {"X-Form-Token": token}

    def change(current: str, new: str) -> Response:
        body = {"current": current, "new": new}
        return elsewhere.post("/v1/room/password", json=body, headers=headers)

    assert code(change("бөтен бөтен бөтен", NEW)) == (401, "sign_in_wrong")
    assert code(change(PASSWORD, "тым қысқа")) == (422, "password_weak")
    changed = change(PASSWORD, NEW)
    assert changed.status_code == 200
    assert elsewhere.get("/v1/room/session").status_code == 200
    assert code(client.get("/v1/room/session")) == (401, "signed_out")
    assert code(enter(TestClient(app))) == (401, "sign_in_wrong")
    assert enter(TestClient(app), NEW).status_code == 200


def test_a_stolen_session_cannot_guess_the_password_more_than_ten_times(
    room: RoomPeople, client: TestClient
) -> None:
    token = accept(client, link_of(room)).json()["form_token"]
    headers = {"X-Form-Token": token}
    body = {"current": "бөтен бөтен бөтен", "new": NEW}
    answers = [
        client.post("/v1/room/password", json=body, headers=headers).status_code for _ in range(11)
    ]
    assert answers == [401] * 10 + [429]


def test_somebody_made_inactive_is_out_at_once_and_stays_out(
    room: RoomPeople, client: TestClient
) -> None:
    accept(client, link_of(room))
    assert client.get("/v1/room/session").status_code == 200
    found = room.records.find("p-айгерім")
    assert found is not None
    was = details_of(found.person)
    gone = Details(name=was.name, language=was.language, centre=was.centre, is_active=False)
    room.records.change("p-айгерім", found.version, gone, by="x", at=room.at)
    assert code(client.get("/v1/room/session")) == (401, "signed_out")
    assert code(enter(client)) == (401, "sign_in_wrong")
    late = room.sign_in.open(found.person, replacing="")
    assert room.people.by_session(late.token) is None


def test_no_reply_and_no_table_shows_a_password_or_a_token(
    room: RoomPeople, client: TestClient, tmp_path: Path
) -> None:
    token = link_of(room)
    accepted = accept(client, token)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in files
    assert client.cookies["jauap-room"].encode() not in files
    assert PASSWORD.encode() not in files
    assert PASSWORD not in accepted.text


class CountingHasher(PasswordHasher):
    """Counts how often it was asked to check, which is what takes long."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checks = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.checks += 1
        return super().verify(hash, password)


@pytest.mark.parametrize("login", ["айгерім", "без-пароля", "бөтен"])
def test_every_login_costs_one_check_whether_it_exists_or_not(room: RoomPeople, login: str) -> None:
    """A check that is left out would betray by its speed which logins there are."""
    room.hire("без-пароля", {})
    hasher = CountingHasher()
    sign_in = SignIn(
        records=room.records,
        sessions=room.sessions,
        invitations=Invitations(room.store),
        tries=Tries(room.store),
        passwords=Passwords(hasher),
        now=room.now,
    )
    sign_in.accept(link_of(room), PASSWORD, replacing="")
    hasher.checks = 0
    assert sign_in.sign_in(login, "мүлдем бөтен сөздер", replacing="") is Failed.WRONG
    assert hasher.checks == 1
