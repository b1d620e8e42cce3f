"""What has been learned from the pairs? A score for every intent, and with it an order of chunks.

The model is a set of example wordings (questions of pairs, titles that name one passage) and the
strength with which each example speaks for each intent: an intent's score is the weighted sum of
the question's likeness to the examples. `evaluation.learn` fits it; here it is only read and
applied, with numpy alone.
"""

import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from jauap.assistant import Language
from jauap.retrieval.examples import Examples, Floats, Numbers
from jauap.retrieval.rank import Ranked
from jauap.retrieval.wording import read_wording

FORMAT = "3"
NOMINATED = 20
"""Best intents whose chunks are ranked even when the search missed them."""

_NO_SCORE = 1e-3

FEATURES = ("score", "score_squared", "search", "likest_pair", "pairs")
"""What is weighed for a chunk: by how many tens the score of its best intent passes the usual, and
the square of that; its search score as a share of the best one; the score of the likest pair that
cites it, in the same unit; and the logarithm of one more than the intent's pairs."""
SEARCH = FEATURES.index("search")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the model says about one question."""

    scores: Floats
    """Score of each intent."""
    nominated: tuple[str, ...]
    """Chunks of the best intents."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Learned:
    """A fitted model; never changed, so threads may share it."""

    examples: Examples
    strengths: Floats
    """How strongly an example speaks for an intent; negative speaks against it."""
    speakers: Numbers
    """Example of each strength."""
    targets: Numbers
    """Intent of each strength."""
    pairs: Numbers
    """Pairs of each intent; 0 where only a title speaks."""
    chunks: tuple[tuple[str, ...], ...]
    """Ids of the chunks each intent rests on."""
    usual: float
    """Best score that intents a question is not about usually give it."""
    weights: Floats
    """One weight per name in `FEATURES`."""
    reserve: float
    """Share of the best search score by which pairs must outweigh the search's best chunk."""
    digest: str
    """Digest of everything the model was fitted on."""
    details: Mapping[str, float] = field(default_factory=dict)
    """What the fit found out about itself, for reports."""

    @cached_property
    def intents_of(self) -> dict[str, list[int]]:
        """Intents that rest on each chunk."""
        found: dict[str, list[int]] = {}
        for intent, chunk_ids in enumerate(self.chunks):
            for chunk_id in chunk_ids:
                found.setdefault(chunk_id, []).append(intent)
        return found

    def read(self, text: str, language: Language) -> Told:
        """Score every intent for a question."""
        return self.tell(self.score(self.examples.likeness(read_wording(text, language))))

    def score(self, likeness: Floats) -> Floats:
        """Give every intent's score from the likeness of a question to each example."""
        spoken = self.strengths * likeness[self.speakers]
        return np.bincount(self.targets, weights=spoken, minlength=len(self.chunks)).astype(float)

    def tell(self, scores: Floats) -> Told:
        """Nominate the chunks of the intents with the best scores."""
        best = np.argsort(-scores, kind="stable")[:NOMINATED]
        nominated = dict.fromkeys(
            chunk_id for intent in best if scores[intent] > 0 for chunk_id in self.chunks[intent]
        )
        return Told(scores=scores, nominated=tuple(nominated))

    def rerank(
        self, ranked: Sequence[Ranked], told: Told, cited: Mapping[str, float]
    ) -> list[Ranked]:
        """Order chunks by search, pairs and model together.

        The search's best chunk gives its place only to one that is better by the reserve. The
        first chunk keeps the score the search's best one had, so that evidence built on scores
        means the same; the others lie behind it by what separates them, and a better one that
        the reserve held back lies level. Where the search found no word at all, the score is that
        of the likest pair and nothing is in reserve.
        """
        if not ranked:
            return []
        best = _unit([chunk.score for chunk in ranked], cited)
        found = [(one.chunk_id, one.score) for one in ranked]
        merits = self.describe(found, told, cited) @ self.weights
        held = merits.copy()
        if ranked[0].score > _NO_SCORE:
            held[0] += self.reserve * self.weights[SEARCH]
        order = sorted(range(len(ranked)), key=lambda at: (-held[at], ranked[at].chunk_id))
        behind = (merits[order[0]] - merits) / max(self.weights[SEARCH], 1.0)
        return [
            Ranked(chunk_id=ranked[at].chunk_id, score=best * float(1 - behind[at].clip(0, 1)))
            for at in order
        ]

    def describe(
        self,
        found: Sequence[tuple[str, float]],
        told: Told,
        cited: Mapping[str, float],
        pairs: Numbers | None = None,
    ) -> Floats:
        """Give a row of `FEATURES` for each chunk with its search score.

        `cited` holds the score of the likest pair that cites a chunk. `pairs` replaces the number
        of pairs of each intent, for asking what if there were fewer.
        """
        counts = self.pairs if pairs is None else pairs
        scores = told.scores.tolist()
        speaking = [self._speaking(chunk_id, scores) for chunk_id, _ in found]
        share = np.array([score for _, score in found], dtype=np.float64)
        best = _unit(share.tolist(), cited)
        return features(
            share / best,
            np.array([cited.get(chunk_id, 0.0) / best for chunk_id, _ in found]),
            np.array([scores[intent] - self.usual if intent >= 0 else 0.0 for intent in speaking]),
            np.array([counts[intent] if intent >= 0 else 0.0 for intent in speaking]),
        )

    def _speaking(self, chunk_id: str, scores: Sequence[float]) -> int:
        own = self.intents_of.get(chunk_id, ())
        return max(own, key=scores.__getitem__, default=-1)

    def save(self, path: Path) -> None:
        """Write the model; a reader sees the old file or the new one."""
        about = {
            "format": FORMAT,
            "digest": self.digest,
            "chunks": self.chunks,
            "count": self.examples.count,
            "usual": self.usual,
            "reserve": self.reserve,
            "details": dict(self.details),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.new")
        with draft.open("wb") as file:
            np.savez(
                file,
                about=np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8),
                terms=self.examples.terms,
                rarity=self.examples.rarity,
                starts=self.examples.starts,
                rows=self.examples.rows.astype(np.int32),
                values=self.examples.values.astype(np.float32),
                strengths=self.strengths.astype(np.float32),
                speakers=self.speakers.astype(np.int32),
                targets=self.targets.astype(np.int32),
                pairs=self.pairs,
                weights=self.weights,
            )
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def _unit(scores: Sequence[float], cited: Mapping[str, float]) -> float:
    """Give the best score, or that of the likest pair where no passage has a word of a question."""
    best = max(scores)
    return best if best > _NO_SCORE else max(cited.values(), default=0.0) or 1.0


