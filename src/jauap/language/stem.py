"""What is a word's stem? Snowball for Russian and English, our own for Kazakh."""

from functools import lru_cache
from threading import Lock

from jauap.assistant import Language
from jauap.language.fold import fold, is_cyrillic, mend_lookalikes, to_cyrillic
from jauap.language.kazakh import stem_kazakh

_KAZAKH_LETTERS = frozenset("әғқңөұүһі")


@lru_cache(maxsize=65_536)
def stem(word: str, language: Language) -> str:
    """Stem a casefolded word of a text in `language`.

    The script can overrule the language, since languages mix in one question: a word with a
    Kazakh letter is Kazakh, any other Cyrillic word in English text is Russian. Latin words of a
    Kazakh text are read as Kazakh and come back in Russian letters.
    """
    word = mend_lookalikes(word)
    if is_cyrillic(word):
        if language is Language.KK or not _KAZAKH_LETTERS.isdisjoint(word):
            return stem_kazakh(word)
        return _snowball("russian").stem(word.replace("ё", "е"))
    if language is Language.KK:
        return stem_kazakh(to_cyrillic(fold(word, is_kazakh=True)))
    return _snowball("english").stem(word)


class _Snowball:
    """A Snowball stemmer that several threads may share; the library's own keeps state."""

    def __init__(self, algorithm: str) -> None:
        import snowballstemmer  # type: ignore[import-untyped]

        self._stemmer = snowballstemmer.stemmer(algorithm)
        self._lock = Lock()

    def stem(self, word: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(word))


@lru_cache(maxsize=2)
def _snowball(algorithm: str) -> _Snowball:
    return _Snowball(algorithm)
