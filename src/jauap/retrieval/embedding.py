"""How does a text become a dense vector? Optional: fastembed, from its cache or from a folder."""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from jauap.errors import EmbedderUnavailable
from jauap.retrieval.hub import TOKENIZER_FILES, HubModel, ModelKind, Pooling, find_model
from jauap.retrieval.model_folder import mark_of

if TYPE_CHECKING:
    from fastembed import TextEmbedding

_MODEL_FILES = ("model.onnx", "onnx/model.onnx", "model_optimized.onnx", "model_quantized.onnx")
_REGISTERING = Lock()
_THREADS = 1
_BATCH = 16
"""Passages a model reads at once; a large one takes a gigabyte for more."""
_FETCH = (
    "run `jauap models fetch {short}`; without internet copy the folder from a machine that has "
    "it and set JAUAP_EMBEDDING_DIR"
)
_EXPORT = "copy the model's ONNX export with config.json and its tokenizer files there"


class Embedder(Protocol):
    """A model that turns texts into vectors of one size."""

    name: str
    """Model and a mark of its files: two with one name make the same vectors."""
    size: int

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Embed texts of the index, one vector each, in order."""

    def query(self, text: str) -> tuple[float, ...]:
        """Embed a question."""


def load_embedder(model: str, folder: Path | None) -> Embedder:
    """Load a dense model that is already on this machine; nothing is ever downloaded.

    Args:
        model: a model fastembed knows, or with `folder` any name, kept in the index.
        folder: folder with an ONNX model, its tokenizer and config.json; None looks into
            fastembed's own cache.

    Raises:
        EmbedderUnavailable: fastembed or the model's files are missing or unusable.
    """
    try:
        import fastembed  # noqa: F401
    except ImportError as error:
        raise EmbedderUnavailable(
            "the package fastembed is not installed",
            where=model,
            remedy="pip install 'jauap[fastembed]', or leave JAUAP_EMBEDDING_MODEL empty",
        ) from error
    if folder is not None:
        return _load_folder(model, folder)
    return _load_known(model)


@dataclass(frozen=True, kw_only=True)
class _Recipe:
    """How texts become vectors, besides the weights."""

    query_prefix: str = ""
    passage_prefix: str = ""
    pooling: Pooling | None = None
    """None leaves it to fastembed, which knows the model."""
    output: str = ""


class _Fastembed:
    """A fastembed model behind our words; its vectors have length one."""

    def __init__(self, name: str, model: "TextEmbedding", recipe: _Recipe) -> None:
        self.name = name
        self._model = model
        self._recipe = recipe
        self.size = len(self.query("?"))

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Embed texts of the index, one vector each, in order."""
        prefixed = [f"{self._recipe.passage_prefix}{text}" for text in texts]
        vectors = self._model.embed(prefixed, batch_size=_BATCH)
        return [_unit(vector.tolist()) for vector in vectors]

    def query(self, text: str) -> tuple[float, ...]:
        """Embed a question."""
        (vector,) = self._model.embed([f"{self._recipe.query_prefix}{text}"])
        return _unit(vector.tolist())


def _load_known(model: str) -> Embedder:
    from fastembed import TextEmbedding

    known = find_model(model)
    if known is not None and known.kind is not ModelKind.EMBEDDING:
        raise EmbedderUnavailable(
            "this model orders passages and makes no vectors",
            where=model,
            remedy="name it in JAUAP_RERANKER_MODEL",
        )
    if _registered(known.name if known else model) is None:
        remedy = (
            _FETCH.format(short=known.short_name)
            if known
            else (
                "name one of `jauap models list`, or put the model's files into a folder and set "
                "JAUAP_EMBEDDING_DIR"
            )
        )
        what = "its files are not on this machine" if known else "fastembed does not know it"
        raise EmbedderUnavailable(what, where=model, remedy=remedy)
    name = known.name if known else model
    recipe = _recipe_of(known) if known else _Recipe()
    remedy = _FETCH.format(short=known.short_name if known else model)
    with offline(), explained(model, "its files are not on this machine", remedy):
        loaded = TextEmbedding(name, local_files_only=True, threads=_THREADS)
        return _Fastembed(f"{name}@{_digest(recipe)}", loaded, recipe)


