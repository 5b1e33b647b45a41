"""The stored answer to a topic, where no place matters or none is known yet."""

from datetime import date
from typing import Tuple

from bot.answers.answer import PERSON, Answer, Button, Part, topic_buttons
from bot.answers.topics import Topic

ASK_PLACE = Part("utter_ask_place")
# Buttons that do what the answer speaks of.
OWN_BUTTONS = {"delete_my_chat": (Button(payload="/delete_chat", key="utter_delete_chat"),)}


def answer_topic(topic: Topic, today: date, ask_place: bool = False) -> Answer:
    """Short answer, longer one, next steps, the date it was checked; or that it may have changed.

    Args:
        ask_place: End with the question for the city: the topic has a local side and we know no place.
    """
    if topic.is_stale(today):
        return Answer(
            kind="topic",
            topic=topic.id,
            parts=(doubt_part(topic, today),),
            buttons=(PERSON,),
            sources=topic.sources,
            as_of=topic.as_of,
            stale=True,
        )
    parts = [Part(f"topic.{topic.id}.short")]
    if topic.has_long:
        parts.append(Part(f"topic.{topic.id}.long"))
    parts.extend(steps_of(topic))
    if topic.as_of and topic.time_sensitive:
        parts.append(Part("utter_topic_as_of", {"date": {"date": topic.as_of}}))
    if ask_place:
        parts.append(ASK_PLACE)
    return Answer(
        kind="topic",
        topic=topic.id,
        parts=tuple(parts),
        buttons=OWN_BUTTONS.get(topic.id, ()) + topic_buttons(topic.related[:2]) + (PERSON,),
        facts={"topic": topic.id},
        sources=topic.sources,
        as_of=topic.as_of,
    )


def doubt_part(topic: Topic, today: date) -> Part:
    """The sentence that stands where the answer was: due for a check, or without a source."""
    is_due = "review_date_passed" in topic.doubts(today)
    key = "utter_topic_may_have_changed" if is_due else "utter_topic_source_withdrawn"
    return Part(key, {"topic": {"key": f"topic.{topic.id}.title"}})


def steps_of(topic: Topic) -> Tuple[Part, ...]:
    """The next steps as a list: a heading, then one line each."""
    if not topic.steps:
        return ()
    lines = (
        Part("utter_step", {"step": {"key": f"topic.{topic.id}.step.{number}"}}, join="line")
        for number in range(topic.steps)
    )
    return (Part("utter_next_steps"), *lines)
