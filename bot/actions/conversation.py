"""What every action here needs: read a tracker, utter an answer. No sentence, no decision."""

import logging
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import SQLAlchemyError

from bot.answers.answer import Answer
from bot.answers.ask_back import ask_which_place, offer_second
from bot.answers.desk import Desk, Question
from bot.answers.topics import topics
from bot.answers.withdrawn import without_withdrawn
from bot.database import make_engine
from bot.logs import trace
from bot.settings import get_settings
from bot.withdrawals.buttons import topic_of
from bot.withdrawals.queries import Withdrawn

logger = logging.getLogger(__name__)

# Least probability at which an unknown name is answered as a place.
PROBABLY = 0.25


@lru_cache(maxsize=1)
def desk() -> Desk:
    """The answering desk of this process."""
    return Desk(make_engine(get_settings().database_url), topics())


def today() -> date:
    return date.today()


@dataclass(frozen=True)
class NamedPlace:
    """A place in the newest message; several candidates when its name is ambiguous."""

    candidates: Tuple[str, ...]
    text: str
    county: Optional[str]

    @property
    def is_ambiguous(self) -> bool:
        return len(self.candidates) > 1


def named_place(tracker: Tracker) -> Optional[NamedPlace]:
    """The place that the newest message names first, or that its button carries."""
    for found in tracker.latest_message.get("entities") or []:
        if found.get("entity") == "place":
            value = found.get("value")
            candidates = tuple(found.get("candidates") or ((value,) if value else ()))
            written = (tracker.latest_message.get("text") or "")[found.get("start") or 0 : found.get("end") or 0]
            if candidates:
                return NamedPlace(candidates, written, found.get("county") or entity(tracker, "county"))
    return None


def probably_names_a_place(tracker: Tracker) -> bool:
    """Does a message that we are not sure about look like a place that we do not know?"""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return named_place(tracker) is None and any(
        found["name"] == "inform_place" and found["confidence"] >= PROBABLY for found in ranking[:2]
    )


def named_topic(tracker: Tracker) -> Optional[str]:
    """The topic of the newest message: a button's, or the one understanding found."""
    return entity(tracker, "topic") or tracker.latest_message.get("topic")


def entity(tracker: Tracker, name: str) -> Optional[str]:
    """The value of an entity that a button carries."""
    for found in tracker.latest_message.get("entities") or []:
        if found.get("entity") == name:
            return str(found.get("value"))
    return None


def language(tracker: Tracker) -> Optional[str]:
    found = tracker.latest_message.get("language") or {}
    return found.get("tag") or (tracker.latest_message.get("metadata") or {}).get("language")


def likely_topics(tracker: Tracker) -> List[str]:
    return list(tracker.latest_message.get("likely_topics") or [])


def question(tracker: Tracker, topic: str, place: Optional[NamedPlace]) -> Question:
    """The topic with the place of this message or, failing that, of the conversation."""
    if place is not None:
        return Question(topic, place.candidates[0], place.county, language(tracker))
    return Question(topic, tracker.get_slot("place"), tracker.get_slot("county"), language(tracker))


def answer_topic(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    topic: str,
    place: Optional[NamedPlace],
    withdrawn: Optional[Withdrawn] = None,
) -> List[EventType]:
    """Answer a topic, with the local policy where it has one and a place is known.

    Args:
        withdrawn: As read for this message; None reads it here.
    """
    withdrawn = desk().withdrawn() if withdrawn is None else withdrawn
    is_withdrawn = topic in withdrawn.topics
    if place is not None and place.is_ambiguous and desk().has_local_side(topic) and not is_withdrawn:
        utter(dispatcher, ask_which_place(place.candidates, place.text), withdrawn)
        return remember(topic)
    clear = place if place is not None and not place.is_ambiguous else None
    answer = desk().answer(question(tracker, topic, clear), today(), withdrawn)
    second = tracker.latest_message.get("second_topic")
    utter(dispatcher, offer_second(answer, None if second in withdrawn.topics else second), withdrawn)
    return remember(topic, clear)


def remember(topic: Optional[str] = None, place: Optional[NamedPlace] = None) -> List[EventType]:
    """Slots for the next message; what is not given stays as it was."""
    events: List[EventType] = []
    if topic is not None:
        events.append(SlotSet("topic", topic))
    if place is not None:
        events += [SlotSet("place", place.candidates[0]), SlotSet("county", place.county)]
    return events


def utter(
    dispatcher: CollectingDispatcher,
    answer: Answer,
    withdrawn: Optional[Withdrawn] = None,
    in_language: Optional[str] = None,
) -> None:
    """Hand an answer to the generator in the bot's process, as keys and facts.

    Args:
        withdrawn: As read for this message; None reads it here if the answer offers topics.
    """
    if withdrawn is None and any(topic_of(button.payload) for button in answer.buttons):
        withdrawn = _withdrawn_or_none()
    answer = without_withdrawn(answer, withdrawn)
    extra: Dict[str, Any] = {"in_language": in_language} if in_language else {}
    dispatcher.utter_message(
        response="utter_answer",
        parts=answer.parts_json(),
        choices=answer.buttons_json(),
        answer=answer.machine_readable(),
        **extra,
    )


def _withdrawn_or_none() -> Optional[Withdrawn]:
    """None when it cannot be read: an emergency number is said then, but no topic is offered."""
    try:
        return desk().withdrawn()
    except SQLAlchemyError as error:
        logger.error("withdrawals.not_read error=%s", trace(error))
        return None
