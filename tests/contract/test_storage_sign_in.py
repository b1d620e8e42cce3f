"""Ten wrong passwords lock a login, known or not; an invitation works once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from jauap.assistant import Language
from jauap.person import Person
from jauap.storage.audit import Action, Audit
from jauap.storage.invitations import Invitations
from jauap.storage.oidc_starts import OidcStart, OidcStarts
from jauap.storage.people import Account, Details, PeopleRecords
from jauap.storage.sessions import SessionRecords
from jauap.storage.store import Store
from jauap.storage.tries import Tries

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
WEEK = NOW + timedelta(days=7)
AIGERIM = Person(id="p1", login="айгерім", name="Айгерім", language=Language.KK)


@pytest.fixture
def people(store: Store) -> PeopleRecords:
    records = PeopleRecords(store)
    records.add([AIGERIM], by="operator", at=NOW)
    return records


def invite(store: Store, token: str, *, voids_older: bool = False) -> Invitations:
    invitations = Invitations(store)
    invitations.add({"p1": token}, by="operator", at=NOW, expires_at=WEEK, voids_older=voids_older)
    return invitations


def test_the_eleventh_try_is_locked_for_a_quarter_of_an_hour(store: Store) -> None:
    tries = Tries(store)
    until = NOW + timedelta(minutes=15)
    assert [tries.admit("бөтен", at=NOW) for _ in range(11)] == [None] * 10 + [until]
    assert tries.admit("айгерім", at=NOW) is None
    assert tries.admit("бөтен", at=until - timedelta(seconds=1)) == until
    assert [tries.admit("бөтен", at=until) for _ in range(10)] == [None] * 10
    assert tries.admit("бөтен", at=until) == until + timedelta(minutes=15)


def test_the_right_password_or_an_hour_of_rest_forgets_the_failures(store: Store) -> None:
    tries = Tries(store)
    for _ in range(9):
        tries.admit("айгерім", at=NOW)
    tries.forgive("айгерім")
    assert [tries.admit("айгерім", at=NOW) for _ in range(9)] == [None] * 9
    later = NOW + timedelta(hours=1)
    assert [tries.admit("айгерім", at=later) for _ in range(10)] == [None] * 10


def test_forty_tries_at_once_are_no_more_than_ten(store: Store) -> None:
    tries = Tries(store)
    with ThreadPoolExecutor(8) as pool:
        admitted = list(pool.map(lambda _: tries.admit("айгерім", at=NOW), range(40)))
    assert admitted.count(None) == 10


def test_old_tries_are_forgotten(store: Store) -> None:
    tries = Tries(store)
    tries.admit("айгерім", at=NOW)
    assert tries.purge(NOW) == 0
    assert tries.purge(NOW + timedelta(seconds=1)) == 1


def test_an_invitation_sets_a_password_once_and_ends_every_session(
    store: Store, people: PeopleRecords
) -> None:
    sessions = SessionRecords(store)
    sessions.open("p1", "cookie", form_token="f", at=NOW, expires_at=WEEK)
    invitations = invite(store, "token")
    found = invitations.find("token", at=NOW)
    assert found is not None
    assert found.person == AIGERIM
    accepted = invitations.accept("token", "argon2-digest", at=NOW)
    assert isinstance(accepted, Account)
    assert accepted.password == "argon2-digest"
    assert sessions.find("cookie") is None
    assert invitations.accept("token", "other", at=NOW) is None
    assert invitations.find("token", at=NOW) is None
    assert [one.action for one in Audit(store).entries(most=2)] == [
        Action.PASSWORD_SET,
        Action.PERSON_INVITED,
    ]


def test_an_invitation_ends_after_a_week_or_with_a_newer_one_or_with_the_person(
    store: Store, people: PeopleRecords
) -> None:
    invitations = invite(store, "first")
    assert invitations.find("first", at=WEEK - timedelta(seconds=1)) is not None
    assert invitations.find("first", at=WEEK) is None
    invite(store, "second", voids_older=True)
    assert invitations.find("first", at=NOW) is None
    assert invitations.is_invited("p1", at=NOW)
    gone = Details(name="Айгерім", language=Language.KK, centre="", is_active=False)
    people.change("p1", 1, gone, by="x", at=NOW)
    assert invitations.find("second", at=NOW) is None
    assert invitations.accept("second", "digest", at=NOW) is None


def test_fifty_acceptances_at_once_are_one(store: Store, people: PeopleRecords) -> None:
    invitations = invite(store, "token")
    with ThreadPoolExecutor(8) as pool:
        digests = [f"digest-{number}" for number in range(50)]
        accepted = list(pool.map(lambda d: invitations.accept("token", d, at=NOW), digests))
    (winner,) = [one for one in accepted if one is not None]
    found = people.find("p1")
    assert found is not None
    assert found.password == winner.password


def test_an_account_of_a_provider_is_bound_once_and_only_to_somebody_invited(
    store: Store, people: PeopleRecords
) -> None:
    invitations = Invitations(store)
    assert invitations.bind("p1", "https://id.gov.kz", "s1", at=NOW) is None
    invite(store, "token")
    bound = invitations.bind("p1", "https://id.gov.kz", "s1", at=NOW)
    assert bound is not None
    assert people.find_subject("https://id.gov.kz", "s1") == bound
    assert people.find_subject("https://other.kz", "s1") is None
    assert invitations.find("token", at=NOW) is None
    other = Person(id="p2", login="басқа", name="Басқа", language=Language.RU)
    people.add([other], by="operator", at=NOW)
    invitations.add({"p2": "t2"}, by="operator", at=NOW, expires_at=WEEK)
    assert invitations.bind("p2", "https://id.gov.kz", "s1", at=NOW) is None
    assert Audit(store).entries(most=3)[2].action is Action.ACCOUNT_BOUND


def test_a_stronger_digest_replaces_only_the_one_it_was_made_from(
    store: Store, people: PeopleRecords
) -> None:
    people.set_password("p1", "weak", at=NOW)
    people.rehash("p1", "weak", "strong")
    people.rehash("p1", "weak", "late")
    found = people.find("p1")
    assert found is not None
    assert found.password == "strong"


def test_a_start_at_a_provider_comes_back_once_and_within_its_time(store: Store) -> None:
    starts, start = OidcStarts(store), OidcStart(nonce="n", verifier="v")
    for state in ("once", "late", "at-once"):
        starts.add(state, start, expires_at=NOW + timedelta(minutes=10))
    assert starts.take("once", at=NOW) == start
    assert starts.take("once", at=NOW) is None
    assert starts.take("late", at=NOW + timedelta(minutes=10)) is None
    assert starts.take("unknown", at=NOW) is None
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: starts.take("at-once", at=NOW), range(40)))
    assert [one for one in taken if one is not None] == [start]


def test_starts_that_never_came_back_are_forgotten(store: Store) -> None:
    starts = OidcStarts(store)
    starts.add("old", OidcStart(nonce="n", verifier="v"), expires_at=NOW)
    starts.add("new", OidcStart(nonce="n", verifier="v"), expires_at=WEEK)
    assert starts.purge(at=NOW) == 1
    assert starts.take("new", at=NOW) is not None
