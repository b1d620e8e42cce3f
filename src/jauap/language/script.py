"""In which script is a text written, and which of its words tell its language?"""

import re
from dataclasses import dataclass
from typing import Literal

Script = Literal["cyrillic", "latin", "mixed"]

_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘`]+[^\W\d_]*)*")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u0259]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʻʼ‘`", "'") | {"\u0307": None})
# Latin letters that people, phones and scanners put into Cyrillic words.
_LOOK_ALIKES = str.maketrans("aceghikmnoptuxyöüäñ", "асеғһікмпортихуөүәң")
# A name in the other script says little; twice as many words of it say it is the text itself.
_LATIN_NEEDED = 2
_MIXED_SHARE = 0.2
_MOST_WORDS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of a text that are written in its leading script, lower-case."""

    script: Script
    leading: Literal["cyrillic", "latin"]
    words: tuple[str, ...]
    """At most 40: the first 20 and the last 20 of a longer text."""


def read_words(text: str) -> Words | None:
    """Find the leading script and its words; None when no Cyrillic or Latin letter is there."""
    found = _WORD.findall(text)
    if len(found) > _MOST_WORDS:
        found = found[: _MOST_WORDS // 2] + found[-_MOST_WORDS // 2 :]
    cyrillic = [word for word in found if _CYRILLIC.search(word)]
    latin = [word for word in found if not _CYRILLIC.search(word) and _LATIN.search(word)]
    if not cyrillic and not latin:
        return None
    leading = _is_cyrillic(cyrillic, latin)
    chosen, others = (cyrillic, latin) if leading else (latin, cyrillic)
    words = [word.lower().translate(_APOSTROPHES) for word in chosen]
    if leading and latin != found:
        words = [_repair(word) for word in words]
    share = sum(map(len, others)) / sum(map(len, found))
    script: Script = "cyrillic" if leading else "latin"
    return Words(
        script="mixed" if share >= _MIXED_SHARE else script,
        leading="cyrillic" if leading else "latin",
        words=tuple(words),
    )


def _is_cyrillic(cyrillic: list[str], latin: list[str]) -> bool:
    if not (cyrillic and latin):
        return bool(cyrillic)
    spoken = [[word for word in words if not word.isupper()] for words in (cyrillic, latin)]
    if not (spoken[0] or spoken[1]):
        spoken = [cyrillic, latin]
    return len(spoken[0]) * _LATIN_NEEDED >= len(spoken[1]) and bool(spoken[0])


def _repair(word: str) -> str:
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) else word
