"""By which letters is a word found in a text, whatever its ending? Its root in folded letters."""

import re
from functools import cache, lru_cache

from jauap.assistant import Language
from jauap.language.fold import fold
from jauap.language.question_words import question_word_stems
from jauap.language.stem import stem
from jauap.language.terms import split_words

_BETWEEN = re.compile(r"\W+")
_SHORTEST_ROOT = 2


def folded(text: str) -> str:
    """Fold every letter of a text; words stand between single spaces."""
    return f" {_BETWEEN.sub(' ', text.casefold().translate(_letters()))} "


@lru_cache(maxsize=16_384)
def root_of(word: str, language: Language) -> str:
    """Give a space and the letters a word shares with its stem: "apply", "applies" give " appl".

    A word of a short stem comes back whole, with a space at its end.
    """
    whole = folded(word).rstrip()
    root = folded(stem(word, language)).rstrip()
    if language is Language.EN:
        root = root.removesuffix("i")
    pairs = zip(whole, root, strict=False)
    shared = next((at for at, (one, two) in enumerate(pairs) if one != two), len(root))
    return whole[:shared] if shared > _SHORTEST_ROOT else f"{whole} "


@lru_cache(maxsize=1024)
def telling_spellings(text: str, language: Language) -> tuple[str, ...]:
    """Give each informative word as it is spelled, in lower case, once.

    A text of nothing but question and function words keeps them all.
    """
    words = spellings(text)
    return tuple(word for word in words if not _is_silent(word, language)) or words


def spellings(text: str) -> tuple[str, ...]:
    """Give each word as it is spelled, in lower case, once."""
    return tuple(dict.fromkeys(_BETWEEN.sub(" ", text.casefold()).split()))


@lru_cache(maxsize=16_384)
def _is_silent(word: str, language: Language) -> bool:
    silent = question_word_stems(language)
    return all(part.stem in silent for part in split_words(word, language))


@cache
def _letters() -> dict[int, str]:
    # The skeleton letter by letter: one pass over a passage instead of one call per word.
    return str.maketrans({letter: fold(letter) for letter in map(chr, range(ord("a"), 0x530))})
