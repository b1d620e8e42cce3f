"""How does a day's log become one signed hash, and how does anybody find a label under it?"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, RowMapping, Select, Table, func, insert, select

from jauap.labelling.day_root import (
    ChainHead,
    RootClaims,
    day_of,
    digest_of_root,
    label_leaf,
    sign_root,
)
from jauap.labelling.merkle import inclusion_path, root_from_path, tree_hash
from jauap.labelling.sign import Signer
from jauap.storage.chain import START
from jauap.storage.log_tables import audit, roots, stamps
from jauap.storage.sequence import head_of, lock_chains
from jauap.storage.store import Store
from jauap.storage.tables import answers, withdrawals

GRACE = timedelta(minutes=5)
"""How long after midnight a day is closed: answers of its last minutes are still being stored."""

_KEPT_TREES = 8


@dataclass(frozen=True, kw_only=True)
class Root:
    """One closed day."""

    number: int
    day: str
    first: int
    last: int
    root: str
    at: datetime
    jws: str
    stamped_at: datetime | None = None
    stamp: str = ""
    """The authority's RFC 3161 response over the bytes of `jws`, base64."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Where a label stands in the log."""

    leaf: str
    """Hash of the label as a leaf, hex."""
    seq: int
    root: Root | None = None
    """None until its day is closed."""
    path: tuple[str, ...] = ()
    """Neighbours from the leaf to the root, hex, lowest first."""

    @property
    def index(self) -> int:
        """Place of the leaf among those of its day, from 0."""
        return self.seq - self.root.first if self.root else 0

    @property
    def size(self) -> int:
        """Number of leaves of the day."""
        return self.root.last - self.root.first + 1 if self.root else 0


class PublicLog:
    """Closes days and proves that a label stands in one of them."""

    def __init__(self, store: Store, signer: Signer, issuer: str) -> None:
        self._store = store
        self._signer = signer
        self._issuer = issuer
        self._trees: dict[int, tuple[bytes, ...]] = {}

    def close_days(self, now: datetime) -> tuple[Root, ...]:
        """Make and store the roots of all days that are over; give the new ones.

        Raises:
            StoreUnavailable: the database refused; roots made before stand.
            LabelUnavailable: no key is in force.
        """
        made = []
        while (root := self._close_next(now)) is not None:
            made.append(root)
        return tuple(made)

    def roots(self, *, before: int | None = None, most: int = 400) -> tuple[Root, ...]:
        """Give roots, newest first, those with a number below `before` when it is given."""
        wanted = _stamped().order_by(roots.c.number.desc()).limit(most)
        if before is not None:
            wanted = wanted.where(roots.c.number < before)
        with self._store.read() as connection:
            return tuple(map(_root, connection.execute(wanted).mappings()))

    def unstamped(self, *, most: int = 400) -> tuple[Root, ...]:
        """Give the roots without a time stamp, oldest first."""
        wanted = _stamped().where(stamps.c.number.is_(None)).order_by(roots.c.number).limit(most)
        with self._store.read() as connection:
            return tuple(map(_root, connection.execute(wanted).mappings()))

    def add_stamp(self, number: int, token: bytes, at: datetime) -> None:
        """Store a root's time stamp; a second one changes nothing."""
        row = {"number": number, "at": at, "token": base64.b64encode(token).decode("ascii")}
        with self._store.write() as connection:
            lock_chains(connection)
            if connection.scalar(select(stamps.c.number).where(stamps.c.number == number)) is None:
                connection.execute(insert(stamps), row)

    def prove(self, code: str) -> Proof | None:
        """Show where the newest label with this code stands; None when there is none."""
        mine = select(answers.c.seq, answers.c.jws).where(answers.c.code == code)
        with self._store.read() as connection:
            found = connection.execute(mine.order_by(answers.c.seq.desc()).limit(1)).first()
            if found is None:
                return None
            seq, leaf = int(found[0]), label_leaf(str(found[1]))
            covering = _stamped().where(roots.c.first <= seq, roots.c.last >= seq)
            row = connection.execute(covering).mappings().first()
            if row is None:
                return Proof(leaf=leaf.hex(), seq=seq)
            root = _root(row)
            leaves = self._kept_leaves(connection, root)
        place = seq - root.first
        path = inclusion_path(leaves, place) if place < len(leaves) else ()
        reached = root_from_path(leaf, place, len(leaves), path)
        if reached is None or reached.hex() != root.root:
            # Records of that day are gone or changed; the check of the log says which.
            return Proof(leaf=leaf.hex(), seq=seq)
        return Proof(leaf=leaf.hex(), seq=seq, root=root, path=tuple(one.hex() for one in path))

    def _close_next(self, now: datetime) -> Root | None:
        with self._store.read() as connection:
            known = connection.execute(_stamped().order_by(roots.c.number.desc()).limit(1))
            last = known.mappings().first()
            before = _root(last) if last else None
            reach = _day_after(connection, before.last + 1 if before else 1, now)
            if reach is None:
                return None
            day, start, end = reach
            number = before.number + 1 if before else 1
            leaves = _leaves(connection, start, end)
            chained = select(answers.c.chain).where(answers.c.seq == end)
            claims = RootClaims(
                iss=self._issuer,
                number=number,
                day=day,
                first=start,
                last=end,
                root=tree_hash(leaves).hex(),
                answers=ChainHead(seq=end, head=str(connection.scalar(chained))),
                withdrawals=_head(connection, withdrawals),
                audit=_head(connection, audit),
                previous=digest_of_root(before.jws) if before else START,
                iat=int(now.timestamp()),
            )
        return self._store_root(claims, now)

    def _store_root(self, claims: RootClaims, now: datetime) -> Root | None:
        root = Root(
            number=claims.number,
            day=claims.day,
            first=claims.first,
            last=claims.last,
            root=claims.root,
            at=now,
            jws=sign_root(self._signer, claims),
        )
        with self._store.write() as connection:
            lock_chains(connection)
            newest = connection.scalar(select(func.max(roots.c.number))) or 0
            if int(newest) != claims.number - 1:
                # Another process closed this day meanwhile.
                return None
            row = {column.name: getattr(root, column.name) for column in roots.columns}
            connection.execute(insert(roots), row)
        return root

    def _kept_leaves(self, connection: Connection, root: Root) -> tuple[bytes, ...]:
        """Give a closed day's leaves; those of the last days asked for are kept in memory."""
        leaves = self._trees.pop(root.number, None) or _leaves(connection, root.first, root.last)
        self._trees[root.number] = leaves
        while len(self._trees) > _KEPT_TREES:
            self._trees.pop(next(iter(self._trees)), None)
        return leaves


