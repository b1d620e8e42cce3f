"""How does a chat model write a draft? LangChain's models behind one deadline and one size."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from jauap.answer import Draft, Question, Tokens
from jauap.answering.breaker import Breaker
from jauap.answering.desk import Composer
from jauap.answering.prompts import (
    MOST_PASSAGES,
    asked,
    conversation_block,
    earlier_turns,
    instruction,
    passages_block,
    rewriting_instruction,
)
from jauap.answering.unwrap import draft_from, unwrapped
from jauap.assistant import ChatModel, Language
from jauap.errors import ModelUnavailable
from jauap.knowledge import Passage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

__all__ = [
    "Chat",
    "ChatComposer",
    "ChatRewriter",
    "Composer",
    "build_chat",
    "build_composer",
    "build_rewriter",
    "draft_from",
]

_REWRITING_SECONDS = 3.0
_REWRITING_CHARACTERS = 2000
_OPENAI = frozenset(("openai", "azure_openai"))
_FINISHED = frozenset(("stop", "end_turn", "stop_sequence", "eos", "end"))


def build_composer(
    model: ChatModel,
    prompts: Mapping[Language, str],
    api_key: str = "",
    *,
    clock: Callable[[], float] = time.monotonic,
) -> "ChatComposer":
    """Connect to a declared chat model; nothing is sent before the first question.

    Args:
        prompts: the assistant's own instructions; a language without one gets the built-in.

    Raises:
        ModelUnavailable: the extra `chat` is not installed, or LangChain knows no such provider.
    """
    return ChatComposer(model, prompts, _connect(model, api_key), Breaker(clock=clock))


def build_chat(model: ChatModel, api_key: str = "") -> "Chat":
    """Connect to a chat model that judges instead of answering citizens.

    Raises:
        ModelUnavailable: as `build_composer`.
    """
    return Chat(model, _connect(model, api_key))


def build_rewriter(
    model: ChatModel, api_key: str = "", *, clock: Callable[[], float] = time.monotonic
) -> "ChatRewriter":
    """Connect to a declared chat model that words later turns; it gets little time for it.

    Raises:
        ModelUnavailable: as `build_composer`.
    """
    hurried = model.model_copy(
        update={
            "deadline_seconds": min(_REWRITING_SECONDS, model.deadline_seconds / 2),
            "max_characters": _REWRITING_CHARACTERS,
            "max_tokens": min(512, model.max_tokens),
        }
    )
    return ChatRewriter(Chat(hurried, _connect(hurried, api_key)), Breaker(clock=clock))


@dataclass(frozen=True, kw_only=True)
class Said:
    """A chat model's words, and what they took where the server counts it."""

    text: str
    tokens: Tokens | None


class Chat:
    """A chat model that is asked one thing at a time: one deadline, one size, no retries."""

    def __init__(self, model: ChatModel, connection: "BaseChatModel") -> None:
        self._model = model
        self._connection = connection

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._model.name

    async def say(self, text: str, *, instruction: str = "") -> str:
        """Say one thing and give the model's words.

        Raises:
            ModelUnavailable: as `read`.
        """
        from langchain_core.messages import HumanMessage, SystemMessage

        messages: list[BaseMessage] = [SystemMessage(instruction)] if instruction else []
        return await self.read([*messages, HumanMessage(text)])

    async def read(self, messages: "list[BaseMessage]") -> str:
        """Give the model's words in reply to messages.

        Raises:
            ModelUnavailable: as `hear`.
        """
        return (await self.hear(messages)).text

    async def hear(self, messages: "list[BaseMessage]") -> Said:
        """Give the model's words in reply to messages, without thoughts and fences, and tokens.

        Raises:
            ModelUnavailable: with `what` naming the fault: deadline, too_long, empty, cut, failed.
        """
        from langsmith.run_helpers import tracing_context

        try:
            # A tracer switched on by the environment would send a citizen's words elsewhere.
            with tracing_context(enabled=False):
                async with asyncio.timeout(self._model.deadline_seconds):
                    return await self._hear(messages)
        except TimeoutError as error:
            raise ModelUnavailable("deadline", where=self.model) from error
        except ModelUnavailable:
            raise
        except Exception as error:
            raise ModelUnavailable(f"failed: {type(error).__name__}", where=self.model) from error

    async def _hear(self, messages: "list[BaseMessage]") -> Said:
        pieces: list[str] = []
        length = 0
        finish = ""
        tokens: Tokens | None = None
        async with aclosing(_chunks(self._connection, messages)) as chunks:
            async for chunk in chunks:
                piece = str(chunk.text)
                pieces.append(piece)
                length += len(piece)
                if length > self._model.max_characters:
                    raise ModelUnavailable("too_long", where=self.model)
                finish = _finish(chunk.response_metadata) or finish
                tokens = _tokens(chunk, tokens)
        text = unwrapped("".join(pieces))
        if not text:
            raise ModelUnavailable("empty", where=self.model)
        says_how_it_ends = self._model.provider in _OPENAI
        if (finish or says_how_it_ends) and finish.lower() not in _FINISHED:
            raise ModelUnavailable("cut", where=self.model)
        return Said(text=text, tokens=tokens)


