"""Which words of the passages answer the question? An answer without a model."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain

from jauap.answer import Citation, Draft
from jauap.answering.show import show
from jauap.answering.units import Span, Unit, units
from jauap.knowledge import ChunkKind, Passage
from jauap.labelling.canonical import text_hash
from jauap.language.fold import fold

MOST_WORDS = 120
"""An extract stays below this length unless one sentence alone is longer."""

_READ = 3
"""Passages looked into."""
_SHOWN = 3
"""Units shown at most. Against two, full answers rise by 4 to 8 points of a hundred."""
_SECOND = 0.35
"""A further unit needs this share of the best one's score; a table row needs more."""
_SECOND_ROW = 0.8
_HEADING = 0.8
"""What a fitting heading adds to the text right under it."""
_LATER = 0.75
"""What a passage's rank costs its units."""
_NEXT = 0.3
"""What the unit after the best one gains, as a share of the best score."""
_ECHO = 0.1
_ECHOED = 0.7
_ASKED = 0.9
"""What text right under the asked-for heading gains, as a share of the best score."""
_NEXT_ASKED = 0.8
"""What each further unit under that heading keeps of the gain."""
_WITHIN = 8
"""Passages among which a section with the asked-for heading is looked for."""
_BASIS = re.compile(
    r"(?:құқықтық негіз|үлгі мәтін|правовая основа|правовое основание|образец"
    r"|legal basis|sample text)",
    re.IGNORECASE,
)

_BETWEEN = re.compile(r"\W+")
_GRAM = 4

Fit = Callable[[str], str]
"""Gives a stretch of a document as it may be shown; empty when it must not be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    unit: Unit
    texts: tuple[str, ...]
    """What the unit is compared by, folded: a list has one text for each item."""
    is_echo: bool
    """True when the unit says little more than title, heading and act, which every answer shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    passage: Passage
    unit: Unit
    score: float
    is_echo: bool = False


def extract(
    question: str,
    passages: Sequence[Passage],
    *,
    fit: Fit,
    is_asked_for: Callable[[str], bool] = lambda heading: False,
) -> Draft | None:
    """Show the best one to three units of the first passages, each followed by its citation.

    Each text is shown as `fit` gives it; None when nothing may be shown. `is_asked_for` tells
    whether a heading speaks of what the question wants to know: papers, price, time.
    """
    found = [
        (rank, passage, part)
        for rank, passage in _read(passages, is_asked_for)
        for part in _parts_of(passage)
    ]
    hits = _hits(question_grams(question), [part.texts for _, _, part in found])
    weights = _weights(hits)
    candidates = [
        _Candidate(
            passage=passage,
            unit=part.unit,
            is_echo=part.is_echo,
            score=(_ECHO if part.is_echo else 1.0)
            * _LATER**rank
            * (_best(group, weights) + _HEADING * _worth(part.unit.heading, weights)),
        )
        for (rank, passage, part), group in zip(found, hits, strict=True)
    ]
    return _draft(_choose(_asked_first(candidates, is_asked_for), weights, fit))


def _read(
    passages: Sequence[Passage], is_asked_for: Callable[[str], bool]
) -> list[tuple[int, Passage]]:
    """Take the first passages that say something, and the asked-for section of their documents."""
    telling = [one for one in passages if not all(part.is_echo for part in _parts_of(one))]
    read = list(enumerate(telling[:_READ]))
    documents = {passage.document_id: rank for rank, passage in reversed(read)}
    for passage in telling[_READ:_WITHIN]:
        if passage.document_id in documents and _speaks(passage, is_asked_for):
            return [*read, (documents[passage.document_id], passage)]
    return read


def _speaks(passage: Passage, is_asked_for: Callable[[str], bool]) -> bool:
    return bool(passage.heading_path) and is_asked_for(passage.heading_path[-1])


def _asked_first(
    candidates: list[_Candidate], is_asked_for: Callable[[str], bool]
) -> list[_Candidate]:
    """Raise the text under an asked-for heading, most in the best passage's document."""
    best = max((one.score for one in candidates), default=0.0)
    top = max(candidates, key=lambda one: one.score).passage.document_id if candidates else ""
    raised: list[_Candidate] = []
    gains: dict[str, float] = {}
    for one in candidates:
        if not one.is_echo and _speaks(one.passage, is_asked_for):
            # Rows gain by their own fit: beside the asked-for row stand other people's rows.
            most = one.score if one.unit.is_row else best
            first = _ASKED * most * (1.0 if one.passage.document_id == top else _LATER)
            gain = first if one.unit.is_row else gains.get(one.passage.chunk_id, first)
            gains[one.passage.chunk_id] = gain * _NEXT_ASKED
            one = replace(one, score=one.score + gain)
        raised.append(one)
    return raised


def _parts_of(passage: Passage) -> tuple[_Part, ...]:
    return _parts(passage.text, passage.kind, passage.heading_path, passage.title, passage.act)


