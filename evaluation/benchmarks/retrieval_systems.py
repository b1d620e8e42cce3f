"""Which systems does the retrieval benchmark compare? Ours as it ships, and two alternatives."""

import math
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from retrieval_sets import Case, Task

from jauap.assistant import Language
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation
from jauap.retrieval.search import Search
from jauap.retrieval.translation import TRANSLATIONS, dump_translations
from jauap.retrieval.vocabulary import VOCABULARY, dump_vocabularies, gather_words

Find = Callable[[Case, int], list[str]]


class Missing(Exception):
    """A system cannot run here."""


@dataclass(frozen=True, kw_only=True)
class System:
    """A way to search a task's chunks."""

    open: Callable[[Task, Path], AbstractContextManager[Find]]
    is_slow: bool = False
    """Asked only a sample of the questions."""


@contextmanager
def filled(task: Task, folder: Path) -> Iterator[Search]:
    """Index a task's chunks and give the search of them."""
    index = EdgeIndex(folder)
    lengths = average_lengths(task.chunks)
    generation = Generation(
        id="g1",
        created_at="2025-01-01T00:00:00Z",
        lengths=lengths,
        details={
            TRANSLATIONS: dump_translations(task.tables),
            VOCABULARY: dump_vocabularies(gather_words(task.chunks)),
        },
    )
    index.write(task.name, generation, (), encode_points(task.chunks, (), lengths))
    index.switch(task.name, generation.id)
    try:
        yield Search(index, task.name, weights=task.weights, languages=tuple(Language))
    finally:
        index.close()


@contextmanager
def _jauap(task: Task, folder: Path) -> Iterator[Find]:
    with filled(task, folder) as search:

        def find(case: Case, limit: int) -> list[str]:
            asked_in = task.asked_in or task.language
            found = search.find(case.question, language=asked_in, history=case.history, limit=limit)
            return [passage.chunk_id for passage in found.passages]

        yield find


@contextmanager
def _bm25_words(task: Task, _folder: Path) -> Iterator[Find]:
    postings: dict[str, dict[int, int]] = {}
    lengths = np.zeros(len(task.chunks))
    for number, chunk in enumerate(task.chunks):
        words = _words(chunk.text)
        lengths[number] = len(words)
        for word, count in Counter(words).items():
            postings.setdefault(word, {})[number] = count
    norms = 1.5 * (0.25 + 0.75 * lengths / lengths.mean())

    def find(case: Case, limit: int) -> list[str]:
        scores = np.zeros(len(task.chunks))
        for word in _words(case.question):
            at = postings.get(word)
            if at:
                numbers = np.fromiter(at.keys(), dtype=int)
                counts = np.fromiter(at.values(), dtype=float)
                idf = math.log(1 + (len(task.chunks) - len(at) + 0.5) / (len(at) + 0.5))
                scores[numbers] += idf * counts * 2.5 / (counts + norms[numbers])
        best = np.argsort(-scores, kind="stable")[:limit]
        return [task.chunks[number].id for number in best if scores[number] > 0]

    yield find


@contextmanager
def _langchain(task: Task, folder: Path, *, mode: str) -> Iterator[Find]:
    """LangChain's Qdrant store in a sparse or hybrid mode.

    Handicaps to know when reading these rows: no dense model can be loaded offline, so the dense
    leg of the hybrid is a hash of words and no embedding, which its rank fusion weighs as much as
    the sparse leg; the sparse leg has the library's stemmer for Russian and English and none for
    Kazakh, and no stop words, which it would download; later turns are asked without history.
    """
    try:
        from fastembed import SparseTextEmbedding
        from langchain_core.embeddings import Embeddings
        from langchain_qdrant import QdrantVectorStore, RetrievalMode
        from langchain_qdrant.sparse_embeddings import SparseEmbeddings, SparseVector
        from qdrant_client.models import Modifier
    except ImportError as error:
        raise Missing(f"{error.name} is missing; install requirements/benchmark.txt") from error

    class Hashed(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [self.embed_query(text) for text in texts]

        def embed_query(self, text: str) -> list[float]:
            vector = np.zeros(256)
            for word in _words(text):
                number = uuid.uuid5(uuid.NAMESPACE_OID, word).int
                vector[number % 256] += 1 if number & 256 else -1
            return list(vector / (np.linalg.norm(vector) or 1.0))

    snowball = {"ru": "russian", "en": "english", "kk": "english"}[task.language.value]
    model = SparseTextEmbedding(
        "Qdrant/bm25",
        specific_model_path=str(folder),
        language=snowball,
        disable_stemmer=task.language is Language.KK,
        avg_len=float(np.mean([len(_words(chunk.text)) for chunk in task.chunks])),
    )

    class Sparse(SparseEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[SparseVector]:
            return [_vector(made) for made in model.embed(texts)]

        def embed_query(self, text: str) -> SparseVector:
            return _vector(next(iter(model.query_embed(text))))

    def _vector(made: object) -> SparseVector:
        return SparseVector(indices=made.indices.tolist(), values=made.values.tolist())

    store = QdrantVectorStore.from_texts(
        [chunk.text for chunk in task.chunks],
        Hashed(),
        metadatas=[{"chunk": chunk.id} for chunk in task.chunks],
        sparse_embedding=Sparse(),
        retrieval_mode=RetrievalMode(mode),
        # Without it the store leaves out IDF, which the library's BM25 counts on.
        sparse_vector_params={"modifier": Modifier.IDF},
        location=":memory:",
        collection_name="benchmark",
    )

    def find(case: Case, limit: int) -> list[str]:
        return [
            found.metadata["chunk"] for found in store.similarity_search(case.question, k=limit)
        ]

    yield find
    store.client.close()


SYSTEMS = {
    "jauap": System(open=_jauap),
    "bm25_words": System(open=_bm25_words),
    "langchain_sparse": System(open=partial(_langchain, mode="sparse"), is_slow=True),
    "langchain_hybrid_hashed": System(open=partial(_langchain, mode="hybrid"), is_slow=True),
}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
