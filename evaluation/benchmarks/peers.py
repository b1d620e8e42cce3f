"""Peers for the speed benchmark: each wraps the same embedded engine in its framework's own way.

Every peer answers `query(question) -> list of passage ids` with its framework's usual pipeline:
retriever, formatting of the context, prompt, a stand-in model that returns the first passage, and
the output parser. The sparse vectors are fastembed's BM25, computed offline, so what differs
between the rows is the framework, not the engine.

Two set-ups: `words` searches BM25 alone, the least a peer can do; `hybrid` fuses it by RRF with a
dense leg of 384 numbers, as every one of these frameworks recommends. The dense numbers are hashed
words (some 50 microseconds a question), so nothing here says how well a peer's hybrid finds.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT = 5
DENSE = 384


@dataclass(frozen=True)
class Peer:
    """A system under the clock."""

    name: str
    query: Callable[[str], list[str]]


class SharedEngine:
    """One shard of the embedded engine with BM25 vectors, as a peer's user would set it up."""

    def __init__(
        self, folder: Path, passages: Sequence[tuple[str, str]], *, is_hybrid: bool = False
    ) -> None:
        from fastembed import SparseTextEmbedding
        from qdrant_edge import (
            Distance,
            EdgeConfig,
            EdgeShard,
            EdgeSparseVectorParams,
            EdgeVectorParams,
            Modifier,
            Point,
            SparseVector,
            UpdateOperation,
        )

        empty = Path(tempfile.mkdtemp())
        (empty / "config.json").write_text("{}", encoding="utf-8")
        self.encoder = SparseTextEmbedding(
            "Qdrant/bm25", specific_model_path=str(empty), language="russian"
        )
        self.is_hybrid = is_hybrid
        config = EdgeConfig(
            vectors={"dense": EdgeVectorParams(size=DENSE, distance=Distance.Cosine)},
            sparse_vectors={"bm25": EdgeSparseVectorParams(modifier=Modifier.Idf)},
        )
        folder.mkdir(parents=True, exist_ok=True)
        self.shard = EdgeShard.create(str(folder), config)
        texts = [text for _, text in passages]
        points = [
            Point(
                number,
                {
                    "bm25": SparseVector(vector.indices.tolist(), vector.values.tolist()),
                    "dense": hashed(text),
                },
                {"id": passage_id, "text": text},
            )
            for number, ((passage_id, text), vector) in enumerate(
                zip(passages, self.encoder.embed(texts), strict=True)
            )
        ]
        for start in range(0, len(points), 500):
            self.shard.update(UpdateOperation.upsert_points(points[start : start + 500]))

    def search(self, question: str) -> list[dict[str, str]]:
        from qdrant_edge import Fusion, Prefetch, Query, QueryRequest, SparseVector

        vector = next(iter(self.encoder.query_embed(question)))
        sparse = SparseVector(vector.indices.tolist(), vector.values.tolist())
        if self.is_hybrid:
            request = QueryRequest(
                prefetches=[
                    Prefetch(query=Query.Nearest(sparse, using="bm25"), limit=50),
                    Prefetch(query=Query.Nearest(hashed(question), using="dense"), limit=50),
                ],
                query=Fusion.Rrf(k=60),
                limit=LIMIT,
                with_payload=True,
            )
        else:
            request = QueryRequest(
                query=Query.Nearest(sparse, using="bm25"), limit=LIMIT, with_payload=True
            )
        return [point.payload for point in self.shard.query(request)]

    def close(self) -> None:
        self.shard.close()


def hashed(text: str) -> list[float]:
    """Stand in for an embedding: words hashed into a unit vector."""
    import mmh3
    import numpy as np

    vector = np.zeros(DENSE, dtype=np.float32)
    for word in text.casefold().split():
        number = mmh3.hash(word, signed=False)
        vector[number % DENSE] += 1.0 if number & 1 else -1.0
    norm = float(np.linalg.norm(vector)) or 1.0
    return (vector / norm).tolist()


