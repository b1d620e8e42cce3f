"""Which scorers judge every run? All that need no model."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from jauap.evaluation.attempt import Attempt
from jauap.evaluation.records import Score
from jauap.evaluation.scorers.exact import exact_scorers
from jauap.evaluation.scorers.facts import fact_scorer
from jauap.evaluation.scorers.likeness import likeness_scorer
from jauap.evaluation.scorers.retrieval import retrieval_scorers
from jauap.evaluation.scorers.scorer import Scorer, unscored
from jauap.evaluation.scorers.support import support_scorer
from jauap.evaluation.scorers.verdict import automatic_verdict, summary_scores
from jauap.knowledge import Pair
from jauap.labelling.sign import Jwks
from jauap.verdict import Verdict


def all_scorers(jwks: Jwks, pairs: Mapping[str, Pair]) -> tuple[Scorer, ...]:
    """Give every scorer that needs no model."""
    return tuple(
        chain(
            exact_scorers(jwks, pairs),
            (fact_scorer(), support_scorer(), likeness_scorer()),
            retrieval_scorers(),
        )
    )


def score_attempt(
    attempt: Attempt, scorers: Iterable[Scorer]
) -> tuple[Verdict | None, tuple[Score, ...]]:
    """Judge one attempt by all scorers; of an attempt that failed only its label is judged."""
    if attempt.failed:
        scores: Sequence[Score] = [
            score if scorer.name == "label" else unscored(scorer.name, attempt.answer.outcome)
            for scorer in scorers
            if (score := scorer.judge(attempt)) is not None
        ]
    else:
        scores = [score for scorer in scorers if (score := scorer.judge(attempt)) is not None]
    verdict = automatic_verdict(attempt, scores)
    return verdict, (*scores, *summary_scores(attempt, verdict))
