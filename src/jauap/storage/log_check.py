"""Was the log changed since it was written? Follows chains, roots and stamps, offline."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, func, select

from jauap.labelling.day_root import RootClaims, digest_of_root, label_leaf, read_root
from jauap.labelling.keys import PublicKeys
from jauap.labelling.merkle import tree_hash
from jauap.storage.chain import START, Value, link
from jauap.storage.fingerprint_tables import erasures
from jauap.storage.log_tables import audit, roots, stamps
from jauap.storage.pair_tables import pair_steps
from jauap.storage.queue_tables import verdicts
from jauap.storage.rights_tables import author_uses, signals
from jauap.storage.sequence import erased_up_to
from jauap.storage.store import Store
from jauap.storage.tables import answers, withdrawals

_SWORN = (answers, withdrawals, audit)
"""Chains whose head every signed root names, so that records missing at the end show too."""
_UNSWORN = (erasures, author_uses, signals, verdicts, pair_steps)

StampChecker = Callable[[bytes, bytes], str]
"""Given a token and the bytes it stands for: what is wrong with it, empty when nothing is."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """The first thing that is wrong in one part of the log."""

    part: str
    """Name of the table."""
    number: int
    """Number of the record, root or stamp."""
    what: str


@dataclass(frozen=True, kw_only=True)
class LogCheck:
    """The finding over the whole log."""

    checked: Mapping[str, int]
    """How many records of each part were followed."""
    troubles: tuple[Trouble, ...]
    unstamped: int
    """Roots without a time stamp; a remark, not a trouble."""
    stamps_checked: bool

    @property
    def is_whole(self) -> bool:
        """True when nothing is wrong."""
        return not self.troubles


@dataclass(kw_only=True)
class _Walk:
    """What was seen on the way along one chain."""

    first: int
    """Number of the first record that is still there."""
    count: int = 0
    head: str = START
    trouble: Trouble | None = None


def check_log(
    store: Store, keys: PublicKeys, *, check_stamp: StampChecker | None = None
) -> LogCheck:
    """Follow everything; `keys` are those the ministry published, `check_stamp` knows the
    authority's certificates."""
    with store.read() as connection:
        troubles: list[Trouble] = []
        read = _read_roots(connection, keys, troubles)
        heads = {table.name: _heads(read, table.name) for table in _SWORN}
        walks = {
            table.name: _walk(connection, table, heads.get(table.name, {}), read)
            for table in (*_SWORN, *_UNSWORN)
        }
        troubles += [walk.trouble for walk in walks.values() if walk.trouble]
        erased = int(connection.scalar(select(func.max(erasures.c.seq))) or 0)
        for name, sworn in heads.items():
            last = walks[name].first + walks[name].count - 1
            last = max(last, erased) if name == answers.name else last
            if not walks[name].trouble and any(number > last for number in sworn):
                what = "records a signed root names are missing at the end"
                troubles.append(Trouble(part=name, number=last + 1, what=what))
        stamped = _check_stamps(connection, check_stamp, troubles)
    return LogCheck(
        checked={name: walk.count for name, walk in walks.items()}
        | {"roots": len(read), "stamps": stamped},
        troubles=tuple(troubles),
        unstamped=len(read) - stamped,
        stamps_checked=check_stamp is not None,
    )


def _read_roots(
    connection: Connection, keys: PublicKeys, troubles: list[Trouble]
) -> tuple[RootClaims, ...]:
    """Read the roots up to the first bad one: signed, in order, each naming the one before."""
    read: list[RootClaims] = []
    previous = START
    for row in connection.execute(select(roots).order_by(roots.c.number)).mappings():
        claims = read_root(row["jws"], keys)
        number = len(read) + 1
        what = _root_trouble(row, claims, read, previous, number)
        if claims is None or what:
            troubles.append(Trouble(part="roots", number=number, what=what))
            break
        read.append(claims)
        previous = digest_of_root(row["jws"])
    return tuple(read)


def _root_trouble(
    row: RowMapping,
    claims: RootClaims | None,
    read: Sequence[RootClaims],
    previous: str,
    number: int,
) -> str:
    if row["number"] != number:
        return "a root is missing"
    if claims is None:
        return "not signed by a key that was in force"
    columns = (claims.number, claims.day, claims.first, claims.last, claims.root)
    if columns != tuple(row[name] for name in ("number", "day", "first", "last", "root")):
        return "the row says other than the signed root"
    if claims.previous != previous:
        return "it does not follow the root before it"
    if claims.first != (read[-1].last + 1 if read else claims.first) or claims.last < claims.first:
        return "records between two roots are covered by none"
    return ""


