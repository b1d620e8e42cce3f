"""How does a gate decide? Passed, failed, or not to be judged, with reasons and figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import JsonValue


class GateOutcome(StrEnum):
    """How a gate ended."""

    PASSED = "passed"
    FAILED = "failed"
    CANNOT_JUDGE = "cannot_judge"

    @property
    def exit_code(self) -> int:
        """0 passed, 1 failed, 2 cannot judge."""
        return list(GateOutcome).index(self)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a gate did not pass."""

    code: str
    """A fixed word, as in `dropped_cases`."""
    detail: str
    outcome: GateOutcome
    """FAILED or CANNOT_JUDGE."""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a gate says, and on which figures."""

    reasons: tuple[Reason, ...] = ()
    figures: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def outcome(self) -> GateOutcome:
        """Evidence that cannot be judged is never a pass nor a fail."""
        outcomes = {reason.outcome for reason in self.reasons}
        if GateOutcome.CANNOT_JUDGE in outcomes:
            return GateOutcome.CANNOT_JUDGE
        return GateOutcome.FAILED if outcomes else GateOutcome.PASSED


def unjudged(code: str, detail: str) -> Reason:
    """Say why the evidence cannot be judged."""
    return Reason(code=code, detail=detail, outcome=GateOutcome.CANNOT_JUDGE)


def failed(code: str, detail: str) -> Reason:
    """Say what the version fails at."""
    return Reason(code=code, detail=detail, outcome=GateOutcome.FAILED)
