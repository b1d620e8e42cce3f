"""What does each number of a text count? Ten days are not ten months, whatever the language."""

import re
from collections.abc import Iterator

from jauap.answering.figures import numbers_in, split_dates

_KINDS = {
    "minute": r"минут\w*|minutes?",
    "hour": r"сағат\w*|час(?:а|ов|ы|у|ам)?|hours?",
    "day": r"күн(?:і\w*|дік|ге|нің|нен|де)?|д(?:ень|ня|ней|ню|нем|ни|ням)|сут(?:ок|ки)|days?",
    "week": r"апта\w*|недел\w+|weeks?",
    "month": r"ай(?:ы|да|дан|дың|ға)?|месяц\w*|months?",
    "year": r"жыл\w*|год(?:а|у|ом|ы|ов)?|лет|years?",
    "tenge": r"теңге\w*|тенге|tenge|kzt|₸|тг",
    "percent": r"%|пайыз\w*|процент\w*|percent",
    "index": r"аек|мрп|mci",
    "area": r"гектар\w*|га|hectares?",
    "mass": r"кг|килограмм\w*|тонн\w*|kg|kilograms?|tonn?e?s?",
    "way": r"км|километр\w*|km|kilomet\w+",
    "person": r"адам\w*|человек\w*|people|persons?",
}
_UNIT = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()))
_NEXT = re.compile(r"[^\W\d_]+|[%₸]|[\d.;:!?|\n]")
_REACH = 3


def counts_otherwise(text: str, source: str) -> bool:
    """Tell whether a text lets a number count what it never counts in the source.

    Only numbers in digits with a known unit on both sides are compared, so a table that names
    its unit elsewhere, or a number without one, is no contradiction.
    """
    known: dict[float, set[str]] = {}
    for value, kind in _counted(source):
        known.setdefault(value, set()).add(kind)
    return any(value in known and kind not in known[value] for value, kind in _counted(text))


def _counted(text: str) -> Iterator[tuple[float, str]]:
    """Give each number with the unit that follows it within three words."""
    _, folded = split_dates(text)
    for value, _, end in numbers_in(folded):
        for place, found in enumerate(_NEXT.finditer(folded, end)):
            unit = _UNIT.fullmatch(found[0])
            if unit is not None:
                yield value, str(unit.lastgroup)
            if unit is not None or place + 1 == _REACH or found[0][0] in "0123456789.;:!?|\n":
                break
