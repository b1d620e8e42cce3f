"""How do OpenAI's clients and LangChain ask an assistant? The same answer in their shape."""

import asyncio
from collections.abc import AsyncGenerator, Iterator

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from jauap.api.asking import Asking, outage, preferred_language, status_of, turns_of
from jauap.api.documented import JSON, problems, streamed
from jauap.api.gate import Gate
from jauap.api.openai_schemas import (
    Completion,
    CompletionRequest,
    Message,
    ModelList,
    OpenAIErrorReply,
)
from jauap.api.problems import Refused
from jauap.api.schemas import MAX_HISTORY, MAX_QUESTION, citation_list, label_pair
from jauap.api.served import Served
from jauap.api.source_text import source_block, with_sources
from jauap.api.stream import EventStream, Frame, pieces
from jauap.labelling.label import LabelledAnswer
from jauap.retrieval.index import JsonValue

_NO_USAGE: JsonValue = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def openai_router(served: Served, asking: Asking, gate: Gate) -> APIRouter:
    """Make the router of `/v1/models` and `/v1/chat/completions`."""
    router = APIRouter(tags=["openai"])
    public_url = served.settings.public_url

    @router.get(
        "/v1/models",
        summary="List the assistants as models",
        response_model=None,
        responses={200: {"model": ModelList, "description": "The assistants"}},
    )
    async def models() -> Response:
        """List the assistants as OpenAI's clients list models."""
        data = [
            {
                "id": desk.assistant.id,
                "object": "model",
                "created": 0,
                "owned_by": desk.assistant.owner.name.en,
            }
            for desk in served.desks.values()
        ]
        return Response(to_json({"object": "list", "data": data}), media_type=JSON)

    @router.post(
        "/v1/chat/completions",
        summary="Ask an assistant in OpenAI's shape",
        response_model=None,
        responses={
            200: streamed(Completion, "A labelled answer or refusal"),
            **problems(400, 401, 404, 413, 422, 429, 503, model=OpenAIErrorReply),
        },
    )
    async def completions(body: CompletionRequest, request: Request) -> Response:
        """Answer the last user message; earlier messages are history, system ones are unused."""
        allowance = gate.admit_question(request)
        question, exchanges = _conversation(body.messages)
        # A stream starts when its answer is ready: a chunk before the label would be unlabelled.
        labelled = await asking.ask(
            body.model,
            question,
            channel="openai",
            history=turns_of(exchanges),
            preferred=preferred_language(request),
        )
        if status_of(labelled) != 200:
            message = outage(asking.desk(body.model).assistant)
            raise Refused("unavailable", message=message, headers=labelled.headers)
        headers = labelled.headers | allowance.headers()
        if not body.stream:
            whole = _completion(labelled, public_url)
            return Response(to_json(whole), media_type=JSON, headers=headers)
        with_usage = bool(body.stream_options and body.stream_options.include_usage)

        async def frames(gone: asyncio.Event) -> AsyncGenerator[Frame, None]:
            for frame in _chunks(served, labelled, with_usage=with_usage):
                yield frame

        async def left(sent: str) -> None:
            if sent:
                await asking.abort(labelled, sent)

        return EventStream(frames, left=left, headers=headers)

    return router


def _conversation(messages: list[Message]) -> tuple[str, list[tuple[str, str]]]:
    """Split messages into the last question and the exchanges before it, newest kept.

    Raises:
        Refused: the last message is no question, or too long a one.
    """
    last = messages[-1]
    question = last.text
    if last.role != "user" or not question.strip() or len(question) > MAX_QUESTION:
        raise Refused("invalid_request", field="messages")
    exchanges: list[tuple[str, str]] = []
    for message in messages[:-1]:
        if message.role == "user" and message.text.strip():
            exchanges.append((message.text[:MAX_QUESTION], ""))
        elif message.role == "assistant" and exchanges:
            exchanges[-1] = (exchanges[-1][0], message.text)
    return question, exchanges[-MAX_HISTORY:]


def _completion(labelled: LabelledAnswer, public_url: str) -> dict[str, JsonValue]:
    content = with_sources(labelled, public_url=public_url)
    message: JsonValue = {"role": "assistant", "content": content, "refusal": None}
    return _frame_of(labelled, "chat.completion") | {
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _NO_USAGE,
        "ai_label": label_pair(labelled),
        "citations": citation_list(labelled, public_url=public_url),
        "outcome": labelled.answer.outcome.value,
    }


def _chunks(served: Served, labelled: LabelledAnswer, *, with_usage: bool) -> Iterator[Frame]:
    """Give the chunks: open label with the first notice, text, final label with the last."""
    public_url = served.settings.public_url
    opening = served.labeller.opening(labelled)
    open_label: JsonValue = {
        "claims": opening.claims.model_dump(mode="json"),
        "jws": opening.jws,
    }
    first, *body, last = pieces(labelled)
    yield _chunk(labelled, {"role": "assistant", "content": first}, {"ai_label": open_label}, first)
    for piece in body:
        yield _chunk(labelled, {"content": piece}, {}, piece)
    block = source_block(labelled, public_url=public_url)
    if block:
        listed = f"\n\n{block}"
        yield _chunk(labelled, {"content": listed}, {}, listed)
    yield _chunk(labelled, {"content": last}, {}, last)
    closing: dict[str, JsonValue] = {
        "ai_label": label_pair(labelled),
        "citations": citation_list(labelled, public_url=public_url),
        "outcome": labelled.answer.outcome.value,
    }
    yield _chunk(labelled, {}, closing, finish="stop")
    if with_usage:
        frame = _frame_of(labelled, "chat.completion.chunk")
        label = label_pair(labelled)
        yield _data(frame | {"choices": [], "usage": _NO_USAGE, "ai_label": label})
    yield Frame(b"data: [DONE]\n\n")


def _chunk(
    labelled: LabelledAnswer,
    delta: dict[str, JsonValue],
    extra: dict[str, JsonValue],
    text: str = "",
    *,
    finish: str | None = None,
) -> Frame:
    choice: JsonValue = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    chunk = _frame_of(labelled, "chat.completion.chunk") | {"choices": [choice]} | extra
    return _data(chunk, text)


def _data(chunk: dict[str, JsonValue], text: str = "") -> Frame:
    return Frame(b"data: " + to_json(chunk) + b"\n\n", text)


def _frame_of(labelled: LabelledAnswer, kind: str) -> dict[str, JsonValue]:
    return {
        "id": f"chatcmpl-{labelled.code}",
        "object": kind,
        "created": labelled.claims.iat,
        "model": labelled.answer.assistant_id,
    }
