"""May a judge's number be shown? Only beside people's verdicts in the same language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jauap.assistant import Language
from jauap.evaluation.judging import Judged
from jauap.evaluation.verdict_log import verdict_log, verdicts_in_force
from jauap.verdict import Seat, Verdict

LEAST_LABELS = 30
"""Answers that people must have judged in a language before a judge speaks about it."""

_RIGHT = 0.5
"""From this value on a judge calls an answer right."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share with its 95 % interval; all in [0, 1]."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What a judge is worth in one language, and what it may say."""

    judge: str
    model: str
    language: Language
    n_judged: int
    """Answers the judge scored."""
    n_unscored: int
    n_labels: int
    """Answers people judged too."""
    sensitivity: Share | None = None
    """Share of the right answers that the judge calls right; None where people saw none."""
    specificity: Share | None = None
    """Share of the wrong answers that the judge calls wrong; None where people saw none."""
    corrected: Share | None = None
    """Share of right answers, corrected by people's verdicts; None without enough of them."""
    judge_weight: float = 0.0
    """How far the judge was believed, in [0, 1]; 0 means that only people count."""

    @property
    def is_calibrated(self) -> bool:
        """True when the judge may show its corrected number."""
        return self.corrected is not None

    @property
    def reason(self) -> str:
        """Why no number is shown; empty when one is."""
        if self.is_calibrated:
            return ""
        return f"not calibrated: {self.n_labels} of {LEAST_LABELS} expert verdicts"


def human_truth(path: Path, run_id: str) -> Mapping[str, Verdict]:
    """Read what people said of a run's answers, by case id: two who agree, or the adjudicator.

    Raises:
        WorkspaceInvalid: the log was changed.
    """
    in_force = {
        key: entry.record for key, entry in verdicts_in_force(verdict_log(path).read()).items()
    }
    truth: dict[str, Verdict] = {}
    for item in {item for run, item, _ in in_force if run == run_id}:
        seats = {seat: in_force.get((run_id, item, seat)) for seat in Seat}
        first, second, last = seats[Seat.FIRST], seats[Seat.SECOND], seats[Seat.ADJUDICATOR]
        if last is not None:
            truth[item] = last.verdict
        elif first and second and first.verdict is second.verdict:
            truth[item] = first.verdict
    return truth


def calibrate(judged: Sequence[Judged], truth: Mapping[str, Verdict]) -> tuple[Calibration, ...]:
    """Hold a judge to people's verdicts, for each language by itself."""
    return tuple(
        _calibration(language, own, truth)
        for language in Language
        if (own := [each for each in judged if each.language is language])
    )


def _calibration(
    language: Language, judged: Sequence[Judged], truth: Mapping[str, Verdict]
) -> Calibration:
    rows = list(_rows(judged, truth))
    labelled = [row for row in rows if row.right is not None]
    plain = Calibration(
        judge=judged[0].judge,
        model=judged[0].model,
        language=language,
        n_judged=len(rows),
        n_unscored=len(judged) - len(rows),
        n_labels=len(labelled),
    )
    if len(labelled) < LEAST_LABELS:
        return plain
    return _measured(plain, rows, labelled)


@dataclass(frozen=True, kw_only=True)
class _Row:
    intent: str
    value: float
    right: bool | None


def _rows(judged: Sequence[Judged], truth: Mapping[str, Verdict]) -> Iterator[_Row]:
    for each in judged:
        if each.score.value is not None:
            verdict = truth.get(each.case_id)
            right = None if verdict is None else verdict is Verdict.CORRECT
            yield _Row(intent=each.intent, value=each.score.value, right=right)


def _measured(plain: Calibration, rows: Sequence[_Row], labelled: Sequence[_Row]) -> Calibration:
    corrected, weight = _corrected(rows, labelled)
    return replace(
        plain,
        sensitivity=_agreeing([row for row in labelled if row.right], says_right=True),
        specificity=_agreeing([row for row in labelled if not row.right], says_right=False),
        corrected=corrected,
        judge_weight=weight,
    )


def _agreeing(rows: Sequence[_Row], *, says_right: bool) -> Share | None:
    from jauap.evaluation.statistics.interval import wilson

    if not rows:
        return None
    agreeing = sum((row.value >= _RIGHT) is says_right for row in rows)
    found = wilson(agreeing, len(rows))
    return Share(value=found.value, low=found.low, high=found.high, n=found.n)


def _corrected(rows: Sequence[_Row], labelled: Sequence[_Row]) -> tuple[Share, float]:
    """Correct the judge's mean by people's verdicts; with all answers judged only people count.

    The unlabelled answers of an intent that people saw in part are left out: the two parts of
    the estimate must share no intent.
    """
    from jauap.evaluation.statistics.interval import interval
    from jauap.evaluation.statistics.powered import prediction_powered

    seen = {row.intent for row in labelled}
    used = [row for row in rows if row.right is not None or row.intent not in seen]
    if len(used) - len(labelled) < 2 or len(seen) < 2:
        people = interval([float(row.right or 0) for row in labelled], [r.intent for r in labelled])
        return Share(value=people.value, low=people.low, high=people.high, n=people.n), 0.0
    made = prediction_powered(
        [row.value for row in used],
        [None if row.right is None else float(row.right) for row in used],
        clusters=[row.intent for row in used],
    )
    return Share(value=made.value, low=made.low, high=made.high, n=made.n), made.judge_weight
