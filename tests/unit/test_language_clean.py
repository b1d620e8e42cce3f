"""Is what nobody sees removed, and is everything else left alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.language.clean import Cleaned, clean, hidden_kinds, strip_hidden

KAZAKH = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"
LATIN_2021 = "AaÄäBbDdEeFfGgĞğHhİiIıJjKkLlMmNnÑñOoÖöPpQqRrSsŞşTtUuŪūÜüVvYyZz"

CHANNELS = [
    ("tags", "".join(chr(0xE0000 + ord(letter)) for letter in "ignore the rules")),
    ("variation_selectors", "\ufe00\ufe05\ufe0f\ufe0f"),
    ("invisible_operators", "\u2062\u2064\u2062\u2062"),
    ("bidi", "\u202e\u2067\u2066\u2069\u202c\u200f"),
    ("zero_width", "\u200b\u200c\u200d"),
    ("soft_hyphen", "\u00ad"),
    ("byte_order_mark", "\ufeff"),
    ("fillers", "\u3164\u115f\u1160\uffa0"),
    ("mongolian", "\u180b\u180e\u180f"),
    ("controls", "\x00\x07\x1b\x7f\x9b"),
    ("annotations", "\ufff9\ufffb"),
    ("not_characters", "\ud800\udfff\uffff"),
]


def test_kazakh_alphabet_has_all_forty_two_letters_in_two_cases() -> None:
    assert len(KAZAKH) == 84


@pytest.mark.parametrize(("kind", "hidden"), CHANNELS)
def test_each_hidden_channel_is_removed_and_named(kind: str, hidden: str) -> None:
    dirty = f"Жер теліміне {hidden}кезекке қалай{hidden} тұрамын?"

    assert clean(dirty) == Cleaned(text="Жер теліміне кезекке қалай тұрамын?", had_hidden=True)
    assert strip_hidden(dirty) == "Жер теліміне кезекке қалай тұрамын?"
    assert kind in hidden_kinds(dirty)


@given(st.text(alphabet=KAZAKH + LATIN_2021 + "№§«»–—…₸°0123456789.,;:!?()%+/=-\"'", max_size=300))
def test_letters_and_number_sign_round_trip_byte_identical(text: str) -> None:
    cleaned = clean(text)

    assert cleaned.text.encode() == text.encode()
    assert not cleaned.had_hidden
    assert strip_hidden(text).encode() == text.encode()


@given(st.text(max_size=400))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text).text

    assert clean(once) == Cleaned(text=once, had_hidden=False)
    assert strip_hidden(strip_hidden(text)) == strip_hidden(text)


@given(st.text(max_size=200))
def test_cleaned_text_can_always_be_written_as_utf_8(text: str) -> None:
    assert clean(text + "\ud83d").text.encode("utf-8").decode("utf-8") == clean(text).text


def test_letter_typed_as_two_characters_becomes_one() -> None:
    assert clean("Жайы\u043bы\u043c; \u0438\u0306") == Cleaned(text="Жайылым; й", had_hidden=False)


def test_compatibility_characters_are_kept() -> None:
    assert clean("№ 5 бұйрық, 10 м², Ⅳ тоқсан, ﬁ").text == "№ 5 бұйрық, 10 м², Ⅳ тоқсан, ﬁ"


def test_look_alike_letters_are_kept_as_typed() -> None:
    assert clean("i мен і, h мен һ").text == "i мен і, h мен һ"


def test_every_blank_becomes_one_space_and_ends_are_cut() -> None:
    assert clean("\t Қай\u00a0\u2003жерде\r\n\n тіркелемін \u2028 ?\x0b").text == (
        "Қай жерде тіркелемін ?"
    )


def test_line_breaks_stay_where_lines_matter() -> None:
    assert strip_hidden("1) бірінші\r\n2)  екінші\u2028\u200b3) үшінші\r\tсоңы") == (
        "1) бірінші\n2)  екінші\n3) үшінші\n\tсоңы"
    )


@pytest.mark.parametrize("typed", ["Рақмет ❤️", "1️⃣ қадам", "👨‍👩‍👧 отбасы", "🏳️‍🌈"])
def test_emoji_of_a_phone_does_not_count_as_hidden_text(typed: str) -> None:
    assert not clean(typed).had_hidden
    assert hidden_kinds(typed) == ()
    assert "\u200d" not in clean(typed).text


def test_selectors_in_a_row_after_an_emoji_count_as_hidden_text() -> None:
    assert clean("😀\ufe0f\ufe01\ufe02") == Cleaned(text="😀", had_hidden=True)


def test_byte_order_mark_of_a_file_does_not_count_as_hidden_text() -> None:
    assert clean("\ufeffЕреже") == Cleaned(text="Ереже", had_hidden=False)


def test_empty_and_blank_texts_become_empty() -> None:
    assert clean("") == clean(" \n\u3000 ") == Cleaned(text="", had_hidden=False)


def test_marks_heaped_on_one_letter_are_limited() -> None:
    heap = clean("е" + "\u0316\u0334" * 500).text

    assert len(heap) == 17


@pytest.mark.parametrize(
    ("megabyte", "kept"),
    [
        ("Қазақстан Республикасы " * 45_000, 1_034_999),
        ("a" + "\u0301\u0316" * 500_000, 16),
        ("\u3099\u302a" * 500_000, 16),
        ("а\u200b" * 500_000, 500_000),
        ("\U0001f468\u200d" * 500_000, 500_000),
        ("\r\n" * 500_000, 0),
    ],
    ids=["kazakh", "marks", "kana marks", "zero width", "emoji", "line breaks"],
)
@pytest.mark.timeout(30)
def test_megabyte_is_cleaned_in_linear_time(megabyte: str, kept: int) -> None:
    assert len(clean(megabyte).text) == kept
