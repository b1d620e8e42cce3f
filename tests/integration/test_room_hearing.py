"""Does a word from the plain form become the same as one that came by script?"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from room_people import RoomPeople

from jauap.annotation.feedback import FeedbackDesk
from jauap.api.room.feedback import FeedbackRoom
from jauap.api.room.hearing import Hearing, outcome_of
from jauap.storage.answers import AnswerRecords
from jauap.storage.feedback import Feedback
from jauap.storage.item_rows import Origin, Queue
from jauap.storage.items import Items
from jauap.storage.records import record_of
from jauap.storage.store import Store, open_store
from jauap.testing.runtime import FakeRuntime

QUESTION = "Баланың тууын қалай тіркеуге болады?"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'jauap.db'}") as opened:
        yield opened


def test_a_word_from_the_form_reaches_the_experts_and_its_outcome_the_citizen(
    store: Store,
) -> None:
    records, items = AnswerRecords(store), Items(store)
    labelled = asyncio.run(FakeRuntime().respond("public_services", QUESTION))
    records.save(record_of(labelled), question=QUESTION)
    desk = FeedbackDesk(Feedback(store), items, lambda _, ids: (), RoomPeople(store).now)
    hearing = Hearing(FeedbackRoom(desk=desk, record=records.find, question=records.question))
    became = outcome_of(desk)
    assert became(labelled.code) is None
    told = hearing(labelled.code, kind="wrong", reason="outdated", words="Ескі заң")
    assert told is not None
    assert told.kk == "Пікіріңіз алынды. Оны маман қарайды."
    assert became(labelled.code) == told
    item = items.of_code("public_services", Queue.IMPROVE, labelled.code)
    assert item is not None
    assert (item.origin, item.question) == (Origin.FEEDBACK, QUESTION)
    assert hearing("000000000000", kind="wrong", reason="", words="") is None


def test_an_unknown_reason_is_no_reason(store: Store) -> None:
    records = AnswerRecords(store)
    labelled = asyncio.run(FakeRuntime().respond("public_services", QUESTION))
    records.save(record_of(labelled), question=QUESTION)
    feedback = Feedback(store)
    desk = FeedbackDesk(feedback, Items(store), lambda _, ids: (), RoomPeople(store).now)
    hearing = Hearing(FeedbackRoom(desk=desk, record=records.find, question=records.question))
    hearing(labelled.code, kind="did_not_help", reason="<script>", words="")
    said = feedback.find(labelled.code)
    assert said is not None
    assert said.reason == ""