def _load_folder(model: str, folder: Path) -> Embedder:
    known = find_model(model)
    candidates = (known.model_file, *_MODEL_FILES) if known else _MODEL_FILES
    missing = [name for name in TOKENIZER_FILES if not (folder / name).is_file()]
    model_file = next((name for name in candidates if (folder / name).is_file()), None)
    if model_file is None:
        missing.insert(0, candidates[0])
    elif known is not None and model_file == known.model_file:
        missing += [name for name in known.more_files if not (folder / name).is_file()]
    if model_file is None or missing:
        raise EmbedderUnavailable(
            f"the folder lacks {', '.join(missing)}",
            where=str(folder),
            remedy=_EXPORT,
        )
    with offline(), explained(str(folder), "its files cannot be used", _EXPORT):
        recipe = _recipe_of(known) if known else _recipe_in(folder)
        weights = known.weights if known else (model_file,)
        mark = mark_of(folder, (model_file, *weights, *TOKENIZER_FILES), _digest(recipe))
        loaded = _load_files(known.name if known else model, folder, model_file, recipe, mark)
        return _Fastembed(f"{known.name if known else model}@{mark}", loaded, recipe)


def _load_files(
    model: str, folder: Path, model_file: str, recipe: _Recipe, mark: str
) -> "TextEmbedding":
    native = _registered(model)
    if recipe.pooling is None and native == model_file:
        return _open_folder(model, folder)
    try:
        return _open_folder(_register(model, folder, model_file, recipe, mark), folder)
    except ValueError as error:
        # Other exports of the same model call their only output otherwise.
        if not recipe.output or "not found in the model" not in str(error):
            raise
        plain = replace(recipe, output="")
        return _open_folder(_register(model, folder, model_file, plain, mark), folder)


def _open_folder(model: str, folder: Path) -> "TextEmbedding":
    from fastembed import TextEmbedding

    return TextEmbedding(
        model, specific_model_path=str(folder), local_files_only=True, threads=_THREADS
    )


def _register(model: str, folder: Path, model_file: str, recipe: _Recipe, mark: str) -> str:
    """Teach fastembed a model, once per content; give the name it has there."""
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType

    name = f"{model}@{mark}{recipe.output}"
    with _REGISTERING:
        if _registered(name) is None:
            TextEmbedding.add_custom_model(
                model=name,
                pooling=PoolingType[(recipe.pooling or Pooling.MEAN).name],
                normalization=True,
                sources=ModelSource(hf=model),
                dim=_size(folder),
                model_file=model_file,
                output_name=recipe.output or None,
            )
    return name


def _registered(model: str) -> str | None:
    """Give the file of the graph of a model fastembed knows."""
    from fastembed import TextEmbedding

    for each in TextEmbedding.list_supported_models():
        if str(each["model"]).casefold() == model.casefold():
            return str(each["model_file"])
    return None


def _recipe_of(known: HubModel) -> _Recipe:
    return _Recipe(
        query_prefix=known.query_prefix,
        passage_prefix=known.passage_prefix,
        pooling=known.pooling,
        output=known.output,
    )


def _recipe_in(folder: Path) -> _Recipe:
    """Read pooling and prefixes from the files of sentence-transformers, where there are any."""
    prompts = _json(folder / "config_sentence_transformers.json").get("prompts")
    said = prompts if isinstance(prompts, dict) else {}
    query, passage = said.get("query", ""), said.get("document", said.get("passage", ""))
    pooled = _json(folder / "1_Pooling" / "config.json")
    pooling = Pooling.MEAN
    if pooled.get("pooling_mode_cls_token"):
        pooling = Pooling.CLS
    elif pooled.get("pooling_mode_lasttoken"):
        pooling = Pooling.LAST_TOKEN
    return _Recipe(query_prefix=str(query), passage_prefix=str(passage), pooling=pooling)


def _json(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    values = json.loads(path.read_text(encoding="utf-8"))
    return values if isinstance(values, dict) else {}


def _size(folder: Path) -> int:
    values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return int(values.get("hidden_size") or values.get("dim") or 0)


def _digest(recipe: _Recipe) -> str:
    return sha256(repr(recipe).encode()).hexdigest()[:12]


def _unit(vector: Sequence[float]) -> tuple[float, ...]:
    length = math.sqrt(math.fsum(value * value for value in vector))
    return tuple(value / length for value in vector) if length else tuple(vector)


@contextmanager
def explained(where: str, what: str, remedy: str) -> Iterator[None]:
    """Turn whatever fastembed and its runtime raise into one error with its remedy."""
    try:
        yield
    except EmbedderUnavailable:
        raise
    # Each model class of fastembed and its runtime raises errors of its own.
    except Exception as error:
        raise EmbedderUnavailable(f"{what}: {error}", where=where, remedy=remedy) from error


@contextmanager
def offline() -> Iterator[None]:
    """Keep the hub client from waiting for a network; it reads its switch at import."""
    import huggingface_hub.constants as hub

    before = hub.HF_HUB_OFFLINE
    hub.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        hub.HF_HUB_OFFLINE = before
