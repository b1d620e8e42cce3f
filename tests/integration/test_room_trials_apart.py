"""What staff tries stays apart: in no queue, in no figure, and no citizen can speak of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from pair_workspace import WEDDING, copy_workspace
from room_audit_plan import draw_every_answer
from room_people import RoomPeople
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.experts_room import ExpertsRoom
from jauap.person import Role
from jauap.runtime import Runtime, build_runtime
from jauap.settings import load_settings
from jauap.storage.item_rows import ItemState, Queue

ID = "public_services"
QUESTION = "Баланың тууын қалай тіркеуге болады?"
UNKNOWN = "Ал биткоин ше?"
"""Nothing is found for it after QUESTION, so a citizen's would be doubtful."""


@dataclass(frozen=True, kw_only=True)
class House:
    """A service whose every answer to a citizen is drawn for the audit."""

    runtime: Runtime
    room: ExpertsRoom
    app: FastAPI
    people: RoomPeople

    def ask(self, question: str) -> str:
        """Ask as a citizen; gives the label's code."""
        body = {"question": question, "history": [{"question": QUESTION}]}
        reply = TestClient(self.app).post(f"/v1/assistants/{ID}/chat", json=body)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["code"])

    def try_out(self, question: str) -> dict[str, object]:
        """Ask as an editor."""
        reply = self.people.client(self.app, "editor").post(
            f"/v1/room/{ID}/trials",
            json={"question": question, "history": [{"question": QUESTION}]},
            headers={"Idempotency-Key": str(len(question))},
        )
        assert reply.status_code == 200, reply.text
        tried: dict[str, object] = reply.json()
        return tried


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    copy_workspace(tmp_path, WEDDING)
    settings = load_settings(workspace=tmp_path, data_dir=tmp_path / "data")
    with build_runtime(settings) as runtime:
        runtime.ingest(ID)
        room = runtime.open_room()
        draw_every_answer(runtime, room, ID)
        people = RoomPeople(runtime.store, at=runtime.now())
        people.hire("editor", {ID: {Role.EDITOR}})
        app = create_app(runtime, room=room)
        yield House(runtime=runtime, room=room, app=app, people=people)


def test_no_trial_reaches_a_queue_where_every_answer_to_a_citizen_does(house: House) -> None:
    tried = [house.try_out(question) for question in (QUESTION, UNKNOWN)]
    asked = [house.ask(question) for question in (QUESTION, UNKNOWN)]
    house.room.collector.close()
    items = house.room.items.in_state(ID, ItemState.OPEN)
    assert {item.code for item in items if item.queue is Queue.AUDIT} == set(asked)
    assert {item.code for item in items}.isdisjoint(str(one["code"]) for one in tried)
    progress = house.room.counts.progress(ID)
    assert progress[Queue.AUDIT].open == 2
    assert house.room.team(ID, None).accuracy.n == 0


def test_no_citizen_can_speak_of_a_trial(house: House) -> None:
    code = house.try_out(QUESTION)["code"]
    citizen = TestClient(house.app)
    said = citizen.post(f"/v1/labels/{code}/feedback", json={"kind": "wrong"})
    assert (said.status_code, said.json()["error"]["code"]) == (404, "label_unknown")
    form = f"/v/{code}/feedback"
    assert citizen.get(form, params={"kind": "wrong"}).status_code == 404
    assert citizen.post(form, data={"kind": "wrong"}).status_code == 404
    assert house.room.feedback.feedback.find(str(code)) is None
    assert house.room.items.open_improve(ID) == ()
    heard = citizen.post(f"/v1/labels/{house.ask(QUESTION)}/feedback", json={"kind": "wrong"})
    assert heard.status_code == 200


def test_a_trial_may_be_taken_back_like_any_answer(house: House) -> None:
    code = str(house.try_out(QUESTION)["code"])
    house.runtime.records.withdraw(code, "қате", "lead", house.runtime.now())
    shown = TestClient(house.app).get(f"/v/{code}?lang=kk")
    assert shown.status_code == 200
    record = house.runtime.records.find(code)
    assert record is not None
    assert record.withdrawn_at is not None


def test_an_assistant_that_is_switched_off_says_so_to_staff_too(house: House) -> None:
    house.runtime.switches.turn_off(ID, reason="тексеру", by="lead", at=house.runtime.now())
    tried = house.try_out(QUESTION)
    assert tried["outcome"] == "switched_off"
    trace = tried["trace"]
    assert isinstance(trace, dict)
    assert (trace["asked_as"], trace["asked_in"], trace["passages"]) == ("", None, [])
    found = TestClient(house.app).post("/v1/verify", json={"text": tried["text"]}).json()
    assert (found["state"], found["code"]) == ("exact", tried["code"])
