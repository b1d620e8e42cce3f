"""On which side does a question stand? Knowledge or exam, the same for ever and everywhere."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Protocol, Self

from pydantic import Field, model_validator

from jauap.assistant import Declared, Text
from jauap.errors import WorkspaceInvalid

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Side(StrEnum):
    """Where a question may be used; it is never used in two places."""

    KNOWLEDGE = "knowledge"
    """May become a pair."""
    KNOWN_INTENT = "known_intent"
    """Exam: pairs know the intent, this wording is unseen."""
    NEW_INTENT = "new_intent"
    """Exam: no pair may have the intent."""
    AUDIT = "audit"
    """Kept for judging production answers; becomes neither pair nor exam."""
    VAULT = "vault"
    """Exam: sealed, opened for a certificate only."""
    ASIDE = "aside"
    """Its wording says one side and its author another, so it is used nowhere."""

    @property
    def forbids_intent(self) -> bool:
        """True when no pair may share the intent with a question of this side."""
        return self in (Side.NEW_INTENT, Side.VAULT)


class Shares(Declared):
    """How large the sides are; to change a share is to move questions, so it needs a new seed."""

    new_intent: Share = 0.15
    """Of all intents."""
    vault: Share = 0.05
    """Of all intents."""
    known_intent: Share = 0.25
    """Of the wordings of every other intent."""
    audit: Share = 0.05
    """Of the wordings of every other intent."""

    @model_validator(mode="after")
    def _something_is_left_to_learn_from(self) -> Self:
        if self.new_intent + self.vault >= 1 or self.known_intent + self.audit >= 1:
            raise ValueError("the shares leave nothing for knowledge")
        return self


class Worded(Protocol):
    """A question that can be put on a side; a golden case is one."""

    @property
    def id(self) -> str:
        """Stable id."""

    @property
    def intent(self) -> str:
        """What is asked for, whatever the wording and language."""

    @property
    def cluster(self) -> str | None:
        """Wordings alike enough to give each other away; none means all of the intent."""

    @property
    def author(self) -> str | None:
        """Who worded it; one person's wordings are alike."""


class Split(Declared):
    """A rule that needs no memory: seed and names decide, so no question ever moves."""

    seed: Text
    shares: Shares = Shares()
    by_author: bool = False
    """True also keeps each author's wordings on one side; those torn between two go aside."""

    def side(self, question: Worded) -> Side:
        """Tell on which side a question stands, whatever other questions there are."""
        place = _place(self.seed, "intent", question.intent)
        if place < self.shares.vault:
            return Side.VAULT
        if place < self.shares.vault + self.shares.new_intent:
            return Side.NEW_INTENT
        side = self._within_intent("cluster", question.cluster or question.intent)
        if not self.by_author or question.author is None:
            return side
        return side if side is self._within_intent("author", question.author) else Side.ASIDE

    def _within_intent(self, kind: str, name: str) -> Side:
        place = _place(self.seed, kind, name)
        if place < self.shares.known_intent:
            return Side.KNOWN_INTENT
        if place < self.shares.known_intent + self.shares.audit:
            return Side.AUDIT
        return Side.KNOWLEDGE


def assign(questions: Sequence[Worded], split: Split) -> Mapping[str, Side]:
    """Put every question on its side, by id.

    Raises:
        WorkspaceInvalid: two questions share an id, or a cluster spans two intents and so could
            stand on two sides.
    """
    intents: dict[str, str] = {}
    sides: dict[str, Side] = {}
    for question in questions:
        if question.id in sides:
            raise WorkspaceInvalid(
                f"id {question.id!r} is used twice",
                where="split",
                remedy="give each question its own id",
            )
        cluster = question.cluster or question.intent
        if intents.setdefault(cluster, question.intent) != question.intent:
            raise WorkspaceInvalid(
                f"cluster {cluster!r} has wordings of two intents, {intents[cluster]!r} "
                f"and {question.intent!r}",
                where=f"split, {question.id}",
                remedy="alike wordings ask for the same thing: correct the intent or the cluster",
            )
        sides[question.id] = split.side(question)
    return sides


def _place(seed: str, kind: str, name: str) -> float:
    """Give the name's place in [0, 1): 53 bits of a keyed hash, exact in every float."""
    plain = unicodedata.normalize("NFC", name.strip()).casefold()
    message = f"{kind}\0{plain}".encode()
    keyed = hmac.new(seed.encode(), message, hashlib.sha256).digest()
    return (int.from_bytes(keyed[:8], "big") >> 11) / 2**53
