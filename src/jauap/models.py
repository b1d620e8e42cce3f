"""Which models does this deployment use? Embedder, reranker and chat model, from settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jauap.assistant import Assistant, ChatModel, Language
from jauap.errors import ModelUnavailable
from jauap.retrieval.hub import find_model
from jauap.retrieval.model_folder import folder_of
from jauap.settings import Settings, read_secret

if TYPE_CHECKING:
    from jauap.answering.chat import ChatComposer, ChatRewriter
    from jauap.retrieval.embedding import Embedder
    from jauap.retrieval.reranking import Reranker

_MEGABYTE = 1024 * 1024


def models_folder(settings: Settings) -> Path:
    """Give the folder fetched models are in."""
    return settings.models_dir or settings.data_dir / "models"


def open_embedder(settings: Settings) -> "Embedder | None":
    """Load the embedding model the settings name, behind its cache; None when they name none.

    Raises:
        EmbedderUnavailable: it is not on this machine, or cannot be used.
    """
    if not settings.embedding_model:
        return None
    from jauap.retrieval.embedding import load_embedder
    from jauap.retrieval.vector_cache import CachedEmbedder

    embedder = load_embedder(settings.embedding_model, _embedding_folder(settings))
    if not settings.embedding_cache_mb:
        return embedder
    return CachedEmbedder(
        embedder,
        settings.data_dir / "embeddings.sqlite",
        most_bytes=settings.embedding_cache_mb * _MEGABYTE,
    )


def open_reranker(settings: Settings) -> "Reranker | None":
    """Load the reranker the settings name; None when they name none.

    Raises:
        EmbedderUnavailable: it is not on this machine, or cannot be used.
    """
    if not settings.reranker_model:
        return None
    from jauap.retrieval.reranking import load_reranker

    known = find_model(settings.reranker_model)
    folder = models_folder(settings)
    return load_reranker(settings.reranker_model, folder_of(folder, known) if known else folder)


def open_composer(assistant: Assistant, prompts: Mapping[Language, str]) -> "ChatComposer | None":
    """Connect to an assistant's chat model; None when it declares none.

    Raises:
        ModelUnavailable: its key is not set, or the extra `chat` is not installed.
    """
    if assistant.model is None:
        return None
    from jauap.answering.chat import build_composer

    return build_composer(assistant.model, prompts, _key_of(assistant, assistant.model))


def open_rewriter(assistant: Assistant) -> "ChatRewriter | None":
    """Connect to the model that words later turns; None unless `model.rewrite` is true.

    Raises:
        ModelUnavailable: as `open_composer`.
    """
    if assistant.model is None or not assistant.model.rewrite:
        return None
    from jauap.answering.chat import build_rewriter

    return build_rewriter(assistant.model, _key_of(assistant, assistant.model))


def _key_of(assistant: Assistant, model: ChatModel) -> str:
    variable = model.api_key_variable
    key = read_secret(variable) if variable else ""
    if variable and not key:
        raise ModelUnavailable(
            f"the key of model {model.name!r} is not set",
            where=f"assistants/{assistant.id}/assistant.yaml: model.api_key_variable",
            remedy=f"set {variable} in the environment, or remove model to answer without one",
        )
    return key


def _embedding_folder(settings: Settings) -> Path | None:
    if settings.embedding_dir is not None:
        return settings.embedding_dir
    known = find_model(settings.embedding_model)
    if known is None:
        return None
    folder = folder_of(models_folder(settings), known)
    return folder if folder.is_dir() else None
