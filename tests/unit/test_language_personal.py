"""Are personal numbers found, named rightly and replaced once and for all?"""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.language.checksums import check_digit_holds, iban_holds, luhn_holds
from jauap.language.personal import Masked, mask_personal

FRAMES = [
    "Менің нөмірім {} болады, тексеріп беріңізші",
    "{} бойынша өтінім қай сатыда?",
    "Жауапты {} арқылы күтемін.",
    "Здравствуйте, это {}, проверьте заявку",
    "Мои данные:{}; что дальше?",
    "Запишите ({}) и перезвоните",
    "My number is {}.",
    "Please check {} for me",
    "{}",
]
TOKENS = {
    "iin": "[ЖСН/ИИН]",
    "bin": "[БСН/БИН]",
    "phone": "[тел.]",
    "card": "[карта/card]",
    "iban": "[IBAN]",
    "email": "[e-mail]",
}


def _with_check_digit(eleven: Callable[[], str]) -> str:
    while True:
        head = eleven()
        for last in "0123456789":
            if check_digit_holds(head + last):
                return head + last


def _split(digits: str, sizes: list[int], gap: str) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    return gap.join(parts)


def _iin(rng: random.Random) -> str:
    def eleven() -> str:
        year, month, day = rng.randrange(100), rng.randint(1, 12), rng.randint(1, 28)
        return f"{year:02}{month:02}{day:02}{rng.choice('03456')}{rng.randrange(10_000):04}"

    digits = _with_check_digit(eleven)
    return rng.choice([digits, digits, _split(digits, [6, 6], " "), _split(digits, [6, 6], "-")])


def _bin(rng: random.Random) -> str:
    def eleven() -> str:
        year, month = rng.randrange(100), rng.randint(1, 12)
        kind, branch = rng.choice("456"), rng.choice("0123")
        return f"{year:02}{month:02}{kind}{branch}{rng.randrange(100_000):05}"

    return _with_check_digit(eleven)


def _phone(rng: random.Random) -> str:
    mobile = ["700", "701", "702", "705", "707", "708", "747", "771", "775", "776", "777", "778"]
    code, rest = rng.choice([*mobile, "727"]), f"{rng.randint(2_100_000, 3_999_999)}"
    a, b, c = rest[:3], rest[3:5], rest[5:]
    return rng.choice(
        [
            f"+7{code}{rest}",
            f"8{code}{rest}",
            f"7{code}{rest}",
            f"{code}{rest}",
            f"+7 {code} {a} {b} {c}",
            f"8 ({code}) {a}-{b}-{c}",
            f"+7({code}){a}-{b}-{c}",
            f"8-{code}-{a}-{b}-{c}",
            f"8.{code}.{a}.{b}.{c}",
            f"{code} {a} {b} {c}",
            f"+7\u00a0{code}\u00a0{a}\u00a0{b}\u00a0{c}",
            f"8 {code} {rest}",
            f"8{code} {a}{b}{c}",
        ]
    )


def _card(rng: random.Random) -> str:
    prefix = rng.choice(["4400", "4000", "5269", "5578", "2221", "3528", "6390", "8600", "9860"])
    size = 16 if prefix[0] in "289" else rng.choice([13, 15, 16, 16, 16, 18, 19])
    head = prefix + "".join(rng.choice("0123456789") for _ in range(size - 5))
    digits = next(head + last for last in "0123456789" if luhn_holds(head + last))
    if size != 16:
        return digits
    return rng.choice([digits, _split(digits, [4] * 4, " "), _split(digits, [4] * 4, "-")])


def _iban(rng: random.Random) -> str:
    body = f"{rng.randrange(1000):03}" + "".join(
        rng.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(13)
    )
    account = next(
        candidate for n in range(2, 99) if iban_holds(candidate := f"KZ{n:02}{body}") or n == 98
    )
    return rng.choice([account, account.lower(), _split(account, [4] * 5, " ")])


def _email(rng: random.Random) -> str:
    name = rng.choice(["aigul.serik", "a_nurlan-92", "info", "ivan+egov", "87011234567", "айгүл"])
    return f"{name}@{rng.choice(['mail.kz', 'gmail.com', 'post.gov.kz', 'bk.ru', 'мысал.қаз'])}"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "iin": _iin,
    "bin": _bin,
    "phone": _phone,
    "card": _card,
    "iban": _iban,
    "email": _email,
}


def _positives(each: int) -> Iterator[tuple[str, str, str]]:
    rng = random.Random(20260201)
    for kind, make in MAKERS.items():
        for number in range(each):
            yield kind, FRAMES[number % len(FRAMES)], make(rng)


