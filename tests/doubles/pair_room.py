"""What does a room for pairs need when index and exam are only imagined?"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from jauap.annotation.preview import Leak, Preview
from jauap.assistant import Language
from jauap.knowledge import Pair, Wording
from jauap.storage.held_pairs import HeldPairs

QUOTE = "туған күнінен бастап үш жұмыс күнінен кешіктірмей"
SOURCE = "birth-registration"
NOTHING_CHANGES = Preview(
    asked_pairs=1, asked_judged=0, asked_exam=4, fixed=(), broken=(), exam=(), seconds=0.0
)


def make_wording(
    question: str = "Нәрестені неше күнде тіркейміз?",
    *,
    answer: str = "Үш жұмыс күні ішінде.",
    intent: str = "birth-deadline",
    source: str = SOURCE,
    quote: str = QUOTE,
    language: Language = Language.KK,
    expires_on: date | None = None,
) -> Wording:
    """Make a wording that rests on the imagined document."""
    return Wording(
        language=language,
        intent=intent,
        question=question,
        answer=answer,
        source=source,
        quote=quote,
        expires_on=expires_on,
    )


class ImaginedKnowledge:
    """One document of one chunk; leaks are what a test says; serving copies what is in force."""

    def __init__(self, held: HeldPairs) -> None:
        self._held = held
        self.text = f"Ата-анасы өтінішті {QUOTE} береді."
        self.leaking: set[str] = set()
        """Questions that would give the exam away."""
        self.served: dict[str, Pair] = {}
        self.times_served = 0

    def cited(self, assistant_id: str, wording: Wording) -> Mapping[str, str]:
        """Give the chunk when it holds the quote."""
        if wording.source != SOURCE or wording.quote not in self.text:
            return {}
        return {"chunk-1": sha256(self.text.encode()).hexdigest()}

    def leaks(self, assistant_id: str, pair: Pair) -> Sequence[Leak]:
        """Tell of the questions a test named."""
        return (Leak(kind="exact", questions=1),) if pair.question in self.leaking else ()

    def preview(self, assistant_id: str, pair: Pair) -> Preview:
        """Say that nothing changes."""
        return NOTHING_CHANGES

    def serve(self, assistant_id: str) -> None:
        """Take what is in force."""
        self.times_served += 1
        in_force = self._held.in_force(assistant_id)
        self.served = {held.id: held.active for held in in_force if held.active}
