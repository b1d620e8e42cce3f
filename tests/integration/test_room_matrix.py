"""Who may do what in the whole room? Every route of the real service for every role, in one table.

A request is either answered or made in vain on purpose (an old version, somebody else's verdict):
409 and 422 come only behind the door, so they show that the role was let in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from room_factories import make_item
from room_people import STAFF, RoomPeople

from jauap.api.app import create_app
from jauap.person import Role
from jauap.runtime import build_runtime
from jauap.settings import load_settings
from jauap.storage.item_rows import NewItem
from jauap.storage.items import Items

WORKSPACE = Path(__file__).parents[2]
ID = "agriculture"
WHO = ("", *STAFF)
WORDING = {
    "intent": "subsidy-deadline",
    "language": "kk",
    "question": "Субсидияға өтінім қашанға дейін беріледі?",
    "answer": "Үш жұмыс күні ішінде.",
    "source": "no-such-document",
    "quote": "үш жұмыс күні",
}
PROPOSED = WORDING | {
    "question": "Мал жаю маусымы қай кезде ашылады?",
    "answer": "Ауа температурасы тұрақты түрде +10 градустан асқанда.",
    "source": "grazing-rules",
    "quote": "Жаю маусымы ауа температурасы тұрақты түрде +10 градустан асқанда басталады.",
}
VERDICT: dict[str, object] = {"verdict": "correct", "version": 9}
WRONG = {
    "verdict": "incorrect",
    "cause": "generation",
    "corrected": "Тіркеу үш жұмыс күнін алады.",
    "facts": ["үш жұмыс күні"],
    "chunk_ids": [],
}
ROW = {"question": "Қалай?", "answer": "", "language": "kk"}
SHEET = "Тіл;Мақсат;Сұрақ;Жауап;Дереккөз;Дәйексөз\r\n".encode()
PEOPLE = b"login;name;language;agriculture\n;;kk;annotator\n"
# fmt: off
ROUTES: Mapping[str, tuple[int, ...]] = {
    #                            nobody ann rev lead edit audit adm f.lead f.adm
    "GET /v1/room/session": (401, 200, 200, 200, 200, 200, 200, 200, 200),
    "POST /v1/room/session": (401, 401, 401, 401, 401, 401, 401, 401, 401),
    "DELETE /v1/room/session": (401, 204, 204, 204, 204, 204, 204, 204, 204),
    "POST /v1/room/password": (401, 401, 401, 401, 401, 401, 401, 401, 401),
    "GET /v1/room/invitations/{token}": (404, 404, 404, 404, 404, 404, 404, 404, 404),
    "POST /v1/room/invitations/{token}": (404, 404, 404, 404, 404, 404, 404, 404, 404),
    "GET /v1/room/oidc/start": (404, 404, 404, 404, 404, 404, 404, 404, 404),
    "GET /v1/room/oidc/return": (404, 404, 404, 404, 404, 404, 404, 404, 404),
    "GET /v1/room/people": (401, 403, 403, 200, 403, 200, 200, 404, 404),
    "POST /v1/room/people": (401, 403, 403, 403, 403, 403, 409, 403, 403),
    "PATCH /v1/room/people/{person_id}": (401, 403, 403, 403, 403, 403, 409, 403, 404),
    "PUT /v1/room/people/{person_id}/roles": (401, 403, 403, 403, 403, 403, 409, 403, 404),
    "POST /v1/room/people/{person_id}/invitation": (401, 403, 403, 403, 403, 403, 201, 403, 404),
    "POST /v1/room/people/import": (401, 403, 403, 403, 403, 403, 200, 403, 200),
    "POST /v1/room/{assistant}/queues/{queue}/next": (401, 204, 200, 403, 403, 403, 403, 404, 404),
    "PUT /v1/room/items/{item}/unfinished": (401, 409, 409, 403, 403, 403, 403, 404, 404),
    "POST /v1/room/items/{item}/verdict": (401, 409, 409, 403, 403, 403, 403, 404, 404),
    "POST /v1/room/items/{item}/release": (401, 204, 204, 403, 403, 403, 403, 404, 404),
    "GET /v1/room/{assistant}/verdicts/mine": (401, 200, 200, 403, 403, 403, 403, 404, 404),
    "POST /v1/room/verdicts/{verdict}/undo": (401, 200, 404, 404, 404, 404, 404, 404, 404),
    "POST /v1/room/verdicts/{verdict}/revise": (401, 409, 404, 404, 404, 404, 404, 404, 404),
    "GET /v1/room/{assistant}/search": (401, 200, 200, 200, 200, 200, 403, 404, 404),
    "GET /v1/room/{assistant}/guideline": (401, 200, 200, 200, 200, 200, 403, 404, 404),
    "GET /v1/room/{assistant}/adjudications": (401, 403, 200, 200, 403, 200, 403, 404, 404),
    "GET /v1/room/items/{item}/adjudication": (401, 403, 200, 200, 403, 200, 403, 404, 404),
    "POST /v1/room/items/{item}/adjudication": (401, 403, 409, 403, 403, 403, 403, 404, 404),
    "GET /v1/room/{assistant}/team": (401, 403, 403, 200, 403, 200, 403, 404, 404),
    "GET /v1/room/{assistant}/next-pairs": (401, 403, 403, 200, 200, 200, 403, 404, 404),
    "GET /v1/room/{assistant}/digest": (401, 403, 403, 200, 403, 200, 403, 404, 404),
    "GET /v1/room/{assistant}/verdicts": (401, 403, 403, 200, 403, 200, 403, 404, 404),
    "POST /v1/room/{assistant}/items/import": (401, 403, 403, 422, 403, 403, 403, 404, 404),
    "GET /v1/room/{assistant}/items/sheet": (401, 403, 403, 200, 200, 403, 403, 404, 404),
    "POST /v1/room/{assistant}/items/sheet": (401, 403, 403, 200, 200, 403, 403, 404, 404),
    "GET /v1/room/{assistant}/items": (401, 403, 403, 200, 403, 200, 403, 404, 404),
    "GET /v1/room/items/{item}": (401, 403, 403, 200, 403, 200, 403, 404, 404),
    "POST /v1/room/{assistant}/pairs/import": (401, 403, 403, 403, 200, 403, 403, 404, 404),
    "GET /v1/room/{assistant}/pairs/export": (401, 403, 403, 200, 200, 200, 403, 404, 404),
    "GET /v1/room/{assistant}/pairs": (401, 200, 200, 200, 200, 200, 403, 404, 404),
    "POST /v1/room/{assistant}/pairs": (401, 422, 422, 403, 422, 403, 403, 404, 404),
    "GET /v1/room/pairs/{pair}": (401, 200, 200, 200, 200, 200, 403, 404, 404),
    "PUT /v1/room/pairs/{pair}": (401, 403, 403, 403, 409, 403, 403, 404, 404),
    "POST /v1/room/pairs/{pair}/review": (401, 403, 409, 403, 409, 403, 403, 404, 404),
    "POST /v1/room/pairs/{pair}/preview": (401, 403, 403, 409, 403, 403, 403, 404, 404),
    "POST /v1/room/pairs/{pair}/activate": (401, 403, 403, 409, 403, 403, 403, 404, 404),
    "POST /v1/room/pairs/{pair}/expire": (401, 403, 403, 409, 403, 403, 403, 404, 404),
    "POST /v1/room/{assistant}/trials": (401, 403, 403, 200, 200, 200, 403, 404, 404),
    "GET /v1/room/{assistant}/curve": (401, 403, 403, 200, 403, 200, 403, 404, 404),
}
# fmt: on
BODIES: Mapping[str, Mapping[str, object]] = {
    "POST /v1/room/session": {"login": "бөтен", "password": "қате"},
    "POST /v1/room/password": {"current": "қате", "new": "қызғалдақ гүлдейді мамырда"},
    "POST /v1/room/invitations/{token}": {"password": "қызғалдақ гүлдейді мамырда"},
    "POST /v1/room/people": {
        "login": "editor",
        "name": "Әліби",
        "language": "kk",
        "roles": {ID: ["lead"]},
    },
    "PATCH /v1/room/people/{person_id}": {"version": 9, "centre": "Орал №1"},
    "PUT /v1/room/people/{person_id}/roles": {"version": 9, "assistant": ID, "roles": ["lead"]},
    "PUT /v1/room/items/{item}/unfinished": {"work": {}, "version": 9},
    "POST /v1/room/items/{item}/verdict": VERDICT,
    "POST /v1/room/verdicts/{verdict}/revise": VERDICT,
    "POST /v1/room/items/{item}/adjudication": {**VERDICT, "reason": "анық"},
    "POST /v1/room/{assistant}/items/import": {"items": [ROW]},
    "POST /v1/room/{assistant}/pairs": WORDING,
    "PUT /v1/room/pairs/{pair}": {**WORDING, "version": 9},
    "POST /v1/room/pairs/{pair}/review": {"version": 9, "accept": True},
    "POST /v1/room/pairs/{pair}/preview": {"version": 9},
    "POST /v1/room/pairs/{pair}/activate": {"version": 9, "reason": "пайдалы"},
    "POST /v1/room/pairs/{pair}/expire": {"version": 9, "reason": "ескірді"},
    "POST /v1/room/{assistant}/trials": {"question": "Субсидия қалай беріледі?"},
}
FILES = {
    "POST /v1/room/people/import": PEOPLE,
    "POST /v1/room/{assistant}/pairs/import": SHEET,
    "POST /v1/room/{assistant}/items/sheet": "Сұрақ;Жауап;Тіл\r\n".encode(),
}
PARAMS = {
    "GET /v1/room/people": {"assistant": ID},
    "GET /v1/room/{assistant}/search": {"q": "субсидия"},
}


@dataclass(frozen=True)
class Asked:
    """How staff put things where others find them."""

    app: FastAPI
    people: RoomPeople

    def judge(self, who: str, verdict: Mapping[str, object]) -> str:
        """Judge the next item of the audit; gives the id of the verdict."""
        task = self.send(who, f"/{ID}/queues/audit/next", {})
        sent = {"version": task["version"], **verdict}
        return str(self.send(who, f"/items/{task['item']}/verdict", sent)["id"])

    def send(self, who: str, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """Write something that must be taken."""
        client = self.people.client(self.app, who)
        reply = client.post(f"/v1/room{path}", json=body, headers={"Idempotency-Key": path})
        assert reply.status_code in {200, 201}, reply.text
        taken: Mapping[str, object] = reply.json()
        return taken


def own_item(code: str, *, wanted: int) -> NewItem:
    """Make an item of the assistant whose staff is asked."""
    return replace(make_item(code, wanted=wanted), assistant_id=ID)


@dataclass(frozen=True, kw_only=True)
class House:
    """The whole service, its staff, and one of each thing that can be asked for."""

    app: FastAPI
    people: RoomPeople
    places: Mapping[str, str]

    def ask(self, who: str, name: str) -> int:
        """Send one request in a session of its own; gives the status."""
        method, path = name.split()
        for place, thing in self.places.items():
            path = path.replace(f"{{{place}}}", thing)
        if path.endswith("/adjudication"):
            path = path.replace(self.places["item"], self.places["disputed"])
        token = f"{who}-{name}" if who else ""
        if who:
            at = self.people.at
            self.people.sessions.open(
                f"p-{who}", token, form_token="form-token", at=at, expires_at=at.replace(year=2027)
            )
        body = None if method == "GET" or name in FILES else BODIES.get(name, {})
        return (
            self.people.client(self.app, token)
            .request(
                method,
                path,
                params=PARAMS.get(name),
                json=body,
                files={"file": ("sheet.csv", FILES[name])} if name in FILES else None,
                headers={"Idempotency-Key": token or "nobody"},
                follow_redirects=False,
            )
            .status_code
        )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("data")
    with build_runtime(load_settings(workspace=WORKSPACE, data_dir=data)) as runtime:
        runtime.ingest(ID)
        people = RoomPeople(runtime.store, at=runtime.now())
        people.hire_staff()
        for login in ("colleague", "witness"):
            people.hire(login, {ID: {Role.ANNOTATOR}})
        room = runtime.open_room()
        app = create_app(runtime, room=room)
        items, asked = Items(runtime.store), Asked(app, people)
        (disputed,) = items.add([own_item("7F3K9QXM2TCA", wanted=2)], at=people.at)
        asked.judge("colleague", {"verdict": "correct"})
        asked.judge("witness", WRONG)
        (judged,) = items.add([own_item("7F3K9QXM2TCB", wanted=3)], at=people.at)
        verdict = asked.judge("annotator", {"verdict": "correct"})
        pair = asked.send("colleague", f"/{ID}/pairs", PROPOSED)["id"]
        places = {
            "assistant": ID,
            "queue": "audit",
            "item": judged,
            "disputed": disputed,
            "verdict": verdict,
            "pair": str(pair),
            "person_id": "p-editor",
            "token": "x" * 43,
        }
        yield House(app=app, people=people, places=places)


def test_every_route_of_the_room_stands_in_the_table(house: House) -> None:
    found = {
        f"{method.upper()} {path}"
        for path, methods in house.app.openapi()["paths"].items()
        if path.startswith("/v1/room")
        for method in methods
    }
    assert found == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_each_role_is_answered_as_the_table_says(house: House, name: str) -> None:
    answered = {who: house.ask(who, name) for who in WHO}
    assert answered == dict(zip(WHO, ROUTES[name], strict=True))
