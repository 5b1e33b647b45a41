"""Rasa's tracker store and the conversation log, written in one transaction.

Named in ``endpoints.yml``::

    tracker_store:
      type: bot.records.tracker_store.RecordingTrackerStore

Rasa wraps every tracker store in a ``FailSafeTrackerStore``, which answers an error with a line in
the log and a store in memory: residents' words would stay unredacted in memory, and the log would
silently have holes. ``raise_if_not_recording`` turns that off and is called by the channels.
"""

import json
import logging
import uuid
from datetime import datetime, timezone
from typing import Any, Dict, Iterable, List, Optional, Tuple

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import sessionmaker

from bot.database import make_engine
from bot.records.errors import NotRecording, RecordsUnavailable
from bot.records.models import ANSWERED, IN, Conversation, InboundMessage, Message
from bot.records.queries import reply_columns, storable
from bot.records.redact import redact
from bot.records.reply import reply_from
from bot.records.scrub import Scrubber, is_private_slot, scrub_parse_data
from bot.settings import get_settings

log = logging.getLogger(__name__)

REQUESTED_SLOT = "requested_slot"

_EVENTS = SQLTrackerStore.SQLEvent.__table__
_CONVERSATIONS = Conversation.__table__
_INBOUND = InboundMessage.__table__
_MESSAGES = Message.__table__

_SESSION_START = (
    sa.select(sa.func.max(_EVENTS.c.timestamp))
    .where(
        _EVENTS.c.sender_id == sa.bindparam("conversation"),
        _EVENTS.c.type_name == SessionStarted.type_name,
    )
    .scalar_subquery()
)
_OF_CONVERSATION = _EVENTS.c.sender_id == sa.bindparam("conversation")
_OF_SESSION = sa.and_(_OF_CONVERSATION, sa.or_(_SESSION_START.is_(None), _EVENTS.c.timestamp >= _SESSION_START))
_ALL_EVENTS = sa.select(_EVENTS.c.data).where(_OF_CONVERSATION).order_by(_EVENTS.c.id)
_SESSION_EVENTS = sa.select(_EVENTS.c.data).where(_OF_SESSION).order_by(_EVENTS.c.id)
_COUNT_SESSION_EVENTS = sa.select(sa.func.count()).select_from(_EVENTS).where(_OF_SESSION)
_HAS_CONVERSATION = sa.select(sa.func.count()).where(_CONVERSATIONS.c.id == sa.bindparam("conversation"))

# Set on a tracker whose conversation was in the database when the turn began.
_KNOWN = "_was_recorded"


class RecordingTrackerStore(SQLTrackerStore):
    """Keeps Rasa's events, redacted, together with the conversation log: both or neither.

    The tracker in memory stays as it is, so the turn that is running sees the resident's own
    words; whatever is loaded later has the redacted ones.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        database_url: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """Open the database of the settings.

        Args:
            host: Ignored; Rasa passes the endpoint's ``url`` in it.
            event_broker: Must be None. Rasa publishes events before they are redacted.
            database_url: Only for tests; otherwise the setting counts.
        """
        if event_broker is not None:
            raise ValueError("event_broker publishes messages before they are redacted: remove it")
        self.engine = make_engine(database_url or get_settings().database_url)
        self.sessionmaker = sessionmaker(bind=self.engine, future=True)
        _create_rasa_tables(self.engine)
        # Makes the analyzer now, not while the first resident waits.
        redact("")
        # Past SQLTrackerStore: its constructor would open a database of its own.
        TrackerStore.__init__(self, domain, None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store a turn: redacted events, message rows and the reply to the client's message.

        A conversation that the resident deleted while the turn was running stays deleted.

        Raises:
            RecordsUnavailable: Nothing of the turn was stored.
        """
        try:
            with self.engine.begin() as connection:
                if not tracker.events:
                    _note_whether_known(connection, tracker)
                    return
                self._store_turn(connection, tracker)
        except sa.exc.SQLAlchemyError as error:
            raise RecordsUnavailable("the turn could not be stored") from error

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        query = _ALL_EVENTS if fetch_events_from_all_sessions else _SESSION_EVENTS
        try:
            with self.engine.connect() as connection:
                stored = connection.execute(query, {"conversation": sender_id}).scalars().all()
        except sa.exc.SQLAlchemyError as error:
            raise RecordsUnavailable("the conversation could not be read") from error
        if not stored:
            return None
        # One parse of one list is faster than one parse per event.
        events = json.loads(f"[{','.join(stored)}]")
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, _KNOWN, True)
        return tracker

    def _store_turn(self, connection: Connection, tracker: DialogueStateTracker) -> None:
        conversation = tracker.sender_id
        # Rasa's own way to tell what is new: events are only ever appended.
        stored = connection.execute(_COUNT_SESSION_EVENTS, {"conversation": conversation}).scalar_one()
        events = list(tracker.events)
        if stored >= len(events):
            return
        event_rows, message_rows, replies = _rows_of(conversation, events, stored)
        if not _touch_conversation(connection, tracker, message_rows, events[stored:]):
            log.info("records.turn_of_deleted_conversation_dropped")
            return
        connection.execute(sa.insert(_EVENTS), event_rows)
        if message_rows:
            connection.execute(sa.insert(_MESSAGES), message_rows)
        for client_message_id, reply in replies.items():
            connection.execute(
                sa.update(_INBOUND)
                .where(
                    _INBOUND.c.conversation_id == conversation,
                    _INBOUND.c.client_message_id == client_message_id,
                )
                .values(state=ANSWERED, reply=reply)
            )
        setattr(tracker, _KNOWN, True)


