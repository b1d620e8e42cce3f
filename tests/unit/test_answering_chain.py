"""jauap fits into a LangChain program."""

import asyncio

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from jauap.answering.ask import Desk, ask
from jauap.answering.chain import answer_runnable, passage_retriever
from jauap.assistant import Assistant, Language
from jauap.errors import IndexUnavailable, JauapError
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.testing.factories import FixedSearch, make_desk, make_found, make_passage

PASSAGE = make_passage("Өтініш он күн ішінде қаралады.", act="№ 212 бұйрық")


@pytest.fixture
def desk(assistant: Assistant, labeller: Labeller) -> Desk:
    return make_desk(assistant, labeller, make_found(PASSAGE))


def test_the_retriever_gives_documents_with_their_place() -> None:
    retriever = passage_retriever(FixedSearch(make_found(PASSAGE)), Language.KK)
    (document,) = retriever.invoke("қашан қаралады")
    assert isinstance(document, Document)
    assert document.page_content == PASSAGE.text
    assert document.id == PASSAGE.chunk_id
    assert document.metadata["act"] == "№ 212 бұйрық"
    assert (document.metadata["start"], document.metadata["language"]) == (100, "kk")
    assert asyncio.run(retriever.ainvoke("қашан қаралады")) == [document]


def test_the_retriever_of_a_remote_index_leaves_the_loop_free() -> None:
    class Remote(FixedSearch):
        is_remote = True

    retriever = passage_retriever(Remote(make_found(PASSAGE)), Language.KK)
    assert len(asyncio.run(retriever.ainvoke("қашан"))) == 1


def test_an_index_that_fails_raises_in_the_chain() -> None:
    retriever = passage_retriever(FixedSearch(IndexUnavailable("no shard")), Language.KK)
    with pytest.raises(IndexUnavailable):
        retriever.invoke("қашан")


def test_the_runnable_answers_with_a_label_and_chains_on(desk: Desk) -> None:
    chain = answer_runnable(lambda text: ask(text, desk)) | RunnableLambda(_words)
    assert "он күн" in chain.invoke("Өтініш қашан қаралады?")
    assert "он күн" in asyncio.run(chain.ainvoke("Өтініш қашан қаралады?"))


def test_several_questions_run_as_a_batch(desk: Desk) -> None:
    runnable = answer_runnable(lambda text: ask(text, desk))
    answers = asyncio.run(runnable.abatch(["Өтініш қашан қаралады?", "Сәлем!"]))
    assert [labelled.answer.outcome for labelled in answers] == [
        "answered_extract",
        "refused_out_of_scope",
    ]


def test_a_synchronous_call_inside_a_loop_says_what_to_do(desk: Desk) -> None:
    runnable = answer_runnable(lambda text: ask(text, desk))

    async def inside() -> LabelledAnswer:
        return runnable.invoke("Өтініш қашан қаралады?")

    with pytest.raises(JauapError, match="ainvoke"):
        asyncio.run(inside())


def _words(labelled: LabelledAnswer) -> str:
    return labelled.text
