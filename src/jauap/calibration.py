"""How sure must an answer be? Coefficients and thresholds learnt from judged answers."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from jauap.assistant import AssistantId, Declared, Language, Text

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(allow_inf_nan=False)]


class LanguageThreshold(Declared):
    """From which certainty on one language may be answered, and what that was learnt from."""

    answer: Share | None
    """None when too few answers were judged to promise anything; the declared one stays."""
    n: int = Field(ge=0)
    """Judged answers of this language that the threshold was learnt from."""
    answered: int = Field(ge=0)
    wrong: int = Field(ge=0)
    """Wrong ones among those the threshold lets through."""
    coverage: Share
    """Share of those answers that the threshold lets through."""


class Calibration(Declared):
    """evaluation/<id>/calibration.json: the chance that an answer is right, and whom to trust it.

    Fitted on one half of the judged answers, the thresholds learnt on the other.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    assistant: AssistantId
    fitted_on: date
    valid_until: date
    config_digest: Text
    """Digest of assistant.yaml, texts.yaml and synonyms.yaml; others answer otherwise."""
    suite_digest: Text
    run: Text
    """Id of the run whose answers were judged."""
    release: Text
    """Release of jauap whose search gave the evidence."""
    n_fitted: int = Field(ge=0)
    error: Share
    """Share of wrong answers that is promised at most."""
    confidence: Share
    constant: Weight
    coefficients: dict[str, Weight]
    """Weight of each piece of evidence, by its name; languages stand as `language_kk`."""
    thresholds: dict[Language, LanguageThreshold]

    def probability(self, evidence: Mapping[str, float], language: Language) -> float:
        """Estimate in (0, 1) how likely the answer is right."""
        weighed = self.constant + self.coefficients.get(f"language_{language}", 0.0)
        weighed += sum(
            weight * evidence.get(name, 0.0) for name, weight in self.coefficients.items()
        )
        # Beyond these, the exponential leaves the numbers of a machine.
        return 1 / (1 + math.exp(-min(max(weighed, -700.0), 700.0)))

    def threshold(self, language: Language) -> float | None:
        """Give the certainty to answer from; None when nothing is promised in this language."""
        found = self.thresholds.get(language)
        return found.answer if found else None

    def flaw(self, *, config_digest: str, release: str, today: date) -> str:
        """Say why the calibration speaks of another version; empty when it is fresh."""
        if self.config_digest != config_digest:
            return "the assistant's configuration has changed since"
        if self.release != release:
            return f"it was fitted on release {self.release}"
        if today > self.valid_until:
            return f"it was valid until {self.valid_until}"
        return ""
