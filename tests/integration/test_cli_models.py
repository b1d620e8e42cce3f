"""The commands for models of the hub, from an empty folder to a search that uses one."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jauap.assistant import Language
from jauap.cli.app import app
from jauap.cli.doctor import _models
from jauap.cli.new import write_assistant
from jauap.models import open_embedder
from jauap.retrieval.reranking import RerankedSearch
from jauap.retrieval.vector_cache import CachedEmbedder
from jauap.runtime import build_runtime
from jauap.settings import Settings
from jauap.testing.tiny_model import write_embedder, write_reranker

BGE_FILES = ["onnx/model.onnx_data", "onnx/Constant_7_attr__value"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path / "data"


def _run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["models", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def _write_bge(data: Path, size: int = 1024) -> Path:
    return write_embedder(
        data / "models" / "bge-m3",
        model_file="onnx/model.onnx",
        more_files=BGE_FILES,
        pooled="sentence_embedding",
        size=size,
    )


def test_the_list_says_what_is_here_and_what_it_is_good_for(data: Path) -> None:
    _write_bge(data)
    models = {each["name"]: each for each in json.loads(_run("list", "--json"))["models"]}
    assert models["BAAI/bge-m3"]["presence"] == "copied"
    assert models["BAAI/bge-m3"]["licence"] == "MIT"
    assert models["intfloat/multilingual-e5-large"]["presence"] == "absent"
    assert models["intfloat/multilingual-e5-large"]["missing"][-1] == "model.onnx_data"
    shown = _run("list")
    for language in ("kk:", "ru:", "en:"):
        assert shown.count(language) == 5


def test_fetching_without_a_network_says_which_files_to_copy(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAUAP_MODEL_HUB", "http://127.0.0.1:9")
    shown = _run("fetch", "bge-m3", code=2)
    assert "cannot be reached" in shown
    assert str(data / "models" / "bge-m3" / "onnx" / "Constant_7_attr__value") in shown


def test_an_unknown_model_is_told_with_the_known_ones(data: Path) -> None:
    assert "multilingual-e5-large" in _run("fetch", "word2vec", code=2)


def test_using_a_model_proves_it_in_three_languages_and_prints_the_settings(data: Path) -> None:
    _write_bge(data)
    told = json.loads(_run("use", "bge-m3", "--json"))
    assert told["settings"] == ["JAUAP_EMBEDDING_MODEL=BAAI/bge-m3"]
    assert {name: trial["right"] > trial["wrong"] for name, trial in told["trials"].items()} == {
        "kk": True,
        "ru": False,
        "en": False,
    }
    shown = _run("use", "bge-m3")
    assert "kk: tells the right passage" in shown
    assert "en: does NOT tell the right passage" in shown
    assert "jauap tune <id> --write" in shown


def test_using_another_models_files_is_refused(data: Path) -> None:
    _write_bge(data, size=9)
    assert "length 9, not 1024" in _run("use", "bge-m3", code=2)


def test_using_a_reranker_prints_its_own_setting(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAUAP_MODELS_DIR", str(tmp_path / "shelf"))
    folder = tmp_path / "shelf" / "bge-reranker-v2-m3-int8"
    write_reranker(folder, model_file="onnx/model_int8.onnx", liked="Баланың")
    told = json.loads(_run("use", "bge-reranker-v2-m3-int8", "--json"))
    assert told["settings"] == [
        "JAUAP_RERANKER_MODEL=BAAI/bge-reranker-v2-m3-int8",
        f"JAUAP_MODELS_DIR={tmp_path / 'shelf'}",
    ]
    assert told["trials"]["kk"]["right"] == 2.0
    assert told["trials"]["kk"]["wrong"] == 1.0


class Counting:
    """Counts the passages a real embedder reads."""

    size = 2
    name = "counting@1"

    def __init__(self) -> None:
        self.read = 0

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        self.read += len(texts)
        return [(float(len(text)), 1.0) for text in texts]

    def query(self, text: str) -> tuple[float, ...]:
        return (1.0, 1.0)


def test_a_second_ingest_reads_no_text_and_the_search_uses_the_models(
    data: Path, tmp_path: Path
) -> None:
    write_assistant("land_use", tmp_path, as_json=True)
    write_reranker(
        data / "models" / "bge-reranker-v2-m3-int8", model_file="onnx/model_int8.onnx", liked="x"
    )
    settings = Settings(workspace=tmp_path, data_dir=data, reranker_model="bge-reranker-v2-m3-int8")
    with build_runtime(settings) as runtime:
        for reads in (True, False):
            counting = Counting()
            runtime.embedder = CachedEmbedder(counting, data / "embeddings.sqlite")
            runtime.ingest("land_use", force=True)
            assert (counting.read > 0) is reads
        active = runtime.index.active("land_use")
        assert active is not None
        assert (active.dense_model, active.dense_size) == ("counting@1", 2)
        search = runtime.desk("land_use").search
        assert isinstance(search, RerankedSearch)
        assert search.plain.has_dense
        found = search.find("Қабылдау уақыты қандай?", language=Language.KK, limit=1)
        assert len(found.passages) == 1


def test_the_doctor_says_which_model_is_there_and_that_nobody_asks_it(
    data: Path, tmp_path: Path
) -> None:
    write_assistant("land_use", tmp_path, as_json=True)
    _write_bge(data)
    settings = Settings(workspace=tmp_path, data_dir=data, embedding_model="bge-m3")
    checks = {check.name: check for check in _models(settings)}
    assert checks["embedding model"].detail.startswith("BAAI/bge-m3@")
    assert "jauap tune land_use" in checks["embedding model for land_use"].remedy
    assert list(_models(Settings(workspace=tmp_path, data_dir=data))) == []


def test_the_settings_lead_to_the_fetched_folder_and_its_cache(data: Path) -> None:
    _write_bge(data)
    embedder = open_embedder(Settings(data_dir=data, embedding_model="bge-m3"))
    assert isinstance(embedder, CachedEmbedder)
    assert embedder.name.startswith("BAAI/bge-m3@")
    embedder.passages(["өтінім"])
    assert (data / "embeddings.sqlite").is_file()
    bare = open_embedder(Settings(data_dir=data, embedding_model="bge-m3", embedding_cache_mb=0))
    assert not isinstance(bare, CachedEmbedder)
    assert open_embedder(Settings(data_dir=data)) is None
