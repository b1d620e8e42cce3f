"""How does the room of a browser test answer a question that staff tries?"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from room_state import Act, Json, RoomState

from jauap.answer import Answer, ModelUse, Outcome, Purpose, Tokens
from jauap.answering.overhear import Overheard
from jauap.api.pages.render import Pages
from jauap.api.problems import Refused
from jauap.api.room.trial_schemas import trace_fields
from jauap.api.schemas import chat_reply
from jauap.assistant import Language
from jauap.knowledge import Found
from jauap.labelling.claims import TRIAL_CHANNEL
from jauap.person import Person
from jauap.testing.factories import make_pair
from jauap.testing.runtime import FakeRuntime
from jauap.testing.samples import sample_answer, sample_assistant, sample_passages

SERVED = ModelUse(
    purpose=Purpose.REWRITE,
    model="double",
    milliseconds=412.5,
    tokens=Tokens(read=210, written=18),
    cost=0.0123,
    currency="KZT",
)
FAILED = replace(SERVED, tokens=None, cost=None, fault="model_deadline")


def add_trials(
    app: FastAPI,
    state: RoomState,
    once: Callable[[Request, Act], Awaitable[Response]],
    pages: Pages,
) -> None:
    """Add the route of trials; a later turn is searched after the question before it."""
    labeller = FakeRuntime().labeller

    @app.post("/v1/room/{assistant}/trials")
    async def try_out(assistant: str, request: Request) -> Response:
        def act(_person: Person, body: Json, _request: Request) -> Response:
            if state.refusals:
                raise Refused(state.refusals.pop(0))
            state.tried.append(body)
            labelled = labeller.label(
                _answer(body, state), assistant=sample_assistant(), channel=TRIAL_CHANNEL
            )
            heard = Overheard(labelled=labelled, found=_found(), asked_in=Language.KK)
            if labelled.answer.outcome is Outcome.GUARDED_INJECTION:
                heard = Overheard(labelled=labelled)
            reply = chat_reply(labelled, public_url="https://ai.example.gov.kz")
            html = pages.answer(labelled)
            state.shown.append(html)
            return JSONResponse({**reply, "html": html, "trace": trace_fields(heard)})

        return await once(request, act)


def _answer(body: Json, state: RoomState) -> Answer:
    question, history = str(body["question"]), body["history"]
    assert isinstance(history, list)
    if question.startswith("Елеме"):
        return sample_answer(outcome=Outcome.GUARDED_INJECTION)
    if question == "Қайсысы?":
        return sample_answer(outcome=Outcome.ASKED_BACK)
    timings = {"understand": 1.234, "search": 5.0}
    answer = replace(sample_answer(), confidence=0.91, timings=timings)
    if not history:
        return answer
    asked_as = f"{history[-1]['question']} {question}"
    worded = (use for use in state.rewriting if not use.fault)
    by = next((f"model:{use.model}" for use in worded), "words")
    return replace(answer, asked_as=asked_as, asked_as_by=by, model_uses=tuple(state.rewriting))


def _found() -> Found:
    passages = [each.scored(9.5 - at) for at, each in enumerate(sample_passages())]
    pair = make_pair("Сәби туса, қайда барамыз?", "ХҚКО-ға.", passages[0], similarity=0.25)
    return Found(passages=tuple(passages), pairs=(pair,))
