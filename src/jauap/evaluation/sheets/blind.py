"""Which sheet does an expert fill in? The answers of one run, without anybody's opinion of them."""

from collections.abc import Mapping, Sequence

from jauap.evaluation.records import Run
from jauap.verdict import Seat


def rows_to_judge(run: Run, *, seat: Seat, expert: str, role: str) -> Sequence[Mapping[str, str]]:
    """Give one row an answer; verdict, scores and colleagues stay out, so the judging is blind."""
    return [
        {
            "item": result.case_id,
            "run": run.id,
            "question": result.question,
            "answer": result.text,
            "seat": seat.value,
            "expert": expert,
            "role": role,
        }
        for result in run.results
    ]
