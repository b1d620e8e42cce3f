"""What does a browser need of the experts' room? The contract of its API, kept in memory."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from room_double_pairs import add_pairs, add_team
from room_double_trials import add_trials
from room_state import (
    ASSISTANT,
    MOMENT,
    PASSWORD,
    Act,
    Door,
    Json,
    RoomState,
    make_passage,
    problem,
)
from starlette.staticfiles import StaticFiles

from jauap.api.border import Border
from jauap.api.pages.render import STATIC, Pages
from jauap.api.report import Reporter
from jauap.api.room.pages import room_pages_router
from jauap.person import Person
from jauap.testing.live import running
from jauap.testing.samples import sample_assistant


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

    add_pairs(app, state, door, once)
    add_team(app, state)
    add_trials(app, state, once, pages)
    return app


def _shown(given: Json) -> Json:
    return {key: given[key] for key in ("id", "item", "question", "language", "verdict", "at")}


@contextmanager
def running_room(state: RoomState, *, port: int = 0) -> Iterator[str]:
    """Serve a room; port 0 takes a free one."""
    with running(create_room(state), port=port) as address:
        yield address
