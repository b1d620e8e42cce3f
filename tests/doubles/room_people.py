"""Who walks in? A room's staff over a real store, signed in without a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from jauap.annotation.inviting import Inviting
from jauap.annotation.passwords import Passwords
from jauap.annotation.people import People
from jauap.annotation.sign_in import SignIn
from jauap.annotation.staff import Staff, open_staff
from jauap.api.pages.render import Pages
from jauap.api.report import Reporter
from jauap.api.room.doors import Doors
from jauap.api.room.guard import RoomGuard
from jauap.api.room.people import people_router
from jauap.api.room.session import session_router
from jauap.assistant import Language
from jauap.person import EVERY_ASSISTANT, Person, Role
from jauap.storage.people import PeopleRecords
from jauap.storage.sessions import SessionRecords
from jauap.storage.store import Store, open_store

START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
FORM_TOKEN = "form-token"
STAFF: dict[str, dict[str, set[Role]]] = {
    "annotator": {"agriculture": {Role.ANNOTATOR}},
    "reviewer": {"agriculture": {Role.REVIEWER}},
    "lead": {"agriculture": {Role.LEAD}},
    "editor": {"agriculture": {Role.EDITOR}},
    "auditor": {"agriculture": {Role.AUDITOR}},
    "administrator": {EVERY_ASSISTANT: {Role.ADMINISTRATOR}},
    "foreign_lead": {"public_services": {Role.LEAD}},
    "foreign_administrator": {"public_services": {Role.ADMINISTRATOR}},
}
"""One person per role, named after it; the last two work for another assistant."""
ASSISTANTS = {
    "agriculture": ("Ауыл шаруашылығы көмекшісі", "Помощник по сельскому хозяйству"),
    "public_services": ("Мемлекеттік қызметтер көмекшісі",),
}


@dataclass
class RoomPeople:
    """A guard, the staff behind it, and a clock that a test moves."""

    store: Store
    at: datetime = START
    staff: Staff = field(init=False)
    guard: RoomGuard = field(init=False)
    sign_in: SignIn = field(init=False)

    def __post_init__(self) -> None:
        self.staff = open_staff(self.store, public_url="http://testserver", now=self.now)
        self.guard = RoomGuard(self.staff.people, self.staff.replies, now=self.now, is_https=False)
        # Far cheaper than in earnest, so that tests of rules take no time.
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.sign_in = self.staff.sign_in(Passwords(hasher))

    @property
    def records(self) -> PeopleRecords:
        return self.staff.records

    @property
    def sessions(self) -> SessionRecords:
        return self.staff.sessions

    @property
    def people(self) -> People:
        return self.staff.people

    @property
    def inviting(self) -> Inviting:
        return self.staff.inviting

    def session_routes(self) -> APIRouter:
        """Give the routes of sign-in."""
        return session_router(self.sign_in, self.guard, Doors(self.guard))

    def people_routes(self) -> APIRouter:
        """Give the routes of the staff list."""
        return people_router(self.people, self.inviting, self.guard, ASSISTANTS)

    def now(self) -> datetime:
        return self.at

    def hire(self, login: str, roles: dict[str, set[Role]]) -> Person:
        """Add somebody, `p-<login>`, with an open session whose cookie is the login."""
        person = Person(
            id=f"p-{login}",
            login=login,
            name=f"Әліби {login}",
            language=Language.KK,
            centre="Алматы №3",
            roles={assistant_id: frozenset(given) for assistant_id, given in roles.items()},
        )
        assert self.records.add([person], by="operator", at=self.at) is None
        self.sessions.open(
            person.id,
            login,
            form_token=FORM_TOKEN,
            at=self.at,
            expires_at=self.at + timedelta(hours=12),
        )
        return person

    def hire_staff(self) -> None:
        """Add one person per role."""
        for login, roles in STAFF.items():
            self.hire(login, roles)

    def client(self, app: FastAPI, login: str = "", **headers: str) -> TestClient:
        """Give a browser, signed in as `login`, that sends the form token with every request."""
        cookies = {self.guard.cookie_name: login} if login else {}
        return TestClient(app, cookies=cookies, headers={"X-Form-Token": FORM_TOKEN, **headers})


@contextmanager
def open_room(folder: Path) -> Iterator[RoomPeople]:
    """Give a room over an empty SQLite database: a copy, since making its tables takes long."""
    file = folder / "jauap.db"
    file.write_bytes(_empty_database())
    with open_store(f"sqlite:///{file}") as store:
        yield RoomPeople(store)


@cache
def _pages() -> Pages:
    return Pages({}, downloads=())


@cache
def _empty_database() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "jauap.db"
        open_store(f"sqlite:///{file}").close()
        return file.read_bytes()


def room_app(*routers: APIRouter) -> FastAPI:
    """Make an application of some routers, with problems told as the service tells them."""
    app = FastAPI()
    Reporter(_pages()).install(app)
    for router in routers:
        app.include_router(router)
    return app
