"""How well does the flow tell what it cannot answer? Refusals beside answers, set by set.

    python evaluation/benchmarks/refusal.py --data DIR [--json] [--sets kz_gov,doc2dial]

Each row is one kind of question without an answer in an index, beside the questions that index
answers. The certainty is that of `decide`; a question the guard stops has none. `AUC` is the chance
that a question with an answer looks surer than one without; `refused` is the share without an
answer that falls under the threshold at which 90 % of the questions with an answer are answered.
Intervals are 95 % percentile bootstrap over questions, threshold included. `in time` is the share
that the guard stops before any search.

Then what the whole flow does at the default thresholds: answered, asked back, refused. The flow
has no pairs, no model and a scope that says nothing, so only the documents speak for it.

  kz_gov            acts of two ministries; near misses stand apart, `out_of_scope` is all others
  kz_gov_by_domain  the acts of one ministry, asked what the other one's tell
  kazqad            questions whose passages are not among these (probably, the set does not know)
  xquad             every second paragraph of an article, asked what the others tell: near misses
  doc2dial          the pages of one agency, asked what the other agencies' tell
"""

import argparse
import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from refusal_sets import NEAR, SETS, Trial, load_trials
from retrieval_sets import Task
from retrieval_systems import filled

from jauap import __version__
from jauap.answer import Outcome, Texts
from jauap.answering.ask import Desk, ask
from jauap.answering.decide import decide
from jauap.answering.guard import guard
from jauap.answering.understand import understand
from jauap.assistant import Assistant, Scope, Trilingual
from jauap.labelling.keyring import KeyRing
from jauap.labelling.label import Labeller
from jauap.labelling.sign import Signer
from jauap.retrieval.spelling import respelled
from jauap.workspace import Workspace

ANSWERED = 0.9
_DRAWS = 1000
_ALL = "out_of_scope"
_REPOSITORY = Path(__file__).parents[2]

Numbers = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"


@dataclass(frozen=True, kw_only=True)
class Row:
    """How one kind of question without an answer is told from those with one."""

    set: str
    part: str
    lang: str
    kind: str
    n: int
    answerable: int
    auc: float
    auc_ci: tuple[float, float]
    refused: float
    refused_ci: tuple[float, float]
    threshold: float
    in_time: float


@dataclass(frozen=True, kw_only=True)
class Shares:
    """What the whole flow does with one kind of question at the default thresholds."""

    set: str
    part: str
    lang: str
    kind: str
    n: int
    answered: float
    asked_back: float
    refused: float


