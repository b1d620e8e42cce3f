"""What does a browser need of the experts' room? The contract of its API, kept in memory."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile
from starlette.staticfiles import StaticFiles

from jauap.api.border import Border
from jauap.api.pages.render import STATIC, Pages
from jauap.api.problems import PROBLEMS, Refused
from jauap.api.report import Reporter
from jauap.api.room.pages import room_pages_router
from jauap.assistant import Language
from jauap.person import Person, Role
from jauap.testing.live import running
from jauap.testing.samples import sample_assistant

ASSISTANT = "public_services"
PASSWORD = "үш-балапан-жүгірді"
MOMENT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC).isoformat()
Json = dict[str, object]


def _person(name: str, *roles: Role) -> Person:
    return Person(
        id=f"p-{name}",
        login=name,
        name=name.capitalize(),
        language=Language.KK,
        centre="Астана",
        roles={ASSISTANT: frozenset(roles)},
    )


def make_task(number: int, queue: str = "audit") -> Json:
    """Make one item to judge."""
    return {
        "item": f"{queue}-{number}",
        "queue": queue,
        "seat": "first",
        "question": f"Баланың тууын тіркеу үшін қандай құжат керек? (№ {number})",
        "language": "kk",
        "topic": "туу",
        "intent": "birth-documents",
        "answer": {
            "code": "7F3K9QXM2TCA",
            "text": "[Жасанды интеллект жауабы]\n\nАта-анасының жеке куәлігі және туу туралы "
            "медициналық куәлік керек [1].\n\nЖауап жасанды интеллектіні қолдану арқылы "
            "жасалды. Тексеру: http://127.0.0.1:8000/v/7F3K9QXM2TCA",
        },
        "passages": [make_passage(1), make_passage(2)],
        "outcome": "answered_extract",
        "lease_until": MOMENT,
        "version": 1,
        "unfinished": None,
        "guideline": "2026-11",
    }


def make_passage(number: int) -> Json:
    """Make one passage of the index."""
    return {
        "chunk_id": f"chunk-{number}",
        "source_id": "birth-registration",
        "title": "Баланың тууын тіркеу",
        "heading": f"Құжаттар › {number}",
        "text": f"{number}. Ата-анасының жеке куәлігі. Туу туралы медициналық куәлік.",
        "url": "https://example.gov.kz/births",
        "language": "kk",
    }


def make_pair(pair_id: str, state: str, author: str, **more: object) -> Json:
    """Make one pair as the API shows it."""
    pair: Json = {
        "id": pair_id,
        "assistant": ASSISTANT,
        "state": state,
        "version": 1,
        "author": author,
        "hands": [author],
        "intent": "birth-documents",
        "language": "kk",
        "question": "Сәби туса, қандай қағаз апару керек?",
        "answer": "Ата-анасының жеке куәлігі мен медициналық туу туралы куәлік.",
        "source": "birth-registration",
        "quote": "Ата-анасының жеке куәлігі.",
        "expires_on": None,
        "changed_at": MOMENT,
        "history": [
            {"step": "proposed", "person": author, "role": "annotator", "reason": "", "at": MOMENT}
        ],
    }
    return pair | more


@dataclass
class RoomState:
    """All that outlives a restart of the service."""

    people: dict[str, Person] = field(
        default_factory=lambda: {
            one.login: one
            for one in (
                _person("aigul", Role.ANNOTATOR),
                _person("berik", Role.ANNOTATOR, Role.REVIEWER),
                _person("saule", Role.REVIEWER, Role.EDITOR),
                _person("dana", Role.LEAD, Role.EDITOR),
                _person("arman", Role.AUDITOR),
                _person("zhanar", Role.ADMINISTRATOR),
            )
        }
    )
    waiting: list[Json] = field(default_factory=lambda: [make_task(one) for one in range(1, 31)])
    leased: dict[str, str] = field(default_factory=dict)
    """Item by person and queue."""
    given: list[Json] = field(default_factory=list)
    """Verdicts in order, with the person and the key."""
    unfinished: dict[str, Json] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    """Items whose lease ran out and whose seat was taken."""
    adjudications: dict[str, Json] = field(default_factory=dict)
    settled: list[Json] = field(default_factory=list)
    pairs: dict[str, Json] = field(default_factory=dict)
    imported: list[bytes] = field(default_factory=list)
    replies: dict[str, tuple[int, object]] = field(default_factory=dict)
    team: Json = field(default_factory=dict)

    def may_judge(self, person: Person) -> list[Json]:
        """Give the items a person has not judged yet."""
        judged = {
            one["item"] for one in self.given if one["person"] == person.id and not one["undone"]
        }
        return [task for task in self.waiting if task["item"] not in judged]


def problem(code: str, **more: object) -> Response:
    """Report a problem as the service does."""
    known = PROBLEMS.get(code, PROBLEMS["invalid_request"])
    status = {"version_conflict": 409, "lease_lost": 409}.get(code, known.status)
    error = {
        "code": code,
        "message": known.message.model_dump(),
        "remedy": known.remedy.model_dump(),
        "field": "",
    }
    return JSONResponse({"error": error} | more, status)


class Door:
    """Knows people by their cookie, which is their login."""

    def __init__(self, state: RoomState) -> None:
        self._state = state

    def person(self, request: Request) -> Person:
        """Give the signed-in person."""
        found = self._state.people.get(request.cookies.get("jauap-room", ""))
        if found is None:
            raise Refused("key_unknown")
        return found

    def require(self, request: Request, assistant_id: str, *roles: Role) -> Person:
        """Give the person when one of the roles is theirs."""
        person = self.person(request)
        if not person.may(assistant_id, *roles):
            raise Refused("not_found")
        return person


Act = Callable[[Person, Json, Request], Response | Awaitable[Response]]


def create_room(state: RoomState) -> FastAPI:
    """Make an application with the room's pages and an API in memory."""
    app = FastAPI()
    pages = Pages({ASSISTANT: sample_assistant()})
    door = Door(state)
    reporter = Reporter(pages)
    reporter.install(app)
    app.include_router(room_pages_router(pages, door, {ASSISTANT: sample_assistant()}))
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(Border, is_https=False, report=reporter.status, observe=lambda *_told: None)

    async def once(request: Request, act: Act) -> Response:
        person = door.person(request)
        if request.headers.get("X-Form-Token") != f"token-{person.id}":
            return problem("form_token_wrong")
        key = request.headers["Idempotency-Key"]
        name = f"{person.id} {key}"
        if name not in state.replies:
            is_json = "json" in request.headers.get("content-type", "")
            made = act(person, json.loads(await request.body()) if is_json else {}, request)
            response = made if isinstance(made, Response) else await made
            state.replies[name] = (response.status_code, bytes(response.body))
        status, body = state.replies[name]
        assert isinstance(body, bytes)
        return Response(body, status, media_type="application/json")

    @app.post("/v1/room/session")
    async def sign_in(request: Request) -> Response:
        body = await request.json()
        person = state.people.get(body["login"])
        if person is None or body["password"] != PASSWORD:
            return problem("key_unknown")
        response = JSONResponse({})
        response.set_cookie("jauap-room", person.login, httponly=True, samesite="strict")
        return response

    @app.get("/v1/room/session")
    def session(request: Request) -> Response:
        person = door.person(request)
        roles = {key: sorted(one) for key, one in person.roles.items()}
        return JSONResponse(
            {
                "person": {"id": person.id, "name": person.name, "language": "kk", "centre": ""},
                "roles": roles,
                "form_token": f"token-{person.id}",
            }
        )

    @app.get("/v1/room/invitations/{token}")
    def invited(token: str) -> Response:
        return JSONResponse({"login": "aigul", "name": "Айгүл", "language": "kk"})

    @app.delete("/v1/room/session")
    def sign_out(request: Request) -> Response:
        response = Response(status_code=204)
        response.delete_cookie("jauap-room")
        return response

    @app.post("/v1/room/{assistant}/queues/{queue}/next")
    async def take(assistant: str, queue: str, request: Request) -> Response:
        def act(person: Person, _body: Json, _request: Request) -> Response:
            held = state.leased.get(f"{person.id} {queue}")
            may = [one for one in state.may_judge(person) if one["queue"] == queue]
            chosen = next((one for one in may if one["item"] == held), may[0] if may else None)
            if chosen is None:
                return Response(status_code=204)
            state.leased[f"{person.id} {queue}"] = str(chosen["item"])
            unfinished = state.unfinished.get(f"{person.id} {chosen['item']}")
            return JSONResponse(chosen | {"unfinished": unfinished})

        return await once(request, act)

    @app.put("/v1/room/items/{item}/unfinished")
    async def save(item: str, request: Request) -> Response:
        def act(person: Person, body: Json, _request: Request) -> Response:
            name = f"{person.id} {item}"
            held = state.unfinished.get(name)
            version = held["version"] if held else 0
            if item in state.lost:
                return problem("lease_lost")
            if body["version"] != version:
                return problem("version_conflict", current=held)
            assert isinstance(version, int)
            state.unfinished[name] = {"work": body["work"], "version": version + 1}
            return JSONResponse({"version": version + 1, "lease_until": MOMENT})

        return await once(request, act)

    @app.post("/v1/room/items/{item}/verdict")
    async def give(item: str, request: Request) -> Response:
        def act(person: Person, body: Json, request: Request) -> Response:
            if item in state.lost:
                return problem("lease_lost")
            task = next(one for one in state.waiting if one["item"] == item)
            verdict_id = f"v-{len(state.given) + 1}"
            told = {"id": verdict_id, "item": item, "person": person.id, "undone": False}
            told |= {"question": task["question"], "language": "kk", "at": MOMENT}
            state.given.append(told | body | {"key": request.headers["Idempotency-Key"]})
            state.unfinished.pop(f"{person.id} {item}", None)
            return JSONResponse({"id": verdict_id, "state": "open"})

        return await once(request, act)

    @app.post("/v1/room/items/{item}/release")
    async def release(item: str, request: Request) -> Response:
        def act(person: Person, _body: Json, _request: Request) -> Response:
            held = [key for key, one in state.leased.items() if one == item and person.id in key]
            for key in held:
                del state.leased[key]
            task = next(one for one in state.waiting if one["item"] == item)
            state.waiting.remove(task)
            state.waiting.append(task)
            return JSONResponse({})

        return await once(request, act)

    @app.get("/v1/room/{assistant}/verdicts/mine")
    def mine(assistant: str, request: Request) -> Response:
        person = door.person(request)
        own = [one for one in state.given if one["person"] == person.id and not one["undone"]]
        return JSONResponse({"verdicts": [_shown(one) for one in own[::-1][:10]]})

    @app.post("/v1/room/verdicts/{verdict}/undo")
    async def undo(verdict: str, request: Request) -> Response:
        def act(person: Person, _body: Json, _request: Request) -> Response:
            given = next(one for one in state.given if one["id"] == verdict)
            given["undone"] = True
            state.leased[f"{person.id} audit"] = str(given["item"])
            return JSONResponse({"id": f"{verdict}-undo", "state": "open"})

        return await once(request, act)

    @app.get("/v1/room/{assistant}/search")
    def search(assistant: str, q: str, language: str) -> Response:
        found = [] if "жоқ сөз" in q else [make_passage(one) for one in range(11, 14)]
        return JSONResponse({"passages": found})

    @app.get("/v1/room/{assistant}/guideline")
    def guideline(assistant: str) -> Response:
        said = "# Баға\n\nАлдымен баға беріңіз.\n\n- дұрыс\n- қате"
        return JSONResponse({"version": "2026-11", "kk": said, "ru": said, "en": said})

    @app.get("/v1/room/{assistant}/adjudications")
    def adjudications(assistant: str) -> Response:
        items = [
            {
                "item": key,
                "question": one["question"],
                "language": "kk",
                "topic": "туу",
                "verdicts": ["correct", "partial"],
                "since": MOMENT,
            }
            for key, one in state.adjudications.items()
            if not one.get("final")
        ]
        return JSONResponse({"items": items})

    @app.get("/v1/room/items/{item}/adjudication")
    def adjudication(item: str) -> Response:
        return JSONResponse(state.adjudications[item])

    @app.post("/v1/room/items/{item}/adjudication")
    async def settle(item: str, request: Request) -> Response:
        def act(person: Person, body: Json, _request: Request) -> Response:
            held = state.adjudications[item]
            if body["version"] != held["version"]:
                return problem("version_conflict", current=held)
            state.settled.append(body | {"item": item, "person": person.id})
            held["final"] = body["verdict"]
            return JSONResponse({"id": "a-1", "state": "done"})

        return await once(request, act)

    _add_pairs(app, state, door, once)
    _add_team(app, state)
    return app


