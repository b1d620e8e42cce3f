"""What was known, and when? The life of every pair; its accepted pairs are the curve's x axis."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import model_validator

from jauap.assistant import Text
from jauap.errors import WorkspaceInvalid
from jauap.evaluation.log import Log, Recorded
from jauap.knowledge import Pair

PAIR_LOG_FILE = "pairs.log.jsonl"
"""Name of the log in evaluation/<id>/."""


class PairStep(StrEnum):
    """A step in the life of a pair."""

    PROPOSED = "proposed"
    EDITED = "edited"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"
    EXPIRED = "expired"


class PairEvent(Recorded):
    """One step of one pair; a proposal or an edit carries the wording, the others point to it."""

    step: PairStep
    pair_id: Text
    pair: Pair | None = None

    @model_validator(mode="after")
    def _wording_comes_with_proposal_and_edit(self) -> Self:
        wanted = self.step in (PairStep.PROPOSED, PairStep.EDITED)
        if wanted != (self.pair is not None):
            raise ValueError("a proposal or an edit carries the pair, another step does not")
        if self.pair is not None and self.pair.id != self.pair_id:
            raise ValueError("pair_id differs from the id of the pair")
        return self


@dataclass(kw_only=True)
class _Lives:
    """Pairs in force and pairs waiting, while events are gone through."""

    active: dict[str, Pair] = field(default_factory=dict)
    waiting: dict[str, Pair] = field(default_factory=dict)
    accepted: int = 0

    def follows(self, event: PairEvent) -> bool:
        """Tell whether the step is possible now."""
        known = event.pair_id in self.active or event.pair_id in self.waiting
        match event.step:
            case PairStep.PROPOSED:
                return not known
            case PairStep.ACCEPTED | PairStep.REJECTED:
                return event.pair_id in self.waiting
            case PairStep.EXPIRED:
                return event.pair_id in self.active
            case PairStep.EDITED | PairStep.QUARANTINED:
                return known

    def adds(self, event: PairEvent) -> bool:
        """Tell whether the step puts a pair in force that was not."""
        return event.step is PairStep.ACCEPTED and event.pair_id not in self.active

    def take(self, event: PairEvent) -> None:
        """Apply one step."""
        match event.step:
            case PairStep.PROPOSED | PairStep.EDITED:
                if event.pair is not None:
                    self.waiting[event.pair_id] = event.pair
            case PairStep.ACCEPTED:
                self.accepted += self.adds(event)
                self.active[event.pair_id] = self.waiting.pop(event.pair_id)
            case PairStep.REJECTED:
                self.waiting.pop(event.pair_id)
            case PairStep.QUARANTINED | PairStep.EXPIRED:
                self.waiting.pop(event.pair_id, None)
                self.active.pop(event.pair_id, None)


def pair_log(path: Path) -> Log[PairEvent]:
    """Open a log of pairs; it refuses an impossible step, say accepting what nobody proposed."""
    return Log(path, PairEvent, _check_steps)


def count_accepted(events: Sequence[PairEvent]) -> int:
    """Count the acceptances that put a pair in force; the acceptance of an edit adds none."""
    lives = _Lives()
    for event in events:
        lives.take(event)
    return lives.accepted


def pairs_at(events: Sequence[PairEvent], n: int) -> tuple[Pair, ...]:
    """Give the pairs in force when `n` pairs had been accepted, in order of acceptance.

    It is the state just before acceptance n + 1, so edits and expiries in between count, and the
    largest n gives the state of today. Prefixes are nested as far as no pair was taken back.
    """
    lives = _Lives()
    for event in events:
        if lives.accepted == n and lives.adds(event):
            break
        lives.take(event)
    return tuple(lives.active.values())


def pairs_in_force(events: Sequence[PairEvent]) -> tuple[Pair, ...]:
    """Give the pairs in force after all events, in order of acceptance."""
    return pairs_at(events, len(events))


def _check_steps(path: Path, events: Sequence[PairEvent]) -> None:
    lives = _Lives()
    for number, event in enumerate(events, start=1):
        if not lives.follows(event):
            raise WorkspaceInvalid(
                f"pair {event.pair_id!r} cannot be {event.step} now",
                where=f"{path}, entry {number}",
                remedy="a pair is proposed first; only a waiting pair is accepted or rejected",
            )
        lives.take(event)
