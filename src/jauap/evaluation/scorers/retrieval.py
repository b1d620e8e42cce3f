"""Did the search bring up the right document, and how high? Measures by ir_measures."""

from collections.abc import Iterator
from functools import partial

from jauap.errors import JauapError
from jauap.evaluation.attempt import Attempt
from jauap.evaluation.records import Score
from jauap.evaluation.scorers.scorer import Scorer, scored

MEASURES = {
    "recall@1": "R@1",
    "recall@3": "R@3",
    "recall@5": "R@5",
    "recall@10": "R@10",
    "ndcg@10": "nDCG@10",
    "mrr": "RR",
}
"""Our name and ir_measures' name of each measure; a source counts at its best passage."""


def retrieval_scorers() -> Iterator[Scorer]:
    """Give the retrieval scorers; they look at sources, and one at the very words."""
    for name, measure in MEASURES.items():
        yield Scorer(name=name, judge=partial(_measure, name, measure))
    yield Scorer(name="quote@10", judge=_quote)


def _measure(name: str, measure: str, attempt: Attempt) -> Score | None:
    if attempt.case.source is None:
        return None
    try:
        import ir_measures
    except ImportError as error:
        raise JauapError(
            "the extra `evaluation` is not installed",
            remedy='install it with `pip install "jauap[evaluation]"`',
        ) from error
    ranked = dict.fromkeys(passage.source_id for passage in attempt.passages)
    if not ranked:
        return scored(name, 0.0, "nothing was retrieved")
    scores = {source: float(len(ranked) - place) for place, source in enumerate(ranked)}
    value = ir_measures.calc_aggregate(
        [ir_measures.parse_measure(measure)],
        {"case": {attempt.case.source: 1}},
        {"case": scores},
    )
    return scored(name, float(next(iter(value.values()))))


def _quote(attempt: Attempt) -> Score | None:
    """Look for the case's quote in one of the first ten passages."""
    quote = attempt.case.quote
    if quote is None:
        return None
    wanted = " ".join(quote.split())
    found = any(wanted in " ".join(passage.text.split()) for passage in attempt.passages[:10])
    return scored("quote@10", float(found))
