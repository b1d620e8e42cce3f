"""In which letters does a Kazakh answer leave? Latin ones for a question in Latin, if declared.

It happens before the label, so what is signed is what is shown. Citations keep their quotes letter
for letter, and the words of staff stay as staff wrote them: their proof names that very text.
"""

import re
from dataclasses import replace

from jauap.answer import Answer
from jauap.answering.understand import Understood
from jauap.assistant import Assistant, Language
from jauap.language.detect import detect
from jauap.language.latin import to_latin

_BLOCKS = re.compile(r"(\n\n+)")


def lettered(answer: Answer, understood: Understood, assistant: Assistant) -> Answer:
    """Write an answer in the letters of its question, as far as the assistant declares it."""
    if (
        not assistant.answer_in_latin
        or not understood.writes_latin
        or answer.language is not Language.KK
        or answer.staff is not None
        or answer.queried is not None
    ):
        return answer
    return replace(
        answer,
        text="".join(map(_block, _BLOCKS.split(answer.text))),
        options=tuple(map(_block, answer.options)),
    )


def _block(text: str) -> str:
    """Write a paragraph or list in Latin letters; one quoted from a Russian source stays."""
    is_kazakh = detect(text, fallback=Language.KK).language is Language.KK
    return to_latin(text) if is_kazakh else text
