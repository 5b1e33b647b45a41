"""Rasa's tracker store on a real SQLite file: redacted, in one transaction, and heard when it fails."""

import asyncio
import json
import sqlite3
import time
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, create_tracker_store
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.database import Base, make_engine, session_scope
from bot.records import queries
from bot.records.errors import NotRecording, RecordsUnavailable
from bot.records.queries import Repeated
from bot.records.tracker_store import RecordingTrackerStore, raise_if_not_recording

PHONE = "(555) 010-0199"
EMAIL = "ana.fake@example.org"
A_NUMBER = "A 123-456-789"
SECRETS = ("010-0199", "5550100199", "ana.fake", "123-456-789", "123456789", "undocumented", "Zzyzx Fakeroad")
TEXT = (
    f"I am undocumented, call {PHONE} or {EMAIL}, my number is {A_NUMBER}, "
    "I live at 12 Zzyzx Fakeroad Street in Springfield"
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def url(folder):
    return f"sqlite:///{folder / 'records.db'}"


@pytest.fixture
def engine(url):
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine, url):
    store = RecordingTrackerStore(Domain.empty(), database_url=url)
    yield store
    store.engine.dispose()


@pytest.fixture
def conversation(engine):
    with session_scope(engine) as session:
        return queries.open_conversation(session, "webchat", "en").id


def play(store, conversation, text=TEXT, reply_id="m1", client_message_id=None, extra=()):
    """One turn as Rasa's processor plays it."""

    async def _play():
        tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
        if not tracker.events:
            for event in (
                ActionExecuted("action_session_start"),
                SessionStarted(),
                ActionExecuted("action_listen"),
            ):
                tracker.update(event)
        for event in turn(text, reply_id, client_message_id, extra):
            tracker.update(event)
        await store.save(tracker)
        return tracker

    return asyncio.run(_play())


