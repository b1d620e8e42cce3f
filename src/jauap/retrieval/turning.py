"""Does a later question leave the topic of the conversation? Its own words tell.

The weights were chosen on conversations of which the last question was exchanged for one about
something else, so that the real ones lose nothing (docs/decisions/search.md).
"""

from collections.abc import Sequence
from dataclasses import replace

from jauap.answer import Turn
from jauap.knowledge import Found, Passage
from jauap.language.leaning import goes_on, points_back
from jauap.retrieval.asking import Query
from jauap.retrieval.evidence import without_courtesy

_TELLING = 3
"""Telling words without which a question names no topic by its sentences alone."""
_SHARE = 0.35
"""Below this share of what it holds of the question elsewhere, the conversation's passage is of
another topic."""
_NAMING = 2
"""Telling words with which a question can call another document by its title or heading."""
_CALLED = 0.65
_NOT_CALLED = 0.25
"""Share of the question that title and headings say, there and in the conversation's passage."""
_MORE = 0.25
_LEAST_HELD = 0.25
"""Share that another passage holds when the conversation's holds nothing."""
_FIRST = 3
"""Passages that come before the conversation's own."""


def may_turn(query: Query, history: Sequence[Turn], together: Found) -> bool:
    """Tell whether a question is worth searching without what was said before it.

    Who borrows words, answers what the assistant asked, points back or goes on stays with it.
    """
    if not history or query.borrows or history[-1].answer.rstrip().endswith("?"):
        return False
    words = len(without_courtesy(query.telling, query.language))
    features = together.features
    is_open = words >= _TELLING and features.get("coverage", 0.0) < _SHARE
    is_uncalled = words >= _NAMING and features.get("field_agreement", 0.0) <= _NOT_CALLED
    return (is_open or is_uncalled) and not (
        points_back(query.text, query.language) or goes_on(query.text, query.language)
    )


def turn_to(alone: Found, together: Found, limit: int) -> Found:
    """Give the passages of the question itself when they hold clearly more of it.

    The conversation's come after the first of them, for the question may still go on with it.
    """
    held, held_there = (each.features.get("coverage", 0.0) for each in (together, alone))
    is_told = alone.features.get("words", 0.0) >= _TELLING and held < _SHARE * held_there
    is_called = (
        alone.features.get("field_agreement", 0.0) >= _CALLED
        and together.features.get("field_agreement", 0.0) <= _NOT_CALLED
        and held < held_there - _MORE
    )
    is_nowhere = together.features.get("held", 0.0) <= 0 and held_there >= _LEAST_HELD
    if not (is_told or is_called or is_nowhere):
        return together
    first, rest = alone.passages[:_FIRST], alone.passages[_FIRST:]
    mixed: dict[str, Passage] = {}
    least = float("inf")
    for passage in (*first, *together.passages[: _FIRST - 1], *rest, *together.passages):
        if passage.chunk_id not in mixed:
            least = min(least, passage.score)
            mixed[passage.chunk_id] = passage.scored(least)
    return replace(alone, passages=tuple(mixed.values())[:limit])
