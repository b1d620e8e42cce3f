"""Which answers did the service give? An append-only register of labels."""

import json
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select

from jauap.answer import Outcome
from jauap.errors import StoreUnavailable
from jauap.labelling.claims import Claims
from jauap.labelling.levels import LabelLevel
from jauap.labelling.markdown import plain_text
from jauap.storage.chain import START, ChainCheck, Value, check, link
from jauap.storage.fingerprints import Fingerprints, Said
from jauap.storage.logged import was_logged
from jauap.storage.records import AnswerRecord, row_of, storable
from jauap.storage.sequence import erased_up_to, head_of, lock_chains
from jauap.storage.store import Store
from jauap.storage.tables import answers, questions, withdrawals
from jauap.storage.withdrawals import Withdrawals, withdrawals_of
from jauap.storage.writer import GroupWriter

_MOST_FOUND = 20


class CodeTaken(StoreUnavailable):
    """Another answer already has this code; label again with a new one."""

    code = "code_taken"


@dataclass(frozen=True, kw_only=True)
class _Entry:
    row: dict[str, str | bool | datetime]
    question: str
    said: Said | None


class AnswerRecords:
    """Saves and finds the records of labelled answers; safe to share between threads.

    With `fingerprints`, a text that somebody changed or cut is found again too.
    """

    def __init__(self, store: Store, fingerprints: Fingerprints | None = None) -> None:
        self._store = store
        self._fingerprints = fingerprints
        self._writer: GroupWriter[_Entry] = GroupWriter(self._commit)
        store.before_close(self._writer.close)

    def save(self, record: AnswerRecord, *, question: str = "", body: str = "") -> None:
        """Store a record, and the masked text of its question; returns once it is durable.

        Of `body`, the answer's Markdown, only fingerprints are kept. Saving the same record
        again does nothing.

        Raises:
            CodeTaken: another answer has this code.
            StoreUnavailable: nothing was stored.
        """
        self.submit(record, question=question, body=body).result()

    def submit(self, record: AnswerRecord, *, question: str = "", body: str = "") -> "Future[None]":
        """Queue what `save` stores; the future ends once it is durable, or with its error.

        An event loop awaits it through `asyncio.wrap_future`.
        """
        said = self._said(record, body)
        return self._writer.submit(
            _Entry(row=row_of(record), question=storable(question), said=said)
        )

    def _said(self, record: AnswerRecord, body: str) -> Said | None:
        """Take the fingerprints of words a machine wrote; what people wrote is not accused."""
        hashes = record.claims.hash
        if self._fingerprints is None or hashes is None or record.level is LabelLevel.NONE:
            return None
        return Said(
            code=record.code,
            hash_plain=hashes.plain,
            at=record.created_at,
            hashes=self._fingerprints.of(plain_text(body)),
        )

    def find(self, code: str) -> AnswerRecord | None:
        """Give the newest record with this code."""
        wanted = select(answers).where(answers.c.code == code).order_by(answers.c.seq.desc())
        with self._store.read() as connection:
            row = connection.execute(wanted.limit(1)).mappings().first()
            return _with_withdrawals(connection, [row])[0] if row else None

    def find_by_hash(self, plain_or_raw_hash: str) -> tuple[AnswerRecord, ...]:
        """Give the records of texts with this canonical hash, newest first, at most twenty."""
        if not plain_or_raw_hash:
            return ()
        with self._store.read() as connection:
            rows: dict[int, RowMapping] = {}
            for column in (answers.c.hash_raw, answers.c.hash_plain):
                wanted = select(answers).where(column == plain_or_raw_hash)
                newest = wanted.order_by(answers.c.seq.desc()).limit(_MOST_FOUND)
                rows |= {row["seq"]: row for row in connection.execute(newest).mappings()}
            chosen = [rows[seq] for seq in sorted(rows, reverse=True)[:_MOST_FOUND]]
            return _with_withdrawals(connection, chosen)

    def withdrawn_at(self, code: str) -> datetime | None:
        """Tell when an answer was taken back, also after its record was deleted."""
        with self._store.read() as connection:
            taken_back = withdrawals_of(connection, [code]).get(code)
        return taken_back.at if taken_back else None

    def was_logged(self, jws: str, before: int) -> bool:
        """Tell whether this very label was registered before a moment (seconds since 1970)."""
        return was_logged(self._store, jws, before)

    def withdraw(
        self, code: str, reason: str, by: str, at: datetime, *, replaced_by: str = ""
    ) -> None:
        """Take an answer back; its record stays, and says so from now on.

        Raises:
            NotFound: no answer has this code.
        """
        Withdrawals(self._store).withdraw(
            code, reason=reason, by=by, at=at, replaced_by=replaced_by
        )

    def purge_questions(self, before: datetime) -> int:
        """Delete the texts of questions asked before a moment; give their number."""
        with self._store.write() as connection:
            return connection.execute(
                delete(questions).where(questions.c.asked_at < before)
            ).rowcount

    def question(self, code: str) -> str | None:
        """Give the masked text of the question behind an answer, while it is kept."""
        with self._store.read() as connection:
            return connection.scalar(select(questions.c.text).where(questions.c.code == code))

    def check_chain(self) -> ChainCheck:
        """Follow the chain through every answer's record."""
        return self._check(answers)

    def check_withdrawals(self) -> ChainCheck:
        """Follow the chain through every withdrawal."""
        return self._check(withdrawals)

    def _check(self, table: Table) -> ChainCheck:
        wanted = select(table).order_by(table.c.seq).execution_options(yield_per=1000)
        with self._store.read() as connection:
            after, head = erased_up_to(connection) if table is answers else (0, START)
            with connection.execute(wanted) as rows:
                return check((dict(row) for row in rows.mappings()), after=after, head=head)

    def _commit(self, entries: Sequence[_Entry]) -> Sequence[Exception | None]:
        """Write a group in one transaction; only an entry whose code is taken stays out."""
        rows: list[dict[str, Value]] = []
        asked: list[dict[str, Value]] = []
        said: list[Said] = []
        outcomes: list[Exception | None] = []
        with self._store.write() as connection:
            lock_chains(connection)
            seq, head = head_of(connection, answers)
            known = _known(connection, [str(entry.row["code"]) for entry in entries])
            for entry in entries:
                code, state = str(entry.row["code"]), str(entry.row["state"])
                states = known.setdefault(code, {})
                if state in states:
                    same = states[state] == entry.row["jws"]
                    outcomes.append(None if same else _taken(code))
                    continue
                if entry.question and not states:
                    asked.append(_question_row(entry))
                states[state] = str(entry.row["jws"])
                row: dict[str, Value] = {**entry.row, "seq": seq + len(rows) + 1}
                head = link(head, row)
                rows.append({**row, "chain": head})
                if entry.said is not None:
                    said.append(entry.said)
                outcomes.append(None)
            if rows:
                connection.execute(insert(answers), rows)
            if asked:
                connection.execute(insert(questions), asked)
            if self._fingerprints is not None:
                self._fingerprints.add(connection, said)
        return outcomes