PROMPT = "Answer only from the context.\n\n{context}\n\nQuestion: {question}"


def langchain_lcel(engine: SharedEngine) -> Peer:
    """LangChain: BaseRetriever | prompt | stand-in model | parser, as an LCEL chain."""
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.messages import AIMessage
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import RunnableLambda, RunnableParallel, RunnablePassthrough

    class EdgeRetriever(BaseRetriever):
        engine: Any

        def _get_relevant_documents(
            self, query: str, *, run_manager: CallbackManagerForRetrieverRun
        ) -> list[Document]:
            return [
                Document(page_content=each["text"], metadata={"id": each["id"]})
                for each in self.engine.search(query)
            ]

    retriever = EdgeRetriever(engine=engine)
    answer = (
        RunnablePassthrough.assign(
            context=lambda given: "\n\n".join(each.page_content for each in given["documents"])
        )
        | ChatPromptTemplate.from_template(PROMPT)
        | RunnableLambda(lambda prompt: AIMessage(prompt.to_messages()[0].content[:200]))
        | StrOutputParser()
    )
    chain = RunnableParallel(
        documents=retriever, question=RunnablePassthrough()
    ) | RunnablePassthrough.assign(answer=answer)

    def query(question: str) -> list[str]:
        return [each.metadata["id"] for each in chain.invoke(question)["documents"]]

    return Peer("langchain_lcel", query)


def llama_index(engine: SharedEngine) -> Peer:
    """LlamaIndex: BaseRetriever under a RetrieverQueryEngine with a mock model."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine
    from llama_index.core.response_synthesizers import get_response_synthesizer
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class EdgeRetriever(BaseRetriever):
        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            return [
                NodeWithScore(node=TextNode(id_=each["id"], text=each["text"]), score=1.0)
                for each in engine.search(query_bundle.query_str)
            ]

    synthesizer = get_response_synthesizer(
        llm=MockLLM(max_tokens=40), response_mode="simple_summarize"
    )
    query_engine = RetrieverQueryEngine(EdgeRetriever(), response_synthesizer=synthesizer)

    def query(question: str) -> list[str]:
        return [each.node.node_id for each in query_engine.query(question).source_nodes]

    return Peer("llama_index", query)


def haystack(engine: SharedEngine) -> Peer:
    """Haystack: retriever component, prompt builder and a stand-in generator in a pipeline."""
    from haystack import Document, Pipeline, component
    from haystack.components.builders import PromptBuilder

    @component
    class EdgeRetriever:
        @component.output_types(documents=list[Document])
        def run(self, query: str) -> dict[str, list[Document]]:
            return {
                "documents": [
                    Document(id=each["id"], content=each["text"]) for each in engine.search(query)
                ]
            }

    @component
    class FirstWords:
        @component.output_types(replies=list[str])
        def run(self, prompt: str) -> dict[str, list[str]]:
            return {"replies": [prompt[:200]]}

    pipeline = Pipeline()
    pipeline.add_component("retriever", EdgeRetriever())
    pipeline.add_component(
        "prompt",
        PromptBuilder(
            "{% for each in documents %}{{ each.content }}\n{% endfor %}{{ question }}",
            required_variables=["documents", "question"],
        ),
    )
    pipeline.add_component("model", FirstWords())
    pipeline.connect("retriever.documents", "prompt.documents")
    pipeline.connect("prompt.prompt", "model.prompt")

    def query(question: str) -> list[str]:
        result = pipeline.run(
            {"retriever": {"query": question}, "prompt": {"question": question}},
            include_outputs_from={"retriever"},
        )
        return [each.id for each in result["retriever"]["documents"]]

    return Peer("haystack", query)


PEERS: dict[str, Callable[[SharedEngine], Peer]] = {
    "langchain_lcel": langchain_lcel,
    "llama_index": llama_index,
    "haystack": haystack,
}
