"""What is left of a Kazakh word without its endings? A stemmer from suffix tables.

Kazakh adds endings in a fixed order: stem, plural, possessive, case, person. The tables are read
from the outside in, one ending of each layer at most. An ending must agree with what it follows:
in vowel harmony (back with back, front with front) and in its first sound (т after a voiceless
consonant, д after a voiced one). Typed without the Kazakh letters, `а о у и` may stand for either
kind of vowel and then decide nothing.
"""

from functools import lru_cache
from typing import NamedTuple

_PLAIN = str.maketrans("әғқңөұүһіёы", "агкноуухиеи")

_BACK = frozenset("аоыұ")
_FRONT = frozenset("еәөүіэ")
_UNSURE = frozenset("уияюё")
_VOWELS = _BACK | _FRONT | _UNSURE
_KAZAKH = frozenset("әғқңөұүһі")
_VOICELESS = frozenset("пфкқтсшщчцхһ")
_DEVOICED = frozenset("бвгд")
_NASALS = frozenset("мнң")

_FINITE = "атын етін йтын йтін ады еді йды йді"
_PERSON = "мын мін пын пін бын бін сың сің сыз сіз мыз міз пыз піз быз біз сыздар сіздер"
_CASE = (
    "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті да де та те нда нде "
    "дан ден тан тен нан нен мен бен пен"
)
_POSSESSIVE = "ым ім ың ің ы і сы сі ымыз іміз ыңыз іңіз мыз міз ңыз ңіз сын сін ын ін"
_PLURAL = "лар лер дар дер тар тер"
_NOMINAL = "ым ім"
_ADJECTIVE = "дағы дегі тағы тегі ндағы ндегі ғы гі қы кі нікі дікі тікі"
_VERBAL = "ған ген қан кен ып іп ғалы гелі қалы келі ушы уші са се у"

_AFTER_VOICED_CONSONANT = frozenset("дың дің ды ді ғы гі".split())  # noqa: SIM905
_AFTER_POSSESSIVE = frozenset("на не нда нде нан нен ндағы ндегі".split())  # noqa: SIM905

_AFTER_OPEN_STEM = frozenset("сы сі сын сін".split())  # noqa: SIM905


class _Ending(NamedTuple):
    letters: str
    is_back: bool
    is_front: bool


class _Layer(NamedTuple):
    by_plain: dict[str, tuple[_Ending, ...]]
    """Endings by their spelling without Kazakh letters."""
    longest: int
    finals: frozenset[str]
    """Last letters of the endings."""


class _Spelled(NamedTuple):
    word: str
    plain: str
    has_letters: bool
    """Whether the word is typed with Kazakh letters."""


class _Layers(NamedTuple):
    finite: _Layer
    person: _Layer
    case: _Layer
    possessive: _Layer
    plural: _Layer
    nominal: _Layer
    adjective: _Layer
    verbal: _Layer


@lru_cache(maxsize=1)
def _layers() -> _Layers:
    return _Layers(
        *map(
            _read_layer,
            (_FINITE, _PERSON, _CASE, _POSSESSIVE, _PLURAL, _NOMINAL, _ADJECTIVE, _VERBAL),
        )
    )


def _read_layer(endings: str) -> _Layer:
    table: dict[str, tuple[_Ending, ...]] = {}
    for letters in endings.split():
        ending = _Ending(
            letters,
            is_back=any(letter in "аыұоғқ" for letter in letters),
            is_front=any(letter in "еіүөәгк" for letter in letters),
        )
        plain = letters.translate(_PLAIN)
        table[plain] = (*table.get(plain, ()), ending)
    return _Layer(table, max(map(len, table)), frozenset(plain[-1] for plain in table))


def stem_kazakh(word: str) -> str:
    """Cut the endings off a casefolded Cyrillic word.

    A final consonant that voicing had softened is hardened again: кітабы -> кітап.
    """
    layers = _layers()
    spelled = _Spelled(word, word.translate(_PLAIN), not _KAZAKH.isdisjoint(word))
    end = _cut(spelled, len(word), layers.finite)
    if end == len(word):
        for layer in (
            layers.person,
            layers.adjective,
            layers.case,
            layers.possessive,
            layers.plural,
            layers.nominal,
            layers.adjective,
        ):
            end = _cut(spelled, end, layer)
    end = _cut(spelled, end, layers.verbal)
    return _harden(word[:end]) if end < len(word) else word


def _cut(spelled: _Spelled, end: int, layer: _Layer) -> int:
    """Find where the longest ending of a layer begins; three letters stay, and so does -стан."""
    word, plain, has_letters = spelled
    if plain[end - 1] not in layer.finals or word.endswith("стан", 0, end):
        return end
    for at in range(max(3, end - layer.longest), end):
        for ending in layer.by_plain.get(plain[at:end], ()):
            is_spelled = end - at > 2 or not has_letters or word[at:end] == ending.letters
            if is_spelled and _joins(word[:at], ending) and _agrees(word[:at], ending):
                return at
    return end


def _joins(stem: str, ending: _Ending) -> bool:
    """Whether the ending's first sound may follow the last sound of the stem."""
    before = stem[-1]
    if ending.letters in _AFTER_POSSESSIVE:
        return before in "ыіи"
    if ending.letters in _AFTER_OPEN_STEM:
        return before in _VOWELS and (before not in "ыі" or stem[-2] == "ш")
    is_vowel = before in _VOWELS
    is_voiceless = before in _VOICELESS
    match ending.letters[0]:
        case "т" | "қ" | "к" | "п":
            return is_voiceless or before in _DEVOICED
        case "д" | "ғ" | "г" | "б":
            return not is_voiceless and not (is_vowel and ending.letters in _AFTER_VOICED_CONSONANT)
        case "н":
            return is_vowel or before in _NASALS
        case "л":
            return is_vowel or before in "рй"
        case "м":
            return not is_voiceless
        case "ң" | "й":
            return is_vowel
        case "ы" | "і":
            return not is_vowel or before in "уи"
        case _:
            return True


def _agrees(stem: str, ending: _Ending) -> bool:
    """Whether the stem has a vowel, and its last one goes with the ending's."""
    has_letters = not _KAZAKH.isdisjoint(stem)
    for letter in reversed(stem):
        if letter in _VOWELS:
            if letter in _UNSURE or (letter in "ао" and not has_letters):
                return True
            return not ending.is_back if letter in _FRONT else not ending.is_front
    return False


def _harden(stem: str) -> str:
    last = {"б": "п", "г": "к", "ғ": "қ"}.get(stem[-1])
    return stem[:-1] + last if last else stem
