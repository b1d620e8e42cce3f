"""A slip is named for what the finger did, and a word two slips away is another word."""

import pytest

from jauap.language.fold import fold
from jauap.language.slips import Slip, slip_between, sound_of


def _between(typed: str, meant: str, *, is_kazakh: bool = False) -> Slip | None:
    return slip_between(fold(typed, is_kazakh=is_kazakh), fold(meant, is_kazakh=is_kazakh))


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("документт", "документ", Slip.DOUBLED),
        ("pasport", "passport", Slip.UNDOUBLED),
        ("паспотр", "паспорт", Slip.SWAPPED),
        ("удостверение", "удостоверение", Slip.MISSING),
        ("субсиддя", "субсидия", Slip.TAKEN),
        ("удаставерение", "удостоверение", Slip.SOUND),
        ("аплата", "оплата", Slip.SOUND),
        ("паспморт", "паспорт", Slip.EXTRA),
        ("licence", "license", None),
        ("визу", "базу", None),
        ("подал", "поле", None),
        ("", "паспорт", None),
        ("п", "па", Slip.MISSING),
    ],
)
def test_slip_is_named_for_what_the_finger_did(typed: str, meant: str, slip: Slip | None) -> None:
    assert _between(typed, meant) is slip


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("куалик", "куәлік", Slip.LETTERS),
        ("qujattar", "құжаттар", Slip.LETTERS),
        ("құжатар", "құжаттар", Slip.UNDOUBLED),
        ("kujatar", "құжаттар", Slip.UNDOUBLED),
        ("өтніш", "өтініш", Slip.MISSING),
        ("жайылмы", "жайылым", Slip.SWAPPED),
    ],
)
def test_letters_of_another_keyboard_are_no_slip_in_kazakh(
    typed: str, meant: str, slip: Slip
) -> None:
    assert _between(typed, meant, is_kazakh=True) is slip


def test_the_surest_slip_comes_first() -> None:
    assert sorted(Slip) == [
        Slip.LETTERS,
        Slip.DOUBLED,
        Slip.UNDOUBLED,
        Slip.SWAPPED,
        Slip.MISSING,
        Slip.TAKEN,
        Slip.SOUND,
        Slip.EXTRA,
    ]


def test_what_is_heard_knows_no_double_or_voiced_letters() -> None:
    assert sound_of(fold("груббый")) == sound_of(fold("крупый")) == "krupi"
