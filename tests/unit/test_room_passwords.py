"""Length counts, kinds of characters do not, and what everybody tries first is refused."""

import pytest
from argon2 import PasswordHasher

from jauap.annotation.passwords import Passwords, Weakness, weakness
from jauap.annotation.people import fold_login, pseudonym


def rated(password: str) -> Weakness | None:
    return weakness(password, login="aigerim@example.gov.kz", name="Айгерім Қанатқызы")


@pytest.mark.parametrize(
    "password",
    [
        "қызғалдақ гүлдейді мамырда",
        "correct horse battery",
        "жұмыс орнында шай ішемін",
        "kf82-Qm3x-9a",
        "қызғалдақ гүлі",
        "айгерім шайды жақсы көреді",
    ],
)
def test_a_few_words_of_ones_own_are_good_enough(password: str) -> None:
    assert rated(password) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Қысқа-сөз12", Weakness.TOO_SHORT),
        ("ұзын" * 65, Weakness.TOO_LONG),
        ("password1234", Weakness.TOO_COMMON),
        ("P@ssw0rd1234", Weakness.TOO_COMMON),
        ("123456789012", Weakness.TOO_COMMON),
        ("aaaaaaaaaaaaaa", Weakness.TOO_COMMON),
        ("abcabcabcabc", Weakness.TOO_COMMON),
        ("qwertyuiop12", Weakness.TOO_COMMON),
        ("1q2w3e4r5t6y", Weakness.TOO_COMMON),
        ("йцукенгшщзхъ", Weakness.TOO_COMMON),
        ("Құпиясөз2026", Weakness.TOO_COMMON),
        ("алматы123456", Weakness.TOO_COMMON),
        ("Administrator1!", Weakness.TOO_COMMON),
        ("aigerim@example.gov.kz", Weakness.NAMES_YOU),
        ("айгерім-12345", Weakness.NAMES_YOU),
        ("Қанатқызы2026", Weakness.NAMES_YOU),
    ],
)
def test_what_is_tried_first_is_refused(password: str, why: Weakness) -> None:
    assert rated(password) is why


def test_a_password_fits_its_own_digest_only() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    digest = passwords.digest("шай ішейік бүгін")
    assert digest.startswith("$argon2id$")
    assert passwords.fits(digest, "шай ішейік бүгін")
    assert not passwords.fits(digest, "шай ішейік ертең")
    assert not passwords.fits("", "шай ішейік бүгін")
    assert not passwords.fits("", "nobody has this password")
    assert not passwords.fits("not a digest", "шай ішейік бүгін")


def test_decomposed_letters_are_the_same_password() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert passwords.fits(passwords.digest("й" * 12), "и\u0306" * 12)


def test_a_digest_of_weaker_parameters_is_outdated() -> None:
    weak = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    strong = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    digest = weak.digest("шай ішейік бүгін")
    assert strong.is_outdated(digest)
    assert not weak.is_outdated(digest)


def test_our_own_digests_take_sixty_four_mebibytes() -> None:
    assert Passwords().digest("шай ішейік бүгін").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_login_has_one_spelling() -> None:
    assert fold_login(" Айгерім ") == "айгерім"
    assert fold_login("ＡＩ@gov.kz") == "ai@gov.kz"


def test_a_pseudonym_tells_nothing_and_stays() -> None:
    assert pseudonym("p-boss", "k1", "0") == pseudonym("p-boss", "k1", "0")
    assert len({pseudonym("p-boss", "k1", str(place)) for place in range(150)}) == 150
    assert pseudonym("p-boss", "k1", "0")[0] == "p"
    assert len(pseudonym("p-boss", "k1", "0")) == 13
