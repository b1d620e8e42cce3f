"""What is remembered of a passage so that it can be compared closely with a question?

Made when the passage is written, since a question has no time to read twenty texts: the folded
sentences, which kinds of words each holds, and the words of the heading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from jauap.language.roots import folded
from jauap.language.sentences import split_sentences
from jauap.retrieval.index import JsonValue
from jauap.retrieval.wanted import Kind, kinds_in

_BITS = {kind: 1 << place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Outline:
    """A passage as it is compared closely."""

    text: str
    """Folded sentences, a line each."""
    starts: tuple[int, ...]
    """Where each sentence begins in `text`."""
    kinds: bytes
    """Kinds of words of each sentence, a bit each."""
    heading: tuple[str, ...] = ()
    """Folded words of the heading right above."""


def bits_of(kinds: frozenset[Kind]) -> int:
    """Give kinds as bits, as `Outline.kinds` has them."""
    return sum(_BITS[kind] for kind in kinds)


def outline_payload(text: str) -> dict[str, JsonValue]:
    """Outline a passage's text for its point."""
    sentences = [text[start:end] for start, end in split_sentences(text)]
    kinds = bytes(bits_of(kinds_in(sentence)) for sentence in sentences)
    return {"folded": "\n".join(map(folded, sentences)), "kinds": kinds.hex()}


def read_outline(payload: Mapping[str, JsonValue]) -> Outline:
    """Read the outline of a chunk's point; one that has none gives an empty outline."""
    text, kinds, path = (payload.get(name) for name in ("folded", "kinds", "heading_path"))
    heading = str(path[-1]) if isinstance(path, list) and path else ""
    told = text if isinstance(text, str) else ""
    lengths = [len(line) + 1 for line in told.split("\n")]
    return Outline(
        text=told,
        starts=tuple(accumulate(lengths[:-1], initial=0)),
        kinds=bytes.fromhex(kinds) if isinstance(kinds, str) else b"",
        heading=tuple(folded(heading).split()),
    )