def _leaves(connection: Connection, first: int, last: int) -> tuple[bytes, ...]:
    wanted = select(answers.c.jws).where(answers.c.seq.between(first, last))
    rows = connection.execute(wanted.order_by(answers.c.seq))
    return tuple(label_leaf(str(jws)) for (jws,) in rows)


def _day_after(connection: Connection, first: int, now: datetime) -> tuple[str, int, int] | None:
    """Find the records from `first` on that belong to one day which is over."""
    start = connection.execute(
        select(answers.c.seq, answers.c.created_at)
        .where(answers.c.seq >= first)
        .order_by(answers.c.seq)
        .limit(1)
    ).first()
    if start is None:
        return None
    moment: datetime = start[1]
    midnight = datetime(moment.year, moment.month, moment.day, tzinfo=UTC) + timedelta(days=1)
    if now < midnight + GRACE:
        return None
    next_day = connection.scalar(
        select(func.min(answers.c.seq)).where(
            answers.c.seq >= first, answers.c.created_at >= midnight
        )
    )
    if next_day is None:
        next_day = int(connection.scalar(select(func.max(answers.c.seq))) or 0) + 1
    return day_of(moment), int(start[0]), int(next_day) - 1


def _head(connection: Connection, table: Table) -> ChainHead:
    seq, head = head_of(connection, table)
    return ChainHead(seq=seq, head=head)


def _stamped() -> Select[tuple[object, ...]]:
    return select(
        roots, stamps.c.at.label("stamped_at"), stamps.c.token.label("stamp")
    ).select_from(roots.outerjoin(stamps, stamps.c.number == roots.c.number))


def _root(row: RowMapping) -> Root:
    return Root(
        number=row["number"],
        day=row["day"],
        first=row["first"],
        last=row["last"],
        root=row["root"],
        at=row["at"],
        jws=row["jws"],
        stamped_at=row["stamped_at"],
        stamp=row["stamp"] or "",
    )
