"""Reads and writes of the conversation log. Each takes a session and leaves the commit to its caller."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.records.models import (
    ANSWERED,
    FAILED,
    IN,
    OUT,
    RECEIVED,
    Conversation,
    InboundMessage,
    Message,
    Rating,
)
from bot.records.redact import redact

# Rasa's own table. It is only deleted from here; Rasa's tracker store writes it.
RASA_EVENTS = sa.table(
    "events", sa.column("sender_id", sa.String), sa.column("timestamp", sa.Float), sa.column("id", sa.Integer)
)

# A turn that took longer than this died with its process; the client may try it again.
TURN_LASTS_AT_MOST_S = 120


@dataclass(frozen=True)
class ConversationRecord:
    id: str
    channel: str
    language: str
    started_at: datetime
    last_message_at: datetime
    expires_at: Optional[datetime]
    rating: Optional[int]


@dataclass(frozen=True)
class MessageRecord:
    """One message of the log; ``reply`` is the client's object and None for a resident's message."""

    sequence: int
    id: str
    conversation_id: str
    direction: str
    created_at: datetime
    language: Optional[str]
    text: str
    intent: Optional[str]
    topic: Optional[str]
    confidence: Optional[float]
    place_key: Optional[str]
    answer_kind: Optional[str]
    reply: Optional[Dict[str, Any]]


@dataclass(frozen=True)
class New:
    """The message has not been answered; the caller now owns its turn."""


@dataclass(frozen=True)
class Repeated:
    """The message was answered before, with this reply."""

    reply: Any


@dataclass(frozen=True)
class InProgress:
    """The message's turn is still running in another request."""


@dataclass(frozen=True)
class Counts:
    """Numbers of a period for the staff console; pairs are sorted, the largest first."""

    conversations: int
    messages_in: int
    messages_out: int
    fallbacks: int
    by_language: Tuple[Tuple[str, int], ...]
    by_channel: Tuple[Tuple[str, int], ...]
    by_topic: Tuple[Tuple[str, int], ...]
    by_answer_kind: Tuple[Tuple[str, int], ...]
    by_day: Tuple[Tuple[str, int], ...]


def open_conversation(
    session: Session,
    channel: str,
    language: str,
    conversation_id: Optional[str] = None,
    expires_at: Optional[datetime] = None,
    now: Optional[datetime] = None,
) -> ConversationRecord:
    """Begin a conversation, or return it when its id is known already.

    Args:
        conversation_id: None for a new random one.
        expires_at: End of the session token, for channels that give one.
    """
    conversation_id = conversation_id or uuid.uuid4().hex
    now = now or _now()
    session.execute(
        _insert(session, Conversation)
        .values(
            id=conversation_id,
            channel=channel,
            language=language,
            started_at=now,
            last_message_at=now,
            expires_at=expires_at,
        )
        .on_conflict_do_nothing()
    )
    record = get_conversation(session, conversation_id)
    if record is None:
        raise RuntimeError("the conversation was deleted while it was opened")
    return record


def get_conversation(session: Session, conversation_id: str) -> Optional[ConversationRecord]:
    """Look a conversation up; None when there is none, or no more."""
    row = session.execute(
        sa.select(*_columns(ConversationRecord, Conversation)).where(Conversation.id == conversation_id)
    ).one_or_none()
    return None if row is None else ConversationRecord(*row)


def set_language(session: Session, conversation_id: str, language: str) -> None:
    """Remember which language the conversation goes on in."""
    session.execute(
        sa.update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(language=language)
        .execution_options(synchronize_session=False)
    )


def set_rating(session: Session, conversation_id: str, rating: Optional[int]) -> None:
    """Remember how the resident rated the conversation."""
    session.execute(
        sa.update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(rating=rating)
        .execution_options(synchronize_session=False)
    )


