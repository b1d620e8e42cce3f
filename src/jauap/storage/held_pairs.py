"""Where do the experts' pairs stand, and how did they get there? One chain of steps over all."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection, Select, func, insert, select, update

from jauap.storage.chain import ChainCheck, check, link
from jauap.storage.pair_rows import (
    HeldPair,
    PairState,
    Step,
    pair_of_row,
    row_of_pair,
    row_of_step,
    step_of_row,
)
from jauap.storage.pair_tables import held_pairs, pair_steps
from jauap.storage.sequence import head_of, lock_chains
from jauap.storage.store import Store

Outcome = TypeVar("Outcome")

_DEAD = (PairState.EXPIRED.value, PairState.REJECTED.value)
_GROUP = 500
"""Ids asked for at once; SQLite takes at most 32,766 values."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One step to be stored, and where the pair stands after it."""

    step: Step
    after: HeldPair


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """The step was stored before, by the same request."""

    step: Step


@dataclass(frozen=True, kw_only=True)
class Claim(Generic[Outcome]):
    """A question that only one living pair of an assistant may ask."""

    assistant_id: str
    digest: str
    when_taken: Outcome
    """What comes of the request when another pair asks it."""


@dataclass(frozen=True, kw_only=True)
class Request(Generic[Outcome]):
    """What somebody wants to do with one pair."""

    pair_id: str
    step_id: str
    decide: Callable[[HeldPair | None], Turn | Outcome]
    """Told where the pair stands, gives the step to take or another outcome; called in the
    transaction, so nobody else can be quicker."""
    claim: Claim[Outcome] | None = None


@dataclass(frozen=True, kw_only=True)
class PairPage:
    """Some of the pairs that were looked for."""

    total: int
    pairs: tuple[HeldPair, ...]


class HeldPairs:
    """Stores steps and where they lead; every process on the database sees the same."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def advance(self, request: Request[Outcome]) -> Turn | Repeated | Outcome:
        """Take one step, unless it was taken before or `decide` gives something else.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        return self.advance_all([request])[0]

    def advance_all(
        self, requests: Sequence[Request[Outcome]]
    ) -> tuple[Turn | Repeated | Outcome, ...]:
        """Take all steps in one transaction, or none when one of them has another outcome.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        with self._store.write() as connection:
            lock_chains(connection)
            taken = _taken(connection, [request.step_id for request in requests])
            held = _held(connection, {request.pair_id for request in requests})
            known = frozenset(held)
            asking = _claimed(connection, [each.claim for each in requests if each.claim])
            results: list[Turn | Repeated | Outcome] = []
            for request in requests:
                if request.step_id in taken:
                    results.append(Repeated(step=taken[request.step_id]))
                    continue
                result = request.decide(held.get(request.pair_id))
                if isinstance(result, Turn) and request.claim:
                    others = asking[request.claim.assistant_id]
                    first = others.setdefault(request.claim.digest, request.pair_id)
                    result = result if first == request.pair_id else request.claim.when_taken
                if isinstance(result, Turn):
                    held[result.after.id] = result.after
                    taken[result.step.id] = result.step
                results.append(result)
            if all(isinstance(result, Turn | Repeated) for result in results):
                turns = [result for result in results if isinstance(result, Turn)]
                _store(connection, turns, known)
            return tuple(results)

    def find(self, pair_id: str) -> HeldPair | None:
        """Give where one pair stands."""
        with self._store.read() as connection:
            return _held(connection, {pair_id}).get(pair_id)

    def find_many(self, pair_ids: Collection[str]) -> Mapping[str, HeldPair]:
        """Give where pairs stand, by id; unknown ones are left out."""
        with self._store.read() as connection:
            return _held(connection, set(pair_ids))

    def taken(self, step_ids: Collection[str]) -> Mapping[str, Step]:
        """Give the steps with these ids that were taken already."""
        with self._store.read() as connection:
            return _taken(connection, list(step_ids))

    def steps(self, pair_id: str) -> tuple[Step, ...]:
        """Give a pair's whole history, oldest first."""
        wanted = select(pair_steps).where(pair_steps.c.pair_id == pair_id)
        with self._store.read() as connection:
            rows = connection.execute(wanted.order_by(pair_steps.c.seq)).mappings()
            return tuple(step_of_row(row) for row in rows)

    def history(self, assistant_id: str) -> tuple[Step, ...]:
        """Give every step of an assistant's pairs in the order in which they were stored."""
        wanted = select(pair_steps).where(pair_steps.c.assistant_id == assistant_id)
        with self._store.read() as connection:
            rows = connection.execute(wanted.order_by(pair_steps.c.seq)).mappings()
            return tuple(step_of_row(row) for row in rows)

    def search(
        self,
        assistant_id: str,
        *,
        state: PairState | None = None,
        text: str = "",
        page: int = 1,
        size: int = 50,
    ) -> PairPage:
        """Give one page of an assistant's pairs, the last changed first.

        Args:
            state: where the newest wording stands; None means anywhere.
            text: part of intent, question, answer or source, in any case of letters.
            page: counted from 1.
        """
        mine = held_pairs.c.assistant_id == assistant_id
        wanted = select(held_pairs).where(mine)
        if state is not None:
            wanted = wanted.where(held_pairs.c.state == state.value)
        if text.strip():
            words = text.strip().casefold()
            wanted = wanted.where(held_pairs.c.searched.contains(words, autoescape=True))
        ordered = wanted.order_by(held_pairs.c.changed_at.desc(), held_pairs.c.id)
        with self._store.read() as connection:
            total = connection.scalar(select(func.count()).select_from(wanted.subquery())) or 0
            pairs = _read(connection, ordered.limit(size).offset((page - 1) * size))
        return PairPage(total=int(total), pairs=pairs)

    def all_of(self, assistant_id: str) -> tuple[HeldPair, ...]:
        """Give every pair of an assistant, in the order of proposal."""
        wanted = select(held_pairs).where(held_pairs.c.assistant_id == assistant_id)
        with self._store.read() as connection:
            return _read(connection, wanted.order_by(held_pairs.c.proposed_at, held_pairs.c.id))

    def in_force(self, assistant_id: str) -> tuple[HeldPair, ...]:
        """Give the pairs that the index should hold, in the order of their ids."""
        wanted = select(held_pairs).where(
            held_pairs.c.assistant_id == assistant_id, held_pairs.c.active != ""
        )
        with self._store.read() as connection:
            return _read(connection, wanted.order_by(held_pairs.c.id))

    def ids(self, assistant_id: str) -> frozenset[str]:
        """Give the ids of all pairs of an assistant, whatever became of them."""
        wanted = select(held_pairs.c.id).where(held_pairs.c.assistant_id == assistant_id)
        with self._store.read() as connection:
            return frozenset(connection.scalars(wanted))

    def asking(self, assistant_id: str, digests: Collection[str]) -> Mapping[str, str]:
        """Tell which living pair asks a question already: digest of the question -> pair id."""
        with self._store.read() as connection:
            return _asking(connection, assistant_id, digests)

    def check(self) -> ChainCheck:
        """Follow the chain through all steps of all pairs."""
        with self._store.read() as connection:
            rows = connection.execute(select(pair_steps).order_by(pair_steps.c.seq)).mappings()
            return check(dict(row) for row in rows)


