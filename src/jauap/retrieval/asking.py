"""What is the engine asked for one question? Nothing that is not needed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from jauap.answer import Turn
from jauap.assistant import Language, SearchWeights
from jauap.language.affairs import Affair, affairs_of
from jauap.language.terms import Word, split_words, weigh_terms, weigh_topic
from jauap.retrieval.evidence import informative_words
from jauap.retrieval.facets import Facet, facet_of, heading_terms
from jauap.retrieval.fields import Field, Kind, spread, spread_all
from jauap.retrieval.following import own_topic, whole_question
from jauap.retrieval.index import DENSE_VECTOR, Request
from jauap.retrieval.thesaurus import Meant, Reads
from jauap.retrieval.translation import Translation

_DEPTH_COMBINED = 100
_DEPTH_FIRST = 20
_PAIRS = 10
_DOCUMENTS = 20
TRANSLATED = 1.5
"""What a sure translation of a word weighs beside the word itself."""
_LENT = 0.2
"""What the words count that a short turn borrows from the question it goes on with."""
_MEANT = 0.3
"""What the documents' words for an expression count beside the expression itself."""
_FADING = 0.75
"""What a turn weighs beside the one after it."""


@dataclass(frozen=True)
class Query:
    """A question, analysed once for whatever language its passages are searched in."""

    text: str
    language: Language
    words: tuple[Word, ...]
    """All words, in order."""
    telling: tuple[Word, ...]
    """Informative words, each once; of a short later turn, those of the question it stands for."""
    terms: Mapping[int, float]
    """Weighted terms of the question itself."""
    other: Mapping[int, float]
    """Weighted terms that documents use for what is asked; pairs ask in citizens' own words."""
    topic: Mapping[int, float]
    """Weighted terms that name the topic, for whole documents."""
    history: Mapping[int, float]
    """Weighted terms of the earlier turns; empty on the first turn."""
    borrows: bool = False
    """Whether it is a short later turn that borrows words from the question it goes on with."""
    own: tuple[Word, ...] = ()
    """Words that name a topic in a short later turn itself, when it borrows others."""
    facet: Facet | None = None
    """Side of the topic that is asked about, when the wording shows it."""
    affairs: tuple[Affair, ...] = ()
    """Affairs of state that the question names."""
    meant: tuple[Meant, ...] = ()
    """What documents say for expressions of the question."""
    is_abroad: bool = False
    """Whether documents of another language than the question's are asked."""
    table: Translation | None = None
    """What is known of that language's words."""

    def alone(self) -> "Query":
        """Give the query without the turns before it."""
        return replace(self, history={})

    def abroad(self, table: Translation | None) -> "Query":
        """Give the query for documents of another language: its own terms and what they mean."""
        if table is None:
            return replace(self, is_abroad=True, own=(), meant=(), other={})
        telling = {word.stem: word for word in table.translate(self.telling)}
        meant = table.expand(self.telling)
        return replace(
            self,
            is_abroad=True,
            table=table,
            own=(),
            meant=(),
            other={},
            words=table.translate(self.words),
            telling=tuple(telling.values()),
            terms=add_terms(self.terms, meant, TRANSLATED),
            topic=add_terms(self.topic, meant, TRANSLATED),
        )


def analyse_question(
    text: str,
    language: Language,
    history: Sequence[Turn] = (),
    *,
    thesaurus: Reads | None = None,
) -> Query:
    """Analyse a question and the conversation before it; pairs need no thesaurus."""
    words = split_words(text, language)
    whole = whole_question(text, history, language)
    lent = split_words(whole, language) if whole != text else []
    telling = informative_words(lent or words, language)
    own = informative_words(words, language) if lent else telling
    meant = thesaurus.read(lent or words, language) if thesaurus else ()
    other = _other_words(meant, lent or words)
    return Query(
        text=text,
        language=language,
        words=tuple(words),
        telling=telling,
        terms=add_terms(weigh_terms(words), weigh_terms(lent), _LENT),
        other=weigh_terms(other),
        topic=add_terms(
            add_terms(weigh_topic(own), weigh_topic(telling) if lent else {}, _LENT),
            weigh_topic(other),
            _MEANT,
        ),
        meant=meant,
        borrows=bool(lent),
        own=tuple(split_words(" ".join(own_topic(text, language)), language)) if lent else (),
        history=_fading(history, language),
        facet=facet_of(text, language),
        affairs=affairs_of(text, language),
    )


def _other_words(meant: Sequence[Meant], words: Sequence[Word]) -> list[Word]:
    """Give the documents' words that the question does not hold anyway, each once."""
    said = {word.stem for word in words}
    other = {word.stem: word for each in meant for word in each.words}
    return [word for stem, word in other.items() if stem not in said]


def ask_passages(
    query: Query,
    language: Language,
    weights: SearchWeights,
    limit: int,
    *,
    is_combined: bool,
    sources: Collection[str] = (),
) -> Request:
    """Ask for chunks: the question in every field, earlier turns faintly beside it.

    Args:
        is_combined: pairs, documents or a dense leg may change the order, so more chunks are
            ranked.
        sources: sources the chunks must come from; empty means any.
    """
    asked = add_terms(query.terms, query.other, _MEANT)
    terms = add_terms(asked, query.history, weights.history)
    shares = {
        Field.BODY: weights.body,
        Field.HEADING: weights.heading,
        Field.TITLE: weights.title,
    }
    spaces = [(terms, shares)]
    depth = _DEPTH_COMBINED if query.history else _DEPTH_FIRST
    if query.facet is not None and weights.facet > 0:
        spaces.append((heading_terms(query.facet, language), {Field.HEADING: weights.facet}))
    return Request(
        vector=spread_all(spaces),
        using=f"passage_{language}",
        # One more than is shown, so that the gap behind the first is known.
        limit=max(limit, depth) if is_combined else limit + 1,
        match={"source_id": sources} if sources else {},
        with_payload=False,
    )


def ask_documents(query: Query, language: Language) -> Request:
    """Ask which documents the whole conversation is about."""
    return Request(
        vector=spread(add_terms(query.topic, query.history, 1.0), {Field.BODY: 1.0}),
        using=f"document_{language}",
        limit=_DOCUMENTS,
        with_payload=False,
    )


def ask_pairs(query: Query, language: Language) -> Request:
    """Ask for pairs; their question and answer count alike."""
    return Request(
        vector=spread(query.terms, {Field.BODY: 1.0}),
        using=f"pair_{language}",
        limit=_PAIRS,
        with_payload=False,
    )


def ask_dense(vector: tuple[float, ...], language: Language, limit: int) -> Request:
    """Ask for chunks near the question's dense vector."""
    return Request(
        vector=vector,
        using=DENSE_VECTOR,
        limit=max(limit, _DEPTH_COMBINED),
        match={"kind": Kind.CHUNK.value, "language": language.value},
        with_payload=False,
    )


def _fading(history: Sequence[Turn], language: Language) -> Mapping[int, float]:
    total: Mapping[int, float] = {}
    for turn in history:
        said = weigh_terms(split_words(f"{turn.question}\n{turn.answer}", language))
        total = add_terms(said, total, _FADING)
    return total


def add_terms(
    terms: Mapping[int, float], others: Mapping[int, float], weight: float
) -> Mapping[int, float]:
    """Give the sum of weighted terms, the others scaled."""
    if not others or weight <= 0:
        return terms
    total = dict(terms)
    for term, value in others.items():
        total[term] = total.get(term, 0.0) + weight * value
    return total