def raise_if_not_recording(tracker_store: TrackerStore) -> RecordingTrackerStore:
    """Make sure that an agent's conversations go through our store, and that its errors are heard.

    Rasa only warns when the class in ``endpoints.yml`` cannot be loaded, and its fail-safe wrapper
    hides errors unless it was given a callback, which Rasa's ``Agent`` never does. We give it one
    that raises. Cheap enough to call for every message; a new agent brings a new wrapper.

    Args:
        tracker_store: ``agent.tracker_store``.

    Returns:
        Our store, unwrapped.

    Raises:
        NotRecording: Another store is in use.
    """
    store = tracker_store
    if isinstance(tracker_store, FailSafeTrackerStore):
        store = tracker_store._tracker_store
        tracker_store._on_tracker_store_error = _raise
    if not isinstance(store, RecordingTrackerStore):
        raise NotRecording(f"the tracker store in use is {type(store).__name__}")
    return store


def _raise(error: Exception) -> None:
    raise error


def _create_rasa_tables(engine: Engine) -> None:
    """Make Rasa's table; another process may be making it at the same moment."""
    try:
        SQLTrackerStore.Base.metadata.create_all(engine)
    except (sa.exc.OperationalError, sa.exc.ProgrammingError):
        SQLTrackerStore.Base.metadata.create_all(engine)


def _note_whether_known(connection: Connection, tracker: DialogueStateTracker) -> None:
    """Rasa saves a new tracker while it is still empty: the moment to see if the channel opened it."""
    known = connection.execute(_HAS_CONVERSATION, {"conversation": tracker.sender_id}).scalar_one()
    setattr(tracker, _KNOWN, bool(known))


def _touch_conversation(
    connection: Connection,
    tracker: DialogueStateTracker,
    message_rows: List[Dict[str, Any]],
    new_events: Iterable[Event],
) -> bool:
    """Update the conversation's row, or make it; False when the resident deleted it meanwhile."""
    moment = message_rows[-1]["created_at"] if message_rows else datetime.now(timezone.utc)
    languages = [row["language"] for row in message_rows if row["language"]]
    changes: Dict[str, Any] = {"last_message_at": moment}
    if languages:
        changes["language"] = languages[-1]
    updated = connection.execute(
        sa.update(_CONVERSATIONS).where(_CONVERSATIONS.c.id == tracker.sender_id).values(**changes)
    )
    if updated.rowcount:
        return True
    if getattr(tracker, _KNOWN, False):
        return False
    channels = [e.input_channel for e in new_events if isinstance(e, UserUttered) and e.input_channel]
    connection.execute(
        sa.insert(_CONVERSATIONS).values(
            id=tracker.sender_id,
            channel=channels[0][:32] if channels else "unknown",
            language=changes.get("language") or get_settings().default_language,
            started_at=message_rows[0]["created_at"] if message_rows else moment,
            last_message_at=moment,
        )
    )
    return True


