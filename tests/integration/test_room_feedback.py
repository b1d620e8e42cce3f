"""Can a citizen say that an answer did not help, once, and learn what became of it?"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from room_people import RoomPeople, room_app
from sqlalchemy import text
from starlette.testclient import TestClient

from jauap.annotation.feedback import FeedbackDesk
from jauap.api.exporting import Exporter
from jauap.api.gate import Gate
from jauap.api.metrics import Metrics
from jauap.api.room.feedback import FeedbackRoom, feedback_router
from jauap.labelling.label import LabelledAnswer
from jauap.settings import Settings
from jauap.storage.answers import AnswerRecords
from jauap.storage.feedback import Feedback
from jauap.storage.item_rows import Origin, Queue
from jauap.storage.items import Items
from jauap.storage.records import record_of
from jauap.storage.store import Store, open_store
from jauap.testing.runtime import FakeRuntime

ASSISTANT = "public_services"
QUESTION = "Баланың тууын қалай тіркеуге болады?"


class Counter:
    """Answers citizens and hears what they say."""

    def __init__(self, store: Store, *, questions_per_minute: int = 1000) -> None:
        self.store = store
        self.runtime = FakeRuntime(settings=Settings(questions_per_minute=questions_per_minute))
        self.records = AnswerRecords(store)
        self.items = Items(store)
        desk = FeedbackDesk(Feedback(store), self.items, lambda _, ids: (), RoomPeople(store).now)
        room = FeedbackRoom(desk=desk, record=self.records.find, question=self.records.question)
        gate = Gate(self.runtime.settings, Metrics(dict))
        app = room_app(feedback_router(room, gate, Exporter(self.runtime)))
        self.client = TestClient(app)

    def answer(self, *, keeps_question: bool = True) -> LabelledAnswer:
        labelled = asyncio.run(self.runtime.respond(ASSISTANT, QUESTION))
        self.records.save(record_of(labelled), question=QUESTION if keeps_question else "")
        return labelled


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'jauap.db'}") as opened:
        yield opened


@pytest.fixture
def counter(store: Store) -> Counter:
    return Counter(store)


def test_a_complaint_becomes_an_item_with_the_answer_as_it_was_given(counter: Counter) -> None:
    labelled = counter.answer()
    path = f"/v1/labels/{labelled.code}/feedback"
    body = {
        "kind": "wrong",
        "reason": "wrong_fact",
        "words": "ЖСН 061211600012: мерзім қате",
        "answer": labelled.text,
    }
    reply = counter.client.post(path, json=body)
    assert reply.status_code == 200
    assert reply.json()["state"] == "received"
    assert reply.json()["owner"] == "lead"
    assert reply.json()["what_became"]["kk"] == "Пікіріңіз алынды. Оны маман қарайды."
    assert "words" not in reply.json()
    item = counter.items.of_code(ASSISTANT, Queue.IMPROVE, labelled.code)
    assert item is not None
    assert (item.origin, item.question, item.answer) == (
        Origin.FEEDBACK,
        QUESTION,
        labelled.text,
    )
    with counter.store.read() as connection:
        words = connection.scalar(text("SELECT words FROM feedback"))
    assert words == "ЖСН [ЖСН/ИИН]: мерзім қате"


def test_a_second_word_changes_nothing_and_is_told_of_the_first(counter: Counter) -> None:
    path = f"/v1/labels/{counter.answer().code}/feedback"
    counter.client.post(path, json={"kind": "did_not_help", "reason": "unclear"})
    second = counter.client.post(path, json={"kind": "helped"})
    assert (second.json()["kind"], second.json()["state"]) == ("did_not_help", "received")
    asked = counter.client.get(path.lower())
    assert (asked.status_code, asked.json()["kind"]) == (200, "did_not_help")


def test_a_text_that_is_not_the_labels_is_turned_away(counter: Counter) -> None:
    labelled, other = counter.answer(), counter.answer()
    path = f"/v1/labels/{labelled.code}/feedback"
    body = labelled.answer.text
    for words in ("Басқа мәтін.", f"{body} Өтірік."):
        answer = labelled.text.replace(body, words)
        reply = counter.client.post(path, json={"kind": "wrong", "answer": answer})
        assert (reply.status_code, reply.json()["error"]["code"]) == (409, "text_differs")
    foreign = {"kind": "wrong", "answer": other.text, "label": other.jws}
    assert counter.client.post(path, json=foreign).status_code == 409
    assert counter.items.of_code(ASSISTANT, Queue.IMPROVE, labelled.code) is None


def test_without_a_question_or_a_text_there_is_nothing_to_look_at(counter: Counter) -> None:
    labelled = counter.answer(keeps_question=False)
    reply = counter.client.post(
        f"/v1/labels/{labelled.code}/feedback", json={"kind": "wrong", "reason": "other"}
    )
    assert (reply.status_code, reply.json()["state"]) == (200, "closed")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "angry"}, 422),
        ({"kind": "wrong", "reason": "because"}, 422),
        ({"kind": "wrong", "words": "а" * 501}, 422),
        ({"kind": "wrong", "person": "Айгүл"}, 422),
        ({"kind": "wrong"}, 404),
    ],
)
def test_only_known_words_on_known_answers_are_heard(
    counter: Counter, body: dict[str, str], status: int
) -> None:
    assert counter.client.post("/v1/labels/000000000000/feedback", json=body).status_code == status
    assert counter.client.get("/v1/labels/000000000000/feedback").status_code == 404


def test_nobody_floods_the_queue(store: Store) -> None:
    counter = Counter(store, questions_per_minute=2)
    path = f"/v1/labels/{counter.answer().code}/feedback"
    replies = [counter.client.post(path, json={"kind": "wrong"}) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 429, 429]
    assert replies[-1].headers["Retry-After"]
