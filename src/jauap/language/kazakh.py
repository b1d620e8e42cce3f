"""What is left of a Kazakh word without its endings? A stemmer from suffix tables.

Kazakh adds endings in a fixed order: stem, plural, possessive, case, person. The tables are read
from the outside in, one ending of each layer at most. An ending must agree with the stem in
vowel harmony as far as the spelling shows it: typed without the Kazakh letters, `а о у и` may
stand for either kind of vowel and then decide nothing.
"""

from functools import lru_cache
from typing import NamedTuple

_PLAIN = str.maketrans("әғқңөұүһіёйы", "агкноуухиеии")

_BACK = frozenset("ыұ")
_FRONT = frozenset("еәөүіэ")
_UNSURE = frozenset("аоуияюё")
_VOWELS = _BACK | _FRONT | _UNSURE
_KAZAKH = frozenset("әғқңөұүһі")


class _Ending(NamedTuple):
    letters: str
    is_back: bool
    is_front: bool


_PERSON = (
    "мын мін пын пін бын бін сың сің сыз сіз мыз міз пыз піз быз біз сыздар сіздер сыңдар сіңдер"
)
_CASE = (
    "ның нің дың дің тың тің "
    "ға ге қа ке на не "
    "ны ні ды ді ты ті "
    "да де та те нда нде "
    "дан ден тан тен нан нен "
    "мен бен пен"
)
_ADJECTIVE = "дағы дегі тағы тегі ндағы ндегі нікі дікі тікі"
_POSSESSIVE = "ым ім ың ің ы і сы сі ымыз іміз ыңыз іңіз мыз міз ңыз ңіз сын сін ын ін"
_PLURAL = "лар лер дар дер тар тер"
_VERBAL = (
    "атын етін йтын йтін ған ген қан кен ғанда генде мақ мек бақ бек пақ пек "
    "ады еді йды йді ып іп ғалы гелі қалы келі ғызу гізу ушы уші са се у"
)

_LAYERS = (
    (_PERSON, 4),
    (_CASE, 3),
    (_ADJECTIVE, 3),
    (_CASE, 3),
    (_POSSESSIVE, 3),
    (_PLURAL, 3),
    (_VERBAL, 3),
)


@lru_cache(maxsize=1)
def _tables() -> tuple[tuple[dict[str, tuple[_Ending, ...]], int, int], ...]:
    """Per layer: endings by their plain spelling, the longest ending, the shortest stem."""
    tables = []
    for endings, shortest_stem in _LAYERS:
        table: dict[str, tuple[_Ending, ...]] = {}
        for letters in endings.split():
            ending = _Ending(
                letters,
                is_back=any(letter in "аыұоғқ" for letter in letters),
                is_front=any(letter in "еіүөәгк" for letter in letters),
            )
            for key in {_plain(letters), letters}:
                table[key] = (*table.get(key, ()), ending)
        tables.append((table, max(map(len, table)), shortest_stem))
    return tuple(tables)


def stem_kazakh(word: str) -> str:
    """Cut the endings off a casefolded Cyrillic word.

    A final consonant that voicing had softened is hardened again: кітабы -> кітап.
    """
    plain = _plain(word)
    has_letters = not _KAZAKH.isdisjoint(word)
    end = len(word)
    for table, longest, shortest_stem in _tables():
        end -= _ending_length(word, plain, end, table, longest, shortest_stem, has_letters)
    return _harden(word[:end]) if end < len(word) else word


def _plain(word: str) -> str:
    return word.translate(_PLAIN)


def _ending_length(
    word: str,
    plain: str,
    end: int,
    table: dict[str, tuple[_Ending, ...]],
    longest: int,
    shortest_stem: int,
    has_letters: bool,
) -> int:
    for length in range(min(longest, end - shortest_stem), 0, -1):
        cut = end - length
        if length == 1 and cut < shortest_stem + 1:
            break
        endings = table.get(plain[cut:end])
        if endings and any(_agrees(word, cut, ending, has_letters) for ending in endings):
            return length
    return 0


def _agrees(word: str, cut: int, ending: _Ending, has_letters: bool) -> bool:
    """Whether the stem before `cut` has a vowel, and none that forbids the ending."""
    for letter in reversed(word[:cut]):
        if letter in _VOWELS:
            if letter in _FRONT:
                return not ending.is_back or ending.is_front
            if letter in _BACK or (has_letters and letter in "ао"):
                return not ending.is_front or ending.is_back
            return True
    return False


def _harden(stem: str) -> str:
    last = {"б": "п", "г": "к", "ғ": "қ"}.get(stem[-1])
    return stem[:-1] + last if last else stem
