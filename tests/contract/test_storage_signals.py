"""What authors said and who has to be told: the same in SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from jauap.storage.author_uses import AuthorUse, AuthorUses
from jauap.storage.signals import SignalRecords, StoredSignal
from jauap.storage.store import Store

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DENIED = StoredSignal(
    kind="content-usage",
    place="https://kitap.kz/robots.txt",
    says="deny",
    raw=b"Content-Usage: / train-ai=n\x00\xff \xd2\x9b",
    seen_at=NOW - timedelta(minutes=5),
)


def test_statement_comes_back_with_its_bytes_and_times(store: Store) -> None:
    records = SignalRecords(store)
    assert records.add("agriculture", "kitap.kk", [DENIED], at=NOW)
    look = records.last("agriculture", "kitap.kk")
    assert look is not None
    assert (look.looked_at, look.signals) == (NOW, (DENIED,))
    assert records.last("agriculture", "kitap.ru") is None
    assert records.last("public_services", "kitap.kk") is None


def test_same_finding_is_stored_once_a_day_and_a_change_at_once(store: Store) -> None:
    records = SignalRecords(store)
    assert records.add("agriculture", "kitap.kk", [DENIED], at=NOW)
    assert not records.add("agriculture", "kitap.kk", [DENIED], at=NOW + timedelta(hours=23))
    assert records.add("agriculture", "kitap.kk", [], at=NOW + timedelta(hours=23, minutes=1))
    assert not records.add("agriculture", "kitap.kk", [], at=NOW + timedelta(hours=24))
    assert records.add("agriculture", "kitap.kk", [DENIED], at=NOW + timedelta(days=1))
    assert records.add("agriculture", "kitap.kk", [DENIED], at=NOW + timedelta(days=2))
    assert records.check_chain().checked == 4


def test_look_that_found_nothing_lifts_an_earlier_denial(store: Store) -> None:
    records = SignalRecords(store)
    records.add("agriculture", "kitap.kk", [DENIED, DENIED], at=NOW)
    records.add("agriculture", "kitap.kk", [], at=NOW + timedelta(minutes=1))
    look = records.last("agriculture", "kitap.kk")
    assert look is not None
    assert look.signals == ()


def test_changed_statement_breaks_the_chain(store: Store) -> None:
    records = SignalRecords(store)
    for number in range(3):
        records.add("agriculture", f"kitap-{number}.kk", [DENIED], at=NOW)
    assert records.check_chain().is_whole
    with store.write() as connection:
        connection.execute(text("UPDATE signals SET says = 'allow' WHERE seq = 2"))
    assert records.check_chain().broken_at == 2


def test_use_of_a_third_partys_text_keeps_its_first_day_until_particulars_change(
    store: Store,
) -> None:
    uses = AuthorUses(store)
    use = AuthorUse(
        assistant_id="agriculture",
        document_id="kitap.kk",
        author="Ә. Үлгі",
        contact="",
        permission="№ 7",
    )
    later = NOW + timedelta(days=40)
    assert uses.note(use, at=NOW) == NOW
    assert uses.note(use, at=later) == NOW
    told = AuthorUse(
        assistant_id="agriculture",
        document_id="kitap.kk",
        author="Ә. Үлгі",
        contact="a@ulgi.kz",
        permission="№ 7",
    )
    assert uses.note(told, at=later) == later
    chain = uses.check_chain()
    assert (chain.checked, chain.is_whole) == (2, True)
