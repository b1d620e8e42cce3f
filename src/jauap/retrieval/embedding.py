"""How does a text become a dense vector? Optional: fastembed, from its cache or from a folder."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from jauap.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from fastembed import TextEmbedding
    from fastembed.common.model_description import PoolingType

_MODEL_FILES = ("model.onnx", "onnx/model.onnx", "model_optimized.onnx", "model_quantized.onnx")
_NEEDED = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
_REGISTERING = Lock()
_FETCH = (
    "load it once with fastembed on a machine with internet and copy its cache folder "
    "(FASTEMBED_CACHE_PATH) here, or set JAUAP_EMBEDDING_DIR to a folder with the model's files"
)
_EXPORT = "copy the model's ONNX export with config.json and its tokenizer files there"


class Embedder(Protocol):
    """A model that turns texts into vectors of one size."""

    name: str
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


class _Fastembed:
    """A fastembed model behind our words."""

    def __init__(self, name: str, model: "TextEmbedding") -> None:
        self.name = name
        self._model = model
        self.size = len(self.query("?"))

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Embed texts of the index, one vector each, in order."""
        return [tuple(vector.tolist()) for vector in self._model.passage_embed(list(texts))]

    def query(self, text: str) -> tuple[float, ...]:
        """Embed a question."""
        return tuple(next(iter(self._model.query_embed(text))).tolist())


def _load_known(model: str) -> Embedder:
    from fastembed import TextEmbedding

    known = {str(each["model"]).casefold() for each in TextEmbedding.list_supported_models()}
    if model.casefold() not in known:
        raise EmbedderUnavailable(
            "fastembed does not know this model",
            where=model,
            remedy="name one of its models, or put the model's files into a folder and set "
            "JAUAP_EMBEDDING_DIR",
        )
    with _offline(), _explained(model, "its files are not on this machine", _FETCH):
        return _Fastembed(model, TextEmbedding(model, local_files_only=True, threads=1))


def _load_folder(model: str, folder: Path) -> Embedder:
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource

    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    model_file = next((name for name in _MODEL_FILES if (folder / name).is_file()), None)
    if model_file is None:
        missing.insert(0, "model.onnx")
    if model_file is None or missing:
        raise EmbedderUnavailable(
            f"the folder lacks {', '.join(missing)}",
            where=str(folder),
            remedy=_EXPORT,
        )
    with _offline(), _explained(str(folder), "its files cannot be used", _EXPORT):
        with _REGISTERING:
            known = {
                str(each["model"]).casefold() for each in TextEmbedding.list_supported_models()
            }
            if model.casefold() not in known:
                TextEmbedding.add_custom_model(
                    model=model,
                    pooling=_pooling(folder),
                    normalization=True,
                    sources=ModelSource(hf=model),
                    dim=_size(folder),
                    model_file=model_file,
                )
        return _Fastembed(
            model,
            TextEmbedding(model, specific_model_path=str(folder), local_files_only=True, threads=1),
        )


def _size(folder: Path) -> int:
    values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return int(values.get("hidden_size") or values.get("dim") or 0)


def _pooling(folder: Path) -> "PoolingType":
    """Read how token vectors become one: sentence-transformers' file says so, else the mean."""
    from fastembed.common.model_description import PoolingType as Pooling

    path = folder / "1_Pooling" / "config.json"
    if path.is_file():
        values = json.loads(path.read_text(encoding="utf-8"))
        if values.get("pooling_mode_cls_token"):
            return Pooling.CLS
    return Pooling.MEAN


@contextmanager
def _explained(where: str, what: str, remedy: str) -> Iterator[None]:
    try:
        yield
    # Each model class of fastembed and its runtime raises errors of its own.
    except Exception as error:
        raise EmbedderUnavailable(f"{what}: {error}", where=where, remedy=remedy) from error


@contextmanager
def _offline() -> Iterator[None]:
    """Keep the hub client from waiting for a network; it reads its switch at import."""
    import huggingface_hub.constants as hub

    before = hub.HF_HUB_OFFLINE
    hub.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        hub.HF_HUB_OFFLINE = before
