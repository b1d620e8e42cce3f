"""How like the reference answer is the wording? chrF, which counts letters, in any language."""

from jauap.errors import JauapError
from jauap.evaluation.attempt import Attempt
from jauap.evaluation.records import Score
from jauap.evaluation.scorers.scorer import Scorer, scored


def likeness_scorer() -> Scorer:
    """Score by chrF against the case's reference; never by itself a reason to call it right."""
    return Scorer(name="chrf", judge=_judge, compares_words=True)


def _judge(attempt: Attempt) -> Score | None:
    reference = attempt.case.reference
    if not attempt.answered or reference is None:
        return None
    try:
        from sacrebleu import sentence_chrf
    except ImportError as error:
        raise JauapError(
            "the extra `evaluation` is not installed",
            remedy='install it with `pip install "jauap[evaluation]"`',
        ) from error
    return scored("chrf", sentence_chrf(attempt.body, [reference]).score / 100)
