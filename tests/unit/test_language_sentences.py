"""Are sentences cut where a reader would cut them?"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.language.sentences import split_sentences


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Өтінім порталда беріледі. Мерзімі – 5 жұмыс күні! Құжат керек пе?",
            ["Өтінім порталда беріледі.", "Мерзімі – 5 жұмыс күні!", "Құжат керек пе?"],
        ),
        ("2024 ж. 31 қаңтарда бекітілді.", ["2024 ж. 31 қаңтарда бекітілді."]),
        ("В 2024 г. Министерство утвердило.", ["В 2024 г. Министерство утвердило."]),
        ("Директор А. Б. Ахметов қол қойды.", ["Директор А. Б. Ахметов қол қойды."]),
        ("1. Азамат өтінім береді.", ["1. Азамат өтінім береді."]),
        ("12.1. Срок – 3 дня. Далее.", ["12.1. Срок – 3 дня.", "Далее."]),
        ("Он сказал: «Подождите.» Потом ушёл.", ["Он сказал: «Подождите.»", "Потом ушёл."]),
        ("Тізім:\n1) бірінші;\n2) екінші.", ["Тізім:", "1) бірінші;", "2) екінші."]),
        ("The fee is 2.5 USD. Pay online.", ["The fee is 2.5 USD.", "Pay online."]),
        ("и т. д. в порядке очереди", ["и т. д. в порядке очереди"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences_end_at_stops_and_line_breaks(text: str, expected: list[str]) -> None:
    assert _sentences(text) == expected


@given(st.text(max_size=400))
def test_spans_are_ordered_trimmed_and_lose_no_visible_character(text: str) -> None:
    spans = split_sentences(text)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    kept = "".join("".join(text[start:end].split()) for start, end in spans)
    assert kept == "".join(text.split())
