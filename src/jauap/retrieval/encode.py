"""Which points stand for an assistant's chunks, documents and pairs?"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from uuid import UUID, uuid5

from jauap.assistant import Language
from jauap.knowledge import Chunk, Document, Pair
from jauap.language.terms import Bag, analyse
from jauap.retrieval.embedding import Embedder
from jauap.retrieval.fields import Field, Kind, WeightedTerms, join, presence, weigh
from jauap.retrieval.index import JsonValue, Point, SparseVector
from jauap.retrieval.outline import outline_payload

ENCODING = "3"
"""Part of every digest: a new recipe makes every point be written anew."""

_NAMESPACE = UUID("8f0a3c52-7f0e-5b1e-9a44-6a61756170aa")
_PAIR_LENGTH = 300.0
_BATCH = 64

CitedPair = tuple[Pair, tuple[str, ...]]
"""A pair and the ids of the chunks it cites."""


def point_digests(
    chunks: Sequence[Chunk], pairs: Sequence[CitedPair], *, dense_model: str = ""
) -> dict[str, str]:
    """Tell what the index should hold, point id -> digest, without encoding anything."""
    recipe = f"{ENCODING}|{dense_model}"
    digests = {chunk.id: _digest(recipe, _of_chunk(chunk)) for chunk in chunks}
    for document in _documents(chunks):
        digests[document_point_id(document.id)] = _digest(ENCODING, _of_document(document))
    for pair, chunk_ids in pairs:
        digests[pair_point_id(pair.id)] = _digest(ENCODING, _of_pair(pair, chunk_ids))
    return digests


def encode_points(
    chunks: Sequence[Chunk],
    pairs: Sequence[CitedPair],
    lengths: Mapping[str, float],
    embedder: Embedder | None = None,
    *,
    only: Collection[str] | None = None,
) -> Iterator[Point]:
    """Make the points of chunks, of their documents and of pairs, in this order.

    Args:
        lengths: average field lengths in characters, from `average_lengths` of all chunks.
        only: ids of the points to make; None makes all of them.
    """

    def is_wanted(point_id: str) -> bool:
        return only is None or point_id in only

    wanted = [chunk for chunk in chunks if is_wanted(chunk.id)]
    for chunk, dense in _with_dense(wanted, embedder):
        yield _chunk_point(chunk, lengths, dense, embedder.name if embedder else "")
    for document in _documents(chunks):
        if is_wanted(document_point_id(document.id)):
            yield _document_point(document, lengths)
    for pair, chunk_ids in pairs:
        if is_wanted(pair_point_id(pair.id)):
            yield _pair_point(pair, chunk_ids)


def average_lengths(chunks: Sequence[Chunk]) -> dict[str, float]:
    """Average the length of each field, in characters."""
    documents = list(_documents(chunks))
    return {
        Field.BODY.value: _mean(len(chunk.text) for chunk in chunks),
        Field.HEADING.value: _mean(len(_heading(chunk)) for chunk in chunks),
        Field.TITLE.value: _mean(len(chunk.document.title) for chunk in chunks),
        Kind.DOCUMENT.value: _mean(len(document.text) for document in documents),
    }


def settle_lengths(
    held: Mapping[str, float], chunks: Sequence[Chunk], *, tolerance: float = 0.2
) -> tuple[dict[str, float], bool]:
    """Choose the lengths for the next generation, and tell whether kept points still fit them.

    Points are weighted with the average lengths of their time. While the averages drift by less
    than `tolerance`, the held ones go on being used; beyond that every point must be made anew.
    """
    fresh = average_lengths(chunks)
    fits = held.keys() == fresh.keys() and all(
        abs(fresh[name] - held[name]) <= tolerance * max(held[name], 1.0) for name in fresh
    )
    return (dict(held), True) if fits else (fresh, False)


def document_point_id(document_id: str) -> str:
    """Derive the id of the point that stands for a whole document."""
    return str(uuid5(_NAMESPACE, f"document/{document_id}"))


def pair_point_id(pair_id: str) -> str:
    """Derive the id of the point that stands for a pair."""
    return str(uuid5(_NAMESPACE, f"pair/{pair_id}"))


def _chunk_point(
    chunk: Chunk, lengths: Mapping[str, float], dense: tuple[float, ...] | None, dense_model: str
) -> Point:
    language = chunk.document.language
    heading = _heading(chunk)
    body = analyse(chunk.text, language)
    title_bag, heading_bag = (
        _short_bag(chunk.document.title, language),
        _short_bag(heading, language),
    )
    sparse = join(
        (
            weigh(body, len(chunk.text), lengths[Field.BODY]),
            weigh(heading_bag, len(heading), lengths[Field.HEADING], Field.HEADING),
            weigh(title_bag, len(chunk.document.title), lengths[Field.TITLE], Field.TITLE),
            presence(body.stems.keys() | heading_bag.stems.keys() | title_bag.stems.keys()),
        )
    )
    return Point(
        id=chunk.id,
        digest=_digest(f"{ENCODING}|{dense_model}", _of_chunk(chunk)),
        sparse={f"passage_{language}": sparse},
        dense=dense,
        payload=_chunk_payload(chunk),
    )


def _chunk_payload(chunk: Chunk) -> dict[str, JsonValue]:
    document = chunk.document
    return {
        "kind": Kind.CHUNK.value,
        "document_id": document.id,
        "source_id": document.source_id,
        "language": document.language.value,
        "title": document.title,
        "heading_path": list(chunk.heading_path),
        "text": chunk.text,
        "start": chunk.start,
        "end": chunk.end,
        "page": chunk.page,
        "shape": chunk.kind.value,
        "url": document.url,
        "topic": document.topic,
        "act": document.act,
        "act_date": document.act_date,
        "digest": chunk.digest,
        "sample": document.sample,
        "position": chunk.position,
        **outline_payload(chunk.text),
    }


def _document_point(document: Document, lengths: Mapping[str, float]) -> Point:
    text = f"{document.title}\n{document.text}"
    terms: WeightedTerms = weigh(
        analyse(text, document.language), len(text), lengths[Kind.DOCUMENT.value]
    )
    return Point(
        id=document_point_id(document.id),
        digest=_digest(ENCODING, _of_document(document)),
        sparse={f"document_{document.language}": join((terms,))},
        dense=None,
        payload={
            "kind": Kind.DOCUMENT.value,
            "document_id": document.id,
            "source_id": document.source_id,
            "language": document.language.value,
            "title": document.title,
        },
    )


def _pair_point(pair: Pair, chunk_ids: tuple[str, ...]) -> Point:
    return Point(
        id=pair_point_id(pair.id),
        digest=_digest(ENCODING, _of_pair(pair, chunk_ids)),
        sparse={f"pair_{pair.language}": _pair_vector(pair)},
        dense=None,
        payload={
            "kind": Kind.PAIR.value,
            "language": pair.language.value,
            "pair": pair.model_dump_json(),
            "chunk_ids": list(chunk_ids),
        },
    )


def _pair_vector(pair: Pair) -> SparseVector:
    text = f"{pair.question}\n{pair.answer}"
    return join((weigh(analyse(text, pair.language), len(text), _PAIR_LENGTH),))


def _with_dense(
    chunks: Sequence[Chunk], embedder: Embedder | None
) -> Iterator[tuple[Chunk, tuple[float, ...] | None]]:
    if embedder is None:
        yield from ((chunk, None) for chunk in chunks)
        return
    rest = iter(chunks)
    while batch := list(islice(rest, _BATCH)):
        texts = ["\n".join((chunk.document.title, _heading(chunk), chunk.text)) for chunk in batch]
        yield from zip(batch, embedder.passages(texts), strict=True)


@lru_cache(maxsize=4096)
def _short_bag(text: str, language: Language) -> Bag:
    return analyse(text, language)


def _heading(chunk: Chunk) -> str:
    return "\n".join(chunk.heading_path)


def _documents(chunks: Iterable[Chunk]) -> Iterator[Document]:
    seen: set[str] = set()
    for chunk in chunks:
        if chunk.document.id not in seen:
            seen.add(chunk.document.id)
            yield chunk.document


def _of_chunk(chunk: Chunk) -> str:
    return chunk.digest or repr(_chunk_payload(chunk))


def _of_document(document: Document) -> str:
    return document.digest or f"{document.id}|{document.language}|{document.title}|{document.text}"


def _of_pair(pair: Pair, chunk_ids: tuple[str, ...]) -> str:
    return f"{pair.model_dump_json()}|{','.join(chunk_ids)}"


def _digest(recipe: str, content: str) -> str:
    return hashlib.sha256(f"{recipe}|{content}".encode()).hexdigest()


def _mean(values: Iterable[int]) -> float:
    counted = list(values)
    return sum(counted) / len(counted) if counted else 0.0
