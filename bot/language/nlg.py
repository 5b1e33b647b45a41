"""Rasa's generator, in process: response keys and facts become a finished reply.

Named in endpoints.yml. An action utters a key, or ``parts`` (several keys with values, one
paragraph each), ``choices`` (buttons by key: Rasa would append its own ``buttons`` unworded), and the
machine-readable ``answer``; no sentence comes from it.
"""

import asyncio
import logging
import uuid
from typing import Any, Dict, FrozenSet, List, Mapping, Optional

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.exc import SQLAlchemyError

from bot.database import make_engine, session_scope
from bot.language.words import Phrasebook, Words
from bot.logs import trace
from bot.settings import get_settings
from bot.withdrawals.buttons import topic_of
from bot.withdrawals.queries import read_withdrawn

logger = logging.getLogger(__name__)
# The greeting says so when residents get wording that no person has checked yet.
GREETING = "utter_greet"
# Ends a reply of which a part is English because nobody has translated its new text yet.
IN_ENGLISH = "utter_wording_in_english"


class CatalogNLG(TemplatedNaturalLanguageGenerator):
    """Words a reply in the language of the conversation.

    Rasa makes it before the model is loaded, and gives the model's responses later to subclasses of
    its own generator only: without that parent the greeting would have no buttons.
    """

    def __init__(self, endpoint_config: Optional[EndpointConfig] = None, domain: Optional[Domain] = None) -> None:
        settings = get_settings()
        self.responses: Mapping[str, List[Dict[str, Any]]] = (domain or Domain.empty()).responses
        self.phrasebook = Phrasebook(settings.unreviewed_translations == "serve", settings.default_language)
        self.engine = make_engine(settings.database_url)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[Dict[str, Any]]:
        """The reply for one utterance: id, text, language, dir, buttons, answer, and ``spoken``, the
        language of the message, which may be one that we do not write in."""
        spoken = kwargs.get("in_language") or language_of(tracker)
        words = self.phrasebook.words(spoken)
        parts = kwargs.get("parts") or [{"key": utter_action, "values": kwargs.get("values")}]
        if utter_action == GREETING and words.has_served_drafts:
            parts = [*parts, {"key": "utter_unreviewed"}]
        buttons = kwargs.get("choices") or await self._offered(self._own_buttons(utter_action))
        reply = compose(words, parts, buttons, kwargs.get("answer"), self.phrasebook.own_words(spoken))
        return {**reply, "spoken": spoken}

    async def _offered(self, buttons: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
        """Buttons of domain.yml without those of withdrawn topics; an action has left out its own."""
        if not any(topic_of(button["payload"]) for button in buttons):
            return buttons
        try:
            topics = await asyncio.get_running_loop().run_in_executor(None, self._withdrawn_topics)
        except SQLAlchemyError as error:
            # What cannot be known to be good is not offered; the words and the other buttons are.
            logger.error("withdrawals.not_read error=%s", trace(error))
            return [button for button in buttons if topic_of(button["payload"]) is None]
        return [button for button in buttons if topic_of(button["payload"]) not in topics]

    def _withdrawn_topics(self) -> FrozenSet[str]:
        with session_scope(self.engine) as session:
            return read_withdrawn(session).topics

    def _own_buttons(self, key: str) -> List[Dict[str, Any]]:
        """The buttons that domain.yml gives a response, as keys."""
        variants = self.responses.get(key) or [{}]
        return [
            {"key": f"{key}.button.{button['payload']}", "payload": button["payload"]}
            for button in variants[0].get("buttons", [])
        ]


def compose(
    words: Words,
    parts: List[Dict[str, Any]],
    buttons: List[Dict[str, Any]],
    answer: Optional[Dict[str, Any]],
    own: Optional[Words] = None,
) -> Dict[str, Any]:
    """Put a reply together; the shape is that of the web chat API (docs/webchat-api.md).

    Args:
        parts: ``{"key", "values"?, "join"?}``; ``join: "space"`` continues the paragraph before it,
            ``join: "line"`` starts a line in it, otherwise a new paragraph begins.
        buttons: ``{"key", "values"?, "payload"}`` or, for a place's own name, ``{"title", "payload"}``.
        answer: Passed on untouched: facts are the same in every language.
        own: The few sentences of the reader's own language, where we write in another; a reply that
            consists of them alone is in that language, though its buttons may not be.

    A part that is still English ends the reply with one line, in the reader's language, that says so.
    """
    default = words
    if own is not None and all(own.has(part["key"]) for part in parts):
        words = own

    def title(button: Dict[str, Any]) -> str:
        if "key" not in button:
            return str(button["title"])
        writer = words if words.has(button["key"]) else default
        return writer.say(button["key"], button.get("values"))

    text, awaits_translation = "", False
    for part in parts:
        said = words.word(part["key"], part.get("values"))
        awaits_translation |= said.awaits_translation
        text += ({"space": " ", "line": "\n"}.get(part.get("join", ""), "\n\n") if text else "") + said.text
    if awaits_translation and words.has(IN_ENGLISH):
        text += "\n\n" + words.say(IN_ENGLISH)
    return {
        "id": uuid.uuid4().hex,
        "text": text,
        "language": words.tag,
        "dir": words.language.direction,
        "buttons": [{"title": title(button), "payload": button["payload"]} for button in buttons],
        "answer": answer,
    }


def language_of(tracker: DialogueStateTracker) -> Optional[str]:
    """The language of the newest message: what understanding found, else what the channel knew."""
    latest = tracker.latest_message
    if latest is None:
        return None
    found = (latest.parse_data or {}).get("language") or {}
    return found.get("tag") or (latest.metadata or {}).get("language")
