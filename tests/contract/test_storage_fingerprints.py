"""Are fingerprints kept and deleted alike by both databases?"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from jauap.answer import Answer, Outcome
from jauap.assistant import Assistant, Language
from jauap.labelling.known import KnownSet, KnownTexts, Stretch
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.storage.answers import AnswerRecords
from jauap.storage.fingerprints import Fingerprints, Said
from jauap.storage.log_check import check_log
from jauap.storage.records import record_of
from jauap.storage.retention import erase_records
from jauap.storage.roots import PublicLog
from jauap.storage.store import Store, open_store
from jauap.testing.samples import sample_signer

KEY = b"k" * 32
BODIES = (
    "Өтінім «Qoldau» порталы арқылы жиырма жұмыс күні ішінде қаралады, жауап электрондық түрде "
    "келеді. Бас тартылса, оның себебі жазбаша түсіндіріледі [1].",
    "Заявку рассматривают двадцать рабочих дней, ответ приходит в электронном виде. Если "
    "откажут, причину объяснят письменно и предложат исправить документы [1].",
)


@pytest.fixture
def similar(store: Store) -> Fingerprints:
    return Fingerprints(store, KEY)


@pytest.fixture
def filled(store: Store, similar: Fingerprints) -> AnswerRecords:
    return AnswerRecords(store, similar)


@pytest.fixture
def made(answer: Answer, assistant: Assistant, moment: datetime) -> Sequence[LabelledAnswer]:
    labeller = Labeller(sample_signer(), "https://ai.example.gov.kz", "1", lambda: moment)
    said = (replace(answer, text=body, composed_by="model:m") for body in BODIES)
    return [labeller.label(one, assistant=assistant) for one in said]


def save(records: AnswerRecords, labelled: LabelledAnswer) -> None:
    records.save(record_of(labelled), body=labelled.answer.text)


def rows(store: Store, table: str) -> int:
    queries = {
        "fingerprints": "SELECT count(*) FROM fingerprints",
        "fingerprinted": "SELECT count(*) FROM fingerprinted",
        "erasures": "SELECT count(*) FROM erasures",
    }
    with store.read() as connection:
        return int(connection.scalar(text(queries[table])) or 0)


def test_fingerprints_are_there_as_soon_as_the_record_is(
    filled: AnswerRecords, similar: Fingerprints, made: Sequence[LabelledAnswer]
) -> None:
    for one in made:
        save(filled, one)
        (match,) = similar.match(one.answer.text[:100])
        assert (match.code, match.containment) == (one.code, 1.0)
        assert 0.3 < match.coverage < 0.95


def test_a_record_that_is_refused_leaves_no_fingerprints(
    filled: AnswerRecords,
    store: Store,
    made: Sequence[LabelledAnswer],
    answer: Answer,
    assistant: Assistant,
    moment: datetime,
) -> None:
    save(filled, made[0])
    before = rows(store, "fingerprints")
    labeller = Labeller(sample_signer(), "https://ai.example.gov.kz", "1", lambda: moment)
    clash = labeller.label(replace(answer, text=BODIES[1]), assistant=assistant, code=made[0].code)
    future = filled.submit(record_of(clash), body=clash.answer.text)
    assert future.exception() is not None
    assert rows(store, "fingerprints") == before


def test_words_of_people_and_fixed_messages_leave_no_fingerprints(
    filled: AnswerRecords, store: Store, labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    fixed = replace(
        answer, outcome=Outcome.REFUSED_NO_SOURCE, composed_by="template", text=BODIES[0]
    )
    save(filled, labeller.label(fixed, assistant=assistant))
    assert rows(store, "fingerprints") == rows(store, "fingerprinted") == 0


def test_a_text_given_often_is_kept_once_and_found_under_its_newest_code(
    filled: AnswerRecords,
    store: Store,
    similar: Fingerprints,
    labeller: Labeller,
    answer: Answer,
    assistant: Assistant,
) -> None:
    said = [labeller.label(replace(answer, text=BODIES[0]), assistant=assistant) for _ in range(30)]
    for one in said[:2]:
        save(filled, one)
    once = rows(store, "fingerprints")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: save(filled, one), said[2:-1]))
    save(filled, said[-1])
    assert (rows(store, "fingerprinted"), rows(store, "fingerprints")) == (1, once)
    assert [match.code for match in similar.match(BODIES[0])] == [said[-1].code]


def test_sources_are_subtracted_when_written_and_when_asked(
    store: Store, made: Sequence[LabelledAnswer]
) -> None:
    known = KnownTexts()
    similar = Fingerprints(store, KEY, known)
    filled = AnswerRecords(store, similar)
    save(filled, made[0])
    assert similar.match(BODIES[0])[0].hits > 5
    known.put("a", KnownSet([Stretch(text=BODIES[0], document_id="d")]))
    assert similar.match(BODIES[0]) == ()
    stored = rows(store, "fingerprints")
    known.put("a", KnownSet([Stretch(text=BODIES[1], document_id="d")]))
    save(filled, made[1])
    assert rows(store, "fingerprints") == stored


def test_a_document_that_holds_an_answer_is_ours(
    filled: AnswerRecords, similar: Fingerprints, made: Sequence[LabelledAnswer]
) -> None:
    save(filled, made[0])
    own = "Ережеге сәйкес әр бөлім өз жұмысын жоспарлап, оны тоқсан сайын есеп түрінде тапсырады. "
    assert similar.is_ours(f"{BODIES[0]} {own}")
    assert similar.is_ours(own * 24 + BODIES[0] + own)
    assert not similar.is_ours(own * 40)
    assert not similar.is_ours(BODIES[1])
    assert not similar.is_ours("")


def test_a_stock_phrase_of_thousands_of_texts_neither_slows_nor_hides_the_newest(
    store: Store, similar: Fingerprints, moment: datetime
) -> None:
    hashes = similar.of(BODIES[0])
    said = [
        Said(code=f"{number:012d}", hash_plain=str(number), at=moment, hashes=hashes)
        for number in range(600)
    ]
    with store.write() as connection:
        similar.add(connection, said)
    found = similar.match(BODIES[0])
    assert len(found) == 20
    assert found[0].code == "000000000599"
    assert all(match.hits == len(hashes) for match in found)


def test_deletion_takes_old_records_and_fingerprints_and_the_chain_goes_on(
    database_url: str, answer: Answer, assistant: Assistant
) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    days = iter(range(1_000))
    labeller = Labeller(
        sample_signer(),
        "https://ai.example.gov.kz",
        "1",
        lambda: first + timedelta(days=next(days)),
    )
    said = [
        labeller.label(
            replace(answer, text=f"{number} {BODIES[number % 2]}", language=Language.KK),
            assistant=assistant,
        )
        for number in range(6)
    ]
    with open_store(database_url) as store:
        records = AnswerRecords(store, Fingerprints(store, KEY))
        for one in said:
            save(records, one)
        head = records.check_chain().head
        gone = erase_records(store, first + timedelta(days=4), at=first + timedelta(days=9))
        assert (gone.records, gone.texts) == (4, 4)
        assert records.find(said[3].code) is None
        assert records.find_by_hash(record_of(said[0]).hashes[0]) == ()
        after = records.check_chain()
        assert (after.checked, after.head, after.is_whole) == (2, head, True)
        again = erase_records(store, first + timedelta(days=4), at=first + timedelta(days=9))
        assert (again.records, again.texts, rows(store, "erasures")) == (0, 0, 1)
        erase_records(store, first + timedelta(days=90), at=first + timedelta(days=99))
        assert rows(store, "fingerprints") == rows(store, "fingerprinted") == 0
        save(records, labeller.label(replace(answer, text=BODIES[0]), assistant=assistant))
        assert (records.check_chain().checked, records.check_chain().is_whole) == (1, True)
        with store.read() as connection:
            assert connection.scalar(text("SELECT min(seq) FROM answers")) == 7


def test_a_log_whose_days_were_closed_is_whole_after_deletion(
    store: Store, filled: AnswerRecords, made: Sequence[LabelledAnswer], moment: datetime
) -> None:
    for one in made:
        save(filled, one)
    signer = sample_signer()
    later = moment + timedelta(days=2)
    PublicLog(store, signer, "https://ai.example.gov.kz").close_days(later)
    assert check_log(store, signer.public).is_whole
    assert erase_records(store, later, at=later).records == 2
    assert check_log(store, signer.public).troubles == ()


def test_a_deletion_nobody_noted_breaks_the_chain(
    store: Store, filled: AnswerRecords, made: Sequence[LabelledAnswer]
) -> None:
    for one in made:
        save(filled, one)
    with store.write() as connection:
        connection.execute(text("DELETE FROM answers WHERE seq = 1"))
    assert filled.check_chain().broken_at == 1


def test_a_record_out_of_order_is_never_deleted_too_early(
    store: Store, filled: AnswerRecords, answer: Answer, assistant: Assistant
) -> None:
    moments = iter(datetime(2026, month, 1, tzinfo=UTC) for month in (3, 1, 5))
    for number in range(3):
        labeller = Labeller(
            sample_signer(), "https://ai.example.gov.kz", "1", lambda: next(moments)
        )
        save(filled, labeller.label(replace(answer, text=f"{number} күн"), assistant=assistant))
    gone = erase_records(store, datetime(2026, 2, 1, tzinfo=UTC), at=datetime.now(UTC))
    assert gone.records == 0
    assert filled.check_chain().checked == 3
