"""Is a dense model loaded from a folder, and an absent one told at once?"""

import json
import time
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from jauap.errors import EmbedderUnavailable
from jauap.retrieval.embedding import load_embedder

WORDS = ("[PAD]", "[UNK]", "субсидия", "өтінім", "жайылым")


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """Make a model whose word vectors are one-hot, in the layout of an ONNX export."""
    import numpy as np

    table = numpy_helper.from_array(np.eye(len(WORDS), dtype=np.float32), "table")
    batch = ["batch", "length"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, batch)
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, [*batch, len(WORDS)]
    )
    lookup = helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])
    graph = helper.make_graph([lookup], "tiny", inputs, [output], [table])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, tmp_path / "model.onnx")

    words = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    files = {
        "config.json": {"hidden_size": len(WORDS), "pad_token_id": 0},
        "tokenizer_config.json": {"model_max_length": 64, "pad_token": "[PAD]"},
        "special_tokens_map.json": {"pad_token": "[PAD]", "unk_token": "[UNK]"},
    }
    for name, values in files.items():
        (tmp_path / name).write_text(json.dumps(values), encoding="utf-8")
    return tmp_path


def test_model_of_a_folder_embeds_passages_and_questions_alike(model_folder: Path) -> None:
    embedder = load_embedder("ministry/tiny-kk", model_folder)
    assert (embedder.name, embedder.size) == ("ministry/tiny-kk", 5)
    assert embedder.query("өтінім") == pytest.approx((0.0, 0.0, 0.0, 1.0, 0.0))
    both = embedder.passages(["субсидия", "субсидия жайылым"])
    assert both[0] == pytest.approx((0.0, 0.0, 1.0, 0.0, 0.0))
    assert both[1] == pytest.approx((0.0, 0.0, 0.7071, 0.0, 0.7071), abs=1e-4)


def test_same_model_can_be_loaded_twice(model_folder: Path) -> None:
    load_embedder("ministry/twice", model_folder)
    assert load_embedder("ministry/twice", model_folder).size == 5


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


def test_absent_model_is_told_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fastembed  # noqa: F401

    monkeypatch.setenv("FASTEMBED_CACHE_PATH", str(tmp_path))
    began = time.monotonic()
    with pytest.raises(EmbedderUnavailable, match="not on this machine"):
        load_embedder("intfloat/multilingual-e5-large", None)
    assert time.monotonic() - began < 1.0
