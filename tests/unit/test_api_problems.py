"""Does every failure have a status, words and a remedy?"""

import pytest
from starlette.requests import Request

from jauap import errors
from jauap.api.asking import preferred_language
from jauap.api.auth import Keys
from jauap.api.problems import PROBLEMS, problem_of
from jauap.assistant import Language
from jauap.errors import JauapError

ERRORS = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, JauapError)
]


def request(*, client: str = "203.0.113.7", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope = {
        "type": "http",
        "headers": raw,
        "client": (client, 1),
        "query_string": b"",
        "path": "/",
        "method": "GET",
    }
    return Request(scope)


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_has_a_status_and_shows_nothing_of_its_own(kind: type[JauapError]) -> None:
    problem = problem_of(kind("secret /etc/path"))
    assert problem.status in {404, 500, 503}
    assert "secret" not in str(problem)


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_says_what_and_what_to_do_in_three_different_texts(code: str) -> None:
    problem = PROBLEMS[code]
    for text in (problem.message, problem.remedy):
        assert len({text.kk, text.ru, text.en}) == 3


def test_a_subclass_of_a_listed_error_is_reported_like_it() -> None:
    class CodeTaken(errors.StoreUnavailable):
        """A store's refusal with a name of its own."""

    assert problem_of(CodeTaken("x")).status == 503


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
    ],
)
def test_an_ipv6_household_is_one_caller(one: str, other: str, same: bool) -> None:
    keys = Keys(None)
    names = [keys.identify(request(client=host)).name for host in (one, other)]
    assert (names[0] == names[1]) is same


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("de-DE,de;q=0.9", None),
        ("kk-KZ", Language.KK),
        ("ru;q=0.1,en;q=0.2", Language.EN),
        ("ru;q=0", None),
        ("*;q=0.5,,;;q=x,en", Language.EN),
    ],
)
def test_the_browsers_languages_are_read(header: str, language: Language | None) -> None:
    assert preferred_language(request(accept_language=header)) is language
