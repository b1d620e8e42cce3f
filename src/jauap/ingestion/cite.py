"""Which chunks does an expert's pair rest on?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jauap.ingestion.report import PairEntry, reason
from jauap.knowledge import Chunk, Document, Pair

_ALIKE = str.maketrans({"–": "-", "—": "-", "‑": "-", "“": '"', "”": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Pairs with the ids of the chunks they rest on, and those whose source has changed."""

    pairs: tuple[tuple[Pair, tuple[str, ...]], ...] = ()
    left_out: tuple[PairEntry, ...] = ()


class Quotes:
    """The texts of all sources, in which words are looked up whatever their spaces and dashes."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._sources: dict[str, dict[str, list[Chunk]]] = {}
        for chunk in chunks:
            documents = self._sources.setdefault(chunk.document.source_id, {})
            documents.setdefault(chunk.document.id, []).append(chunk)
        self._folded: dict[str, _Folded] = {}

    def has_source(self, source: str) -> bool:
        """Tell whether a source has any chunk."""
        return source in self._sources

    def find(self, source: str, quote: str) -> tuple[Chunk, ...]:
        """Give the chunks of a source that hold a quote, in all of its languages."""
        return tuple(
            chunk
            for own in self._sources.get(source, {}).values()
            for chunk in _holding(quote, own, self._folded)
        )


def cite(pairs: Iterable[Pair], chunks: Sequence[Chunk]) -> Cited:
    """Find each pair's quote in its source; a pair without its words is expired, not indexed."""
    return cite_in(Quotes(chunks), pairs)


def cite_in(quotes: Quotes, pairs: Iterable[Pair]) -> Cited:
    """Do the same in texts that are at hand already."""
    found: list[tuple[Pair, tuple[str, ...]]] = []
    left_out: list[PairEntry] = []
    for pair in pairs:
        chunk_ids = tuple(chunk.id for chunk in quotes.find(pair.source, pair.quote))
        if chunk_ids:
            found.append((pair, chunk_ids))
        else:
            code = "quote_not_found" if quotes.has_source(pair.source) else "source_not_indexed"
            left_out.append(PairEntry(pair_id=pair.id, reason=reason(code, pair.source)))
    return Cited(pairs=tuple(found), left_out=tuple(left_out))


@dataclass(frozen=True, kw_only=True)
class _Folded:
    """A text with single spaces and plain dashes, and where each character came from."""

    text: str
    origins: tuple[int, ...]


def _holding(quote: str, chunks: Sequence[Chunk], folded: dict[str, _Folded]) -> Iterator[Chunk]:
    document = chunks[0].document
    text = folded.get(document.id)
    if text is None:
        text = folded[document.id] = _fold(document)
    words = " ".join(quote.translate(_ALIKE).lower().split())
    at = text.text.find(words)
    if at < 0:
        return
    start, end = text.origins[at], text.origins[at + len(words) - 1] + 1
    yield from (chunk for chunk in chunks if chunk.start < end and start < chunk.end)


def _fold(document: Document) -> _Folded:
    letters: list[str] = []
    origins: list[int] = []
    for position, letter in enumerate(document.text.translate(_ALIKE)):
        if letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                origins.append(position)
            continue
        for lower in letter.lower():
            letters.append(lower)
            origins.append(position)
    return _Folded(text="".join(letters), origins=tuple(origins))
