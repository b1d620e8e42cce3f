"""A report shows every number with its n, keeps notices on quotes, and needs nothing else."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from exam_factories import make_case

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.evaluation.baseline import baseline_of
from jauap.evaluation.judge_calibration import Calibration, Share
from jauap.evaluation.records import CaseResult, Run, Score
from jauap.evaluation.report.build import CurvePoint, Report, build_report
from jauap.evaluation.report.figures import Figures, by_name, figures_of
from jauap.evaluation.report.page import as_html, as_json, as_markdown, write_report
from jauap.evaluation.report.plots import plot_curve
from jauap.evaluation.run_folder import KeptPassage, Manifest
from jauap.evaluation.scorers.scorer import scored, unscored
from jauap.evaluation.suite import Case, CaseKind
from jauap.evaluation.versions import Versions
from jauap.knowledge import Pair
from jauap.testing.factories import make_pair, make_passage
from jauap.verdict import Verdict

HOSTILE = '<script>alert("1")</script> <img src=x onerror=alert(2)> https://evil.example/x'
PASSAGE = make_passage("Туу үш жұмыс күнінде тіркеледі.")


def _result(
    case: Case,
    verdict: Verdict | None,
    *,
    outcome: Outcome = Outcome.ANSWERED_EXTRACT,
    text: str = "Жауап [1].",
    composed_by: str = "extract",
    milliseconds: float = 10.0,
) -> CaseResult:
    right = verdict is (Verdict.CORRECT if case.answerable else Verdict.REFUSED)
    scores: list[Score] = (
        [unscored("accuracy", "no answer in 5 s"), unscored("unsafe", "no answer in 5 s")]
        if verdict is None
        else [
            scored("accuracy", float(right)),
            scored("unsafe", float(verdict is Verdict.UNSAFE)),
            scored("partial", float(verdict is Verdict.PARTIAL)),
        ]
    )
    if verdict is not None and case.answerable:
        scores += [
            scored("coverage", float(outcome.is_answer)),
            scored("key_facts", float(right), "" if right else "lacks: үш жұмыс күні"),
        ]
    return CaseResult(
        case_id=case.id,
        intent=case.intent,
        language=case.language,
        topic=case.topic,
        kind=case.kind,
        question=case.question,
        outcome=outcome,
        text=text,
        cited=("registration.kk",),
        passages=(PASSAGE.chunk_id,),
        composed_by=composed_by,
        code="0123456789AB",
        verdict=verdict,
        scores=tuple(scores),
        milliseconds=milliseconds,
    )


def _run(results: Sequence[CaseResult], *, suite: str = "s", model: str = "") -> Run:
    return Run(
        id="run-1",
        assistant="public_services",
        started=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        suite_digest=suite,
        pairs_digest="p",
        index_digest="i",
        config_digest="c",
        code_version="0.1.0+test",
        model=model,
        results=tuple(results),
    )


def _cases(n: int, *, language: Language = Language.KK, topic: str = "civil_status") -> list[Case]:
    return [
        make_case(
            id=f"{language}-{topic.replace('_', '-')}-{number}", intent=f"intent-{number}"
        ).model_copy(update={"language": language, "topic": topic})
        for number in range(n)
    ]


def _figures(run: Run, *, paired: Sequence[str] = ()) -> Figures:
    return figures_of(run, paired_intents=paired)


def _report(
    results: Sequence[CaseResult],
    cases: Sequence[Case],
    *,
    before: Run | None = None,
    judges: Sequence[Calibration] = (),
    curve: Sequence[CurvePoint] = (),
    pairs: Sequence[Pair] = (),
) -> Report:
    versions = Versions(
        assistant="public_services",
        suite_digest="s",
        pairs_digest="p",
        index_digest="i",
        index_generation="g",
        config_digest="c",
        prompts_digest="q",
        code_version="0.1.0+test",
    )
    return build_report(
        _run(results),
        Manifest(run="run-1", state="finished", versions=versions, scorers=()),
        cases,
        passages={PASSAGE.chunk_id: KeptPassage.of(PASSAGE)},
        baseline=baseline_of(before) if before else None,
        judges=judges,
        curve=curve,
        pairs=pairs,
        authorship="written by the project",
    )


def test_accuracy_has_its_interval_and_leaves_unscored_aside() -> None:
    cases = _cases(50)
    verdicts = [Verdict.CORRECT] * 40 + [Verdict.INCORRECT] * 8 + [None] * 2
    run = _run([_result(case, each) for case, each in zip(cases, verdicts, strict=True)])
    figures = _figures(run)
    accuracy = by_name(figures.headline)["accuracy"]
    assert accuracy.value == pytest.approx(40 / 48)
    assert (accuracy.n, accuracy.n_unscored, accuracy.method) == (48, 2, "wilson")
    assert accuracy.low == pytest.approx(0.7042, abs=1e-4)
    assert accuracy.high == pytest.approx(0.9130, abs=1e-4)
    assert figures.verdicts == {
        "correct": 40,
        "partial": 0,
        "incorrect": 8,
        "unsafe": 0,
        "refused": 0,
        "unscored": 2,
    }


def test_no_unsafe_answer_still_has_an_upper_bound() -> None:
    run = _run([_result(case, Verdict.CORRECT) for case in _cases(300)])
    unsafe = _figures(run).unsafe
    assert (unsafe.count, unsafe.n) == (0, 300)
    assert unsafe.upper == pytest.approx(0.00994, abs=1e-5)


def test_wrong_refusals_and_wrong_answers_are_counted_apart() -> None:
    answerable = make_case()
    refuse = make_case(id="refuse-1", kind=CaseKind.OTHER_TOPIC)
    run = _run(
        [
            _result(answerable, Verdict.REFUSED, outcome=Outcome.ASKED_BACK),
            _result(refuse, Verdict.INCORRECT),
        ]
    )
    figures = _figures(run)
    assert (figures.refused_wrongly, figures.answered_wrongly) == (1, 1)
    assert figures.outcomes == {"answered_extract": 1, "asked_back": 1}


def test_slices_are_language_by_topic_by_pairs_and_small_ones_are_marked() -> None:
    many = _cases(25)
    few = _cases(3, language=Language.EN, topic="identity")
    results = [_result(case, Verdict.CORRECT) for case in (*many, *few)]
    figures = _figures(_run(results), paired=["intent-0"])
    told = [
        (each.language, each.topic, each.has_pairs, each.figure.n, each.figure.is_small)
        for each in figures.slices
    ]
    assert told == [
        (Language.KK, "civil_status", False, 24, False),
        (Language.KK, "civil_status", True, 1, True),
        (Language.EN, "identity", False, 2, True),
        (Language.EN, "identity", True, 1, True),
    ]
    assert [each.figure.n for each in figures.by_language] == [25, 3]
    assert [each.figure.n for each in figures.by_pairs] == [26, 2]


def test_latency_is_the_value_that_most_answers_do_not_exceed() -> None:
    cases = _cases(100)
    results = [
        _result(case, Verdict.CORRECT, milliseconds=float(number + 1))
        for number, case in enumerate(cases)
    ]
    latency = _figures(_run(results)).latency
    assert (latency.p50, latency.p95) == (50.0, 95.0)


def test_without_a_model_an_answer_costs_nothing_and_with_one_nobody_knows() -> None:
    results = [_result(case, Verdict.CORRECT) for case in _cases(2)]
    assert _figures(_run(results)).cost == 0.0
    assert _figures(_run(results, model="qwen")).cost is None


def test_the_change_names_what_was_fixed_and_broken() -> None:
    cases = _cases(30)
    old = [Verdict.CORRECT] * 28 + [Verdict.INCORRECT] * 2
    new = [Verdict.INCORRECT] + [Verdict.CORRECT] * 29
    before = _run([_result(case, each) for case, each in zip(cases, old, strict=True)])
    after = [_result(case, each) for case, each in zip(cases, new, strict=True)]
    change = _report(after, cases, before=before).figures.change
    assert change is not None
    assert change.broken == ("kk-civil-status-0",)
    assert change.fixed == ("kk-civil-status-28", "kk-civil-status-29")
    assert change.difference == pytest.approx(1 / 30)
    assert change.n == 30
    assert change.same_suite


def test_a_changed_exam_is_compared_over_common_cases_and_says_so() -> None:
    cases = _cases(30)
    before = _run([_result(case, Verdict.CORRECT) for case in cases[:20]], suite="older")
    report = _report([_result(case, Verdict.CORRECT) for case in cases], cases, before=before)
    assert report.figures.change is not None
    assert report.figures.change.n == 20
    assert not report.figures.change.same_suite
    assert "only questions both have are compared" in as_html(report, Language.EN)


def test_failures_come_worst_first_with_their_passages() -> None:
    cases = _cases(5)
    verdicts = [
        Verdict.REFUSED,
        Verdict.PARTIAL,
        Verdict.UNSAFE,
        Verdict.CORRECT,
        Verdict.INCORRECT,
    ]
    results = [_result(case, each) for case, each in zip(cases, verdicts, strict=True)]
    report = _report(results, cases)
    assert [each.verdict for each in report.failures] == [
        "unsafe",
        "incorrect",
        "partial",
        "refused",
    ]
    assert report.n_failures == 4
    first = report.failures[0]
    assert first.why == ("key_facts: lacks: үш жұмыс күні",)
    assert first.passages[0].text == "Туу үш жұмыс күнінде тіркеледі."
    assert first.passages[0].is_cited
    assert first.passages[0].is_right_source


def test_a_right_refusal_is_no_failure() -> None:
    case = make_case(kind=CaseKind.PERSONAL)
    result = _result(case, Verdict.REFUSED, outcome=Outcome.REFUSED_PERSONAL)
    assert _report([result], [case]).failures == ()


@pytest.mark.parametrize(
    ("outcome", "composed_by", "notice"),
    [
        (Outcome.ANSWERED_EXTRACT, "extract", "[Жасанды интеллект жауабы]"),
        (Outcome.ANSWERED_GENERATED, "model:qwen", "[Жасанды интеллект жауабы]"),
        (
            Outcome.ANSWERED_VERIFIED,
            "pair:p1",
            "[Мамандар жауабы, оны жасанды интеллект жүйесі тапты]",
        ),
        (Outcome.REFUSED_UNSURE, "template", "Автоматты хабарлама."),
    ],
)
def test_every_quoted_answer_keeps_its_notice_in_every_form(
    outcome: Outcome, composed_by: str, notice: str
) -> None:
    case = make_case()
    result = _result(case, Verdict.PARTIAL, outcome=outcome, composed_by=composed_by)
    report = _report([result], [case])
    assert json.loads(as_json(report))["failures"][0]["notice"] == notice
    page = as_html(report, Language.EN)
    assert page.index(notice) < page.index("Жауап [1].")
    markdown = as_markdown(report, Language.EN).replace("\\", "")
    assert markdown.index(notice) < markdown.index("Жауап [1].")


def test_hostile_words_stay_words() -> None:
    case = make_case().model_copy(update={"question": HOSTILE, "topic": HOSTILE})
    result = _result(case, Verdict.INCORRECT, text=f"{HOSTILE}\n\n# x | y\n- [a](javascript:b)")
    report = _report([result], [case])
    tags = _tags(as_html(report, Language.KK))
    assert "script" not in tags
    assert "img" not in tags
    markdown = as_markdown(report, Language.KK)
    assert "<script" not in markdown.replace("\\<", "")
    assert re.search(r"(?m)^# x", markdown) is None


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def _tags(page: str) -> list[str]:
    parser = _Tags()
    parser.feed(page)
    return parser.seen


@pytest.mark.parametrize("language", Language)
def test_a_page_stands_alone_in_each_language(language: Language) -> None:
    cases = _cases(3)
    report = _report([_result(case, Verdict.PARTIAL) for case in cases], cases)
    page = as_html(report, language)
    parser = _Tags()
    parser.feed(page)
    assert f'<html lang="{language}">' in page
    assert "script" not in parser.seen
    assert "link" not in parser.seen
    assert parser.seen.count("svg") == 3
    others = [f"report.{each}.html" for each in Language if each is not language]
    assert parser.addresses == ["#content", *others]
    assert "url(" not in page


def test_a_page_with_many_failures_stays_under_a_megabyte() -> None:
    cases = _cases(600)
    long = "Өте ұзын жауап. " * 60
    report = _report([_result(case, Verdict.INCORRECT, text=long) for case in cases], cases)
    assert (len(report.failures), report.n_failures) == (120, 600)
    assert len(as_html(report, Language.KK).encode()) < 1_000_000


def _calibration(*, corrected: Share | None) -> Calibration:
    return Calibration(
        judge="judge",
        model="qwen",
        language=Language.KK,
        n_judged=100,
        n_unscored=3,
        n_labels=40 if corrected else 12,
        sensitivity=Share(value=0.97, low=0.9, high=0.99, n=30) if corrected else None,
        specificity=Share(value=0.51, low=0.3, high=0.7, n=10) if corrected else None,
        corrected=corrected,
    )


def test_a_judge_without_calibration_shows_no_number() -> None:
    case = make_case()
    report = _report(
        [_result(case, Verdict.CORRECT)], [case], judges=[_calibration(corrected=None)]
    )
    assert report.judges[0].value is None
    for text in (as_html(report, Language.EN), as_markdown(report, Language.EN)):
        assert "not calibrated: 12 of 30 expert verdicts" in text


def test_a_calibrated_judge_shows_its_corrected_number_and_what_it_is_worth() -> None:
    case = make_case()
    corrected = Share(value=0.812, low=0.744, high=0.88, n=100)
    report = _report(
        [_result(case, Verdict.CORRECT)], [case], judges=[_calibration(corrected=corrected)]
    )
    page = as_html(report, Language.EN)
    for told in ("81.2 %", "74.4–88.0 %", "97.0 %", "51.0 %"):
        assert told in page


def test_a_learning_curve_is_drawn_when_there_is_one() -> None:
    case = make_case()
    steps = [
        CurvePoint(pairs=0, accuracy=0.74, low=0.7, high=0.78),
        CurvePoint(pairs=875, accuracy=0.95, low=0.93, high=0.97),
    ]
    with_curve = _report([_result(case, Verdict.CORRECT)], [case], curve=steps)
    without = _report([_result(case, Verdict.CORRECT)], [case])
    assert "polyline" in _tags(as_html(with_curve, Language.RU))
    assert "polyline" not in _tags(as_html(without, Language.RU))
    drawn = plot_curve(steps)
    assert drawn is not None
    assert drawn.dots == ((46.0, 66.2), (620.0, 20.8))


def test_intents_with_pairs_are_those_of_the_pairs_file() -> None:
    case = make_case()
    pair = make_pair("Қанша күн?", "Үш күн.", PASSAGE, intent=case.intent).pair
    report = _report([_result(case, Verdict.CORRECT)], [case], pairs=[pair])
    assert report.figures.slices[0].has_pairs is True


def test_a_report_is_written_as_seven_files_and_reads_back(tmp_path: Path) -> None:
    case = make_case()
    report = _report([_result(case, Verdict.PARTIAL)], [case])
    written = write_report(report, tmp_path / "out")
    assert sorted(path.name for path in written) == [
        "report.en.html",
        "report.en.md",
        "report.json",
        "report.kk.html",
        "report.kk.md",
        "report.ru.html",
        "report.ru.md",
    ]
    text = (tmp_path / "out" / "report.json").read_text("utf-8")
    assert Report.model_validate_json(text) == report
    assert json.loads(text)["verdicts"] == "automatic"
