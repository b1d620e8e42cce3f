"""Which words of the passages answer the question? An answer without a model."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from jauap.answer import Citation, Draft
from jauap.answering.fixed_texts import SIDES
from jauap.answering.hinges import leans_back, limits
from jauap.answering.looking import Look, Looks
from jauap.answering.matching import Meaning, marks_of, weigh_marks, worth_of
from jauap.answering.overview import Side, sides_of_service
from jauap.answering.parts import Part
from jauap.answering.show import show
from jauap.answering.units import Span, Unit
from jauap.assistant import Language
from jauap.knowledge import Passage
from jauap.labelling.canonical import text_hash
from jauap.language.roots import folded, spellings, telling_spellings
from jauap.retrieval.wanted import Kind, has_kind, kinds_wanted

__all__ = ["MOST_UNITS", "MOST_WORDS", "Fit", "cite", "extract", "folded"]

MOST_WORDS = 120
"""An extract stays below this length unless one sentence alone is longer."""

_SHORT_TABLE = 2
"""Rows of a table that is shown whole."""
_LENT = 0.5
"""What a word counts that a short turn borrows from the question it goes on with."""
_WEIGHED = 8
"""Passages among which the rarity of a mark is counted."""
MOST_UNITS = 3
"""Units shown at most. Against two, full answers rise by 4 to 8 points of a hundred."""
_SECOND = 0.15
"""A further unit needs this share of the best one's score; a table row needs more."""
_SECOND_ROW = 0.75
_LATER = 0.65
"""What a passage's rank costs its units."""
_NEXT = 0.2
"""What the unit after the best one gains, as a share of the best score."""
_KIND = 0.8
"""What words of the wanted kind add, as a share of a unit's score."""
_DEFINITION = 0.3
"""What the sentence gains that says what the passage's title is."""
_ASKED = 0.6
"""What text right under the asked-for heading gains, as a share of the best score."""
_NEXT_ASKED = 0.8
"""What each further unit under that heading keeps of the gain."""
Fit = Callable[[str], str]
"""Gives a stretch of a document as it may be shown; empty when it must not be."""


class _Candidate(NamedTuple):
    look: Look
    part: Part
    score: float
    weights: Mapping[str, float]
    is_of_kind: bool
    """True when the unit has words of the wanted kind."""

    @property
    def passage(self) -> Passage:
        return self.look.passage

    @property
    def unit(self) -> Unit:
        return self.part.unit

    @property
    def text(self) -> str:
        return self.passage.text[self.unit.start : self.unit.end]

    @property
    def is_sentence(self) -> bool:
        return not self.unit.items and not self.unit.is_row and self.part.told == 1


def extract(
    question: str,
    passages: Sequence[Passage],
    *,
    fit: Fit,
    is_asked_for: Callable[[str], bool] = lambda heading: False,
    language: Language | None = None,
    meanings: Mapping[Language, tuple[Meaning, ...]] | None = None,
    most: int = MOST_UNITS,
    own: str = "",
) -> Draft | None:
    """Show the best units of the first passages, each followed by its citation.

    Args:
        fit: each text is shown as it gives it; None is returned when nothing may be shown.
        is_asked_for: tells whether a heading speaks of what the question wants to know: papers,
            price, time.
        language: the question's; None means that of the first passage.
        meanings: words of other languages that translate the question's.
        most: units shown at most.
        own: a short later turn that `question` completes; its words count twice the others.
    """
    if not passages:
        return None
    language = language or passages[0].language
    kinds = kinds_wanted(question, language)
    known = meanings or {}
    lent = _lent(question, own, language) if own else ()
    looks = Looks(passages, is_asked_for)
    found = looks.read(kinds)
    weights = {
        spoken: weigh_marks(
            marks_of(own or question, language, (*lent, *known.get(spoken, ())), spoken),
            [
                text
                for look in looks.first(_WEIGHED)
                if look.passage.language is spoken
                for part in look.parts
                for text in part.texts
            ],
        )
        for spoken in {look.passage.language for _, look in found}
    }
    candidates = [
        _candidate(rank, look, part, weights[look.passage.language], kinds)
        for rank, look in found
        for part in look.parts
    ]
    raised = _asked_first(candidates)
    sides = sides_of_service(
        own or question, passages, language, may_show=lambda text: bool(fit(text))
    )
    chosen = _choose(raised, fit, 1 if sides else most)
    return _draft(chosen, _lines(sides, chosen, fit, language))


