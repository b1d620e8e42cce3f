"""A write is answered once and for all, and its reply cannot be read from the database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from jauap.storage.replies import Replies, Reply, Reuse
from jauap.storage.store import Store

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
REPLY = Reply(status=201, body='{"invitation":"құпия сілтеме"}')


def test_the_first_reply_stays(store: Store) -> None:
    replies = Replies(store)
    assert replies.find("p1", "key", "a" * 64) is None
    assert replies.keep("p1", "key", "a" * 64, REPLY, at=NOW) == REPLY
    later = Reply(status=200, body="{}")
    assert replies.keep("p1", "key", "a" * 64, later, at=NOW) == REPLY
    assert replies.find("p1", "key", "a" * 64) == REPLY


def test_another_request_with_the_same_key_is_told_so(store: Store) -> None:
    replies = Replies(store)
    replies.keep("p1", "key", "a" * 64, REPLY, at=NOW)
    assert replies.find("p1", "key", "b" * 64) is Reuse.OTHER_REQUEST
    assert replies.keep("p1", "key", "b" * 64, REPLY, at=NOW) is Reuse.OTHER_REQUEST


def test_people_do_not_share_keys(store: Store) -> None:
    replies = Replies(store)
    replies.keep("p1", "key", "a" * 64, REPLY, at=NOW)
    assert replies.find("p2", "key", "a" * 64) is None


def test_the_database_shows_neither_key_nor_reply(store: Store) -> None:
    Replies(store).keep("p1", "2f0c-key", "a" * 64, REPLY, at=NOW)
    with store.read() as connection:
        row = str(connection.execute(text("SELECT * FROM replies")).one())
    assert "құпия" not in row
    assert "2f0c-key" not in row


def test_old_replies_are_deleted(store: Store) -> None:
    replies = Replies(store)
    replies.keep("p1", "old", "a" * 64, REPLY, at=NOW)
    replies.keep("p1", "new", "a" * 64, REPLY, at=NOW + timedelta(hours=1))
    assert replies.purge(NOW + timedelta(minutes=1)) == 1
    assert replies.find("p1", "old", "a" * 64) is None
    assert replies.find("p1", "new", "a" * 64) == REPLY
