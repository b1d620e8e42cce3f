"""Who may do what with a pair over HTTP, and what does the service answer?"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from pair_room import QUOTE, SOURCE, ImaginedKnowledge
from room_people import STAFF, RoomPeople, room_app
from starlette.responses import Response as Sent
from starlette.testclient import TestClient

from jauap.annotation.pairs import Pairs
from jauap.api.border import MAX_SHEET_BYTES, Border
from jauap.api.room.pair_desk import PairRoom
from jauap.api.room.pair_files import pair_files_router
from jauap.api.room.pairs import pairs_router
from jauap.evaluation.curve import Step
from jauap.evaluation.rehearse import CurveReport
from jauap.pairing.curves import Curves
from jauap.retrieval.index import JsonValue
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.store import open_store

ID = "agriculture"
WORDING: dict[str, JsonValue] = {
    "intent": "birth-deadline",
    "language": "kk",
    "question": "Нәрестені неше күнде тіркейміз?",
    "answer": "Үш жұмыс күні ішінде.",
    "source": SOURCE,
    "quote": QUOTE,
    "expires_on": None,
}
SHEET = "Тіл;Мақсат;Сұрақ;Жауап;Дереккөз;Дәйексөз\r\n"


class Room:
    """Routes of pairs over a real store, with one person per role."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(f"sqlite:///{folder / 'jauap.db'}")
        self.people = RoomPeople(self.store)
        self.people.hire_staff()
        self.people.hire("colleague", {ID: STAFF["reviewer"][ID]})
        self.held = HeldPairs(self.store)
        self.knowledge = ImaginedKnowledge(self.held)
        self.curves = Curves(folder / "curves", _report, now=self.people.now)
        self.pairs = Pairs(
            self.held,
            self.knowledge,
            now=self.people.now,
            today=lambda: self.people.now().date(),
        )
        room = PairRoom(pairs=self.pairs, held=self.held, curve=self.curves.latest)
        guard = self.people.guard
        self.app = room_app(pairs_router(room, guard), pair_files_router(room, guard))
        self._count = 0

    def ask(
        self, login: str, method: str, path: str, body: JsonValue = None, *, key: str = ""
    ) -> Response:
        """Send a request as somebody, with a fresh key unless one is given."""
        self._count += 1
        client = self.people.client(self.app, login)
        headers = {"Idempotency-Key": key or f"key-{self._count}"}
        answer: Response = client.request(method, f"/v1/room{path}", json=body, headers=headers)
        return answer

    def proposed(self, login: str = "annotator", **changed: JsonValue) -> str:
        made = self.ask(login, "POST", f"/{ID}/pairs", {**WORDING, **changed})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def checked(self) -> str:
        pair = self.proposed()
        accept: JsonValue = {"version": 1, "accept": True, "reason": ""}
        assert self.ask("reviewer", "POST", f"/pairs/{pair}/review", accept).status_code == 200
        looked = self.ask("lead", "POST", f"/pairs/{pair}/preview", {"version": 2})
        assert looked.json()["state"] == "checked"
        return pair


def _report(assistant_id: str) -> CurveReport:
    step = Step(
        pairs=3,
        accuracy=0.75,
        low=0.5,
        high=0.9,
        n=20,
        fixed=4,
        broken=1,
        fixed_now=4,
        broken_now=1,
        with_pairs=None,
        without_pairs=None,
        without_pairs_before=None,
        among_five=0.9,
    )
    return CurveReport(
        assistant=assistant_id, questions=20, pairs=3, curve=(step,), in_time=(step,), forecast=None
    )


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    yield opened
    opened.store.close()


def test_pair_goes_through_four_hands_and_its_history_tells_who(room: Room) -> None:
    pair = room.checked()
    reasoned: JsonValue = {"version": 3, "reason": "қажет"}
    active = room.ask("lead", "POST", f"/pairs/{pair}/activate", reasoned)
    assert active.status_code == 200, active.text
    assert (active.json()["state"], active.json()["is_active"]) == ("active", True)
    assert list(room.knowledge.served) == [pair]
    told = room.ask("auditor", "GET", f"/pairs/{pair}").json()
    assert [(step["step"], step["person"], step["role"]) for step in told["history"]] == [
        ("proposed", "p-annotator", "annotator"),
        ("accepted", "p-reviewer", "reviewer"),
        ("checked", "p-lead", "lead"),
        ("activated", "p-lead", "lead"),
    ]
    assert told["history"][0]["wording"]["question"] == WORDING["question"]
    assert told["preview"]["asked_exam"] == 4
    assert "Әліби" not in json.dumps(told, ensure_ascii=False)
    expired = room.ask("lead", "POST", f"/pairs/{pair}/expire", {"version": 4, "reason": "ескі"})
    assert (expired.json()["state"], room.knowledge.served) == ("expired", {})


