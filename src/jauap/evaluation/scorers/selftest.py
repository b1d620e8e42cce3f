"""Can a scorer read our languages? Same words must score 1, other words less, in each of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jauap.answer import Answer, Citation, Outcome
from jauap.assistant import Language
from jauap.errors import JauapError
from jauap.evaluation.attempt import Attempt
from jauap.evaluation.scorers.scorer import Scorer
from jauap.evaluation.suite import Case, CaseKind, KeyFact
from jauap.knowledge import ChunkKind, Passage

_RIGHT: Mapping[Language, str] = {
    Language.KK: "Өтініш туған күннен бастап үш жұмыс күні ішінде беріледі.",
    Language.RU: "Заявление подают в течение трёх рабочих дней со дня рождения.",
    Language.EN: "The application is filed within three working days of the birth.",
}
# The same digit and nothing else: a measure that sees only ASCII takes the two for one.
_OTHER: Mapping[Language, str] = {
    Language.KK: "Жайылым жоспарын мәслихат 3 жылға бекітеді.",
    Language.RU: "План пастбищ маслихат утверждает на 3 года.",
    Language.EN: "The maslikhat adopts the pasture plan for 3 years.",
}
_FACT: Mapping[Language, str] = {
    Language.KK: "үш жұмыс күні",
    Language.RU: "три рабочих дня",
    Language.EN: "three working days",
}
_QUESTION: Mapping[Language, str] = {
    Language.KK: "Баланың тууын қанша күнде тіркеу керек?",
    Language.RU: "За сколько дней нужно зарегистрировать рождение ребёнка?",
    Language.EN: "Within how many days must a birth be registered?",
}


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a scorer gave to the same and to other words in one language."""

    scorer: str
    language: Language
    same: float | None
    other: float | None
    reason: str = ""

    @property
    def passed(self) -> bool:
        """True when the same words scored 1 and other words less."""
        return self.same == 1.0 and self.other is not None and self.other < 1.0


def try_scorer(scorer: Scorer, languages: Iterable[Language] = Language) -> tuple[Trial, ...]:
    """Show a scorer the same and other words in each language."""
    return tuple(_try(scorer, language) for language in languages)


def require_fit(scorers: Iterable[Scorer], languages: Iterable[Language] = Language) -> None:
    """Refuse scorers that cannot read a language.

    Raises:
        JauapError: a scorer that compares words failed the test; it names the language.
    """
    spoken = tuple(languages)
    for scorer in scorers:
        for trial in try_scorer(scorer, spoken) if scorer.compares_words else ():
            if not trial.passed:
                detail = trial.reason or f"same words {trial.same}, other words {trial.other}"
                raise JauapError(
                    f"it cannot read {trial.language}: {detail}",
                    where=f"scorer {scorer.name!r}",
                    remedy="leave this scorer out: `jauap evaluate selftest` shows which ones fit",
                )


def sample_attempt(language: Language, *, same: bool) -> Attempt:
    """Make an attempt whose words are those of the reference and its passage, or others."""
    right = _RIGHT[language]
    said = right if same else _OTHER[language]
    case = Case(
        id=f"selftest-{language}",
        intent="selftest",
        language=language,
        question=_QUESTION[language],
        kind=CaseKind.IN_SCOPE,
        topic="selftest",
        source="selftest",
        quote=right,
        reference=right,
        key_facts=(KeyFact(any_of=(_FACT[language],)),),
    )
    passage = _passage(right, language)
    answer = Answer(
        assistant_id="selftest",
        language=language,
        outcome=Outcome.ANSWERED_EXTRACT,
        text=f"{said.removesuffix('.')} [1].",
        citations=(_citation(passage),),
        composed_by="extract",
        passages=(passage.chunk_id,),
    )
    return Attempt(case=case, answer=answer, passages=(passage,))


def _try(scorer: Scorer, language: Language) -> Trial:
    def value(judge: Callable[[], float | None]) -> tuple[float | None, str]:
        try:
            return judge(), ""
        except Exception as error:  # noqa: BLE001 - a scorer that breaks on a language is unfit
            return None, f"{type(error).__name__}: {error}"

    def judged(*, same: bool) -> float | None:
        score = scorer.judge(sample_attempt(language, same=same))
        return score.value if score else None

    same, why = value(lambda: judged(same=True))
    other, why_other = value(lambda: judged(same=False))
    return Trial(
        scorer=scorer.name, language=language, same=same, other=other, reason=why or why_other
    )


def _passage(text: str, language: Language) -> Passage:
    return Passage(
        chunk_id=f"selftest-{language}",
        document_id=f"selftest.{language}",
        source_id="selftest",
        language=language,
        title="",
        heading_path=(),
        text=text,
        start=0,
        end=len(text),
        page=None,
        kind=ChunkKind.TEXT,
        url="",
        topic="",
        act="",
        act_date="",
        digest="",
    )


def _citation(passage: Passage) -> Citation:
    return Citation(
        number=1,
        chunk_id=passage.chunk_id,
        document_id=passage.document_id,
        source_id=passage.source_id,
        title="",
        heading_path=(),
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        page=None,
        language=passage.language,
        url="",
        act="",
        act_date="",
        digest="",
    )
