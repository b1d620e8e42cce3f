"""How does a browser reach the whole service? Real parts, real passwords, a port of its own."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pair_workspace import ID, copy_workspace
from playwright.sync_api import Browser, Page, expect
from room_browser import seated
from room_live import free_port

from jauap.annotation.people import Newcomer
from jauap.annotation.sign_in import SignedIn
from jauap.api.app import create_app
from jauap.assistant import Language
from jauap.experts_room import ExpertsRoom
from jauap.person import EVERY_ASSISTANT, Person, Role
from jauap.runtime import Runtime, build_runtime
from jauap.settings import load_settings
from jauap.testing.live import running

PASSWORD = "үш-балапан-жүгірді"
_OPERATOR = Person(
    id="operator",
    login="operator",
    name="",
    language=Language.KK,
    centre="",
    roles={EVERY_ASSISTANT: frozenset({Role.ADMINISTRATOR})},
)


@dataclass(frozen=True, kw_only=True)
class WholeService:
    """A service that is listening, with its documents read and its room open."""

    runtime: Runtime
    room: ExpertsRoom
    address: str
    staff: dict[str, Person] = field(default_factory=dict)

    def invite(self, login: str, *roles: Role, at: str = ID) -> str:
        """Add somebody, as `jauap people add` does; give the link of the invitation."""
        newcomer = Newcomer(
            login=login,
            name=login.capitalize(),
            language=Language.KK,
            centre=f"Орталық {login}",
            roles={at: frozenset(roles)},
        )
        added = self.room.inviting.add([newcomer], by=_OPERATOR, key=login)
        assert isinstance(added, tuple), added
        self.staff[login] = added[0].person
        return added[0].link

    def hire(self, staff: Mapping[str, Collection[Role]]) -> None:
        """Add people who have their passwords already."""
        for login, roles in staff.items():
            token = self.invite(login, *roles).split("#")[1]
            accepted = self.room.sign_in.accept(token, PASSWORD, replacing="")
            assert isinstance(accepted, SignedIn), accepted

    @contextmanager
    def entered(
        self,
        browser: Browser,
        login: str,
        path: str,
        *,
        may_fail: bool = False,
        width: int = 1280,
        height: int = 900,
    ) -> Iterator[Page]:
        """Sit somebody down who asks for a page and signs in at the door on the way."""
        with seated(browser, self.address, may_fail=may_fail, width=width, height=height) as page:
            page.goto(f"{self.address}{path}")
            sign_in(page, login)
            expect(page.locator("#sign-out")).to_be_visible()
            yield page


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill the form at the door, by keyboard."""
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")


@contextmanager
def whole_service(folder: Path, sources: Collection[str]) -> Iterator[WholeService]:
    """Open the shipped assistant over some of its sources, on SQLite and the embedded index."""
    copy_workspace(folder, sources)
    port = free_port()
    settings = load_settings(
        workspace=folder,
        data_dir=folder / "data",
        public_url=f"http://127.0.0.1:{port}",
        questions_per_minute=10_000,
    )
    with build_runtime(settings) as runtime:
        runtime.ingest(ID)
        room = runtime.open_room()
        with running(create_app(runtime, room=room), port=port) as address:
            yield WholeService(runtime=runtime, room=room, address=address)
