"""How is the public log tried without a database? Roots, proofs and recalls a test puts in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from jauap.storage.records import Withdrawal


class Recalled(Protocol):
    """A label that may have been withdrawn."""

    @property
    def withdrawn_at(self) -> datetime | None:
        """When its answer was taken back, if it was."""

    @property
    def replaced_by(self) -> str:
        """Code of the answer that stands now."""


class Held(Protocol):
    """Labels in memory."""

    def find(self, code: str) -> Recalled | None:
        """Give the label with this code."""


@dataclass(frozen=True, kw_only=True)
class FakeRoot:
    """A closed day of one label."""

    number: int
    day: str
    first: int
    last: int
    root: str
    at: datetime
    jws: str
    stamped_at: datetime | None = None
    stamp: str = ""


@dataclass(frozen=True, kw_only=True)
class FakeProof:
    """Where a label stands."""

    leaf: str
    index: int
    size: int
    path: tuple[str, ...]
    root: FakeRoot | None


class FakeLog:
    """A public log whose roots and proofs a test puts in; other labels wait for their day."""

    def __init__(self, register: Held) -> None:
        self._register = register
        self.held: list[FakeRoot] = []
        self.proofs: dict[str, FakeProof] = {}

    def roots(self, *, before: int | None = None, most: int = 400) -> tuple[FakeRoot, ...]:
        """Give roots, newest first."""
        known = (one for one in reversed(self.held) if before is None or one.number < before)
        return tuple(known)[:most]

    def prove(self, code: str) -> FakeProof | None:
        """Give the proof a test put in, or an open one for a label on the register."""
        waiting = FakeProof(leaf="00" * 32, index=0, size=0, path=(), root=None)
        return self.proofs.get(code) or (waiting if self._register.find(code) else None)

    def unstamped(self) -> tuple[FakeRoot, ...]:
        """Give the roots without a time stamp."""
        return tuple(one for one in self.held if not one.stamp)


class FakeWithdrawals:
    """Tells of the register's labels which were withdrawn."""

    def __init__(self, register: Held) -> None:
        self._register = register

    def among(self, codes: Collection[str]) -> dict[str, Withdrawal | None]:
        """Tell for each code on the register whether its answer was taken back."""
        held = {code: self._register.find(code) for code in codes}
        return {
            code: Withdrawal(
                code=code, at=one.withdrawn_at, reason="", by="", replaced_by=one.replaced_by
            )
            if one.withdrawn_at
            else None
            for code, one in held.items()
            if one
        }


@dataclass
class FakeUpkeep:
    """Duties that fail as a test says."""

    names: tuple[str, ...] = ("key", "log", "questions")
    failing: dict[str, str] = field(default_factory=dict)
