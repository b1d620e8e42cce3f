"""What is in the room of a browser test? People, items, pairs and verdicts, kept in memory."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from jauap.answer import ModelUse
from jauap.api.problems import PROBLEMS, Refused
from jauap.assistant import Language
from jauap.person import Person, Role

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
        "citations": ["chunk-1"],
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
    tried: list[Json] = field(default_factory=list)
    """Bodies of trials that were answered."""
    shown: list[str] = field(default_factory=list)
    """Their answers, as HTML."""
    rewriting: list[ModelUse] = field(default_factory=list)
    """What the chat model makes of a later turn of a trial."""
    refusals: list[str] = field(default_factory=list)
    """Problems the next trials meet."""

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


PREVIEW: Json = {
    "asked_pairs": 40,
    "asked_judged": 10,
    "asked_exam": 50,
    "fixed": [{"question": "Қандай құжат?", "before": "", "after": "Құжаттар: куәлік"}],
    "broken": [],
    "exam": [{"intent": "birth-documents", "fixed": 2, "broken": 1}],
}
