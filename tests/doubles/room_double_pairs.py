"""How does the room of a browser test answer about pairs, team and people?"""

import hashlib
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from room_state import MOMENT, PREVIEW, Act, Door, Json, RoomState, make_pair, problem
from starlette.datastructures import UploadFile

from jauap.person import Person


def add_pairs(
    app: FastAPI,
    state: RoomState,
    door: Door,
    once: Callable[[Request, Act], Awaitable[Response]],
) -> None:
    """Add the routes of pairs."""

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


def add_team(app: FastAPI, state: RoomState) -> None:
    """Add the routes of team and people."""

    @app.get("/v1/room/{assistant}/team")
    def team(assistant: str) -> Response:
        return JSONResponse(state.team)

    @app.get("/v1/room/{assistant}/next-pairs")
    def next_pairs(assistant: str) -> Response:
        return JSONResponse({"intents": [{"intent": "birth-deadline", "pairs": 0, "gain": 0.013}]})

    @app.get("/v1/room/{assistant}/curve")
    def curve(assistant: str) -> Response:
        interval = {"low": 0.5, "high": 0.8, "n": 60}
        points = [
            {"pairs": 0, "accuracy": 0.62} | interval,
            {"pairs": 50, "accuracy": 0.74} | interval,
        ]
        drawing = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><path d="M0 5L10 1"/></svg>'
        )
        return JSONResponse({"drawn_at": MOMENT, "svg": drawing, "points": points})

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
