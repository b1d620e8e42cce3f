"""How is a sealed question recognised without being read? By marks that cannot be read back."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints

from jauap.assistant import Declared, Text
from jauap.errors import JauapError
from jauap.evaluation.alike import Wording

if TYPE_CHECKING:
    from numpy import uint8, uint32
    from numpy.typing import NDArray

PLACES = 256
"""Minima a sketch is made of."""
NEAR = 0.7
"""Share of common pieces from which two wordings count as near."""
NEAR_SEALED = 0.5
"""The same for a sealed question: nobody can look at its words, so less is enough."""

_BITS = 2
_CHANCE = 1 / 2**_BITS
_SEED = 20261122

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Mark(Declared):
    """What is told of one sealed question: enough to confirm a guess, too little to read it.

    Of each minimum two bits are kept; whole minima would name the pieces of the question.
    """

    case: Text
    intent: Hash
    run: Hash
    """Of the folded letters without spaces."""
    ordered: Hash
    """Of the folded words in alphabetical order."""
    sketch: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
    """256 two-bit minima over the pieces of four characters, hex."""


def mark(case: str, intent: str, wording: Wording) -> Mark:
    """Mark one question.

    Raises:
        JauapError: the extra `evaluation` is not installed.
    """
    return Mark(
        case=case,
        intent=hash_name(intent),
        run=hash_name(wording.run),
        ordered=hash_name(wording.ordered),
        sketch=sketch(wording).tobytes().hex(),
    )


def hash_name(text: str) -> str:
    """Hash a name or a folded text, hex SHA-256."""
    return hashlib.sha256(text.strip().casefold().encode()).hexdigest()


def sketch(wording: Wording) -> "NDArray[uint8]":
    """Sketch a wording: 64 bytes with four two-bit minima each."""
    import numpy as np

    low = (_minima(wording) & 3).astype(np.uint8).reshape(-1, 4)
    packed = low[:, 0] | low[:, 1] << 2 | low[:, 2] << 4 | low[:, 3] << 6
    return packed.astype(np.uint8)


def read_sketches(marks: Sequence[Mark]) -> "NDArray[uint8]":
    """Stack the sketches of marks, one row each."""
    import numpy as np

    rows = b"".join(bytes.fromhex(each.sketch) for each in marks)
    return np.frombuffer(rows, dtype=np.uint8).reshape(len(marks), PLACES * _BITS // 8)


def nearness(one: "NDArray[uint8]", sketches: "NDArray[uint8]") -> Sequence[float]:
    """Estimate the share of common pieces between a sketch and each row of sketches, 0 to 1."""
    import numpy as np

    apart = np.bitwise_xor(sketches, one)
    agree = sum(((apart >> shift) & 3 == 0).sum(axis=1) for shift in (0, 2, 4, 6))
    estimates = (np.asarray(agree) / PLACES - _CHANCE) / (1 - _CHANCE)
    return [float(each) for each in np.clip(estimates, 0.0, 1.0)]


def _minima(wording: Wording) -> "NDArray[uint32]":
    try:
        from datasketch import MinHash
    except ImportError as error:
        raise JauapError(
            "sealed questions are recognised with datasketch, which is not installed",
            where="leak guard",
            remedy='pip install "jauap[evaluation]"',
        ) from error
    hashed = MinHash(num_perm=PLACES, seed=_SEED)
    hashed.update_batch([gram.encode() for gram in sorted(wording.grams)])
    values: NDArray[uint32] = hashed.hashvalues
    return values