def _add_pairs(
    app: FastAPI,
    state: RoomState,
    door: Door,
    once: Callable[[Request, Act], Awaitable[Response]],
) -> None:
    @app.get("/v1/room/{assistant}/pairs")
    def pairs(assistant: str, state_: str = "", q: str = "", page: int = 1) -> Response:
        found = [one for one in state.pairs.values() if q in str(one["question"])]
        return JSONResponse({"pairs": found if page == 1 else [], "total": len(found)})

    @app.get("/v1/room/pairs/{pair}")
    def pair(pair: str, request: Request) -> Response:
        door.person(request)
        return JSONResponse(state.pairs[pair])

    @app.post("/v1/room/{assistant}/pairs")
    async def propose(assistant: str, request: Request) -> Response:
        def act(person: Person, body: Json, request: Request) -> Response:
            key = request.headers["Idempotency-Key"]
            pair_id = hashlib.sha256(key.encode()).hexdigest()[:12]
            state.pairs[pair_id] = make_pair(pair_id, "proposed", person.id, **body)
            return JSONResponse(state.pairs[pair_id], 201)

        return await once(request, act)

    def step(pair_id: str, body: Json, **change: object) -> Response:
        held = state.pairs[pair_id]
        if body["version"] != held["version"]:
            return problem("version_conflict", current=held)
        assert isinstance(held["version"], int)
        assert isinstance(held["history"], list)
        line = {"step": change.pop("step"), "person": "p-x", "role": "lead", "at": MOMENT}
        line["reason"] = body.get("reason", "")
        held |= change | {"version": held["version"] + 1, "history": [*held["history"], line]}
        state.pairs[pair_id] = held
        return JSONResponse(held)

    @app.put("/v1/room/pairs/{pair}")
    async def edit(pair: str, request: Request) -> Response:
        def act(person: Person, body: Json, _request: Request) -> Response:
            wording = {key: one for key, one in body.items() if key not in {"version", "reason"}}
            hands = state.pairs[pair]["hands"]
            assert isinstance(hands, list)
            more = {"hands": [*hands, person.id], "state": "proposed"}
            return step(pair, body, step="edited", **wording, **more)

        return await once(request, act)

    @app.post("/v1/room/pairs/{pair}/{name}")
    async def walk(pair: str, name: str, request: Request) -> Response:
        def act(_person: Person, body: Json, _request: Request) -> Response:
            kind = name if name != "review" else "accept" if body["accept"] else "reject"
            kind, became = {
                "accept": ("accepted", "reviewed"),
                "reject": ("rejected", "rejected"),
                "preview": ("checked", "checked"),
                "activate": ("activated", "active"),
                "expire": ("expired", "expired"),
            }[kind]
            more = {"preview": PREVIEW} if name == "preview" else {}
            return step(pair, body, step=kind, state=became, **more)

        return await once(request, act)

    @app.post("/v1/room/{assistant}/pairs/import")
    async def bring(assistant: str, request: Request, dry_run: bool = False) -> Response:
        async def act(_person: Person, _body: Json, request: Request) -> Response:
            async with request.form() as form:
                file = form["file"]
                assert isinstance(file, UploadFile)
                content = await file.read()
            faults = [
                {
                    "row": number,
                    "column": "question",
                    "fault": "empty",
                    "what": {"kk": "Сұрақ бос.", "ru": "Вопрос пуст.", "en": "Empty question."},
                }
                for number, line in enumerate(content.decode().splitlines()[1:], start=2)
                if line.startswith(",")
            ]
            rows = len(content.decode().splitlines()) - 1
            if not faults and not dry_run:
                state.imported.append(content)
            return JSONResponse(
                {"rows": rows, "new": 0 if faults else rows, "changed": 0, "faults": faults}
            )

        return await once(request, act)


