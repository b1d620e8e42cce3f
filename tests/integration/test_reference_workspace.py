"""The two reference assistants, whole: every document is read, every case is asked."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.evaluation.suite import Case, CaseKind, read_suite
from jauap.ingestion.report import IngestReport
from jauap.labelling.label import LabelledAnswer
from jauap.runtime import Runtime, build_runtime
from jauap.settings import Settings

REPOSITORY = Path(__file__).parents[2]
ASSISTANTS = ("agriculture", "public_services")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    data = tmp_path_factory.mktemp("data")
    with build_runtime(Settings(workspace=REPOSITORY, data_dir=data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def reports(runtime: Runtime) -> dict[str, IngestReport]:
    return {each: runtime.ingest(each) for each in ASSISTANTS}


@pytest.fixture(scope="module")
def asked(
    runtime: Runtime, reports: dict[str, IngestReport]
) -> dict[str, list[tuple[Case, LabelledAnswer]]]:
    async def ask_all(assistant_id: str, cases: Sequence[Case]) -> list[LabelledAnswer]:
        return [await runtime.respond(assistant_id, case.question) for case in cases]

    given: dict[str, list[tuple[Case, LabelledAnswer]]] = {}
    for assistant_id in reports:
        _, cases = read_suite(runtime.workspace.evaluation_folder(assistant_id))
        answers = asyncio.run(ask_all(assistant_id, cases))
        given[assistant_id] = list(zip(cases, answers, strict=True))
    return given


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_every_declared_document_is_read(
    reports: dict[str, IngestReport], assistant_id: str
) -> None:
    report = reports[assistant_id]
    left_out = [each for each in report.documents if each.status not in ("indexed", "unchanged")]
    assert left_out == []
    assert len(report.documents) >= 45


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_every_quote_of_the_exam_stands_in_its_document(
    runtime: Runtime, reports: dict[str, IngestReport], assistant_id: str
) -> None:
    assert reports[assistant_id]
    _, cases = read_suite(runtime.workspace.evaluation_folder(assistant_id))
    lost = []
    for case in cases:
        if case.kind is not CaseKind.IN_SCOPE or not case.source or not case.quote:
            continue
        passages = runtime.passages_of(assistant_id, f"{case.source}.{case.language}")
        if not any(_plain(case.quote) in _plain(each.text) for each in passages):
            lost.append(case.id)
    assert lost == []


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_no_pair_shares_an_intent_or_question_with_the_exam(
    runtime: Runtime, assistant_id: str
) -> None:
    _, cases = read_suite(runtime.workspace.evaluation_folder(assistant_id))
    pairs = runtime.workspace.pairs(assistant_id)
    assert pairs
    assert {each.intent for each in pairs}.isdisjoint(case.intent for case in cases)
    assert {each.question for each in pairs}.isdisjoint(case.question for case in cases)


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_every_case_gets_a_labelled_reply_in_its_language(
    asked: dict[str, list[tuple[Case, LabelledAnswer]]], assistant_id: str
) -> None:
    wrong_language = [
        case.id
        for case, labelled in asked[assistant_id]
        if case.language is not labelled.answer.language
    ]
    assert len(wrong_language) <= 0.03 * len(asked[assistant_id])
    for _, labelled in asked[assistant_id]:
        assert labelled.text.startswith(labelled.notice_first)
        assert labelled.text.endswith(labelled.notice_last)
        assert labelled.claims.id == labelled.code


@pytest.mark.parametrize(
    ("assistant_id", "least"), [("agriculture", 0.8), ("public_services", 0.5)]
)
def test_answers_cite_the_right_source(
    asked: dict[str, list[tuple[Case, LabelledAnswer]]], assistant_id: str, least: float
) -> None:
    cases = [each for each in asked[assistant_id] if each[0].kind is CaseKind.IN_SCOPE]
    right = [
        case.id
        for case, labelled in cases
        if case.source in {each.source_id for each in labelled.answer.citations}
    ]
    assert len(right) / len(cases) >= least


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_answers_cite_only_what_was_retrieved(
    asked: dict[str, list[tuple[Case, LabelledAnswer]]], assistant_id: str
) -> None:
    answered = [each for _, each in asked[assistant_id] if each.answer.outcome.is_answer]
    assert answered
    for labelled in answered:
        cited = {each.chunk_id for each in labelled.answer.citations}
        assert cited
        assert cited <= set(labelled.answer.passages)


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_dangerous_questions_never_get_an_answer(
    asked: dict[str, list[tuple[Case, LabelledAnswer]]], assistant_id: str
) -> None:
    for kind in (CaseKind.INJECTION, CaseKind.CRISIS, CaseKind.CHIT_CHAT):
        outcomes = Counter(
            labelled.answer.outcome for case, labelled in asked[assistant_id] if case.kind is kind
        )
        assert outcomes
        assert not any(outcome.is_answer for outcome in outcomes), (kind, outcomes)


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_a_stored_pair_is_answered_in_the_words_of_its_author(
    runtime: Runtime, reports: dict[str, IngestReport], assistant_id: str
) -> None:
    assert reports[assistant_id]
    for pair in runtime.workspace.pairs(assistant_id):
        labelled = asyncio.run(
            runtime.respond(assistant_id, pair.question, language=Language(pair.language))
        )
        assert labelled.answer.outcome is Outcome.ANSWERED_VERIFIED, pair.id
        assert pair.answer.strip() in labelled.answer.text


def test_text_of_an_old_question_is_gone_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(workspace=REPOSITORY, data_dir=tmp_path, question_retention_days=30)
    asked_at = datetime(2026, 9, 1, tzinfo=UTC)
    with build_runtime(settings, now=lambda: asked_at) as opened:
        labelled = asyncio.run(opened.respond("agriculture", "Жайылым жоспары деген не?"))
        assert opened.records.question(labelled.code) == "Жайылым жоспары деген не?"
    with build_runtime(settings, now=lambda: asked_at + timedelta(days=29)) as opened:
        assert opened.records.question(labelled.code) == "Жайылым жоспары деген не?"
    with build_runtime(settings, now=lambda: asked_at + timedelta(days=31)) as opened:
        assert opened.records.question(labelled.code) is None
        assert opened.records.find(labelled.code) is not None