def _lent(question: str, own: str, language: Language) -> tuple[Meaning, ...]:
    said = spellings(own)
    words = (word for word in telling_spellings(question, language) if word not in said)
    return tuple((word, _LENT) for word in words)


def _candidate(
    rank: int, look: Look, part: Part, weights: Mapping[str, float], kinds: Collection[Kind]
) -> _Candidate:
    score = max(worth_of(text, weights) for text in part.texts)
    if part.heading:
        score += part.under * worth_of(part.heading, weights)
    if part.defines and score:
        score += _DEFINITION
    text = look.passage.text[part.unit.start : part.unit.end]
    # Without a mark of the question only text under an asked-for heading can be shown.
    is_of_kind = bool(score or look.speaks) and any(has_kind(text, kind) for kind in kinds)
    if is_of_kind:
        score *= 1 + _KIND
    score *= _LATER**rank * part.told
    return _Candidate(look=look, part=part, score=score, weights=weights, is_of_kind=is_of_kind)


def _asked_first(candidates: list[_Candidate]) -> list[_Candidate]:
    """Raise the text under an asked-for heading, most in the best passage's document."""
    best = max((one.score for one in candidates), default=0.0)
    top = max(candidates, key=lambda one: one.score).passage.document_id if candidates else ""
    fitting = {one.passage.chunk_id for one in candidates if one.is_of_kind}
    raised: list[_Candidate] = []
    gains: dict[str, float] = {}
    for one in candidates:
        fits = one.is_of_kind or one.passage.chunk_id not in fitting
        if fits and one.part.told == 1 and one.look.speaks:
            # Rows gain by their own fit: beside the asked-for row stand other people's rows.
            most = one.score if one.unit.is_row else best
            first = _ASKED * most * (1.0 if one.passage.document_id == top else _LATER)
            gain = first if one.unit.is_row else gains.get(one.passage.chunk_id, first)
            gains[one.passage.chunk_id] = gain * _NEXT_ASKED
            one = one._replace(score=one.score + gain)
        raised.append(one)
    return raised


def _ranked(candidates: Sequence[_Candidate]) -> list[int]:
    """Put the best first; what follows it in its passage gains, for it often goes on with it."""
    scores = [one.score for one in candidates]
    best = max(range(len(scores)), key=scores.__getitem__, default=0)
    one = candidates[best] if candidates else None
    if one and best + 1 < len(scores) and candidates[best + 1].passage is one.passage:
        scores[best + 1] = min(scores[best + 1] + _NEXT * scores[best], scores[best])
    return sorted(range(len(scores)), key=lambda at: -scores[at])


def _companions(candidates: Sequence[_Candidate], at: int) -> Iterator[int]:
    """Give what a sentence may not be shown without: its exception, and what "it" speaks of."""
    one = candidates[at]
    after, before = at + 1, at - 1
    if one.unit.is_row:
        yield from _short_table(candidates, at)
        return
    if (
        after < len(candidates)
        and _goes_with(candidates[after], one)
        and limits(candidates[after].text)
    ):
        yield after
    if (
        before >= 0
        and one.is_sentence
        and _goes_with(candidates[before], one)
        and leans_back(one.text)
    ):
        yield before


def _short_table(candidates: Sequence[_Candidate], at: int) -> Iterator[int]:
    """Give the other rows of a table that is short enough to be shown whole."""
    passage = candidates[at].passage
    rows = [
        number
        for number in range(max(0, at - MOST_UNITS), min(len(candidates), at + MOST_UNITS + 1))
        if candidates[number].passage is passage and candidates[number].unit.is_row
    ]
    if len(rows) <= _SHORT_TABLE:
        yield from (number for number in rows if number != at)


def _goes_with(other: _Candidate, one: _Candidate) -> bool:
    return other.passage is one.passage and other.is_sentence