def turn(text, reply_id, client_message_id, extra):
    metadata = {"language": "en", "client_message_id": client_message_id}
    entities = [
        {"entity": "place", "value": "springfield", "start": 0, "end": 1},
        {"entity": "phone", "value": "010-0199", "start": 0, "end": 1},
    ]
    parse_data = {
        "intent": {"name": "faq", "confidence": 0.7},
        "entities": entities,
        "text": text,
        "topic": {"name": "u-visa", "confidence": 0.9},
        "intent_ranking": [{"name": f"faq/{n}", "confidence": 1 / (n + 1)} for n in range(50)],
        "text_tokens": [[0, 1]],
        "raw": {"copy": [text.lower(), text]},
    }
    buttons = [{"title": "More", "payload": "/more", "type": "postback"}]
    answer = {"kind": "policy", "topic": "u-visa", "place": {"id": "springfield", "name": "Springfield"}}
    return [
        UserUttered(text, parse_data["intent"], entities, parse_data, None, "webchat", "x", metadata),
        *(SlotSet(key, value) for key, value in extra),
        SlotSet("topic", "u-visa"),
        SlotSet("phone", "+15550100199"),
        SlotSet("message", text),
        ActionExecuted("action_answer"),
        BotUttered(
            "Call 1-800-799-7233 or 911.",
            {"buttons": buttons},
            {"id": reply_id, "language": "en", "dir": "ltr", "answer": answer},
        ),
        ActionExecuted("action_listen"),
    ]


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def rows(folder, query):
    connection = sqlite3.connect(folder / "records.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_no_file_of_the_database_holds_personal_data(store, conversation, folder):
    play(store, conversation)
    stored = bytes_of(folder).decode("utf-8", "replace")
    assert "records.db-wal" in {path.name for path in folder.iterdir()}
    assert "<PHONE>" in stored
    for secret in SECRETS:
        assert secret.lower() not in stored.lower(), secret


def test_message_rows_say_what_was_understood_and_answered(store, conversation, engine):
    play(store, conversation)
    with session_scope(engine) as session:
        incoming, outgoing = queries.messages_after(session, conversation, direction=None)
        talk = queries.get_conversation(session, conversation)
    assert incoming.text == (
        "<STATUS>, call <PHONE> or <EMAIL>, my number is <A_NUMBER>, I live at <ADDRESS> in Springfield"
    )
    assert (incoming.direction, incoming.language, incoming.intent) == ("in", "en", "faq")
    assert (incoming.topic, incoming.confidence, incoming.place_key) == ("u-visa", 0.9, "springfield")
    assert incoming.reply is None
    assert outgoing.id == "m1"
    assert (outgoing.answer_kind, outgoing.topic, outgoing.place_key) == ("policy", "u-visa", "springfield")
    assert outgoing.reply == {
        "id": "m1",
        "text": "Call 1-800-799-7233 or 911.",
        "language": "en",
        "dir": "ltr",
        "buttons": [{"title": "More", "payload": "/more"}],
        "answer": {
            "kind": "policy",
            "topic": "u-visa",
            "place": {"id": "springfield", "name": "Springfield"},
        },
    }
    assert talk.last_message_at == outgoing.created_at


def test_running_turn_keeps_the_words_and_the_next_turn_does_not(store, conversation):
    tracker = play(store, conversation)
    assert tracker.latest_message.text == TEXT
    later = asyncio.run(store.retrieve(conversation))
    assert PHONE not in later.latest_message.text
    assert later.latest_message.parse_data["text"] == later.latest_message.text
    assert later.latest_message.parse_data["topic"]["name"] == "u-visa"
    assert len(later.latest_message.parse_data["intent_ranking"]) == 10


def test_each_event_is_stored_once_over_many_turns_and_sessions(store, conversation, folder):
    for number in range(4):
        tracker = play(store, conversation, reply_id=f"m{number}")
    asyncio.run(store.save(tracker))
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    asyncio.run(store.save(tracker))
    play(store, conversation, reply_id="m9")
    stored = [json.loads(data) for (data,) in rows(folder, "SELECT data FROM events ORDER BY id")]
    assert len(stored) == 3 + 4 * 7 + 2 + 7
    assert len({event["timestamp"] for event in stored}) == len(stored)
    assert rows(folder, "SELECT direction, count(*) FROM messages GROUP BY 1") == [("in", 5), ("out", 5)]
    full = asyncio.run(store.retrieve_full_tracker(conversation))
    assert len(full.events) == len(stored)
    assert len(asyncio.run(store.retrieve(conversation)).events) == 1 + 7


def test_same_turn_answers_the_clients_message(store, conversation, engine):
    with session_scope(engine) as session:
        queries.remember_inbound(session, conversation, "c1")
    play(store, conversation, client_message_id="c1")
    with session_scope(engine) as session:
        again = queries.remember_inbound(session, conversation, "c1")
        [sent] = queries.messages_after(session, conversation)
    assert again == Repeated([sent.reply])


def test_failure_stores_nothing_and_is_heard_through_rasas_wrapper(store, conversation, folder, caplog):
    play(store, conversation, reply_id="m1")
    before = rows(folder, "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM messages)")
    wrapped = FailSafeTrackerStore(store)
    assert raise_if_not_recording(wrapped) is store
    with pytest.raises(RecordsUnavailable) as raised:
        play(wrapped, conversation, reply_id="m1")  # The same id again breaks the messages table's rule.
    assert rows(folder, "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM messages)") == before
    error = raised.value
    while error is not None:
        assert "<PHONE>" not in str(error)
        error = error.__cause__
    assert "0199" not in caplog.text
    play(wrapped, conversation, reply_id="m2")
    assert rows(folder, "SELECT count(*) FROM messages") == [(4,)]


def test_unreadable_database_is_heard(store, conversation, engine):
    wrapped = FailSafeTrackerStore(store)
    raise_if_not_recording(wrapped)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE events"))
    with pytest.raises(RecordsUnavailable):
        asyncio.run(wrapped.get_or_create_tracker(conversation))


def test_another_store_is_refused():
    for other in (
        InMemoryTrackerStore(Domain.empty()),
        FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty())),
    ):
        with pytest.raises(NotRecording):
            raise_if_not_recording(other)


