"""The real metrics of ragas run against a local double of a model, in three languages."""

import asyncio
import importlib.util
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jauap.answering.chat import Chat, build_chat
from jauap.assistant import ChatModel, Language
from jauap.errors import JauapError
from jauap.evaluation.judge import Material, require_fit_judge, try_judge
from jauap.evaluation.ragas_metrics import METRICS, RagasJudge, load_ragas
from jauap.evaluation.records import Score
from jauap.testing.model_replies import Mode
from jauap.testing.model_server import ModelServer

HAS_RAGAS = importlib.util.find_spec("ragas") is not None
RIGHT = "Баланың тууын үш жұмыс күнінен кешіктірмей тіркеу керек."

needs_ragas = [
    pytest.mark.ragas,
    pytest.mark.skipif(not HAS_RAGAS, reason="ragas is not here; run `make test-ragas`"),
    # ragas itself calls what its own dependencies have deprecated.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def _chat(server: ModelServer) -> Chat:
    model = ChatModel(name="double", url=server.url, max_tokens=4096, max_characters=50_000)
    return build_chat(model)


def _material() -> Material:
    return Material(
        question="Неше күн?",
        answer=RIGHT,
        reference=RIGHT,
        passages=(RIGHT,),
        language=Language.KK,
    )


def _score(judge: RagasJudge) -> Score:
    return asyncio.run(judge.judge(_material()))


@pytest.mark.skipif(HAS_RAGAS, reason="ragas is here")
def test_without_the_extra_the_remedy_is_named(server: ModelServer) -> None:
    with pytest.raises(JauapError, match="pip install"):
        RagasJudge("faithfulness", _chat(server))


def test_a_metric_that_is_not_offered_is_refused(server: ModelServer) -> None:
    with pytest.raises(JauapError, match="metric 'rouge' is not offered"):
        RagasJudge("rouge", _chat(server))


class TestWithRagas:
    """Everything that needs ragas itself."""

    pytestmark = needs_ragas

    @pytest.mark.parametrize("metric", METRICS)
    def test_a_metric_tells_same_from_other_in_three_languages(
        self, server: ModelServer, metric: str
    ) -> None:
        judge = RagasJudge(metric, _chat(server))
        trials = asyncio.run(try_judge(judge))
        assert [(trial.language, trial.same, trial.other) for trial in trials] == [
            (Language.KK, 1.0, 0.0),
            (Language.RU, 1.0, 0.0),
            (Language.EN, 1.0, 0.0),
        ]
        assert judge.name == f"ragas_{metric}"

    @pytest.mark.parametrize("mode", [Mode.FENCED, Mode.THINKING])
    def test_fences_and_thoughts_do_not_break_a_metric(
        self, server: ModelServer, mode: Mode
    ) -> None:
        server.mode = mode
        assert _score(RagasJudge("faithfulness", _chat(server))).value == 1.0

    @pytest.mark.parametrize(
        ("mode", "reason"),
        [
            (Mode.PROSE, "not_json: json_invalid"),
            (Mode.EMPTY, "model_unavailable: empty"),
            (Mode.CUT_BY_LENGTH, "model_unavailable: cut"),
            (Mode.ERROR_500, "model_unavailable: failed: OpenAIAPIError"),
        ],
    )
    @pytest.mark.parametrize("metric", ["faithfulness", "answer_accuracy"])
    def test_a_failed_call_is_unscored_once_and_never_averaged(
        self, server: ModelServer, metric: str, mode: Mode, reason: str
    ) -> None:
        server.mode = mode
        score = _score(RagasJudge(metric, _chat(server)))
        assert (score.value, score.reason) == (None, reason)
        assert len(server.requests) == 1

    def test_a_failure_in_mid_metric_leaves_no_half_number(self, server: ModelServer) -> None:
        class Breaks(Chat):
            """Fails from the second call on."""

            calls = 0

            async def say(self, text: str, *, instruction: str = "") -> str:
                self.calls += 1
                if self.calls > 1:
                    server.mode = Mode.EMPTY
                return await super().say(text, instruction=instruction)

        sound = _chat(server)
        broken = Breaks(sound._model, sound._connection)
        score = _score(RagasJudge("answer_accuracy", broken))
        assert (score.value, score.reason) == (None, "model_unavailable: empty")

    def test_a_judge_that_fails_the_self_test_is_refused(self, server: ModelServer) -> None:
        server.mode = Mode.EMPTY
        with pytest.raises(JauapError, match="cannot judge kk: model_unavailable: empty"):
            asyncio.run(require_fit_judge(RagasJudge("faithfulness", _chat(server))))

    def test_nothing_is_reported_home(
        self, server: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        import requests

        monkeypatch.setenv("HOME", str(tmp_path))
        sent: list[str] = []
        monkeypatch.setattr(requests, "post", lambda url, **rest: sent.append(url))
        load_ragas()
        assert os.environ["RAGAS_DO_NOT_TRACK"] == "true"
        assert _score(RagasJudge("factual_correctness", _chat(server))).value == 1.0
        from ragas._analytics import do_not_track

        assert do_not_track()
        assert sent == []
        assert list(tmp_path.rglob("*uuid*")) == []
        assert threading.active_count() < 10
