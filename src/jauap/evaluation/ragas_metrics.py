"""What do the metrics of ragas say of an answer? Any chat model behind them, nothing sent home."""

import math
import os
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import BaseModel

from jauap.answering.chat import Chat
from jauap.errors import JauapError, ModelUnavailable
from jauap.evaluation.judge import Material
from jauap.evaluation.model_json import Unusable, reason_of, say_in_shape
from jauap.evaluation.records import Score
from jauap.evaluation.scorers.scorer import scored, unscored

if TYPE_CHECKING:
    from ragas.llms.base import InstructorBaseRagasLLM

METRICS: Mapping[str, str] = {
    "faithfulness": "Faithfulness",
    "factual_correctness": "FactualCorrectness",
    "context_recall": "ContextRecall",
    "answer_accuracy": "AnswerAccuracy",
    "response_groundedness": "ResponseGroundedness",
}
"""Our name and ragas' class of each metric that is offered."""

_VERTEX = "langchain_community.chat_models.vertexai"
_Shape = TypeVar("_Shape", bound=BaseModel)


class _Result(Protocol):
    value: float


class _Metric(Protocol):
    async def ascore(self, **fields: object) -> _Result: ...


class RagasJudge:
    """Scores with one metric of ragas."""

    def __init__(self, metric: str, chat: Chat) -> None:
        """Check that ragas is there and knows the metric.

        Raises:
            JauapError: the extra `ragas` is not installed, or the metric is not offered.
        """
        if metric not in METRICS:
            raise JauapError(
                f"metric {metric!r} is not offered",
                remedy=f"choose one of {', '.join(sorted(METRICS))}",
            )
        load_ragas()
        self._metric = metric
        self._chat = chat

    @property
    def name(self) -> str:
        """Name of its scores, as in `ragas_faithfulness`."""
        return f"ragas_{self._metric}"

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._chat.model

    @property
    def reads_answer(self) -> bool:
        """False for the metric that holds the passages to the reference."""
        return self._metric != "context_recall"

    async def judge(self, material: Material) -> Score:
        """Score one answer; a call that failed leaves no number, whatever ragas makes of it."""
        model = _adapter(self._chat)
        try:
            result = await _build(self._metric, model.port).ascore(
                **_fields(self._metric, material)
            )
        except (ModelUnavailable, Unusable) as error:
            return unscored(self.name, reason_of(error))
        except Exception as error:  # noqa: BLE001 - ragas wraps a model's failure in its own
            return unscored(self.name, model.fault() or f"{type(error).__name__} in ragas")
        value = float(result.value)
        if fault := model.fault():
            return unscored(self.name, fault)
        if math.isnan(value):
            return unscored(self.name, "ragas gave no number")
        return scored(self.name, value)


def load_ragas() -> None:
    """Import ragas with its reports to the outside switched off.

    ragas reads its switch once, when it is imported, so it is set before. It also imports a
    module that newer releases of langchain-community no longer have; an empty one stands in.

    Raises:
        JauapError: the extra `ragas` is not installed.
    """
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"
    try:
        try:
            import langchain_community.chat_models.vertexai  # noqa: F401
        except ModuleNotFoundError:
            _stand_in_for_vertex()
        import ragas.metrics.collections  # noqa: F401
    except ImportError as error:
        raise JauapError(
            f"the extra `ragas` is not installed: {error.name}",
            remedy='install it in an environment of its own with `pip install "jauap[ragas,chat]"`',
        ) from error


def _stand_in_for_vertex() -> None:
    import langchain_community.chat_models  # noqa: F401

    module = ModuleType(_VERTEX)
    module.__dict__["ChatVertexAI"] = type("ChatVertexAI", (), {})
    sys.modules[_VERTEX] = module


class _Adapter:
    """One chat model in the shape ragas wants, and what went wrong with it."""

    def __init__(self, port: "InstructorBaseRagasLLM", fault: Callable[[], str]) -> None:
        self.port = port
        self.fault = fault


def _adapter(chat: Chat) -> _Adapter:
    """Wrap a chat model for one score; after a failure it is not asked again.

    Some metrics of ragas swallow a failure and ask up to ten times more, or average what is left.
    """
    from ragas.llms.base import InstructorBaseRagasLLM

    faults: list[str] = []

    class ChatPort(InstructorBaseRagasLLM):  # type: ignore[misc] # not there in every environment
        """Asks a chat model of ours."""

        def generate(self, prompt: str, response_model: type[_Shape]) -> _Shape:
            """Refuse: jauap scores asynchronously."""
            raise NotImplementedError

        async def agenerate(self, prompt: str, response_model: type[_Shape]) -> _Shape:
            """Ask and read the reply strictly."""
            if faults:
                raise ModelUnavailable(faults[0])
            try:
                return await say_in_shape(chat, prompt, response_model)
            except (ModelUnavailable, Unusable) as error:
                faults.append(reason_of(error))
                raise

    return _Adapter(ChatPort(), lambda: faults[0] if faults else "")


def _build(metric: str, port: "InstructorBaseRagasLLM") -> _Metric:
    from ragas.metrics import collections

    built: _Metric = getattr(collections, METRICS[metric])(llm=port)
    return built


def _fields(metric: str, material: Material) -> dict[str, object]:
    contexts = list(material.passages)
    every: dict[str, dict[str, object]] = {
        "faithfulness": {
            "user_input": material.question,
            "response": material.answer,
            "retrieved_contexts": contexts,
        },
        "factual_correctness": {"response": material.answer, "reference": material.reference},
        "context_recall": {
            "user_input": material.question,
            "retrieved_contexts": contexts,
            "reference": material.reference,
        },
        "answer_accuracy": {
            "user_input": material.question,
            "response": material.answer,
            "reference": material.reference,
        },
        "response_groundedness": {"response": material.answer, "retrieved_contexts": contexts},
    }
    return every[metric]