def main() -> int:
    """Run the benchmark and print two tables or one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--sets", default=",".join(SETS), help="comma-separated set names")
    given = parser.parse_args()
    rows: list[Row] = []
    shares: list[Shares] = []
    for trial in load_trials(given.data, given.sets.split(",")):
        with _desk(trial) as desk:
            rows += _measure(trial, desk)
            shares += _share(trial, desk)
    means = _means(rows)
    if given.json:
        told = {"rows": rows, "means": means, "shares": shares}
        print(json.dumps({key: [asdict(row) for row in value] for key, value in told.items()}))
    else:
        _print(rows, means, shares)
    return 0 if rows else 1


@contextmanager
def _desk(trial: Trial) -> Iterator[Desk]:
    task = Task(name=trial.name, language=trial.language, chunks=trial.chunks, cases=())
    with tempfile.TemporaryDirectory() as folder, filled(task, Path(folder) / "index") as search:
        key = KeyRing(Path(folder) / "keys", lambda: datetime.now(UTC))
        yield Desk(
            assistant=_assistant(),
            texts=Texts(schema=1),
            search=search,
            labeller=Labeller(
                Signer(key), "http://127.0.0.1:8000", __version__, lambda: datetime.now(UTC)
            ),
        )


def _assistant() -> Assistant:
    nothing = Trilingual(kk="-", ru="-", en="-")
    scope = Scope(summary=nothing, topics=(nothing,), examples=(nothing,))
    declared = Workspace(_REPOSITORY).assistant("public_services")
    return declared.model_copy(update={"scope": scope, "default_language": "kk"})


def _measure(trial: Trial, desk: Desk) -> Iterator[Row]:
    own = np.array([_certainty(case.question, trial, desk) for case in trial.answerable])
    kinds = dict(trial.others)
    far = [question for kind, asked in kinds.items() if kind != NEAR for question in asked]
    if len(kinds) > 1:
        kinds[_ALL] = tuple(far)
    for kind, asked in kinds.items():
        other = np.array([_certainty(question, trial, desk) for question in asked])
        draws = [_told_apart(*sample) for sample in _samples(own, other)]
        low, high = np.percentile(draws, [2.5, 97.5], axis=0)
        auc, refused = _told_apart(own, other)
        yield Row(
            set=trial.name,
            part=trial.part,
            lang=trial.language.value,
            kind=kind,
            n=len(other),
            answerable=len(own),
            auc=round(auc, 3),
            auc_ci=(round(low[0], 3), round(high[0], 3)),
            refused=round(refused, 3),
            refused_ci=(round(low[1], 3), round(high[1], 3)),
            threshold=round(_threshold(own), 3),
            in_time=round(float((other < 0).mean()), 3),
        )


def _certainty(question: str, trial: Trial, desk: Desk) -> float:
    """Give the certainty of an answer; below 0 when the guard lets no search happen."""
    understood = understand(question, desk.assistant, (), trial.language)
    asked = understood.question
    if guard(asked.text, masked=asked.masked) is not None:
        return -1.0
    found = desk.search.find(asked.text, language=trial.language)
    corrected = respelled(asked.text, found.corrections)
    return decide(corrected, found, desk.assistant, trial.language).confidence


def _samples(own: Numbers, other: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    draw = np.random.default_rng(0)
    for _ in range(_DRAWS):
        yield draw.choice(own, len(own)), draw.choice(other, len(other))


def _told_apart(own: Numbers, other: Numbers) -> tuple[float, float]:
    """Give the AUC, and the share of `other` under the threshold that `own` passes at 90 %."""
    ranked = np.sort(own)
    above = len(own) - np.searchsorted(ranked, other, side="right")
    tied = np.searchsorted(ranked, other, side="right") - np.searchsorted(ranked, other)
    auc = float((above + tied / 2).mean() / len(own))
    return auc, float((other < _threshold(own)).mean())


def _threshold(own: Numbers) -> float:
    return float(np.sort(own)[int(len(own) * (1 - ANSWERED) + 1e-9)])


def _share(trial: Trial, desk: Desk) -> Iterator[Shares]:
    answerable = tuple(case.question for case in trial.answerable)
    for kind, asked in {"answerable": answerable, **trial.others}.items():
        counted = asyncio.run(_outcomes(asked, trial, desk))
        yield Shares(
            set=trial.name,
            part=trial.part,
            lang=trial.language.value,
            kind=kind,
            n=len(asked),
            **{name: round(counted[name] / len(asked), 3) for name in _FAMILIES},
        )


_FAMILIES = ("answered", "asked_back", "refused")


async def _outcomes(asked: Sequence[str], trial: Trial, desk: Desk) -> Mapping[str, int]:
    counted: Counter[str] = Counter()
    for question in asked:
        answer = (await ask(question, desk, language=trial.language)).answer
        if answer.outcome is Outcome.ASKED_BACK:
            counted["asked_back"] += 1
        else:
            counted["answered" if answer.citations else "refused"] += 1
    return counted


def _means(rows: Sequence[Row]) -> list[Row]:
    """Average the parts of a set, each counting the same; intervals are those of the parts."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.set, row.lang, row.kind), []).append(row)
    return [_mean(group) for group in groups.values() if len(group) > 1]


def _mean(group: Sequence[Row]) -> Row:
    def mean(values: Sequence[float]) -> float:
        return round(float(np.mean(values)), 3)

    def joined(
        intervals: Sequence[tuple[float, float]], middles: Sequence[float]
    ) -> tuple[float, float]:
        # Parts are independent, so half widths add like standard errors.
        low = np.linalg.norm([mid - low for (low, _), mid in zip(intervals, middles, strict=True)])
        high = np.linalg.norm(
            [high - mid for (_, high), mid in zip(intervals, middles, strict=True)]
        )
        middle = float(np.mean(middles))
        return round(middle - low / len(group), 3), round(middle + high / len(group), 3)

    return Row(
        set=group[0].set,
        part="mean",
        lang=group[0].lang,
        kind=group[0].kind,
        n=sum(row.n for row in group),
        answerable=sum(row.answerable for row in group),
        auc=mean([row.auc for row in group]),
        auc_ci=joined([row.auc_ci for row in group], [row.auc for row in group]),
        refused=mean([row.refused for row in group]),
        refused_ci=joined([row.refused_ci for row in group], [row.refused for row in group]),
        threshold=mean([row.threshold for row in group]),
        in_time=mean([row.in_time for row in group]),
    )


def _print(rows: Sequence[Row], means: Sequence[Row], shares: Sequence[Shares]) -> None:
    print("| set | part | lang | kind | n | with answer | AUC | refused at 90 % | in time |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in (*rows, *means):
        print(
            f"| {row.set} | {row.part} | {row.lang} | {row.kind} | {row.n} | {row.answerable} "
            f"| {row.auc:.2f} [{row.auc_ci[0]:.2f}, {row.auc_ci[1]:.2f}] "
            f"| {row.refused:.0%} [{row.refused_ci[0]:.0%}, {row.refused_ci[1]:.0%}] "
            f"| {row.in_time:.0%} |"
        )
    print("\n| set | part | lang | kind | n | answered | asked back | refused |")
    print("|---|---|---|---|---|---|---|---|")
    for share in shares:
        print(
            f"| {share.set} | {share.part} | {share.lang} | {share.kind} | {share.n} "
            f"| {share.answered:.0%} | {share.asked_back:.0%} | {share.refused:.0%} |"
        )


if __name__ == "__main__":
    raise SystemExit(main())
