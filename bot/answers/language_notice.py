"""The line for a language that we do not write in: said once, when a conversation turns to it."""

from typing import Optional

from bot.answers.answer import PERSON, Answer, Part, topic_button
from bot.language.languages import is_answered, is_language, languages


def language_notice(before: str, now: str, written: str) -> Optional[Answer]:
    """Say in which language we answer, and how to get an interpreter.

    Args:
        before: Tag of the conversation's language before this message.
        now: Tag of the language of this message; any BCP-47 tag.
        written: Tag of the language that we answer in instead.

    Returns:
        None where we write in the language, or have said the line already.
    """
    if is_answered(now) or now == before:
        return None
    key = "utter_answered_in_other_language" if is_language(now) else "utter_language_unknown"
    return Answer(
        kind="language",
        parts=(Part(key, {"language": languages()[written].autonym}),),
        buttons=(topic_button("interpreter_right"), PERSON),
        facts={"spoken": now, "written": written},
    )
