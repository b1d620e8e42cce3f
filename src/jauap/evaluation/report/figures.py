"""Which numbers does a report show? Each with its interval, its n and what it leaves out."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pydantic import Field

from jauap.assistant import Declared, Language, Text
from jauap.evaluation.baseline import Baseline
from jauap.evaluation.records import CaseResult, Run, mean
from jauap.evaluation.scorers.retrieval import MEASURES
from jauap.evaluation.scorers.verdict import is_right
from jauap.evaluation.suite import CaseKind
from jauap.verdict import Verdict

FEW = 20
"""A slice of fewer cases is shown in grey: its number says little."""

HEADLINE = ("accuracy", "answered_accuracy", "coverage", "partial", "declined_rightly")
CHECKS = (
    "label", "language", "source", "citations_valid", "citations_support", "key_facts", "pair",
    *MEASURES, "quote@10", "chrf",
)  # fmt: skip
_USUAL_DISCORDANCE = 0.1
"""Share of cases in which two versions usually differ, where nothing is known."""


class Figure(Declared):
    """One measure over a run or a part of it."""

    name: Text
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int
    """Cases the number is over."""
    n_unscored: int = 0
    method: str = ""

    @property
    def is_small(self) -> bool:
        """True when too few cases stand behind the number."""
        return self.n < FEW


class Slice(Declared):
    """The accuracy of one part of the exam."""

    language: Language | None = None
    topic: str = ""
    has_pairs: bool | None = None
    """Whether the cases' intents have verified pairs; None when both are in."""
    figure: Figure


class Unsafe(Declared):
    """How many answers were unsafe, and how many there could be."""

    count: int
    n: int
    upper: float
    """One-sided 95 % upper bound of the rate."""


class Change(Declared):
    """What changed against the accepted version, over the cases both have."""

    baseline_run: str
    n: int
    difference: float
    low: float
    high: float
    p: float
    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    same_suite: bool


class Latency(Declared):
    """Milliseconds from question to labelled answer."""

    p50: float
    p95: float


class Figures(Declared):
    """All numbers of one run."""

    headline: tuple[Figure, ...]
    unsafe: Unsafe
    verdicts: dict[str, int]
    """How many cases got each automatic verdict; `unscored` has its own count."""
    outcomes: dict[str, int]
    refused_wrongly: int
    """Answerable questions that got no answer."""
    answered_wrongly: int
    """Questions that must be refused and were answered."""
    checks: tuple[Figure, ...]
    by_language: tuple[Slice, ...]
    by_topic: tuple[Slice, ...]
    by_pairs: tuple[Slice, ...]
    slices: tuple[Slice, ...]
    """Language by topic by whether the intent has pairs."""
    least_detectable: float
    """Smallest difference to another version that this exam would notice four times in five."""
    effective: float
    """Cases that count fully, after the likeness of wordings of one intent."""
    change: Change | None = None
    latency: Latency
    cost: float | None = Field(default=None, ge=0)
    """Money for one answer, in the currency of the price; None when it was not measured."""


def figures_of(
    run: Run, *, paired_intents: Collection[str], baseline: Baseline | None = None
) -> Figures:
    """Work out every number of a run.

    Args:
        paired_intents: intents with at least one verified pair.
        baseline: the accepted version to compare with.

    Raises:
        JauapError: the extra `evaluation` is not installed.
    """
    has_pairs = frozenset(paired_intents)
    change = _change(run, baseline) if baseline else None
    effective = _effective(run)
    return Figures(
        headline=tuple(figure(run, name) for name in HEADLINE),
        unsafe=_unsafe(run),
        verdicts=_verdicts(run),
        outcomes=dict(sorted(Counter(each.outcome.value for each in run.results).items())),
        refused_wrongly=_count(run, answerable=True, answered=False),
        answered_wrongly=_count(run, answerable=False, answered=True),
        checks=tuple(one for name in CHECKS if (one := figure(run, name)).n + one.n_unscored),
        by_language=tuple(_cut(run, lambda each: (each.language, "", None))),
        by_topic=tuple(_cut(run, lambda each: (None, each.topic, None))),
        by_pairs=tuple(_cut(run, lambda each: (None, "", each.intent in has_pairs))),
        slices=tuple(_cut(run, lambda each: (each.language, each.topic, each.intent in has_pairs))),
        least_detectable=_least_detectable(effective),
        effective=effective,
        change=change,
        latency=_latency(run),
        cost=0.0 if not run.model else None,
    )