def remember_inbound(
    session: Session, conversation_id: str, client_message_id: str, now: Optional[datetime] = None
) -> Union[New, Repeated, InProgress]:
    """Note a client's message before it is answered; two requests never both get ``New``.

    A message whose turn failed, or whose process died, is ``New`` again. Commit before the turn
    begins, or the other request does not see it.
    """
    now = now or _now()
    inserted = session.execute(
        _insert(session, InboundMessage)
        .values(
            conversation_id=conversation_id,
            client_message_id=client_message_id,
            state=RECEIVED,
            received_at=now,
        )
        .on_conflict_do_nothing()
    )
    if inserted.rowcount == 1:
        return New()
    key = _inbound_key(conversation_id, client_message_id)
    died_before = now - timedelta(seconds=TURN_LASTS_AT_MOST_S)
    retried = session.execute(
        sa.update(InboundMessage)
        .where(
            key,
            sa.or_(
                InboundMessage.state == FAILED,
                sa.and_(InboundMessage.state == RECEIVED, InboundMessage.received_at < died_before),
            ),
        )
        .values(state=RECEIVED, received_at=now)
        .execution_options(synchronize_session=False)
    )
    if retried.rowcount == 1:
        return New()
    row = session.execute(sa.select(InboundMessage.state, InboundMessage.reply).where(key)).one_or_none()
    if row is not None and row.state == ANSWERED:
        return Repeated(row.reply)
    return InProgress()


def store_reply(session: Session, conversation_id: str, client_message_id: str, reply: Any) -> None:
    """Remember the answer to a client's message, to give the same one if the message comes again."""
    session.execute(
        sa.update(InboundMessage)
        .where(_inbound_key(conversation_id, client_message_id))
        .values(state=ANSWERED, reply=reply)
        .execution_options(synchronize_session=False)
    )


def mark_failed(session: Session, conversation_id: str, client_message_id: str) -> None:
    """Let the client send its message again; an answered message stays answered."""
    session.execute(
        sa.update(InboundMessage)
        .where(_inbound_key(conversation_id, client_message_id), InboundMessage.state == RECEIVED)
        .values(state=FAILED)
        .execution_options(synchronize_session=False)
    )


def messages_after(
    session: Session,
    conversation_id: str,
    after: Union[int, str, None] = None,
    direction: Optional[str] = OUT,
    limit: int = 200,
) -> List[MessageRecord]:
    """List a conversation's messages that follow one the client has seen, oldest first.

    Args:
        after: A ``sequence`` (int) or message id (str); None, or an id that this conversation does
            not have, means from the beginning.
        direction: ``out`` (default), ``in``, or None for both.
    """
    query = sa.select(*_columns(MessageRecord, Message)).where(Message.conversation_id == conversation_id)
    if isinstance(after, str):
        seen = (
            sa.select(Message.sequence)
            .where(Message.conversation_id == conversation_id, Message.id == after)
            .scalar_subquery()
        )
        query = query.where(Message.sequence > sa.func.coalesce(seen, 0))
    elif after is not None:
        query = query.where(Message.sequence > after)
    if direction is not None:
        query = query.where(Message.direction == direction)
    return [MessageRecord(*row) for row in session.execute(query.order_by(Message.sequence).limit(limit))]


def record_inbound_text(
    session: Session,
    conversation_id: str,
    text: str,
    language: str,
    intent: Optional[str] = None,
    now: Optional[datetime] = None,
) -> Optional[MessageRecord]:
    """Log, redacted, a resident's message that does not go through Rasa.

    Returns:
        None when the resident has deleted the conversation; then nothing is logged.
    """
    return _add_message(
        session,
        conversation_id,
        now or _now(),
        id=uuid.uuid4().hex,
        direction=IN,
        language=language,
        text=storable(redact(text, language).text),
        intent=intent,
    )


def record_reply(
    session: Session, conversation_id: str, reply: Mapping[str, Any], now: Optional[datetime] = None
) -> Optional[MessageRecord]:
    """Log a message to the resident that does not come from Rasa, such as one a person wrote.

    Args:
        reply: The client's object with ``id``, ``text``, ``language``, ``dir``, ``buttons``, ``answer``.

    Returns:
        None when the resident has deleted the conversation; then nothing is logged.
    """
    return _add_message(session, conversation_id, now or _now(), **reply_columns(reply))


