"""How is a case or an attempt made when a test cares about one field only?"""

from collections.abc import Mapping

from jauap.answer import Answer, Outcome
from jauap.answering.extract import cite
from jauap.assistant import Language, Level
from jauap.evaluation.attempt import Attempt
from jauap.evaluation.suite import Case, CaseKind, KeyFact
from jauap.knowledge import Passage
from jauap.testing.factories import make_passage

RIGHT = "Баланың тууын үш жұмыс күнінен кешіктірмей тіркеу керек."
FACTS: tuple[KeyFact, ...] = (KeyFact(any_of=("үш жұмыс күні",)),)
QUESTIONS: Mapping[Language, str] = {
    Language.KK: "Баланы неше күнде тіркеу керек?",
    Language.RU: "За сколько дней регистрируют ребёнка?",
    Language.EN: "Within how many days is a birth registered?",
}


def make_case(
    *,
    id: str = "birth-kk-1",  # noqa: A002 - the case's own field
    intent: str = "birth-term",
    language: Language = Language.KK,
    kind: CaseKind = CaseKind.IN_SCOPE,
    topic: str = "civil_status",
    harm: Level = Level.LOW,
    source: str = "registration",
    key_facts: tuple[KeyFact, ...] = FACTS,
    reference: str = RIGHT,
) -> Case:
    """Make a case about the registration of a birth, or one that must be refused."""
    if kind is not CaseKind.IN_SCOPE:
        return Case(
            id=id,
            intent=intent,
            language=language,
            question=QUESTIONS[language],
            kind=kind,
            topic=topic,
            harm=harm,
        )
    return Case(
        id=id,
        intent=intent,
        language=language,
        question=QUESTIONS[language],
        kind=kind,
        topic=topic,
        harm=harm,
        source=source,
        quote="үш жұмыс күнінен",
        reference=reference,
        key_facts=key_facts,
    )


def make_attempt(
    case: Case,
    text: str = f"{RIGHT} [1]",
    *,
    outcome: Outcome = Outcome.ANSWERED_EXTRACT,
    language: Language | None = None,
    passages: tuple[Passage, ...] | None = None,
    composed_by: str = "extract",
) -> Attempt:
    """Make an attempt that cites its passages in order, as far as the outcome is an answer."""
    found = passages if passages is not None else (make_passage(RIGHT),)
    cited = tuple(cite(passage, number) for number, passage in enumerate(found, start=1))
    answer = Answer(
        assistant_id="public_services",
        language=language or case.language,
        outcome=outcome,
        text=text,
        citations=cited if outcome.is_answer else (),
        composed_by=composed_by,
        passages=tuple(passage.chunk_id for passage in found),
    )
    return Attempt(case=case, answer=answer, passages=found)
