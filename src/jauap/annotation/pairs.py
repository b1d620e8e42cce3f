"""THE FLOW: how does what an expert knows become what an assistant may answer?

propose -> review by another person -> check (leak, then what it fixes and breaks) -> activate,
until it expires. Every step is stored with who, in which role, why and when; nothing is lost.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from jauap.annotation.life import after, may_step, retell, wording_of
from jauap.annotation.outcomes import Conflict, Refusal, Result, Why
from jauap.annotation.preview import Leak
from jauap.annotation.wishes import UPKEEP, Actor, PairKnowledge, Proposal, Wish
from jauap.annotation.wording import (
    clean_wording,
    confirmed,
    fault_of,
    pair_id_of,
    source_digest,
    step_id_of,
)
from jauap.knowledge import Wording
from jauap.retrieval.index import JsonValue
from jauap.storage.held_pairs import Claim, HeldPairs, Repeated, Request, Turn
from jauap.storage.pair_rows import HeldPair, Step, StepKind, question_digest

_WRITING = frozenset({StepKind.PROPOSED, StepKind.EDITED})
_REVIEW = frozenset({StepKind.ACCEPTED, StepKind.REJECTED})
_CHECK = frozenset({StepKind.CHECKED, StepKind.QUARANTINED})
_ACTIVATION = frozenset({StepKind.ACTIVATED, StepKind.QUARANTINED})
_EXPIRY = frozenset({StepKind.EXPIRED})


class Pairs:
    """Takes the steps of pairs; stateless but for what it is given."""

    def __init__(
        self,
        held: HeldPairs,
        knowledge: PairKnowledge,
        *,
        now: Callable[[], datetime],
        today: Callable[[], date],
    ) -> None:
        """Take steps in `held`.

        Args:
            now: the moment, aware.
            today: the day in the ministry's time zone, for dates of expiry.
        """
        self._held = held
        self._knowledge = knowledge
        self._now = now
        self._today = today

    def propose(
        self, actor: Actor, assistant_id: str, wording: Wording, *, key: str, item_id: str = ""
    ) -> Result:
        """Begin the life of a pair."""
        pair_id = pair_id_of(actor.person_id, key)
        proposal = Proposal(pair_id=pair_id, wording=wording, item_id=item_id)
        return self.propose_all(actor, assistant_id, [proposal], key=key)[0]

    def propose_all(
        self, actor: Actor, assistant_id: str, proposals: Sequence[Proposal], *, key: str
    ) -> tuple[Result, ...]:
        """Propose new pairs and new wordings of known ones, all of them or none."""
        cleaned = [replace(each, wording=clean_wording(each.wording)) for each in proposals]
        faults = self.faults(assistant_id, {each.pair_id: each.wording for each in cleaned})
        requests = [
            self._writing(actor, assistant_id, each, key, faults.get(each.pair_id))
            for each in cleaned
        ]
        return tuple(self._tell(result, _WRITING) for result in self._held.advance_all(requests))

    def faults(self, assistant_id: str, wordings: Mapping[str, Wording]) -> Mapping[str, Refusal]:
        """Tell what stands against wordings, by the ids of their pairs; clean ones are left out."""
        digests = {pair_id: question_digest(each) for pair_id, each in wordings.items()}
        asking = self._held.asking(assistant_id, set(digests.values()))
        found = {}
        for pair_id, wording in wordings.items():
            fault = self._fault(assistant_id, wording)
            if fault is None and asking.get(digests[pair_id], pair_id) != pair_id:
                fault = Refusal(why=Why.QUESTION_TAKEN, field="question")
            if fault is not None:
                found[pair_id] = fault
        return found

    def edit(
        self, actor: Actor, pair_id: str, version: int, wording: Wording, *, reason: str, key: str
    ) -> Result:
        """Write a new wording; it waits for its review while the one in force stays."""
        held = self._held.find(pair_id)
        if held is None:
            return Refusal(why=Why.UNKNOWN)
        proposal = Proposal(pair_id=pair_id, wording=wording, reason=reason, version=version)
        return self.propose_all(actor, held.assistant_id, [proposal], key=key)[0]

    def review(
        self, actor: Actor, pair_id: str, version: int, *, accept: bool, reason: str, key: str
    ) -> Result:
        """Accept or reject a wording that somebody else wrote."""
        kind = StepKind.ACCEPTED if accept else StepKind.REJECTED
        wish = Wish(pair_id=pair_id, version=version, kind=kind, reason=reason, key=key)
        return self._advance(actor, wish, _REVIEW, by_others=True)

    def check(self, actor: Actor, pair_id: str, version: int, *, key: str) -> Result:
        """Look for leaks of the exam; without one, find out what the pair fixes and breaks."""
        held = self._held.find(pair_id)
        wish = Wish(pair_id=pair_id, version=version, kind=StepKind.CHECKED, key=key)
        if held is not None and wish.fits(held):
            pair = confirmed(held, self._today())
            leaks = self._knowledge.leaks(held.assistant_id, pair)
            fault = self._fault(held.assistant_id, held.wording)
            if leaks:
                wish = replace(wish, kind=StepKind.QUARANTINED, details=_of_leaks(leaks))
            elif fault is not None:
                return fault
            else:
                preview = self._knowledge.preview(held.assistant_id, pair)
                wish = replace(wish, details={"preview": preview.model_dump(mode="json")})
        return self._advance(actor, wish, _CHECK)

    def activate(
        self, actor: Actor, pair_id: str, version: int, *, reason: str, key: str
    ) -> Result:
        """Put a checked wording in force and into the index; a new leak quarantines it instead."""
        held = self._held.find(pair_id)
        wish = Wish(
            pair_id=pair_id, version=version, kind=StepKind.ACTIVATED, reason=reason, key=key
        )
        if held is not None and wish.fits(held):
            pair = confirmed(held, self._today())
            leaks = self._knowledge.leaks(held.assistant_id, pair)
            cited = self._knowledge.cited(held.assistant_id, held.wording)
            fault = fault_of(held.wording, today=self._today(), has_quote=bool(cited))
            if leaks:
                wish = replace(wish, kind=StepKind.QUARANTINED, details=_of_leaks(leaks))
            elif fault is not None:
                return fault
            else:
                in_force: dict[str, JsonValue] = {
                    "pair": pair.model_dump_json(),
                    "source_digest": source_digest(cited),
                }
                wish = replace(wish, details=in_force)
        return self._serve(self._advance(actor, wish, _ACTIVATION, by_others=True))

    def expire(self, actor: Actor, pair_id: str, version: int, *, reason: str, key: str) -> Result:
        """Take a pair out of force and out of the index."""
        wish = Wish(pair_id=pair_id, version=version, kind=StepKind.EXPIRED, reason=reason, key=key)
        return self._serve(self._advance(actor, wish, _EXPIRY))

    def expire_due(self, assistant_id: str) -> int:
        """Take out of force what has passed its last day; gives how many that were."""
        today = self._today()

        def cause(held: HeldPair) -> str:
            return "date_passed" if held.expires_on and held.expires_on < today else ""

        return self._expire(assistant_id, cause)

    def expire_changed(self, assistant_id: str) -> int:
        """Take out of force what rests on a changed source; gives how many that were."""

        def cause(held: HeldPair) -> str:
            if held.active is None:
                return ""
            cited = self._knowledge.cited(assistant_id, wording_of(held.active))
            if not cited:
                return "quote_gone"
            return "" if source_digest(cited) == held.source_digest else "source_changed"

        return self._expire(assistant_id, cause)

    def _expire(self, assistant_id: str, cause: Callable[[HeldPair], str]) -> int:
        expired = 0
        for held in self._held.in_force(assistant_id):
            reason = cause(held)
            if reason:
                wish = Wish(
                    pair_id=held.id,
                    version=held.version,
                    kind=StepKind.EXPIRED,
                    reason=reason,
                    key=str(held.version),
                )
                expired += isinstance(self._advance(UPKEEP, wish, _EXPIRY), HeldPair)
        if expired:
            self._knowledge.serve(assistant_id)
        return expired

    def _writing(
        self,
        actor: Actor,
        assistant_id: str,
        proposal: Proposal,
        key: str,
        fault: Refusal | None,
    ) -> Request[Conflict | Refusal]:
        step = Step(
            id=step_id_of(actor.person_id, key, proposal.pair_id),
            assistant_id=assistant_id,
            pair_id=proposal.pair_id,
            version=proposal.version + 1,
            kind=StepKind.EDITED if proposal.version else StepKind.PROPOSED,
            person_id=actor.person_id,
            role=actor.role,
            reason=proposal.reason,
            at=self._now(),
            wording=proposal.wording,
            details={"item": proposal.item_id} if proposal.item_id else {},
        )

        def decide(held: HeldPair | None) -> Turn | Conflict | Refusal:
            if held is not None and held.version != proposal.version:
                return Conflict(current=held)
            return fault or _turn(held, step)

        claim: Claim[Conflict | Refusal] = Claim(
            assistant_id=assistant_id,
            digest=question_digest(proposal.wording),
            when_taken=Refusal(why=Why.QUESTION_TAKEN, field="question"),
        )
        return Request(pair_id=proposal.pair_id, step_id=step.id, decide=decide, claim=claim)

    def _advance(
        self,
        actor: Actor,
        wish: Wish,
        expected: Collection[StepKind],
        *,
        by_others: bool = False,
    ) -> Result:
        step_id = step_id_of(actor.person_id, wish.key, wish.pair_id)

        def decide(held: HeldPair | None) -> Turn | Conflict | Refusal:
            if held is None:
                return Refusal(why=Why.UNKNOWN)
            if held.version != wish.version:
                return Conflict(current=held)
            if by_others and actor.person_id in held.hands:
                return Refusal(why=Why.OWN_PAIR)
            step = Step(
                id=step_id,
                assistant_id=held.assistant_id,
                pair_id=wish.pair_id,
                version=wish.version + 1,
                kind=wish.kind,
                person_id=actor.person_id,
                role=actor.role,
                reason=wish.reason,
                at=self._now(),
                details=wish.details,
            )
            return _turn(held, step)

        request: Request[Conflict | Refusal] = Request(
            pair_id=wish.pair_id, step_id=step_id, decide=decide
        )
        result = self._held.advance(request)
        return self._tell(result, expected)

    def _tell(
        self, result: Turn | Repeated | Conflict | Refusal, expected: Collection[StepKind]
    ) -> Result:
        """Give where the pair stood after the step, also when it was taken by an earlier try."""
        if isinstance(result, Turn):
            return result.after
        if isinstance(result, Repeated):
            if result.step.kind not in expected:
                return Refusal(why=Why.KEY_REUSED)
            return retell(self._held.steps(result.step.pair_id), up_to=result.step.version)
        return result

    def _serve(self, result: Result) -> Result:
        if isinstance(result, HeldPair):
            self._knowledge.serve(result.assistant_id)
        return result

    def _fault(self, assistant_id: str, wording: Wording) -> Refusal | None:
        has_quote = bool(self._knowledge.cited(assistant_id, wording))
        return fault_of(wording, today=self._today(), has_quote=has_quote)


def _turn(held: HeldPair | None, step: Step) -> Turn | Refusal:
    if not may_step(held, step.kind):
        return Refusal(why=Why.UNKNOWN if held is None else Why.WRONG_STATE)
    return Turn(step=step, after=after(held, step))


def _of_leaks(leaks: Sequence[Leak]) -> dict[str, JsonValue]:
    return {"leaks": [leak.model_dump(mode="json") for leak in leaks]}