def reply_columns(reply: Mapping[str, Any]) -> Dict[str, Any]:
    """The columns of a message row that follow from the client's object."""
    answer = reply.get("answer")
    answer = answer if isinstance(answer, Mapping) else {}
    place = answer.get("place")
    place_key = place.get("id") if isinstance(place, Mapping) else place
    return {
        "id": str(reply["id"])[:64] if reply.get("id") else uuid.uuid4().hex,
        "direction": OUT,
        "language": _short(reply.get("language"), 35),
        "text": storable(str(reply.get("text") or "")),
        "topic": _short(answer.get("topic"), 100),
        "place_key": _short(place_key, 100),
        "answer_kind": _short(answer.get("kind"), 32),
        "reply": dict(reply),
    }


def rate_message(
    session: Session, conversation_id: str, message_id: str, rating: str, now: Optional[datetime] = None
) -> bool:
    """Remember what a resident thought of an answer; the latest rating of a message counts.

    Returns:
        False when the conversation has no such message to the resident; then nothing is stored.
    """
    message = sa.select(Message.id).where(
        Message.id == message_id, Message.conversation_id == conversation_id, Message.direction == OUT
    )
    if session.execute(message).one_or_none() is None:
        return False
    values = {"rating": rating, "rated_at": now or _now()}
    session.execute(
        _insert(session, Rating)
        .values(message_id=message_id, conversation_id=conversation_id, **values)
        .on_conflict_do_update(index_elements=["message_id"], set_=values)
    )
    return True


def ratings_of(session: Session, conversation_id: str) -> Dict[str, str]:
    """The rating of each rated message of a conversation, by message id."""
    query = sa.select(Rating.message_id, Rating.rating).where(Rating.conversation_id == conversation_id)
    return {row.message_id: row.rating for row in session.execute(query)}


def delete_conversation(session: Session, conversation_id: str) -> bool:
    """Delete a conversation with everything it left, Rasa's events too.

    The bytes are gone from the database's files after the commit and ``checkpoint``.

    Returns:
        False when there was nothing to delete.
    """
    deleted = 0
    if _has_rasa_events(session):
        deleted += session.execute(sa.delete(RASA_EVENTS).where(RASA_EVENTS.c.sender_id == conversation_id)).rowcount
    for statement in (
        sa.delete(Rating).where(Rating.conversation_id == conversation_id),
        sa.delete(InboundMessage).where(InboundMessage.conversation_id == conversation_id),
        sa.delete(Message).where(Message.conversation_id == conversation_id),
        sa.delete(Conversation).where(Conversation.id == conversation_id),
    ):
        deleted += session.execute(statement.execution_options(synchronize_session=False)).rowcount
    return deleted > 0


