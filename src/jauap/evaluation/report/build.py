"""What does a report say of a run? Its numbers, its failures with their passages, its versions."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import AwareDatetime

from jauap.assistant import Declared, Language, Text
from jauap.evaluation.baseline import Baseline
from jauap.evaluation.judge_calibration import Calibration
from jauap.evaluation.records import CaseResult, Run
from jauap.evaluation.report.figures import Figures, figures_of
from jauap.evaluation.run_folder import KeptPassage, Manifest
from jauap.evaluation.scorers.verdict import is_right
from jauap.evaluation.suite import Case, CaseKind
from jauap.knowledge import Pair
from jauap.labelling.notice import NoticeKind, first_line
from jauap.verdict import Verdict

MOST_FAILURES = 120
"""Failed cases a page shows in full; the count of all of them stands above."""
_MOST_PASSAGES = 3
_PASSAGE_CHARACTERS = 900
_GRAVITY = (Verdict.UNSAFE, Verdict.INCORRECT, Verdict.PARTIAL, None, Verdict.REFUSED)


class CurvePoint(Declared):
    """One step of the learning curve."""

    pairs: int
    accuracy: float
    low: float
    high: float
    n: int = 0


class Place(Declared):
    """A passage behind a failed answer."""

    document: str
    title: str
    heading: str
    text: str
    is_cited: bool
    is_right_source: bool


class Failure(Declared):
    """One case that was not right, with what it takes to see why."""

    case: Text
    intent: str
    language: Language
    topic: str
    kind: CaseKind
    question: str
    verdict: str
    outcome: str
    notice: str
    """Says before the quoted text who made it; never left out."""
    answer: str
    code: str
    why: tuple[str, ...]
    """What the scorers found, as `name: evidence`."""
    reference: str
    source: str
    passages: tuple[Place, ...]


class JudgeNumber(Declared):
    """A model judge's number in one language, or why there is none."""

    judge: Text
    model: str
    language: Language
    n_judged: int
    n_unscored: int
    n_labels: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    sensitivity: float | None = None
    specificity: float | None = None
    reason: str = ""


class Report(Declared):
    """Everything a report shows; the JSON report is this record."""

    schema_version: Literal[1] = 1
    assistant: Text
    run: Text
    started: AwareDatetime
    verdicts: Literal["automatic"] = "automatic"
    n: int
    n_unscored: int
    intents: int
    authorship: str
    """Who wrote the exam, as suite.yaml says."""
    figures: Figures
    failures: tuple[Failure, ...]
    n_failures: int
    judges: tuple[JudgeNumber, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    versions: dict[str, str]


def build_report(
    run: Run,
    manifest: Manifest,
    cases: Sequence[Case],
    *,
    passages: Mapping[str, KeptPassage],
    pairs: Sequence[Pair] = (),
    baseline: Baseline | None = None,
    judges: Sequence[Calibration] = (),
    curve: Sequence[CurvePoint] = (),
    authorship: str = "",
) -> Report:
    """Put a report together from a finished run."""
    by_id = {case.id: case for case in cases}
    failed = sorted(filter(_is_failure, run.results), key=_gravity)
    return Report(
        assistant=run.assistant,
        run=run.id,
        started=run.started,
        n=run.n,
        n_unscored=run.n_unscored,
        intents=len({result.intent for result in run.results}),
        authorship=authorship,
        figures=figures_of(run, paired_intents={pair.intent for pair in pairs}, baseline=baseline),
        failures=tuple(
            _failure(result, by_id.get(result.case_id), passages)
            for result in failed[:MOST_FAILURES]
        ),
        n_failures=len(failed),
        judges=tuple(map(_judge_number, judges)),
        curve=tuple(curve),
        versions=_versions(manifest),
    )


def _is_failure(result: CaseResult) -> bool:
    return not is_right(result.verdict, should_refuse=result.kind is not CaseKind.IN_SCOPE)


def _gravity(result: CaseResult) -> tuple[int, str]:
    return _GRAVITY.index(result.verdict) if result.verdict in _GRAVITY else 0, result.case_id


def _failure(result: CaseResult, case: Case | None, passages: Mapping[str, KeptPassage]) -> Failure:
    source = (case.source if case else None) or ""
    shown = [passages[each] for each in result.passages if each in passages]
    return Failure(
        case=result.case_id,
        intent=result.intent,
        language=result.language,
        topic=result.topic,
        kind=result.kind,
        question=result.question,
        verdict=result.verdict.value if result.verdict else "unscored",
        outcome=result.outcome.value,
        notice=first_line(_notice(result), result.language),
        answer=result.text,
        code=result.code,
        why=tuple(_why(result)),
        reference=(case.reference if case else None) or "",
        source=source,
        passages=tuple(_place(each, result, source) for each in shown[:_MOST_PASSAGES]),
    )


def _notice(result: CaseResult) -> NoticeKind:
    if not result.outcome.is_answer:
        return NoticeKind.AUTOMATED
    is_staff = result.composed_by.startswith("pair:")
    return NoticeKind.STAFF_WRITTEN if is_staff else NoticeKind.GENERATED


def _why(result: CaseResult) -> list[str]:
    lost = [score for score in result.scores if score.value is None or score.value < 1]
    told = {"key_facts", "source", "citations_valid", "citations_support", "language", "label"}
    return [
        f"{score.scorer}: {score.evidence or score.reason or score.value}"
        for score in lost
        if score.scorer in told or score.value is None
    ]


def _place(passage: KeptPassage, result: CaseResult, source: str) -> Place:
    text = passage.text
    is_long = len(text) > _PASSAGE_CHARACTERS
    return Place(
        document=passage.document_id,
        title=passage.title,
        heading=passage.heading,
        text=f"{text[:_PASSAGE_CHARACTERS].rstrip()} …" if is_long else text,
        is_cited=passage.document_id in result.cited,
        is_right_source=passage.source_id == source,
    )


def _judge_number(found: Calibration) -> JudgeNumber:
    corrected = found.corrected
    return JudgeNumber(
        judge=found.judge,
        model=found.model,
        language=found.language,
        n_judged=found.n_judged,
        n_unscored=found.n_unscored,
        n_labels=found.n_labels,
        value=corrected.value if corrected else None,
        low=corrected.low if corrected else None,
        high=corrected.high if corrected else None,
        sensitivity=found.sensitivity.value if found.sensitivity else None,
        specificity=found.specificity.value if found.specificity else None,
        reason=found.reason,
    )


def _versions(manifest: Manifest) -> dict[str, str]:
    fields = manifest.versions.model_dump(mode="json")
    return {name: str(value) for name, value in sorted(fields.items())} | manifest.environment
