"""What would the assistant have answered with fewer pairs? Passages once, pairs per prefix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jauap.assistant import Language, SearchWeights
from jauap.evaluation.learn import fit
from jauap.evaluation.plain import PlainChunks, plain_search
from jauap.evaluation.taught import CitedPair, gather
from jauap.knowledge import NO_SYNONYMS, Chunk, Document, Synonyms
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation, Index
from jauap.retrieval.learned import LearnedFile
from jauap.retrieval.reading import read_passage
from jauap.retrieval.search import Search
from jauap.retrieval.thesaurus import dump_synonyms

_NAME = "replay"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A held-out question and the chunks that answer it; never learned from."""

    id: str
    question: str
    language: Language
    intent: str
    right: frozenset[str]


class Replay:
    """A second index in a folder of its own, whose pairs are replaced at will."""

    def __init__(
        self,
        folder: Path,
        chunks: Sequence[Chunk],
        weights: SearchWeights,
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> None:
        """Index the passages; this is done once for a whole curve."""
        self._weights = weights
        self._details = dump_synonyms(synonyms)
        self._lengths = average_lengths(chunks)
        self._index = EdgeIndex(folder / "index")
        self._model = folder / "learned.npz"
        self._found: PlainChunks = {}
        self._count = 0
        self._kept: tuple[str, ...] = ()
        self._write(encoded_chunks=chunks)
        self._kept = tuple(self._index.held(_NAME))
        self._chunks = self._index.browse(_NAME, {"kind": "chunk"})

    def ranks(
        self, pairs: Sequence[CitedPair], questions: Sequence[Asked], *, depth: int = 5
    ) -> list[int]:
        """Give the rank of each question's first right chunk when only `pairs` are known.

        0 means that none is among the first `depth`.

        Raises:
            ValueError: a question would be learned from.
        """
        known = {pair.question.casefold().strip() for pair, _ in pairs}
        ids = {pair.id for pair, _ in pairs}
        for each in questions:
            if each.id in ids or each.question.casefold().strip() in known:
                raise ValueError(f"held-out question {each.id} is among the pairs")
        search = self.search(pairs)
        return [_rank(search, each, depth) for each in questions]

    def search(self, pairs: Sequence[CitedPair]) -> Search:
        """Give the search as it is when only `pairs` are known, until the next call."""
        self._write(pairs=pairs)
        knowledge = gather(pairs, self._chunks)
        if knowledge.teaches:
            search = plain_search(self._index, _NAME, self._weights, self._found)
            fit(knowledge, search).save(self._model)
        else:
            self._model.unlink(missing_ok=True)
        return Search(
            self._index,
            _NAME,
            weights=self._weights,
            languages=tuple(Language),
            learned=LearnedFile(self._model),
        )

    def close(self) -> None:
        """Let go of the folder."""
        self._index.close()

    def _write(
        self, *, pairs: Sequence[CitedPair] = (), encoded_chunks: Sequence[Chunk] = ()
    ) -> None:
        self._count += 1
        generation = Generation(
            id=f"g{self._count}",
            created_at="2025-01-01T00:00:00Z",
            lengths=self._lengths,
            details=self._details,
        )
        points = encode_points(encoded_chunks, pairs, self._lengths)
        self._index.write(_NAME, generation, self._kept, points)
        self._index.switch(_NAME, generation.id)
        self._index.sweep(_NAME)


def read_chunks(index: Index, assistant_id: str) -> list[Chunk]:
    """Make chunks again from an index; a document's text is that of its chunks in order."""
    by_document: dict[str, list[tuple[int, str]]] = {}
    passages = [read_passage(hit, 0.0) for hit in index.browse(assistant_id, {"kind": "chunk"})]
    for passage in passages:
        by_document.setdefault(passage.document_id, []).append((passage.start, passage.text))
    documents: Mapping[str, str] = {
        name: "\n".join(text for _, text in sorted(parts)) for name, parts in by_document.items()
    }
    return [
        Chunk(
            id=each.chunk_id,
            document=Document(
                id=each.document_id,
                source_id=each.source_id,
                language=each.language,
                title=each.title,
                text=documents[each.document_id],
                path="",
            ),
            position=place,
            text=each.text,
            start=each.start,
            end=each.end,
            heading_path=each.heading_path,
            digest=each.digest,
        )
        for place, each in enumerate(passages)
    ]


def _rank(search: Search, asked: Asked, depth: int) -> int:
    found = search.find(asked.question, language=asked.language, limit=depth)
    for rank, passage in enumerate(found.passages, 1):
        if passage.chunk_id in asked.right:
            return rank
    return 0
