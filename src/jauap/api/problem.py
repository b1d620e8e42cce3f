"""How is one kind of failed request described? Status, code, words in three languages."""

from dataclasses import dataclass

from jauap.assistant import Trilingual


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One kind of failed request: HTTP status, code, and what to tell the caller."""

    status: int
    code: str
    message: Trilingual
    remedy: Trilingual


def make_problem(
    status: int, code: str, kk: tuple[str, str], ru: tuple[str, str], en: tuple[str, str]
) -> Problem:
    """Make a problem from message and remedy in each language."""
    return Problem(
        status=status,
        code=code,
        message=Trilingual(kk=kk[0], ru=ru[0], en=en[0]),
        remedy=Trilingual(kk=kk[1], ru=ru[1], en=en[1]),
    )
