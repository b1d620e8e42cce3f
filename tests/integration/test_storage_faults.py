"""What happens to the register when the machine fails? Real kills, real full disks."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text

from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.errors import StoreUnavailable
from jauap.labelling.label import Labeller
from jauap.storage.answers import AnswerRecords
from jauap.storage.engine import make_engine
from jauap.storage.ingests import IngestReports
from jauap.storage.records import AnswerRecord, record_of
from jauap.storage.store import Store, open_store

AT = datetime(2026, 11, 1, tzinfo=UTC)

KILLED = """
import sys
from concurrent.futures import ThreadPoolExecutor
from jauap.labelling.claims import Claims
from jauap.labelling.code import new_code
from jauap.storage.answers import AnswerRecords
from jauap.storage.records import AnswerRecord
from jauap.storage.store import open_store
from jauap.answer import Outcome

records = AnswerRecords(open_store(sys.argv[1]))
claims = Claims.model_validate_json(sys.stdin.read())

def save(_):
    code = new_code()
    record = AnswerRecord(
        code=code,
        claims=claims.model_copy(update={"id": code}),
        jws="a.b.c",
        outcome=Outcome.ANSWERED_EXTRACT,
    )
    records.save(record, question="Жер кезегі")
    sys.stdout.write(code + "\\n")
    sys.stdout.flush()

with ThreadPoolExecutor(8) as pool:
    list(pool.map(save, range(100_000)))
