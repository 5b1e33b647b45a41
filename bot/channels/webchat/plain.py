"""The chat without JavaScript: a form at ``/plain`` that answers with a page.

It is one more client of ``WebChat``: the same sessions, limits and turns. Nothing is kept in the browser; the
signed token of the session travels in a hidden field of the form.
"""

import logging
import uuid
from typing import Any, Dict, List, Mapping, Optional, Tuple

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.webchat.errors import ApiError
from bot.channels.webchat.files import sendable
from bot.channels.webchat.inbound import Inbound, read_inbound
from bot.channels.webchat.page import Pages
from bot.channels.webchat.receive import WebChat
from bot.channels.webchat.words import choose_language
from bot.language.nlg import GREETING, compose
from bot.language.sources import sources
from bot.language.words import Words
from bot.logs import trace

logger = logging.getLogger(__name__)
# What a resident reads in place of an answer, by the code of the refusal.
_NOTES = {"too_many": "page.plain_too_many", "too_long": "page.refused", "too_large": "page.refused"}
_SESSION_ENDED = ("token_missing", "token_invalid", "session_gone")


def add_plain(app: Sanic, chat: WebChat, pages: Pages) -> None:
    """Serve the form at ``/plain``."""

    @app.route("/plain", methods=["GET", "HEAD"])
    async def show_form(request: Request) -> HTTPResponse:
        wanted = request.args.get("language") or request.headers.get("accept-language", "")
        words = chat.phrasebook.words(choose_language(wanted))
        return sendable(request, render(pages, words, messages=[greeting(words)]))

    @app.post("/plain")
    async def take_form(request: Request) -> HTTPResponse:
        if len(request.body or b"") > chat.settings.max_body_bytes:
            raise ApiError("too_large")
        form = {name: values[0] for name, values in (request.form or {}).items() if values}
        words = chat.phrasebook.words(choose_language(form.get("language", "")))
        what = form.get("do", "")
        if what in ("leave", "delete"):
            is_gone = await _end(chat, form.get("token", ""))
            if what == "leave":
                return sendable(request, pages.html("leave.html", scripts=False, words=words))
            token = None if is_gone else form.get("token")
            note = words.say("page.deleted" if is_gone else "page.not_deleted")
            return sendable(request, render(pages, words, token=token, note=note))
        inbound = read_form(form, chat.settings.max_message_characters)
        if inbound is None:
            return sendable(request, render(pages, words, token=form.get("token"), messages=[greeting(words)]))
        if isinstance(inbound, ApiError):
            note = words.say(_NOTES.get(inbound.code, "utter_trouble"))
            return sendable(request, render(pages, words, token=form.get("token"), note=note), inbound.status)
        status, values = await _answer(request, chat, form.get("token", ""), inbound, words)
        return sendable(request, render(pages, values.pop("words", words), asked=inbound.text, **values), status)


def read_form(form: Mapping[str, str], max_characters: int) -> Any:
    """The message in a form; None where nothing was written, an ``ApiError`` where it cannot be taken."""
    value: Dict[str, Any] = {"id": form.get("id") or str(uuid.uuid4())}
    if form.get("do") == "language":
        value["payload"] = f'/switch_language{{"language": "{choose_language(form.get("language", ""))}"}}'
    elif form.get("payload"):
        value["payload"] = form["payload"]
    elif form.get("text", "").strip():
        value["text"] = form["text"].replace("\r\n", "\n")
    else:
        return None
    try:
        return read_inbound(value, max_characters)
    except ApiError as error:
        return error


async def _answer(
    request: Request, chat: WebChat, token: str, inbound: Inbound, words: Words
) -> Tuple[int, Dict[str, Any]]:
    """Status and contents of the page that answers one message; a session that ended is opened anew, once."""
    for _ in range(2):
        try:
            conversation_id = chat.tokens.read(f"Bearer {token}")
            messages = await chat.take(conversation_id, inbound, request.app.ctx.agent)
        except SQLAlchemyError as error:
            logger.error("webchat.plain_failed error=%s", trace(error))
            return 500, {"token": token, "note": words.say("utter_trouble")}
        except ApiError as error:
            if error.code not in _SESSION_ENDED:
                return error.status, {"token": token, "note": words.say(_NOTES.get(error.code, "utter_trouble"))}
            try:
                token = (await chat.open(request, words.tag))["token"]
            except ApiError as refusal:
                return refusal.status, {"note": words.say(_NOTES.get(refusal.code, "utter_trouble"))}
            continue
        is_over = any((message["answer"] or {}).get("kind") == "deleted" for message in messages)
        spoken = chat.phrasebook.words(messages[-1]["language"]) if messages else words
        return 200, {"token": None if is_over else token, "messages": messages, "words": spoken}
    return 503, {"token": token, "note": words.say("utter_trouble")}


def greeting(words: Words) -> Dict[str, Any]:
    """The greeting with its buttons, as the generator would word it; nobody has a session yet."""
    parts = [{"key": GREETING}, *([{"key": "utter_unreviewed"}] if words.has_served_drafts else [])]
    prefix = f"{GREETING}.button."
    buttons = [{"key": key, "payload": key[len(prefix) :]} for key in sources() if key.startswith(prefix)]
    return compose(words, parts, buttons, None)


async def _end(chat: WebChat, token: str) -> bool:
    """Delete the conversation of a token; False where that did not work."""
    try:
        await chat.end(token)
    except ApiError as error:
        return error.code in _SESSION_ENDED
    return True


def render(
    pages: Pages,
    words: Words,
    token: Optional[str] = None,
    asked: Optional[str] = None,
    note: Optional[str] = None,
    messages: Optional[List[Dict[str, Any]]] = None,
) -> Any:
    """The page; each has a message id of its own, so that a form sent twice is one message."""

    def checked(answer: Mapping[str, Any]) -> str:
        if not answer.get("as_of"):
            return words.say("page.sources")
        return words.say("page.sources_checked", {"date": {"date": answer["as_of"]}})

    return pages.html(
        "plain.html",
        scripts=False,
        words=words,
        token=token,
        asked=asked,
        note=note,
        messages=messages or [],
        checked=checked,
        id=str(uuid.uuid4()),
    )
