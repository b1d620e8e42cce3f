"""How is a session carried, and how many may knock at once? Cookies, allowances, threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fastapi import Request
from fastapi.responses import Response

from jauap.annotation.people import LONGEST_SESSION
from jauap.annotation.sign_in import SignedIn
from jauap.api.auth import Keys
from jauap.api.limits import Budget
from jauap.api.problems import Refused
from jauap.api.room.guard import RoomGuard
from jauap.errors import Busy

NETWORK_TRIES = 120
"""Sign-ins a minute from one network; a whole centre comes through one address."""
_HASHING_THREADS = 2
_MOST_WAITING = 60

Found = TypeVar("Found")


class Doors:
    """What signing in needs besides the rules: cookies, allowances, threads that digest.

    Digesting takes long, so it has threads of its own and never keeps a citizen's answer waiting.
    """

    def __init__(self, guard: RoomGuard) -> None:
        self.guard = guard
        self._budget = Budget()
        self._keys = Keys(None)
        self._threads = ThreadPoolExecutor(_HASHING_THREADS, thread_name_prefix="passwords")
        self._waiting = 0

    def admit(self, request: Request) -> None:
        """Count one try of a network, from a page of ours.

        Raises:
            Refused: `rate_limited`, `form_token_wrong`.
        """
        self.guard.check_origin(request)
        self.count(request)

    def count(self, request: Request) -> None:
        """Count one try of a network, whichever page sent it.

        Raises:
            Refused: `rate_limited`.
        """
        allowance = self._budget.take(self._keys.identify(request).name, NETWORK_TRIES)
        if not allowance.allowed:
            raise Refused("rate_limited", headers=allowance.headers())

    async def digesting(self, act: Callable[[], Found]) -> Found:
        """Do something that digests a password.

        Raises:
            Busy: too many wait already.
        """
        if self._waiting >= _MOST_WAITING:
            raise Busy("too many people sign in at once", remedy="try again in a minute")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, act)
        finally:
            self._waiting -= 1

    def token(self, request: Request) -> str:
        """Give the session's token that a browser sent; empty when it sent none."""
        return request.cookies.get(self.guard.cookie_name, "")

    def let_in(self, response: Response, signed_in: SignedIn, *, is_strict: bool = True) -> None:
        """Set the session's cookie.

        After a return from an identity provider it is `Lax`: a browser would not send a `Strict`
        one along with the redirect that follows.
        """
        response.set_cookie(
            self.guard.cookie_name,
            signed_in.token,
            max_age=int(LONGEST_SESSION.total_seconds()),
            path="/",
            secure=self.guard.is_https,
            httponly=True,
            samesite="strict" if is_strict else "lax",
        )

    def let_out(self, response: Response) -> None:
        """Take the session's cookie away."""
        response.delete_cookie(
            self.guard.cookie_name, path="/", secure=self.guard.is_https, httponly=True
        )
