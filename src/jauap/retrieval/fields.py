"""Which term spaces share a sparse vector, and how is a term weighed there?

One sparse vector holds body, heading and title of a chunk. The fields' terms are kept apart by a
salt, so a question can weigh each field as it likes without indexing anew.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import numpy as np

from jauap.language.terms import Bag
from jauap.retrieval.index import SparseVector

K1 = 1.5
B = 0.75


class Kind(StrEnum):
    """What a point stands for; payload key `kind`."""

    CHUNK = "chunk"
    DOCUMENT = "document"
    PAIR = "pair"


class Field(StrEnum):
    """A part of a chunk with terms and an average length of its own."""

    BODY = "body"
    HEADING = "heading"
    TITLE = "title"


_SALT: Mapping[Field, int] = {Field.BODY: 0, Field.HEADING: 0x5BD1E995, Field.TITLE: 0x27D4EB2F}
_PRESENCE_SALT = 0x165667B1
EVERYWHERE = 0

WeightedTerms = tuple[list[int], list[float]]


def weigh(bag: Bag, length: int, average_length: float, field: Field = Field.BODY) -> WeightedTerms:
    """Weigh the terms of one field by BM25 without IDF, which the engine multiplies in.

    Lengths are counted in characters.
    """
    indices = [*bag.grams, *bag.stems, *bag.bigrams]
    counts = np.fromiter(
        [*bag.grams.values(), *bag.stems.values(), *bag.bigrams.values()],
        dtype=np.float64,
        count=len(indices),
    )
    norm = K1 * (1 - B + B * length / max(average_length, 1.0))
    salt = _SALT[field]
    if salt:
        indices = [index ^ salt for index in indices]
    return indices, (counts * (K1 + 1) / (counts + norm)).tolist()


def presence(stems: Iterable[int]) -> WeightedTerms:
    """Weigh every stem by exactly one, so that asking for one returns its bare IDF.

    The term `EVERYWHERE` is added to every chunk: its IDF tells how many chunks there are.
    """
    indices = [EVERYWHERE ^ _PRESENCE_SALT, *[stem ^ _PRESENCE_SALT for stem in stems]]
    return indices, [1.0] * len(indices)


def rarity_vector(stem: int) -> SparseVector:
    """Make the vector that asks how rare a stem is among the chunks of a language."""
    return SparseVector(indices=(stem ^ _PRESENCE_SALT,), values=(1.0,))


def spread(terms: Mapping[int, float], shares: Mapping[Field, float]) -> SparseVector:
    """Repeat question terms in every field's space, scaled by the field's share."""
    return spread_all([(terms, shares)])


def spread_all(
    spaces: Iterable[tuple[Mapping[int, float], Mapping[Field, float]]],
) -> SparseVector:
    """Make one vector of several groups of terms, each with shares of its own."""
    parts: list[WeightedTerms] = []
    for terms, shares in spaces:
        for field, share in shares.items():
            if share > 0:
                salt = _SALT[field]
                indices = [term ^ salt for term in terms] if salt else list(terms)
                parts.append((indices, [weight * share for weight in terms.values()]))
    return join(parts)


def join(parts: Iterable[WeightedTerms]) -> SparseVector:
    """Make one sparse vector; the rare indices that collide keep the sum of their values."""
    indices: list[int] = []
    values: list[float] = []
    for part_indices, part_values in parts:
        indices += part_indices
        values += part_values
    if len(set(indices)) != len(indices):
        merged: dict[int, float] = {}
        for index, value in zip(indices, values, strict=True):
            merged[index] = merged.get(index, 0.0) + value
        indices, values = list(merged), list(merged.values())
    return SparseVector(indices=tuple(indices), values=tuple(values))