def test_second_editor_gets_the_first_ones_text_with_409(room: Room) -> None:
    pair = room.proposed()
    first: JsonValue = {**WORDING, "version": 1, "question": "Сәбиді қашан тіркейміз?"}
    second: JsonValue = {**WORDING, "version": 1, "question": "Баланы қашан жазамыз?"}
    assert room.ask("editor", "PUT", f"/pairs/{pair}", first).status_code == 200
    lost = room.ask("annotator", "PUT", f"/pairs/{pair}", second)
    assert lost.status_code == 409
    assert lost.json()["error"]["code"] == "version_conflict"
    assert lost.json()["current"]["question"] == "Сәбиді қашан тіркейміз?"
    assert lost.json()["current"]["version"] == 2


def test_nobody_confirms_what_they_wrote(room: Room) -> None:
    pair = room.proposed("reviewer")
    accept: JsonValue = {"version": 1, "accept": True}
    own = room.ask("reviewer", "POST", f"/pairs/{pair}/review", accept)
    assert (own.status_code, own.json()["error"]["code"]) == (403, "own_pair")
    assert room.ask("colleague", "POST", f"/pairs/{pair}/review", accept).status_code == 200


def test_annotator_edits_own_pairs_only(room: Room) -> None:
    pair = room.proposed("reviewer")
    edit: JsonValue = {**WORDING, "version": 1, "answer": "Үш күнде."}
    assert room.ask("annotator", "PUT", f"/pairs/{pair}", edit).status_code == 403
    assert room.ask("reviewer", "PUT", f"/pairs/{pair}", edit).status_code == 200


@pytest.mark.parametrize(
    ("changed", "status", "code", "field"),
    [
        ({"quote": "мұндай сөз жоқ"}, 422, "quote_not_found", "quote"),
        ({"question": "ЖСН 061211600012 қайда?"}, 422, "personal_data", "question"),
        ({"expires_on": "2020-01-01"}, 422, "expiry_passed", "expires_on"),
        ({"expires_on": "2026-02-31"}, 422, "invalid_request", "expires_on"),
        ({"intent": "Бала туу"}, 422, "invalid_request", "intent"),
        ({"question": "   "}, 422, "invalid_request", "question"),
        ({"author": "p-lead"}, 422, "invalid_request", "author"),
        ({}, 409, "question_taken", "question"),
    ],
)
def test_wording_that_cannot_be_used_is_refused_with_field_and_remedy(
    room: Room, changed: dict[str, JsonValue], status: int, code: str, field: str
) -> None:
    room.proposed()
    refused = room.ask("editor", "POST", f"/{ID}/pairs", {**WORDING, **changed})
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert refused.json()["error"]["field"] == field
    assert refused.json()["error"]["remedy"]["kk"]