def _known(connection: Connection, codes: Sequence[str]) -> dict[str, dict[str, str]]:
    """Give the labels that have these codes already, by code and state."""
    known: dict[str, dict[str, str]] = {}
    wanted = select(answers.c.code, answers.c.state, answers.c.jws)
    for code, state, jws in connection.execute(wanted.where(answers.c.code.in_(codes))):
        known.setdefault(str(code), {})[str(state)] = str(jws)
    return known


def _taken(code: str) -> CodeTaken:
    return CodeTaken(f"another answer has the code {code}", remedy="label again with a new code")


def _question_row(entry: _Entry) -> dict[str, Value]:
    return {
        "code": entry.row["code"],
        "assistant_id": entry.row["assistant_id"],
        "asked_at": entry.row["created_at"],
        "language": entry.row["language"],
        "text": entry.question,
    }


def _with_withdrawals(
    connection: Connection, rows: Sequence[RowMapping]
) -> tuple[AnswerRecord, ...]:
    codes = {row["code"] for row in rows}
    taken_back = withdrawals_of(connection, codes)
    return tuple(replace(_record(row), withdrawal=taken_back.get(row["code"])) for row in rows)


def _record(row: RowMapping) -> AnswerRecord:
    return AnswerRecord(
        code=row["code"],
        claims=Claims.model_validate_json(row["claims"]),
        jws=row["jws"],
        outcome=Outcome(row["outcome"]),
        passages=tuple(json.loads(row["passages"])),
        composed_by=row["composed_by"],
        reason=row["reason"],
        degraded=row["degraded"],
        model=row["model"],
        model_digest=row["model_digest"],
        prompt_digest=row["prompt_digest"],
        index_generation=row["index_generation"],
        timings=json.loads(row["timings"]),
    )
