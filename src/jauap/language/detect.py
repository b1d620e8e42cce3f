"""In which language does the citizen ask?"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jauap.assistant import Language
from jauap.language.ngrams import shared_features, word_features
from jauap.language.profile import Steps, load_profile
from jauap.language.script import Script, Words, read_words

# In log-odds. A neighbour must lead by more than the flag's distance, so that a short Kazakh
# question without Kazakh letters is not turned away; nearer than the other, nothing is certain.
_FLAG = 1.5
_CERTAIN = 1.0
# Kazakh borrows words from Russian unchanged: one word alone seldom ends a Kazakh conversation.
_BORROWED = 3.5
_OURS = {language.value: language for language in Language}
# Letters no Kazakh, Russian or English word has, of neighbours the table knows nothing about.
_FOREIGN_LETTERS = {
    "az": "ə",
    "ba": "ҙҡҫ",
    "sr": "јљњћђџ",
    "tg": "ӣӯҷ",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Detection:
    """The language to answer in, and how sure that is."""

    language: Language
    certain: bool
    """False for a word that several languages share, no letters at all, or a neighbour."""
    script: Script
    neighbour: str | None
    """Code of the language the text looks like ("ky", "tt", "uz", "tr", "uk", "az" ...), or
    "other" for one of Europe's; then `language` is the nearest of ours."""


def detect(text: str, *, fallback: Language) -> Detection:
    """Tell Kazakh, Russian and English apart in a short text.

    Kazakh counts as Kazakh also when typed without its letters, in Latin, or with Russian
    words in it. `fallback` is the language of the conversation: it decides when the text
    does not, and is the answer for a text without letters. Of a text of more than 40 words
    only the first 20 and the last 20 are read.
    """
    read = read_words(text)
    scores = _scores(read) if read else None
    if read is None or scores is None:
        script: Script = "latin" if fallback is Language.EN else "cyrillic"
        return _uncertain(fallback, read.script if read else script)
    ours = sorted(((s, name) for name, s in scores.items() if name in _OURS), reverse=True)
    best, language = ours[0]
    theirs, neighbour = max((s, name) for name, s in scores.items() if name not in _OURS)
    foreign = _foreign_letters("".join(read.words))
    if foreign or theirs > best + _FLAG:
        return Detection(
            language=_OURS[language],
            certain=False,
            script=read.script,
            neighbour=foreign or neighbour,
        )
    is_one_word = len(read.words) == 1 and fallback is Language.KK and read.leading == "cyrillic"
    lead = _BORROWED if is_one_word else _CERTAIN
    if scores.get(fallback.value, best - lead) > best - lead:
        language = fallback.value
    rival = max(theirs, *(score for score, name in ours if name != language))
    return Detection(
        language=_OURS[language],
        certain=scores[language] > rival + _CERTAIN,
        script=read.script,
        neighbour=None,
    )


def _scores(read: Words) -> dict[str, float] | None:
    profile = load_profile(read.leading)
    together = profile.steps(shared_features(read.words))
    return profile.add([together, *(_word_steps(word, read.leading) for word in read.words)])


@lru_cache(maxsize=16_384)
def _word_steps(word: str, script: Literal["cyrillic", "latin"]) -> Steps:
    """Read a word's pieces once; words come back in many questions."""
    return load_profile(script).steps(word_features(word))


def _uncertain(language: Language, script: Script) -> Detection:
    return Detection(language=language, certain=False, script=script, neighbour=None)


def _foreign_letters(letters: str) -> str | None:
    if letters.isascii():
        return None
    present = set(letters)
    for neighbour, own in _FOREIGN_LETTERS.items():
        if present.intersection(own):
            return neighbour
    return None
