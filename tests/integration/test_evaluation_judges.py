"""A model judges three questions, and whatever it does wrong leaves no number."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from exam_factories import RIGHT, make_case

from jauap.answer import Outcome
from jauap.answering.chat import Chat, build_chat
from jauap.assistant import ChatModel, Language
from jauap.errors import JauapError
from jauap.evaluation.judge import Material, ModelJudge, material_of, require_fit_judge, try_judge
from jauap.evaluation.judging import judge_run, judged_file, read_judged
from jauap.evaluation.records import CaseResult, Run, Score, ScoreStatus
from jauap.evaluation.run_folder import KeptPassage
from jauap.evaluation.suite import Case, CaseKind
from jauap.testing.factories import make_passage
from jauap.testing.model_replies import Mode
from jauap.testing.model_server import ModelServer
from jauap.verdict import Verdict

WRONG = "Жайылым жоспарын мәслихат бекітеді, айыппұл салынбайды."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture
def judge(server: ModelServer) -> ModelJudge:
    return ModelJudge(_chat(server))


def _chat(server: ModelServer) -> Chat:
    model = ChatModel(name="double", url=server.url, max_tokens=4096, max_characters=50_000)
    return build_chat(model)


def _material(answer: str = RIGHT, *, passage: str = RIGHT) -> Material:
    return Material(
        question="Неше күн?",
        answer=answer,
        reference=RIGHT,
        passages=(passage,),
        language=Language.KK,
    )


def _judge(judge: ModelJudge, material: Material) -> Score:
    return asyncio.run(judge.judge(material))


def test_a_right_answer_scores_one_and_a_wrong_one_nothing(judge: ModelJudge) -> None:
    assert _judge(judge, _material()).value == 1.0
    wrong = _judge(judge, _material(WRONG))
    assert wrong.value == 0.0
    assert wrong.evidence.startswith("incorrect")


def test_a_right_answer_its_passages_do_not_carry_is_not_correct(judge: ModelJudge) -> None:
    unsupported = _judge(judge, _material(passage=WRONG))
    assert unsupported.value == 0.0
    assert unsupported.evidence.startswith("partial")


@pytest.mark.parametrize("mode", [Mode.FENCED, Mode.THINKING])
def test_fences_and_thoughts_around_a_verdict_are_taken_off(
    server: ModelServer, judge: ModelJudge, mode: Mode
) -> None:
    server.mode = mode
    assert _judge(judge, _material()).value == 1.0


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (Mode.PROSE, "not_json: json_invalid"),
        (Mode.EMPTY, "model_unavailable: empty"),
        (Mode.CUT_BY_LENGTH, "model_unavailable: cut"),
        (Mode.ERROR_500, "model_unavailable: failed: OpenAIAPIError"),
        (Mode.RESET, "model_unavailable: failed: OpenAIAPIError"),
        (Mode.REFUSING, "not_json: json_invalid"),
    ],
)
def test_a_misbehaving_model_leaves_no_number_but_a_reason(
    server: ModelServer, judge: ModelJudge, mode: Mode, reason: str
) -> None:
    server.mode = mode
    score = _judge(judge, _material())
    assert score.value is None
    assert score.status is ScoreStatus.UNSCORED
    assert score.reason.split(":")[:2] == reason.split(":")[:2]


def test_the_judge_sees_the_words_and_neither_label_nor_verdict(
    server: ModelServer, judge: ModelJudge
) -> None:
    """Auditor 35."""
    case = make_case()
    result = _result(case).model_copy(
        update={
            "text": f"[Жасанды интеллект жауабы]\n\n{RIGHT} [1]\n\nЖауап жасанды интеллектіні "
            "қолдану арқылы жасалды. Тексеру: https://ai.example.gov.kz/v/0123456789ab"
        }
    )
    _judge(judge, material_of(case, result, {}))
    asked = json.loads(server.requests[-1].asked)
    assert asked["answer"] == RIGHT
    assert set(asked) == {"question", "answer", "reference", "passages"}
    assert json.loads(server.requests[-1].body)["max_completion_tokens"] == 4096


def test_material_holds_only_the_cited_passages() -> None:
    cited, other = make_passage(RIGHT), make_passage(WRONG)
    kept = {each.chunk_id: KeptPassage.of(each) for each in (cited, other)}
    foreign = kept[other.chunk_id].model_copy(update={"document_id": "pasture.kk"})
    result = _result(make_case()).model_copy(update={"passages": (cited.chunk_id, other.chunk_id)})
    material = material_of(make_case(), result, {**kept, other.chunk_id: foreign})
    assert material.passages == (RIGHT,)


def test_the_judge_passes_the_self_test_in_three_languages(judge: ModelJudge) -> None:
    trials = asyncio.run(try_judge(judge))
    assert [(trial.language, trial.same, trial.other) for trial in trials] == [
        (Language.KK, 1.0, 0.0),
        (Language.RU, 1.0, 0.0),
        (Language.EN, 1.0, 0.0),
    ]


def test_a_judge_that_fails_the_self_test_is_refused(
    server: ModelServer, judge: ModelJudge
) -> None:
    server.mode = Mode.PROSE
    with pytest.raises(JauapError, match="cannot judge kk: not_json"):
        asyncio.run(require_fit_judge(judge))


def _result(case: Case, text: str = f"{RIGHT} [1]") -> CaseResult:
    return CaseResult(
        case_id=case.id,
        intent=case.intent,
        language=case.language,
        topic=case.topic,
        kind=case.kind,
        question=case.question,
        outcome=Outcome.ANSWERED_EXTRACT,
        text=text,
        cited=("registration.kk",),
        verdict=Verdict.CORRECT,
    )


def _run(cases: Sequence[Case]) -> Run:
    return Run(
        id="run",
        assistant="agriculture",
        started=datetime(2026, 11, 22, tzinfo=UTC),
        suite_digest="",
        pairs_digest="",
        index_digest="",
        config_digest="",
        code_version="",
        results=tuple(map(_result, cases)),
    )


def test_a_run_is_judged_once_and_only_failures_are_asked_again(
    server: ModelServer, judge: ModelJudge, tmp_path: Path
) -> None:
    cases = [make_case(id=f"case-{number}") for number in range(3)]
    cases.append(make_case(id="refuse", kind=CaseKind.OTHER_TOPIC))
    run = _run(cases)

    def judged() -> list[str]:
        found = asyncio.run(judge_run(run, cases, {}, judge, tmp_path, workers=1))
        return [each.case_id for each in found]

    selftest = 6
    assert judged() == ["case-0", "case-1", "case-2"]
    assert len(server.requests) == selftest + 3
    path = judged_file(tmp_path, judge)
    broken = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([broken[0], broken[1][:50]]), "utf-8")
    assert judged() == ["case-0", "case-1", "case-2"]
    assert len(server.requests) == 2 * selftest + 3 + 2
    assert [each.case_id for each in read_judged(path)] == ["case-0", "case-1", "case-2"]
    assert [each.score.value for each in read_judged(path)] == [0.0, 0.0, 0.0]
