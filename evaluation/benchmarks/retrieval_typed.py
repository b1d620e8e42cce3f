"""What if the same questions are typed otherwise? Without Kazakh letters, in Latin, with slips."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from language_spellings import chat, russian_chat, without_letters
from retrieval_sets import Task

from jauap.assistant import Language

_WORD = re.compile(r"[^\W\d_]{4,}")
_SLIPS = 2
_Typist = Callable[[str, random.Random], str]


def as_typed(task: Task, how: str) -> Task:
    """Retype a task's questions, the same way every time; documents stay as they are."""
    typist = TYPISTS[how].get(task.asked_in or task.language)
    if typist is None:
        return task
    cases = [
        replace(case, question=typist(case.question, random.Random(case.qid)))
        for case in task.cases
    ]
    return replace(task, cases=tuple(cases))


def with_slips(text: str, draw: random.Random) -> str:
    """Mistype two words: letters swapped, dropped, doubled, or a neighbour's letter taken."""
    words = list(_WORD.finditer(text))
    for found in sorted(draw.sample(words, min(_SLIPS, len(words))), key=lambda one: -one.start()):
        text = text[: found.start()] + _slip(found.group(), draw) + text[found.end() :]
    return text


def _slip(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    first, letter, after, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    return draw.choice(
        (
            f"{first}{after}{letter}{rest}",
            f"{first}{after}{rest}",
            f"{first}{letter}{letter}{after}{rest}",
            f"{first}{after}{after}{rest}",
        )
    )


TYPISTS: Mapping[str, Mapping[Language, _Typist]] = {
    "plain": {},
    "letterless": {Language.KK: without_letters},
    "latin": {Language.KK: chat, Language.RU: russian_chat},
    "slips": dict.fromkeys(Language, with_slips),
}
