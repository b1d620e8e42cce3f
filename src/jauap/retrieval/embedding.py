"""How does a text become a dense vector? Optional: fastembed, from the hub or from a folder."""

from collections.abc import Sequence
from typing import Protocol


class Embedder(Protocol):
    """A model that turns texts into vectors of one size."""

    name: str
    size: int

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Embed texts of the index, one vector each, in order."""

    def query(self, text: str) -> tuple[float, ...]:
        """Embed a question."""
