"""A write that is awaited is made once per key too, and keeps nobody else waiting."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from room_people import FORM_TOKEN, RoomPeople, open_room, room_app
from starlette.testclient import TestClient

from jauap.api.problems import Refused
from jauap.api.room.guard import Answered, RoomGuard
from jauap.testing.live import running

PATH = "/v1/room/answers"


class Slow:
    """A router whose write waits until `expected` requests have arrived."""

    def __init__(self, guard: RoomGuard, expected: int = 1) -> None:
        self.guard = guard
        self.expected = expected
        self.arrived = 0
        self.made = 0
        self.crash: Exception | None = None

    def router(self) -> APIRouter:
        router = APIRouter()
        everybody = asyncio.Event()

        @router.post(PATH)
        async def write(request: Request) -> Response:
            person = await asyncio.to_thread(self.guard.person, request)
            self.arrived += 1
            if self.arrived == self.expected:
                everybody.set()

            async def act() -> Answered:
                await everybody.wait()
                if self.crash:
                    raise self.crash
                self.made += 1
                return 200, {"number": self.made}

            return await self.guard.once_awaited(request, person, act)

        return router


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_room(tmp_path) as people:
        people.hire_staff()
        yield people


@pytest.fixture
def slow(room: RoomPeople) -> Slow:
    return Slow(room.guard)


@pytest.fixture
def client(room: RoomPeople, slow: Slow) -> TestClient:
    return room.client(room_app(slow.router()), "editor")


def _ask(address: str, key: str) -> httpx2.Response:
    return httpx2.post(
        f"{address}{PATH}",
        json={"question": "Қалай?"},
        cookies={"jauap-room": "editor"},
        headers={"Idempotency-Key": key, "X-Form-Token": FORM_TOKEN},
        timeout=60,
    )


def test_thirty_requests_with_one_key_wait_for_one_write(room: RoomPeople) -> None:
    slow = Slow(room.guard, expected=30)
    app: FastAPI = room_app(slow.router())
    with running(app) as address, ThreadPoolExecutor(30) as pool:
        replies = list(pool.map(lambda _: _ask(address, "k1"), range(30)))
    assert [reply.json() for reply in replies] == [{"number": 1}] * 30
    assert sum("Idempotency-Replayed" in reply.headers for reply in replies) == 29
    assert slow.made == 1


def test_thirty_writes_that_wait_at_once_hold_nobody_up(room: RoomPeople) -> None:
    slow = Slow(room.guard, expected=30)
    app: FastAPI = room_app(slow.router())
    with running(app) as address, ThreadPoolExecutor(30) as pool:
        replies = list(pool.map(lambda number: _ask(address, f"k{number}"), range(30)))
    assert sorted(reply.json()["number"] for reply in replies) == list(range(1, 31))


def test_the_same_key_with_other_words_is_refused(client: TestClient, slow: Slow) -> None:
    headers = {"Idempotency-Key": "k1"}
    assert client.post(PATH, json={"question": "Қалай?"}, headers=headers).status_code == 200
    other = client.post(PATH, json={"question": "Қашан?"}, headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key_reused")
    assert slow.made == 1


def test_a_refused_write_may_be_tried_again(client: TestClient, slow: Slow) -> None:
    headers = {"Idempotency-Key": "k1"}
    slow.crash = Refused("rate_limited")
    assert client.post(PATH, json={}, headers=headers).status_code == 429
    slow.crash = None
    assert client.post(PATH, json={}, headers=headers).json() == {"number": 1}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Idempotency-Key": "k1", "X-Form-Token": "x"}, "form_token_wrong"),
        ({"Idempotency-Key": "k1", "Origin": "https://evil.example"}, "form_token_wrong"),
        ({}, "key_missing"),
    ],
)
def test_a_page_of_another_site_makes_nothing(
    client: TestClient, slow: Slow, headers: dict[str, str], code: str
) -> None:
    assert client.post(PATH, json={}, headers=headers).json()["error"]["code"] == code
    assert slow.made == 0
