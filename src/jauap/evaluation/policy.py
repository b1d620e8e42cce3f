"""What must a version prove before it may replace another, or be released?"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jauap.assistant import AssistantId, Declared
from jauap.workspace import read_yaml

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Level = Annotated[float, Field(ge=0.5, lt=1, allow_inf_nan=False)]
HexDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class RegressionPolicy(Declared):
    """When a new version counts as worse than the accepted one."""

    baseline: HexDigest
    """SHA-256 of baseline.json, so that a change of either file shows in the other."""
    significance: float = Field(default=0.05, gt=0, le=0.2)
    """A loss counts when its p is under this and it is larger than `least_effect`."""
    least_effect: Share = 0.02
    most_detectable: Share = 0.15
    """Largest loss the suite may overlook; a suite too small for it cannot judge."""
    most_unscored: Share = 0.02


class ReleasePolicy(Declared):
    """What the random audit must show; every version starts its own sequence."""

    target: float = Field(default=0.95, gt=0, lt=1)
    """Accuracy that the lower bound must reach."""
    level: Level = 0.95
    most_unscored: Share = 0.02
    least_alpha: Share = 0.67
    """Least agreement of the two experts; AC1 stands in where alpha collapses."""
    least_ac1: Share = 0.8
    least_intents: int = Field(default=40, ge=1)
    """Fewest different intents the audited answers must be about."""
    least_inclusion: float = Field(default=0.005, gt=0, le=1)
    """Smallest probability with which an answer may have been drawn."""
    most_unsafe: Share = 0.02
    """Largest upper bound of the share of unsafe answers."""


class Policy(Declared):
    """evaluation/<id>/policy.yaml."""

    schema_version: Literal[1] = Field(alias="schema")
    assistant: AssistantId
    regression: RegressionPolicy
    release: ReleasePolicy = ReleasePolicy()


def read_policy(folder: Path) -> Policy:
    """Read the policy beside a suite.

    Raises:
        WorkspaceInvalid: the file is missing or does not fit.
    """
    return read_yaml(folder / "policy.yaml", Policy)
