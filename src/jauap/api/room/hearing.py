"""How does a citizen's word from a plain form reach the experts?"""

from collections.abc import Callable

from jauap.annotation.feedback import (
    CitizenWord,
    FeedbackDesk,
    FeedbackReason,
    find_feedback,
    take_feedback,
)
from jauap.api.room.feedback import FeedbackRoom
from jauap.assistant import Trilingual
from jauap.storage.feedback import FeedbackKind


class Hearing:
    """Takes words as the API does; the answer's own text does not come along with a form."""

    def __init__(self, room: FeedbackRoom) -> None:
        self._room = room

    def __call__(self, code: str, *, kind: str, reason: str, words: str) -> Trilingual | None:
        """Keep the word and say what happens to it; None when there is no such answer."""
        record = self._room.find(code)
        if record is None:
            return None
        known = reason in set(FeedbackReason)
        word = CitizenWord(
            kind=FeedbackKind(kind),
            reason=FeedbackReason(reason) if known else None,
            words=words,
        )
        question = self._room.question(code) or ""
        return take_feedback(self._room.desk, word, record, question=question).told


def outcome_of(desk: FeedbackDesk) -> Callable[[str], Trilingual | None]:
    """Make what tells the verification page what became of the word on an answer."""

    def became(code: str) -> Trilingual | None:
        found = find_feedback(desk, code)
        return found.told if found else None

    return became
