"""Does the tree follow RFC 6962? The vectors of the certificate-transparency project.

Leaves, roots and paths are those of its reference implementation's Merkle tree tests.
"""

import hashlib

import pytest

from jauap.labelling.merkle import inclusion_path, leaf_hash, root_from_path, tree_hash

ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_implementation(size: int) -> None:
    assert tree_hash(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("place", "path"), PATHS.items())
def test_paths_are_those_of_the_reference_implementation(
    place: tuple[int, int], path: list[str]
) -> None:
    index, size = place
    assert [one.hex() for one in inclusion_path(LEAVES[:size], index)] == path


@pytest.mark.parametrize("size", range(1, 40))
def test_every_leaf_of_every_tree_is_proven_and_no_other(size: int) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    root = tree_hash(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion_path(leaves, index)
        assert root_from_path(leaf, index, size, path) == root
        assert root_from_path(leaf_hash(b"other"), index, size, path) != root
        assert root_from_path(leaf, (index + 1) % size, size, path) != root or size == 1
        assert root_from_path(leaf, index, size, (*path, root)) is None
        if path:
            assert root_from_path(leaf, index, size, path[:-1]) is None


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != tree_hash([left, right])
    assert leaf_hash(b"") != hashlib.sha256(b"").digest()


def test_a_place_outside_the_tree_has_no_path() -> None:
    for index in (-1, 8):
        with pytest.raises(IndexError):
            inclusion_path(LEAVES, index)
        assert root_from_path(LEAVES[0], index, 8, ()) is None
