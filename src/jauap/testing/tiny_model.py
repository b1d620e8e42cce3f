"""How does a model of the hub behave without its gigabytes? A tiny ONNX model in its layout."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnx

CONCEPTS: tuple[tuple[str, ...], ...] = (
    ("[PAD]",),
    ("[UNK]",),
    ("субсидия", "субсидию", "subsidy"),
    ("өтінім", "заявку", "application"),
    ("жайылым", "пастбище", "pasture"),
    ("query", "Instruct"),
    ("passage",),
    ("Баланың", "ребёнка", "ребёнок"),
    ("child",),
)
"""Words of one concept have one vector, so that a question in one language finds another's text."""


def write_embedder(
    folder: Path,
    *,
    model_file: str = "model.onnx",
    more_files: Sequence[str] = (),
    pooled: str = "",
    size: int = len(CONCEPTS),
) -> Path:
    """Write a model whose token vectors are one-hot by concept; `more_files` stay empty.

    Args:
        size: length of its vectors; more than there are concepts leaves the rest zero.
        pooled: name of a first output that holds no token vectors, as some exports have.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    rows = [concept for concept, words in enumerate(CONCEPTS) for _ in words]
    table = numpy_helper.from_array(np.eye(len(CONCEPTS), size, dtype=np.float32)[rows], "table")
    output = helper.make_tensor_value_info(
        "token_embeddings" if pooled else "last_hidden_state",
        TensorProto.FLOAT,
        ["batch", "length", size],
    )
    nodes = [helper.make_node("Gather", ["table", "input_ids"], [output.name])]
    outputs = [output]
    if pooled:
        outputs.insert(0, helper.make_tensor_value_info(pooled, TensorProto.FLOAT, None))
        nodes.append(helper.make_node("ReduceMax", [output.name], [pooled], keepdims=1))
    _write(folder, model_file, more_files, nodes, outputs, [table], size)
    return folder


def write_reranker(folder: Path, *, model_file: str, liked: str) -> Path:
    """Write a model that scores a pair by how often `liked` stands in it."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    weights = np.array([[float(word == liked)] for word in _words()], dtype=np.float32)
    table = numpy_helper.from_array(weights, "table")
    axis = numpy_helper.from_array(np.array([1], dtype=np.int64), "axis")
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1])
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["scored"]),
        helper.make_node("ReduceSum", ["scored", "axis"], ["logits"], keepdims=0),
    ]
    _write(folder, model_file, (), nodes, [output], [table, axis], 1)
    return folder


def _words() -> list[str]:
    return [word for words in CONCEPTS for word in words]


def _write(
    folder: Path,
    model_file: str,
    more_files: Sequence[str],
    nodes: "Sequence[onnx.NodeProto]",
    outputs: "Sequence[onnx.ValueInfoProto]",
    tables: "Sequence[onnx.TensorProto]",
    size: int,
) -> None:
    import onnx
    from onnx import TensorProto, helper
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, tables)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    (folder / model_file).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / model_file)
    for name in more_files:
        (folder / name).write_bytes(b"")
    tokenizer = Tokenizer(
        WordLevel({word: at for at, word in enumerate(_words())}, unk_token="[UNK]")  # noqa: S106
    )
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    files = {
        "config.json": {"hidden_size": size, "pad_token_id": 0},
        "tokenizer_config.json": {"model_max_length": 64, "pad_token": "[PAD]"},
    }
    for name, values in files.items():
        (folder / name).write_text(json.dumps(values), encoding="utf-8")
