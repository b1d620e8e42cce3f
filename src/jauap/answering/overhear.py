"""What was searched and found behind an answer? For exams and for staff, never for citizens."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jauap.answer import Turn
from jauap.answering.ask import ask
from jauap.answering.desk import Desk, Finder
from jauap.assistant import Language
from jauap.knowledge import Found
from jauap.labelling.label import LabelledAnswer


@dataclass(frozen=True, kw_only=True)
class Overheard:
    """A labelled answer, and what the search behind it was asked and found."""

    labelled: LabelledAnswer
    found: Found = field(default_factory=Found)
    asked_in: Language | None = None
    """Language of the search; None when nothing was searched."""


async def overhear(
    text: str,
    desk: Desk,
    *,
    history: Sequence[Turn] = (),
    language: Language | None = None,
    channel: str,
) -> Overheard:
    """Ask as `ask` does, and listen to the search.

    Raises:
        LabelUnavailable: no label could be signed, so no text may leave.
    """
    listener = _Listener(desk.search)
    labelled = await ask(
        text, replace(desk, search=listener), history=history, language=language, channel=channel
    )
    return Overheard(labelled=labelled, found=listener.found, asked_in=listener.asked_in)


class _Listener:
    """A finder that remembers what its one search was asked and found."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.found = Found()
        self.asked_in: Language | None = None

    @property
    def is_remote(self) -> bool:
        return self._finder.is_remote

    def find(
        self,
        question: str,
        *,
        language: Language,
        history: Sequence[Turn] = (),
        limit: int = 10,
    ) -> Found:
        self.asked_in = language
        self.found = self._finder.find(question, language=language, history=history, limit=limit)
        return self.found
