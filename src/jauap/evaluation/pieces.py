"""Which of many wordings share most pieces with this one? An inverted index over pieces."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from jauap.evaluation.alike import Wording

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

_MOST = 8
_LEAST_SHARE = 0.2


class Pieces:
    """Wordings by their pieces of four characters."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        """Index the wordings; their places in the sequence are what is found."""
        import numpy as np

        holders: dict[str, list[int]] = {}
        for place, wording in enumerate(wordings):
            for gram in wording.grams:
                holders.setdefault(gram, []).append(place)
        self._holders = {gram: np.array(places) for gram, places in holders.items()}
        self._sizes: NDArray[int64] = np.array([len(wording.grams) for wording in wordings])

    def most_common_with(self, wording: Wording) -> Iterator[tuple[int, float]]:
        """Give the nearest places, at most 8, and the share of all pieces in common, 0 to 1."""
        import numpy as np

        holders = [self._holders[gram] for gram in wording.grams if gram in self._holders]
        if not holders:
            return
        common = np.bincount(np.concatenate(holders), minlength=len(self._sizes))
        shares = common / (self._sizes + len(wording.grams) - common)
        places = np.flatnonzero(shares >= _LEAST_SHARE)
        for place in places[np.argsort(-shares[places], kind="stable")][:_MOST]:
            yield int(place), float(shares[place])


def places_of(keys: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """Tell at which places each key stands."""
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    return places
