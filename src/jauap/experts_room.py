"""Where do the parts of the experts' room meet? Staff, queues and figures over one store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from jauap.annotation.collecting import Collector
from jauap.annotation.draw import Drawing
from jauap.annotation.feedback import FeedbackDesk
from jauap.annotation.guideline import Guideline, read_guideline
from jauap.annotation.inviting import Inviting
from jauap.annotation.oidc import Oidc, open_oidc
from jauap.annotation.pairs import Pairs
from jauap.annotation.passwords import Passwords
from jauap.annotation.people import LONGEST_PAUSE, People
from jauap.annotation.queues import Queues
from jauap.annotation.settle import RULES
from jauap.annotation.sign_in import SignIn
from jauap.annotation.worth import reordered
from jauap.answering.desk import Desk
from jauap.assistant import Language
from jauap.evaluation.rehearse import CurveReport, rehearse_curve
from jauap.evaluation.room_intents import room_intents
from jauap.evaluation.team import Team, team_of
from jauap.evaluation.versions import read_versions
from jauap.ingestion.attest import ALMATY
from jauap.intent import IntentState
from jauap.knowledge import Passage
from jauap.pairing.curves import Curves
from jauap.pairing.duties import pair_duties
from jauap.pairing.knowledge import RoomKnowledge
from jauap.retrieval.index import Index
from jauap.retrieval.reading import read_passage
from jauap.settings import Settings
from jauap.storage.answers import AnswerRecords
from jauap.storage.audit_plans import AuditPlans
from jauap.storage.feedback import Feedback, FeedbackKind
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.invitations import Invitations
from jauap.storage.items import Items
from jauap.storage.judged import JudgedQuestions
from jauap.storage.leases import Leases
from jauap.storage.people import PeopleRecords
from jauap.storage.queue_counts import QueueCounts
from jauap.storage.replies import Replies
from jauap.storage.sessions import SessionRecords
from jauap.storage.store import Store
from jauap.storage.tries import Tries
from jauap.storage.unfinished import Unfinished
from jauap.storage.upkeep import Duty
from jauap.storage.verdicts import Verdicts
from jauap.workspace import Workspace

Clock = Callable[[], datetime]

_KEPT = timedelta(days=7)
_LOOK_SECONDS = 60
_MOST_FOUND = 10
_ORDERS = 3
"""Orders of the pairs that the curve in the team view is drawn over."""
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class ExpertsRoom:
    """Everything the room's routes work with."""

    people: People
    sign_in: SignIn
    inviting: Inviting
    replies: Replies
    queues: Queues
    items: Items
    counts: QueueCounts
    plans: AuditPlans
    feedback: FeedbackDesk
    collector: Collector
    pairs: Pairs
    held: HeldPairs
    knowledge: RoomKnowledge
    curves: Curves
    oidc: Oidc | None
    """None where staff sign in with passwords only."""
    records: AnswerRecords
    desks: Mapping[str, Desk]
    workspace: Workspace
    now: Clock

    def search(self, assistant_id: str, words: str, language: Language) -> tuple[Passage, ...]:
        """Find passages for an expert who corrects an answer, best first."""
        found = self.desks[assistant_id].search.find(words, language=language)
        return found.passages[:_MOST_FOUND]

    def guideline(self, assistant_id: str) -> Guideline:
        """Give the guideline by which an assistant's answers are judged."""
        return read_guideline(self.workspace.evaluation_folder(assistant_id))

    def team(self, assistant_id: str, since: datetime | None) -> Team:
        """Measure an assistant's team; with a moment, on answers since then."""
        return team_of(self.counts, assistant_id, at=self.now(), since=since)

    def intents(self, assistant_id: str) -> Mapping[str, IntentState]:
        """Say what is known of each intent."""
        harm = self.workspace.assistant(assistant_id).risk.harm
        return room_intents(self.counts, assistant_id, harm=harm)


