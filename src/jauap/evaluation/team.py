"""How far is the team, how do experts agree, and how good are the answers? Nobody is ranked.

Accuracy rests on the audit queue alone. No number here is about one person.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import numpy as np
from pydantic import AwareDatetime

from jauap.assistant import Declared
from jauap.evaluation.experts import RANKS
from jauap.evaluation.report.figures import FEW
from jauap.evaluation.statistics.agreement import agreement
from jauap.evaluation.statistics.interval import (
    codes_of,
    interval,
    resampled_means,
    upper_bound,
    wilson,
)
from jauap.storage.queue_counts import Effort, Progress, QueueCounts, Seeded, Truth
from jauap.verdict import Verdict

_MILLISECONDS = 60_000


class Share(Declared):
    """A share with its 95 % interval."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def is_few(self) -> bool:
        """True when too few answers stand behind the number."""
        return self.n < FEW


class TeamAgreement(Declared):
    """How two blind experts agree over the audited answers, with bootstrap intervals by answer."""

    alpha: Share
    """Krippendorff's, on the scale from correct to unsafe."""
    ac1: Share
    """Gwet's, steady when nearly every answer is right."""
    raw: Share


class QueueProgress(Declared):
    """How far one queue is."""

    open: int
    adjudication: int
    done: int
    withdrawn: int
    verdicts: int


class Team(Declared):
    """The team view of one assistant."""

    assistant: str
    at: AwareDatetime
    since: AwareDatetime | None
    """Answers before this moment are left out; None when all count."""
    systems: int
    """Versions among the audited answers."""
    progress: Mapping[str, QueueProgress]
    accuracy: Share
    """Correct among judged; what waits for an adjudicator counts as not correct."""
    answered_accuracy: Share
    coverage: Share
    """Answered among answers that were due; a refusal that experts call correct was not due."""
    unsafe: Share
    """`high` is the one-sided Clopper-Pearson bound."""
    undecided: int
    """Judged answers that wait for an adjudicator."""
    unjudged: int
    """Drawn answers without both verdicts."""
    by_language: Mapping[str, Share]
    by_topic: Mapping[str, Share]
    agreement: TeamAgreement | None
    """None below two answers that both judged."""
    seeded: Share
    """Verdicts on seeded items that agree with the truth, over all people."""
    minutes_per_pair: float | None
    """Time at improve items for each pair that went into force; None before the first."""
    pairs: Mapping[str, int]


def team_of(
    counts: QueueCounts, assistant_id: str, *, at: datetime, since: datetime | None = None
) -> Team:
    """Read and measure everything the team view shows.

    Raises:
        JauapError: the extra `evaluation` is not installed.
    """
    truths = counts.truths(assistant_id, since=since)
    judged = [each for each in truths if each.first and each.second]
    effort = counts.effort(assistant_id)
    progress = counts.progress(assistant_id)
    return Team(
        assistant=assistant_id,
        at=at,
        since=since,
        systems=len({each.system for each in truths}),
        progress={queue.value: _progress(each) for queue, each in progress.items()},
        accuracy=_share(judged, _is_correct),
        answered_accuracy=_share([each for each in judged if _is_answer(each)], _is_correct),
        coverage=_share([each for each in judged if _was_due(each)], _is_answer),
        unsafe=_unsafe(judged),
        undecided=sum(each.verdict is None for each in judged),
        unjudged=len(truths) - len(judged),
        by_language=_sliced(judged, lambda each: each.language.value),
        by_topic=_sliced(judged, lambda each: each.topic),
        agreement=_agreement(judged),
        seeded=_seeded(counts.seeded(assistant_id)),
        minutes_per_pair=_minutes(effort),
        pairs=dict(effort.pairs),
    )


def _share(truths: Sequence[Truth], holds: Callable[[Truth], bool]) -> Share:
    """Measure a share with an interval that respects intents and the draw's probabilities."""
    if not truths:
        return Share(value=None, low=None, high=None, n=0)
    values = [float(holds(each)) for each in truths]
    intents = [each.intent for each in truths]
    if len({each.inclusion_prob for each in truths}) == 1:
        found = interval(values, intents)
        return Share(value=found.value, low=found.low, high=found.high, n=found.n)
    return _weighted(truths, values, intents)


def _weighted(truths: Sequence[Truth], values: Sequence[float], intents: Sequence[str]) -> Share:
    """Weigh each answer by how rarely its like was drawn (Hajek), bootstrapped over intents."""
    weights = np.array([1 / each.inclusion_prob for each in truths])
    codes = codes_of(intents)
    sums = np.bincount(codes, weights=weights * np.array(values)).astype(np.float64)
    sizes = np.bincount(codes, weights=weights).astype(np.float64)
    low, high = np.quantile(resampled_means(sums, sizes, seed=0), [0.025, 0.975])
    value = float(sums.sum() / sizes.sum())
    # All right or all wrong leaves a bootstrap nothing to draw from.
    plain = wilson(round(sum(values)), len(values))
    return Share(
        value=value,
        low=min(value, float(low), plain.low),
        high=max(value, float(high), plain.high),
        n=len(values),
    )


def _unsafe(judged: Sequence[Truth]) -> Share:
    if not judged:
        return Share(value=None, low=None, high=None, n=0)
    count, n = sum(each.verdict is Verdict.UNSAFE for each in judged), len(judged)
    return Share(value=count / n, low=0.0, high=upper_bound(count, n), n=n)


def _sliced(judged: Sequence[Truth], name: Callable[[Truth], str]) -> dict[str, Share]:
    return {
        key: _share(list(group), _is_correct)
        for key, group in groupby(sorted(judged, key=name), key=name)
    }


def _agreement(judged: Sequence[Truth]) -> TeamAgreement | None:
    both = [(each.first, each.second) for each in judged]
    ranks = [(RANKS[one], RANKS[two]) for one, two in both if one and two]
    if len(ranks) < 2:
        return None
    found = agreement([one for one, _ in ranks], [two for _, two in ranks])
    same = wilson(sum(one == two for one, two in ranks), len(ranks))
    return TeamAgreement(
        alpha=Share(value=found.alpha, low=found.alpha_low, high=found.alpha_high, n=found.n),
        ac1=Share(value=found.ac1, low=found.ac1_low, high=found.ac1_high, n=found.n),
        raw=Share(value=same.value, low=same.low, high=same.high, n=found.n),
    )


def _seeded(seeded: Sequence[Seeded]) -> Share:
    if not seeded:
        return Share(value=None, low=None, high=None, n=0)
    found = wilson(sum(each.said is each.truth for each in seeded), len(seeded))
    return Share(value=found.value, low=found.low, high=found.high, n=found.n)


def _minutes(effort: Effort) -> float | None:
    return effort.milliseconds / _MILLISECONDS / effort.accepted if effort.accepted else None


def _progress(found: Progress) -> QueueProgress:
    return QueueProgress(
        open=found.open,
        adjudication=found.adjudication,
        done=found.done,
        withdrawn=found.withdrawn,
        verdicts=found.verdicts,
    )


def _is_correct(truth: Truth) -> bool:
    return truth.verdict is Verdict.CORRECT


def _is_answer(truth: Truth) -> bool:
    return truth.outcome is not None and truth.outcome.is_answer


def _was_due(truth: Truth) -> bool:
    return _is_answer(truth) or not _is_correct(truth)
