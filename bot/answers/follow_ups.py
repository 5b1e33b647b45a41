"""Bare follow-ups: "how long does it take?", "who can I call?". What they mean depends on the topic before them."""

from datetime import date
from typing import Mapping, Optional, Tuple

from bot.answers.answer import PERSON, Answer, Part, topic_buttons
from bot.answers.ask_back import ask_which_topic
from bot.answers.topic_answers import answer_topic, steps_of
from bot.answers.topics import Topic

KINDS = ("how_long", "cost", "who_to_call", "more", "what_next", "family")
# For a group of topics (a file of bot/data/topics/), the topic that a follow-up asks for.
_MEANT: Mapping[str, Mapping[str, str]] = {
    "u_visa": {
        "how_long": "u_visa_wait",
        "cost": "u_visa_cost",
        "family": "u_visa_family",
        "who_to_call": "free_legal_help",
    },
    "t_visa": {"who_to_call": "free_legal_help"},
    "vawa": {"who_to_call": "free_legal_help"},
    "trafficking": {"who_to_call": "trafficking_help"},
    "domestic_violence": {"who_to_call": "dv_help"},
    "emergency": {"who_to_call": "emergency_911"},
    "reporting_crime": {"how_long": "what_happens_after_report", "who_to_call": "how_to_report_crime"},
    "detainers_and_ice": {"who_to_call": "free_legal_help"},
    "other_relief": {"who_to_call": "free_legal_help"},
    "papers": {"who_to_call": "free_legal_help", "cost": "free_legal_help"},
    "courts": {"who_to_call": "free_legal_help", "cost": "free_legal_help"},
    "rights": {"who_to_call": "free_legal_help"},
}
# Whom to call when nothing closer is known.
_ANYBODY = "find_advocate"


def topic_meant(kind: str, before: Optional[Topic]) -> Optional[str]:
    """The topic that answers a follow-up, or None where no stored answer does.

    Args:
        kind: One of ``KINDS``.
        before: The topic of the answer before it.
    """
    if before is None:
        return None
    meant = _MEANT.get(before.group, {}).get(kind)
    if meant is None and kind == "who_to_call":
        return _ANYBODY
    # To say the same answer again would be no answer.
    return None if meant == before.id and kind != "who_to_call" else meant


def still_about(before: Topic, answered: Topic) -> str:
    """The topic that the conversation is about after a follow-up: whom to call is no subject of its own."""
    return answered.id if answered.group == before.group else before.id


def answer_without_topic(kind: str, before: Optional[Topic], today: date) -> Answer:
    """What to say to a follow-up that no stored answer meets: the steps, or honestly that this is all."""
    if before is None:
        return ask_which_topic([])
    if before.is_stale(today):
        return answer_topic(before, today)
    parts: Tuple[Part, ...] = (Part("utter_follow_up_unknown", {"topic": {"key": f"topic.{before.id}.title"}}),)
    if kind == "what_next" and before.steps:
        parts = steps_of(before)
    return Answer(
        kind="topic",
        topic=before.id,
        parts=parts,
        buttons=(*(b for b in topic_buttons(before.related[:3]) if b != PERSON), PERSON),
        facts={"topic": before.id, "follow_up": kind},
        sources=before.sources,
        as_of=before.as_of,
    )
