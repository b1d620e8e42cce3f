"""Who sees which page of the experts' room, and in which language?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from room_people import RoomPeople, room_app
from starlette.testclient import TestClient

from jauap.api.pages.render import Pages
from jauap.api.room.pages import room_pages_router
from jauap.assistant import Language
from jauap.person import Role
from jauap.storage.store import open_store
from jauap.testing.samples import sample_assistant

A = "/room/agriculture"
ASSISTANTS = {"agriculture": sample_assistant("agriculture")}


@pytest.fixture
def people(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_store(f"sqlite:///{tmp_path / 'jauap.db'}") as store:
        people = RoomPeople(store)
        people.hire_staff()
        yield people


@pytest.fixture
def app(people: RoomPeople) -> FastAPI:
    return room_app(room_pages_router(Pages(ASSISTANTS), people.guard, ASSISTANTS))


OPEN_TO = {
    "": {"annotator", "reviewer", "lead", "editor", "auditor", "administrator"},
    "/task": {"annotator", "reviewer"},
    "/adjudications": {"reviewer", "lead", "auditor"},
    "/pairs": {"annotator", "reviewer", "lead", "editor", "auditor"},
    "/pairs/new": {"annotator", "reviewer", "editor"},
    "/playground": {"lead", "editor", "auditor"},
    "/import": {"editor"},
    "/questions": {"lead", "editor"},
    "/team": {"lead", "auditor"},
}


@pytest.mark.parametrize("path", OPEN_TO)
def test_a_page_opens_to_its_roles_only(people: RoomPeople, app: FastAPI, path: str) -> None:
    statuses = {
        role.value: people.client(app, role.value).get(A + path).status_code for role in Role
    }
    assert statuses == {role: 200 if role in OPEN_TO[path] else 403 for role in statuses}
    assert people.client(app, "foreign_lead").get(A + path).status_code == 404


@pytest.mark.parametrize("path", [*OPEN_TO, "/task?queue=improve"])
def test_without_a_session_every_page_leads_to_the_door(app: FastAPI, path: str) -> None:
    reply = TestClient(app).get(A + path, follow_redirects=False)
    assert reply.status_code == 303
    target = reply.headers["location"]
    assert target.startswith("/room?next=%2Froom%2Fagriculture")
    assert "://" not in target


def test_only_those_who_may_try_questions_see_the_door_to_it(
    people: RoomPeople, app: FastAPI
) -> None:
    for role in Role:
        page = people.client(app, role.value).get(f"{A}?lang=en").text
        is_open = role in {Role.LEAD, Role.EDITOR, Role.AUDITOR}
        assert (f'href="{A}/playground?lang=en"' in page) is is_open
        assert (">Playground<" in page) is is_open


def test_only_administrators_see_the_people(people: RoomPeople, app: FastAPI) -> None:
    assert people.client(app, "administrator").get("/room/people").status_code == 200
    assert people.client(app, "lead").get("/room/people").status_code == 404


def test_everybody_who_is_signed_in_may_change_their_password(
    people: RoomPeople, app: FastAPI
) -> None:
    for role in Role:
        page = people.client(app, role.value).get("/room/password?lang=en")
        assert page.status_code == 200
        assert 'href="/room/password?lang=en" aria-current="page"' in page.text
    away = TestClient(app).get("/room/password", follow_redirects=False)
    assert away.headers["location"] == "/room?next=%2Froom%2Fpassword"


def test_names_of_assistants_come_in_the_persons_language(people: RoomPeople, app: FastAPI) -> None:
    client = people.client(app, "administrator", **{"Accept-Language": "en"})
    name = ASSISTANTS["agriculture"].name
    for path in ("/room", "/room/people"):
        assert name.kk in client.get(path).text
        assert name.en in client.get(f"{path}?lang=en").text


def test_a_page_speaks_the_persons_language_until_another_is_chosen(
    people: RoomPeople, app: FastAPI
) -> None:
    client = people.client(app, "annotator", **{"Accept-Language": "en"})
    assert '<html lang="kk">' in client.get(A).text
    assert '<html lang="ru">' in client.get(f"{A}?lang=ru").text
    door = TestClient(app, headers={"Accept-Language": "ru"}).get("/room")
    assert '<html lang="ru">' in door.text
    assert door.headers["content-language"] == Language.RU


def test_a_queue_stays_chosen_when_the_language_changes(people: RoomPeople, app: FastAPI) -> None:
    page = people.client(app, "annotator").get(f"{A}/task?queue=improve").text
    assert f'href="{A}/task?queue=improve&amp;lang=en"' in page
    assert 'data-queue="improve"' in page
    assert 'data-queue="audit"' in people.client(app, "annotator").get(f"{A}/task?queue=x").text


def test_the_provider_is_offered_where_there_is_one(people: RoomPeople) -> None:
    doors = []
    for has_provider in (False, True):
        router = room_pages_router(
            Pages(ASSISTANTS), people.guard, ASSISTANTS, has_provider=has_provider
        )
        doors.append(TestClient(room_app(router)).get("/room").text)
    assert ["/v1/room/oidc/start" in door for door in doors] == [False, True]


def test_a_shell_holds_no_inline_script_or_style(people: RoomPeople, app: FastAPI) -> None:
    pages = (
        ("annotator", "/task"),
        ("lead", "/team"),
        ("editor", "/pairs/new"),
        ("auditor", "/playground"),
    )
    for role, path in pages:
        page = people.client(app, role).get(A + path).text
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
        assert "<style" not in page
        assert not re.search(r'\s(style|on\w+)="', page)


def test_scripts_come_from_addresses_that_may_be_kept(people: RoomPeople, app: FastAPI) -> None:
    client = people.client(app, "annotator")
    page = client.get(f"{A}/task").text
    addresses = re.findall(r'(?:src|href)="(/room/static/[^"]+)"', page)
    assert len(addresses) == 4
    for address in addresses:
        reply = client.get(address)
        assert reply.status_code == 200
        assert "immutable" in reply.headers["cache-control"]
    assert client.get("/room/static/0000000000000000/none.js").status_code == 404
