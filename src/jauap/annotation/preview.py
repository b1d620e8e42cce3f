"""What would a pair change? Said before it is put in force."""

from jauap.assistant import Declared, Language, Text


class Seen(Declared):
    """The first passage found for a question; nothing found is an empty chunk id."""

    chunk_id: str
    title: str
    text: str
    """Its beginning, at most 300 characters."""


class Shift(Declared):
    """One question of a pair or of a citizen whose first passage becomes right or wrong."""

    question: Text
    language: Language
    intent: str
    """Empty where nobody told."""
    before: Seen
    after: Seen
    is_protected: bool = False
    """True when a wrong answer does much harm."""


class ExamShift(Declared):
    """What changes in the exam, by intent and count only: its questions stay unseen."""

    intent: str
    """Empty for all intents that the exam closes to pairs, taken together."""
    asked: int
    fixed: int
    broken: int
    broken_protected: int
    """Broken questions that no release may lose."""


class Preview(Declared):
    """What one pair fixes and what it breaks."""

    asked_pairs: int
    """Questions of pairs in force, and the new pair's own."""
    asked_judged: int
    """Citizens' questions with a verdict and a known right passage."""
    asked_exam: int
    fixed: tuple[Shift, ...]
    broken: tuple[Shift, ...]
    exam: tuple[ExamShift, ...]
    """Only intents where something changes."""
    seconds: float

    @property
    def breaks_protected(self) -> bool:
        """True when something is broken that does much harm or that no release may lose."""
        return any(shift.is_protected for shift in self.broken) or any(
            shift.broken_protected for shift in self.exam
        )


class Leak(Declared):
    """Why a pair may not be used: how it gives exam questions away, and how many."""

    kind: str
    questions: int
