"""The conversation log on a real SQLite file."""

import threading
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from bot.database import Base, make_engine, session_scope
from bot.records import queries
from bot.records.models import UtcDateTime
from bot.records.queries import InProgress, New, Repeated

NOW = datetime(2025, 3, 1, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def engine(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'records.db'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def conversation(engine):
    with session_scope(engine) as session:
        return queries.open_conversation(session, "webchat", "es", now=NOW)


def _reply(number, kind="topic", **more):
    answer = {"kind": kind, "topic": "u-visa", "place": {"id": "springfield", "name": "Springfield"}}
    return {"id": f"m{number}", "text": f"Answer {number}", "language": "es", "dir": "ltr", "buttons": [],
            "answer": answer, **more}  # fmt: skip


def test_conversation_is_opened_once(engine, conversation):
    with session_scope(engine) as session:
        again = queries.open_conversation(session, "sms", "en", conversation_id=conversation.id)
        assert again == conversation
        assert queries.get_conversation(session, "unknown") is None
    assert conversation.started_at == NOW
    assert len(conversation.id) == 32


def test_language_and_rating_are_kept(engine, conversation):
    with session_scope(engine) as session:
        queries.set_language(session, conversation.id, "ht")
        queries.set_rating(session, conversation.id, 4)
    with session_scope(engine) as session:
        found = queries.get_conversation(session, conversation.id)
    assert (found.language, found.rating) == ("ht", 4)


def test_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(datetime(2025, 1, 1), None)


def test_repeated_message_gets_the_first_reply(engine, conversation):
    with session_scope(engine) as session:
        assert queries.remember_inbound(session, conversation.id, "c1") == New()
    with session_scope(engine) as session:
        assert queries.remember_inbound(session, conversation.id, "c1") == InProgress()
        queries.store_reply(session, conversation.id, "c1", [_reply(1)])
    with session_scope(engine) as session:
        assert queries.remember_inbound(session, conversation.id, "c1") == Repeated([_reply(1)])
        assert queries.remember_inbound(session, conversation.id, "c2") == New()


def test_failed_message_may_be_tried_again(engine, conversation):
    with session_scope(engine) as session:
        queries.remember_inbound(session, conversation.id, "c1")
        queries.mark_failed(session, conversation.id, "c1")
        assert queries.remember_inbound(session, conversation.id, "c1") == New()
        queries.store_reply(session, conversation.id, "c1", [])
        queries.mark_failed(session, conversation.id, "c1")
        assert queries.remember_inbound(session, conversation.id, "c1") == Repeated([])


def test_message_whose_process_died_may_be_tried_again(engine, conversation):
    late = NOW + timedelta(seconds=queries.TURN_LASTS_AT_MOST_S + 1)
    with session_scope(engine) as session:
        queries.remember_inbound(session, conversation.id, "c1", now=NOW)
        assert queries.remember_inbound(session, conversation.id, "c1", now=late) == New()
        assert queries.remember_inbound(session, conversation.id, "c1", now=late) == InProgress()


def test_only_one_of_many_simultaneous_requests_is_new(engine, conversation):
    results = []
    barrier = threading.Barrier(8)

    def ask():
        barrier.wait()
        with session_scope(engine) as session:
            results.append(queries.remember_inbound(session, conversation.id, "c1"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(New()) == 1
    assert results.count(InProgress()) == 7


def test_messages_after_the_last_one_seen(engine, conversation):
    with session_scope(engine) as session:
        stored = [queries.record_reply(session, conversation.id, _reply(n)) for n in range(3)]
        queries.record_inbound_text(session, conversation.id, "my number is 555-010-0199", "en")
    with session_scope(engine) as session:
        assert queries.messages_after(session, conversation.id) == stored
        assert queries.messages_after(session, conversation.id, "m0") == stored[1:]
        assert queries.messages_after(session, conversation.id, stored[1].sequence) == stored[2:]
        assert queries.messages_after(session, conversation.id, "of another conversation") == stored
        both = queries.messages_after(session, conversation.id, direction=None)
        assert [m.text for m in both][-1] == "my number is <PHONE>"
        assert queries.messages_after(session, "another", None) == []
    assert stored[0].reply == _reply(0)
    assert (stored[0].topic, stored[0].place_key, stored[0].answer_kind) == ("u-visa", "springfield", "topic")


def test_deleting_leaves_no_row_and_other_conversations_alone(engine, conversation):
    with session_scope(engine) as session:
        other = queries.open_conversation(session, "webchat", "en").id
        for each in (conversation.id, other):
            queries.remember_inbound(session, each, "c1")
            queries.record_reply(session, each, {**_reply(1), "id": f"m-{each}"})
    with session_scope(engine) as session:
        assert queries.delete_conversation(session, conversation.id) is True
        assert queries.delete_conversation(session, conversation.id) is False
    with session_scope(engine) as session:
        for table in ("messages", "inbound_messages"):
            owners = session.execute(sa.text(f"SELECT conversation_id FROM {table}")).scalars().all()  # noqa: S608
            assert owners == [other]
        assert queries.get_conversation(session, other) is not None


def test_late_reply_does_not_bring_a_deleted_conversation_back(engine, conversation):
    with session_scope(engine) as session:
        queries.remember_inbound(session, conversation.id, "c1")
        queries.delete_conversation(session, conversation.id)
    with session_scope(engine) as session:
        assert queries.record_reply(session, conversation.id, _reply(1)) is None
        queries.store_reply(session, conversation.id, "c1", [_reply(1)])
        queries.set_language(session, conversation.id, "en")
    with session_scope(engine) as session:
        assert queries.delete_conversation(session, conversation.id) is False


def test_purge_deletes_what_is_older(engine, conversation):
    with session_scope(engine) as session:
        young = queries.open_conversation(session, "sms", "en", now=NOW + timedelta(days=20)).id
        queries.record_inbound_text(session, conversation.id, "hello", "en", now=NOW + timedelta(days=1))
    with session_scope(engine) as session:
        assert queries.purge(session, NOW + timedelta(hours=1)) == 0
        assert queries.purge(session, NOW + timedelta(days=10)) == 1
        assert queries.get_conversation(session, conversation.id) is None
        assert queries.get_conversation(session, young) is not None
        assert queries.messages_after(session, conversation.id, direction=None) == []


def test_counts_of_a_period(engine, conversation):
    with session_scope(engine) as session:
        queries.record_inbound_text(session, conversation.id, "hola", "es", now=NOW)
        queries.record_inbound_text(session, conversation.id, "hola", "es", now=NOW + timedelta(days=1))
        queries.record_reply(session, conversation.id, _reply(1, "fallback"), now=NOW)
        queries.record_reply(session, conversation.id, _reply(2), now=NOW)
        queries.open_conversation(session, "sms", "en", now=NOW - timedelta(days=5))
    with session_scope(engine) as session:
        found = queries.counts(session, since=NOW)
        everything = queries.counts(session)
    assert (found.conversations, found.messages_in, found.messages_out, found.fallbacks) == (1, 2, 2, 1)
    assert found.by_language == (("es", 1),)
    assert found.by_day == (("2025-03-01", 1), ("2025-03-02", 1))
    assert found.by_answer_kind == (("fallback", 1), ("topic", 1))
    assert everything.by_channel == (("sms", 1), ("webchat", 1))


def test_text_that_a_database_refuses_is_made_storable(engine, conversation):
    with session_scope(engine) as session:
        queries.record_inbound_text(session, conversation.id, "a\ud800b\x00c", "en")
    with session_scope(engine) as session:
        [message] = queries.messages_after(session, conversation.id, direction="in")
    assert "\x00" not in message.text
    assert message.text.startswith("a")


def test_latest_rating_of_a_message_counts(engine, conversation):
    with session_scope(engine) as session:
        queries.record_reply(session, conversation.id, _reply(1), now=NOW)
        assert queries.rate_message(session, conversation.id, "m1", "helpful")
        assert queries.rate_message(session, conversation.id, "m1", "not_helpful")
        assert queries.ratings_of(session, conversation.id) == {"m1": "not_helpful"}


def test_only_answers_of_the_same_conversation_are_rated(engine, conversation):
    with session_scope(engine) as session:
        other = queries.open_conversation(session, "webchat", "en", now=NOW)
        queries.record_reply(session, conversation.id, _reply(1), now=NOW)
        asked = queries.record_inbound_text(session, conversation.id, "hola", "es", now=NOW)
        assert not queries.rate_message(session, other.id, "m1", "helpful")
        assert not queries.rate_message(session, conversation.id, asked.id, "helpful")
        assert not queries.rate_message(session, conversation.id, "unknown", "helpful")
        assert queries.ratings_of(session, conversation.id) == {}


@pytest.mark.parametrize("how", ["deleted", "purged"])
def test_ratings_go_with_the_conversation(engine, conversation, how):
    with session_scope(engine) as session:
        queries.record_reply(session, conversation.id, _reply(1), now=NOW)
        queries.rate_message(session, conversation.id, "m1", "helpful")
        if how == "deleted":
            queries.delete_conversation(session, conversation.id)
        else:
            queries.purge(session, NOW + timedelta(days=1))
        assert queries.ratings_of(session, conversation.id) == {}
