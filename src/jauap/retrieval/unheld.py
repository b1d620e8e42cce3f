"""What stands for a word of the question that no passage holds?

Its stem finds nothing, so the pieces of its root carry the stem's weight as well. And when it is a
word of another language of the documents ("справка" in a Kazakh question), what twins taught that
it means is asked for too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from jauap.assistant import Language
from jauap.language.terms import CARRIED_WEIGHT, Word
from jauap.retrieval.asking import TRANSLATED, Query, add_terms
from jauap.retrieval.following import silent_stems
from jauap.retrieval.translation import Translation


def topic_stems(words: Iterable[Word], language: Language) -> frozenset[int]:
    """Give the stems of words that name a topic; for "cost" nothing like it is to be found."""
    return frozenset(word.stem for word in words) - silent_stems(language)


def stand_in(query: Query, unheld: Collection[int], tables: Iterable[Translation]) -> Query:
    """Give the query with what stands for those of its telling words that no passage holds.

    Args:
        unheld: stems of telling words that no passage of the question's language holds.
        tables: what other languages' words mean in the question's language.
    """
    words = [word for word in query.words if word.stem in unheld]
    if not words:
        return query
    carried = _carried(words)
    terms = add_terms(query.terms, carried, 1.0)
    topic = add_terms(query.topic, carried, 1.0)
    for table in tables:
        meant = table.expand(words)
        terms = add_terms(terms, meant, TRANSLATED)
        topic = add_terms(topic, meant, TRANSLATED)
    return replace(query, terms=terms, topic=topic)


def _carried(words: Iterable[Word]) -> Mapping[int, float]:
    weights: dict[int, float] = {}
    for word in words:
        pieces = word.grams[: word.root_grams]
        for piece in pieces:
            weights[piece] = weights.get(piece, 0.0) + CARRIED_WEIGHT / len(pieces)
    return weights
