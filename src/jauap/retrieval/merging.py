"""How do passages of another language rank among those of the question's own?"""

from dataclasses import replace

from jauap.knowledge import Found

_FOREIGN = 0.5
"""What a passage in another language is worth beside one in the question's own."""


def rank_among(own: Found, foreign: Found, unit: float, limit: int) -> Found:
    """Rank passages of two languages by the share of the best possible score each reached.

    `unit` is what one point of the question's own language is worth.
    """
    if not foreign.passages:
        return own
    scale = _FOREIGN * worth_of_a_point(foreign) / unit
    moved = [each.scored(each.score * scale) for each in foreign.passages]
    passages = sorted((*own.passages, *moved), key=lambda each: -each.score)[:limit]
    if passages[0] in own.passages:
        return replace(own, passages=tuple(passages))
    return Found(
        passages=tuple(passages),
        pairs=own.pairs,
        features=foreign.features,
        crossed_language=True,
        meanings=own.meanings,
    )


def worth_of_a_point(found: Found) -> float:
    """Tell what one point of a search's scores is worth; 1 where nothing has a score."""
    best = found.passages[0].score if found.passages else 0.0
    return (found.features.get("score_ratio", 0.0) / best if best > 0 else 0.0) or 1.0
