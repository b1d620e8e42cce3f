"""Does anything leave without a label when a part breaks? Test 30 of the auditor's list.

The real runtime over a real assistant: signer, key file, register, disk and clock fail in turn,
and every channel is asked.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.cli.new import write_assistant
from jauap.errors import LabelUnavailable, StoreUnavailable
from jauap.labelling.check import check_label
from jauap.labelling.claims import Claims
from jauap.runtime import Runtime, build_runtime
from jauap.settings import load_settings

QUESTION = "Какие часы приёма?"
ANSWER = "с 9:00 до 18:00"
PHONE = "1414"
CALLS = {
    "json": ("/v1/assistants/land_use/chat", {"question": QUESTION}),
    "stream": ("/v1/assistants/land_use/chat", {"question": QUESTION, "stream": True}),
    "openai": (
        "/v1/chat/completions",
        {"model": "land_use", "messages": [{"role": "user", "content": QUESTION}]},
    ),
    "openai stream": (
        "/v1/chat/completions",
        {"model": "land_use", "messages": [{"role": "user", "content": QUESTION}], "stream": True},
    ),
    "page": ("/a/land_use?lang=ru", None),
}


class Clock:
    """A clock a test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one assistant that has read its documents."""
    folder = tmp_path_factory.mktemp("workspace")
    write_assistant("land_use", folder, as_json=True)
    settings = load_settings(workspace=folder, data_dir=folder / "data")
    with build_runtime(settings, now=Clock()) as runtime:
        runtime.ingest("land_use")
    return folder


def _opened(prepared: Path, folder: Path, clock: Clock, index: Path | None = None) -> Runtime:
    """Open a copy of the prepared data, its index in another place when that is given."""
    skip = shutil.ignore_patterns("index") if index else None
    shutil.copytree(prepared / "data", folder, dirs_exist_ok=True, ignore=skip)
    if index:
        shutil.copytree(prepared / "data" / "index", index)
        (folder / "index").symlink_to(index)
    settings = load_settings(
        workspace=prepared, data_dir=folder, questions_per_minute=1000, index="embedded"
    )
    return build_runtime(settings, now=clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtime(prepared: Path, tmp_path: Path, clock: Clock) -> Iterator[Runtime]:
    with _opened(prepared, tmp_path / "data", clock) as opened:
        yield opened


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    return TestClient(create_app(runtime))


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of four megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="jauap-small-"))
    mounted = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True).returncode != 0:
        folder.rmdir()
        pytest.skip("a small file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def _said(client: TestClient, channel: str) -> tuple[int, str]:
    path, body = CALLS[channel]
    response = (
        client.post(path, json=body)
        if body is not None
        else client.post(path, data={"question": QUESTION})
    )
    return response.status_code, response.text


def _only_the_way_to_a_person(client: TestClient, channel: str) -> None:
    status, text = _said(client, channel)
    assert status == 503
    assert ANSWER not in text
    assert PHONE in text
    assert "data-ai-label" not in text
    assert '"jws"' not in text


@pytest.mark.parametrize("channel", CALLS)
def test_30_with_all_parts_well_the_answer_is_there(client: TestClient, channel: str) -> None:
    """Auditor 30: otherwise the tests below would show nothing."""
    status, text = _said(client, channel)
    assert status == 200
    assert ANSWER in text


@pytest.mark.parametrize("channel", CALLS)
def test_30_without_the_list_of_keys_no_text_leaves(
    client: TestClient, runtime: Runtime, channel: str
) -> None:
    """Auditor 30: the folder of keys vanishes under the running service."""
    (runtime.settings.data_dir / "keys" / "label.public.json").unlink()
    _only_the_way_to_a_person(client, channel)


@pytest.mark.parametrize("channel", CALLS)
def test_30_with_a_damaged_list_of_keys_no_text_leaves(
    client: TestClient, runtime: Runtime, channel: str
) -> None:
    """Auditor 30: half a file, as after a crash of a file system."""
    (runtime.settings.data_dir / "keys" / "label.public.json").write_text('{"keys": [')
    _only_the_way_to_a_person(client, channel)


@pytest.mark.parametrize("channel", CALLS)
def test_30_with_a_clock_set_back_no_text_leaves(
    client: TestClient, clock: Clock, channel: str
) -> None:
    """Auditor 30: until the clock is right again."""
    clock.at -= timedelta(days=3)
    _only_the_way_to_a_person(client, channel)
    clock.at += timedelta(days=3)
    assert _said(client, channel)[0] == 200


@pytest.mark.parametrize("channel", CALLS)
def test_30_without_the_register_a_labelled_word_leads_to_a_person(
    client: TestClient, runtime: Runtime, channel: str
) -> None:
    """Auditor 30: the signer lives, so what is said is labelled; the answer stays inside."""
    runtime.store.close()
    status, text = _said(client, channel)
    assert status == 503
    assert ANSWER not in text
    assert PHONE in text
    assert "Автоматическое сообщение." in text


def test_30_that_word_bears_a_genuine_label(client: TestClient, runtime: Runtime) -> None:
    """Auditor 30."""
    runtime.store.close()
    reply = client.post(CALLS["json"][0], json=CALLS["json"][1]).json()
    claims = check_label(reply["label"]["jws"], runtime.jwks())
    assert isinstance(claims, Claims)
    assert (claims.lvl.value, reply["outcome"]) == ("none", "failed_store")
    assert reply["contact"]["phone"] == PHONE


def test_30_on_a_full_disk_nothing_unrecorded_leaves_and_all_goes_on_afterwards(
    prepared: Path, small_disk: Path, tmp_path: Path, clock: Clock
) -> None:
    """Auditor 30: neither an answer nor half a key."""
    with _opened(prepared, small_disk / "data", clock, tmp_path / "index") as runtime:
        client = TestClient(create_app(runtime))
        before = runtime.signer.public
        ballast = small_disk / "ballast"
        _fill(ballast)
        statuses = set()
        for _ in range(40):
            status, text = _said(client, "json")
            statuses.add(status)
            assert (ANSWER in text) == (status == 200)
            assert PHONE in text
        assert 503 in statuses
        keys = runtime.settings.data_dir / "keys"
        with pytest.raises((LabelUnavailable, StoreUnavailable)):
            _rotate(runtime)
        assert runtime.signer.public == before
        assert [path.stem for path in keys.glob("*.pem")] == [before.keys[0].kid]
        ballast.unlink()
        assert _said(client, "json")[0] == 200
        assert _rotate(runtime) == runtime.signer.kid != before.keys[0].kid
        assert runtime.records.check_chain().is_whole


def test_30_a_service_does_not_start_with_a_key_it_cannot_use(
    prepared: Path, tmp_path: Path, clock: Clock
) -> None:
    """Auditor 30: the fault shows before the first citizen asks."""
    data = tmp_path / "data"
    with _opened(prepared, data, clock):
        (key,) = (data / "keys").glob("*.pem")
    key.write_text("no key")
    with pytest.raises(LabelUnavailable, match="keys rotate"):
        build_runtime(load_settings(workspace=prepared, data_dir=data), now=clock)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


def _rotate(runtime: Runtime) -> str:
    from jauap.deployment import open_keys

    return open_keys(runtime.settings, runtime.now).rotate(lambda _: None)
