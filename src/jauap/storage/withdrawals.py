"""Which answers were taken back, by whom and why? An append-only list with a chain of hashes."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select

from jauap.assistant import Language
from jauap.errors import NotFound
from jauap.storage.audit import Action, append_entry
from jauap.storage.chain import Value, link
from jauap.storage.records import Withdrawal, storable
from jauap.storage.sequence import head_of, lock_chains
from jauap.storage.store import Store
from jauap.storage.tables import answers, withdrawals

_ONE_LANGUAGE = re.compile(rf".+\.(?:{'|'.join(Language)})")


class Withdrawals:
    """Takes answers back; every page and program that asks hears of it at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def withdraw(
        self, code: str, *, reason: str, by: str, at: datetime, replaced_by: str = ""
    ) -> None:
        """Take one answer back; its record stays, and says so from now on.

        `by` is the role of the official, never a name; `replaced_by` the code of the answer
        that stands now.

        Raises:
            NotFound: no answer has one of the codes.
        """
        with self._store.write() as connection:
            lock_chains(connection)
            for one in (code, replaced_by) if replaced_by else (code,):
                _require(connection, one)
            if replaced_by == code:
                raise NotFound(
                    "an answer cannot replace itself",
                    remedy="name the code of the answer that stands now",
                )
            _append(connection, [code], reason=reason, by=by, at=at, replaced_by=replaced_by)
            append_entry(connection, Action.ANSWERS_WITHDRAWN, code, by=by, reason=reason, at=at)

    def withdraw_citing(
        self,
        assistant_id: str,
        document: str,
        *,
        reason: str,
        by: str,
        at: datetime,
        since: datetime | None = None,
    ) -> tuple[str, ...]:
        """Take back an assistant's answers that cited a document and stand; give their codes.

        `document` is the id of a document (`subsidy.kk`) or of all its languages (`subsidy`).
        """
        with self._store.write() as connection:
            lock_chains(connection)
            codes = _citing(connection, assistant_id, document, since)
            if codes:
                _append(connection, codes, reason=reason, by=by, at=at)
            append_entry(
                connection,
                Action.ANSWERS_WITHDRAWN,
                f"{assistant_id}/{document}: {len(codes)}",
                by=by,
                reason=reason,
                at=at,
            )
            return codes

    def citing(
        self, assistant_id: str, document: str, *, since: datetime | None = None
    ) -> tuple[str, ...]:
        """Give the codes `withdraw_citing` would take back."""
        with self._store.read() as connection:
            return _citing(connection, assistant_id, document, since)

    def among(self, codes: Collection[str]) -> Mapping[str, Withdrawal | None]:
        """Tell for each code that has a record whether its answer was taken back."""
        with self._store.read() as connection:
            wanted = select(answers.c.code).where(answers.c.code.in_(codes)).distinct()
            known = [str(code) for (code,) in connection.execute(wanted)] if codes else []
            taken_back = withdrawals_of(connection, known)
        return {code: taken_back.get(code) for code in known}


def withdrawals_of(connection: Connection, codes: Collection[str]) -> Mapping[str, Withdrawal]:
    """Give the newest withdrawal of each code that has one."""
    wanted = select(withdrawals).where(withdrawals.c.code.in_(codes)).order_by(withdrawals.c.seq)
    return {
        row["code"]: Withdrawal(
            code=row["code"],
            at=row["at"],
            reason=row["reason"],
            by=row["by"],
            replaced_by=row["replaced_by"],
        )
        for row in (connection.execute(wanted).mappings() if codes else ())
    }


def _require(connection: Connection, code: str) -> None:
    if connection.scalar(select(answers.c.code).where(answers.c.code == code)) is None:
        raise NotFound(f"no answer has the code {code!r}", remedy="check the code on the answer")


def _citing(
    connection: Connection, assistant_id: str, document: str, since: datetime | None
) -> tuple[str, ...]:
    ids = (
        [document]
        if _ONE_LANGUAGE.fullmatch(document)
        else [f"{document}.{one}" for one in Language]
    )
    cites = or_(*(answers.c.claims.contains(f'"id":"{one}#', autoescape=True) for one in ids))
    stands = answers.c.code.not_in(select(withdrawals.c.code))
    # Ids of documents are unique within one assistant only.
    own = answers.c.assistant_id == assistant_id
    wanted = select(answers.c.code).where(own, cites, stands).order_by(answers.c.seq)
    if since is not None:
        wanted = wanted.where(answers.c.created_at >= since)
    return tuple(dict.fromkeys(str(code) for (code,) in connection.execute(wanted)))


def _append(
    connection: Connection,
    codes: Sequence[str],
    *,
    reason: str,
    by: str,
    at: datetime,
    replaced_by: str = "",
) -> None:
    seq, head = head_of(connection, withdrawals)
    rows: list[dict[str, Value]] = []
    for place, code in enumerate(codes, start=seq + 1):
        row: dict[str, Value] = {
            "seq": place,
            "code": code,
            "at": at,
            "reason": storable(reason),
            "by": storable(by),
            "replaced_by": replaced_by,
        }
        head = link(head, row)
        rows.append({**row, "chain": head})
    connection.execute(insert(withdrawals), rows)