class ChatComposer:
    """Writes drafts with a chat model: one total deadline, one size, no retries."""

    def __init__(
        self,
        model: ChatModel,
        prompts: Mapping[Language, str],
        connection: "BaseChatModel",
        breaker: Breaker,
    ) -> None:
        self._chat = Chat(model, connection)
        self._prompts = prompts
        self._breaker = breaker

    @property
    def model(self) -> str:
        """Name of the model, for the label."""
        return self._chat.model

    def prompt(self, language: Language) -> str:
        """Give the instruction the model gets in a language."""
        return instruction(self._prompts, language)

    async def compose(self, question: Question, passages: Sequence[Passage]) -> Draft:
        """Write a draft; its citations are the tokens that name a passage.

        Raises:
            ModelUnavailable: with `what` naming the fault: resting, deadline, too_long, empty,
                cut or failed.
        """
        if not self._breaker.admits():
            raise ModelUnavailable("resting", where=self.model)
        try:
            said = await self._chat.hear(self._messages(question, passages))
        except ModelUnavailable:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        draft = draft_from(said.text, passages[:MOST_PASSAGES], self.model)
        return replace(draft, tokens=said.tokens)

    def _messages(self, question: Question, passages: Sequence[Passage]) -> "list[BaseMessage]":
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        messages: list[BaseMessage] = [SystemMessage(self.prompt(question.language))]
        for turn in earlier_turns(question):
            messages.append(HumanMessage(turn.question))
            if turn.answer:
                messages.append(AIMessage(turn.answer))
        block = passages_block(passages)
        messages.append(HumanMessage(f"{block}\n\n<question>\n{asked(question)}\n</question>"))
        return messages


class ChatRewriter:
    """Words a later turn of a conversation as a question that says everything itself."""

    def __init__(self, chat: Chat, breaker: Breaker) -> None:
        self._chat = chat
        self._breaker = breaker

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._chat.model

    async def rewrite(self, question: Question, language: Language) -> tuple[str, Tokens | None]:
        """Word a question anew in `language`, its own; nothing is checked here.

        Raises:
            ModelUnavailable: as `ChatComposer.compose`.
        """
        from langchain_core.messages import HumanMessage, SystemMessage

        if not self._breaker.admits():
            raise ModelUnavailable("resting", where=self.model)
        try:
            said = await self._chat.hear(
                [
                    SystemMessage(rewriting_instruction(language)),
                    HumanMessage(conversation_block(question)),
                ]
            )
        except ModelUnavailable:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return said.text, said.tokens


async def _chunks(
    connection: "BaseChatModel", messages: "list[BaseMessage]"
) -> "AsyncGenerator[AIMessageChunk]":
    stream = connection.astream(messages)
    try:
        async for chunk in stream:
            yield chunk
    finally:
        closing = getattr(stream, "aclose", None)
        if closing is not None:
            await closing()


def _tokens(chunk: "AIMessageChunk", before: Tokens | None) -> Tokens | None:
    """Add what a chunk says of tokens; most servers say it once, some bit by bit."""
    told = chunk.usage_metadata
    if told is None:
        return before
    return Tokens(
        read=told["input_tokens"] + (before.read if before else 0),
        written=told["output_tokens"] + (before.written if before else 0),
    )


def _finish(metadata: Mapping[str, object]) -> str:
    names = ("finish_reason", "stop_reason", "done_reason")
    return next((str(metadata[name]) for name in names if metadata.get(name)), "")


def _connect(model: ChatModel, api_key: str) -> "BaseChatModel":
    remedy = 'install it with `pip install "jauap[chat]"`, or remove `model` from assistant.yaml'
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise ModelUnavailable(
            "the extra `chat` is not installed", where=model.name, remedy=remedy
        ) from error
    connect = partial(
        init_chat_model,
        model.name,
        model_provider=model.provider,
        temperature=model.temperature,
        max_tokens=model.max_tokens,
        timeout=model.deadline_seconds,
        max_retries=0,
    )
    if model.provider in _OPENAI:
        connect = partial(connect, stream_usage=model.count_tokens)
    if model.url:
        connect = partial(connect, base_url=model.url)
    if api_key or model.url:
        # An own server asks for no key, but the client wants a word in its place.
        connect = partial(connect, api_key=api_key or "none")
    try:
        return connect()
    except (ImportError, ValueError) as error:
        raise ModelUnavailable(
            f"no chat model of provider {model.provider!r}: {str(error).partition(chr(10))[0]}",
            where=model.name,
            remedy=remedy,
        ) from error