def _heads(read: Sequence[RootClaims], part: str) -> dict[int, str]:
    """Give what the roots swear a chain's hash was, by record number."""
    sworn = {
        answers.name: [root.answers for root in read],
        withdrawals.name: [root.withdrawals for root in read],
        audit.name: [root.audit for root in read],
    }[part]
    return {one.seq: one.head for one in sworn if one.seq > 0}


def _walk(
    connection: Connection, table: Table, heads: Mapping[int, str], read: Sequence[RootClaims]
) -> _Walk:
    """Follow one chain to the first record that is wrong, and the trees over it."""
    key = table.c.number if table is erasures else table.c.seq
    wanted = select(table).order_by(key).execution_options(yield_per=1000)
    walk = _Walk(first=1)
    trees = _Trees(read if table is answers else ())
    with connection.execute(wanted) as found:
        for place, row in enumerate(found.mappings()):
            values: dict[str, Value] = dict(row)
            number = int(row[key.name])
            if place == 0 and table is answers:
                walk.first, walk.head = _start(connection, number)
            expected = walk.first + walk.count
            what = _record_trouble(values, number, expected, walk.head, heads)
            what = what or trees.trouble_at(number, str(values.get("jws", "")))
            if what:
                walk.trouble = Trouble(part=table.name, number=min(number, expected), what=what)
                return walk
            walk.head, walk.count = str(values["chain"]), walk.count + 1
    if walk.count == 0 and table is answers:
        # All were deleted at their time; the chain ends where the last deletion did.
        last, walk.head = erased_up_to(connection)
        walk.first = last + 1
    return walk


def _record_trouble(
    row: Mapping[str, Value], number: int, expected: int, head: str, heads: Mapping[int, str]
) -> str:
    if number != expected:
        return "the record is missing"
    if row["chain"] != link(head, row):
        return "the record was changed, put in, or moved"
    if heads.get(number, row["chain"]) != row["chain"]:
        return "a signed root names another record here: the chain was written anew"
    return ""


def _start(connection: Connection, number: int) -> tuple[int, str]:
    """Tell where the chain begins: at 1, or behind a recorded deletion of old records."""
    wanted = select(erasures.c.head).where(erasures.c.seq == number - 1)
    head = connection.scalar(wanted.order_by(erasures.c.number.desc()))
    return (number, str(head)) if head is not None else (1, START)


class _Trees:
    """Rebuilds the tree of each closed day from the labels as they pass by."""

    def __init__(self, read: Sequence[RootClaims]) -> None:
        self._ahead: Iterator[RootClaims] = iter(read)
        self._root = next(self._ahead, None)
        self._leaves: list[bytes] = []

    def trouble_at(self, number: int, jws: str) -> str:
        """Take the next label; say what is wrong when it closes a day whose root differs."""
        while self._root is not None and number > self._root.last:
            self._root, self._leaves = next(self._ahead, None), []
        root = self._root
        if root is None or number < root.first:
            return ""
        self._leaves.append(label_leaf(jws))
        if number < root.last or len(self._leaves) < root.last - root.first + 1:
            # A day whose first records were deleted at their time can not be rebuilt.
            return ""
        same = tree_hash(self._leaves).hex() == root.root
        return "" if same else f"the root of {root.day} stands over other labels"


def _check_stamps(
    connection: Connection, check: StampChecker | None, troubles: list[Trouble]
) -> int:
    wanted = select(stamps.c.number, stamps.c.token, roots.c.jws).join(
        roots, roots.c.number == stamps.c.number, isouter=True
    )
    count = 0
    for number, token, jws in connection.execute(wanted.order_by(stamps.c.number)):
        count += 1
        what = _stamp_trouble(str(token), jws, check)
        if what:
            troubles.append(Trouble(part="stamps", number=int(number), what=what))
            break
    return count


def _stamp_trouble(token: str, jws: str | None, check: StampChecker | None) -> str:
    if jws is None:
        return "its root is missing"
    try:
        der = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return "unreadable"
    return check(der, jws.encode("ascii", "replace")) if check else ""