def test_planted_personal_data_are_found_with_their_kind() -> None:
    rows = list(_positives(200))
    missed = [
        (kind, secret, masked)
        for kind, frame, secret in rows
        if (masked := mask_personal(frame.format(secret)))
        != Masked(text=frame.format(TOKENS[kind]), kinds=(kind,))
    ]

    assert len(rows) == 1200
    assert len(missed) <= 6, missed[:10]


@pytest.mark.parametrize(
    ("typed", "masked", "kinds"),
    [
        (
            "ЖСН 061211600012, тел. 8 701 123 45 67, aigul@mail.kz",
            "ЖСН [ЖСН/ИИН], тел. [тел.], [e-mail]",
            ("iin", "phone", "email"),
        ),
        ("8 701 123 45 67 8 702 765 43 21", "[тел.] [тел.]", ("phone",)),
        ("Звоните на +998901234567", "Звоните на [тел.]", ("phone",)),
        ("ИИН880101300123", "ИИН[ЖСН/ИИН]", ("iin",)),
        ("БСН: 123456789012", "БСН: [БСН/БИН]", ("bin",)),
        ("Шот КZ86 125K ZT50 0410 0100", "Шот [IBAN]", ("iban",)),
        ("жеке куәлік № 012345678", "жеке куәлік № [құжат/документ]", ("document",)),
        ("менің (701) 234 56 78 нөмірім", "менің [тел.] нөмірім", ("phone",)),
        ("паспорт N12345678 потерян", "паспорт [құжат/документ] потерян", ("document",)),
        ("тел. № 87011234567", "тел. № [тел.]", ("phone",)),
    ],
)
def test_personal_data_are_replaced_in_place(
    typed: str, masked: str, kinds: tuple[str, ...]
) -> None:
    assert mask_personal(typed) == Masked(text=masked, kinds=kinds)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "Ауылда мал дәрігері қайда?",
        "Жарнама @qoldau_kz парақшасында",
        "061211600013",  # wrong check digit
        "061311600013",  # no such month
        "4400 4302 1234 5678 900",  # fails the Luhn check
        "KZ87125KZT5004100100",  # fails mod 97
        "2021 2022 2023 2024",
        "7 701 500 000 теңге",
        "№ 7172123456 бұйрық",
        "8-800-080-7777",
        "+7 000 000 00 00",
    ],
)
def test_numbers_that_name_nobody_are_kept(kept: str) -> None:
    assert mask_personal(kept) == Masked(text=kept, kinds=())


@pytest.mark.parametrize("number", ["061211600012", "041240000016", "041240000714"])
def test_check_digit_follows_the_published_rule(number: str) -> None:
    others = [number[:11] + last for last in "0123456789" if number[:11] + last != number]

    assert check_digit_holds(number)
    assert not any(check_digit_holds(other) for other in others)


PIECES = st.one_of(
    st.sampled_from(["+7", "8701", "1234567", "KZ86125KZT5004100100", "ИИН ", "061211600012"]),
    st.sampled_from(["a@mail.kz", "4111 1111 1111 1111", "теңге", "№ ", "[тел.]", "паспорт N"]),
    st.text("0123456789 -+()@./", max_size=8),
)


@given(st.lists(PIECES, max_size=24).map("".join))
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    once = mask_personal(text).text

    assert mask_personal(once) == Masked(text=once, kinds=())


@given(st.text(max_size=200))
def test_text_without_digits_and_at_signs_is_never_touched(text: str) -> None:
    plain = "".join(sign for sign in text if not sign.isdecimal() and sign != "@")

    assert mask_personal(plain) == Masked(text=plain, kinds=())


def test_no_planted_number_survives_in_the_masked_text() -> None:
    for _, frame, secret in _positives(20):
        assert secret not in mask_personal(frame.format(secret)).text


def test_phone_library_is_not_imported_for_questions_without_a_phone() -> None:
    probe = (
        "import sys; from jauap.language.personal import mask_personal;"
        "mask_personal('12 000 000 теңге, № 1234567, ЖСН 061211600012, a@b.kz');"
        "sys.exit('phonenumbers' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


HOSTILE = {
    "digits": ("7" * 200_000, ()),
    "spaced digits": ("7 " * 100_000, ("phone",)),
    "at signs": ("@" * 200_000, ()),
    "addresses": ("a@" * 100_000, ()),
    "cards": ("4111 " * 40_000, ()),
    "cues": ("ИИН" * 60_000, ()),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("text", "kinds"), HOSTILE.values(), ids=HOSTILE)
def test_long_hostile_text_is_masked_in_linear_time(text: str, kinds: tuple[str, ...]) -> None:
    assert mask_personal(text).kinds == kinds
