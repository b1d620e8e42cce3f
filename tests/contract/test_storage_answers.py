"""Does the register keep what it confirmed, over both databases?"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.errors import NotFound, StoreUnavailable
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Signer
from jauap.labelling.verify import VerificationState, verify
from jauap.storage.answers import AnswerRecords, CodeTaken
from jauap.storage.records import record_of
from jauap.storage.store import Store, open_store


@pytest.fixture
def labelled(labeller: Labeller, answer: Answer, assistant: Assistant) -> LabelledAnswer:
    return labeller.label(answer, assistant=assistant)


def test_saved_record_is_found_by_its_code_unchanged(
    records: AnswerRecords, labelled: LabelledAnswer
) -> None:
    record = record_of(labelled, model_digest="m", prompt_digest="p", index_generation="g7")
    records.save(record)
    assert records.find(labelled.code) == record


def test_saved_record_outlives_the_store(database_url: str, labelled: LabelledAnswer) -> None:
    with open_store(database_url) as store:
        AnswerRecords(store).save(record_of(labelled))
    with open_store(database_url) as store:
        assert AnswerRecords(store).find(labelled.code) == record_of(labelled)


def test_moment_of_an_answer_comes_back_aware_and_in_utc(
    records: AnswerRecords, labelled: LabelledAnswer, store: Store
) -> None:
    records.save(record_of(labelled), question="Субсидия қашан төленеді?")
    found = records.find(labelled.code)
    assert found is not None
    assert found.created_at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert records.purge_questions(datetime(2026, 11, 22, 9, 30, tzinfo=UTC)) == 0
    assert records.purge_questions(datetime(2026, 11, 22, 9, 31, tzinfo=UTC)) == 1


def test_record_is_found_by_the_hash_of_its_markdown_and_of_its_rendering(
    records: AnswerRecords, labelled: LabelledAnswer
) -> None:
    records.save(record_of(labelled))
    raw, plain = record_of(labelled).hashes
    assert raw != plain
    assert [found.code for found in records.find_by_hash(raw)] == [labelled.code]
    assert [found.code for found in records.find_by_hash(plain)] == [labelled.code]


def test_unknown_codes_and_hashes_find_nothing(records: AnswerRecords) -> None:
    assert records.find("000000000000") is None
    assert records.find_by_hash("no such hash") == ()
    assert records.find_by_hash("") == ()


def test_the_same_text_said_often_is_found_newest_first_and_at_most_twenty_times(
    records: AnswerRecords, labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    said = [labeller.label(answer, assistant=assistant) for _ in range(25)]
    for one in said:
        records.save(record_of(one))
    found = records.find_by_hash(record_of(said[0]).hashes[0])
    assert [one.code for one in found] == [one.code for one in reversed(said[5:])]


def test_saving_the_same_record_twice_keeps_one(
    records: AnswerRecords, labelled: LabelledAnswer
) -> None:
    records.save(record_of(labelled), question="Бірінші")
    records.save(record_of(labelled), question="Екінші")
    assert records.check_chain().checked == 1
    assert records.question(labelled.code) == "Бірінші"


def test_a_code_that_is_taken_is_refused_and_the_first_answer_stays(
    records: AnswerRecords,
    labelled: LabelledAnswer,
    labeller: Labeller,
    answer: Answer,
    assistant: Assistant,
) -> None:
    records.save(record_of(labelled))
    other = labeller.label(
        replace(answer, text="Басқа жауап."), assistant=assistant, code=labelled.code
    )
    with pytest.raises(CodeTaken, match=labelled.code):
        records.save(record_of(other))
    assert records.find(labelled.code) == record_of(labelled)


def test_a_taken_code_spoils_nobody_elses_save_in_the_same_group(
    records: AnswerRecords, labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    first = labeller.label(answer, assistant=assistant)
    clash = labeller.label(replace(answer, text="Басқа."), assistant=assistant, code=first.code)
    others = [labeller.label(answer, assistant=assistant) for _ in range(3)]
    futures = [records.submit(record_of(one)) for one in (first, clash, *others)]
    errors = [type(future.exception()) for future in futures]
    assert errors == [type(None), CodeTaken, type(None), type(None), type(None)]
    assert records.check_chain().checked == 4


def test_a_stream_that_broke_off_is_a_second_record_under_its_code(
    records: AnswerRecords, labeller: Labeller, labelled: LabelledAnswer
) -> None:
    aborted = labeller.aborted(labelled, labelled.text[:60])
    records.save(record_of(labelled), question="Сұрақ")
    records.save(record_of(labelled, label=aborted), question="Сұрақ")
    found = records.find(labelled.code)
    assert found is not None
    assert found.state == "aborted"
    assert found.jws == aborted.jws
    assert records.check_chain().checked == 2


def test_sixty_four_threads_save_at_once_and_the_chain_holds(
    records: AnswerRecords, labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    made = [record_of(labeller.label(answer, assistant=assistant)) for _ in range(320)]
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(records.save, made))
    assert records.check_chain().checked == 320
    assert records.check_chain().is_whole
    assert all(records.find(one.code) == one for one in made[::40])


def test_two_stores_on_one_database_extend_one_chain(
    database_url: str, labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    made = [record_of(labeller.label(answer, assistant=assistant)) for _ in range(60)]
    with open_store(database_url) as one, open_store(database_url) as two:
        registers = (AnswerRecords(one), AnswerRecords(two))
        futures = [registers[place % 2].submit(record) for place, record in enumerate(made)]
        for future in futures:
            future.result()
        finding = registers[0].check_chain()
    assert (finding.checked, finding.broken_at) == (60, None)


def test_an_event_loop_can_await_a_save(records: AnswerRecords, labelled: LabelledAnswer) -> None:
    async def save() -> None:
        await asyncio.wrap_future(records.submit(record_of(labelled)))

    asyncio.run(save())
    assert records.find(labelled.code) is not None


def test_closing_the_store_first_finishes_what_is_queued(
    database_url: str, labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    made = [record_of(labeller.label(answer, assistant=assistant)) for _ in range(300)]
    store = open_store(database_url)
    records = AnswerRecords(store)
    futures = [records.submit(record) for record in made]
    store.close()
    assert [future.exception() for future in futures] == [None] * 300
    with pytest.raises(StoreUnavailable, match="closed"):
        records.save(made[0])
    with pytest.raises(StoreUnavailable, match="closed"):
        records.find(made[0].code)


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE answers SET reason = 'x' WHERE seq = 2", 2),
        ("DELETE FROM answers WHERE seq = 2", 2),
        ("UPDATE answers SET chain = '" + "0" * 64 + "' WHERE seq = 3", 3),
        ("DELETE FROM answers WHERE seq = 1", 1),
    ],
)
def test_a_changed_or_deleted_record_breaks_the_chain_where_it_stood(
    store: Store,
    records: AnswerRecords,
    labeller: Labeller,
    answer: Answer,
    assistant: Assistant,
    tampering: str,
    broken_at: int,
) -> None:
    for _ in range(4):
        records.save(record_of(labeller.label(answer, assistant=assistant)))
    assert records.check_chain().is_whole
    with store.write() as connection:
        connection.execute(text(tampering))
    assert records.check_chain().broken_at == broken_at


def test_records_cut_off_at_the_end_show_in_the_head(
    store: Store,
    records: AnswerRecords,
    labeller: Labeller,
    answer: Answer,
    assistant: Assistant,
) -> None:
    for _ in range(3):
        records.save(record_of(labeller.label(answer, assistant=assistant)))
    before = records.check_chain()
    with store.write() as connection:
        connection.execute(text("DELETE FROM answers WHERE seq = 3"))
    after = records.check_chain()
    assert (before.checked, after.checked) == (3, 2)
    assert before.head != after.head


def test_a_withdrawn_answer_says_so_and_keeps_its_record(
    records: AnswerRecords, labelled: LabelledAnswer, moment: datetime, signer: Signer
) -> None:
    records.save(record_of(labelled))
    records.withdraw(labelled.code, "Заң өзгерді", "Бөлім басшысы", moment)
    found = records.find(labelled.code)
    assert found is not None
    assert found.withdrawal is not None
    assert (found.withdrawal.reason, found.withdrawn_at) == ("Заң өзгерді", moment)
    assert replace(found, withdrawal=None) == record_of(labelled)
    assert records.check_withdrawals().checked == 1
    finding = verify(labelled.text, find=records, jwks=signer.jwks())
    assert finding.state is VerificationState.WITHDRAWN


def test_an_unknown_answer_cannot_be_withdrawn(records: AnswerRecords, moment: datetime) -> None:
    with pytest.raises(NotFound, match="000000000000"):
        records.withdraw("000000000000", "қате", "Басшы", moment)
    assert records.check_withdrawals().checked == 0


def test_question_texts_are_purged_and_their_answers_stay(
    records: AnswerRecords, labelled: LabelledAnswer, moment: datetime
) -> None:
    records.save(record_of(labelled), question="Менің ЖСН [ЖСН/ИИН], жер кезегі қалай?")
    assert records.question(labelled.code) == "Менің ЖСН [ЖСН/ИИН], жер кезегі қалай?"
    assert records.purge_questions(moment + timedelta(days=1)) == 1
    assert records.question(labelled.code) is None
    assert records.find(labelled.code) == record_of(labelled)
    assert records.check_chain().is_whole


def test_characters_no_database_takes_do_not_stop_a_question_from_being_kept(
    records: AnswerRecords, labelled: LabelledAnswer
) -> None:
    records.save(record_of(labelled), question="Жер\x00 \ud800кезегі")
    assert records.question(labelled.code) == "Жер кезегі"


def test_a_record_no_database_takes_fails_for_its_own_caller_only(
    records: AnswerRecords, labelled: LabelledAnswer
) -> None:
    with pytest.raises(StoreUnavailable, match="reason"):
        records.submit(replace(record_of(labelled), reason="\x00"))
    records.save(record_of(labelled))


def test_the_register_answers_what_verification_asks(
    records: AnswerRecords, labelled: LabelledAnswer, signer: Signer
) -> None:
    records.save(record_of(labelled))
    finding = verify(labelled.text, find=records, jwks=signer.jwks())
    assert (finding.state, finding.code) == (VerificationState.EXACT, labelled.code)
