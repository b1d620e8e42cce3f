"""People, roles and sessions are kept alike by both databases, and every change is on the chain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from jauap.assistant import Language
from jauap.person import EVERY_ASSISTANT, Person, Role
from jauap.storage.audit import Action, Audit
from jauap.storage.people import Account, Details, PeopleRecords, Unchanged
from jauap.storage.sessions import SessionRecords
from jauap.storage.store import Store

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def person(login: str, **roles: frozenset[Role]) -> Person:
    given = {EVERY_ASSISTANT if key == "everywhere" else key: each for key, each in roles.items()}
    return Person(
        id=f"p-{login}",
        login=login,
        name=f"Әсем {login}",
        language=Language.KK,
        centre="Алматы №3",
        roles=given,
    )


AIGERIM = person("айгерім", agriculture=frozenset({Role.ANNOTATOR, Role.REVIEWER}))
HEAD = person("басшы", everywhere=frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def people(store: Store) -> PeopleRecords:
    records = PeopleRecords(store)
    assert records.add([AIGERIM, HEAD], by="operator", at=NOW) is None
    return records


def details(name: str = "Әсем айгерім", *, is_active: bool = True) -> Details:
    return Details(name=name, language=Language.KK, centre="Алматы №3", is_active=is_active)


def told(store: Store) -> list[tuple[Action, str, str]]:
    return [(one.action, one.subject, one.reason) for one in reversed(Audit(store).entries())]


def test_a_person_comes_back_as_added(people: PeopleRecords) -> None:
    found = people.find_login("айгерім")
    assert found == Account(person=AIGERIM, version=1, created_at=NOW)
    assert people.find("p-айгерім") == found
    assert people.find("p-nobody") is None
    assert [one.person.login for one in people.all()] == ["айгерім", "басшы"]
    assert people.taken(["басшы", "жаңа"]) == {"басшы"}


def test_every_grant_and_removal_is_one_entry_of_the_audit_log(
    store: Store, people: PeopleRecords
) -> None:
    changed = people.set_roles(
        "p-айгерім", 1, {"agriculture": frozenset({Role.LEAD})}, by="p-басшы", at=NOW
    )
    assert isinstance(changed, Account)
    assert changed.version == 2
    assert changed.person.roles == {"agriculture": {Role.LEAD}}
    assert told(store) == [
        (Action.PERSON_ADDED, "p-айгерім", "-"),
        (Action.ROLE_GRANTED, "p-айгерім", "annotator for agriculture"),
        (Action.ROLE_GRANTED, "p-айгерім", "reviewer for agriculture"),
        (Action.PERSON_ADDED, "p-басшы", "-"),
        (Action.ROLE_GRANTED, "p-басшы", "administrator for *"),
        (Action.ROLE_REMOVED, "p-айгерім", "annotator for agriculture"),
        (Action.ROLE_REMOVED, "p-айгерім", "reviewer for agriculture"),
        (Action.ROLE_GRANTED, "p-айгерім", "lead for agriculture"),
    ]
    assert {one.by for one in Audit(store).entries(most=3)} == {"p-басшы"}


def test_a_taken_login_adds_nobody(people: PeopleRecords) -> None:
    other = Person(id="p-2", login="басшы", name="Өзге", language=Language.RU)
    assert people.add([person("жаңа"), other], by="x", at=NOW) is Unchanged.LOGIN_TAKEN
    assert people.find_login("жаңа") is None


def test_adding_again_under_the_same_id_changes_nothing(
    store: Store, people: PeopleRecords
) -> None:
    before = told(store)
    assert people.add([AIGERIM, HEAD], by="operator", at=NOW + timedelta(days=1)) is None
    assert told(store) == before


def test_a_stale_edit_is_refused_and_the_same_edit_again_is_none(people: PeopleRecords) -> None:
    first = people.change("p-айгерім", 1, details("Әсем Ғалымқызы"), by="x", at=NOW)
    assert isinstance(first, Account)
    assert (first.version, first.person.name) == (2, "Әсем Ғалымқызы")
    assert people.change("p-айгерім", 1, details("Өзге"), by="x", at=NOW) is Unchanged.STALE
    assert people.change("p-айгерім", 1, details("Әсем Ғалымқызы"), by="x", at=NOW) == first
    assert people.change("p-nobody", 1, details(), by="x", at=NOW) is Unchanged.UNKNOWN


def test_the_last_administrator_can_be_neither_removed_nor_disabled(people: PeopleRecords) -> None:
    gone = details("Әсем басшы", is_active=False)
    assert people.administrators() == 1
    last = Unchanged.LAST_ADMINISTRATOR
    assert people.set_roles("p-басшы", 1, {}, by="x", at=NOW) is last
    assert people.change("p-басшы", 1, gone, by="x", at=NOW) is last
    second = person("екінші", everywhere=frozenset({Role.ADMINISTRATOR}))
    people.add([second], by="x", at=NOW)
    assert isinstance(people.change("p-басшы", 1, gone, by="x", at=NOW), Account)
    assert people.set_roles("p-екінші", 1, {}, by="x", at=NOW) is last


def test_two_administrators_cannot_shut_each_other_out_at_once(
    store: Store, people: PeopleRecords
) -> None:
    second = person("екінші", everywhere=frozenset({Role.ADMINISTRATOR}))
    people.add([second], by="x", at=NOW)

    def shut_out(login: str) -> Account | Unchanged:
        gone = details(f"Әсем {login}", is_active=False)
        return people.change(f"p-{login}", 1, gone, by="x", at=NOW)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(shut_out, ["басшы", "екінші"]))
    assert done.count(Unchanged.LAST_ADMINISTRATOR) == 1
    assert people.administrators() == 1


def test_of_forty_edits_of_one_version_at_once_one_is_made(
    store: Store, people: PeopleRecords
) -> None:
    names = [f"Әсем №{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        done = list(
            pool.map(lambda n: people.change("p-айгерім", 1, details(n), by="x", at=NOW), names)
        )
    (made,) = [one for one in done if isinstance(one, Account)]
    assert done.count(Unchanged.STALE) == 39
    assert people.find("p-айгерім") == made
    changes = [one for one in Audit(store).entries() if one.action is Action.PERSON_CHANGED]
    assert len(changes) == 1


def test_a_session_carries_the_person_as_it_is_now(store: Store, people: PeopleRecords) -> None:
    sessions = SessionRecords(store)
    sessions.open("p-айгерім", "token", form_token="f", at=NOW, expires_at=NOW + timedelta(hours=1))
    people.set_roles("p-айгерім", 1, {}, by="x", at=NOW)
    found = sessions.find("token")
    assert found is not None
    assert found.person.roles == {}
    assert (found.seen_at, found.form_token) == (NOW, "f")
    sessions.touch("token", NOW + timedelta(minutes=5))
    found = sessions.find("token")
    assert found is not None
    assert found.seen_at == NOW + timedelta(minutes=5)
    assert sessions.find("other") is None
    sessions.end("token")
    assert sessions.find("token") is None


def test_a_disabled_person_has_no_session_left_even_when_enabled_again(
    store: Store, people: PeopleRecords
) -> None:
    sessions = SessionRecords(store)
    sessions.open("p-айгерім", "token", form_token="f", at=NOW, expires_at=NOW + timedelta(hours=1))
    people.change("p-айгерім", 1, details(is_active=False), by="x", at=NOW)
    people.change("p-айгерім", 2, details(), by="x", at=NOW)
    assert sessions.find("token") is None
    assert (Action.PERSON_DISABLED, "p-айгерім", "-") in told(store)
    assert (Action.PERSON_ENABLED, "p-айгерім", "-") in told(store)


def test_sessions_that_are_over_are_deleted(store: Store, people: PeopleRecords) -> None:
    sessions = SessionRecords(store)
    for token, hours in (("short", 1), ("long", 12)):
        until = NOW + timedelta(hours=hours)
        sessions.open("p-айгерім", token, form_token="f", at=NOW, expires_at=until)
    assert sessions.purge(seen_before=NOW, at=NOW + timedelta(hours=2)) == 1
    assert sessions.find("short") is None
    assert sessions.find("long") is not None
