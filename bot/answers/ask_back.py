"""Honest answers when we are not sure: ask which place, which topic, or say that we cannot help."""

from dataclasses import replace
from typing import Optional, Sequence

import us

from bot.answers.answer import PERSON, Answer, Button, Part, topic_button, topic_buttons

MOST_CHOICES = 6


def ask_which_topic(likely: Sequence[str], is_off_topic: bool = False) -> Answer:
    """Up to three likely topics and a person."""
    key = "utter_cannot_help" if is_off_topic else "utter_which_topic" if likely else "utter_not_understood"
    return Answer(
        kind="fallback" if is_off_topic or not likely else "clarify",
        parts=(Part(key),),
        buttons=topic_buttons([topic for topic in likely[:3] if topic != "find_advocate"]) + (PERSON,),
    )


def ask_which_place(candidates: Sequence[str], name: str) -> Answer:
    """One question back where several places share a name; each choice is a button."""
    shown = candidates[:MOST_CHOICES]
    more = len(candidates) > len(shown)
    return Answer(
        kind="clarify",
        parts=(Part("utter_which_place_or_type" if more else "utter_which_place", {"name": name}),),
        buttons=tuple(Button(payload=place_payload(key), title=place_title(key)) for key in shown),
        facts={"candidates": list(shown)},
    )


def ask_place_again() -> Answer:
    """A place was expected, none was recognised: ask for a ZIP code, offer a person."""
    return Answer(kind="clarify", parts=(Part("utter_place_not_found"),), buttons=(PERSON,))


def offer_second(answer: Answer, topic: Optional[str]) -> Answer:
    """The answer to a message's first question, with its second one as the first button."""
    if topic is None or topic == answer.topic:
        return answer
    part = Part("utter_second_question", {"topic": {"key": f"topic.{topic}.title"}})
    others = tuple(button for button in answer.buttons if button != topic_button(topic))
    return replace(answer, parts=(*answer.parts, part), buttons=(topic_button(topic), *others))


def place_payload(key: str) -> str:
    return f'/inform_place{{"place": "{key}"}}'


def place_title(key: str) -> str:
    """``md/montgomery-county`` → ``Montgomery County, MD``; ``mn`` → ``Minnesota``."""
    state, _, name = key.partition("/")
    if not name:
        found = us.states.lookup(state.upper()) or (us.states.DC if state == "dc" else None)
        return str(found.name) if found else state.upper()
    return f"{name.replace('-', ' ').title()}, {state.upper()}"
