"""Which golden questions may fit the weights of a search, and do the weights hold elsewhere?"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jauap.evaluation.manifest import read_manifest
from jauap.evaluation.split import Side
from jauap.evaluation.suite import Case, read_suite
from jauap.knowledge import Chunk
from jauap.retrieval.search import Search
from jauap.retrieval.tune import LEAST_QUESTIONS, Fit, LabelledQuestion, fit_weights, measure

_FOLDS = (2, 4, 8)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A golden question and the chunks that hold its evidence."""

    intent: str
    labelled: LabelledQuestion


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """Fitted weights, and what weights fitted on a part of the intents did for the others."""

    fit: Fit
    held_out_before: float | None
    """Mean reciprocal rank; None when no part would leave enough to fit on."""
    held_out_after: float | None

    @property
    def changes(self) -> bool:
        """True when the fit moved a weight."""
        return self.fit.moved != {}

    @property
    def is_worth_writing(self) -> bool:
        """True when a weight moved and questions that were not fitted on lose nothing by it."""
        if self.held_out_before is None or self.held_out_after is None:
            return self.changes
        return self.changes and self.held_out_after >= self.held_out_before


def place_questions(folder: Path, chunks: Sequence[Chunk]) -> tuple[Placed, ...]:
    """Find the chunks of each golden question; those of the vault are left alone.

    Args:
        folder: the assistant's evaluation folder.
        chunks: everything in its index.

    Raises:
        WorkspaceInvalid: the suite cannot be read.
    """
    _, cases = read_suite(folder)
    manifest = read_manifest(folder)
    split = manifest.split if manifest else None
    texts = [(chunk, _folded(chunk.text)) for chunk in chunks]
    placed = []
    for case in cases:
        if not case.answerable or (split and split.side(case) is Side.VAULT):
            continue
        if right := _holding(case, texts):
            question = LabelledQuestion(
                question=case.question, language=case.language, chunk_ids=right
            )
            placed.append(Placed(intent=case.intent, labelled=question))
    return tuple(placed)


def tune(search: Search, questions: Sequence[Placed]) -> Tuned:
    """Fit on all questions; fit on parts of the intents to see what that does for the others."""
    fit = fit_weights(search, [each.labelled for each in questions])
    folds = _folds(questions)
    if not folds:
        return Tuned(fit=fit, held_out_before=None, held_out_after=None)
    before = after = 0.0
    for fold in folds:
        unknown = [each.labelled for each in fold]
        known = [each.labelled for each in questions if each not in fold]
        weights = fit_weights(search, known).weights
        before += measure(search, search.weights, unknown) * len(unknown)
        after += measure(search, weights, unknown) * len(unknown)
    count = len(questions)
    return Tuned(fit=fit, held_out_before=before / count, held_out_after=after / count)


def _folds(questions: Sequence[Placed]) -> list[list[Placed]]:
    """Part the questions so that enough are left to fit on; an intent's wordings stay together."""
    intents = sorted({each.intent for each in questions}, key=_shuffled)
    for count in _FOLDS:
        place = {intent: at % count for at, intent in enumerate(intents)}
        folds = [[each for each in questions if place[each.intent] == at] for at in range(count)]
        if all(fold and len(questions) - len(fold) >= LEAST_QUESTIONS for fold in folds):
            return folds
    return []


def _shuffled(intent: str) -> bytes:
    return sha256(intent.encode()).digest()


def _holding(case: Case, texts: Sequence[tuple[Chunk, str]]) -> frozenset[str]:
    """Find the chunks that hold a quote, in the question's language when there is one."""
    words = _folded(case.quote or "")
    holding = [
        chunk
        for chunk, text in texts
        if chunk.document.source_id == case.source and words and words in text
    ]
    own = [chunk for chunk in holding if chunk.document.language is case.language]
    return frozenset(chunk.id for chunk in own or holding)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