def test_event_broker_is_refused(url):
    with pytest.raises(ValueError, match="before they are redacted"):
        RecordingTrackerStore(Domain.empty(), event_broker=object(), database_url=url)


def test_rasa_loads_the_store_by_its_name(engine, url):
    endpoint = EndpointConfig(
        type="bot.records.tracker_store.RecordingTrackerStore", url="ignored", database_url=url
    )
    store = create_tracker_store(endpoint, Domain.empty())
    assert type(store) is RecordingTrackerStore
    store.engine.dispose()


def test_unknown_conversation_gets_its_row(store, engine):
    play(store, "from-a-shell")
    with session_scope(engine) as session:
        talk = queries.get_conversation(session, "from-a-shell")
    assert (talk.channel, talk.language) == ("webchat", "en")


@pytest.mark.parametrize("turns_before", [0, 1])
def test_conversation_deleted_during_a_turn_stays_deleted(store, conversation, engine, folder, turns_before):
    for number in range(turns_before):
        play(store, conversation, reply_id=f"before{number}")

    async def _play():
        tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
        with session_scope(engine) as session:
            queries.delete_conversation(session, conversation)
        for event in turn(TEXT, "m1", None, ()):
            tracker.update(event)
        await store.save(tracker)

    asyncio.run(_play())
    for table in ("events", "messages", "conversations"):
        assert rows(folder, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608


def test_answer_for_a_contact_slot_is_private_as_a_whole(store, conversation, folder):
    play(store, conversation, text="hello", reply_id="m1", extra=[("requested_slot", "contact_name")])
    play(
        store,
        conversation,
        text="Zenobia",
        reply_id="m2",
        extra=[("contact_name", "Zenobia"), ("requested_slot", None)],
    )
    play(store, conversation, text="thank you", reply_id="m3")
    assert b"zenobia" not in bytes_of(folder).lower()
    texts = rows(folder, "SELECT text FROM messages WHERE direction = 'in' ORDER BY sequence")
    assert texts == [("hello",), ("<PRIVATE>",), ("thank you",)]


def test_deleted_conversation_leaves_no_byte(store, engine, folder):
    """Enough conversations that pages split, merge and are freed, then one in the middle goes."""
    for number in range(40):
        play(
            store,
            f"conversation-{number}",
            text=f"unmistakable-{number} " + "word " * 150,
            reply_id=f"m{number}",
        )
    for number in range(10, 30):
        with session_scope(engine) as session:
            assert queries.delete_conversation(session, f"conversation-{number}")
    assert queries.checkpoint(engine) is True
    stored = bytes_of(folder)
    for number in range(40):
        assert (b"unmistakable-%d " % number in stored) is not (10 <= number < 30), number


def test_purge_takes_rasas_events_along(store, conversation, engine, folder):
    play(store, conversation)
    with session_scope(engine) as session:
        assert queries.purge(session, datetime.now(timezone.utc) + timedelta(seconds=5)) == 1
    assert rows(folder, "SELECT count(*) FROM events") == [(0,)]


def test_message_with_any_character_is_stored(store, conversation, engine):
    play(store, conversation, text="\ud800\x00 hello \U0001f600")
    with session_scope(engine) as session:
        [message] = queries.messages_after(session, conversation, direction="in")
    assert message.text.endswith(" hello \U0001f600")


def test_saving_a_turn_is_fast_and_takes_few_statements(store, conversation):
    statements = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    times = []
    for number in range(20):

        async def _turn(number=number):
            tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
            for event in turn(TEXT, f"m{number}", "c1", ()):
                tracker.update(event)
            statements.clear()
            started = time.perf_counter()
            await store.save(tracker)
            times.append(time.perf_counter() - started)

        asyncio.run(_turn())
    assert len(statements) == 5
    assert sorted(times)[10] < 0.02
