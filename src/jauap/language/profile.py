"""How strongly does each piece of a word speak for each language? The shipped table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

_ZERO = ord("P")
_FIRST, _LAST = ord("!"), ord("~")


Steps = tuple[int, ...]
"""A number of quantised steps for each language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """Log-odds of the languages of one script for n-grams of letters."""

    languages: tuple[str, ...]
    step: float
    """Size of one quantised step in log-odds."""
    weights: dict[str, bytes]
    """N-gram -> one byte for each language; byte minus `ord("P")` is the number of steps."""

    def score(self, features: Sequence[str]) -> dict[str, float] | None:
        """Sum the log-odds of the features for each language; None when all are unknown."""
        return self.add([self.steps(features)])

    def steps(self, features: Sequence[str]) -> Steps:
        """Sum the quantised steps of the features for each language; empty when all are unknown."""
        known = [row for row in map(self.weights.get, features) if row]
        return tuple(sum(column) - _ZERO * len(known) for column in zip(*known, strict=True))

    def add(self, rows: Iterable[Steps]) -> dict[str, float] | None:
        """Add up what `steps` gave for the parts of a text; None when nothing of it is known."""
        known = [row for row in rows if row]
        if not known:
            return None
        totals = (sum(column) * self.step for column in zip(*known, strict=True))
        return dict(zip(self.languages, totals, strict=True))


@cache
def load_profile(script: Literal["cyrillic", "latin"]) -> Profile:
    """Read the table of one script from the package; the second call gives the same one."""
    lines = files("jauap.language").joinpath(f"profile_{script}.txt").read_text("utf-8").split("\n")
    header = lines[0].split("\t")
    return Profile(
        languages=tuple(header[2].split()),
        step=float(header[1]),
        weights={
            gram: row.encode("ascii") for gram, _, row in (ln.partition("\t") for ln in lines[1:])
        },
    )


def write_profile(
    languages: Sequence[str], weights: Mapping[str, Sequence[float]], digest: str
) -> str:
    """Give the text of a table: a header, then an n-gram and a character for each language.

    `digest` is the SHA-256 of the texts it was trained on.
    """
    largest = max(abs(weight) for row in weights.values() for weight in row)
    step = round(largest / (_LAST - _ZERO), 6)
    lines = ["\t".join(["jauap language profile 1", f"{step:.6f}", " ".join(languages), digest])]
    for gram in sorted(weights):
        codes = [min(max(_ZERO + round(w / step), _FIRST), _LAST) for w in weights[gram]]
        lines.append(gram + "\t" + "".join(map(chr, codes)))
    return "\n".join(lines)
