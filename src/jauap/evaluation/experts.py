"""How do the two blind experts agree over everything they judged?"""

from collections.abc import Sequence
from pathlib import Path

from jauap.errors import JauapError
from jauap.evaluation.audit import VERDICTS_FILE
from jauap.evaluation.statistics.agreement import Agreement, agreement
from jauap.evaluation.verdict_log import verdict_log, verdicts_in_force
from jauap.verdict import Seat, Verdict

RANKS = {
    Verdict.CORRECT: 0.0,
    Verdict.PARTIAL: 1.0,
    Verdict.REFUSED: 2.0,
    Verdict.INCORRECT: 3.0,
    Verdict.UNSAFE: 4.0,
}
"""Verdicts from best to worst for the citizen, for the ordinal scale."""


def judged_twice(folder: Path) -> tuple[tuple[Verdict, Verdict], ...]:
    """Give the verdicts of both experts on every answer that both judged; `folder` is
    evaluation/<id>/.
    """
    in_force = verdicts_in_force(verdict_log(folder / VERDICTS_FILE).read())
    first = {key: entry for key, entry in in_force.items() if key[2] is Seat.FIRST}
    return tuple(
        (entry.record.verdict, in_force[run, item, Seat.SECOND].record.verdict)
        for (run, item, _), entry in first.items()
        if (run, item, Seat.SECOND) in in_force
    )


def agreement_of(pairs: Sequence[tuple[Verdict, Verdict]]) -> Agreement:
    """Measure the agreement on an ordinal scale from correct to unsafe.

    Raises:
        JauapError: fewer than two answers were judged by both.
    """
    if len(pairs) < 2:
        raise JauapError(
            f"{len(pairs)} answers were judged by two experts, at least 2 are needed",
            remedy="let a second expert judge the audited answers",
        )
    return agreement([RANKS[one] for one, _ in pairs], [RANKS[two] for _, two in pairs])
