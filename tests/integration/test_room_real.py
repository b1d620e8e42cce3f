"""Does a citizen's real answer reach two experts, and their verdict the release gate's figures?"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from room_audit_plan import draw_every_answer
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.assistant import Language
from jauap.person import Person, Role
from jauap.runtime import Runtime, build_runtime
from jauap.settings import load_settings
from jauap.storage.item_rows import Queue
from jauap.storage.people import PeopleRecords
from jauap.storage.sessions import SessionRecords

WORKSPACE = Path(__file__).parents[2]
ASSISTANT = "public_services"
QUESTION = "Баланың тууын қалай тіркеуге болады? ЖСН 900101300123"


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    data = tmp_path_factory.mktemp("data")
    with build_runtime(load_settings(workspace=WORKSPACE, data_dir=data)) as runtime:
        runtime.ingest(ASSISTANT)
        yield runtime


@pytest.fixture(scope="module")
def app(runtime: Runtime) -> FastAPI:
    """The service whose every answer is drawn for the audit."""
    room = runtime.open_room()
    now = runtime.now()
    draw_every_answer(runtime, room, ASSISTANT)
    records, sessions = PeopleRecords(runtime.store), SessionRecords(runtime.store)
    for login in ("first", "second"):
        person = Person(
            id=f"p-{login}",
            login=login,
            name=f"Әліби {login}",
            language=Language.KK,
            centre=f"Орталық {login}",
            roles={ASSISTANT: frozenset({Role.ANNOTATOR, Role.LEAD})},
        )
        records.add([person], by="operator", at=now)
        until = now + timedelta(hours=1)
        sessions.open(person.id, login, form_token="token", at=now, expires_at=until)
    return create_app(runtime, room=room)


def client(app: FastAPI, login: str) -> TestClient:
    return TestClient(app, cookies={"jauap-room": login}, headers={"X-Form-Token": "token"})


def test_an_answer_is_judged_by_two_blind_experts_and_counted(
    app: FastAPI, runtime: Runtime
) -> None:
    asked = TestClient(app).post(f"/v1/assistants/{ASSISTANT}/chat", json={"question": QUESTION})
    assert asked.status_code == 200
    room = runtime.open_room()
    room.collector.close()
    for number, login in enumerate(("first", "second")):
        desk = client(app, login)
        taken = desk.post(
            f"/v1/room/{ASSISTANT}/queues/audit/next",
            json={},
            headers={"Idempotency-Key": f"n{number}"},
        )
        assert taken.status_code == 200, taken.text
        task = taken.json()
        assert "900101300123" not in task["question"]
        assert task["answer"]["code"] == asked.json()["code"]
        assert task["passages"][0]["text"]
        assert not {"confidence", "inclusion_prob", "known"} & task.keys()
        given = desk.post(
            f"/v1/room/items/{task['item']}/verdict",
            json={"verdict": "correct", "version": task["version"], "seconds": 12.0},
            headers={"Idempotency-Key": f"v{number}"},
        )
        assert given.status_code == 200, given.text
    team = client(app, "first").get(f"/v1/room/{ASSISTANT}/team").json()
    assert team["accuracy"]["n"] == 1
    assert team["accuracy"]["value"] == 1.0
    assert room.counts.progress(ASSISTANT)[Queue.AUDIT].done == 1


def test_a_command_line_asks_nothing_that_experts_would_see(tmp_path: Path) -> None:
    settings = load_settings(workspace=WORKSPACE, data_dir=tmp_path)
    with build_runtime(settings) as runtime:
        assert runtime.room is None


def test_citizens_reach_no_page_of_the_room_and_staff_sign_in_there(app: FastAPI) -> None:
    visitor = TestClient(app)
    assert visitor.get("/room").status_code == 200
    assert visitor.get(f"/room/{ASSISTANT}", follow_redirects=False).status_code == 303
    assert visitor.get(f"/v1/room/{ASSISTANT}/team").status_code == 401
