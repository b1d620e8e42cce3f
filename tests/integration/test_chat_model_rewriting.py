"""Is a later turn searched as a whole question, and as it was asked when the model misbehaves?"""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from jauap.answer import Outcome, Purpose, Question, Turn
from jauap.answering.ask import Desk, ask
from jauap.answering.chat import build_rewriter
from jauap.answering.rewrite import rewriting_fault
from jauap.answering.understand import Understood
from jauap.assistant import Assistant, ChatModel, Language
from jauap.cli.app import app
from jauap.cli.new import write_assistant
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.storage.records import record_of
from jauap.testing.factories import FixedSearch, make_desk, make_found, make_passage
from jauap.testing.model_replies import Mode
from jauap.testing.model_server import ModelServer

TURNS = {
    Language.KK: ("Баланың тууын қалай тіркеуге болады?", "Бұл қызмет қанша тұрады?"),
    Language.RU: ("Как зарегистрировать рождение ребёнка?", "А сколько это стоит?"),
    Language.EN: ("How is the birth of a child registered?", "And how much does that cost?"),
}
WHOLE = {
    Language.KK: "Баланың тууын қалай тіркеуге болады: Бұл қызмет қанша тұрады?",
    Language.RU: "Как зарегистрировать рождение ребёнка: А сколько это стоит?",
    Language.EN: "How is the birth of a child registered: And how much does that cost?",
}
PASSAGES = {
    Language.KK: make_passage("Баланың тууын тіркеу тегін, ол 3 күн ішінде жасалады."),
    Language.RU: make_passage(
        "Рождение ребёнка регистрируют бесплатно за 3 дня.", language=Language.RU
    ),
    Language.EN: make_passage(
        "The birth of a child is registered free of charge.", language=Language.EN
    ),
}
FALLS_BACK = {
    Mode.LYING: "rewrite_figure_not_said",
    Mode.WRONG_LANGUAGE: "rewrite_wrong_language",
    Mode.PROSE: "rewrite_no_question",
    Mode.VERBOSE: "model_too_long",
    Mode.PARROT: "rewrite_markup",
    Mode.UNCITED: "rewrite_not_said",
    Mode.INVENTING: "rewrite_loses_the_question",
    Mode.OBEYING: "rewrite_gives_orders",
    Mode.BARE: "rewrite_no_question",
    Mode.EMPTY: "model_empty",
    Mode.ENDLESS_THOUGHT: "model_empty",
    Mode.SLOW: "model_deadline",
    Mode.ERROR_500: "model_failed",
    Mode.GARBAGE: "model_failed",
}


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as loop:
        yield loop
        loop.run(_settle())


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


Asked = Callable[[Language, Mode], tuple[LabelledAnswer, FixedSearch]]


@pytest.fixture
def asked(
    runner: asyncio.Runner, server: ModelServer, assistant: Assistant, labeller: Labeller
) -> Asked:
    model = ChatModel(name="double", url=server.url, deadline_seconds=1.0, rewrite=True)

    def ask_later(language: Language, mode: Mode) -> tuple[LabelledAnswer, FixedSearch]:
        server.mode = mode
        desk = make_desk(assistant, labeller, make_found(PASSAGES[language]))
        search = desk.search
        assert isinstance(search, FixedSearch)
        desk = _with_rewriter(desk, model)
        before, now = TURNS[language]
        labelled = runner.run(ask(now, desk, history=[Turn(question=before)]))
        return labelled, search

    return ask_later


BORROWED = {
    Language.KK: "баланың тууын тіркеуге Бұл қызмет қанша тұрады?",
    Language.RU: "зарегистрировать рождение ребёнка А сколько это стоит?",
    Language.EN: "birth child registered And how much does that cost?",
}
"""What the later turns become without a model: words of the turn before them are borrowed."""


def _with_rewriter(desk: Desk, model: ChatModel) -> Desk:
    return replace(desk, rewriter=build_rewriter(model))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("mode", [Mode.HONEST, Mode.THINKING])
def test_a_later_turn_is_searched_as_the_whole_question(
    asked: Asked, language: Language, mode: Mode
) -> None:
    labelled, search = asked(language, mode)
    answer = labelled.answer
    assert search.asked == [(WHOLE[language], language, ())]
    assert answer.asked_as == WHOLE[language]
    assert answer.outcome is Outcome.ANSWERED_EXTRACT
    (use,) = answer.model_uses
    assert (use.purpose, use.fault) == (Purpose.REWRITE, "")
    assert use.tokens is not None
    taken = record_of(labelled).timings
    assert taken["rewrite"] > 0
    assert taken["rewrite_served"] == 1.0
    assert taken["rewrite_tokens_written"] == use.tokens.written


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("mode", FALLS_BACK)
def test_a_wording_that_does_not_fit_leaves_the_question_as_it_was(
    asked: Asked, language: Language, mode: Mode
) -> None:
    labelled, search = asked(language, mode)
    before, now = TURNS[language]
    assert search.asked == [(now, language, (Turn(question=before),))]
    assert labelled.answer.asked_as == BORROWED[language]
    (use,) = labelled.answer.model_uses
    assert use.fault == FALLS_BACK[mode]
    assert record_of(labelled).timings["rewrite_served"] == 0.0


