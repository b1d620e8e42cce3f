"""How do the parts that know the staff meet, over one database?"""

from dataclasses import dataclass

from jauap.annotation.inviting import Inviting
from jauap.annotation.passwords import Passwords
from jauap.annotation.people import Clock, People
from jauap.annotation.sign_in import SignIn
from jauap.storage.invitations import Invitations
from jauap.storage.people import PeopleRecords
from jauap.storage.replies import Replies
from jauap.storage.sessions import SessionRecords
from jauap.storage.store import Store
from jauap.storage.tries import Tries


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Everything about people that routes and commands need."""

    records: PeopleRecords
    sessions: SessionRecords
    invitations: Invitations
    tries: Tries
    replies: Replies
    people: People
    inviting: Inviting
    now: Clock

    def sign_in(self, passwords: Passwords) -> SignIn:
        """Make what opens sessions."""
        return SignIn(
            records=self.records,
            sessions=self.sessions,
            invitations=self.invitations,
            tries=self.tries,
            passwords=passwords,
            now=self.now,
        )


def open_staff(store: Store, *, public_url: str, now: Clock) -> Staff:
    """Put the parts together; `public_url` is the address of the service, for invitations."""
    records, sessions = PeopleRecords(store), SessionRecords(store)
    invitations, tries = Invitations(store), Tries(store)
    people = People(records, sessions, now=now)
    return Staff(
        records=records,
        sessions=sessions,
        invitations=invitations,
        tries=tries,
        replies=Replies(store),
        people=people,
        inviting=Inviting(people, invitations, tries, public_url=public_url, now=now),
        now=now,
    )