def test_same_key_has_one_effect_and_the_same_reply(room: Room) -> None:
    made = room.ask("annotator", "POST", f"/{ID}/pairs", WORDING, key="k1")
    again = room.ask("annotator", "POST", f"/{ID}/pairs", WORDING, key="k1")
    assert (again.status_code, again.json()) == (201, made.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    other = room.ask("annotator", "POST", f"/{ID}/pairs", {**WORDING, "answer": "А"}, key="k1")
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key_reused")
    assert room.held.search(ID).total == 1


def test_rejection_needs_a_reason_and_a_step_its_state(room: Room) -> None:
    pair = room.proposed()
    silent = room.ask("reviewer", "POST", f"/pairs/{pair}/review", {"version": 1, "accept": False})
    assert (silent.status_code, silent.json()["error"]["field"]) == (422, "reason")
    early = room.ask("lead", "POST", f"/pairs/{pair}/activate", {"version": 1, "reason": "х"})
    assert (early.status_code, early.json()["error"]["code"]) == (409, "pair_state_wrong")


def test_pair_of_another_ministry_is_as_unknown_as_one_that_is_not_there(room: Room) -> None:
    pair = room.proposed()
    foreign = room.ask("foreign_lead", "GET", f"/pairs/{pair}")
    nothing = room.ask("foreign_lead", "GET", "/pairs/00000000-0000-5000-8000-000000000000")
    assert (foreign.status_code, foreign.json()) == (404, nothing.json())


def _send(room: Room, login: str, rows: str, *, dry_run: bool, key: str = "imp") -> Response:
    content = f"{SHEET}{rows}".encode("utf-8-sig")
    client = room.people.client(room.app, login)
    answer: Response = client.post(
        f"/v1/room/{ID}/pairs/import?dry_run={str(dry_run).lower()}",
        files={"file": ("жұптар.csv", content, "text/csv")},
        headers={"Idempotency-Key": key},
    )
    return answer


def test_file_with_a_fault_is_told_row_by_row_and_changes_nothing(room: Room) -> None:
    good = f"kk;birth-deadline;Бірінші сұрақ қандай?;Жауап;{SOURCE};{QUOTE}\r\n"
    bad = f"kk;birth-deadline;Екінші сұрақ қандай?;Жауап;{SOURCE};жоқ сөз\r\n"
    for login in ("annotator", "reviewer", "lead", "auditor", "administrator"):
        assert _send(room, login, good, dry_run=True).status_code == 403
    tried = _send(room, "editor", good + bad, dry_run=True, key="1")
    assert tried.status_code == 200
    (fault,) = tried.json()["faults"]
    assert (fault["row"], fault["column"], fault["fault"]) == (3, "quote", "quote_not_found")
    assert fault["what"]["en"].startswith("the source does not hold these words; copy the quote")
    refused = _send(room, "editor", good + bad, dry_run=False, key="2")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "pairs_faulty")
    assert refused.json()["faults"] == [fault]
    assert room.held.search(ID).total == 0
    taken = _send(room, "editor", good, dry_run=False, key="3")
    assert (taken.status_code, taken.json()["new"]) == (200, 1)
    assert room.held.steps(room.held.all_of(ID)[0].id)[0].reason == "жұптар.csv"


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
        ("label_studio", "application/json"),
        ("argilla", "application/json"),
    ],
)
def test_exported_file_can_be_sent_back_as_it_is(room: Room, form: str, media: str) -> None:
    room.proposed()
    got = room.ask("editor", "GET", f"/{ID}/pairs/export?format={form}")
    assert (got.status_code, got.headers["content-type"]) == (200, media)
    assert got.headers["content-disposition"].startswith('attachment; filename="agriculture-pairs.')
    back = room.people.client(room.app, "editor").post(
        f"/v1/room/{ID}/pairs/import?dry_run=true",
        files={"file": ("x", got.content, media)},
        headers={"Idempotency-Key": form},
    )
    assert (back.status_code, back.json()["unchanged"], back.json()["faults"]) == (200, 1, [])


def test_only_routes_that_take_files_take_large_bodies(room: Room) -> None:
    app = FastAPI()
    app.mount("/", room.app)
    app.add_middleware(
        Border,
        is_https=False,
        report=lambda _, status: Sent(status_code=status),
        observe=lambda *_: None,
    )
    client = TestClient(app)

    def status(path: str, size: int) -> int:
        return client.post(path, content=b"x" * size).status_code

    assert status(f"/v1/room/{ID}/pairs/import", 100_000) != 413
    assert status("/v1/room/people/import", 100_000) != 413
    assert status(f"/v1/room/{ID}/items/import", 100_000) != 413
    assert status(f"/v1/room/{ID}/pairs/import", MAX_SHEET_BYTES + 1) == 413
    assert status(f"/v1/room/{ID}/pairs", 100_000) == 413
    assert status(f"/v1/assistants/{ID}/chat", 100_000) == 413
    assert status(f"/v1/room/{ID}/pairs/import/more", 100_000) == 413


def test_curve_is_empty_until_it_is_drawn_and_then_a_picture_with_numbers(room: Room) -> None:
    empty = room.ask("lead", "GET", f"/{ID}/curve").json()
    assert empty == {"drawn_at": None, "points": [], "svg": ""}
    thread = room.curves.refresh(ID, "digest-1")
    assert thread is not None
    thread.join(timeout=30)
    assert room.curves.refresh(ID, "digest-1") is None
    drawn = room.ask("auditor", "GET", f"/{ID}/curve").json()
    assert drawn["points"][0]["accuracy"] == 0.75
    assert drawn["svg"].startswith("<svg ")
