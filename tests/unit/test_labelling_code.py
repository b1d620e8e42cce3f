"""Can a code be typed, and is a slip noticed?"""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.labelling.code import ALPHABET, LENGTH, new_code, read_code

values = st.integers(0, 2**55 - 1)


def _code(value: int) -> str:
    """Make the first code a source of random bits that counts up from `value` leads to."""
    counter = itertools.count(value)
    return new_code(lambda bits: next(counter) % 2**bits)


def test_a_code_is_twelve_characters_without_hyphen() -> None:
    assert _code(0) == "000000000000"
    assert _code(2**55 - 1)[:4] in {"ZZZZ", "0000"}
    assert {len(new_code()) for _ in range(50)} == {LENGTH}
    assert set("".join(new_code() for _ in range(200))) <= set(ALPHABET)


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


@given(values)
def test_a_code_is_read_back(value: int) -> None:
    code = _code(value)
    assert read_code(code) == code


@given(values)
def test_lower_case_hyphens_and_misread_letters_are_forgiven(value: int) -> None:
    code = _code(value)
    typed = code.lower().replace("0", "o").replace("1", "l")
    assert read_code(f" {typed[:4]}-{typed[4:8]} {typed[8:]} ") == code


@given(values, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(value: int, place: int, letter: str) -> None:
    code = _code(value)
    wrong = code[:place] + letter + code[place + 1 :]
    assert read_code(wrong) == (code if letter == code[place] else None)


@given(values, st.integers(0, LENGTH - 3))
def test_two_neighbours_swapped_are_noticed(value: int, place: int) -> None:
    code = _code(value)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(swapped) == (code if swapped == code else None)


@pytest.mark.parametrize(
    "text", ["", "7F3K9QXM2TC", "7F3K9QXM2TCAA", "7F3K9QXM2TC!", "ЖЖЖЖЖЖЖЖЖЖЖЖ"]
)
def test_what_is_no_code_is_not_read(text: str) -> None:
    assert read_code(text) is None
