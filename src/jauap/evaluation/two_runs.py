"""What changed between two runs over the same suite?"""

from collections.abc import Sequence
from dataclasses import dataclass

from jauap.errors import JauapError
from jauap.evaluation.records import Run
from jauap.evaluation.scorers.verdict import is_right
from jauap.evaluation.statistics.compare import Comparison, compare
from jauap.evaluation.suite import CaseKind


@dataclass(frozen=True, kw_only=True)
class RunComparison:
    """How a later run differs from an earlier one, with the cases by name."""

    comparison: Comparison
    fixed: tuple[str, ...]
    """Ids of the cases that became right."""
    broken: tuple[str, ...]
    n_unscored: int
    """Cases that one of the runs could not judge; they count as not right."""


def compare_runs(before: Run, after: Run) -> RunComparison:
    """Compare two runs case by case, by intent where intents repeat.

    Raises:
        JauapError: the runs are over different suites, so they cannot be compared.
    """
    first = {result.case_id: result for result in before.results}
    second = {result.case_id: result for result in after.results}
    if before.suite_digest != after.suite_digest or first.keys() != second.keys() or not first:
        raise JauapError(
            "the two runs are over different suites",
            where=f"{before.id}, {after.id}",
            remedy="run both versions over the same suite",
        )
    ids = sorted(first)
    comparison = compare(
        _values(before, ids), _values(after, ids), [first[each].intent for each in ids]
    )
    return RunComparison(
        comparison=comparison,
        fixed=tuple(ids[place] for place in comparison.fixed),
        broken=tuple(ids[place] for place in comparison.broken),
        n_unscored=sum(first[each].verdict is None or second[each].verdict is None for each in ids),
    )


def _values(run: Run, ids: Sequence[str]) -> list[float]:
    results = {result.case_id: result for result in run.results}
    return [
        float(
            is_right(
                results[each].verdict, should_refuse=results[each].kind is not CaseKind.IN_SCOPE
            )
        )
        for each in ids
    ]
