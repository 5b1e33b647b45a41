"""The web chat API: sessions, messages, stream. See docs/webchat-api.md for the contract."""

import asyncio
import json
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Awaitable, Callable, Dict, List, Optional, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.answers.answer import Answer, Part
from bot.answers.emergency_answers import answer_emergency
from bot.answers.language_notice import language_notice
from bot.channels.limits import Limiter
from bot.channels.webchat.errors import ApiError
from bot.channels.webchat.files import File, sendable
from bot.channels.webchat.inbound import DELETE_CHAT, Inbound, read_language, read_message, read_object, read_rating
from bot.channels.webchat.send import Collector
from bot.channels.webchat.tokens import Tokens
from bot.channels.webchat.words import chat_words, choose_language
from bot.database import make_engine, session_scope
from bot.language.nlg import compose
from bot.language.words import Phrasebook, Words
from bot.logs import trace
from bot.records import queries
from bot.records.tracker_store import raise_if_not_recording
from bot.settings import Settings, get_settings
from bot.understanding.emergency import Emergency, detect

logger = logging.getLogger(__name__)
T = TypeVar("T")
STREAM_POLL_S = 1.0
STREAM_KEEPALIVE_S = 15.0


@dataclass(frozen=True)
class Turn:
    """One message on its way to an answer."""

    conversation_id: str
    inbound: Inbound
    emergency: Optional[Emergency]
    agent: Optional[Agent]
    on_new_message: Callable[[UserMessage], Awaitable[Any]]


