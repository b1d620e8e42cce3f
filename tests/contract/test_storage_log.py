"""Does the public log close its days, prove each label and notice every change? Both databases."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Integer, String, text

from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.errors import NotFound
from jauap.labelling.day_root import label_leaf, read_root, sign_root
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.merkle import root_from_path
from jauap.labelling.sign import Signer
from jauap.storage.answers import AnswerRecords
from jauap.storage.audit import Action, Audit
from jauap.storage.chain import link
from jauap.storage.log_check import LogCheck, check_log
from jauap.storage.records import record_of
from jauap.storage.retention import erase_records
from jauap.storage.roots import PublicLog
from jauap.storage.store import Store, open_store
from jauap.storage.tables import metadata
from jauap.storage.withdrawals import Withdrawals

CHAINED = {table.name: table for table in metadata.sorted_tables if "chain" in table.c}
DAY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Ministry:
    """A register that answers on days a test chooses."""

    def __init__(
        self, store: Store, records: AnswerRecords, signer: Signer, say: Callable[[str], Answer]
    ) -> None:
        self.store = store
        self.records = records
        self.signer = Signer(signer._keys)
        self.log = PublicLog(store, self.signer, "https://ai.example.gov.kz")
        self.withdrawals = Withdrawals(store)
        self.audit = Audit(store)
        self.at = DAY
        self._say = say

    def answer(self, assistant: Assistant, words: str = "Өтінім", days: int = 0) -> LabelledAnswer:
        self.at = DAY + timedelta(days=days)
        # A signer of its own for each: one alone would refuse a clock that goes back.
        signer = Signer(self.signer._keys)
        labeller = Labeller(signer, "https://ai.example.gov.kz", "1", lambda: self.at)
        labelled = labeller.label(self._say(words), assistant=assistant)
        self.records.save(record_of(labelled))
        return labelled

    def check(self) -> LogCheck:
        return check_log(self.store, self.signer.public)

    def troubles(self) -> list[tuple[str, int]]:
        return [(one.part, one.number) for one in self.check().troubles]

    def run(self, *statements: str) -> None:
        with self.store.write() as connection:
            for statement in statements:
                connection.execute(text(statement))


@pytest.fixture
def ministry(store: Store, records: AnswerRecords, signer: Signer, answer: Answer) -> Ministry:
    return Ministry(store, records, signer, lambda words: replace(answer, text=words))


@pytest.fixture
def three_days(ministry: Ministry, assistant: Assistant) -> list[LabelledAnswer]:
    """Nine labels: three on each of three days, the first two days closed."""
    made = [ministry.answer(assistant, f"{n}-жауап", days=n // 3) for n in range(9)]
    assert len(ministry.log.close_days(DAY + timedelta(days=2))) == 2
    return made


def test_each_day_that_is_over_gets_one_signed_root(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    newest, oldest = ministry.log.roots()
    assert [(one.day, one.first, one.last) for one in (oldest, newest)] == [
        ("2026-11-22", 1, 3),
        ("2026-11-23", 4, 6),
    ]
    claims = read_root(newest.jws, ministry.signer.public)
    assert claims is not None
    assert (claims.root, claims.number, claims.first) == (newest.root, 2, 4)
    assert ministry.log.close_days(DAY + timedelta(days=2)) == ()


def test_a_day_is_closed_five_minutes_after_midnight_and_not_before(
    ministry: Ministry, assistant: Assistant
) -> None:
    ministry.answer(assistant)
    assert ministry.log.close_days(datetime(2026, 11, 23, 0, 4, 59, tzinfo=UTC)) == ()
    assert len(ministry.log.close_days(datetime(2026, 11, 23, 0, 5, tzinfo=UTC))) == 1


def test_days_without_answers_and_days_missed_leave_no_gap(
    ministry: Ministry, assistant: Assistant
) -> None:
    for days in (0, 0, 5, 6, 6, 30):
        ministry.answer(assistant, days=days)
    made = ministry.log.close_days(DAY + timedelta(days=60))
    assert [(one.day, one.first, one.last) for one in made] == [
        ("2026-11-22", 1, 2),
        ("2026-11-27", 3, 3),
        ("2026-11-28", 4, 5),
        ("2026-12-22", 6, 6),
    ]
    assert ministry.check().is_whole


def test_an_answer_dated_before_a_closed_day_belongs_to_the_next_root(
    ministry: Ministry, assistant: Assistant
) -> None:
    ministry.answer(assistant, days=1)
    ministry.log.close_days(DAY + timedelta(days=2))
    ministry.answer(assistant, days=1)
    ministry.answer(assistant, days=3)
    made = ministry.log.close_days(DAY + timedelta(days=9))
    assert [(one.first, one.last) for one in made] == [(2, 2), (3, 3)]
    assert ministry.check().is_whole


def test_many_that_close_at_once_make_each_root_once(
    database_url: str, ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    def close(_: int) -> int:
        with open_store(database_url) as other:
            log = PublicLog(other, ministry.signer, "https://ai.example.gov.kz")
            return len(log.close_days(DAY + timedelta(days=30)))

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(close, range(6))) == 1
    assert [one.number for one in ministry.log.roots()] == [3, 2, 1]


def test_every_label_of_a_closed_day_is_proven_by_its_own_bytes(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    for labelled in three_days[:6]:
        proof = ministry.log.prove(labelled.code)
        assert proof is not None
        assert proof.root is not None
        path = [bytes.fromhex(one) for one in proof.path]
        leaf = label_leaf(labelled.jws)
        assert proof.leaf == leaf.hex()
        reached = root_from_path(leaf, proof.index, proof.size, path)
        assert reached is not None
        claims = read_root(proof.root.jws, ministry.signer.public)
        assert claims is not None
        assert reached.hex() == claims.root
    waiting = ministry.log.prove(three_days[8].code)
    assert waiting is not None
    assert (waiting.root, waiting.path) == (None, ())
    assert ministry.log.prove("000000000000") is None


def test_no_proof_is_given_for_a_changed_label(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    ministry.run("UPDATE answers SET jws = 'a.b.c' WHERE seq = 2")
    proof = ministry.log.prove(three_days[1].code)
    assert proof is not None
    assert proof.root is None


def test_stamps_are_kept_once(ministry: Ministry, three_days: list[LabelledAnswer]) -> None:
    assert [one.number for one in ministry.log.unstamped()] == [1, 2]
    at = DAY + timedelta(days=1)
    ministry.log.add_stamp(1, b"first", at)
    ministry.log.add_stamp(1, b"second", at)
    assert [one.number for one in ministry.log.unstamped()] == [2]
    oldest = ministry.log.roots()[1]
    assert (base64.b64decode(oldest.stamp), oldest.stamped_at) == (b"first", at)


def test_28_an_untouched_log_is_whole(ministry: Ministry, three_days: list[LabelledAnswer]) -> None:
    """Auditor 28."""
    ministry.withdrawals.withdraw(three_days[0].code, reason="қате", by="бөлім басшысы", at=DAY)
    ministry.audit.add(Action.KEY_MADE, "k", by="әкімші", reason="жаңа ай", at=DAY)
    found = ministry.check()
    assert found.is_whole
    assert dict(found.checked) == dict.fromkeys(CHAINED, 0) | {
        "answers": 9,
        "withdrawals": 1,
        "audit": 2,
        "roots": 2,
        "stamps": 0,
    }
    assert found.unstamped == 2


@pytest.mark.parametrize("name", ["verdicts", "pair_steps", "author_uses", "signals"])
def test_a_change_of_what_staff_and_authors_did_is_named(ministry: Ministry, name: str) -> None:
    table, head = CHAINED[name], "0" * 64
    with ministry.store.write() as connection:
        for number in (1, 2, 3):
            row = {column.name: _filler(column, number) for column in table.c}
            head = link(head, row)
            connection.execute(table.insert(), row | {"chain": head})
    assert (ministry.check().checked[name], ministry.troubles()) == (3, [])
    ministry.run(f"DELETE FROM {name} WHERE seq = 2")
    assert ministry.troubles() == [(name, 2)]


def _filler(column: Column[Any], number: int) -> str | int | datetime:
    match column.type:
        case String() if column.type.length is None:
            return f"{number}-жол"
        case String():
            return str(number)
        case Integer():
            return number
        case Boolean():
            return True
        case _:
            return DAY


TAMPERED: dict[str, tuple[list[str], tuple[str, int]]] = {
    "edited": (["UPDATE answers SET reason = 'x' WHERE seq = 5"], ("answers", 5)),
    "deleted": (["DELETE FROM answers WHERE seq = 5"], ("answers", 5)),
    "first deleted": (["DELETE FROM answers WHERE seq = 1"], ("answers", 1)),
    "reordered": (
        [
            "UPDATE answers SET seq = 99 WHERE seq = 4",
            "UPDATE answers SET seq = 4 WHERE seq = 5",
            "UPDATE answers SET seq = 5 WHERE seq = 99",
        ],
        ("answers", 4),
    ),
    "closed days cut off": (["DELETE FROM answers WHERE seq > 4"], ("answers", 5)),
    "all deleted": (["DELETE FROM answers"], ("answers", 1)),
    "root edited": (["UPDATE roots SET last = 5 WHERE number = 2"], ("roots", 2)),
    "root deleted": (["DELETE FROM roots WHERE number = 1"], ("roots", 1)),
    "root exchanged": (
        ["UPDATE roots SET jws = (SELECT jws FROM roots WHERE number = 1) WHERE number = 2"],
        ("roots", 2),
    ),
    "withdrawal undone": (["DELETE FROM withdrawals WHERE seq = 1"], ("withdrawals", 1)),
    "withdrawal edited": (
        ["UPDATE withdrawals SET code = '000000000000' WHERE seq = 2"],
        ("withdrawals", 2),
    ),
    "audit edited": (["UPDATE audit SET by = 'nobody' WHERE seq = 2"], ("audit", 2)),
    "stamp without root": (
        ["INSERT INTO stamps (number, at, token) VALUES (9, '2026-11-22 00:00:00', 'AA==')"],
        ("stamps", 9),
    ),
}


@pytest.mark.parametrize(("statements", "trouble"), TAMPERED.values(), ids=TAMPERED)
def test_28_whatever_is_changed_is_named(
    ministry: Ministry,
    three_days: list[LabelledAnswer],
    statements: list[str],
    trouble: tuple[str, int],
) -> None:
    """Auditor 28."""
    for labelled in three_days[:3]:
        ministry.withdrawals.withdraw(labelled.code, reason="қате", by="бөлім", at=DAY)
    assert ministry.troubles() == []
    ministry.run(*statements)
    assert ministry.troubles()[0] == trouble


def test_28_a_record_put_in_between_is_named(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    """Auditor 28."""
    columns = "state, assistant_id, created_at, outcome, language, channel, level, claims, jws,"
    columns += " hash_raw, hash_plain, passages, composed_by, reason, degraded, model,"
    columns += " model_digest, prompt_digest, index_generation, timings, chain"
    ministry.run(
        "UPDATE answers SET seq = -seq - 1 WHERE seq >= 5",
        "UPDATE answers SET seq = -seq WHERE seq < 0",
        f"INSERT INTO answers (seq, code, {columns}) "
        f"SELECT 5, '000000000000', {columns} FROM answers WHERE seq = 4",
    )
    assert ministry.troubles()[0] == ("answers", 5)


def test_28_a_chain_written_anew_after_the_change_contradicts_a_signed_root(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    """Auditor 28: who can change a record can also hash it again, but not sign the root."""
    _rewrite(ministry, "UPDATE answers SET reason = 'x' WHERE seq = 2")
    assert ministry.records.check_chain().is_whole
    assert ministry.troubles() == [("answers", 3)]


def test_28_a_root_over_other_labels_than_the_log_holds_is_noticed(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    """Auditor 28: a root that was signed over another set of labels, its chain head right."""
    ministry.log.close_days(DAY + timedelta(days=9))
    newest = ministry.log.roots()[0]
    claims = read_root(newest.jws, ministry.signer.public)
    assert claims is not None
    false = claims.model_copy(update={"root": "ab" * 32})
    with ministry.store.write() as connection:
        signed = sign_root(ministry.signer, false)
        changed = text("UPDATE roots SET root = :root, jws = :jws WHERE number = 3")
        connection.execute(changed, {"root": false.root, "jws": signed})
    assert ministry.troubles() == [("answers", 9)]


def test_28_a_root_signed_anew_contradicts_the_one_after_it(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    """Auditor 28: who has the key can sign an old day again, but the next day names the first."""
    claims = read_root(ministry.log.roots()[1].jws, ministry.signer.public)
    assert claims is not None
    signer = Signer(ministry.signer._keys)
    signed = sign_root(signer, claims.model_copy(update={"iat": claims.iat + 1}))
    with ministry.store.write() as connection:
        connection.execute(text("UPDATE roots SET jws = :jws WHERE number = 1"), {"jws": signed})
    assert ministry.troubles() == [("roots", 2)]


def test_28_a_root_of_a_stranger_is_no_root(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    """Auditor 28."""
    from jauap.testing.samples import sample_signer

    stranger = check_log(ministry.store, sample_signer("2026-11-a").public)
    assert [(one.part, one.number) for one in stranger.troubles] == [("roots", 1)]


def test_deletion_at_the_end_of_the_retention_leaves_the_log_whole(
    ministry: Ministry, three_days: list[LabelledAnswer], assistant: Assistant
) -> None:
    erase_records(ministry.store, DAY + timedelta(hours=20), at=DAY + timedelta(days=3))
    found = ministry.check()
    assert found.is_whole
    assert (found.checked["answers"], found.checked["erasures"]) == (6, 1)
    ministry.log.close_days(DAY + timedelta(days=4))
    erase_records(ministry.store, DAY + timedelta(days=9), at=DAY + timedelta(days=10))
    assert ministry.check().is_whole
    ministry.answer(assistant, days=11)
    assert ministry.check().is_whole
    ministry.log.close_days(DAY + timedelta(days=13))
    assert ministry.check().is_whole
    assert ministry.log.roots()[0].first == 10


def test_all_answers_that_cited_a_document_are_taken_back_in_one_act(
    ministry: Ministry, assistant: Assistant, answer: Answer
) -> None:
    def cites(document: str) -> Answer:
        return replace(answer, citations=(replace(answer.citations[0], document_id=document),))

    ministry._say = cites
    documents = ("subsidy.kk", "subsidy.ru", "subsidyXkk", "land.kk", "my-subsidy.kk", "subsidy.kk")
    made = [ministry.answer(assistant, one, days=n).code for n, one in enumerate(documents)]
    recall = ministry.withdrawals
    assert recall.citing(assistant.id, "subsidy.kk") == (made[0], made[5])
    assert recall.citing(assistant.id, "subsidy") == (made[0], made[1], made[5])
    assert recall.citing(assistant.id, "subsidy", since=DAY + timedelta(days=1)) == (
        made[1],
        made[5],
    )
    assert recall.citing(assistant.id, "%") == ()
    assert recall.citing("another", "subsidy") == ()
    recall.withdraw(made[1], reason="қате", by="бөлім", at=DAY)
    done = recall.withdraw_citing(
        assistant.id, "subsidy", reason="заң өзгерді", by="заң бөлімі", at=DAY
    )
    assert done == (made[0], made[5])
    assert (
        recall.withdraw_citing(assistant.id, "subsidy", reason="тағы", by="заң бөлімі", at=DAY)
        == ()
    )
    standing = recall.among({*made, "000000000000"})
    assert {code for code, one in standing.items() if one} == {made[0], made[1], made[5]}
    assert set(standing) == set(made)
    found = ministry.records.find(made[5])
    assert found is not None
    assert found.withdrawal is not None
    assert (found.withdrawal.by, found.withdrawal.reason) == ("заң бөлімі", "заң өзгерді")
    assert [(one.subject, one.by) for one in ministry.audit.entries()] == [
        (f"{assistant.id}/subsidy: 0", "заң бөлімі"),
        (f"{assistant.id}/subsidy: 2", "заң бөлімі"),
        (made[1], "бөлім"),
    ]
    assert ministry.check().is_whole


def test_an_answer_is_replaced_only_by_another_that_exists(
    ministry: Ministry, three_days: list[LabelledAnswer]
) -> None:
    old, new = three_days[0].code, three_days[1].code
    for wrong in ("000000000000", old):
        with pytest.raises(NotFound):
            ministry.withdrawals.withdraw(old, reason="r", by="b", at=DAY, replaced_by=wrong)
    assert ministry.records.find(old) == record_of(three_days[0])
    ministry.withdrawals.withdraw(old, reason="r", by="b", at=DAY, replaced_by=new)
    found = ministry.withdrawals.among([old])[old]
    assert found is not None
    assert found.replaced_by == new


def _rewrite(ministry: Ministry, change: str) -> None:
    """Change a record and hash everything after it anew, as an intruder would."""
    from sqlalchemy import select

    from jauap.storage.chain import START
    from jauap.storage.tables import answers

    ministry.run(change)
    with ministry.store.write() as connection:
        head = START
        rows = connection.execute(select(answers).order_by(answers.c.seq)).mappings().all()
        for row in rows:
            head = link(head, dict(row))
            connection.execute(
                answers.update().where(answers.c.seq == row["seq"]).values(chain=head)
            )
