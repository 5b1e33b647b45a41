"""Danger now: the right number first, in one short message."""

from bot.answers.answer import PERSON, Answer, Part, topic_buttons

KINDS = ("danger", "suicide", "captive")
NUMBERS = {"danger": ["911"], "suicide": ["988", "911"], "captive": ["911", "1-888-373-7888"]}


def answer_emergency(kind: str) -> Answer:
    """The first message of an emergency; sent before any model is asked.

    Args:
        kind: One of ``KINDS``; anything else is told as ``danger``.
    """
    kind = kind if kind in KINDS else "danger"
    return Answer(
        kind="emergency",
        parts=(Part(f"utter_emergency_{kind}"),),
        facts={"emergency": kind, "numbers": NUMBERS[kind]},
    )


def after_emergency(kind: str) -> Answer:
    """What follows once the number was given: what helps next, when it is safe."""
    related = {"suicide": ["crisis_988"], "captive": ["trafficking_help", "t_visa_what"]}.get(
        kind, ["emergency_911", "text_to_911"]
    )
    return Answer(
        kind="emergency",
        parts=(Part("utter_emergency_next"),),
        buttons=topic_buttons(related) + (PERSON,),
        facts={"emergency": kind},
    )