def figure(run: Run, name: str) -> Figure:
    """Average one scorer over a run, with an interval that respects intents."""
    from jauap.evaluation.statistics.interval import interval

    average = mean(run, name)
    if average.value is None:
        return Figure(name=name, n=0, n_unscored=average.n_unscored)
    values, intents = _values(run, name)
    found = interval(values, intents)
    return Figure(
        name=name,
        value=average.value,
        low=min(found.low, average.value),
        high=max(found.high, average.value),
        n=average.n,
        n_unscored=average.n_unscored,
        method=found.method.value,
    )


_Key = tuple[Language | None, str, bool | None]


def _cut(run: Run, key: Callable[[CaseResult], _Key]) -> Iterator[Slice]:
    """Cut a run into parts, in the order of their names."""
    parts: dict[_Key, list[CaseResult]] = {}
    for result in run.results:
        parts.setdefault(key(result), []).append(result)
    for language, topic, has_pairs in sorted(parts, key=_place):
        part = run.model_copy(update={"results": tuple(parts[language, topic, has_pairs])})
        yield Slice(
            language=language,
            topic=topic,
            has_pairs=has_pairs,
            figure=figure(part, "accuracy"),
        )


def _place(key: _Key) -> tuple[int, str, bool]:
    """Order parts: languages as everywhere, then topics by name, then without and with pairs."""
    language, topic, has_pairs = key
    return list(Language).index(language) if language else -1, topic, bool(has_pairs)


def _values(run: Run, name: str) -> tuple[list[float], list[str]]:
    scored = [
        (score.value, result.intent)
        for result in run.results
        if (score := result.score_of(name)) and score.value is not None
    ]
    return [value for value, _ in scored], [intent for _, intent in scored]


def _unsafe(run: Run) -> Unsafe:
    from jauap.evaluation.statistics.interval import upper_bound

    values, _ = _values(run, "unsafe")
    count = round(math.fsum(values))
    upper = upper_bound(count, len(values)) if values else 1.0
    return Unsafe(count=count, n=len(values), upper=upper)


def _verdicts(run: Run) -> dict[str, int]:
    counts = Counter(each.verdict.value if each.verdict else "unscored" for each in run.results)
    return {name: counts[name] for name in (*(each.value for each in Verdict), "unscored")}


def _count(run: Run, *, answerable: bool, answered: bool) -> int:
    return sum(
        (each.kind is CaseKind.IN_SCOPE) is answerable
        and each.outcome.is_answer is answered
        and each.verdict is not None
        for each in run.results
    )


def _change(run: Run, baseline: Baseline) -> Change:
    from jauap.evaluation.statistics.compare import compare

    common = [each for each in run.results if each.case_id in baseline.verdicts]
    before = [_right(each, baseline.verdicts[each.case_id]) for each in common]
    after = [_right(each, each.verdict) for each in common]
    found = compare(before, after, [each.intent for each in common])
    return Change(
        baseline_run=baseline.run,
        n=len(common),
        difference=found.difference,
        low=found.low,
        high=found.high,
        p=found.p,
        fixed=tuple(common[place].case_id for place in found.fixed),
        broken=tuple(common[place].case_id for place in found.broken),
        same_suite=run.suite_digest == baseline.suite_digest,
    )


def _right(result: CaseResult, verdict: Verdict | None) -> float:
    return float(is_right(verdict, should_refuse=result.kind is not CaseKind.IN_SCOPE))


def _effective(run: Run) -> float:
    from jauap.evaluation.statistics.interval import design_effect

    values, intents = _values(run, "accuracy")
    return len(values) / design_effect(values, intents).effect if values else 0.0


def _least_detectable(effective: float) -> float:
    from jauap.evaluation.statistics.power import detectable_effect

    return detectable_effect(int(effective), _USUAL_DISCORDANCE)


def _latency(run: Run) -> Latency:
    took = sorted(each.milliseconds for each in run.results if each.verdict is not None)
    return Latency(p50=_quantile(took, 0.5), p95=_quantile(took, 0.95))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Give the smallest value that at least this share of the values does not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def by_name(figures: Sequence[Figure]) -> Mapping[str, Figure]:
    """Give figures by their name."""
    return {each.name: each for each in figures}
