"""Does an allowance hold for each caller, and is a refused one told when to come back?"""

from jauap.api.limits import Budget


def test_a_caller_gets_its_limit_and_no_more() -> None:
    budget = Budget()
    taken = [budget.take("a", 3) for _ in range(4)]
    assert [one.allowed for one in taken] == [True, True, True, False]
    assert [one.remaining for one in taken] == [2, 1, 0, 0]


def test_callers_do_not_share() -> None:
    budget = Budget()
    assert budget.take("a", 1).allowed
    assert budget.take("b", 1).allowed
    assert not budget.take("a", 1).allowed


def test_an_allowed_request_has_nothing_to_wait_for() -> None:
    allowed = Budget().take("a", 5)
    assert allowed.retry_seconds == 0
    assert "Retry-After" not in allowed.headers()


def test_a_refused_request_says_when_to_come_back() -> None:
    budget = Budget()
    budget.take("a", 1)
    refused = budget.take("a", 1)
    headers = refused.headers()
    assert headers["RateLimit-Policy"] == "1;w=60"
    assert headers["RateLimit-Limit"] == "1"
    assert headers["RateLimit-Remaining"] == "0"
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert headers["RateLimit-Reset"] == headers["Retry-After"]