def features(search: Floats, likest: Floats, score: Floats, pairs: Floats) -> Floats:
    """Give `FEATURES` of chunks from their search shares, likest pairs, intent scores and pairs."""
    tens = score / 10
    return np.stack([tens, tens * np.abs(tens), search, likest, np.log1p(pairs)], axis=-1)


def learned_path(data_dir: Path, assistant_id: str) -> Path:
    """Give the file of what an assistant's pairs taught."""
    return data_dir / "learned" / f"{assistant_id}.npz"


def load(path: Path) -> Learned | None:
    """Read a model; None when there is none, or it is of another version or damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            about = json.loads(held["about"].tobytes())
            if about["format"] != FORMAT:
                return None
            return Learned(
                examples=Examples(
                    terms=held["terms"],
                    rarity=held["rarity"],
                    starts=held["starts"],
                    rows=held["rows"],
                    values=held["values"],
                    count=int(about["count"]),
                ),
                strengths=held["strengths"],
                speakers=held["speakers"],
                targets=held["targets"],
                pairs=held["pairs"],
                chunks=tuple(tuple(each) for each in about["chunks"]),
                usual=float(about["usual"]),
                weights=held["weights"],
                reserve=float(about["reserve"]),
                digest=str(about["digest"]),
                details=about["details"],
            )
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return None


class LearnedFile:
    """The model of one assistant on disk; read anew when another process has written it."""

    def __init__(self, path: Path) -> None:
        """Nothing is read before the first question."""
        self._path = path
        self._mark: tuple[int, int, int] | None = None
        self._model: Learned | None = None

    def current(self) -> Learned | None:
        """Give the model as it is on disk now, or None."""
        try:
            stat = self._path.stat()
            mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except OSError:
            mark = None
        if mark != self._mark:
            self._model = load(self._path) if mark else None
            self._mark = mark
        return self._model
