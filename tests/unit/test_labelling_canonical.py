"""Are two copies of one text the same, and two texts different?"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.labelling.canonical import body_hashes, canonicalise, drop_ignorables, text_hash
from jauap.labelling.markdown import plain_text, render_html

KAZAKH = "Өтінім «Qoldau» порталы арқылы 20 жұмыс күні ішінде тиісті сайтта қаралады."


@pytest.mark.parametrize(
    "copy",
    [
        KAZAKH,
        f"  {KAZAKH}\r\n",
        unicodedata.normalize("NFD", KAZAKH),
        KAZAKH.replace(" ", "\u00a0"),
        KAZAKH.replace(" ", " \r\n\t"),
        KAZAKH.replace("ж", "ж\u200b\ufe0f"),
        f"[Жасанды интеллект жауабы]\n\n{KAZAKH}",
        f"{KAZAKH}\nОтвет создан с использованием искусственного интеллекта. "
        "Проверить: https://ai.example.gov.kz/v/7F3K9QXM2TCA",
        f"{KAZAKH} Маман тексерген: заңгер, 2026-10-01.",
        f"Автоматты хабарлама. {KAZAKH} Тексеру: ai.example.gov.kz/v/7F3K9QXM2TCA",
    ],
)
def test_what_mail_and_messengers_do_to_a_text_does_not_make_it_another(copy: str) -> None:
    assert text_hash(copy) == text_hash(KAZAKH)


@pytest.mark.parametrize(
    "other",
    [
        KAZAKH.replace("20", "21"),
        KAZAKH.replace("қ", "к"),
        KAZAKH.replace("о", "o"),
        KAZAKH.replace("портал", "Портал"),
        KAZAKH[:-1],
        f"{KAZAKH} Тексеру: https://ai.example.gov.kz/help",
        f"{KAZAKH} [Жасанды интеллект туралы заң]",
    ],
)
def test_a_changed_letter_number_or_sentence_makes_another_text(other: str) -> None:
    assert text_hash(other) != text_hash(KAZAKH)


def test_the_canonical_form_is_published_and_must_not_move() -> None:
    assert text_hash("Жер кезегі") == "WHHRmGn64_EX1C9fHm90EgEsl8cN8Fd2SAgE9fYmUI4"


@given(st.text())
def test_the_canonical_form_of_a_canonical_form_is_itself(text: str) -> None:
    once = canonicalise(text).text
    assert canonicalise(once).text == once


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_default_ignorable_characters_are_gone(text: str) -> None:
    hidden = drop_ignorables(text + "\u200b\u2066\ufeff\U000e0041\u00ad\ufe0f")
    assert not set(hidden) & set("\u200b\u2066\ufeff\U000e0041\u00ad\ufe0f\u200d\u3164")


def test_every_letter_of_the_kazakh_alphabet_is_kept() -> None:
    letters = (
        "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя№"
    )
    assert canonicalise(letters).text == letters


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- ЭЦҚ\n- шот", "ЭЦҚ шот"),
        ("1. бір\n2. екі\n   - үш", "бір екі үш"),
        ("[портал](https://egov.kz/a?b=1 'атау') ашық", "портал ашық"),
        ("![сурет](https://egov.kz/a.png) мәтін", "мәтін"),
        ("| Құжат | Күн |\n|---|---|\n| Өтінім | 20 |", "Құжат Күн Өтінім 20"),
        ("***өте* маңызды** және `IBAN *KZ*`", "өте маңызды және IBAN *KZ*"),
        ("```\nx = 1 * 2\n```", "x = 1 * 2"),
        ("бір  \nекі\nүш", "бір екі үш"),
        ("# Тақырып\nМәтін\n***\n> дәйексөз", "Тақырып Мәтін дәйексөз"),
        ("<b>тег</b> &amp; &laquo;a&raquo; \\*", "<b>тег</b> & «a» *"),
        ("~~ескі~~ жаңа [1] [2]", "ескі жаңа [1] [2]"),
        ("<https://egov.kz>", "https://egov.kz"),
    ],
)
def test_plain_text_is_what_a_reader_sees(markdown: str, expected: str) -> None:
    assert canonicalise(plain_text(markdown)).text == expected


def test_markup_written_in_an_answer_is_shown_and_not_run() -> None:
    html = render_html("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in html
    assert "href" not in html


def test_markdown_and_rendering_have_hashes_of_their_own() -> None:
    hashes = body_hashes("**маңызды**")
    assert hashes.raw == text_hash("**маңызды**")
    assert hashes.plain == text_hash("маңызды")