def _choose(candidates: Sequence[_Candidate], fit: Fit, most: int) -> list[tuple[_Candidate, str]]:
    """Take the best unit, and further ones when they are good enough and there is room."""
    chosen: dict[int, str] = {}
    room = MOST_WORDS
    first = 0.0
    for at in _ranked(candidates):
        one = candidates[at]
        near = _SECOND_ROW if one.unit.is_row else _SECOND
        if chosen and one.score < first * near:
            break
        for number in (at, *_companions(candidates, at)):
            text = _shown(candidates[number], fit)
            words = len(text.split())
            if len(chosen) == most or number in chosen or not text or (chosen and words > room):
                continue
            chosen[number] = text
            room -= words
        first = first or (one.score if chosen else 0.0)
    return [(candidates[at], text) for at, text in chosen.items()]


def _shown(one: _Candidate, fit: Fit) -> str:
    return fit(
        show(
            one.passage.text,
            one.unit,
            worth=lambda words: worth_of(folded(words), one.weights),
            most_words=MOST_WORDS,
        )
    )


def _lines(
    sides: Sequence[Side], chosen: Sequence[tuple[_Candidate, str]], fit: Fit, language: Language
) -> list[tuple[Side, str]]:
    """Write the sides of a service; a list comes last and is cut to the words that are left."""
    room = MOST_WORDS - sum(len(text.split()) for _, text in chosen)
    lines: list[tuple[Side, str]] = []
    said = {id(one.part) for one, _ in chosen}
    for side in sorted(sides, key=lambda one: bool(one.part.unit.items)):
        unit = side.part.unit
        if id(side.part) in said:
            continue
        said.add(id(side.part))
        labels = [SIDES[one.facet].in_language(language) for one in sides if one.part is side.part]
        label = ", ".join([labels[0], *(each.lower() for each in labels[1:])])
        told = show(side.passage.text, unit, worth=lambda words: 0.0, most_words=room)
        text = fit(told if unit.items and unit.lead is None else f"{label}: {told}")
        if text and len(text.split()) <= room:
            lines.append((side, text))
            room -= len(text.split())
    return lines


def _draft(
    chosen: Sequence[tuple[_Candidate, str]], lines: Sequence[tuple[Side, str]]
) -> Draft | None:
    if not chosen:
        return None
    passages = {one.passage.chunk_id: one.passage for one, _ in chosen}
    passages |= {side.passage.chunk_id: side.passage for side, _ in lines}
    parts: list[str] = []
    citations: list[Citation] = []
    for number, passage in enumerate(passages.values(), start=1):
        used = [(one.unit, text) for one, text in chosen if one.passage is passage]
        if used and not used[0][0].is_row:
            used.sort(key=lambda shown: shown[0].start)
        parts += [f"{text} [{number}]" for _, text in used]
        shown = [unit for unit, _ in used]
        shown += [side.part.unit for side, _ in lines if side.passage is passage]
        span = (min(unit.start for unit in shown), max(unit.end for unit in shown))
        citations.append(cite(passage, number, span))
    numbers = {chunk_id: number for number, chunk_id in enumerate(passages, start=1)}
    parts += [f"{text} [{numbers[side.passage.chunk_id]}]" for side, text in lines]
    return Draft(text="\n\n".join(parts), citations=tuple(citations), composed_by="extract")


def cite(passage: Passage, number: int, span: Span | None = None) -> Citation:
    """Cite a passage; the quote is its stretch `span`, or all of it."""
    quote = passage.text[slice(*span)] if span else passage.text
    return Citation(
        number=number,
        chunk_id=passage.chunk_id,
        document_id=passage.document_id,
        source_id=passage.source_id,
        title=passage.title,
        heading_path=passage.heading_path,
        quote=quote,
        start=passage.start,
        end=passage.end,
        page=passage.page,
        language=passage.language,
        url=passage.url,
        act=passage.act,
        act_date=passage.act_date,
        digest=passage.digest,
        sample=passage.sample,
        quote_hash=_quote_hash(quote),
    )


@lru_cache(maxsize=2048)
def _quote_hash(quote: str) -> str:
    """Hash a quote; the same ones come back in many answers."""
    return text_hash(quote)
