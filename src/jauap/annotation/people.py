"""Who is it, and who may change whom? The staff as the experts' room knows it."""

import unicodedata
from base64 import b32encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from jauap.assistant import Language
from jauap.person import EVERY_ASSISTANT, Person, Role
from jauap.storage.people import Account, Details, PeopleRecords, Unchanged
from jauap.storage.roles import Roles
from jauap.storage.sessions import Session, SessionRecords

Clock = Callable[[], datetime]

LONGEST_SESSION = timedelta(hours=12)
LONGEST_PAUSE = timedelta(minutes=60)
_NOTED_EVERY = timedelta(minutes=1)


OPERATOR = Person(
    id="operator",
    login="operator",
    name="operator",
    language=Language.KK,
    roles={EVERY_ASSISTANT: frozenset({Role.ADMINISTRATOR})},
)
"""Whoever has the command line of the deployment; no account, and never signed in."""


class Denied(StrEnum):
    """Why somebody may not change a person."""

    HIDDEN = "hidden"
    """The person works for other assistants only: to the asker there is nobody."""
    OWN_ROLES = "own_roles"
    """Nobody gives roles to himself."""
    WIDER = "wider"
    """The person, or a role, belongs to an assistant the asker does not administer as well."""


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who is to join the staff."""

    login: str
    name: str
    language: Language
    centre: str = ""
    roles: Roles = field(default_factory=dict)


class People:
    """The staff: found by session, added and changed by administrators."""

    def __init__(self, records: PeopleRecords, sessions: SessionRecords, *, now: Clock) -> None:
        self._records = records
        self._sessions = sessions
        self._now = now

    def by_session(self, token: str) -> Session | None:
        """Give the session of a cookie's token with its person, as the database has them now.

        None when it is unknown, older than 12 hours, unused for 60 minutes, or the person is not
        active any more.
        """
        found = self._sessions.find(token)
        now = self._now()
        if found is None or not found.person.is_active or found.expires_at <= now:
            return None
        if found.seen_at + LONGEST_PAUSE <= now:
            return None
        if found.seen_at + _NOTED_EVERY <= now:
            self._sessions.touch(token, now)
        return found

    def find(self, person_id: str) -> Account | None:
        """Give the person with this pseudonym."""
        return self._records.find(person_id)

    def of_assistant(self, assistant_id: str) -> tuple[Account, ...]:
        """Give everybody with a role for an assistant; for all of them with `*`: everybody."""
        everybody = self._records.all()
        if assistant_id == EVERY_ASSISTANT:
            return everybody
        return tuple(
            one
            for one in everybody
            if not {assistant_id, EVERY_ASSISTANT}.isdisjoint(one.person.roles)
        )

    def add(
        self, newcomers: Sequence[Newcomer], *, by: Person, key: str
    ) -> tuple[Person, ...] | Unchanged | Denied:
        """Add people, all or none; the same key adds them once."""
        if any(not _administers_all(by, one.roles) for one in newcomers):
            return Denied.WIDER
        people = tuple(
            person_of(one, pseudonym(by.id, key, str(place))) for place, one in enumerate(newcomers)
        )
        fault = self._records.add(people, by=by.id, at=self._now())
        return people if fault is None else fault

    def taken(self, logins: Sequence[str], *, by: Person, key: str) -> frozenset[str]:
        """Tell which folded logins others have; not those that `add` gave with the same key."""
        held = (self._records.find_login(login) for login in self._records.taken(logins))
        own = {pseudonym(by.id, key, str(place)) for place in range(len(logins))}
        return frozenset(
            one.person.login for one in held if one is not None and one.person.id not in own
        )

    def change(
        self, person_id: str, version: int, details: Details, *, by: Person
    ) -> Account | Unchanged | Denied:
        """Change name, language, centre or activity of somebody whose every role is under `by`."""
        denied = self.denied(person_id, by)
        if denied is not None:
            return denied
        return self._records.change(person_id, version, details, by=by.id, at=self._now())

    def set_roles(
        self,
        person_id: str,
        version: int,
        assistant_id: str,
        roles: frozenset[Role],
        *,
        by: Person,
    ) -> Account | Unchanged | Denied:
        """Replace a person's roles for one assistant, or those for all with `*`."""
        found = self._records.find(person_id)
        if found is None or not self.is_seen(found.person, by):
            return Denied.HIDDEN
        if person_id == by.id:
            return Denied.OWN_ROLES
        if not _administers(by, assistant_id):
            return Denied.WIDER
        others = {key: held for key, held in found.person.roles.items() if key != assistant_id}
        wanted = {**others, assistant_id: roles} if roles else others
        return self._records.set_roles(person_id, version, wanted, by=by.id, at=self._now())

    def is_seen(self, person: Person, by: Person) -> bool:
        """Tell whether an administrator sees a person at all."""
        return any(_administers(by, each) for each in person.roles or (EVERY_ASSISTANT,))

    def denied(self, person_id: str, by: Person) -> Denied | None:
        """Say why `by` may not change or invite a person; None when it is allowed."""
        found = self._records.find(person_id)
        if found is None or not self.is_seen(found.person, by):
            return Denied.HIDDEN
        return None if _administers_all(by, found.person.roles) else Denied.WIDER


def fold_login(text: str) -> str:
    """Give the one spelling of a login: NFKC, case-folded, no blanks around."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def pseudonym(*parts: str) -> str:
    """Derive a person's id: `p` and 12 letters and digits, 60 bits of a SHA-256."""
    digest = sha256("\n".join(("person", *parts)).encode()).digest()
    return "p" + b32encode(digest).decode().lower()[:12]


def person_of(newcomer: Newcomer, person_id: str) -> Person:
    """Make the person a newcomer becomes."""
    return Person(
        id=person_id,
        login=fold_login(newcomer.login),
        name=newcomer.name.strip(),
        language=newcomer.language,
        centre=newcomer.centre.strip(),
        roles={each: frozenset(given) for each, given in newcomer.roles.items() if given},
    )


def _administers(by: Person, assistant_id: str) -> bool:
    return by.may(assistant_id, Role.ADMINISTRATOR)


def _administers_all(by: Person, roles: Roles) -> bool:
    """Tell whether every role is under `by`; somebody without any is under all-round ones only."""
    return all(_administers(by, each) for each in roles or (EVERY_ASSISTANT,))
