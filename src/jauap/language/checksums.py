"""Is this row of digits really an identifier, or just a long number?"""

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_IBAN_LENGTH = 20


def iin_is_plausible(digits: str) -> bool:
    """Tell whether 12 digits can be a person's number (ЖСН/ИИН).

    Birth date YYMMDD, a digit for century and sex (1-6; 0 for foreigners), a serial
    number and a check digit.
    """
    month, day = int(digits[2:4]), int(digits[4:6])
    return (
        1 <= month <= len(_DAYS)
        and 1 <= day <= _DAYS[month - 1]
        and digits[6] in "0123456"
        and check_digit_holds(digits)
    )


def bin_is_plausible(digits: str) -> bool:
    """Tell whether 12 digits can be an organisation's number (БСН/БИН).

    Month of registration YYMM, kind of organisation (4-6), kind of branch (0-3), a
    serial number and a check digit.
    """
    return (
        1 <= int(digits[2:4]) <= len(_DAYS)
        and digits[4] in "456"
        and digits[5] in "0123"
        and check_digit_holds(digits)
    )


def check_digit_holds(digits: str) -> bool:
    """Tell whether the twelfth digit of an IIN or BIN follows from the first eleven."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 11
        if rest < 10:
            return rest == int(digits[11])
    return False


def luhn_holds(digits: str) -> bool:
    """Tell whether the digits of a payment card pass the Luhn check (ISO/IEC 7812-1)."""
    doubled = [sum(divmod(2 * int(d), 10)) for d in digits[-2::-2]]
    return (sum(doubled) + sum(int(d) for d in digits[-1::-2])) % 10 == 0


def iban_holds(account: str) -> bool:
    """Tell whether a Kazakhstan account number passes the mod 97 check (ISO 13616)."""
    if len(account) != _IBAN_LENGTH:
        return False
    return int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1
