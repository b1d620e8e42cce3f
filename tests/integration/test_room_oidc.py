"""Who comes back from the identity provider is let in only when everything fits."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from httpx2 import Response
from oidc_provider import CLIENT_ID, CLIENT_SECRET, Fault, OidcProvider, running_provider
from pydantic import SecretStr
from room_people import START, RoomPeople, open_room, room_app
from starlette.testclient import TestClient

from jauap.annotation.json_client import JsonClient, is_safe
from jauap.annotation.oidc import Oidc, open_oidc
from jauap.annotation.people import OPERATOR
from jauap.annotation.provider import Client, Provider
from jauap.api.room.doors import Doors
from jauap.api.room.oidc import oidc_router
from jauap.errors import SettingsInvalid
from jauap.person import Role
from jauap.settings import Settings
from jauap.storage.audit import Action, Audit
from jauap.storage.oidc_starts import OidcStarts
from jauap.storage.people import details_of

LOGIN = "aigerim@example.gov.kz"


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    with running_provider(START) as running:
        yield running


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_room(tmp_path) as people:
        people.hire(LOGIN, {"agriculture": {Role.ANNOTATOR}})
        people.inviting.again(f"p-{LOGIN}", by=OPERATOR)
        yield people


def app_of(room: RoomPeople, provider: OidcProvider, *, secret: str = CLIENT_SECRET) -> FastAPI:
    client = Client(id=CLIENT_ID, secret=secret, return_url="http://testserver/v1/room/oidc/return")
    oidc = Oidc(
        Provider(provider.url, client, http=JsonClient(seconds=1.0), now=room.now),
        starts=OidcStarts(room.store),
        records=room.records,
        invitations=room.staff.invitations,
        now=room.now,
    )
    routes = oidc_router(oidc, room.sign_in, room.guard, Doors(room.guard))
    return room_app(routes, room.session_routes())


@pytest.fixture
def app(room: RoomPeople, provider: OidcProvider) -> FastAPI:
    return app_of(room, provider)


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return browser(app)


def leave(client: TestClient) -> str:
    left = client.get("/v1/room/oidc/start")
    assert left.status_code == 303, left.text
    return left.headers["location"]


def walk(client: TestClient, provider: OidcProvider) -> Response:
    return client.get(provider.sign_in(leave(client)))


def is_out(client: TestClient) -> bool:
    return client.get("/v1/room/session").status_code == 401


def test_somebody_invited_by_that_address_is_bound_and_let_in(
    room: RoomPeople, client: TestClient, provider: OidcProvider
) -> None:
    back = walk(client, provider)
    assert (back.status_code, back.headers["location"]) == (303, "/room")
    cookies = back.headers.get_list("set-cookie")
    assert any(one.startswith("jauap-room=") and "SameSite=lax" in one for one in cookies)
    assert client.get("/v1/room/session").json()["person"]["id"] == f"p-{LOGIN}"
    bound = room.records.find_subject(provider.url, provider.subject)
    assert bound is not None
    assert bound.person.login == LOGIN
    assert Audit(room.store).entries()[0].action is Action.ACCOUNT_BOUND
    assert not room.staff.invitations.is_invited(f"p-{LOGIN}", at=room.at)


def test_the_account_once_bound_counts_and_not_the_address(
    app: FastAPI, client: TestClient, provider: OidcProvider
) -> None:
    walk(client, provider)
    provider.email, provider.is_verified = "renamed@example.gov.kz", False
    again = browser(app)
    assert walk(again, provider).status_code == 303
    assert again.get("/v1/room/session").json()["person"]["id"] == f"p-{LOGIN}"
    provider.subject, provider.email, provider.is_verified = "other", LOGIN, True
    assert walk(browser(app), provider).status_code == 403


@pytest.mark.parametrize(
    ("email", "is_verified"), [("bolat@example.gov.kz", True), (LOGIN, False), ("", True)]
)
def test_a_stranger_is_told_so_in_three_languages_at_most(
    client: TestClient, provider: OidcProvider, email: str, is_verified: bool
) -> None:
    provider.email, provider.is_verified = email, is_verified
    back = walk(client, provider)
    assert back.status_code == 403
    assert back.headers["content-type"] == "text/html; charset=utf-8"
    assert "Бұл аккаунтпен ешкім шақырылмаған." in back.text
    assert is_out(client)


def test_an_address_without_an_open_invitation_binds_nothing(
    room: RoomPeople, client: TestClient, provider: OidcProvider
) -> None:
    room.at += timedelta(days=8)
    provider.now = room.at
    assert walk(client, provider).status_code == 403
    assert room.records.find_subject(provider.url, provider.subject) is None


def test_somebody_made_inactive_is_not_let_in(
    room: RoomPeople, app: FastAPI, client: TestClient, provider: OidcProvider
) -> None:
    walk(client, provider)
    found = room.records.find(f"p-{LOGIN}")
    assert found is not None
    was = details_of(found.person)
    gone = type(was)(name=was.name, language=was.language, centre=was.centre, is_active=False)
    room.records.change(found.person.id, found.version, gone, by="x", at=room.at)
    assert walk(browser(app), provider).status_code == 403


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.NONE])
def test_whatever_does_not_fit_opens_no_session(
    room: RoomPeople, client: TestClient, provider: OidcProvider, fault: Fault
) -> None:
    provider.fault = fault
    back = walk(client, provider)
    assert back.status_code == 403
    assert "Сыртқы кіру жүйесі сізді растамады." in back.text
    assert is_out(client)
    assert room.records.find_subject(provider.url, provider.subject) is None
    assert "/elsewhere" not in provider.asked
    provider.fault = Fault.NONE
    assert walk(client, provider).status_code == 303


def test_a_code_and_a_state_work_once(
    app: FastAPI, client: TestClient, provider: OidcProvider
) -> None:
    address = provider.sign_in(leave(client))
    cookie = client.cookies["jauap-oidc"]
    assert client.get(address).status_code == 303
    thief = TestClient(app, cookies={"jauap-oidc": cookie}, follow_redirects=False)
    assert thief.get(address).status_code == 403
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    used = client.get("/v1/room/oidc/return", params={"state": state, "code": "code-0"})
    assert used.status_code == 403


def test_a_state_begun_in_another_browser_is_refused(
    app: FastAPI, client: TestClient, provider: OidcProvider
) -> None:
    """Else an attacker could sign a victim in under his own account."""
    address = provider.sign_in(leave(client))
    for victim in (browser(app), browser(app)):
        assert victim.get(address).status_code == 403
        leave(victim)
        assert victim.get(address).status_code == 403
        assert is_out(victim)


def test_a_sign_in_that_took_too_long_is_refused(
    room: RoomPeople, client: TestClient, provider: OidcProvider
) -> None:
    address = provider.sign_in(leave(client))
    room.at += timedelta(minutes=10)
    assert client.get(address).status_code == 403
    assert OidcStarts(room.store).purge(at=room.at) == 0


def test_a_new_sign_in_forgets_those_that_never_came_back(
    room: RoomPeople, client: TestClient
) -> None:
    leave(client)
    room.at += timedelta(minutes=10)
    leave(client)
    assert OidcStarts(room.store).purge(at=room.at) == 0
    assert OidcStarts(room.store).purge(at=room.at + timedelta(minutes=10)) == 1


@pytest.mark.parametrize("query", ["", "?state=x", "?error=access_denied&state=x", "?code=c"])
def test_a_return_without_a_start_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/room/oidc/return{query}").status_code == 403


def test_a_person_who_says_no_is_out(client: TestClient) -> None:
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    said_no = client.get(f"/v1/room/oidc/return?error=access_denied&state={state}")
    assert said_no.status_code == 403


def test_changed_keys_are_asked_for_once_a_minute(
    room: RoomPeople, app: FastAPI, client: TestClient, provider: OidcProvider
) -> None:
    walk(client, provider)
    assert provider.asked.count("/keys") == 1
    provider.kid, provider.key = "2026-12", provider.stranger
    assert walk(browser(app), provider).status_code == 403
    room.at += timedelta(minutes=1)
    provider.now = room.at
    assert walk(browser(app), provider).status_code == 303
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://id.example.kz"},
        {"token_endpoint": "http://id.example.kz/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_discovery_document_that_is_not_the_issuers_leads_nowhere(
    client: TestClient, provider: OidcProvider, wrong: dict[str, object]
) -> None:
    provider.discovered = wrong
    refused = client.get("/v1/room/oidc/start")
    assert refused.status_code == 503
    assert "location" not in refused.headers


def test_a_provider_out_of_reach_is_told(room: RoomPeople, provider: OidcProvider) -> None:
    provider.url = "http://127.0.0.1:9"
    assert browser(app_of(room, provider)).get("/v1/room/oidc/start").status_code == 503


def test_the_secret_goes_into_the_form_where_the_provider_says_so(
    client: TestClient, provider: OidcProvider
) -> None:
    provider.discovered = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert walk(client, provider).status_code == 303


def test_a_wrong_secret_lets_nobody_in(room: RoomPeople, provider: OidcProvider) -> None:
    client = browser(app_of(room, provider, secret="wrong"))
    assert walk(client, provider).status_code == 403


def test_another_site_cannot_start_a_sign_in(client: TestClient) -> None:
    refused = client.get("/v1/room/oidc/start", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


def test_without_a_provider_the_addresses_are_not_there(room: RoomPeople) -> None:
    routes = oidc_router(None, room.sign_in, room.guard, Doors(room.guard))
    client = browser(room_app(routes))
    assert client.get("/v1/room/oidc/start").status_code == 404
    assert client.get("/v1/room/oidc/return?state=a&code=b").status_code == 404


def test_the_settings_name_the_provider(room: RoomPeople, provider: OidcProvider) -> None:
    assert open_oidc(Settings(), room.store, now=room.now) is None
    named = Settings(
        oidc_issuer=provider.url,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        public_url="http://testserver/",
    )
    oidc = open_oidc(named, room.store, now=room.now)
    routes = oidc_router(oidc, room.sign_in, room.guard, Doors(room.guard))
    client = browser(room_app(routes, room.session_routes()))
    assert walk(client, provider).status_code == 303
    assert CLIENT_SECRET not in repr(named) + repr(vars(oidc))


@pytest.mark.parametrize(
    ("issuer", "client_id", "where"),
    [
        ("http://id.example.kz", CLIENT_ID, "JAUAP_OIDC_ISSUER"),
        ("id.example.kz", CLIENT_ID, "JAUAP_OIDC_ISSUER"),
        ("https://id.example.kz", "", "JAUAP_OIDC_CLIENT_ID"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    room: RoomPeople, issuer: str, client_id: str, where: str
) -> None:
    settings = Settings(oidc_issuer=issuer, oidc_client_id=client_id)
    with pytest.raises(SettingsInvalid, match=where):
        open_oidc(settings, room.store, now=room.now)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://id.gov.kz/realms/x", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://localhost/x", True),
        ("http://127.0.0.1.example.kz/x", False),
        ("http://id.gov.kz", False),
        ("https://user:pass@id.gov.kz", False),
        ("https://", False),
        ("file:///etc/passwd", False),
        ("https://id.gov.kz:99999", False),
        ("https://[", False),
    ],
)
def test_only_https_or_this_machine_is_asked(url: str, expected: bool) -> None:
    assert is_safe(url) is expected


def test_an_unsafe_address_is_not_even_looked_up(caplog: pytest.LogCaptureFixture) -> None:
    assert JsonClient().post("http://id.invalid/token", {"code": "c-1"}, {}) is None
    assert "is no https address" in caplog.text
    assert "c-1" not in caplog.text
