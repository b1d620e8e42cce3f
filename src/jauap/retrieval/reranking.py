"""In which order do the first passages stand once a model has read each with the question?"""

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from jauap.answer import Turn
from jauap.assistant import Language
from jauap.errors import EmbedderUnavailable
from jauap.knowledge import Found, Passage
from jauap.retrieval.embedding import explained, offline
from jauap.retrieval.hub import HubModel, ModelKind, find_model
from jauap.retrieval.search import Search
from jauap.retrieval.spelling import respelled

if TYPE_CHECKING:
    from fastembed.rerank.cross_encoder import TextCrossEncoder

DEPTH = 20
"""Passages that are read; later ones keep their places."""

_MOST_CHARACTERS = 2_000
_BATCH = 4


class Reranker(Protocol):
    """Scores passages for a question; the higher, the better, on no certain scale."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Score texts, in order."""


class RerankedSearch:
    """A search whose first passages a reranker has put in order; the rest is as it was.

    Scores stay those of the places, so that everything that reads them sees the same scale. A
    reranker that fails leaves the order of the search.
    """

    def __init__(self, search: Search, reranker: Reranker) -> None:
        """Put `reranker` behind `search`."""
        self.plain = search
        self._reranker = reranker

    @property
    def is_remote(self) -> bool:
        """True: reading twenty passages takes too long for an event loop."""
        return True

    def find(
        self,
        question: str,
        *,
        language: Language,
        history: Sequence[Turn] = (),
        limit: int = 10,
    ) -> Found:
        """Find as the search does, then order the first passages anew."""
        found = self.plain.find(
            question, language=language, history=history, limit=max(limit, DEPTH)
        )
        told = "\n".join((*(turn.question for turn in history[-1:]), question))
        told = respelled(told, found.corrections)
        passages = rerank(told, found.passages, self._reranker)
        return replace(found, passages=passages[:limit])


def rerank(question: str, passages: Sequence[Passage], reranker: Reranker) -> tuple[Passage, ...]:
    """Order the first `DEPTH` passages by what a reranker says; ties keep their order."""
    first, rest = passages[:DEPTH], passages[DEPTH:]
    if len(first) < 2:
        return tuple(passages)
    try:
        scores = reranker.scores(question, [_text(each) for each in first])
    except Exception:  # noqa: BLE001 - fastembed and its runtime raise errors of their own
        return tuple(passages)
    if len(scores) != len(first) or not all(map(math.isfinite, scores)):
        return tuple(passages)
    order = sorted(range(len(first)), key=lambda at: (-scores[at], at))
    placed = (replace(first[at], score=place.score) for at, place in zip(order, first, strict=True))
    return (*placed, *rest)


def load_reranker(model: str, folder: Path) -> Reranker:
    """Load a reranker of the hub from its folder; nothing is ever downloaded.

    Raises:
        EmbedderUnavailable: fastembed or the files are missing or unusable, or it is no reranker.
    """
    known = find_model(model)
    if known is None or known.kind is not ModelKind.RERANKER:
        raise EmbedderUnavailable(
            "this is no reranker jauap knows", where=model, remedy="name one of `jauap models list`"
        )
    missing = [name for name in known.files if not (folder / name).is_file()]
    if missing:
        raise EmbedderUnavailable(
            f"the folder lacks {', '.join(missing)}",
            where=str(folder),
            remedy=f"run `jauap models fetch {known.short_name}`, "
            "or leave JAUAP_RERANKER_MODEL empty",
        )
    return _CrossEncoder(known, folder)


class _CrossEncoder:
    """A fastembed cross-encoder behind our words."""

    def __init__(self, model: HubModel, folder: Path) -> None:
        self.name = model.name
        self._lock = Lock()
        with _loading(folder):
            self._model = _open(model, folder)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Score texts, in order."""
        with self._lock:
            return [
                float(score)
                for score in self._model.rerank(question, list(texts), batch_size=_BATCH)
            ]


def _loading(folder: Path) -> AbstractContextManager[None]:
    return explained(str(folder), "its files cannot be used", "fetch the model again")


def _open(model: HubModel, folder: Path) -> "TextCrossEncoder":
    try:
        from fastembed.rerank.cross_encoder import TextCrossEncoder
    except ImportError as error:
        raise EmbedderUnavailable(
            "the package fastembed is not installed",
            where=model.name,
            remedy="pip install 'jauap[fastembed]', or leave JAUAP_RERANKER_MODEL empty",
        ) from error
    with offline():
        return TextCrossEncoder(
            model.name, specific_model_path=str(folder), local_files_only=True, threads=1
        )


def _text(passage: Passage) -> str:
    place = "\n".join((passage.title, *passage.heading_path))
    return f"{place}\n{passage.text}"[:_MOST_CHARACTERS]