def question_grams(text: str) -> frozenset[str]:
    """Give the folded character 4-grams of a text's words, with their edges."""
    return frozenset(
        word[at : at + _GRAM]
        for word in (f" {part} " for part in folded(text).split())
        for at in range(max(1, len(word) - _GRAM + 1))
        if len(word) > _GRAM
    )


def folded(text: str) -> str:
    """Fold every letter of a text; words stand between single spaces."""
    return f" {_BETWEEN.sub(' ', text.casefold().translate(_letters()))} "


@cache
def _letters() -> dict[int, str]:
    # The skeleton letter by letter: one pass over a passage instead of one call per word.
    return str.maketrans({letter: fold(letter) for letter in map(chr, range(ord("a"), 0x530))})


@lru_cache(maxsize=1024)
def _parts(
    text: str, kind: ChunkKind, heading_path: tuple[str, ...], title: str, act: str
) -> tuple[_Part, ...]:
    """Cut and fold a passage; the same ones come back in many answers."""
    cut = units(text, kind=kind, heading_path=heading_path, title=title)
    shown = set(folded(" ".join((title, *heading_path, act))).split())
    parts = []
    for unit in cut:
        texts = _texts(text, unit)
        words = texts[0].split()
        told = sum(word in shown for word in words)
        is_echo = not unit.items and not unit.is_row and told >= _ECHOED * len(words)
        is_echo = is_echo or _BASIS.match(text, unit.start) is not None
        parts.append(_Part(unit=unit, texts=texts, is_echo=is_echo))
    return tuple(parts)


def _texts(text: str, unit: Unit) -> tuple[str, ...]:
    """Give what a unit is compared by: a list by its best item with the words around it."""
    if not unit.items:
        return (folded(" ".join((*unit.columns, text[unit.start : unit.end]))),)
    around = " ".join(text[slice(*span)] for span in (unit.lead, unit.tail) if span)
    return tuple(folded(f"{around} {text[slice(*item)]}") for item in unit.items)


def _hits(grams: frozenset[str], texts: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    """Give the question's grams in every text of every unit."""
    everything = "".join(chain.from_iterable(texts))
    present = [gram for gram in grams if gram in everything]
    return [[[gram for gram in present if gram in text] for text in group] for group in texts]


def _weights(hits: Sequence[Sequence[Sequence[str]]]) -> Mapping[str, float]:
    total = sum(map(len, hits))
    counts = Counter(chain.from_iterable(chain.from_iterable(hits)))
    return {gram: math.log(1 + total / count) for gram, count in counts.items()}


def _best(group: Sequence[Sequence[str]], weights: Mapping[str, float]) -> float:
    return max(sum(map(weights.__getitem__, grams)) for grams in group)


def _worth(text: str, weights: Mapping[str, float]) -> float:
    if not text:
        return 0.0
    words = folded(text)
    return sum(weight for gram, weight in weights.items() if gram in words)


def _ranked(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Put the best first; what follows it in its passage gains, for it often goes on with it."""
    best = max(range(len(candidates)), key=lambda at: candidates[at].score, default=0)
    for at in range(best + 1, min(best + 2, len(candidates))):
        if candidates[at].passage is candidates[best].passage:
            gained = candidates[at].score + _NEXT * candidates[best].score
            after = replace(candidates[at], score=min(gained, candidates[best].score))
            candidates = [*candidates[:at], after, *candidates[at + 1 :]]
    return sorted(candidates, key=lambda one: -one.score)


def _choose(
    candidates: Sequence[_Candidate], weights: Mapping[str, float], fit: Fit
) -> list[tuple[_Candidate, str]]:
    """Take the best unit, and further ones when they are good enough and there is room."""
    chosen: list[tuple[_Candidate, str]] = []
    room = MOST_WORDS
    for candidate in _ranked(candidates):
        near = _SECOND_ROW if candidate.unit.is_row else _SECOND
        if chosen and candidate.score < chosen[0][0].score * near:
            break
        whole = show(
            candidate.passage.text,
            candidate.unit,
            worth=lambda words: _worth(words, weights),
            most_words=MOST_WORDS,
        )
        text = fit(whole)
        words = len(text.split())
        if not text or (chosen and words > room):
            continue
        chosen.append((candidate, text))
        room -= words
        if len(chosen) == _SHOWN:
            break
    return chosen


def _draft(chosen: Sequence[tuple[_Candidate, str]]) -> Draft | None:
    if not chosen:
        return None
    passages = {one.passage.chunk_id: one.passage for one, _ in chosen}
    parts: list[str] = []
    citations: list[Citation] = []
    for number, passage in enumerate(passages.values(), start=1):
        used = [(one.unit, text) for one, text in chosen if one.passage is passage]
        if not used[0][0].is_row:
            used.sort(key=lambda shown: shown[0].start)
        parts += [f"{text} [{number}]" for _, text in used]
        span = (min(unit.start for unit, _ in used), max(unit.end for unit, _ in used))
        citations.append(cite(passage, number, span))
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
