"""How is a passage cut into parts, and what is each compared by?"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jauap.answering.units import Unit, units
from jauap.knowledge import ChunkKind, Passage
from jauap.language.roots import folded

_HEADING = 1.6
"""What a fitting heading adds to the text right under it."""
_TITLE = 0.6
"""What a fitting title adds to the first text of a document without headings."""
_ECHO = 0.5
_ECHOED = 0.7
"""A unit of which this share stands in title, headings and act counts less; of all, hardly."""
_REPEATS = 0.05
_BASIS = re.compile(
    r"(?:құқықтық негіз|негізі:|үлгі мәтін|правовая основа|правовое основание|основание:|образец"
    r"|legal basis|basis:|sample text)",
    re.IGNORECASE,
)
_FIRST_STEP = "1."
"""Without it no points are counted from 1."""
_REMEMBERED = 8192
"""Passages whose parts are remembered, about 4 KB each."""
_DASH = re.compile(r"\s[–—-]\s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A unit of a passage, ready to be compared."""

    unit: Unit
    texts: tuple[str, ...]
    """What the unit is compared by, folded: a list has one text for each item."""
    heading: str
    """The heading right above, folded."""
    under: float
    """What that heading's fit counts: a title stands above the whole document."""
    told: float
    """Below 1 when the unit says little more than title, heading and act, which answers show."""
    defines: bool
    """True for a first sentence that says what the title's thing is: "X - a thing that ..."."""


def parts_of(passage: Passage, *, speaks: bool = False) -> tuple[Part, ...]:
    """Cut a passage into parts, in order.

    With `speaks` its heading is what the question asks for, and points counted from 1 are one list.
    """
    has_steps = speaks and _FIRST_STEP in passage.text
    return _parts(
        passage.text, passage.kind, passage.heading_path, passage.title, passage.act, has_steps
    )


@lru_cache(maxsize=_REMEMBERED)
def _parts(
    text: str,
    kind: ChunkKind,
    heading_path: tuple[str, ...],
    title: str,
    act: str,
    steps_are_list: bool,
) -> tuple[Part, ...]:
    """Cut and fold a passage; the same ones come back in many answers."""
    cut = units(
        text, kind=kind, heading_path=heading_path, title=title, steps_are_list=steps_are_list
    )
    shown = set(folded(" ".join((title, *heading_path, act))).split())
    parts = []
    for unit in cut:
        texts = _texts(text, unit)
        parts.append(
            Part(
                unit=unit,
                texts=texts,
                heading=folded(unit.heading) if unit.heading else "",
                under=_HEADING if heading_path else _TITLE,
                told=_told(text, unit, texts[0].split(), shown),
                defines=unit is cut[0] and _defines(text[unit.start : unit.end], title),
            )
        )
    return tuple(parts)


def _told(text: str, unit: Unit, words: Sequence[str], shown: Collection[str]) -> float:
    if _BASIS.match(text, unit.start):
        return _REPEATS
    known = sum(word in shown for word in words)
    if unit.items or unit.is_row or known < _ECHOED * len(words):
        return 1.0
    return _REPEATS if known == len(words) else _ECHO


def _defines(sentence: str, title: str) -> bool:
    name, dash, _ = _DASH.sub("\n", sentence, count=1).partition("\n")
    known = folded(title)
    return bool(dash) and any(f" {word[:4]}" in known for word in folded(name).split()[:3])


def _texts(text: str, unit: Unit) -> tuple[str, ...]:
    """Give what a unit is compared by: a list by its best item with the words around it."""
    if not unit.items:
        return (folded(" ".join((*unit.columns, text[unit.start : unit.end]))),)
    around = " ".join(text[slice(*span)] for span in (unit.lead, unit.tail) if span)
    return tuple(folded(f"{around} {text[slice(*item)]}") for item in unit.items)
