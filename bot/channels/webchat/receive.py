"""The web chat API: sessions, messages, stream. See docs/webchat-api.md for the contract."""

import asyncio
import json
import logging
import uuid
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Awaitable, Callable, Dict, List, Optional, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.orm import Session

from bot.answers.answer import Answer, Part
from bot.answers.emergency_answers import answer_emergency
from bot.channels.limits import Limiter
from bot.channels.webchat.errors import ApiError
from bot.channels.webchat.inbound import DELETE_CHAT, Inbound, read_language, read_message, read_object
from bot.channels.webchat.send import Collector
from bot.channels.webchat.tokens import Tokens
from bot.database import make_engine, session_scope
from bot.language.languages import languages
from bot.language.nlg import compose
from bot.language.sources import sources
from bot.language.words import Phrasebook
from bot.logs import trace
from bot.records import queries
from bot.records.tracker_store import raise_if_not_recording
from bot.settings import Settings, get_settings
from bot.understanding.emergency import detect

logger = logging.getLogger(__name__)
T = TypeVar("T")
STREAM_POLL_S = 1.0
STREAM_KEEPALIVE_S = 15.0


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

        @chat.post("/sessions")
        async def open_session(request: Request) -> HTTPResponse:
            self._limit(
                "sessions", address_of(request, self.settings.trusted_proxies), self.settings.sessions_per_minute
            )
            body = read_object(self._json_body(request), frozenset(("language",)))
            language = read_language(body) or self.settings.default_language
            expires_at = datetime.now(timezone.utc) + timedelta(seconds=self.tokens.life_s)
            record = await self._database(
                lambda session: queries.open_conversation(session, self.name(), language, expires_at=expires_at)
            )
            reply = {
                "token": self.tokens.sign(record.id),
                "language": language,
                "expires_at": expires_at.isoformat(timespec="seconds"),
            }
            return response.json(reply, status=201)

        @chat.delete("/sessions")
        async def delete_session(request: Request) -> HTTPResponse:
            conversation = await self._conversation(request)
            await self._delete(conversation)
            return response.empty(204)

        @chat.post("/messages")
        async def post_message(request: Request) -> HTTPResponse:
            conversation = await self._conversation(request)
            self._limit("messages", conversation.id, self.settings.messages_per_minute)
            inbound = read_message(self._json_body(request), self.settings.max_message_characters)
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                raise ApiError("not_ready")
            if inbound.payload == DELETE_CHAT:
                return response.json({"messages": [await self._delete(conversation)]})
            state = await self._database(
                lambda session: queries.remember_inbound(session, conversation.id, inbound.client_id)
            )
            if isinstance(state, queries.Repeated):
                return response.json({"messages": state.reply})
            if isinstance(state, queries.InProgress):
                raise ApiError("in_progress", retry_after_s=1)
            language = inbound.language or conversation.language
            replies = await self._turn(conversation.id, inbound, language, agent, on_new_message)
            return response.json({"messages": replies})

        @chat.get("/messages")
        async def list_messages(request: Request) -> HTTPResponse:
            conversation = await self._conversation(request)
            after = self._after(request.args.get("after"))
            records = await self._database(lambda session: queries.messages_after(session, conversation.id, after))
            return response.json({"messages": [record.reply for record in records]})

        @chat.get("/stream")
        async def stream(request: Request) -> Any:
            conversation = await self._conversation(request)
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

        @chat.get("/strings")
        async def strings(request: Request) -> HTTPResponse:
            """The page's wording in one language, and the list of languages."""
            words = self.phrasebook.words(request.args.get("language"))
            keys = [key for key in sources() if key.startswith("page.")]
            return response.json(
                {
                    "language": words.tag,
                    "dir": words.language.direction,
                    "languages": [
                        {"tag": language.tag, "autonym": language.autonym, "dir": language.direction}
                        for language in languages().values()
                    ],
                    "strings": {key.partition(".")[2]: words.say(key) for key in keys},
                }
            )

        return chat

    async def _turn(
        self,
        conversation_id: str,
        inbound: Inbound,
        language: str,
        agent: Agent,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> List[Dict[str, Any]]:
        """Answer one message; an emergency gets its number even when everything behind us fails."""
        emergency = detect(inbound.text) if inbound.text else None
        first = [self._say(answer_emergency(emergency.kind), emergency.language)] if emergency else []
        collector = Collector()
        metadata = {
            "language": language,
            "emergency_told": emergency.kind if emergency else None,
            "client_message_id": inbound.client_id,
        }
        try:
            raise_if_not_recording(agent.tracker_store)
            await on_new_message(
                UserMessage(
                    inbound.for_rasa,
                    collector,
                    conversation_id,
                    input_channel=self.name(),
                    message_id=inbound.client_id,
                    metadata=metadata,
                )
            )
        except Exception as error:  # noqa: BLE001 - whatever failed, a resident gets an answer
            # The traceback could quote the message; the class of the error is enough to find it.
            logger.error("webchat.turn_failed error=%s conversation=%s", trace(error), conversation_id)
        replies = first + collector.replies
        if not collector.replies:
            # Something behind us is broken: say so, with the numbers that always work.
            replies.append(self._say(Answer("trouble", (Part("utter_trouble"),)), language))
        await self._database(
            lambda session: self._remember(session, conversation_id, inbound, first, replies, language)
        )
        return replies

    @staticmethod
    def _remember(
        session: Session,
        conversation_id: str,
        inbound: Inbound,
        first: List[Dict[str, Any]],
        replies: List[Dict[str, Any]],
        language: str,
    ) -> None:
        for reply in first:
            queries.record_reply(session, conversation_id, reply)
        queries.store_reply(session, conversation_id, inbound.client_id, replies)
        spoken = replies[-1]["language"] or language
        queries.set_language(session, conversation_id, spoken)

    async def _delete(self, conversation: queries.ConversationRecord) -> Dict[str, Any]:
        """Delete everything of a conversation; returns the words that say so, which are kept nowhere."""
        await self._database(lambda session: queries.delete_conversation(session, conversation.id))
        await asyncio.get_running_loop().run_in_executor(None, queries.checkpoint, self.engine)
        answer = Answer("deleted", (Part("utter_chat_deleted"),))
        return self._say(answer, conversation.language)

    def _say(self, answer: Answer, language: str) -> Dict[str, Any]:
        """Word an answer without Rasa."""
        words = self.phrasebook.words(language)
        return compose(words, answer.parts_json(), answer.buttons_json(), answer.machine_readable())

    async def _conversation(self, request: Request) -> queries.ConversationRecord:
        conversation_id = self.tokens.read(request.headers.get("authorization", ""))
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
