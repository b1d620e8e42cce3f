"""Which passages and pairs answer this question?"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from jauap.answer import Turn
from jauap.assistant import Language, SearchWeights
from jauap.knowledge import Found, FoundPair
from jauap.language.affairs import affair_stems
from jauap.retrieval.asking import (
    Query,
    analyse_question,
    ask_dense,
    ask_documents,
    ask_pairs,
    ask_passages,
)
from jauap.retrieval.closeness import closeness, sought_abroad, sought_by
from jauap.retrieval.embedding import Embedder
from jauap.retrieval.evidence import (
    Asked,
    gather_evidence,
    likeness,
    telling_words,
    without_courtesy,
)
from jauap.retrieval.index import Hit, Index, Request
from jauap.retrieval.learned import Learned, LearnedFile
from jauap.retrieval.memory import Memory
from jauap.retrieval.merging import rank_among, worth_of_a_point
from jauap.retrieval.rank import Ranked, best_citing, order_closely, rank_chunks
from jauap.retrieval.reading import read_pair, texts
from jauap.retrieval.spelling import Read
from jauap.retrieval.thesaurus import spelled_meanings
from jauap.retrieval.translation import Translation
from jauap.retrieval.turning import may_turn, turn_to
from jauap.retrieval.unheld import stand_in, topic_stems

_POOR = 0.3
"""Below this share of the best possible score other languages are searched too."""
_LOOKED_AT = 20
"""Passages whose sentences are compared with the question."""
_CLOSER_ABROAD = 2.0
"""What a close look counts for there, where fewer words are shared."""
_REFRESH_SECONDS = 2.0


class Search:
    """Search of one assistant's index; many threads may share it."""

    def __init__(
        self,
        index: Index,
        assistant_id: str,
        *,
        weights: SearchWeights,
        languages: Collection[Language],
        embedder: Embedder | None = None,
        learned: LearnedFile | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a search; nothing is asked of the index before the first question.

        Args:
            languages: languages that may be searched when the question's own has nothing good.
            embedder: for the dense leg; used while its name is the generation's `dense_model`
                and `weights.dense` is positive.
            learned: what was learned from the pairs, used for first questions while it is there.
        """
        self.weights = weights
        self._first_turn = weights.model_copy(update={"document": weights.first_document})
        self._index = index
        self._assistant_id = assistant_id
        self._languages = tuple(languages)
        self._embedder = embedder
        self._learned = learned
        self._clock = clock
        self._known: Memory | None = None
        self._looked_at = float("-inf")

    @property
    def is_remote(self) -> bool:
        """True when a question leaves the process."""
        return self._index.is_remote

    @property
    def has_dense(self) -> bool:
        """True when an embedder is there for the dense leg."""
        return self._embedder is not None

    def with_weights(self, weights: SearchWeights) -> "Search":
        """Give the same search with other weights; no indexing is needed."""
        other = Search(
            self._index,
            self._assistant_id,
            weights=weights,
            languages=self._languages,
            embedder=self._embedder,
            learned=self._learned,
            clock=self._clock,
        )
        other._known, other._looked_at = self._known, self._looked_at
        return other

    def find(
        self,
        question: str,
        *,
        language: Language,
        history: Sequence[Turn] = (),
        limit: int = 10,
    ) -> Found:
        """Find passages and pairs, in the question's language while that has something good.

        Misspelt words are put right first (`Found.corrections`). Nothing is found before the first
        ingest. `Found.features` is documented at
        `evidence.gather_evidence`; `pair_similarity` is that of the best pair.

        Raises:
            IndexUnavailable: the index is damaged or out of reach.
        """
        memory = self._memory()
        if memory is None:
            return Found()
        read = memory.spelling(language).read(question, history)
        found = self._find(read, language, memory, limit)
        return replace(found, corrections=read.corrections) if read.corrections else found

    def _find(self, read: Read, language: Language, memory: Memory, limit: int) -> Found:
        query = analyse_question(read.question, language, read.history, thesaurus=memory.thesaurus)
        own = self._find_in(language, query, memory, limit)
        if may_turn(query, read.history, own):
            alone = self._find_in(language, query.alone(), memory, limit)
            turned = turn_to(alone, own, limit)
            if turned is not own:
                query, own = query.alone(), turned
        if own.features.get("score_ratio", 0.0) >= _POOR:
            return own
        return self._find_elsewhere(own, language, query, memory, limit)

    def _find_elsewhere(
        self, own: Found, language: Language, query: Query, memory: Memory, limit: int
    ) -> Found:
        """Look into what only other languages tell, and rank it among the own passages."""
        merged, unit = own, worth_of_a_point(own)
        for other in self._languages:
            sources = memory.only_in(other, language) if other is not language else ()
            if sources:
                table = memory.translation(language, other)
                if table and not self.has_dense and not _is_understood(query, table):
                    continue
                # Nothing has to be left out where no source has a twin.
                among = sources if memory.has_twins(other, language) else ()
                found = self._find_in(other, query.abroad(table), memory, limit, among)
                merged = rank_among(merged, found, unit, limit)
                if table:
                    merged.meanings[other] = table.meanings_of(query.telling)
        return merged

    def _find_in(
        self,
        language: Language,
        query: Query,
        memory: Memory,
        limit: int,
        sources: Collection[str] = (),
    ) -> Found:
        rarity = memory.rarity(language)
        affairs = tuple(affair_stems(affair, language) for affair in query.affairs)
        words = chain(query.telling, query.own)
        meant = {stem: each.words for each in query.meant for stem in each.said}
        other = chain.from_iterable(meant.values())
        stems = [*dict.fromkeys(chain((word.stem for word in chain(words, other)), *affairs))]
        if unknown := rarity.missing(stems):
            rarity.learn(unknown, self._index.query(self._assistant_id, rarity.requests(unknown)))
        telling = without_courtesy(query.telling, language)
        unheld: frozenset[int] = frozenset()
        if not query.is_abroad:
            unheld = rarity.unheld(topic_stems((*telling, *query.own), language))
            query = stand_in(query, unheld, memory.translations_into(language))
        legs = self._legs(language, query, memory, limit, sources)
        hits = dict(zip(legs, self._index.query(self._assistant_id, [*legs.values()]), strict=True))
        asked = Asked(
            words=telling,
            rarity=rarity.of(stems),
            unseen=rarity.unseen,
            affairs=affairs,
            meant=meant,
            unheld=unheld,
        )
        pairs = _read_pairs(hits.get("pairs", ()), memory, asked)
        ranked = self._rank(hits, pairs, language, query, memory, asked)[:limit]
        read = memory.passages([chunk.chunk_id for chunk in ranked])
        passages = tuple(
            read[chunk.chunk_id].scored(chunk.score) for chunk in ranked if chunk.chunk_id in read
        )
        features = gather_evidence(asked, passages, own=query.own)
        features["pair_similarity"] = pairs[0].similarity if pairs else 0.0
        meanings = {language: spelled_meanings(query.meant)} if query.meant else {}
        return Found(passages=passages, pairs=pairs, features=features, meanings=meanings)

    def _legs(
        self,
        language: Language,
        query: Query,
        memory: Memory,
        limit: int,
        sources: Collection[str],
    ) -> dict[str, Request]:
        weights = self._weights_for(query)
        at_home = not query.is_abroad
        has_pairs = at_home and language.value in memory.pair_languages and weights.pairs > 0
        has_documents = weights.document > 0
        embedder = self._embedder
        has_dense = (
            embedder is not None
            and weights.dense > 0
            and memory.generation.dense_model == embedder.name
        )
        combined = has_pairs or has_documents or has_dense or weights.named > 0
        combined = combined or self._model(query) is not None
        legs = {
            "passages": ask_passages(
                query, language, weights, limit, is_combined=combined, sources=sources
            )
        }
        if has_pairs:
            legs["pairs"] = ask_pairs(query, language)
        if has_documents:
            legs["documents"] = ask_documents(query, language)
        if has_dense and embedder is not None:
            legs["dense"] = ask_dense(embedder.query(query.text), language, limit)
        return legs

    def _rank(
        self,
        hits: Mapping[str, Sequence[Hit]],
        pairs: Sequence[FoundPair],
        language: Language,
        query: Query,
        memory: Memory,
        asked: Asked,
    ) -> list[Ranked]:
        lexical = {hit.id: hit.score for hit in hits["passages"]}
        cited = _in_language(best_citing(pairs), language, memory)
        model = self._model(query)
        told = model.read(query.text, language) if model else None
        if told:
            cited = _in_language({**dict.fromkeys(told.nominated, 0.0), **cited}, language, memory)
        # A cited chunk the question did not reach ranks with the last one it did reach.
        least = min(lexical.values(), default=0.0)
        lexical.update(dict.fromkeys(cited.keys() - lexical.keys(), least))
        found = {hit.id: hit.score for hit in hits.get("documents", ())}
        documents = {each: found[point_id] for point_id, each in memory.documents([*found]).items()}
        dense = {hit.id: hit.score for hit in hits.get("dense", ())}
        weights = self._weights_for(query)
        document_of: dict[str, str] = {}
        named: dict[str, float] = {}
        if documents or weights.named > 0:
            document_of = memory.documents([*lexical, *(dense.keys() - lexical.keys())])
        if weights.named > 0:
            named = memory.titles(language).named(query.words, set(document_of.values()))
        speaking = {} if told else cited
        ranked = rank_chunks(
            lexical,
            weights=weights,
            cited=speaking,
            documents=documents,
            document_of=document_of,
            named=named,
            dense=dense,
        )
        if weights.close > 0 and (query.table is not None or not query.is_abroad):
            alone = [one.score - weights.pairs * speaking.get(one.chunk_id, 0.0) for one in ranked]
            worth = weights.close * max(alone, default=0.0)
            if query.is_abroad:
                worth *= _CLOSER_ABROAD
            ranked = order_closely(ranked, _look_closely(ranked, query, asked, memory), worth)
        return model.rerank(ranked, told, cited) if model and told else ranked

    def _model(self, query: Query) -> Learned | None:
        """Give what was learned; a later question says too little without the turns before it."""
        is_plain = not query.history and not query.is_abroad
        return self._learned.current() if self._learned and is_plain else None

    def _weights_for(self, query: Query) -> SearchWeights:
        """Give the weights; the whole document counts otherwise before anything was said."""
        return self.weights if query.history else self._first_turn

    def _memory(self) -> Memory | None:
        """Look at the active generation: every time in this process, rarely over the network."""
        now = self._clock()
        if self._index.is_remote and now - self._looked_at < _REFRESH_SECONDS:
            return self._known
        generation = self._index.active(self._assistant_id)
        self._looked_at = now
        if generation is None:
            self._known = None
        elif self._known is None or self._known.generation.id != generation.id:
            self._known = Memory(self._index, self._assistant_id, generation)
        return self._known


def _look_closely(
    ranked: Sequence[Ranked], query: Query, asked: Asked, memory: Memory
) -> dict[str, float]:
    """Compare the first chunks' sentences with the question; earlier turns are not looked for."""
    outlines = memory.outlines([one.chunk_id for one in ranked[:_LOOKED_AT]])
    sought = (
        sought_abroad(query.text, query.language, query.table)
        if query.table
        else sought_by(
            query.text, query.language, tuple(chain(*(each.spelled for each in query.meant)))
        )
    )
    return closeness(sought, outlines, asked.rarity)


def _is_understood(query: Query, table: Translation) -> bool:
    """Tell whether another language's documents could know anything of a question."""
    return table.knows(query.telling) or any(map(str.isdigit, query.text))


def _read_pairs(hits: Sequence[Hit], memory: Memory, asked: Asked) -> tuple[FoundPair, ...]:
    """Read pairs from their hits, the most alike question first."""
    points = memory.points([hit.id for hit in hits])
    found = []
    for hit in hits:
        if hit.id in points:
            pair = read_pair(points[hit.id])
            found.append(
                FoundPair(
                    pair=pair,
                    chunk_ids=texts(points[hit.id].payload.get("chunk_ids")),
                    score=hit.score,
                    similarity=likeness(asked, telling_words(pair.question, pair.language)),
                )
            )
    return tuple(sorted(found, key=lambda pair: (-pair.similarity, -pair.score, pair.pair.id)))


def _in_language(
    cited: Mapping[str, float], language: Language, memory: Memory
) -> dict[str, float]:
    chunks = memory.points(list(cited))
    return {
        chunk_id: score
        for chunk_id, score in cited.items()
        if chunk_id in chunks and chunks[chunk_id].payload.get("language") == language.value
    }
