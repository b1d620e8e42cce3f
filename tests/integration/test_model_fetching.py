"""Do a model's files arrive whole, go on after a break, and fail quickly without a network?"""

import hashlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from jauap.errors import EmbedderUnavailable
from jauap.retrieval.fetching import fetch_model
from jauap.retrieval.hub import HubModel, find_model
from jauap.retrieval.model_folder import Presence, folder_of, look_at, mark_of, read_manifest

COMMIT = "c" * 40
WEIGHTS = bytes(range(256)) * 4000
FILES = {
    "config.json": b"{}",
    "tokenizer.json": b"[]",
    "tokenizer_config.json": b"{ }",
    "onnx/model_int8.onnx": WEIGHTS,
}


class Hub(ThreadingHTTPServer):
    """A hub that redirects to its store, keeps count, and breaks off or lies on demand."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str]] = []
        self.breaks_after = 0
        self.lies = False
        self.lacks: set[str] = {"special_tokens_map.json"}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        _, _, place = self.path.partition("/resolve/")
        if place:
            self._redirect(*place.split("/", 1))
        else:
            self._send(self.path.removeprefix("/store/"))

    def _redirect(self, revision: str, name: str) -> None:
        self.server.asked.append((revision, name))
        if name in self.server.lacks:
            self.send_error(404)
            return
        self.send_response(302)
        self.send_header("Location", f"/store/{name}")
        self.send_header("X-Repo-Commit", COMMIT)
        digest = hashlib.sha256(FILES[name]).hexdigest()
        self.send_header("X-Linked-ETag", f'"{"0" * 64 if self.server.lies else digest}"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, name: str) -> None:
        content = FILES[name]
        start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
        if start >= len(content):
            self.send_error(416)
            return
        self.send_response(206)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        if self.server.breaks_after and name.endswith("onnx"):
            rest = rest[: self.server.breaks_after]
        self.wfile.write(rest)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def model() -> HubModel:
    found = find_model("bge-reranker-v2-m3-int8")
    assert found is not None
    return found


def _fetch(model: HubModel, folder: Path, hub: Hub) -> tuple[Path, list[tuple[str, int, int]]]:
    told: list[tuple[str, int, int]] = []
    place = fetch_model(model, folder, hub=hub.url, progress=lambda *step: told.append(step))
    return place, told


def test_a_fetch_brings_every_file_and_writes_down_which_revision_it_was(
    model: HubModel, tmp_path: Path, hub: Hub
) -> None:
    folder, told = _fetch(model, tmp_path, hub)
    assert folder == tmp_path / "bge-reranker-v2-m3-int8"
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES
    assert told[-1] == ("onnx/model_int8.onnx", 1024000, 1024000)
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.revision == COMMIT
    assert manifest.files["onnx/model_int8.onnx"].bytes == 1024000
    assert hub.asked[0] == ("main", "config.json")
    assert {revision for revision, _ in hub.asked[1:]} == {COMMIT}
    held = look_at(folder, model)
    assert (held.presence, held.missing, held.revision) == (Presence.COMPLETE, (), COMMIT)


def test_a_second_fetch_asks_the_hub_for_nothing(model: HubModel, tmp_path: Path, hub: Hub) -> None:
    _fetch(model, tmp_path, hub)
    hub.asked.clear()
    _fetch(model, tmp_path, hub)
    assert hub.asked == []


def test_a_broken_fetch_goes_on_within_the_file(model: HubModel, tmp_path: Path, hub: Hub) -> None:
    hub.breaks_after = 100_000
    with pytest.raises(EmbedderUnavailable, match="broke off"):
        _fetch(model, tmp_path, hub)
    part = tmp_path / "bge-reranker-v2-m3-int8/onnx/model_int8.onnx.part"
    assert part.stat().st_size == 300_000
    assert look_at(folder_of(tmp_path, model), model).presence is Presence.PARTIAL
    hub.breaks_after = 0
    folder, told = _fetch(model, tmp_path, hub)
    assert (folder / "onnx/model_int8.onnx").read_bytes() == WEIGHTS
    assert told[-1] == ("onnx/model_int8.onnx", 1024000, 1024000)
    assert not part.exists()


def test_a_part_that_has_everything_already_is_taken(
    model: HubModel, tmp_path: Path, hub: Hub
) -> None:
    part = tmp_path / "bge-reranker-v2-m3-int8/onnx/model_int8.onnx.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS)
    folder, _ = _fetch(model, tmp_path, hub)
    assert (folder / "onnx/model_int8.onnx").read_bytes() == WEIGHTS


def test_content_that_is_not_what_the_hub_announced_is_thrown_away(
    model: HubModel, tmp_path: Path, hub: Hub
) -> None:
    hub.lies = True
    with pytest.raises(EmbedderUnavailable, match="not what it announced"):
        _fetch(model, tmp_path, hub)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_damaged_file_is_fetched_again(model: HubModel, tmp_path: Path, hub: Hub) -> None:
    folder, _ = _fetch(model, tmp_path, hub)
    (folder / "onnx/model_int8.onnx").write_bytes(b"cut")
    assert look_at(folder, model).missing == ("onnx/model_int8.onnx",)
    hub.asked.clear()
    _fetch(model, tmp_path, hub)
    assert (folder / "onnx/model_int8.onnx").read_bytes() == WEIGHTS
    assert [name for _, name in hub.asked] == ["onnx/model_int8.onnx", "special_tokens_map.json"]


def test_a_file_the_hub_lacks_is_named(model: HubModel, tmp_path: Path, hub: Hub) -> None:
    hub.lacks.add("tokenizer.json")
    with pytest.raises(EmbedderUnavailable, match=r"did not give tokenizer\.json: it answered 404"):
        _fetch(model, tmp_path, hub)


def test_without_a_network_the_remedy_lists_the_files_to_copy(
    model: HubModel, tmp_path: Path
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(EmbedderUnavailable, match="cannot be reached") as caught:
            fetch_model(model, tmp_path, hub=address, progress=lambda *_: None)
    assert "jauap models fetch bge-reranker-v2-m3-int8" in caught.value.remedy
    for name in FILES:
        assert str(tmp_path / "bge-reranker-v2-m3-int8" / name) in caught.value.remedy


@pytest.mark.parametrize("place", [0, 2_999_999])
def test_a_mark_changes_with_the_weights_first_and_last_bytes(tmp_path: Path, place: int) -> None:
    weights = bytearray(3_000_000)
    (tmp_path / "model.onnx").write_bytes(weights)
    before = mark_of(tmp_path, ["model.onnx", "absent"], "recipe")
    assert mark_of(tmp_path, ["model.onnx"], "recipe") == before
    assert mark_of(tmp_path, ["model.onnx"], "another") != before
    weights[place] = 1
    (tmp_path / "model.onnx").write_bytes(weights)
    assert mark_of(tmp_path, ["model.onnx"], "recipe") != before


@pytest.mark.parametrize("hub", ["file:///etc", "off", "https://"])
def test_only_web_addresses_are_asked(model: HubModel, tmp_path: Path, hub: str) -> None:
    with pytest.raises(EmbedderUnavailable, match="no http or https address"):
        fetch_model(model, tmp_path, hub=hub, progress=lambda *_: None)


def test_a_folder_copied_by_hand_counts_as_here(model: HubModel, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, model)
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    held = look_at(folder, model)
    assert (held.presence, held.bytes) == (Presence.COPIED, 1024007)
    assert look_at(tmp_path / "nowhere", model).presence is Presence.ABSENT
