"""Is a dense model loaded from a folder, used as it was trained, and an absent one told at once?"""

import json
from pathlib import Path

import pytest

from jauap.errors import EmbedderUnavailable
from jauap.retrieval.embedding import load_embedder
from jauap.testing.tiny_model import write_embedder

SUBSIDY, APPLICATION, PASTURE, QUERY, PASSAGE = 2, 3, 4, 5, 6


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    return write_embedder(tmp_path)


def _direction(vector: tuple[float, ...]) -> dict[int, float]:
    return {at: round(value, 3) for at, value in enumerate(vector) if value}


def test_model_of_a_folder_embeds_passages_and_questions_alike(model_folder: Path) -> None:
    embedder = load_embedder("ministry/tiny-kk", model_folder)
    assert embedder.size == 9
    assert _direction(embedder.query("өтінім")) == {APPLICATION: 1.0}
    both = embedder.passages(["субсидия", "субсидия жайылым"])
    assert _direction(both[0]) == {SUBSIDY: 1.0}
    assert _direction(both[1]) == {SUBSIDY: 0.707, PASTURE: 0.707}


def test_no_passages_make_no_vectors(model_folder: Path) -> None:
    assert load_embedder("ministry/tiny-kk", model_folder).passages([]) == []


def test_same_model_can_be_loaded_twice(model_folder: Path) -> None:
    first = load_embedder("ministry/twice", model_folder)
    second = load_embedder("ministry/twice", model_folder)
    assert (first.name, first.size) == (second.name, second.size)


def test_name_changes_with_the_weights_and_not_with_the_place(tmp_path: Path) -> None:
    one = load_embedder("ministry/tiny", write_embedder(tmp_path / "one"))
    copy = load_embedder("ministry/tiny", write_embedder(tmp_path / "copy"))
    other = load_embedder("ministry/tiny", write_embedder(tmp_path / "other", pooled="pooled"))
    assert one.name.startswith("ministry/tiny@")
    assert copy.name == one.name
    assert other.name != one.name


def test_prefixes_and_pooling_of_a_folder_are_read(model_folder: Path) -> None:
    bare = load_embedder("ministry/prompts", model_folder).name
    (model_folder / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": "query ", "document": "passage "}}), encoding="utf-8"
    )
    embedder = load_embedder("ministry/prompts", model_folder)
    assert _direction(embedder.query("өтінім")) == {APPLICATION: 0.707, QUERY: 0.707}
    assert _direction(embedder.passages(["өтінім"])[0]) == {APPLICATION: 0.707, PASSAGE: 0.707}
    assert embedder.name != bare
    (model_folder / "1_Pooling").mkdir()
    (model_folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_lasttoken": true}')
    last = load_embedder("ministry/prompts", model_folder)
    assert _direction(last.query("субсидия өтінім")) == {APPLICATION: 1.0}


def test_e5_sees_its_own_prefixes(tmp_path: Path) -> None:
    folder = write_embedder(tmp_path, more_files=["model.onnx_data"])
    embedder = load_embedder("multilingual-e5-large", folder)
    assert embedder.name.startswith("intfloat/multilingual-e5-large@")
    told = _direction(embedder.query("өтінім"))
    assert told.keys() == {1, APPLICATION, QUERY}
    assert _direction(embedder.passages(["өтінім"])[0]).keys() == {1, APPLICATION, PASSAGE}


def test_qwen_sees_its_task_before_questions_alone_and_speaks_with_its_last_token(
    tmp_path: Path,
) -> None:
    folder = write_embedder(
        tmp_path, model_file="onnx/model.onnx", more_files=["onnx/model.onnx_data"]
    )
    embedder = load_embedder("Qwen/Qwen3-Embedding-0.6B", folder)
    assert _direction(embedder.passages(["субсидия өтінім"])[0]) == {APPLICATION: 1.0}
    assert _direction(embedder.query("субсидия")) == {SUBSIDY: 1.0}


def test_bge_m3_speaks_with_its_first_token_though_its_graph_has_two_outputs(
    tmp_path: Path,
) -> None:
    more = ["onnx/model.onnx_data", "onnx/Constant_7_attr__value"]
    folder = write_embedder(
        tmp_path, model_file="onnx/model.onnx", more_files=more, pooled="sentence_embedding"
    )
    embedder = load_embedder("bge-m3", folder)
    assert _direction(embedder.query("субсидия өтінім")) == {SUBSIDY: 1.0}
    assert _direction(embedder.passages(["өтінім субсидия"])[0]) == {APPLICATION: 1.0}


def test_bge_m3_of_another_export_is_used_as_well(tmp_path: Path) -> None:
    embedder = load_embedder("BAAI/bge-m3", write_embedder(tmp_path))
    assert _direction(embedder.query("субсидия өтінім")) == {SUBSIDY: 1.0}


def test_bge_m3_without_its_weights_names_them(tmp_path: Path) -> None:
    folder = write_embedder(tmp_path, model_file="onnx/model.onnx")
    with pytest.raises(EmbedderUnavailable, match=r"lacks onnx/model\.onnx_data, onnx/Constant_7"):
        load_embedder("bge-m3", folder)


def test_a_reranker_is_no_embedder() -> None:
    with pytest.raises(EmbedderUnavailable, match="JAUAP_RERANKER_MODEL"):
        load_embedder("bge-reranker-v2-m3-int8", None)


def test_folder_without_files_names_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"lacks model\.onnx, config\.json"):
        load_embedder("ministry/absent", tmp_path)


def test_damaged_model_is_told_with_its_folder(model_folder: Path) -> None:
    (model_folder / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(EmbedderUnavailable, match="cannot be used"):
        load_embedder("ministry/damaged", model_folder)


def test_unknown_model_is_told_without_a_folder() -> None:
    with pytest.raises(EmbedderUnavailable, match="JAUAP_EMBEDDING_DIR"):
        load_embedder("no/such-model", None)


@pytest.mark.parametrize("name", ["intfloat/multilingual-e5-large", "bge-m3"])
def test_absent_model_is_told_without_asking_a_hub(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fastembed  # noqa: F401

    monkeypatch.setenv("FASTEMBED_CACHE_PATH", str(tmp_path))
    with pytest.raises(EmbedderUnavailable, match=r"not on this machine.*jauap models fetch"):
        load_embedder(name, None)
