"""How does somebody get an account? Added by an administrator, with a link that works once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jauap.annotation.people import Clock, Denied, Newcomer, People
from jauap.person import Person
from jauap.storage.invitations import Invitations
from jauap.storage.people import Unchanged
from jauap.storage.tries import Tries

OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Somebody who may now set a password."""

    person: Person
    link: str = field(repr=False)
    """Shown once; only the digest of its token is stored."""
    expires_at: datetime


class Inviting:
    """Adds people and makes their invitations; `public_url` is the address of the service."""

    def __init__(
        self,
        people: People,
        invitations: Invitations,
        tries: Tries,
        *,
        public_url: str,
        now: Clock,
    ) -> None:
        self._people = people
        self._invitations = invitations
        self._tries = tries
        self._public_url = public_url.rstrip("/")
        self._now = now

    def add(
        self, newcomers: Sequence[Newcomer], *, by: Person, key: str
    ) -> tuple[Invited, ...] | Unchanged | Denied:
        """Add people and invite them: all or none; the same key adds them once."""
        added = self._people.add(newcomers, by=by, key=key)
        if not isinstance(added, tuple):
            return added
        return self._invite(added, by=by, voids_older=False)

    def again(self, person_id: str, *, by: Person) -> Invited | Denied | Unchanged:
        """Invite somebody anew, who forgot the password or let the link grow old.

        Older links stop working, and a login locked by wrong passwords is unlocked.
        """
        denied = self._people.denied(person_id, by)
        found = self._people.find(person_id)
        if denied is not None or found is None:
            return denied or Unchanged.UNKNOWN
        self._tries.forgive(found.person.login)
        return self._invite([found.person], by=by, voids_older=True)[0]

    def _invite(
        self, people: Sequence[Person], *, by: Person, voids_older: bool
    ) -> tuple[Invited, ...]:
        now = self._now()
        tokens = {person.id: secrets.token_urlsafe(32) for person in people}
        self._invitations.add(
            tokens, by=by.id, at=now, expires_at=now + OPEN_FOR, voids_older=voids_older
        )
        # Behind the # the token reaches no log of any server in between.
        return tuple(
            Invited(
                person=person,
                link=f"{self._public_url}/room/invitation#{tokens[person.id]}",
                expires_at=now + OPEN_FOR,
            )
            for person in people
        )
