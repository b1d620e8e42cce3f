"""What does a member of staff see in the browser? The shells of the experts' room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from jauap.api.asking import preferred_language
from jauap.api.documented import HTML, AssistantPath
from jauap.api.pages.render import Pages
from jauap.api.pages.texts import read_texts
from jauap.api.problems import Refused
from jauap.api.room.assets import Assets
from jauap.assistant import Assistant, Language
from jauap.labelling.markup import PAGE_DISCLOSURE
from jauap.person import Person, Role

QUEUES = ("audit", "improve")
_JUDGES = (Role.ANNOTATOR, Role.REVIEWER)
_PAIRS = (Role.ANNOTATOR, Role.REVIEWER, Role.EDITOR, Role.LEAD, Role.AUDITOR)
_SETTLERS = (Role.REVIEWER, Role.LEAD, Role.AUDITOR)
_IMPORTERS = (Role.EDITOR,)
_QUESTIONERS = (Role.LEAD, Role.EDITOR)
_TEAM = (Role.LEAD, Role.AUDITOR)
_TRIERS = (Role.LEAD, Role.EDITOR, Role.AUDITOR)
_ROOM = tuple(Role)


_TABS: Sequence[tuple[str, str, tuple[Role, ...]]] = (
    ("", "nav_overview", _ROOM),
    ("/task?queue=audit", "nav_audit", _JUDGES),
    ("/task?queue=improve", "nav_improve", _JUDGES),
    ("/adjudications", "nav_adjudications", _SETTLERS),
    ("/pairs", "nav_pairs", _PAIRS),
    ("/playground", "nav_playground", _TRIERS),
    ("/import", "nav_import", _IMPORTERS),
    ("/questions", "nav_questions", _QUESTIONERS),
    ("/team", "nav_team", _TEAM),
)


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One door in the frame of a page."""

    address: str
    word: str
    is_current: bool


class Doorkeeper(Protocol):
    """Tells who is asking; the room's guard is one."""

    def person(self, request: Request) -> Person:
        """Give the signed-in person, or raise Refused."""

    def require(self, request: Request, assistant_id: str, *roles: Role) -> Person:
        """Give the person when one of the roles is theirs, or raise Refused."""


def room_pages_router(
    pages: Pages,
    guard: Doorkeeper,
    assistants: Mapping[str, Assistant],
    *,
    has_provider: bool = False,
) -> APIRouter:
    """Make the router of the room's pages; what they show comes from the API, by script.

    With `has_provider` people may sign in through an identity provider.
    """
    router = APIRouter(include_in_schema=False)
    shells = _Shells(pages, guard, assistants)

    @router.get("/room")
    def door(request: Request) -> Response:
        """Show the sign-in form, or where a signed-in person may go."""
        return shells.door(request, has_provider=has_provider)

    @router.get("/room/static/{digest}/{name}")
    def asset(digest: str, name: str) -> Response:
        """Give a script or the style sheet."""
        found = shells.assets.response(digest, name)
        if found is None:
            raise Refused("not_found")
        return found

    @router.get("/room/invitation")
    def invitation(request: Request) -> Response:
        """Show where a password is chosen; the token stays behind the # of the address."""
        return shells.open_page(request, "invitation.html", "/room/invitation")

    @router.get("/room/password")
    def password(request: Request) -> Response:
        """Show where signed-in people change their own password."""
        return shells.password(request, has_provider=has_provider)

    @router.get("/room/people")
    def people(request: Request) -> Response:
        """Show people and their roles to administrators."""
        return shells.people(request)

    @router.get("/room/items/{item}/adjudication")
    def adjudication(item: str, request: Request, assistant: str = "") -> Response:
        """Show two verdicts on one answer side by side."""
        path = f"/room/items/{quote(item, safe='')}/adjudication"
        return shells.shell(request, assistant, path, "adjudication.html", _SETTLERS, item=item)

    @router.get("/room/pairs/{pair}")
    def pair(pair: str, request: Request, assistant: str = "") -> Response:
        """Show one pair: wording, history, preview and what may be done."""
        path = f"/room/pairs/{quote(pair, safe='')}"
        return shells.shell(request, assistant, path, "pair.html", _PAIRS, pair=pair)

    def serve(name: str, roles: tuple[Role, ...], template: str) -> None:
        @router.get(f"/room/{{assistant_id}}{name}", name=template)
        def page(assistant_id: AssistantPath, request: Request, queue: str = "audit") -> Response:
            chosen = queue if queue in QUEUES else QUEUES[0]
            path = f"/room/{assistant_id}{name}"
            return shells.shell(request, assistant_id, path, template, roles, queue=chosen)

    serve("", _ROOM, "overview.html")
    serve("/task", _JUDGES, "task.html")
    serve("/adjudications", _SETTLERS, "adjudications.html")
    serve("/pairs", _PAIRS, "pairs.html")
    serve("/pairs/new", (Role.ANNOTATOR, Role.REVIEWER, Role.EDITOR), "new_pair.html")
    serve("/playground", _TRIERS, "playground.html")
    serve("/import", _IMPORTERS, "import.html")
    serve("/questions", _QUESTIONERS, "questions.html")
    serve("/team", _TEAM, "team.html")
    return router


