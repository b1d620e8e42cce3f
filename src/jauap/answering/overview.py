"""What does somebody need who asks about a service as a whole? Papers, time, price, place."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jauap.answering.parts import Part, parts_of
from jauap.assistant import Language
from jauap.knowledge import Passage
from jauap.retrieval.facets import Facet, speaks_of
from jauap.retrieval.wanted import Kind, has_kind, kinds_wanted, sides_wanted

LEAST_SIDES = 3
"""An overview of fewer sides would be no overview."""

_GENERAL: Mapping[Language, str] = {
    Language.KK: r"қалай|калай",
    Language.RU: r"\bкак\b",
    Language.EN: r"\bhow (do|can|should|to)\b",
}
_SIDES: Mapping[Facet, Kind | None] = {
    Facet.NEED: None,
    Facet.TERM: Kind.DURATION,
    Facet.COST: Kind.MONEY,
    Facet.WHERE: Kind.PLACE,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """What a passage says of one side of a service."""

    facet: Facet
    passage: Passage
    part: Part


def sides_of_service(
    question: str,
    passages: Sequence[Passage],
    language: Language,
    *,
    may_show: Callable[[str], bool],
) -> tuple[Side, ...]:
    """Fill papers, time, price and place from the first passage's document.

    Empty when the question asks about one thing only, or fewer than three sides are told.
    """
    if not passages or not _is_general(question, language):
        return ()
    document = passages[0].document_id
    own = [one for one in passages if one.document_id == document and one.heading_path]
    found = [side for facet in _SIDES for side in _first(facet, own, may_show)]
    return tuple(found) if len(found) >= LEAST_SIDES else ()


def _is_general(question: str, language: Language) -> bool:
    asks = re.search(_GENERAL[language], question.casefold()) is not None
    return (
        asks
        and not kinds_wanted(question, language)
        and sides_wanted(question, language) <= {Facet.HOW}
    )


def _first(
    facet: Facet, passages: Sequence[Passage], may_show: Callable[[str], bool]
) -> Iterator[Side]:
    for passage in passages:
        if not speaks_of(passage.heading_path[-1], facet):
            continue
        for part in parts_of(passage, speaks=True):
            text = passage.text[part.unit.start : part.unit.end]
            kind = _SIDES[facet]
            fits = bool(part.unit.items) if kind is None else has_kind(text, kind)
            if fits and part.told == 1 and may_show(text):
                yield Side(facet=facet, passage=passage, part=part)
                return