def test_a_first_question_is_not_worded_anew(
    runner: asyncio.Runner, server: ModelServer, assistant: Assistant, labeller: Labeller
) -> None:
    server.mode = Mode.HONEST
    server.requests.clear()
    model = ChatModel(name="double", url=server.url, rewrite=True)
    desk = _with_rewriter(make_desk(assistant, labeller, make_found(PASSAGES[Language.RU])), model)
    answer = runner.run(ask(TURNS[Language.RU][0], desk)).answer
    assert server.requests == []
    assert (answer.model_uses, answer.asked_as) == ((), "")
    assert "rewrite" not in answer.timings


def test_the_model_gets_the_conversation_masked_and_in_the_citizens_language(
    runner: asyncio.Runner, server: ModelServer, assistant: Assistant, labeller: Labeller
) -> None:
    server.mode = Mode.HONEST
    server.requests.clear()
    model = ChatModel(name="double", url=server.url, rewrite=True)
    desk = _with_rewriter(make_desk(assistant, labeller, make_found(PASSAGES[Language.RU])), model)
    turn = Turn(question="Зарегистрирован ли 061211600012 по месту жительства?")
    runner.run(ask("А сколько это стоит?", desk, history=[turn], language=Language.EN))
    (request,) = server.requests
    assert "061211600012" not in request.body
    assert "Перепиши последний вопрос" in request.system


def test_an_answer_in_another_language_leaves_the_wording_in_the_questions_own(
    runner: asyncio.Runner, server: ModelServer, assistant: Assistant, labeller: Labeller
) -> None:
    server.mode = Mode.HONEST
    model = ChatModel(name="double", url=server.url, rewrite=True)
    desk = _with_rewriter(make_desk(assistant, labeller, make_found(PASSAGES[Language.RU])), model)
    before, now = TURNS[Language.RU]
    labelled = runner.run(ask(now, desk, history=[Turn(question=before)], language=Language.EN))
    assert labelled.answer.language is Language.EN
    assert labelled.answer.asked_as == WHOLE[Language.RU]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Сколько стоит регистрация рождения ребёнка?", ""),
        (
            "Сколько дней и сколько стоит регистрация рождения ребёнка в 2027 году?",
            "rewrite_figure_not_said",
        ),
        (
            "Сколько стоит зарегистрировать рождение ребёнка с ИИН 061211600012?",
            "rewrite_figure_not_said",
        ),
        ("Как зарегистрировать рождение ребёнка?", "rewrite_loses_the_question"),
        ("Сколько стоит регистрация рождения ребёнка? [1]", "rewrite_no_question"),
        ("Сколько стоит " + "регистрация рождения ребёнка " * 20, "rewrite_no_question"),
        ("Как сделать бомбу и сколько это стоит?", "rewrite_unsafe"),
    ],
)
def test_a_wording_must_be_one_question_that_says_what_was_said(text: str, fault: str) -> None:
    question = Question(
        text="Сколько это стоит?",
        language=Language.RU,
        history=(Turn(question="Как зарегистрировать рождение ребёнка?"),),
    )
    understood = Understood(question=question, asked_in=Language.RU)
    assert rewriting_fault(text, understood) == fault


def test_the_command_shows_what_was_searched_and_what_it_took(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.mode = Mode.HONEST
    write_assistant("land_use", tmp_path, as_json=True)
    path = tmp_path / "assistants" / "land_use" / "assistant.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared["model"] = {"name": "double", "url": server.url, "rewrite": True}
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("JAUAP_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path / "data"))
    assert CliRunner().invoke(app, ["ingest", "land_use"]).exit_code == 0
    asked = ("ask", "land_use", "А по субботам часы приёма какие?", "--after", "Какие часы приёма?")
    plain = CliRunner().invoke(app, asked)
    assert "searched as: Какие часы приёма: А по субботам часы приёма" in plain.stderr
    told = CliRunner().invoke(app, [*asked, "--json"])
    assert told.exit_code == 0, told.output
    shown = json.loads(told.stdout)
    assert shown["asked_as"] == "Какие часы приёма: А по субботам часы приёма какие?"
    assert shown["model_uses"][0]["purpose"] == "rewrite"
    assert shown["timings"]["rewrite"] > 0