class _Shells:
    """Fills the templates; knows who is there and which doors are open to them."""

    def __init__(
        self, pages: Pages, guard: Doorkeeper, assistants: Mapping[str, Assistant]
    ) -> None:
        self._pages = pages
        self._guard = guard
        self._assistants = assistants
        self._words = read_texts("room_texts.yaml")
        self.assets = Assets(self._words)

    def door(self, request: Request, *, has_provider: bool) -> Response:
        try:
            person = self._guard.person(request)
        except Refused:
            return self._page(request, "sign_in.html", "/room", None, has_provider=has_provider)
        language = _language(request, person)
        open_to = [
            (one.id, one.name.in_language(language))
            for one in self._assistants.values()
            if person.roles_for(one.id)
        ]
        return self._page(request, "start.html", "/room", person, open_to=open_to)

    def open_page(self, request: Request, template: str, path: str) -> Response:
        return self._page(request, template, path, None)

    def password(self, request: Request, *, has_provider: bool) -> Response:
        try:
            person = self._guard.person(request)
        except Refused:
            return _to_door(request)
        path = "/room/password"
        return self._page(request, "password.html", path, person, has_provider=has_provider)

    def people(self, request: Request) -> Response:
        try:
            person = self._guard.person(request)
        except Refused:
            return _to_door(request)
        language = _language(request, person)
        managed = [
            (one.id, one.name.in_language(language))
            for one in self._assistants.values()
            if person.may(one.id, Role.ADMINISTRATOR)
        ]
        if not managed:
            raise Refused("not_found")
        return self._page(request, "people.html", "/room/people", person, managed=managed)

    def shell(
        self,
        request: Request,
        assistant_id: str,
        path: str,
        template: str,
        roles: tuple[Role, ...],
        **values: object,
    ) -> Response:
        try:
            person = self._guard.person(request)
        except Refused:
            return _to_door(request)
        if assistant_id not in self._assistants:
            raise Refused("not_found")
        self._guard.require(request, assistant_id, *roles)
        return self._page(request, template, path, person, assistant_id, **values)

    def _page(
        self,
        request: Request,
        template: str,
        path: str,
        person: Person | None,
        assistant_id: str = "",
        **values: object,
    ) -> Response:
        language = _language(request, person)
        assistant = self._assistants.get(assistant_id)
        roles = person.roles_for(assistant_id) if person and assistant_id else frozenset()
        kept = [(name, value) for name, value in request.query_params.items() if name != "lang"]
        query = "".join(f"{quote(name)}={quote(value)}&" for name, value in kept)
        frame: dict[str, object] = {
            "w": self._words[language],
            "asset": self.assets.address,
            "home": f"/room?lang={language}",
            "disclosure": PAGE_DISCLOSURE,
            "person": person,
            "assistant_id": assistant_id,
            "assistant_name": assistant.name.in_language(language) if assistant else "",
            "roles": sorted(roles),
            "has": lambda *wanted: not roles.isdisjoint(wanted),
            "tabs": self._tabs(person, assistant_id, path, str(values.get("queue", ""))),
            "path": path,
        }
        page = self._pages.page(f"room/{template}", language, f"{path}?{query}", frame | values)
        return Response(
            page.encode(),
            media_type=HTML,
            headers={"Content-Language": language.value, "Vary": "Cookie, Accept-Language"},
        )

    def _tabs(
        self, person: Person | None, assistant_id: str, path: str, queue: str
    ) -> Sequence[Tab]:
        if person is None:
            return ()
        here = f"{path}?queue={queue}" if path.endswith("/task") else path
        doors = [("/room", "nav_assistants")]
        if assistant_id:
            held = person.roles_for(assistant_id)
            doors = [
                (f"/room/{assistant_id}{place}", word)
                for place, word, roles in _TABS
                if not held.isdisjoint(roles)
            ]
        if any(person.may(one, Role.ADMINISTRATOR) for one in self._assistants):
            doors.append(("/room/people", "nav_people"))
        return [
            Tab(address=address, word=word, is_current=address == here) for address, word in doors
        ]


def _language(request: Request, person: Person | None) -> Language:
    """Give the language asked for, else the person's own, else the browser's."""
    if person and "lang" not in request.query_params:
        return person.language
    return preferred_language(request) or Language.KK


def _to_door(request: Request) -> Response:
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    language = preferred_language(request)
    lang = f"&lang={language}" if "lang" in request.query_params and language else ""
    return RedirectResponse(f"/room?next={quote(target, safe='')}{lang}", status_code=303)