class WebChat(InputChannel):
    """Rasa input channel of the chat page and widget.

    Sender ids are random and made here; the client proves its own by a signed token and can choose
    neither sender nor metadata.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = make_engine(settings.database_url)
        self.tokens = Tokens(settings.secret_key, settings.session_hours * 3600)
        self.limiter = Limiter(settings.redis_url)
        self._files: Dict[str, File] = {}
        self.phrasebook = Phrasebook(settings.unreviewed_translations == "serve", settings.default_language)

    @classmethod
    def name(cls) -> str:
        return "webchat"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        return cls(get_settings())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes under ``/webhooks/webchat``."""
        chat = Blueprint("webchat")
        self._on_new_message = on_new_message

        @chat.post("/sessions")
        async def open_session(request: Request) -> HTTPResponse:
            body = read_object(self._json_body(request), frozenset(("language",)))
            language = read_language(body) or self.settings.default_language
            return response.json(await self.open(request, language), status=201)

        @chat.delete("/sessions")
        async def delete_session(request: Request) -> HTTPResponse:
            conversation = await self._asking(request)
            await self._delete(conversation)
            return response.empty(204)

        @chat.post("/sessions/end")
        async def end_session(request: Request) -> HTTPResponse:
            """As DELETE, for a page that is closing: a beacon carries no header, so the body is the token."""
            await self.end((request.body or b"")[:1000].decode("ascii", "replace"))
            return response.empty(204)

        @chat.post("/messages")
        async def post_message(request: Request) -> HTTPResponse:
            conversation_id = self.tokens.read(request.headers.get("authorization", ""))
            inbound = read_message(self._json_body(request), self.settings.max_message_characters)
            return response.json({"messages": await self.take(conversation_id, inbound, request.app.ctx.agent)})

        @chat.get("/messages")
        async def list_messages(request: Request) -> HTTPResponse:
            conversation = await self._asking(request)
            after = self._after(request.args.get("after"))
            records = await self._database(lambda session: queries.messages_after(session, conversation.id, after))
            return response.json({"messages": [record.reply for record in records]})

        @chat.get("/stream")
        async def stream(request: Request) -> Any:
            conversation = await self._asking(request)
            after = self._after(request.headers.get("last-event-id") or request.args.get("after"))

            async def events(out: Any) -> None:
                seen, silent_s = after, STREAM_KEEPALIVE_S
                while await self._database(lambda s: queries.get_conversation(s, conversation.id)):
                    found = await self._database(partial(_messages_after, conversation.id, seen))
                    for record in found:
                        seen = record.id
                        data = json.dumps(record.reply, ensure_ascii=False)
                        await out.write(f"id: {record.id}\nevent: message\ndata: {data}\n\n")
                    silent_s = 0.0 if found else silent_s + STREAM_POLL_S
                    if silent_s >= STREAM_KEEPALIVE_S:
                        await out.write(": still here\n\n")
                        silent_s = 0.0
                    await asyncio.sleep(STREAM_POLL_S)
                await out.write("event: gone\ndata: {}\n\n")

            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            return response.stream(events, content_type="text/event-stream; charset=utf-8", headers=headers)

        @chat.post("/ratings")
        async def post_rating(request: Request) -> HTTPResponse:
            conversation = await self._asking(request)
            self._limit("ratings", conversation.id, self.settings.messages_per_minute)
            message, rating = read_rating(self._json_body(request))
            if not await self._database(lambda s: queries.rate_message(s, conversation.id, message, rating)):
                raise ApiError("bad_message")
            return response.empty(204)

        @chat.get("/strings")
        async def strings(request: Request) -> HTTPResponse:
            """The chat's wording in the first language asked for that we have, and the list of languages."""
            words = self.phrasebook.words(choose_language(request.args.get("language") or ""))
            return sendable(request, self._strings(words))

        return chat

    async def open(self, request: Request, language: str) -> Dict[str, str]:
        """Open a conversation; returns what ``POST sessions`` answers."""
        address = address_of(request, self.settings.trusted_proxies)
        self._limit("sessions", address, self.settings.sessions_per_minute)
        expires_at = datetime.now(timezone.utc) + timedelta(seconds=self.tokens.life_s)
        record = await self._database(
            lambda session: queries.open_conversation(session, self.name(), language, expires_at=expires_at)
        )
        return {
            "token": self.tokens.sign(record.id),
            "language": language,
            "expires_at": expires_at.isoformat(timespec="seconds"),
        }

    async def take(self, conversation_id: str, inbound: Inbound, agent: Optional[Agent]) -> List[Dict[str, Any]]:
        """The replies to a message; where somebody is in danger the number comes whatever is broken."""
        emergency = detect(inbound.text) if inbound.text else None
        turn = Turn(conversation_id, inbound, emergency, agent, self._on_new_message)
        try:
            return await self._answer(turn)
        except (ApiError, SQLAlchemyError) as error:
            if emergency is None or (isinstance(error, ApiError) and error.code == "in_progress"):
                raise
            # No model yet, no database, too many messages: none of it may silence the number.
            logger.error("webchat.only_emergency_answered error=%s", trace(error))
            return self._first(emergency)

    async def end(self, token: str) -> None:
        """Delete the conversation of a token."""
        await self._delete(await self._conversation(self.tokens.read(f"Bearer {token}")))

    async def _answer(self, turn: Turn) -> List[Dict[str, Any]]:
        """The replies to one message; the same client id again gives the same replies."""
        conversation = await self._conversation(turn.conversation_id)
        self._limit("messages", conversation.id, self.settings.messages_per_minute)
        if turn.agent is None or not turn.agent.is_ready():
            raise ApiError("not_ready")
        inbound = turn.inbound
        if inbound.payload == DELETE_CHAT:
            return [await self._delete(conversation)]
        state = await self._database(
            lambda session: queries.remember_inbound(session, conversation.id, inbound.client_id)
        )
        if isinstance(state, queries.Repeated):
            return list(state.reply)
        if isinstance(state, queries.InProgress):
            raise ApiError("in_progress", retry_after_s=1)
        language = inbound.language or conversation.language
        first = self._first(turn.emergency)
        collector = await self._ask_rasa(turn, language)
        # Nothing said means that something behind us is broken: say so, with the numbers that always work.
        said = collector.replies or [self._say(Answer("trouble", (Part("utter_trouble"),)), language)]
        spoken = collector.spoken or language
        notice = language_notice(conversation.language, spoken, self.settings.default_language)
        unasked = first + ([self._say(notice, spoken)] if notice else [])
        replies = unasked + said
        await self._database(
            lambda session: self._remember(session, conversation.id, inbound, unasked, replies, spoken)
        )
        return replies

    def _strings(self, words: Words) -> File:
        """The wording of a language, made and compressed once."""
        if words.tag not in self._files:
            body = json.dumps(chat_words(words, self.settings.exit_url), ensure_ascii=False).encode()
            self._files[words.tag] = File.of(body, "application/json")
        return self._files[words.tag]

    async def _ask_rasa(self, turn: Turn, language: str) -> Collector:
        """What Rasa says; nothing when it fails, in whatever way."""
        collector = Collector()
        metadata = {
            "language": language,
            "emergency_told": turn.emergency.kind if turn.emergency else None,
            "client_message_id": turn.inbound.client_id,
        }
        message = UserMessage(
            turn.inbound.for_rasa,
            collector,
            turn.conversation_id,
            input_channel=self.name(),
            message_id=turn.inbound.client_id,
            metadata=metadata,
        )
        try:
            raise_if_not_recording(turn.agent.tracker_store)  # type: ignore[union-attr]
            await turn.on_new_message(message)
        except Exception as error:  # noqa: BLE001 - whatever failed, a resident gets an answer
            # Where it failed and not what it said: an error's text could quote the message.
            logger.error("webchat.turn_failed error=%s conversation=%s", trace(error), turn.conversation_id)
        return collector

    def _first(self, emergency: Optional[Emergency]) -> List[Dict[str, Any]]:
        """The message that comes before all others where somebody is in danger now."""
        return [self._say(answer_emergency(emergency.kind), emergency.language)] if emergency else []

    @staticmethod
    def _remember(
        session: Session,
        conversation_id: str,
        inbound: Inbound,
        unasked: List[Dict[str, Any]],
        replies: List[Dict[str, Any]],
        spoken: str,
    ) -> None:
        """Keep what Rasa did not say itself, the reply for a repeated request, and the language."""
        for reply in unasked:
            queries.record_reply(session, conversation_id, reply)
        queries.store_reply(session, conversation_id, inbound.client_id, replies)
        queries.set_language(session, conversation_id, spoken)

    async def _delete(self, conversation: queries.ConversationRecord) -> Dict[str, Any]:
        """Delete everything of a conversation; returns the words that say so, which are kept nowhere."""
        await self._database(lambda session: queries.delete_conversation(session, conversation.id))
        await asyncio.get_running_loop().run_in_executor(None, queries.checkpoint, self.engine)
        answer = Answer("deleted", (Part("utter_chat_deleted"),))
        return self._say(answer, conversation.language)

    def _say(self, answer: Answer, language: str) -> Dict[str, Any]:
        """Word an answer without Rasa."""
        words, own = self.phrasebook.words(language), self.phrasebook.own_words(language)
        return compose(words, answer.parts_json(), answer.buttons_json(), answer.machine_readable(), own)

    async def _asking(self, request: Request) -> queries.ConversationRecord:
        """The conversation of whoever sends a request."""
        return await self._conversation(self.tokens.read(request.headers.get("authorization", "")))

    async def _conversation(self, conversation_id: str) -> queries.ConversationRecord:
        record = await self._database(lambda session: queries.get_conversation(session, conversation_id))
        if record is None:
            raise ApiError("session_gone")
        return record

    def _json_body(self, request: Request) -> bytes:
        body = request.body or b""
        if len(body) > self.settings.max_body_bytes:
            raise ApiError("too_large")
        if body and request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise ApiError("not_json")
        return body

    def _limit(self, what: str, key: str, per_minute: int) -> None:
        wait_s = self.limiter.seconds_to_wait(what, key, per_minute)
        if wait_s:
            raise ApiError("too_many", retry_after_s=wait_s)

    @staticmethod
    def _after(value: Optional[str]) -> Optional[str]:
        """The id of the last message a client has seen; ids are UUIDs in hex."""
        if not value:
            return None
        try:
            return uuid.UUID(value).hex
        except ValueError as error:
            raise ApiError("bad_after") from error

    async def _database(self, work: Callable[[Session], T]) -> T:
        """Run a short piece of database work in a thread, so that the event loop stays free."""

        def run() -> T:
            with session_scope(self.engine) as session:
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(None, run)


def _messages_after(conversation_id: str, seen: Optional[str], session: Session) -> List[queries.MessageRecord]:
    return queries.messages_after(session, conversation_id, seen)


def address_of(request: Request, trusted_proxies: int) -> str:
    """The address to count sessions by: the socket's, or what our own proxies say of it."""
    if trusted_proxies:
        forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        if len(forwarded) >= trusted_proxies:
            return str(forwarded[-trusted_proxies])
    return str(request.ip or "")
