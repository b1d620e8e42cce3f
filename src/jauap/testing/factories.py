"""How is a valid object made when a test cares about one field only?"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from jauap.answer import Texts, Turn
from jauap.answering.desk import Composer, Desk
from jauap.assistant import Assistant, Language
from jauap.knowledge import ChunkKind, Found, FoundPair, Pair, Passage
from jauap.labelling.label import Labeller

SURE: Mapping[str, float] = {
    "coverage": 0.9,
    "held": 0.9,
    "named": 0.4,
    "couples": 0.5,
    "score_ratio": 0.9,
    "gap": 0.4,
    "one_document": 0.8,
    "familiar": 0.6,
    "elsewhere": 0.0,
    "unseen": 0.0,
}
"""Features of a search that leaves no doubt."""

DOUBTFUL: Mapping[str, float] = {
    "coverage": 0.2,
    "held": 0.3,
    "named": 0.1,
    "couples": 0.0,
    "score_ratio": 0.3,
    "gap": 0.02,
    "one_document": 0.4,
    "familiar": 0.4,
    "elsewhere": 0.0,
    "unseen": 0.5,
}
"""Features that ask for a question back."""

POOR: Mapping[str, float] = {
    "coverage": 0.0,
    "held": 0.0,
    "named": 0.0,
    "couples": 0.0,
    "score_ratio": 0.05,
    "gap": 0.0,
    "one_document": 0.2,
    "familiar": 0.1,
    "elsewhere": 0.0,
    "unseen": 0.9,
}
"""Features of a question the documents know nothing of."""


def make_passage(
    text: str,
    *,
    language: Language = Language.KK,
    title: str = "Тұрғылықты жер бойынша тіркеу",
    heading_path: tuple[str, ...] = ("Мерзімі",),
    url: str = "https://adilet.zan.kz/kaz/docs/V2000020209",
    act: str = "",
    act_date: str = "",
    kind: ChunkKind = ChunkKind.TEXT,
    sample: bool = False,
    score: float = 1.0,
    start: int = 100,
) -> Passage:
    """Make a passage; its id and digest follow from its text."""
    return Passage(
        chunk_id=str(uuid.uuid5(uuid.NAMESPACE_URL, text)),
        document_id=f"registration.{language}",
        source_id="registration",
        language=language,
        title=title,
        heading_path=heading_path,
        text=text,
        start=start,
        end=start + len(text),
        page=None,
        kind=kind,
        url=url,
        topic="",
        act=act,
        act_date=act_date,
        digest=sha256(text.encode()).hexdigest(),
        sample=sample,
        score=score,
    )


def make_pair(
    question: str,
    answer: str,
    passage: Passage,
    *,
    similarity: float = 0.95,
    intent: str = "term",
    language: Language = Language.KK,
) -> FoundPair:
    """Make a pair that cites a passage."""
    pair = Pair(
        id=f"pair-{intent}",
        language=language,
        intent=intent,
        question=question,
        answer=answer,
        source=passage.source_id,
        quote=passage.text[:20],
        author_role="Бас маман",
        approved_by_role="Департамент басшысы",
        approved_on=date(2026, 5, 4),
    )
    return FoundPair(
        pair=pair,
        chunk_ids=(passage.chunk_id,),
        score=1.0,
        similarity=similarity,
        organisation="Министрлік",
    )


class FixedSearch:
    """Finds the same for every question, or raises; remembers what it was asked."""

    is_remote = False

    def __init__(self, found: Found | Exception) -> None:
        self.found = found
        self.asked: list[tuple[str, Language, tuple[Turn, ...]]] = []

    def find(
        self,
        question: str,
        *,
        language: Language,
        history: Sequence[Turn] = (),
        limit: int = 10,
    ) -> Found:
        """Give what was fixed."""
        self.asked.append((question, language, tuple(history)))
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def make_found(
    *passages: Passage,
    pairs: tuple[FoundPair, ...] = (),
    features: Mapping[str, float] = SURE,
    crossed_language: bool = False,
) -> Found:
    """Make the result of a search."""
    return Found(
        passages=passages, pairs=pairs, features=dict(features), crossed_language=crossed_language
    )


def make_desk(
    assistant: Assistant,
    labeller: Labeller,
    found: Found | Exception,
    *,
    composer: Composer | None = None,
    texts: Texts | None = None,
    switched_off: str = "",
) -> Desk:
    """Make a desk whose search finds the same for every question."""
    return Desk(
        assistant=assistant,
        texts=texts or Texts(schema=1),
        search=FixedSearch(found),
        labeller=labeller,
        composer=composer,
        act_month="2026-05",
        switched_off=switched_off,
    )
