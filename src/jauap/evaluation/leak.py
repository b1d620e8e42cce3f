"""Would this pair give an exam question away? Looked up before a pair is added, and again in CI."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from jauap.evaluation.alike import Wording, is_alike, read_wording
from jauap.evaluation.marks import (
    NEAR,
    NEAR_SEALED,
    Mark,
    hash_name,
    nearness,
    read_sketches,
    sketch,
)
from jauap.evaluation.pieces import Pieces, places_of
from jauap.evaluation.split import Split
from jauap.evaluation.suite import Case
from jauap.knowledge import Pair

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Gives one vector for each text."""

CLOSE = 0.92
"""Cosine from which two questions count as one."""


class LeakKind(StrEnum):
    """By what a leak was noticed."""

    EXACT = "exact"
    """Same letters, whatever case, marks, spaces and script."""
    REORDERED = "reordered"
    """Same words in another order."""
    NEAR = "near"
    """At least 0.7 of all pieces of four characters in common."""
    ALIKE = "alike"
    """A retouched copy: slips, one or two words changed, put in or left out."""
    MEANING = "meaning"
    """Vectors close together."""
    INTENT = "intent"
    """The exam closes this intent to pairs: a wording or translation of an exam question."""
    TWIN = "twin"
    """Same intent in another language where the intent may be known: maybe a translation."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One exam question that a pair gives away, and how strongly: 1 is certain."""

    kind: LeakKind
    case: str
    strength: float = 1.0


@dataclass(frozen=True, kw_only=True)
class LeakReport:
    """What was found of one pair."""

    pair: str
    findings: tuple[Finding, ...] = ()
    """Leaks, one for each exam question, strongest kind first noticed."""
    notices: tuple[Finding, ...] = ()
    """Worth a person's look, no leak by themselves."""

    @property
    def is_leak(self) -> bool:
        """True when the pair may not be indexed while these questions are in the exam."""
        return bool(self.findings)

    @property
    def cases(self) -> tuple[str, ...]:
        """Ids of the exam questions given away, each once, sorted."""
        return tuple(sorted({each.case for each in self.findings}))


class LeakGuard:
    """Knows the exam and its sealed part; asks of a pair whether it gives a question away."""

    def __init__(
        self,
        exam: Sequence[Case],
        sealed: Sequence[Mark] = (),
        *,
        split: Split | None = None,
        embed: Embed | None = None,
    ) -> None:
        """Read the exam once; retired cases do not count.

        Args:
            sealed: marks of the vault.
            split: tells which intents the exam closes to pairs; None closes all of them.
            embed: adds a comparison by meaning, which also finds translations.

        Raises:
            JauapError: the extra `evaluation` is not installed.
        """
        self._cases = [case for case in exam if not case.is_retired]
        self._wordings = [read_wording(case.question) for case in self._cases]
        self._runs = places_of(wording.run for wording in self._wordings)
        self._ordered = places_of(wording.ordered for wording in self._wordings)
        self._pieces = Pieces(self._wordings)
        self._sealed = tuple(sealed)
        self._sketches = read_sketches(self._sealed)
        self._intents = _Intents(self._cases, self._sealed, split)
        self._embed = embed
        self._vectors = _unit(embed, [case.question for case in self._cases])

    def check(self, pair: Pair) -> LeakReport:
        """Compare a pair with every exam question."""
        wording = read_wording(pair.question)
        found: dict[str, Finding] = {}
        for finding in (
            *self._same(wording),
            *self._similar(wording),
            *self._sealed_like(wording),
            *self._close(pair.question),
            *self._intents.closed(pair),
        ):
            found.setdefault(finding.case, finding)
        return LeakReport(
            pair=pair.id,
            findings=tuple(found.values()),
            notices=tuple(each for each in self._intents.twins(pair) if each.case not in found),
        )

    def contained(self, text: str) -> tuple[str, ...]:
        """Find exam questions that stand word for word in a longer text, say in a chunk."""
        run = " ".join(("", *read_wording(text).words, ""))
        return tuple(
            case.id
            for case, wording in zip(self._cases, self._wordings, strict=True)
            if len(wording.words) > 2 and f" {' '.join(wording.words)} " in run
        )

    def _same(self, wording: Wording) -> list[Finding]:
        same = [self._finding(LeakKind.EXACT, at) for at in self._runs.get(wording.run, ())]
        return same + [
            self._finding(LeakKind.REORDERED, at) for at in self._ordered.get(wording.ordered, ())
        ]

    def _similar(self, wording: Wording) -> list[Finding]:
        found = []
        for at, share in self._pieces.most_common_with(wording):
            if share >= NEAR:
                found.append(self._finding(LeakKind.NEAR, at, share))
            elif is_alike(wording, self._wordings[at]):
                found.append(self._finding(LeakKind.ALIKE, at, share))
        return found

    def _sealed_like(self, wording: Wording) -> list[Finding]:
        if not self._sealed:
            return []
        run, ordered = hash_name(wording.run), hash_name(wording.ordered)
        shares = nearness(sketch(wording), self._sketches)
        found = []
        for each, share in zip(self._sealed, shares, strict=True):
            if each.run == run:
                found.append(Finding(kind=LeakKind.EXACT, case=each.case))
            elif each.ordered == ordered:
                found.append(Finding(kind=LeakKind.REORDERED, case=each.case))
            elif share >= NEAR_SEALED:
                found.append(Finding(kind=LeakKind.NEAR, case=each.case, strength=share))
        return found

    def _close(self, question: str) -> list[Finding]:
        if self._embed is None or self._vectors is None:
            return []
        vector = _unit(self._embed, [question])
        if vector is None:
            return []
        return [
            self._finding(LeakKind.MEANING, at, float(cosine))
            for at, cosine in enumerate(self._vectors @ vector[0])
            if cosine >= CLOSE
        ]

    def _finding(self, kind: LeakKind, at: int, strength: float = 1.0) -> Finding:
        return Finding(kind=kind, case=self._cases[at].id, strength=round(strength, 3))


class _Intents:
    """What the exam's intents forbid."""

    def __init__(self, cases: Sequence[Case], sealed: Sequence[Mark], split: Split | None) -> None:
        self._sealed: dict[str, list[str]] = {}
        for each in sealed:
            self._sealed.setdefault(each.intent, []).append(each.case)
        self._closed: dict[str, list[Case]] = {}
        self._open: dict[str, list[Case]] = {}
        for case in cases:
            is_closed = split is None or split.side(case).forbids_intent
            held = self._closed if is_closed else self._open
            held.setdefault(hash_name(case.intent), []).append(case)

    def closed(self, pair: Pair) -> list[Finding]:
        """Find the exam questions whose intent the pair has and may not have."""
        intent = hash_name(pair.intent)
        cases = [case.id for case in self._closed.get(intent, ())]
        return [
            Finding(kind=LeakKind.INTENT, case=case)
            for case in (*cases, *self._sealed.get(intent, ()))
        ]

    def twins(self, pair: Pair) -> list[Finding]:
        """Find exam questions of the pair's intent, which may be known, in another language."""
        return [
            Finding(kind=LeakKind.TWIN, case=case.id)
            for case in self._open.get(hash_name(pair.intent), ())
            if case.language is not pair.language
        ]


def _unit(embed: Embed | None, texts: Sequence[str]) -> "NDArray[float64] | None":
    import numpy as np

    if embed is None or not texts:
        return None
    vectors = np.asarray(embed(texts), dtype=np.float64)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[float64] = vectors / np.where(lengths == 0, 1.0, lengths)
    return unit