def purge(session: Session, older_than: datetime) -> int:
    """Delete every conversation whose last message is older, and Rasa's events that belong to none.

    Returns:
        How many conversations were deleted.
    """
    old = sa.select(Conversation.id).where(Conversation.last_message_at < older_than)
    if _has_rasa_events(session):
        session.execute(sa.delete(RASA_EVENTS).where(RASA_EVENTS.c.sender_id.in_(old)))
        # Events without a conversation come from a shell or a test against this database.
        session.execute(
            sa.delete(RASA_EVENTS).where(
                RASA_EVENTS.c.timestamp < older_than.timestamp(),
                RASA_EVENTS.c.sender_id.not_in(sa.select(Conversation.id)),
            )
        )
    for statement in (
        sa.delete(Rating).where(Rating.conversation_id.in_(old)),
        sa.delete(InboundMessage).where(InboundMessage.conversation_id.in_(old)),
        sa.delete(Message).where(Message.conversation_id.in_(old)),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    return session.execute(
        sa.delete(Conversation)
        .where(Conversation.last_message_at < older_than)
        .execution_options(synchronize_session=False)
    ).rowcount


def checkpoint(engine: Engine) -> bool:
    """Empty SQLite's write-ahead log, so that deleted text is in no file; other databases need nothing.

    Returns:
        False when a reader kept the log in use: call again later.
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    return not busy


def counts(session: Session, since: Optional[datetime] = None, until: Optional[datetime] = None) -> Counts:
    """Count conversations and messages of a period (``since`` included, ``until`` not)."""
    talks = _between(sa.select(sa.func.count()).select_from(Conversation), Conversation.started_at, since, until)
    by_direction = dict(_grouped(session, Message.direction, Message.created_at, since, until))
    kinds = _grouped(session, Message.answer_kind, Message.created_at, since, until, Message.direction == OUT)
    return Counts(
        conversations=session.execute(talks).scalar_one(),
        messages_in=by_direction.get(IN, 0),
        messages_out=by_direction.get(OUT, 0),
        fallbacks=dict(kinds).get("fallback", 0),
        by_language=_grouped(session, Conversation.language, Conversation.started_at, since, until),
        by_channel=_grouped(session, Conversation.channel, Conversation.started_at, since, until),
        by_topic=_grouped(session, Message.topic, Message.created_at, since, until, Message.direction == IN),
        by_answer_kind=kinds,
        by_day=_by_day(session, since, until),
    )


def storable(text: str) -> str:
    """Replace what a database refuses in a text: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def _add_message(session: Session, conversation_id: str, now: datetime, **columns: Any) -> Optional[MessageRecord]:
    touched = session.execute(
        sa.update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_message_at=now)
        .execution_options(synchronize_session=False)
    )
    if not touched.rowcount:
        return None
    message = Message(conversation_id=conversation_id, created_at=now, **columns)
    session.add(message)
    session.flush()
    return MessageRecord(*(getattr(message, name) for name in MessageRecord.__dataclass_fields__))


def _between(query: Any, moment: Any, since: Optional[datetime], until: Optional[datetime]) -> Any:
    if since is not None:
        query = query.where(moment >= since)
    if until is not None:
        query = query.where(moment < until)
    return query


def _grouped(
    session: Session,
    column: Any,
    moment: Any,
    since: Optional[datetime],
    until: Optional[datetime],
    *conditions: Any,
) -> Tuple[Tuple[str, int], ...]:
    number = sa.func.count().label("number")
    query = sa.select(column, number).where(column.is_not(None), *conditions).group_by(column)
    query = _between(query, moment, since, until).order_by(number.desc(), column)
    return tuple((str(key), count) for key, count in session.execute(query))


def _by_day(session: Session, since: Optional[datetime], until: Optional[datetime]) -> Tuple[Tuple[str, int], ...]:
    """Residents' messages per day of UTC, the earliest first, days as YYYY-MM-DD."""
    day = sa.func.date(Message.created_at, type_=sa.String)
    query = sa.select(day, sa.func.count()).where(Message.direction == IN).group_by(day)
    query = _between(query, Message.created_at, since, until).order_by(day)
    return tuple((str(key), count) for key, count in session.execute(query))


def _columns(record: Any, model: Any) -> List[Any]:
    """The model's columns in the order of the record's fields."""
    return [getattr(model, name) for name in record.__dataclass_fields__]


def _inbound_key(conversation_id: str, client_message_id: str) -> Any:
    return sa.and_(
        InboundMessage.conversation_id == conversation_id,
        InboundMessage.client_message_id == client_message_id,
    )


def _insert(session: Session, model: Any) -> Any:
    """An INSERT that knows ON CONFLICT, for SQLite or PostgreSQL."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    return insert(model.__table__)


def _has_rasa_events(session: Session) -> bool:
    """Rasa makes its table when the bot first starts; before that there is nothing of it to delete."""
    return sa.inspect(session.connection()).has_table("events")


def _short(value: Any, length: int) -> Optional[str]:
    return None if value is None else storable(str(value))[:length]


def _now() -> datetime:
    return datetime.now(timezone.utc)
