"""Who helps: organisations near the resident, then national ones, with their telephone numbers."""

from typing import List, Optional, Sequence, Tuple

from bot.advocates.schema import Organisation
from bot.advocates.vocabulary import response_key
from bot.answers.answer import Answer, Part, Source, topic_buttons
from bot.answers.topics import Topic


def answer_advocates(
    topic: Topic,
    organisations: Sequence[Organisation],
    place_key: Optional[str],
    place_name: Optional[str],
    opening: Optional[Part] = None,
) -> Answer:
    """The organisations for a place, or national ones with the question for the place.

    Args:
        organisations: In the order in which they are told.
        place_name: As the resident knows it; None while no place is known.
        opening: Said instead of the topic's own words when these may not be told; the people stay.
    """
    near = [entry for entry in organisations if entry.scope != "national"]
    national = [entry for entry in organisations if entry.scope == "national"]
    parts: List[Part] = [opening or Part(f"topic.{topic.id}.short")]
    if place_name and near:
        parts.append(Part("utter_advocates_heading", {"place": place_name}))
        parts.extend(part for entry in near for part in contact(entry))
    elif place_name:
        parts.append(Part("utter_advocates_none_local", {"place": place_name}))
    if national:
        parts.append(Part("utter_advocates_national_heading"))
        parts.extend(part for entry in national for part in contact(entry))
    parts.append(Part("utter_advocates_close"))
    if place_name is None:
        parts.append(Part("utter_advocates_ask_place"))
    return Answer(
        kind="advocate",
        topic=topic.id,
        place=(place_key, place_name) if place_key and place_name else None,
        parts=tuple(parts),
        buttons=topic_buttons([other for other in topic.related if other != "find_advocate"][:2]),
        facts={
            "organizations": [
                {"id": entry.id, "name": entry.name, "phone": entry.phone, "text": entry.text, "web": entry.web}
                for entry in organisations
            ]
        },
        sources=tuple(
            Source(source.title, source.url, source.published)
            for entry in organisations
            for source in [source for source in entry.sources if not source.withdrawn][:1]
        ),
        as_of=min((entry.last_confirmed for entry in organisations if entry.last_confirmed), default=None),
    )


def contact(entry: Organisation) -> Tuple[Part, ...]:
    """A name and, line by line, how to reach it and what to know before the first word."""
    lines = [Part("utter_organization", {"name": entry.name})]
    if entry.phone:
        lines.append(Part("utter_advocate_phone", {"phone": entry.phone}))
    if entry.text:
        key = "utter_advocate_text_word" if entry.text_word else "utter_advocate_text"
        lines.append(Part(key, {"text": entry.text, "word": entry.text_word or ""}))
    if entry.web and not entry.phone:
        lines.append(Part("utter_advocate_web", {"web": entry.web}))
    for field, code in (("hours", entry.hours), ("cost", entry.cost)):
        if code:
            lines.append(Part(response_key(field, code)))
    lines.extend(Part(response_key("serves", code)) for code in entry.serves)
    if entry.interpreters:
        lines.append(Part("utter_advocate_interpreters"))
    if entry.confidential:
        lines.append(Part("utter_advocate_confidential"))
    lines.extend(Part(response_key("caution", code)) for code in entry.cautions)
    if entry.is_unverified:
        lines.append(Part("utter_advocate_unverified"))
    return (
        lines[0],
        *(Part(line.key, line.values, join="line" if line is lines[1] else "space") for line in lines[1:]),
    )
