"""Which models of the hub suit kk, ru and en, and what must be known to use each rightly?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jauap.assistant import Language


class ModelKind(StrEnum):
    """What a model does."""

    EMBEDDING = "embedding"
    """Turns a text into a vector, for the dense leg of the search."""
    RERANKER = "reranker"
    """Reads question and passage together, for the order of the first passages."""


class Pooling(StrEnum):
    """How token vectors become one."""

    CLS = "cls"
    MEAN = "mean"
    LAST_TOKEN = "last_token"  # noqa: S105 - a token of a text


TOKENIZER_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json")
"""Files every model needs beside its weights."""
OPTIONAL_FILES = ("special_tokens_map.json",)
"""Files some models have; fastembed reads them when they are there."""


@dataclass(frozen=True, kw_only=True)
class HubModel:
    """One model: where it is, what it needs, what it is good for."""

    name: str
    """As in JAUAP_EMBEDDING_MODEL or JAUAP_RERANKER_MODEL."""
    kind: ModelKind
    repository: str
    """Repository of its ONNX export."""
    revision: str
    """Commit, or the branch whose head is taken and written down."""
    model_file: str
    more_files: tuple[str, ...] = ()
    """Weights beside the graph."""
    megabytes: int
    licence: str
    size: int = 0
    """Length of its vectors; 0 for a reranker."""
    query_prefix: str = ""
    """What the model was trained to see before a question."""
    passage_prefix: str = ""
    """What the model was trained to see before a passage."""
    pooling: Pooling | None = None
    """Set for models that fastembed must be taught; None for those it knows."""
    output: str = ""
    """Output of the graph that holds the token vectors, when it has several."""
    good_for: Mapping[Language, str]

    @property
    def short_name(self) -> str:
        """Name of its folder, as in `bge-m3`."""
        return self.name.rpartition("/")[2].casefold()

    @property
    def weights(self) -> tuple[str, ...]:
        """Files of the graph and its weights."""
        return (self.model_file, *self.more_files)

    @property
    def files(self) -> tuple[str, ...]:
        """Everything that must be in its folder."""
        return (*TOKENIZER_FILES, *self.weights)


_QWEN_TASK = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
)
_QWEN = {
    Language.KK: "splits Kazakh words into about six pieces: measure before use",
    Language.RU: "good",
    Language.EN: "very good",
}

HUB_MODELS: tuple[HubModel, ...] = (
    HubModel(
        name="BAAI/bge-m3",
        kind=ModelKind.EMBEDDING,
        repository="BAAI/bge-m3",
        revision="5617a9f61b028005a4858fdac845db406aefb181",
        model_file="onnx/model.onnx",
        more_files=("onnx/model.onnx_data", "onnx/Constant_7_attr__value"),
        megabytes=2285,
        licence="MIT",
        size=1024,
        pooling=Pooling.CLS,
        output="token_embeddings",
        good_for={
            Language.KK: "best of those measured in public: nDCG@10 0.87 on wiki, 0.68 on speeches",
            Language.RU: "very good",
            Language.EN: "good",
        },
    ),
    HubModel(
        name="intfloat/multilingual-e5-large",
        kind=ModelKind.EMBEDDING,
        repository="Qdrant/multilingual-e5-large-onnx",
        revision="main",
        model_file="model.onnx",
        more_files=("model.onnx_data",),
        megabytes=2257,
        licence="MIT",
        size=1024,
        query_prefix="query: ",
        passage_prefix="passage: ",
        good_for={
            Language.KK: "good; the smaller e5-base has nDCG@10 0.79 on wiki, 0.51 on speeches",
            Language.RU: "very good",
            Language.EN: "good",
        },
    ),
    HubModel(
        name="Qwen/Qwen3-Embedding-0.6B",
        kind=ModelKind.EMBEDDING,
        repository="Qdrant/Qwen3-Embedding-0.6B-onnx",
        revision="main",
        model_file="onnx/model.onnx",
        more_files=("onnx/model.onnx_data",),
        megabytes=2392,
        licence="Apache-2.0",
        size=1024,
        query_prefix=_QWEN_TASK,
        good_for=_QWEN,
    ),
    HubModel(
        name="Qwen/Qwen3-Embedding-0.6B-Q",
        kind=ModelKind.EMBEDDING,
        repository="Qdrant/Qwen3-Embedding-0.6B-onnx",
        revision="main",
        model_file="onnx/model_quantized.onnx",
        megabytes=1132,
        licence="Apache-2.0",
        size=1024,
        query_prefix=_QWEN_TASK,
        good_for=_QWEN,
    ),
    HubModel(
        name="BAAI/bge-reranker-v2-m3-int8",
        kind=ModelKind.RERANKER,
        repository="onnx-community/bge-reranker-v2-m3-ONNX",
        revision="main",
        model_file="onnx/model_int8.onnx",
        megabytes=587,
        licence="Apache-2.0",
        good_for={
            Language.KK: "not measured in public: measure before use",
            Language.RU: "good",
            Language.EN: "good",
        },
    ),
)


def find_model(name: str) -> HubModel | None:
    """Find a model by its full or its short name, in any case; None when it is not listed."""
    wanted = name.casefold()
    return next(
        (each for each in HUB_MODELS if wanted in (each.name.casefold(), each.short_name)), None
    )
