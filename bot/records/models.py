"""Tables of the conversation log. Every text of a resident in them is redacted before it is written."""

from datetime import datetime, timezone
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.orm import relationship
from sqlalchemy.types import TypeDecorator

from bot.database import Base

IN = "in"
OUT = "out"

RECEIVED = "received"
ANSWERED = "answered"
FAILED = "failed"


class UtcDateTime(TypeDecorator):
    """A moment: stored without a zone, in UTC, because SQLite has none; always aware in Python."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        return None if value is None else value.replace(tzinfo=timezone.utc)


class Conversation(Base):
    """One resident on one channel. Its id is a random UUID in hex and Rasa's ``sender_id``."""

    __tablename__ = "conversations"

    id = sa.Column(sa.String(64), primary_key=True)
    channel = sa.Column(sa.String(32), nullable=False)
    language = sa.Column(sa.String(35), nullable=False)
    started_at = sa.Column(UtcDateTime, nullable=False, index=True)
    last_message_at = sa.Column(UtcDateTime, nullable=False, index=True)
    # When the session token of the channel ends; None for channels without tokens.
    expires_at = sa.Column(UtcDateTime)
    rating = sa.Column(sa.SmallInteger)

    messages = relationship("Message", back_populates="conversation", order_by="Message.sequence", passive_deletes=True)


class Message(Base):
    """One message in either direction, in the order of ``sequence``.

    ``text`` of a resident is redacted. ``reply`` of the bot is the exact object that the client
    received, so that it can be sent again.
    """

    __tablename__ = "messages"
    __table_args__ = (
        sa.Index("ix_messages_conversation_sequence", "conversation_id", "sequence"),
        sa.Index("ix_messages_direction_created", "direction", "created_at"),
        sa.Index("ix_messages_topic_created", "topic", "created_at"),
        sa.Index("ix_messages_confidence", "confidence"),
        sa.Index("ix_messages_answer_kind_created", "answer_kind", "created_at"),
        # Numbers of deleted messages are never given again: clients remember the last one they saw.
        {"sqlite_autoincrement": True},
    )

    sequence = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    id = sa.Column(sa.String(64), nullable=False, unique=True)
    conversation_id = sa.Column(sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)
    direction = sa.Column(sa.String(3), nullable=False)
    created_at = sa.Column(UtcDateTime, nullable=False)
    language = sa.Column(sa.String(35))
    text = sa.Column(sa.Text, nullable=False)
    intent = sa.Column(sa.String(100))
    topic = sa.Column(sa.String(100))
    confidence = sa.Column(sa.Float)
    place_key = sa.Column(sa.String(100))
    answer_kind = sa.Column(sa.String(32))
    reply = sa.Column(sa.JSON(none_as_null=True))

    conversation = relationship("Conversation", back_populates="messages")


class InboundMessage(Base):
    """That a client's message arrived, and what it was answered; so a repeated one is no second turn."""

    __tablename__ = "inbound_messages"

    conversation_id = sa.Column(sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    client_message_id = sa.Column(sa.String(64), primary_key=True)
    state = sa.Column(sa.String(8), nullable=False)
    reply = sa.Column(sa.JSON(none_as_null=True))
    received_at = sa.Column(UtcDateTime, nullable=False, index=True)


class Rating(Base):
    """What a resident thought of one answer; a later rating takes the place of the earlier one."""

    __tablename__ = "ratings"

    message_id = sa.Column(sa.String(64), sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    conversation_id = sa.Column(
        sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )
    rating = sa.Column(sa.String(20), nullable=False)
    rated_at = sa.Column(UtcDateTime, nullable=False, index=True)