def open_room(
    settings: Settings,
    workspace: Workspace,
    store: Store,
    index: Index,
    desks: Mapping[str, Desk],
    answers: AnswerRecords,
    *,
    learn: Callable[[str], object],
    now: Clock,
) -> ExpertsRoom:
    """Make the room over an open store and index; nothing is asked of them yet.

    Args:
        learn: fits what an assistant's pairs teach, after the index has changed.

    Raises:
        SettingsInvalid: the identity provider cannot be used as it is set.
    """
    records, sessions = PeopleRecords(store), SessionRecords(store)
    invitations, tries = Invitations(store), Tries(store)
    people = People(records, sessions, now=now)
    items, plans, counts = Items(store), AuditPlans(store), QueueCounts(store)

    def passages(assistant_id: str, ids: Sequence[str]) -> tuple[Passage, ...]:
        found = {hit.id: read_passage(hit, 0.0) for hit in index.fetch(assistant_id, [*ids])}
        return tuple(found[each] for each in ids if each in found)

    def version(assistant_id: str) -> str:
        active = index.active(assistant_id)
        desk = desks[assistant_id]
        found = read_versions(workspace, assistant_id, (), desk=desk, generation=active)
        return found.version_digest

    system = _looked_up_rarely(version, now)

    def drawing(assistant_id: str) -> Drawing:
        plan = plans.carry_on(assistant_id, system(assistant_id), at=now())
        return Drawing(
            plan=plan,
            intents=room_intents(
                counts, assistant_id, harm=desks[assistant_id].assistant.risk.harm
            ),
            harm=desks[assistant_id].assistant.risk.harm,
        )

    collector = Collector(
        items,
        passages=passages,
        drawing=_looked_up_rarely(drawing, now),
        system=system,
        now=now,
    )
    store.before_close(collector.close)
    held = HeldPairs(store)
    knowledge = RoomKnowledge(
        workspace=workspace,
        index=index,
        held=held,
        judged=JudgedQuestions(store),
        learn=learn,
        now=now,
    )
    store.before_close(knowledge.close)

    def draw(assistant_id: str) -> CurveReport:
        return rehearse_curve(index, workspace, assistant_id, orders=_ORDERS, seed=0)

    return ExpertsRoom(
        people=people,
        sign_in=SignIn(
            records=records,
            sessions=sessions,
            invitations=invitations,
            tries=tries,
            passwords=Passwords(),
            now=now,
        ),
        inviting=Inviting(people, invitations, tries, public_url=settings.public_url, now=now),
        replies=Replies(store),
        queues=Queues(Leases(store), Verdicts(store, RULES), Unfinished(store), now),
        items=items,
        counts=counts,
        plans=plans,
        feedback=FeedbackDesk(Feedback(store), items, passages, now),
        collector=collector,
        pairs=Pairs(held, knowledge, now=now, today=lambda: now().astimezone(ALMATY).date()),
        held=held,
        knowledge=knowledge,
        curves=Curves(settings.data_dir / "curves", draw, now=now),
        oidc=open_oidc(settings, store, now=now),
        records=answers,
        desks=desks,
        workspace=workspace,
        now=now,
    )


def room_duties(
    room: ExpertsRoom, store: Store, index: Index, settings: Settings
) -> tuple[Duty, ...]:
    """Give what has to be done again and again: keep pairs and queues, forget what is old."""
    tries, sessions = Tries(store), SessionRecords(store)

    def reorder() -> None:
        for assistant_id in room.workspace.ids():
            waiting = room.items.open_improve(assistant_id)
            words = room.feedback.feedback.of_items([item.id for item in waiting])
            wrong = {key for key, said in words.items() if said.kind is FeedbackKind.WRONG}
            states = room.intents(assistant_id)
            order = reordered(waiting, states, said_wrong=frozenset(wrong), now=room.now())
            room.items.reorder(order)

    def forget() -> None:
        at = room.now()
        room.items.purge(at - timedelta(days=settings.question_retention_days))
        room.queues.leases.purge(at - _KEPT)
        room.replies.purge(at - _KEPT)
        tries.purge(at - _KEPT)
        sessions.purge(seen_before=at - LONGEST_PAUSE, at=at)

    def ingested() -> list[str]:
        return [key for key in room.desks if index.active(key) is not None]

    def draw_curves() -> None:
        for assistant_id in ingested():
            active = index.active(assistant_id)
            if active is not None:
                room.curves.refresh(assistant_id, active.fingerprint)

    return (
        *pair_duties(room.pairs, room.knowledge, ingested),
        Duty(name="curves", action=draw_curves, seconds=3600),
        Duty(name="queues", action=reorder, seconds=600),
        Duty(name="room", action=forget, seconds=3600),
    )


def _looked_up_rarely(make: Callable[[str], Found], now: Clock) -> Callable[[str], Found]:
    """Make something anew at most once a minute for each assistant, not for every answer."""
    made: dict[str, tuple[datetime, Found]] = {}

    def held(assistant_id: str) -> Found:
        at = now()
        if assistant_id in made and (at - made[assistant_id][0]).total_seconds() < _LOOK_SECONDS:
            return made[assistant_id][1]
        made[assistant_id] = at, make(assistant_id)
        return made[assistant_id][1]

    return held
