"""Who walks in, and how long may they stay? Passwords, invitations, sessions."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from jauap.annotation.passwords import Passwords, Weakness, weakness
from jauap.annotation.people import LONGEST_SESSION, Clock, fold_login
from jauap.person import Person
from jauap.storage.invitations import Invitations
from jauap.storage.people import Account, PeopleRecords
from jauap.storage.sessions import SessionRecords
from jauap.storage.tries import Tries


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session that was just opened."""

    person: Person
    token: str = field(repr=False)
    """For the cookie; only its digest is stored."""
    form_token: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class LockedOut:
    """Ten wrong passwords in a row; even the right one is not looked at."""

    seconds: int
    """Until the next try."""


class Failed(StrEnum):
    """Why nobody was signed in."""

    WRONG = "wrong"
    """Login unknown, password wrong or person inactive: not said which."""
    NOT_INVITED = "not_invited"
    """The invitation is unknown, used, or older than seven days."""


class SignIn:
    """Opens sessions for those who prove who they are."""

    def __init__(
        self,
        *,
        records: PeopleRecords,
        sessions: SessionRecords,
        invitations: Invitations,
        tries: Tries,
        passwords: Passwords,
        now: Clock,
    ) -> None:
        self._records = records
        self._sessions = sessions
        self._invitations = invitations
        self._tries = tries
        self._passwords = passwords
        self._now = now

    def sign_in(
        self, login: str, password: str, *, replacing: str
    ) -> SignedIn | LockedOut | Failed:
        """Open a session for login and password; `replacing` is the browser's older token."""
        folded = fold_login(login)
        account = self._records.find_login(folded)
        checked = self._check(folded, account, password)
        if checked is not None or account is None:
            return checked or Failed.WRONG
        return self.open(account.person, replacing=replacing)

    def open(self, person: Person, *, replacing: str) -> SignedIn:
        """Open a session for somebody who has proved who they are; a new token each time."""
        now = self._now()
        made = SignedIn(
            person=person,
            token=secrets.token_urlsafe(32),
            form_token=secrets.token_urlsafe(32),
        )
        if replacing:
            self._sessions.end(replacing)
        self._sessions.open(
            person.id,
            made.token,
            form_token=made.form_token,
            at=now,
            expires_at=now + LONGEST_SESSION,
        )
        return made

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        self._sessions.end(token)

    def invited(self, token: str) -> Person | None:
        """Give the person an open invitation is for."""
        found = self._invitations.find(token, at=self._now())
        return found.person if found else None

    def accept(self, token: str, password: str, *, replacing: str) -> SignedIn | Weakness | Failed:
        """Set the password of the person invited, which ends all their sessions, and open one."""
        person = self.invited(token)
        if person is None:
            return Failed.NOT_INVITED
        weak = weakness(password, login=person.login, name=person.name)
        if weak is not None:
            return weak
        digest = self._passwords.digest(password)
        accepted = self._invitations.accept(token, digest, at=self._now())
        if accepted is None:
            return Failed.NOT_INVITED
        self._tries.forgive(person.login)
        return self.open(accepted.person, replacing=replacing)

    def change_password(
        self, person: Person, current: str, new: str
    ) -> SignedIn | LockedOut | Weakness | Failed:
        """Replace a password; every session of the person ends, and one is opened anew."""
        weak = weakness(new, login=person.login, name=person.name)
        if weak is not None:
            return weak
        checked = self._check(person.login, self._records.find(person.id), current)
        if checked is not None:
            return checked
        self._records.set_password(person.id, self._passwords.digest(new), at=self._now())
        return self.open(person, replacing="")

    def _check(
        self, login: str, account: Account | None, password: str
    ) -> LockedOut | Failed | None:
        """Look at a password, after the try was counted; None when it is right."""
        until = self._tries.admit(login, at=self._now())
        if until is not None:
            return LockedOut(seconds=self._seconds_to(until))
        digest = account.password if account else ""
        if not self._passwords.fits(digest, password) or account is None:
            return Failed.WRONG
        if not account.person.is_active:
            return Failed.WRONG
        self._tries.forgive(login)
        if self._passwords.is_outdated(digest):
            self._records.rehash(account.person.id, digest, self._passwords.digest(password))
        return None

    def _seconds_to(self, moment: datetime) -> int:
        return max(1, int((moment - self._now()).total_seconds() + 0.999))
