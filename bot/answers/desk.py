"""The one question that actions ask: what is the answer to this topic, for this place, today?"""

from dataclasses import dataclass
from datetime import date
from typing import Mapping, Optional

from sqlalchemy.engine import Engine

from bot.advocates.queries import find
from bot.answers.advocate_answers import answer_advocates
from bot.answers.answer import Answer
from bot.answers.ask_back import ask_which_topic, place_title
from bot.answers.policy_answers import answer_policy
from bot.answers.topic_answers import answer_topic
from bot.answers.topics import Topic
from bot.database import session_scope
from bot.policybook.queries import look_up

# Which kind of help a topic's list of organisations begins with.
NEED_OF = {"dv_help": "dv", "free_legal_help": "legal"}


@dataclass(frozen=True)
class Question:
    """What a resident asks.

    Attributes:
        topic: A topic id.
        place: Place key, or None while none is known.
        county: Key of the county around the place, where known.
        language: Tag; organisations that speak it come first.
    """

    topic: str
    place: Optional[str]
    county: Optional[str]
    language: Optional[str]


class Desk:
    """Answers questions from the topics, the policybook and the advocates."""

    def __init__(self, engine: Engine, topics: Mapping[str, Topic]) -> None:
        self._engine = engine
        self._topics = topics

    def answer(self, question: Question, today: date) -> Answer:
        """The answer; a topic that does not exist (any more) is asked back."""
        topic = self._topics.get(question.topic)
        if topic is None:
            return ask_which_topic([])
        if topic.local == "advocates":
            return self._advocates(topic, question, today)
        if topic.local is None or topic.is_stale(today):
            return answer_topic(topic, today)
        place_name = place_title(question.place) if question.place else ""
        if question.place is None or not place_name:
            return answer_topic(topic, today, ask_place=True)
        with session_scope(self._engine) as session:
            record = look_up(session, question.place, question.county)
        return answer_policy(topic, record, place_name, today)

    def has_local_side(self, topic: Optional[str]) -> bool:
        found = self._topics.get(topic or "")
        return found is not None and found.local is not None

    def leads_to_people(self, topic: Optional[str]) -> bool:
        found = self._topics.get(topic or "")
        return found is not None and found.local == "advocates"

    def _advocates(self, topic: Topic, question: Question, today: date) -> Answer:
        state = question.place.split("/")[0] if question.place else None
        with session_scope(self._engine) as session:
            organisations = find(
                session,
                place_key=question.place,
                county_key=question.county,
                state_key=state,
                need=NEED_OF.get(topic.id, "general"),
                language=question.language,
                today=today,
            )
        name = place_title(question.place) if question.place else None
        return answer_advocates(topic, organisations, question.place, name)
