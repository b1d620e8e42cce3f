"""Does a store open, migrate and refuse alike over both databases?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from jauap.errors import StoreUnavailable
from jauap.storage.engine import make_engine
from jauap.storage.ingests import IngestReports, StoredReport
from jauap.storage.migrate import HEAD
from jauap.storage.store import Store, open_store
from jauap.storage.tables import metadata


def test_migrations_end_in_the_tables_the_code_uses(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD


def test_opening_again_changes_nothing(database_url: str) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    with open_store(database_url) as store:
        IngestReports(store).save("agriculture", "{}", at)
    with open_store(database_url) as store:
        assert IngestReports(store).latest("agriculture") is not None


def test_eight_openings_at_once_make_one_schema(database_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: open_store(database_url), range(8)))
    with stores[0].read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    for store in stores:
        store.close()


def test_a_database_of_a_later_version_is_refused_and_left_alone(database_url: str) -> None:
    with open_store(database_url) as store, store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999'"))
    with pytest.raises(StoreUnavailable, match=r"schema v9999.*install the version"):
        open_store(database_url)


def test_a_migration_that_breaks_off_leaves_the_database_empty(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = alembic.command.upgrade

    def upgrade_then_break_off(config: Config, revision: str) -> None:
        whole(config, revision)
        raise KeyboardInterrupt

    monkeypatch.setattr(alembic.command, "upgrade", upgrade_then_break_off)
    with pytest.raises(KeyboardInterrupt):
        open_store(database_url)
    monkeypatch.undo()
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
    with open_store(database_url) as store:
        store.ping()


def test_an_open_store_gives_a_sign_of_life_and_a_closed_one_does_not(database_url: str) -> None:
    store = open_store(database_url)
    store.ping()
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.ping()


def test_a_write_that_fails_leaves_nothing_behind(store: Store) -> None:
    reports = IngestReports(store)
    reports.save("agriculture", "{}", datetime(2026, 11, 1, tzinfo=UTC))

    def delete_and_fail() -> None:
        with store.write() as connection:
            connection.execute(text("DELETE FROM ingest_reports"))
            connection.execute(text("SELECT * FROM no_such_table"))

    with pytest.raises(StoreUnavailable, match="no_such_table"):
        delete_and_fail()
    assert reports.latest("agriculture") is not None


def test_the_newest_report_of_each_assistant_is_found(store: Store) -> None:
    reports = IngestReports(store)
    first, second = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    reports.save("agriculture", '{"added": 41}', first)
    reports.save("public_services", '{"added": 7}', first)
    reports.save("agriculture", '{"skipped": "құпиясөзбен қорғалған"}', second)
    assert reports.latest("agriculture") == StoredReport(
        assistant_id="agriculture", at=second, report_json='{"skipped": "құпиясөзбен қорғалған"}'
    )
    assert reports.latest("unknown") is None
