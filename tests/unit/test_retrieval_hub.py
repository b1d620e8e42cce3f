"""Are the known models described as their makers describe them?"""

import pytest

from jauap.assistant import Language
from jauap.retrieval.hub import HUB_MODELS, ModelKind, Pooling, find_model


def test_models_are_found_by_short_and_full_name_in_any_case() -> None:
    assert find_model("bge-m3") is find_model("BAAI/BGE-M3") is HUB_MODELS[0]
    assert find_model("m3") is None


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("bge-m3", "", ""),
        ("multilingual-e5-large", "query: ", "passage: "),
        (
            "Qwen3-Embedding-0.6B",
            "Instruct: Given a web search query, retrieve relevant passages that answer the "
            "query\nQuery:",
            "",
        ),
    ],
)
def test_each_model_sees_what_it_was_trained_with(name: str, query: str, passage: str) -> None:
    model = find_model(name)
    assert model is not None
    assert (model.query_prefix, model.passage_prefix, model.size) == (query, passage, 1024)


def test_bge_m3_is_registered_as_its_own_export_wants_it() -> None:
    model = find_model("bge-m3")
    assert model is not None
    assert model.pooling is Pooling.CLS
    assert model.output == "token_embeddings"
    assert model.files == (
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "onnx/model.onnx",
        "onnx/model.onnx_data",
        "onnx/Constant_7_attr__value",
    )


def test_every_model_may_be_used_by_a_ministry_and_says_what_it_is_good_for() -> None:
    for model in HUB_MODELS:
        assert model.licence in ("MIT", "Apache-2.0")
        assert set(model.good_for) == set(Language)
        assert (model.size == 0) is (model.kind is ModelKind.RERANKER)
    assert len({model.short_name for model in HUB_MODELS}) == len(HUB_MODELS)


def test_models_fastembed_knows_are_described_as_fastembed_does() -> None:
    from fastembed import TextEmbedding
    from fastembed.rerank.cross_encoder import TextCrossEncoder

    theirs = {
        str(each["model"]): each
        for each in (
            *TextEmbedding.list_supported_models(),
            *TextCrossEncoder.list_supported_models(),
        )
    }
    native = [model for model in HUB_MODELS if model.pooling is None]
    assert len(native) == 4
    for model in native:
        told = theirs[model.name]
        assert model.model_file == told["model_file"]
        assert model.repository == told["sources"]["hf"]
        assert list(model.more_files) == list(told["additional_files"])
        assert model.licence.casefold() == told["license"]
