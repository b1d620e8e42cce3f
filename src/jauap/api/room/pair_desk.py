"""What does the room say to a request about pairs? Who may do what, statuses and JSON."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from jauap.annotation.outcomes import Conflict, Refusal, Result, Why
from jauap.annotation.pairs import Pairs
from jauap.annotation.wishes import Actor
from jauap.api.documented import problem_body
from jauap.api.problems import PROBLEMS, Refused
from jauap.api.room.guard import Answered, RoomGuard, version_conflict
from jauap.api.room.pair_schemas import (
    EditRequest,
    ProposeRequest,
    ReasonedRequest,
    ReviewRequest,
    WordingRequest,
    import_fields,
    pair_fields,
)
from jauap.knowledge import Wording
from jauap.pairing.bulk import import_pairs
from jauap.pairing.curves import DrawnCurve
from jauap.pairing.rows import Rows
from jauap.person import Person, Role
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.pair_rows import HeldPair

READERS = (Role.ANNOTATOR, Role.REVIEWER, Role.EDITOR, Role.LEAD, Role.AUDITOR)
WRITERS = (Role.ANNOTATOR, Role.REVIEWER, Role.EDITOR)
CONFIRMERS = (Role.REVIEWER, Role.EDITOR)
LEADERS = (Role.LEAD,)
EDITORS = (Role.EDITOR,)
CARRIERS = (Role.EDITOR, Role.LEAD, Role.AUDITOR)
"""Who may take pairs out as a file."""
OVERSEERS = (Role.LEAD, Role.AUDITOR)


@dataclass(frozen=True, kw_only=True)
class PairRoom:
    """What the routes of pairs live on."""

    pairs: Pairs
    held: HeldPairs
    curve: Callable[[str], DrawnCurve | None]
    """Gives an assistant's curve as it was drawn last."""


class PairDesk:
    """Lets those act who may, and turns what comes of it into HTTP statuses and JSON."""

    def __init__(self, room: PairRoom, guard: RoomGuard) -> None:
        self._room = room
        self._guard = guard

    async def member(self, request: Request, assistant_id: str, *roles: Role) -> Person:
        """Give the person, who must have one of the roles for an assistant."""
        return await asyncio.to_thread(self._guard.require, request, assistant_id, *roles)

    async def at_pair(
        self, request: Request, pair_id: str, *roles: Role
    ) -> tuple[Person, HeldPair]:
        """Give the person and the pair, which must be of an assistant where they have a role."""
        return await asyncio.to_thread(self.find, request, pair_id, *roles)

    def find(self, request: Request, pair_id: str, *roles: Role) -> tuple[Person, HeldPair]:
        """Give the person and the pair.

        Raises:
            Refused: `signed_out`, `not_found` or `not_allowed`.
        """
        self._guard.person(request)
        pair = self._room.held.find(pair_id)
        if pair is None:
            raise Refused("not_found")
        return self._guard.require(request, pair.assistant_id, *roles), pair

    def propose(
        self, person: Person, assistant_id: str, body: ProposeRequest, key: str
    ) -> Answered:
        """Begin the life of a pair."""
        actor = acting(person, assistant_id, *WRITERS)
        wording = _wording(body)
        result = self._room.pairs.propose(actor, assistant_id, wording, key=key, item_id=body.item)
        return _answer(result, status=201)

    def edit(self, person: Person, pair: HeldPair, body: EditRequest, key: str) -> Answered:
        """Write a new wording: an editor of any pair, the others of what they wrote themselves."""
        if person.id not in pair.hands and not person.may(pair.assistant_id, *EDITORS):
            raise Refused("not_allowed")
        actor = acting(person, pair.assistant_id, *WRITERS)
        wording = _wording(body)
        return _answer(
            self._room.pairs.edit(
                actor, pair.id, body.version, wording, reason=body.reason, key=key
            )
        )

    def review(self, person: Person, pair: HeldPair, body: ReviewRequest, key: str) -> Answered:
        """Accept or reject; a rejection says why."""
        if not body.accept and not body.reason.strip():
            raise Refused("invalid_request", field="reason")
        actor = acting(person, pair.assistant_id, *CONFIRMERS)
        return _answer(
            self._room.pairs.review(
                actor, pair.id, body.version, accept=body.accept, reason=body.reason, key=key
            )
        )

    def preview(self, person: Person, pair: HeldPair, version: int, key: str) -> Answered:
        """Look for leaks, and find out what the pair fixes and breaks."""
        actor = acting(person, pair.assistant_id, *LEADERS)
        return _answer(self._room.pairs.check(actor, pair.id, version, key=key))

    def activate(self, person: Person, pair: HeldPair, body: ReasonedRequest, key: str) -> Answered:
        """Put a pair in force."""
        actor = acting(person, pair.assistant_id, *LEADERS)
        return _answer(
            self._room.pairs.activate(actor, pair.id, body.version, reason=body.reason, key=key)
        )

    def expire(self, person: Person, pair: HeldPair, body: ReasonedRequest, key: str) -> Answered:
        """Take a pair out of force."""
        actor = acting(person, pair.assistant_id, *LEADERS)
        return _answer(
            self._room.pairs.expire(actor, pair.id, body.version, reason=body.reason, key=key)
        )

    def bring(
        self, person: Person, assistant_id: str, read: Rows, *, name: str, key: str, dry_run: bool
    ) -> Answered:
        """Propose everything a file holds, or only tell its faults."""
        done = import_pairs(
            self._room.pairs,
            self._room.held,
            acting(person, assistant_id, *EDITORS),
            assistant_id,
            read,
            reason=name,
            key=key,
            dry_run=dry_run,
        )
        if done.is_clean or dry_run:
            return 200, import_fields(done)
        return 422, {**problem_body(PROBLEMS["pairs_faulty"]), **import_fields(done)}


def acting(person: Person, assistant_id: str, *roles: Role) -> Actor:
    """Name the first of the roles the person has: in it the step is taken."""
    held = person.roles_for(assistant_id)
    role = next((each for each in roles if each in held), None)
    if role is None:
        raise Refused("not_allowed")
    return Actor(person_id=person.id, role=role.value)


def _wording(body: WordingRequest) -> Wording:
    try:
        return body.wording()
    except ValueError:
        raise Refused("invalid_request", field="expires_on") from None


def _answer(result: Result, *, status: int = 200) -> Answered:
    if isinstance(result, Conflict):
        return version_conflict(pair_fields(result.current))
    if isinstance(result, Refusal):
        code = "not_found" if result.why is Why.UNKNOWN else result.why.value
        raise Refused(code, field=result.field)
    return status, pair_fields(result)
