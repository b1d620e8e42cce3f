"""A route of the room knows who asks, lets only its own pages write, and writes once per key."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI, Request, UploadFile
from fastapi.responses import Response
from httpx2 import Response as Reply
from pydantic import BaseModel
from room_people import FORM_TOKEN, RoomPeople, open_room, room_app
from starlette.testclient import TestClient

from jauap.annotation.people import Newcomer, pseudonym
from jauap.api.problems import Refused
from jauap.api.room.guard import RoomGuard, key_of, version_conflict
from jauap.assistant import Language
from jauap.person import Person, Role
from jauap.retrieval.index import JsonValue
from jauap.storage.replies import Replies


class Note(BaseModel):
    text: str


class Notes:
    """A router that writes notes, and remembers how often it did."""

    def __init__(self, guard: RoomGuard) -> None:
        self.written: list[str] = []
        self.guard = guard
        self.crash: Exception | None = None

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/room")

        @router.get("/{assistant_id}/notes")
        def read(request: Request, assistant_id: str) -> dict[str, str]:
            return {"id": self.guard.require(request, assistant_id, Role.ANNOTATOR).id}

        @router.post("/{assistant_id}/notes")
        async def write(request: Request, assistant_id: str, note: Note) -> Response:
            person = self.guard.require(request, assistant_id, Role.ANNOTATOR)
            return await self.guard.once(request, person, lambda: self.act(note.text))

        @router.post("/{assistant_id}/files")
        async def bring(request: Request, assistant_id: str, file: UploadFile) -> Response:
            person = self.guard.require(request, assistant_id, Role.ANNOTATOR)
            data = await file.read()
            return await self.guard.once(request, person, lambda: self.act(data.decode()))

        @router.put("/{assistant_id}/notes")
        async def conflict(request: Request, assistant_id: str) -> Response:
            person = self.guard.require(request, assistant_id, Role.ANNOTATOR)
            return await self.guard.once(
                request, person, lambda: version_conflict({"text": "Басқа мәтін", "version": 4})
            )

        return router

    def act(self, text: str) -> tuple[int, JsonValue]:
        if self.crash:
            raise self.crash
        self.written.append(text)
        return 201, {"note": text, "number": len(self.written)}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_room(tmp_path) as people:
        people.hire_staff()
        yield people


@pytest.fixture
def notes(room: RoomPeople) -> Notes:
    return Notes(room.guard)


@pytest.fixture
def app(notes: Notes) -> FastAPI:
    return room_app(notes.router())


@pytest.fixture
def client(room: RoomPeople, app: FastAPI) -> TestClient:
    return room.client(app, "annotator")


PATH = "/v1/room/agriculture/notes"


def post(client: TestClient, key: str = "k1", text: str = "Жауап дұрыс", **headers: str) -> Reply:
    return client.post(PATH, json={"text": text}, headers={"Idempotency-Key": key, **headers})


def code(response: Reply) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_without_a_session_nobody_is_known(room: RoomPeople, app: FastAPI) -> None:
    assert code(room.client(app).get(PATH)) == (401, "signed_out")
    assert code(room.client(app, "stolen").get(PATH)) == (401, "signed_out")


def test_another_role_is_not_allowed_and_another_assistant_is_not_there(
    room: RoomPeople, app: FastAPI
) -> None:
    assert room.client(app, "annotator").get(PATH).json() == {"id": "p-annotator"}
    assert code(room.client(app, "auditor").get(PATH)) == (403, "not_allowed")
    stranger = room.client(app, "foreign_lead")
    assert code(stranger.get(PATH)) == (404, "not_found")
    assert stranger.get(PATH).json() == stranger.get("/v1/room/no_such_one/notes").json()


def test_a_session_ends_after_an_hour_of_rest_and_after_twelve_hours(
    room: RoomPeople, app: FastAPI
) -> None:
    client = room.client(app, "annotator")
    room.at += timedelta(minutes=59)
    assert client.get(PATH).status_code == 200
    room.at += timedelta(minutes=59)
    assert client.get(PATH).status_code == 200
    room.at += timedelta(minutes=60)
    assert code(client.get(PATH)) == (401, "signed_out")
    second = room.hire("second", {"agriculture": {Role.ANNOTATOR}})
    again = room.client(app, second.login)
    for _ in range(13):
        room.at += timedelta(minutes=55)
        assert again.get(PATH).status_code == 200
    room.at += timedelta(minutes=5)
    assert code(again.get(PATH)) == (401, "signed_out")


def test_the_same_key_writes_once_and_is_answered_alike(client: TestClient, notes: Notes) -> None:
    first, second = post(client), post(client)
    assert (first.status_code, first.json()) == (201, {"note": "Жауап дұрыс", "number": 1})
    assert second.content == first.content
    assert second.status_code == 201
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert notes.written == ["Жауап дұрыс"]
    assert post(client, "k2").json()["number"] == 2


def test_fifty_at_once_write_once(room: RoomPeople, app: FastAPI, notes: Notes) -> None:
    clients = [room.client(app, "annotator") for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        replies = list(pool.map(post, clients))
    assert {reply.content for reply in replies} == {replies[0].content}
    assert {reply.status_code for reply in replies} == {201}
    assert len(notes.written) == 1
    assert sum("Idempotency-Replayed" in reply.headers for reply in replies) == 49


def test_the_same_key_with_other_words_is_refused(client: TestClient, notes: Notes) -> None:
    post(client)
    assert code(post(client, text="Жауап қате")) == (422, "key_reused")
    assert code(client.put(PATH, headers={"Idempotency-Key": "k1"})) == (422, "key_reused")
    assert notes.written == ["Жауап дұрыс"]


def test_a_file_is_part_of_what_the_key_stands_for(client: TestClient, notes: Notes) -> None:
    def bring(text: str) -> Reply:
        return client.post(
            "/v1/room/agriculture/files",
            files={"file": ("жұптар.csv", text.encode())},
            headers={"Idempotency-Key": "k1"},
        )

    assert bring("бір").json()["note"] == "бір"
    assert bring("бір").headers["Idempotency-Replayed"] == "true"
    assert code(bring("екі")) == (422, "key_reused")
    assert notes.written == ["бір"]


@pytest.mark.parametrize("key", ["", "a" * 256, "a\tb"])
def test_a_write_without_a_usable_key_is_refused(client: TestClient, key: str) -> None:
    assert code(post(client, key)) == (400, "key_missing")


def test_a_refused_or_broken_write_may_be_tried_again(client: TestClient, notes: Notes) -> None:
    notes.crash = Refused("not_found")
    assert code(post(client)) == (404, "not_found")
    notes.crash = None
    assert post(client).json()["number"] == 1


def test_a_conflict_shows_what_stands_there_now(client: TestClient) -> None:
    reply = client.put(PATH, headers={"Idempotency-Key": "k1"})
    assert code(reply) == (409, "version_conflict")
    assert reply.json()["current"] == {"text": "Басқа мәтін", "version": 4}


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Form-Token": ""},
        {"X-Form-Token": "form-tokem"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver:81"},
        {"Origin": "https://testserver"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_writes_nothing(
    client: TestClient, notes: Notes, headers: dict[str, str]
) -> None:
    assert code(post(client, **headers)) == (403, "form_token_wrong")
    assert notes.written == []


def test_a_token_of_any_bytes_is_no_more_than_wrong(client: TestClient) -> None:
    headers = {b"X-Form-Token": "құпия".encode(), b"Idempotency-Key": b"k1"}
    refused = client.post(PATH, json={"text": "Жауап"}, headers=headers)
    assert code(refused) == (403, "form_token_wrong")


def test_our_own_page_writes(client: TestClient) -> None:
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert post(client, **own).status_code == 201


def test_over_https_only_https_is_our_own_origin_and_the_cookie_is_bound_to_the_host(
    room: RoomPeople,
) -> None:
    guard = RoomGuard(room.people, Replies(room.store), now=room.now, is_https=True)
    app = room_app(Notes(guard).router())
    cookies = {guard.cookie_name: "annotator"}
    client = TestClient(app, cookies=cookies, headers={"X-Form-Token": FORM_TOKEN})
    assert guard.cookie_name == "__Host-jauap-room"
    assert code(post(client, Origin="http://testserver")) == (403, "form_token_wrong")
    assert post(client, Origin="https://testserver").status_code == 201


def test_two_processes_with_one_key_add_a_person_once(room: RoomPeople) -> None:
    """The lock of a process does not reach another one; the derived id does."""
    chief = room.records.find("p-administrator")
    assert chief is not None

    def hire(person: Person, key: str) -> tuple[int, JsonValue]:
        roles = {"agriculture": frozenset({Role.ANNOTATOR})}
        newcomer = Newcomer(login="ләззат", name="Ләззат", language=Language.KK, roles=roles)
        added = room.people.add([newcomer], by=person, key=key)
        assert isinstance(added, tuple)
        return 201, {"id": added[0].id}

    def process() -> FastAPI:
        guard = RoomGuard(room.people, Replies(room.store), now=room.now, is_https=False)
        router = APIRouter()

        @router.post("/hire")
        async def route(request: Request) -> Response:
            person = guard.person(request)
            return await guard.once(request, person, lambda: hire(person, key_of(request)))

        return room_app(router)

    def ask(app: FastAPI) -> Reply:
        client = room.client(app, "administrator")
        return client.post("/hire", headers={"Idempotency-Key": "k1"})

    apps = [process(), process()]
    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(ask, apps * 5))
    assert {reply.status_code for reply in replies} == {201}
    assert {reply.json()["id"] for reply in replies} == {pseudonym("p-administrator", "k1", "0")}
    assert room.records.taken(["ләззат"]) == {"ләззат"}
