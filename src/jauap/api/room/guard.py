"""May this person do this, and was it done already? What every route of the room asks first."""

import asyncio
import hmac
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from weakref import WeakValueDictionary

from fastapi import Request
from fastapi.responses import Response
from pydantic_core import to_json
from starlette.datastructures import UploadFile

from jauap.annotation.people import Clock, People
from jauap.api.documented import JSON, problem_body
from jauap.api.problems import PROBLEMS, Refused
from jauap.person import Person, Role
from jauap.retrieval.index import JsonValue
from jauap.storage.replies import Replies, Reply, Reuse
from jauap.storage.sessions import Session

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
TOKEN_HEADER = "X-Form-Token"  # noqa: S105 - the name of a header
_LONGEST_KEY = 255

Answered = tuple[int, JsonValue]
"""HTTP status and JSON body."""

Act = Callable[[], Answered]
"""Makes a write and says what to answer."""

AwaitedAct = Callable[[], Awaitable[Answered]]
"""Makes a write that takes long, such as an answer of a chat model."""


class RoomGuard:
    """Knows the person behind a request, the roles needed, and writes made before.

    `person` and `require` ask the database each time, so somebody made inactive is out at once;
    call them in a `def` route or in a thread.
    """

    def __init__(self, people: People, replies: Replies, *, now: Clock, is_https: bool) -> None:
        self._people = people
        self._replies = replies
        self._now = now
        self.is_https = is_https
        self._locks = _Locks()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def cookie_name(self) -> str:
        """Name of the session's cookie; over https no other host can set it."""
        return "__Host-jauap-room" if self.is_https else "jauap-room"

    def person(self, request: Request) -> Person:
        """Give the person who is signed in.

        Raises:
            Refused: `signed_out`.
        """
        return self.session(request).person

    def session(self, request: Request) -> Session:
        """Give the open session of a request.

        Raises:
            Refused: `signed_out`.
        """
        token = request.cookies.get(self.cookie_name, "")
        found = self._people.by_session(token) if token else None
        if found is None:
            raise Refused("signed_out")
        request.state.room_session = found
        return found

    def require(self, request: Request, assistant_id: str, *roles: Role) -> Person:
        """Give the person, who must have one of the roles for an assistant.

        Raises:
            Refused: `signed_out`; `not_found` to those without any role there, who learn nothing
                about an assistant that is not theirs; `not_allowed` when another role is needed.
        """
        person = self.person(request)
        if not person.roles_for(assistant_id):
            raise Refused("not_found")
        if not person.may(assistant_id, *roles):
            raise Refused("not_allowed")
        return person

    async def once(self, request: Request, person: Person, act: Act) -> Response:
        """Make a write once per person and key, and answer every repetition alike.

        `act` runs in a thread. Its ids must derive from person and key, so that a repetition after
        a crash between the effect and the keeping of its reply finds what it did. A `Refused` it
        raises is not kept.

        Raises:
            Refused: `key_missing`, `form_token_wrong`, `key_reused`, or what `act` raises.
        """
        key = key_of(request)
        digest = await self._let_write(request)
        return await asyncio.to_thread(self._once, person.id, key, digest, act)

    async def once_awaited(self, request: Request, person: Person, act: AwaitedAct) -> Response:
        """Make a write as `once` does; `act` is awaited and keeps no thread while it waits.

        Raises:
            Refused: as `once`.
        """
        key = key_of(request)
        digest = await self._let_write(request)
        turn = self._turns.setdefault(f"{person.id}\n{key}", asyncio.Lock())
        async with turn:
            kept = await asyncio.to_thread(self._replies.find, person.id, key, digest)
            if kept is not None:
                return _told(kept, is_replayed=True)
            answered = await act()
            return _told(await asyncio.to_thread(self._keep, person.id, key, digest, answered))

    def check_form(self, request: Request, token: str) -> None:
        """Let only our own pages write: form token of the session, and no foreign origin.

        `token` is the header X-Form-Token, or the hidden field of a plain form.

        Raises:
            Refused: `form_token_wrong`, `signed_out`.
        """
        self.check_origin(request)
        session = getattr(request.state, "room_session", None) or self.session(request)
        if not hmac.compare_digest(token.encode(), session.form_token.encode()):
            raise Refused("form_token_wrong")

    def check_origin(self, request: Request) -> None:
        """Refuse a request that a page of another site sends.

        Raises:
            Refused: `form_token_wrong`.
        """
        scheme = "https" if self.is_https else "http"
        own = f"{scheme}://{request.headers.get('host', '')}"
        origin = request.headers.get("origin", own)
        site = request.headers.get("sec-fetch-site", "same-origin")
        if origin.lower() != own.lower() or site not in {"same-origin", "none"}:
            raise Refused("form_token_wrong")

    def _once(self, person_id: str, key: str, digest: str, act: Act) -> Response:
        with self._locks.holding(f"{person_id}\n{key}"):
            kept = self._replies.find(person_id, key, digest)
            if kept is not None:
                return _told(kept, is_replayed=True)
            return _told(self._keep(person_id, key, digest, act()))

    def _keep(self, person_id: str, key: str, digest: str, answered: Answered) -> Reply | Reuse:
        status, body = answered
        reply = Reply(status=status, body="" if body is None else to_json(body).decode())
        return self._replies.keep(person_id, key, digest, reply, at=self._now())

    async def _let_write(self, request: Request) -> str:
        """Give the digest of a request that one of our own pages sends."""
        self.check_form(request, request.headers.get(TOKEN_HEADER, ""))
        return await _digest(request)


def key_of(request: Request) -> str:
    """Give the Idempotency-Key of a request: 1 to 255 printable ASCII characters.

    Raises:
        Refused: `key_missing`.
    """
    key = request.headers.get(KEY_HEADER, "").strip()
    if not key or len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refused("key_missing", field=KEY_HEADER)
    return key


def version_conflict(current: Mapping[str, JsonValue]) -> Answered:
    """Answer an edit of an older version: 409, with what stands there now."""
    problem = PROBLEMS["version_conflict"]
    return problem.status, {**problem_body(problem), "current": dict(current)}


def _told(kept: Reply | Reuse, *, is_replayed: bool = False) -> Response:
    if isinstance(kept, Reuse):
        raise Refused("key_reused")
    headers = {REPLAYED_HEADER: "true"} if is_replayed else {}
    return Response(kept.body or None, status_code=kept.status, media_type=JSON, headers=headers)


async def _digest(request: Request) -> str:
    """Digest method, address and body; of a form its fields, as its body is read up already."""
    digest = sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if not request.headers.get("content-type", "").startswith("multipart/"):
        digest.update(await request.body())
        return digest.hexdigest()
    for name, value in (await request.form()).multi_items():
        digest.update(f"\n{len(name)} {name}\n".encode())
        if isinstance(value, UploadFile):
            await value.seek(0)
            digest.update(sha256(await value.read()).digest())
            await value.seek(0)
        else:
            digest.update(sha256(value.encode()).digest())
    return digest.hexdigest()


class _Locks:
    """One lock per key, as long as somebody needs it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def holding(self, key: str) -> Iterator[None]:
        """Let one thread at a time pass for a key."""
        with self._guard:
            lock, waiting = self._held.get(key, (threading.Lock(), 0))
            self._held[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                _, waiting = self._held[key]
                if waiting == 1:
                    del self._held[key]
                else:
                    self._held[key] = (lock, waiting - 1)