def _store(connection: Connection, turns: Sequence[Turn], known: Collection[str]) -> None:
    if not turns:
        return
    last_seq, head = head_of(connection, pair_steps)
    rows = []
    for seq, turn in enumerate(turns, start=last_seq + 1):
        row = row_of_step(turn.step, seq)
        head = link(head, row)
        rows.append({**row, "chain": head})
    connection.execute(insert(pair_steps), rows)
    ends = {turn.after.id: turn.after for turn in turns}
    new = [row_of_pair(pair) for pair in ends.values() if pair.id not in known]
    if new:
        connection.execute(insert(held_pairs), new)
    for pair in ends.values():
        if pair.id in known:
            connection.execute(
                update(held_pairs).where(held_pairs.c.id == pair.id).values(row_of_pair(pair))
            )


def _taken(connection: Connection, step_ids: Sequence[str]) -> dict[str, Step]:
    found: dict[str, Step] = {}
    for some in _groups(step_ids):
        rows = connection.execute(select(pair_steps).where(pair_steps.c.id.in_(some))).mappings()
        found.update({row["id"]: step_of_row(row) for row in rows})
    return found


def _held(connection: Connection, pair_ids: Collection[str]) -> dict[str, HeldPair]:
    found: dict[str, HeldPair] = {}
    for some in _groups(pair_ids):
        read = _read(connection, select(held_pairs).where(held_pairs.c.id.in_(some)))
        found.update({pair.id: pair for pair in read})
    return found


def _claimed(connection: Connection, claims: Sequence[Claim[Outcome]]) -> dict[str, dict[str, str]]:
    """Give by assistant which of the claimed questions are asked, and by which pair."""
    digests: dict[str, set[str]] = {}
    for claim in claims:
        digests.setdefault(claim.assistant_id, set()).add(claim.digest)
    return {each: _asking(connection, each, some) for each, some in digests.items()}


def _asking(connection: Connection, assistant_id: str, digests: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _groups(digests):
        wanted = select(held_pairs.c.question, held_pairs.c.id).where(
            held_pairs.c.assistant_id == assistant_id,
            held_pairs.c.question.in_(some),
            held_pairs.c.state.not_in(_DEAD),
        )
        found.update({str(digest): str(id_) for digest, id_ in connection.execute(wanted)})
    return found


def _read(connection: Connection, wanted: Select[tuple[object, ...]]) -> tuple[HeldPair, ...]:
    return tuple(pair_of_row(row) for row in connection.execute(wanted).mappings())


def _groups(ids: Collection[str]) -> Iterator[list[str]]:
    every = sorted(set(ids))
    for at in range(0, len(every), _GROUP):
        yield every[at : at + _GROUP]
