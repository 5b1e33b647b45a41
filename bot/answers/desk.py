"""The one question that actions ask: what is the answer to this topic, for this place, today?"""

from dataclasses import dataclass
from datetime import date
from typing import Mapping, Optional

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.advocates.queries import find
from bot.answers.advocate_answers import answer_advocates
from bot.answers.answer import Answer
from bot.answers.ask_back import ask_which_topic, place_title
from bot.answers.follow_ups import answer_without_topic
from bot.answers.policy_answers import answer_policy
from bot.answers.topic_answers import answer_topic, doubt_part
from bot.answers.topics import Topic
from bot.answers.withdrawn import answer_taken_back, taken_back_part, without_withdrawn
from bot.database import session_scope
from bot.policybook.queries import look_up
from bot.policybook.taken_back import mark_taken_back
from bot.withdrawals.queries import Withdrawn, read_withdrawn

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
    """Answers questions from the topics, the policybook and the advocates.

    What staff have withdrawn is read anew for each question; nothing is kept between two of them.
    """

    def __init__(self, engine: Engine, topics: Mapping[str, Topic]) -> None:
        self._engine = engine
        self._topics = topics

    def withdrawn(self) -> Withdrawn:
        """What must not be told now; read once for a message."""
        with session_scope(self._engine) as session:
            return read_withdrawn(session)

    def answer(self, question: Question, today: date, withdrawn: Optional[Withdrawn] = None) -> Answer:
        """The answer; a topic that does not exist (any more) is asked back.

        Args:
            withdrawn: As read for this message; None reads it here.
        """
        with session_scope(self._engine) as session:
            taken_back = read_withdrawn(session) if withdrawn is None else withdrawn
            return without_withdrawn(self._answer(session, question, today, taken_back), taken_back)

    def _answer(self, session: Session, question: Question, today: date, withdrawn: Withdrawn) -> Answer:
        topic = self._topics.get(question.topic)
        if topic is None:
            return ask_which_topic([])
        if topic.local == "advocates":
            return _advocates(session, topic, question, today, withdrawn)
        if topic.id in withdrawn.topics:
            return answer_taken_back(topic)
        if topic.local is None or topic.is_stale(today):
            return answer_topic(topic, today)
        place_name = place_title(question.place) if question.place else ""
        if question.place is None or not place_name:
            return answer_topic(topic, today, ask_place=True)
        record = look_up(session, question.place, question.county)
        return answer_policy(topic, mark_taken_back(record, withdrawn.policies), place_name, today)

    def answer_follow_up(self, kind: str, before: Optional[Topic], today: date, withdrawn: Withdrawn) -> Answer:
        """A bare follow-up that no other topic answers, about the topic before it."""
        if before is not None and before.id in withdrawn.topics:
            return answer_taken_back(before)
        return without_withdrawn(answer_without_topic(kind, before, today), withdrawn)

    def has_local_side(self, topic: Optional[str]) -> bool:
        found = self._topics.get(topic or "")
        return found is not None and found.local is not None

    def leads_to_people(self, topic: Optional[str]) -> bool:
        found = self._topics.get(topic or "")
        return found is not None and found.local == "advocates"


def _advocates(session: Session, topic: Topic, question: Question, today: date, withdrawn: Withdrawn) -> Answer:
    """Who helps; whatever became of the topic's own words, somebody is offered."""
    state = question.place.split("/")[0] if question.place else None
    organisations = find(
        session,
        place_key=question.place,
        county_key=question.county,
        state_key=state,
        need=NEED_OF.get(topic.id, "general"),
        language=question.language,
        today=today,
        without=withdrawn.organizations,
    )
    opening = None
    if topic.id in withdrawn.topics:
        opening = taken_back_part(topic)
    elif topic.is_stale(today):
        opening = doubt_part(topic, today)
    name = place_title(question.place) if question.place else None
    return answer_advocates(topic, organisations, question.place, name, opening)
