"""What does the server index say when the server is away, refuses the key or an odd body?"""

import socket
from collections.abc import Iterator

import httpx
import pytest
from qdrant_double import KEY, QdrantDouble, serve_double

from jauap.errors import IndexUnavailable
from jauap.retrieval.index import Generation
from jauap.retrieval.server import ServerIndex


@pytest.fixture
def double() -> Iterator[QdrantDouble]:
    with serve_double() as running:
        yield running


def _status(double: QdrantDouble, method: str, path: str, body: object) -> int:
    response = httpx.request(
        method, f"{double.url}{path}", json=body, headers={"api-key": KEY}, trust_env=False
    )
    return response.status_code


def test_absent_server_names_address_and_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    index = ServerIndex(f"http://127.0.0.1:{port}", timeout_seconds=2)
    with pytest.raises(IndexUnavailable, match=rf"127\.0\.0\.1:{port}.*JAUAP_QDRANT_URL"):
        index.active("demo")
    index.close()


def test_silent_server_is_given_up_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = ServerIndex(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_seconds=1)
        with pytest.raises(IndexUnavailable, match="timed out"):
            index.active("demo")
        index.close()


def test_wrong_key_names_the_setting(double: QdrantDouble) -> None:
    index = ServerIndex(double.url, "wrong")
    with pytest.raises(IndexUnavailable, match=r"401.*JAUAP_QDRANT_API_KEY"):
        index.active("demo")
    index.close()


def test_leftover_collection_of_a_killed_write_is_no_generation(double: QdrantDouble) -> None:
    index = ServerIndex(double.url, KEY)
    double.engine.create_collection("jauap-demo-g1", vectors_config={}, sparse_vectors_config={})
    with pytest.raises(IndexUnavailable, match="jauap ingest"):
        index.switch("demo", "g1")
    assert index.sweep("demo") == ("g1",)
    index.close()


def test_sweep_leaves_an_assistant_with_a_longer_name_alone(double: QdrantDouble) -> None:
    index = ServerIndex(double.url, KEY)
    index.write("demo_two", Generation(id="g1", created_at=""), (), [])
    assert index.sweep("demo") == ()
    assert double.engine.collection_exists("jauap-demo_two-g1")
    index.close()


def test_filtered_payload_keys_are_indexed_on_the_server(double: QdrantDouble) -> None:
    index = ServerIndex(double.url, KEY)
    index.write("demo", Generation(id="g1", created_at=""), (), [])
    assert {key for _, key in double.indexed} == {"kind", "language", "document_id"}
    index.close()


def test_double_refuses_what_a_server_refuses(double: QdrantDouble) -> None:
    index = ServerIndex(double.url, KEY)
    index.write("demo", Generation(id="g1", created_at="", dense_size=2), (), [])
    points = "/collections/jauap-demo-g1/points"

    def point(vector: object) -> dict[str, object]:
        return {"points": [{"id": 1, "vector": vector, "payload": {}}]}

    doubled = {"passage_kk": {"indices": [5, 5], "values": [1.0, 1.0]}}
    assert _status(double, "PUT", points, {**point({}), "colour": "red"}) == 400
    assert _status(double, "PUT", points, point({"dense": [1.0, 2.0, 3.0]})) == 400
    assert _status(double, "PUT", points, point({"passage_tr": [1.0]})) == 400
    assert _status(double, "PUT", points, point(doubled)) == 422
    assert _status(double, "PUT", "/collections/absent/points", point({})) == 404
    assert _status(double, "PUT", points, point({"dense": [1.0, 2.0]})) == 200
    index.close()


def test_record_of_the_active_generation_is_read_once(double: QdrantDouble) -> None:
    index = ServerIndex(double.url, KEY)
    for generation_id in ("g1", "g2"):
        index.write("demo", Generation(id=generation_id, created_at=""), (), ())
    index.switch("demo", "g1")
    first = index.active("demo")
    double.engine.update_collection("jauap-demo-g1", metadata={"generation": "gone"})
    assert index.active("demo") == first
    index.switch("demo", "g2")
    second = index.active("demo")
    assert (first and first.id, second and second.id) == ("g1", "g2")
    index.close()
