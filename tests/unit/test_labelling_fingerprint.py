"""Do fingerprints ignore what does not matter and keep what does?"""

import re
import stat
import string
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jauap.errors import LabelUnavailable
from jauap.labelling.fingerprint import PIECE, SURE_LENGTH, choose, fingerprints, normalise, roll
from jauap.labelling.fingerprint_key import load_or_create_secret
from jauap.labelling.known import KnownSet, KnownTexts, Stretch, choose_from, squeezed
from jauap.labelling.similarity import Likeness, Match, published

KEY = b"k" * 32
KAZAKH = "Өтінім «Qoldau» порталы арқылы жиырма жұмыс күні ішінде қаралады, ғимарат үшін де солай."
STORED = [5902004397313181522]
LETTERS = "абвгдежзийклмнопрстуфхцчшщыэюяәіңғүұқөһ0123456789"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Әрі ІҢҒҮҰҚӨҺ", "ариингуукох"),
        ("Ёлка, ёж!", "елкаеж"),
        ("Cубcидия 20 %", "субсидия20"),
        ("Kазақcтан", "казакстан"),
        ("The pasture plan", "thepastureplan"),
        ("№ ½ ﬁ", "no12fi"),
        ("қа\u200bза\u00adқ", "казак"),
        ("e\u0301", unicodedata.normalize("NFC", "e\u0301")),
        ("", ""),
        ("—«»…", ""),
    ],
)
def test_spellings_of_one_text_become_one(text: str, letters: str) -> None:
    assert normalise(text) == letters


def test_a_word_without_cyrillic_letters_keeps_its_latin_ones() -> None:
    assert normalise("Qoldau порталы") == "qoldauпорталы"


@given(st.text())
def test_normalising_a_text_of_one_script_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    # Words of two scripts stand side by side in it, so it cannot be told any more which is which.
    assume(not (re.search("[A-Za-zƏəɵΑ-Ωα-ω]", once) and re.search("[Ѐ-ӿ]", once)))
    assert normalise(once) == once
    assert not any(letter.isspace() for letter in once)


@given(st.text(alphabet=LETTERS, min_size=SURE_LENGTH, max_size=200), st.text(), st.text())
def test_any_31_letters_in_common_give_a_common_fingerprint(
    shared: str, before: str, after: str
) -> None:
    alone = choose(shared)
    inside = choose(normalise(before) + shared + normalise(after))
    assert set(alone.pieces) & set(inside.pieces)


@given(st.text(alphabet=LETTERS, min_size=60, max_size=300), st.data())
def test_a_part_has_no_piece_its_whole_lacks(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - SURE_LENGTH))
    part = text[start : data.draw(st.integers(start + SURE_LENGTH, len(text)))]
    assert set(choose(part).pieces) <= set(choose(text).pieces)


@given(st.text(alphabet=LETTERS, max_size=120))
def test_rolling_hashes_are_those_of_each_piece_alone(letters: str) -> None:
    whole = roll(letters)
    assert len(whole) == max(0, len(letters) - PIECE + 1)
    for place in range(0, len(whole), 7):
        assert whole[place] == roll(letters[place : place + PIECE])[0]


def test_below_sixteen_letters_there_is_no_fingerprint() -> None:
    assert fingerprints("Рақмет сізге ағай", KEY) == frozenset()
    assert len(fingerprints("Рақмет сізге, ағайын!", KEY)) == 1


def test_fingerprints_fit_a_signed_column_and_depend_on_the_key() -> None:
    mine = fingerprints(KAZAKH, KEY)
    assert all(-(2**63) <= one < 2**63 for one in mine)
    assert any(one < 0 for one in mine)
    assert mine.isdisjoint(fingerprints(KAZAKH, b"another key"))
    assert fingerprints(KAZAKH, KEY) == mine


def test_fingerprints_stay_what_they_were_when_they_were_stored() -> None:
    assert sorted(fingerprints("Жер учаскесі 49 жылға беріледі.", KEY)) == STORED


