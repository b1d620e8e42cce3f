"""Whatever a chat model does, the citizen gets a cited, labelled answer in time."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Mapping

import pytest

from jauap.answer import Outcome, Turn
from jauap.answering.ask import Desk, ask
from jauap.answering.chat import ChatComposer, build_composer
from jauap.assistant import Assistant, ChatModel, Language
from jauap.errors import ModelUnavailable
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.testing.factories import make_desk, make_found, make_passage
from jauap.testing.model_replies import BAD_DRAFTS, FAULTS, Mode
from jauap.testing.model_server import ModelServer

DEADLINE = 0.3
ENDED = 10.0
"""Seconds by which a call with that deadline is over on any machine; the double waits on."""
QUESTION = "Тұрғылықты жер бойынша неше күн ішінде тіркелу керек?"
PASSAGE = make_passage(
    "Өтініш берілген күннен бастап он күн ішінде тіркелу керек. Қызмет тегін көрсетіледі."
)


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture(autouse=True)
def runner() -> Iterator[asyncio.Runner]:
    """One loop for a whole test: the client's connections belong to the loop they began in."""
    with asyncio.Runner() as loop:
        yield loop
        loop.run(_settle())


@pytest.fixture
def composer(server: ModelServer) -> ChatComposer:
    return composer_for(server)


@pytest.fixture
def desk(assistant: Assistant, labeller: Labeller, composer: ChatComposer) -> Desk:
    return make_desk(assistant, labeller, make_found(PASSAGE), composer=composer)


def composer_for(
    server: ModelServer,
    prompts: Mapping[Language, str] | None = None,
    *,
    deadline_seconds: float = DEADLINE,
) -> ChatComposer:
    model = ChatModel(name="double", url=server.url, deadline_seconds=deadline_seconds)
    return build_composer(model, prompts or {})


Asked = Callable[[Desk], tuple[LabelledAnswer, float]]


@pytest.fixture
def asked(runner: asyncio.Runner) -> Asked:
    async def ask_once(desk: Desk) -> tuple[LabelledAnswer, float]:
        start = time.perf_counter()
        labelled = await ask(QUESTION, desk)
        seconds = time.perf_counter() - start
        await _settle()
        return labelled, seconds

    return lambda desk: runner.run(ask_once(desk))


async def _settle() -> None:
    # Closed transports say so one turn of the loop later.
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize("mode", [Mode.HONEST, Mode.THINKING])
def test_an_honest_draft_reaches_the_citizen(
    asked: Asked, server: ModelServer, desk: Desk, mode: Mode
) -> None:
    server.mode = mode
    labelled, _ = asked(desk)
    assert labelled.answer.outcome is Outcome.ANSWERED_GENERATED
    assert labelled.answer.text == (
        "Өтініш берілген күннен бастап он күн ішінде тіркелу керек. [1]"
    )
    assert labelled.claims.mdl == "double"


@pytest.mark.parametrize("mode", FAULTS)
def test_a_fault_gives_a_labelled_extract_within_the_deadline(
    asked: Asked, server: ModelServer, desk: Desk, mode: Mode
) -> None:
    server.mode = Mode.HONEST
    asked(desk)  # the first request of a process loads the client
    server.mode = mode
    labelled, seconds = asked(desk)
    answer = labelled.answer
    assert answer.outcome is Outcome.ANSWERED_EXTRACT
    assert answer.degraded
    assert answer.reason.startswith("model_")
    assert [citation.chunk_id for citation in answer.citations] == [PASSAGE.chunk_id]
    assert labelled.verify_url in labelled.text
    assert seconds < ENDED


@pytest.mark.parametrize("mode", BAD_DRAFTS)
def test_a_draft_that_must_not_be_shown_gives_a_labelled_extract(
    asked: Asked, server: ModelServer, desk: Desk, mode: Mode
) -> None:
    server.mode = mode
    labelled, _ = asked(desk)
    answer = labelled.answer
    assert answer.outcome is Outcome.ANSWERED_EXTRACT
    assert answer.degraded
    assert answer.reason.startswith("draft_")
    assert "98765" not in answer.text
    assert "evil" not in answer.text


def test_a_model_that_finds_no_answer_leads_to_a_person(
    asked: Asked, server: ModelServer, desk: Desk
) -> None:
    server.mode = Mode.NO_ANSWER
    labelled, _ = asked(desk)
    assert labelled.answer.outcome is Outcome.REFUSED_UNSURE
    assert "1414" in labelled.answer.text


def test_the_model_gets_masked_words_numbered_passages_and_no_notice(
    runner: asyncio.Runner, server: ModelServer, desk: Desk
) -> None:
    server.mode = Mode.HONEST
    server.requests.clear()
    turn = Turn(
        question="Қайда тіркеледі?", answer="[Жасанды интеллект жауабы]\n\nХҚКО-да тіркеледі."
    )
    runner.run(ask("061211600012 деген адам неше күнде тіркеледі?", desk, history=[turn]))
    (request,) = server.requests
    assert "061211600012" not in request.body
    assert "Жасанды интеллект жауабы" not in request.body
    assert "http" not in request.asked
    assert '<passage number="1">' in request.asked
    assert [role for role, _ in request.messages] == ["system", "user", "assistant", "user"]
    assert "үзінділер" in request.system


