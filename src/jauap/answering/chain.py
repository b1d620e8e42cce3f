"""How does jauap fit into somebody's LangChain program? A retriever and a runnable."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from jauap.answering.desk import Finder
from jauap.assistant import Language
from jauap.errors import JauapError
from jauap.knowledge import Passage
from jauap.labelling.label import LabelledAnswer

if TYPE_CHECKING:
    from langchain_core.callbacks import (
        AsyncCallbackManagerForRetrieverRun,
        CallbackManagerForRetrieverRun,
    )
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable


def passage_retriever(search: Finder, language: Language, *, limit: int = 10) -> "BaseRetriever":
    """Wrap a search as a LangChain retriever, synchronous and asynchronous.

    A document's `page_content` is the passage, its `metadata` names document, place and act.
    """
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    def find(query: str) -> list[Document]:
        found = search.find(query, language=language, limit=limit)
        return [
            Document(page_content=passage.text, metadata=_metadata(passage), id=passage.chunk_id)
            for passage in found.passages
        ]

    class PassageRetriever(BaseRetriever):
        """Finds the passages of one assistant."""

        def _get_relevant_documents(
            self, query: str, *, run_manager: "CallbackManagerForRetrieverRun"
        ) -> list[Document]:
            return find(query)

        async def _aget_relevant_documents(
            self, query: str, *, run_manager: "AsyncCallbackManagerForRetrieverRun"
        ) -> list[Document]:
            return await asyncio.to_thread(find, query) if search.is_remote else find(query)

    return PassageRetriever()


def answer_runnable(
    ask_one: Callable[[str], Awaitable[LabelledAnswer]],
) -> "Runnable[str, LabelledAnswer]":
    """Wrap asking as a LangChain runnable: a question in, a labelled answer out.

    `ask_one` asks a single question, as `lambda text: runtime.respond(assistant_id, text)` does.
    """
    from langchain_core.runnables import RunnableLambda

    async def answer(question: str) -> LabelledAnswer:
        return await ask_one(question)

    def answer_now(question: str) -> LabelledAnswer:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(answer(question))
        raise JauapError(
            "a question cannot be asked synchronously inside a running event loop",
            where="answer_runnable",
            remedy="use `await runnable.ainvoke(question)`",
        )

    return RunnableLambda(answer_now, afunc=answer, name="jauap")


def _metadata(passage: Passage) -> dict[str, str | int | float | bool | None]:
    return {
        "chunk_id": passage.chunk_id,
        "document_id": passage.document_id,
        "source_id": passage.source_id,
        "language": passage.language.value,
        "title": passage.title,
        "heading": " / ".join(passage.heading_path),
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "url": passage.url,
        "act": passage.act,
        "act_date": passage.act_date,
        "sample": passage.sample,
        "score": passage.score,
    }
