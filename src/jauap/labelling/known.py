"""Which stretches of a text are nobody's own? The words of sources and of fixed messages.

They are taken out of every fingerprint, so that quoting the law is never mistaken for quoting
an answer.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from jauap.assistant import Language
from jauap.labelling.canonical import drop_ignorables
from jauap.labelling.fingerprint import SURE_LENGTH, Chosen, choose, counted, roll

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jauap.labelling.fingerprint import Rolling

    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]

_KEPT = 3 * 2**61
"""Pieces hashed above three eighths of the range are not kept.

Winnowing chooses the least of sixteen, so one window in two thousand has no kept piece.
"""
_MOST_DOCUMENTS = 8
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES = "«»„“”‟‘’‚‛`´\"'"
_UNIFORM = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_QUOTES, '"'))
_MARKER = re.compile(r"^[ \t]*(?:[•◦▪‣·*+–—-]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_UNCOUNTED = re.compile(r"[\s|•◦▪‣·*#>_~]+")

Place = tuple[str, int]
"""A passage: document id and first character."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourcePlace:
    """Where a text stands word for word in an official document."""

    assistant_id: str
    document_id: str
    start: int
    """First character of the passage in which the text begins."""
    title: str
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Words that are nobody's own."""

    text: str
    document_id: str = ""
    """Empty for a fixed wording and for what staff wrote."""
    start: int = 0


class KnownSet:
    """The pieces of one assistant's stretches: about five bytes for each letter."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        import numpy as np

        ordered = sorted(stretches, key=lambda one: (one.document_id, one.start))
        self._places: list[Place] = [(one.document_id, one.start) for one in ordered]
        rolled = [np.array([], dtype=np.uint64)]
        numbered = [np.array([], dtype=np.uint32)]
        base = 0
        for document_id, group in groupby(ordered, key=lambda one: one.document_id):
            letters = [counted(one.text) for one in group]
            # A quotation may run on from one passage into the next, but not between messages.
            runs = [letters] if document_id else [[one] for one in letters]
            for run in runs:
                pieces = roll("".join(run))
                ends = np.cumsum([len(one) for one in run])
                place = np.searchsorted(ends, np.arange(len(pieces)), side="right") + base
                kept = pieces < _KEPT
                rolled.append(pieces[kept])
                numbered.append(place[kept].astype(np.uint32))
                base += len(run)
        hashes, numbers = np.concatenate(rolled), np.concatenate(numbered)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._numbers = hashes[order], numbers[order]

    def contains(self, rolling: "Rolling") -> "Flags":
        """Tell of each piece whether it stands in a stretch."""
        import numpy as np

        if not len(self._hashes):
            return np.zeros(len(rolling), dtype=bool)
        at = np.minimum(np.searchsorted(self._hashes, rolling), len(self._hashes) - 1)
        return np.equal(self._hashes[at], rolling)

    def stands_in(self, rolling: "Rolling", places: Collection[Place]) -> "Flags":
        """Tell of each piece whether it stands in one of these passages."""
        import numpy as np

        first, last = self._ranges(rolling)
        return np.array(
            [
                any(self._places[number] in places for number in self._numbers[start:end].tolist())
                for start, end in zip(first.tolist(), last.tolist(), strict=True)
            ],
            dtype=bool,
        )

    def documents_with(self, rolling: "Rolling") -> tuple[str, ...]:
        """Give the documents that may hold all these pieces; at most eight, none if one lacks."""
        first, last = self._ranges(rolling)
        if not len(rolling) or not (last > first).all():
            return ()
        rarest = int((last - first).argmin())
        numbers = self._numbers[first[rarest] : last[rarest]]
        names = dict.fromkeys(self._places[number][0] for number in numbers.tolist())
        return tuple(name for name in names if name)[:_MOST_DOCUMENTS]

    def _ranges(self, rolling: "Rolling") -> "tuple[Places, Places]":
        """Tell where each piece would stand among the sorted ones: first place, place after."""
        import numpy as np

        first = np.searchsorted(self._hashes, rolling, side="left")
        return first, np.searchsorted(self._hashes, rolling, side="right")


class KnownTexts:
    """The known sets of all assistants of a deployment; safe to read while one is replaced."""

    def __init__(self) -> None:
        self._sets: dict[str, KnownSet] = {}
        self.version = 0
        """Changes whenever a set is replaced."""

    def put(self, assistant_id: str, known: KnownSet) -> None:
        """Replace the set of one assistant."""
        self._sets = {**self._sets, assistant_id: known}
        self.version += 1

    def own(self, chosen: Chosen) -> tuple[str, ...]:
        """Give the chosen pieces that stand in no source and no fixed message."""
        mine = chosen.rolling < _KEPT
        for known in self._sets.values():
            mine &= ~known.contains(chosen.rolling)
        return tuple(piece for piece, is_own in zip(chosen.pieces, mine, strict=True) if is_own)

    def cited(
        self, chosen: Chosen, assistant_id: str, places: Collection[Place]
    ) -> tuple[str, ...]:
        """Give the chosen pieces that stand in the passages an answer cites."""
        known = self._sets.get(assistant_id)
        if known is None or not places:
            return ()
        flags = known.stands_in(chosen.rolling, places)
        return tuple(piece for piece, found in zip(chosen.pieces, flags, strict=True) if found)

    def documents_with(self, text: str) -> Sequence[tuple[str, str]]:
        """Give assistant and document ids of which `text` may be a verbatim part.

        A text below 31 letters and digits is part of too much to be called a source.
        """
        letters = counted(text)
        if len(letters) < SURE_LENGTH:
            return ()
        rolling = roll(letters)
        kept = rolling[rolling < _KEPT]
        return [
            (assistant_id, document_id)
            for assistant_id, known in self._sets.items()
            for document_id in known.documents_with(kept)
        ]


def choose_from(text: str) -> Chosen:
    """Choose the pieces of a text as a person pasted it."""
    return choose(counted(text))


def without_list_marks(text: str) -> str:
    """Take the marks off the lines of lists: a copy from a page often lacks them."""
    return _MARKER.sub("", text)


def squeezed(text: str) -> str:
    """Give a text without spaces, list marks and table bars, quotes and dashes in one shape.

    Two texts that are equal then differ in layout only: every letter and figure is the same.
    """
    plain = unicodedata.normalize("NFKC", drop_ignorables(text)).translate(_UNIFORM)
    return _UNCOUNTED.sub("", plain)
