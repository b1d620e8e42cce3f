"""Does chance choose this one? Lots that anybody can repeat and nobody can steer."""

import hashlib


def lot(seed: str, item: str) -> float:
    """Give the number in [0, 1) that stands for an item under a seed; even and repeatable."""
    digest = hashlib.sha256(f"{seed}\n{item}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def is_drawn(seed: str, item: str, inclusion_prob: float) -> bool:
    """Tell whether chance draws an answer; anybody can repeat it, nobody can steer it.

    The code of an answer is random, so its hash under the seed is an even number in [0, 1).
    """
    return lot(seed, item) < inclusion_prob