def test_an_assistants_own_instruction_goes_before_the_built_in_one(server: ModelServer) -> None:
    server.mode = Mode.HONEST
    server.requests.clear()
    own = composer_for(server, {Language.KK: "Тек өлеңмен жауап бер."})
    assert own.prompt(Language.KK) == "Тек өлеңмен жауап бер."
    assert "reference assistant" in own.prompt(Language.EN)


def test_the_breaker_spares_the_sixth_citizen_the_wait(
    asked: Asked, server: ModelServer, desk: Desk, composer: ChatComposer
) -> None:
    server.mode = Mode.ERROR_500
    for _ in range(5):
        asked(desk)
    server.requests.clear()
    labelled, _ = asked(desk)
    assert labelled.answer.reason == "model_resting"
    assert labelled.answer.outcome is Outcome.ANSWERED_EXTRACT
    assert server.requests == []


def test_the_breaker_closes_by_itself_when_the_model_is_back(
    asked: Asked, server: ModelServer, assistant: Assistant, labeller: Labeller
) -> None:
    seconds = [0.0]
    model = ChatModel(name="double", url=server.url, deadline_seconds=DEADLINE)
    composer = build_composer(model, {}, clock=lambda: seconds[0])
    desk = make_desk(assistant, labeller, make_found(PASSAGE), composer=composer)
    server.mode = Mode.ERROR_429
    for _ in range(5):
        asked(desk)
    server.mode = Mode.HONEST
    assert asked(desk)[0].answer.reason == "model_resting"
    seconds[0] = 31.0
    assert asked(desk)[0].answer.outcome is Outcome.ANSWERED_GENERATED
    assert asked(desk)[0].answer.outcome is Outcome.ANSWERED_GENERATED


@pytest.mark.parametrize("mode", [Mode.SLOW, Mode.DRIPPING, Mode.FLOOD])
def test_the_connection_is_closed_when_the_deadline_or_the_size_is_reached(
    asked: Asked, server: ModelServer, desk: Desk, mode: Mode
) -> None:
    server.mode = mode
    server.left_early.clear()
    asked(desk)
    assert server.left_early.wait(timeout=1.0)


def test_citizens_who_leave_take_their_requests_with_them(
    runner: asyncio.Runner, server: ModelServer, assistant: Assistant, labeller: Labeller
) -> None:
    composer = composer_for(server, deadline_seconds=60.0)
    desk = make_desk(assistant, labeller, make_found(PASSAGE), composer=composer)
    server.mode = Mode.SLOW

    async def leave() -> int:
        before = len(asyncio.all_tasks())
        server.asked.clear()
        server.left_early.clear()
        task = asyncio.create_task(ask(QUESTION, desk))
        assert await asyncio.to_thread(server.asked.wait, 5.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(server.left_early.wait, 1.0)
        await _settle()
        return len(asyncio.all_tasks()) - before

    assert [runner.run(leave()) for _ in range(25)] == [0] * 25


def test_a_closed_port_is_a_fault_like_any_other(
    asked: Asked, assistant: Assistant, labeller: Labeller
) -> None:
    with ModelServer() as gone:
        composer = composer_for(gone)
    desk = make_desk(assistant, labeller, make_found(PASSAGE), composer=composer)
    labelled, seconds = asked(desk)
    assert labelled.answer.outcome is Outcome.ANSWERED_EXTRACT
    assert labelled.answer.degraded
    assert seconds < ENDED


def test_an_unknown_provider_is_named_with_the_remedy() -> None:
    with pytest.raises(ModelUnavailable, match=r"provider 'nowhere'.*jauap\[chat\]"):
        build_composer(ChatModel(provider="nowhere", name="x"), {})


def test_a_missing_extra_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
    with pytest.raises(ModelUnavailable, match=r"extra `chat` is not installed.*jauap\[chat\]"):
        build_composer(ChatModel(name="x"), {})


def test_many_citizens_may_ask_at_once(
    runner: asyncio.Runner, server: ModelServer, assistant: Assistant, labeller: Labeller
) -> None:
    composer = composer_for(server, deadline_seconds=10.0)
    desk = make_desk(assistant, labeller, make_found(PASSAGE), composer=composer)
    server.mode = Mode.HONEST

    async def together() -> list[LabelledAnswer]:
        return await asyncio.gather(*(ask(QUESTION, desk) for _ in range(20)))

    outcomes = {labelled.answer.outcome for labelled in runner.run(together())}
    assert outcomes == {Outcome.ANSWERED_GENERATED}
