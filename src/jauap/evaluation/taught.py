"""What is there to learn from? The pairs of an index, and titles that name what is answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from jauap.assistant import Language
from jauap.knowledge import Pair
from jauap.retrieval.index import Hit, Index
from jauap.retrieval.learned import FORMAT
from jauap.retrieval.reading import read_pair, texts

_FEW_CHUNKS = 2.0
"""With no more passages a document than these on average, titles name what their text answers."""

CitedPair = tuple[Pair, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Named:
    """A title that is as good as the question its passages answer."""

    text: str
    language: Language
    chunk_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What a model is fitted on, besides what the search finds."""

    pairs: tuple[CitedPair, ...]
    named: tuple[Named, ...]
    languages: Mapping[str, Language]
    """Language of every chunk of the index."""

    @property
    def teaches(self) -> bool:
        """Whether there is anything to learn from."""
        return bool(self.named or self.pairs)

    def digest(self, setting: str) -> str:
        """Digest everything that shapes the model; `setting` is what shapes the search."""
        whole = sha256(f"{FORMAT}|{setting}".encode())
        for pair, chunk_ids in self.pairs:
            whole.update(f"\n{pair.model_dump_json()}|{','.join(chunk_ids)}".encode())
        for named in self.named:
            whole.update(f"\n{named}".encode())
        for chunk_id, language in self.languages.items():
            whole.update(f"\n{chunk_id}|{language}".encode())
        return whole.hexdigest()


def read_knowledge(index: Index, assistant_id: str) -> Knowledge:
    """Read pairs and naming titles from the active generation."""
    chunks = index.browse(assistant_id, {"kind": "chunk"})
    pairs = [
        (read_pair(hit), texts(hit.payload.get("chunk_ids")))
        for hit in index.browse(assistant_id, {"kind": "pair"})
    ]
    return gather(pairs, chunks)


def gather(pairs: Iterable[CitedPair], chunks: Sequence[Hit]) -> Knowledge:
    """Put pairs and chunks in an order that no history changes, and find the naming titles."""
    documents: dict[str, list[Hit]] = {}
    for hit in sorted(chunks, key=lambda hit: hit.id):
        documents.setdefault(str(hit.payload["document_id"]), []).append(hit)
    is_faq = len(chunks) <= _FEW_CHUNKS * len(documents)
    return Knowledge(
        pairs=tuple(sorted(pairs, key=lambda each: each[0].id)),
        named=tuple(
            Named(
                text=str(held[0].payload["title"]),
                language=Language(str(held[0].payload["language"])),
                chunk_ids=tuple(hit.id for hit in held),
            )
            for _, held in sorted(documents.items())
            if is_faq
        ),
        languages={
            hit.id: Language(str(hit.payload["language"]))
            for _, held in sorted(documents.items())
            for hit in held
        },
    )