def test_a_text_of_400_characters_has_about_one_in_nine_letters_chosen() -> None:
    draw = np.random.default_rng(3)
    letters = "".join(draw.choice(list(string.ascii_lowercase), 400))
    assert 30 <= len(choose(letters).pieces) <= 60


def test_what_is_known_is_subtracted_even_at_the_edges_of_a_quotation() -> None:
    act = "Жайылымды пайдалану жоспарын ауылдық округтің әкімі жыл сайын бекітеді және жариялайды."
    known = KnownTexts()
    known.put("a", KnownSet([Stretch(text=act, document_id="d")]))
    quoting = f"Білесіз бе, {act} Солай жазылған екен, қараңыз!"
    own = known.own(choose_from(quoting))
    letters = normalise(act)
    assert own
    assert not any(piece in letters for piece in own)


def test_a_quotation_may_run_from_one_passage_into_the_next() -> None:
    parts = ["Бірінші тармақ: өтініш он жұмыс күні", "ішінде қаралады және жауап беріледі."]
    known = KnownTexts()
    known.put(
        "a",
        KnownSet(
            Stretch(text=part, document_id="d", start=number * 40)
            for number, part in enumerate(parts)
        ),
    )
    assert known.documents_with(" ".join(parts)) == [("a", "d")]
    assert known.own(choose_from(" ".join(parts))) == ()
    assert known.documents_with(parts[0] + " емес " + parts[1]) == []
    assert known.documents_with("қаралады") == ()


def test_a_fixed_wording_is_no_document() -> None:
    text = "Сұрағыңызды басқаша қойып көріңіз немесе маманға хабарласыңыз."
    known = KnownTexts()
    known.put("a", KnownSet([Stretch(text=text)]))
    assert known.documents_with(text) == []
    assert known.own(choose_from(text)) == ()


def test_layout_alone_is_squeezed_out() -> None:
    assert squeezed("a — «b»\n| c |  •  d") == squeezed('a - "b" c d')
    assert squeezed("49 жыл") != squeezed("99 жыл")
    assert squeezed("кіру") != squeezed("киру")
    assert squeezed("А") != squeezed("а")


@pytest.mark.parametrize(
    ("hits", "containment", "coverage", "likeness"),
    [
        (3, 0.30, 0.1, Likeness.EDITED),
        (3, 0.299, 0.1, None),
        (2, 0.30, 0.1, None),
        (2, 0.60, 0.1, Likeness.EXCERPT),
        (2, 0.599, 0.1, None),
        (1, 1.0, 1.0, None),
        (20, 1.0, 0.5, Likeness.EXCERPT),
        (40, 1.0, 1.0, Likeness.EDITED),
        (20, 0.94, 0.5, Likeness.EDITED),
    ],
)
def test_thresholds_decide_what_a_match_is(
    hits: int, containment: float, coverage: float, likeness: Likeness | None
) -> None:
    match = Match(code="c", hits=hits, containment=containment, coverage=coverage)
    assert match.likeness is likeness


def test_the_published_thresholds_are_those_in_force() -> None:
    told = published()
    assert told["match"] == {"containment": 0.30, "hits": 3}
    assert told["excerpt"] == {"containment": 0.60, "hits": 2}


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "fingerprint.key"
    secret = load_or_create_secret(path)
    assert len(secret) == 32
    assert load_or_create_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["fingerprint.key"]
    assert load_or_create_secret(tmp_path / "other.key") != secret


@pytest.mark.parametrize(
    "written", ["", "zz", "jauap fingerprint secret\nabcd\n", "00" * 32, "қ", "-----BEGIN"]
)
def test_a_file_that_is_no_secret_is_refused_and_left_alone(tmp_path: Path, written: str) -> None:
    path = tmp_path / "fingerprint.key"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(LabelUnavailable, match="no fingerprint secret"):
        load_or_create_secret(path)
    assert path.read_text(encoding="utf-8") == written