def _rows_of(
    conversation: str, events: List[Event], first_new: int
) -> Tuple[List[Dict[str, Any]], List[Dict[str, Any]], Dict[str, Any]]:
    """Turn a turn's events into rows.

    Returns:
        Rows of Rasa's events; rows of messages; the replies by the client's message id.
    """
    scrubber = Scrubber()
    event_rows: List[Dict[str, Any]] = []
    message_rows: List[Dict[str, Any]] = []
    replies: Dict[str, Any] = {}
    requested: Optional[str] = None
    answering: Optional[str] = None
    new: List[Tuple[Event, Optional[str]]] = []
    for index, event in enumerate(events):
        if isinstance(event, SlotSet) and event.key == REQUESTED_SLOT:
            requested = event.value
        if index < first_new:
            continue
        if isinstance(event, UserUttered) and event.text:
            # All messages first: an earlier event of the turn must not keep what a later one shows.
            redacted = scrubber.text(event.text, _language(event) or "en", is_private_slot(requested))
            new.append((event, redacted))
        else:
            new.append((event, getattr(event, "text", None)))
    for event, text in new:
        data = _event_data(event, text, scrubber)
        event_rows.append(_event_row(conversation, event, data))
        if text is None:
            continue
        if isinstance(event, UserUttered):
            message_rows.append(_inbound_row(conversation, event, data))
            answering = _client_message_id(event)
            if answering:
                replies[answering] = []
        elif isinstance(event, BotUttered):
            reply = reply_from(event.text, event.metadata, event.data)
            message_rows.append(_outbound_row(conversation, event, reply))
            if answering:
                replies[answering].append(reply)
    return event_rows, message_rows, replies


def _event_data(event: Event, text: Optional[str], scrubber: Scrubber) -> Dict[str, Any]:
    """An event as Rasa stores it, without a resident's private words. The bot's own stay."""
    data = event.as_dict()
    if isinstance(event, BotUttered):
        return data
    if not isinstance(event, UserUttered):
        return scrubber.value(data)
    data["parse_data"] = scrub_parse_data(data.get("parse_data") or {}, text, scrubber)
    data["text"] = text
    data["metadata"] = scrubber.value(data.get("metadata"))
    return data


def _event_row(conversation: str, event: Event, data: Dict[str, Any]) -> Dict[str, Any]:
    return {
        "sender_id": conversation,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _inbound_row(conversation: str, event: UserUttered, data: Dict[str, Any]) -> Dict[str, Any]:
    parse_data = data["parse_data"]
    intent = parse_data.get("intent") or {}
    topic, confidence = _topic_and_confidence(parse_data, intent)
    return {
        "id": uuid.uuid4().hex,
        "conversation_id": conversation,
        "direction": IN,
        "created_at": _moment(event),
        "language": _language(event),
        "text": storable(data["text"]),
        "intent": _short(intent.get("name")),
        "topic": _short(topic),
        "confidence": confidence,
        "place_key": _short(_place(parse_data.get("entities"))),
        "answer_kind": None,
        "reply": None,
    }


def _outbound_row(conversation: str, event: BotUttered, reply: Dict[str, Any]) -> Dict[str, Any]:
    return {
        "conversation_id": conversation,
        "created_at": _moment(event),
        "intent": None,
        "confidence": None,
        **reply_columns(reply),
    }


def _topic_and_confidence(parse_data: Dict[str, Any], intent: Dict[str, Any]) -> Tuple[Optional[str], Optional[float]]:
    """The topic is a name, or an object with ``name`` and ``confidence``; Rasa's intent has the rest."""
    topic = parse_data.get("topic")
    confidence = intent.get("confidence")
    if isinstance(topic, dict):
        confidence = topic.get("confidence", confidence)
        topic = topic.get("name")
    return topic, None if confidence is None else float(confidence)


def _place(entities: Any) -> Optional[str]:
    for entity in entities or []:
        if isinstance(entity, dict) and entity.get("entity") == "place":
            return entity.get("value")
    return None


def _client_message_id(event: UserUttered) -> Optional[str]:
    return (event.metadata or {}).get("client_message_id")


def _language(event: Event) -> Optional[str]:
    """The language understanding found in the message, else the one the channel or generator noted."""
    found = (getattr(event, "parse_data", None) or {}).get("language") or {}
    language = found.get("tag") or (event.metadata or {}).get("language")
    return str(language)[:35] if language else None


def _moment(event: Event) -> datetime:
    return datetime.fromtimestamp(event.timestamp, timezone.utc)


def _short(value: Any) -> Optional[str]:
    return None if value is None else storable(str(value))[:100]
