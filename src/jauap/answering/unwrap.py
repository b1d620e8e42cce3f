"""What did a chat model say, once thoughts and fences are off and its citations are counted?"""

import re
from collections.abc import Sequence

from jauap.answer import Draft
from jauap.answering.extract import cite
from jauap.knowledge import Passage

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^\s*```[\w-]*\s*$", re.MULTILINE)
_OTHER_TOKENS = re.compile(r"[\[【]\s*\^?\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[†:\w]*\s*[\]】]")


def unwrapped(text: str) -> str:
    """Take thoughts and code fences off a text."""
    return _FENCE.sub("", _THINKING.sub("", text)).strip()


def draft_from(text: str, passages: Sequence[Passage], model: str) -> Draft:
    """Number the citations in the order they appear; a token of no passage stays as it is."""
    text = _OTHER_TOKENS.sub(
        lambda found: "".join(f"[{number}]" for number in re.findall(r"\d+", found[1])), text
    )
    used = dict.fromkeys(int(number) for number in re.findall(r"\[(\d{1,3})\]", text))
    known = [number for number in used if 1 <= number <= len(passages)]
    renumbered = {number: place for place, number in enumerate(known, start=1)}
    text = re.sub(
        r"\[(\d{1,3})\]",
        lambda found: f"[{renumbered.get(int(found[1]), found[1])}]",
        text,
    )
    citations = tuple(cite(passages[number - 1], renumbered[number]) for number in known)
    return Draft(text=text, citations=citations, composed_by=f"model:{model}")
