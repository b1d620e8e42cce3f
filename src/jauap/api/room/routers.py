"""Which routes does the experts' room have?"""

from collections.abc import Iterator

from fastapi import APIRouter

from jauap.api.asking import Asking
from jauap.api.exporting import Exporter
from jauap.api.feedback_pages import feedback_pages_router
from jauap.api.gate import Gate
from jauap.api.pages.render import Pages
from jauap.api.room.adjudications import adjudications_router
from jauap.api.room.doors import Doors
from jauap.api.room.feedback import FeedbackRoom, feedback_router
from jauap.api.room.guard import RoomGuard
from jauap.api.room.hearing import Hearing
from jauap.api.room.history import history_router
from jauap.api.room.items_sheet import items_sheet_router
from jauap.api.room.lookups import lookups_router
from jauap.api.room.oidc import oidc_router
from jauap.api.room.pages import room_pages_router
from jauap.api.room.pair_desk import PairRoom
from jauap.api.room.pair_files import pair_files_router
from jauap.api.room.pairs import pairs_router
from jauap.api.room.people import people_router
from jauap.api.room.session import session_router
from jauap.api.room.task_desk import TaskRoom
from jauap.api.room.tasks import tasks_router
from jauap.api.room.team import TeamRoom, team_router
from jauap.api.room.trials import TrialRoom, trials_router
from jauap.api.served import Served
from jauap.api.verifying import Verifying
from jauap.assistant import Language
from jauap.experts_room import ExpertsRoom


def room_routers(
    room: ExpertsRoom,
    served: Served,
    asking: Asking,
    gate: Gate,
    exporter: Exporter,
    pages: Pages,
) -> Iterator[APIRouter]:
    """Make the routers of staff, queues, pairs, trials, team, pages and citizens' feedback."""
    is_https = served.settings.public_url.startswith("https:")
    guard = RoomGuard(room.people, room.replies, now=room.now, is_https=is_https)
    assistants = {key: desk.assistant for key, desk in served.desks.items()}

    tasks = TaskRoom(
        queues=room.queues, items=room.items, search=room.search, guideline=room.guideline
    )
    team = TeamRoom(
        tasks=tasks,
        team=room.team,
        intents=room.intents,
        closed=room.counts.closed,
        now=room.now,
    )
    words = FeedbackRoom(
        desk=room.feedback, record=room.records.find, question=room.records.question
    )
    pairs = PairRoom(pairs=room.pairs, held=room.held, curve=room.curves.latest)
    trials = TrialRoom(asking=asking, gate=gate, pages=pages, public_url=served.settings.public_url)
    doors = Doors(guard)
    yield session_router(room.sign_in, guard, doors)
    yield oidc_router(room.oidc, room.sign_in, guard, doors)
    names = {
        key: tuple(each.name.in_language(language) for language in Language)
        for key, each in assistants.items()
    }
    yield people_router(room.people, room.inviting, guard, names)
    yield tasks_router(tasks, guard)
    yield lookups_router(tasks, guard)
    yield adjudications_router(tasks, guard)
    yield team_router(team, guard)
    yield items_sheet_router(team, guard)
    yield history_router(tasks, guard)
    yield pair_files_router(pairs, guard)
    yield pairs_router(pairs, guard)
    yield trials_router(trials, guard)
    yield feedback_router(words, gate, exporter)
    yield feedback_pages_router(pages, Verifying(served), gate, Hearing(words))
    yield room_pages_router(pages, guard, assistants, has_provider=room.oidc is not None)
