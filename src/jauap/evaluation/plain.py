"""What does the search find for a question when no pair has a say?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jauap.assistant import Language, SearchWeights
from jauap.retrieval.asking import analyse_question, ask_pairs
from jauap.retrieval.index import Index
from jauap.retrieval.search import Search

DEPTH = 50
"""Chunks of the plain search that are ranked anew."""


@dataclass(frozen=True, kw_only=True)
class Plain:
    """What is found for a question when no pair has a say."""

    chunks: Mapping[str, float]
    """Score of the best `DEPTH` chunks."""
    pairs: Mapping[str, float] = field(default_factory=dict)
    """Score of the likest pairs, by the id of their point."""


PlainSearch = Callable[[str, Language], Plain]
PlainChunks = dict[tuple[str, Language], Mapping[str, float]]
"""What is found for questions; pairs come and go, but it stays true while the passages stay."""


def plain_search(
    index: Index, assistant_id: str, weights: SearchWeights, kept: PlainChunks | None = None
) -> PlainSearch:
    """Make the search that ranks without a word of the pairs, and yet names the likest ones.

    Args:
        kept: what was found for the same passages before; what is found anew is added.
    """
    known = {} if kept is None else kept
    silent = weights.model_copy(update={"pairs": 0.0})
    search = Search(index, assistant_id, weights=silent, languages=())

    def find(question: str, language: Language) -> Plain:
        if (question, language) not in known:
            found = search.find(question, language=language, limit=DEPTH).passages
            known[question, language] = {each.chunk_id: each.score for each in found}
        request = ask_pairs(analyse_question(question, language), language)
        hits = index.query(assistant_id, [request])[0]
        return Plain(chunks=known[question, language], pairs={hit.id: hit.score for hit in hits})

    return find
