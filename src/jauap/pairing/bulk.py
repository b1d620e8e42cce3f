"""What does a whole file of pairs change? All of it, or nothing when one row has a fault."""

from collections.abc import Mapping
from dataclasses import dataclass

from jauap.annotation.outcomes import Conflict, Refusal, Why
from jauap.annotation.pairs import Pairs
from jauap.annotation.wishes import Actor, Proposal
from jauap.annotation.wording import clean_wording, pair_id_in_sheet, step_id_of
from jauap.evaluation.sheets.problems import Fault, Problem
from jauap.pairing.rows import PairRow, Rows
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.pair_rows import HeldPair, Step, question_digest

_FAULTS = {
    Why.QUOTE_NOT_FOUND: Fault.QUOTE_NOT_FOUND,
    Why.PERSONAL_DATA: Fault.PERSONAL_DATA,
    Why.EXPIRY_PASSED: Fault.DAY_PASSED,
    Why.QUESTION_TAKEN: Fault.QUESTION_TAKEN,
}


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did, or would do."""

    rows: int
    """Rows that stand for a pair, faulty ones included."""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()

    @property
    def is_clean(self) -> bool:
        """True when nothing stands against the import; otherwise nothing was applied."""
        return not self.problems


def import_pairs(
    pairs: Pairs,
    held: HeldPairs,
    actor: Actor,
    assistant_id: str,
    read: Rows,
    *,
    reason: str,
    key: str,
    dry_run: bool = False,
) -> Imported:
    """Propose every row that is new, and every new wording of a known pair.

    A row names its pair by id and version as exported; one without an id is known again by its
    question. Each proposal still needs its review by somebody else.

    Raises:
        StoreUnavailable: nothing was stored.
    """
    known = _Known(held, actor, assistant_id, read.rows, key)
    problems = [*read.problems, *_asked_twice(read.rows)]
    proposals: dict[int, Proposal] = {}
    for number, row in read.rows.items():
        version, fault = known.version_under(row)
        if fault is not None:
            problems.append(
                Problem(fault=fault, row=number, column="version", detail=known.seen(row))
            )
        elif version is not None:
            proposals[number] = Proposal(
                pair_id=known.id_of(row), wording=row.wording, reason=reason, version=version
            )
    faults = pairs.faults(assistant_id, {each.pair_id: each.wording for each in proposals.values()})
    problems += [
        _refused(number, faults[each.pair_id])
        for number, each in proposals.items()
        if each.pair_id in faults
    ]
    if not problems and not dry_run and proposals:
        results = pairs.propose_all(actor, assistant_id, list(proposals.values()), key=key)
        problems += [
            _refused(number, result)
            for number, result in zip(proposals, results, strict=True)
            if not isinstance(result, HeldPair)
        ]
    added = sum(not each.version for each in proposals.values())
    return Imported(
        rows=read.count,
        added=added,
        changed=len(proposals) - added,
        unchanged=len(read.rows) - len(proposals),
        problems=tuple(sorted(problems, key=lambda each: (each.row, each.column))),
        notices=read.notices,
    )


class _Known:
    """Which pairs the rows mean, and what this very request has stored of them already."""

    def __init__(
        self,
        held: HeldPairs,
        actor: Actor,
        assistant_id: str,
        rows: Mapping[int, PairRow],
        key: str,
    ) -> None:
        self._assistant_id = assistant_id
        named = held.find_many({row.id for row in rows.values() if row.id})
        self._named = {
            pair_id for pair_id, pair in named.items() if pair.assistant_id == assistant_id
        }
        ids = {self.id_of(row) for row in rows.values()}
        self._held = held.find_many(ids)
        steps = held.taken([step_id_of(actor.person_id, key, each) for each in ids])
        self._mine: dict[str, Step] = {step.pair_id: step for step in steps.values()}

    def id_of(self, row: PairRow) -> str:
        """Give the pair's id: the row's own where the room knows it, else one derived from it."""
        if row.id in self._named:
            return str(row.id)
        return pair_id_in_sheet(self._assistant_id, row.id or question_digest(row.wording))

    def version_under(self, row: PairRow) -> tuple[int | None, Fault | None]:
        """Give the version that the row replaces: 0 for a new pair, None when nothing changes."""
        pair_id = self.id_of(row)
        if pair_id in self._mine:
            return self._mine[pair_id].version - 1, None
        held = self._held.get(pair_id)
        if held is None:
            return 0, None
        if held.wording == clean_wording(row.wording):
            return None, None
        if row.version != str(held.version):
            return None, Fault.CHANGED_MEANWHILE
        return held.version, None

    def seen(self, row: PairRow) -> str:
        """Give the version that stands there now."""
        held = self._held.get(self.id_of(row))
        return str(held.version) if held else ""


def _asked_twice(rows: Mapping[int, PairRow]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for number, row in rows.items():
        earlier = first.setdefault(question_digest(row.wording), number)
        if earlier != number:
            problems.append(
                Problem(
                    fault=Fault.QUESTION_TWICE,
                    row=number,
                    column="question",
                    detail=str(earlier),
                )
            )
    return problems


def _refused(row: int, result: Refusal | Conflict) -> Problem:
    if isinstance(result, Conflict):
        return Problem(
            fault=Fault.CHANGED_MEANWHILE,
            row=row,
            column="version",
            detail=str(result.current.version),
        )
    fault = _FAULTS.get(result.why, Fault.CHANGED_MEANWHILE)
    return Problem(fault=fault, row=row, column=result.field)