"""


@pytest.fixture
def record(labeller: Labeller, answer: Answer, assistant: Assistant) -> AnswerRecord:
    return record_of(labeller.label(answer, assistant=assistant))


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = Path(tempfile.mkdtemp(prefix="jauap-small-"))
    mounted = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True).returncode != 0:
        folder.rmdir()
        pytest.skip("a small file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


@pytest.mark.parametrize("acknowledged", [1, 40, 400])
def test_kill_9_loses_no_record_that_was_confirmed(
    tmp_path: Path, record: AnswerRecord, acknowledged: int
) -> None:
    url = f"sqlite:///{tmp_path / 'jauap.db'}"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(record.claims.model_dump_json())
        process.stdin.close()
        confirmed = [process.stdout.readline().strip() for _ in range(acknowledged)]
        process.kill()
        confirmed += [line.strip() for line in process.stdout if line.endswith("\n")]
    with open_store(url) as store:
        records = AnswerRecords(store)
        finding = records.check_chain()
        assert finding.is_whole
        assert finding.checked >= len(confirmed) >= acknowledged
        assert [code for code in confirmed if records.find(code) is None] == []
        records.save(record)
        assert records.check_chain().checked == finding.checked + 1
    with sqlite3.connect(tmp_path / "jauap.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_full_disk_is_told_and_nothing_confirmed_is_lost(
    small_disk: Path, labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(200_000))
    made = [record_of(labeller.label(answer, assistant=assistant)) for _ in range(1200)]
    confirmed = []
    with open_store(f"sqlite:///{small_disk / 'jauap.db'}") as store:
        records = AnswerRecords(store)

        def save(record: AnswerRecord) -> None:
            records.save(record)
            confirmed.append(record)

        with pytest.raises(StoreUnavailable, match="free disk space"):
            list(map(save, made))
        assert len(confirmed) > 10
        assert [one for one in confirmed if records.find(one.code) != one] == []
        ballast.unlink()
        save(made[-1])
        assert records.check_chain().checked == len(confirmed)


def test_a_locked_database_is_told_and_works_again_afterwards(
    tmp_path: Path, record: AnswerRecord
) -> None:
    path = tmp_path / "jauap.db"
    with open_store(f"sqlite:///{path}?timeout=0.1") as store:
        records = AnswerRecords(store)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="another process holds the database"):
            records.save(record)
        other.execute("ROLLBACK")
        other.close()
        records.save(record)
        assert records.find(record.code) == record


def test_threads_of_one_process_never_meet_at_the_lock_of_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jauap.db'}"
    open_store(url).close()
    engine = make_engine(url)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 0"))
    with Store(engine) as store, ThreadPoolExecutor(14) as pool:
        reports = IngestReports(store)

        def write_on(writer: int) -> None:
            for number in range(40):
                reports.save(f"жазушы-{writer}", f'{{"added": {number}}}', AT)

        list(pool.map(write_on, range(14)))
        with store.read() as connection:
            assert connection.scalar(text("SELECT count(*) FROM ingest_reports")) == 14 * 40


def test_a_write_behind_a_write_that_never_ends_is_told_and_works_afterwards(
    tmp_path: Path, record: AnswerRecord
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'jauap.db'}?timeout=0.1") as store:
        records = AnswerRecords(store)
        with (
            store.write(),
            ThreadPoolExecutor(1) as pool,
            pytest.raises(StoreUnavailable, match=r"another write held .* for 0\.1 seconds"),
        ):
            pool.submit(records.save, record).result()
        records.save(record)
        assert records.find(record.code) == record


@pytest.mark.parametrize("asked", ["тез", "-1", "nan", "inf"])
def test_an_unusable_time_to_wait_is_refused(tmp_path: Path, asked: str) -> None:
    with pytest.raises(StoreUnavailable, match="is not a number of seconds up to 3600"):
        open_store(f"sqlite:///{tmp_path / 'jauap.db'}?timeout={asked}")


def test_a_database_made_read_only_is_told_and_still_answers(
    tmp_path: Path, record: AnswerRecord
) -> None:
    url = f"sqlite:///{tmp_path / 'jauap.db'}"
    with open_store(url) as store:
        records = AnswerRecords(store)
        records.save(record)
        with store.write() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        other = replace(record, claims=record.claims.model_copy(update={"st": "aborted"}))
        with pytest.raises(StoreUnavailable, match="right to write"):
            records.save(other)
        assert records.find(record.code) == record


@pytest.mark.parametrize(
    ("content", "remedy"),
    [(b"not a database at all" * 100, "restore"), (None, "may write it")],
    ids=["damaged", "folder_in_its_place"],
)
def test_a_file_that_is_no_database_is_named(
    tmp_path: Path, content: bytes | None, remedy: str
) -> None:
    path = tmp_path / "jauap.db"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=rf"jauap\.db.*{remedy}"):
        open_store(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("", "sqlite:///"),
        ("no address", "sqlite:///"),
        ("sqlite://", "keeps nothing in.*sqlite:///"),
        ("sqlite:///:memory:", "keeps nothing in.*sqlite:///"),
        ("oracle://x/y", "sqlite:///"),
        ("postgresql://jauap:kupia@127.0.0.1:1/x", "database runs"),
    ],
)
def test_an_address_without_a_database_is_told_with_the_way_out(url: str, remedy: str) -> None:
    with pytest.raises(StoreUnavailable, match=remedy) as caught:
        open_store(url)
    assert "kupia" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="folder"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'data' / 'jauap.db'}")


@pytest.mark.postgres
def test_a_restarted_postgresql_is_found_again(postgres_address: str, record: AnswerRecord) -> None:
    import psycopg

    with open_store(postgres_address) as store:
        records = AnswerRecords(store)
        store.ping()
        with psycopg.connect(postgres_address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'jauap'"
            )
        records.save(record)
        assert records.find(record.code) == record


def test_copying_the_files_of_a_closed_store_is_a_backup(
    tmp_path: Path, record: AnswerRecord
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'jauap.db'}") as store:
        AnswerRecords(store).save(record)
    assert [entry.name for entry in tmp_path.iterdir()] == ["jauap.db"]
    shutil.copy(tmp_path / "jauap.db", tmp_path / "copy.db")
    with open_store(f"sqlite:///{tmp_path / 'copy.db'}") as store:
        assert AnswerRecords(store).find(record.code) == record
