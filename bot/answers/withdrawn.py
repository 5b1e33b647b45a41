"""What is left of an answer when staff have taken something back: the topic itself, or only a button."""

from dataclasses import replace
from typing import Optional

from bot.answers.answer import PERSON, Answer, Button, Part, topic_button
from bot.answers.topics import Topic
from bot.withdrawals.buttons import topic_of
from bot.withdrawals.queries import Withdrawn

# Topics that lead to a person, for when the usual one is withdrawn.
PEOPLE = ("find_advocate", "talk_to_human", "free_legal_help", "dv_help")


def taken_back_part(topic: Topic) -> Part:
    """The sentence that stands where a withdrawn topic's answer was."""
    return Part("utter_topic_taken_back", {"topic": {"key": f"topic.{topic.id}.title"}})


def answer_taken_back(topic: Topic) -> Answer:
    """A withdrawn topic: nothing of it is told, a person is offered."""
    return Answer(kind="topic", topic=topic.id, parts=(taken_back_part(topic),), buttons=(PERSON,), stale=True)


def without_withdrawn(answer: Answer, withdrawn: Optional[Withdrawn]) -> Answer:
    """The same answer without buttons for withdrawn topics; the button for a person finds another way.

    Args:
        withdrawn: None when it could not be read: then no topic is offered at all.
    """
    buttons = tuple(offered for button in answer.buttons if (offered := _offered(button, withdrawn)) is not None)
    return answer if buttons == answer.buttons else replace(answer, buttons=tuple(dict.fromkeys(buttons)))


def _offered(button: Button, withdrawn: Optional[Withdrawn]) -> Optional[Button]:
    topic = topic_of(button.payload)
    if topic is None or withdrawn is not None and topic not in withdrawn.topics:
        return button
    if withdrawn is None or button != PERSON:
        return None
    left = withdrawn.without(PEOPLE)
    return topic_button(left[0]) if left else None
