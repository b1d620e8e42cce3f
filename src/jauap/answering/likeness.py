"""How does a text look when spelling tricks are taken off? A copy for comparing only."""

import re

_KEYBOARD = str.maketrans("әғқңөұүһіё", "агкноуухие")
_TO_CYRILLIC = str.maketrans("abcehikmoptxy", "авсенікмортху")
_ALIKE = frozenset("abcehikmoptxy")
_TO_LATIN = str.maketrans("авсенікмортху", "abcehikmoptxy")
_WORD_OF_TWO_SCRIPTS = re.compile(r"\b(?=\w*[a-z])(?=\w*[а-яё])\w+\b")
_LATIN = re.compile("[a-z]")
_SPACED_OUT = re.compile(r"(?<!\w)(?:\w[ .\-_*]){4,}\w(?!\w)")
_PERHAPS_SPACED_OUT = re.compile(r"[ .\-_*]\w[ .\-_*]\w[ .\-_*]\w[ .\-_*]")
_GAPS = re.compile(r"[ .\-_*]")


def likeness(text: str) -> str:
    """Fold letter case, Kazakh letters to the Russian keyboard, look-alikes and s p a c i n g.

    The copy is compared with patterns and never shown or stored.
    """
    folded = text.casefold()
    if not folded.isascii():
        if _LATIN.search(folded):
            folded = _WORD_OF_TWO_SCRIPTS.sub(_one_script, folded)
        folded = folded.translate(_KEYBOARD)
    if _PERHAPS_SPACED_OUT.search(folded):
        folded = _SPACED_OUT.sub(lambda found: _GAPS.sub("", found[0]), folded)
    return " ".join(folded.split())


def _one_script(found: re.Match[str]) -> str:
    word = found[0]
    latin = {letter for letter in word if "a" <= letter <= "z"}
    return word.translate(_TO_CYRILLIC if latin <= _ALIKE else _TO_LATIN)