PREVIEW: Json = {
    "asked_pairs": 40,
    "asked_judged": 10,
    "asked_exam": 50,
    "fixed": [{"question": "Қандай құжат?", "before": "", "after": "Құжаттар: куәлік"}],
    "broken": [],
    "exam": [{"intent": "birth-documents", "fixed": 2, "broken": 1}],
}


def _add_team(app: FastAPI, state: RoomState) -> None:
    @app.get("/v1/room/{assistant}/team")
    def team(assistant: str) -> Response:
        return JSONResponse(state.team)

    @app.get("/v1/room/{assistant}/next-pairs")
    def next_pairs(assistant: str) -> Response:
        return JSONResponse({"intents": [{"intent": "birth-deadline", "pairs": 0, "gain": 0.013}]})

    @app.get("/v1/room/{assistant}/curve")
    def curve(assistant: str) -> Response:
        points = [{"pairs": 0, "accuracy": 0.62}, {"pairs": 50, "accuracy": 0.74}]
        drawing = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><path d="M0 5L10 1"/></svg>'
        )
        return JSONResponse({"svg": drawing, "points": points})

    @app.get("/v1/room/people")
    def people() -> Response:
        told = [
            {
                "id": one.id,
                "login": one.login,
                "name": one.name,
                "centre": one.centre,
                "is_active": True,
                "version": 1,
                "roles": {key: sorted(held) for key, held in one.roles.items()},
            }
            for one in state.people.values()
        ]
        return JSONResponse({"people": told})


def _shown(given: Json) -> Json:
    return {key: given[key] for key in ("id", "item", "question", "language", "verdict", "at")}


@contextmanager
def running_room(state: RoomState, *, port: int = 0) -> Iterator[str]:
    """Serve a room; port 0 takes a free one."""
    with running(create_room(state), port=port) as address:
        yield address
