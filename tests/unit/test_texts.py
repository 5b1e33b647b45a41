"""The English texts: plain enough to read, and no word that promises what nobody can promise."""

import re
from datetime import date
from typing import List, Mapping

import pytest

from bot.advocates.schema import read_directory
from bot.answers.topics import read_topics
from bot.language.sources import sources
from bot.settings import ROOT

MOST_GRADE = 7.0
# What no text may say, unless a negation stands shortly before it ("I cannot promise", "no one can guarantee").
FORBIDDEN = (
    r"you(?:'ll| will)? qualify",
    r"you are eligible",
    r"you are safe\b(?!,)",
    r"you will be safe",
    r"you(?:'ll| will) (?:get|receive|win)\b",
    r"you will be approved",
    r"you will not be (?:arrested|deported|detained)",
    r"(?:ice|police|officers?) (?:will not|won't|will never|cannot)",
    r"guarantee[ds]?",
    r"we promise|i promise",
    r"100 ?%|one hundred percent",
    r"(?:completely|totally|perfectly|always) (?:safe|private|secret)",
    r"nothing (?:bad )?will happen",
    r"do not worry|don't worry",
)
# Whole words that turn the phrase around when they stand in the same sentence before it.
NEGATION = re.compile(r"\b(?:no|not|never|nobody|cannot|can't|don't|doesn't|when|if|once|until|whether)\b", re.I)


def texts_of_topics() -> Mapping[str, str]:
    """Short, long and all steps of each topic, as they are read."""
    texts = {key: text for key, text in sources().items() if re.fullmatch(r"topic\.\w+\.(short|long)", key)}
    for topic in read_topics().values():
        steps = [sources()[f"topic.{topic.id}.step.{number}"] for number in range(topic.steps)]
        if steps:
            texts[f"topic.{topic.id}.steps"] = " ".join(steps)
    return texts


def promises(text: str) -> List[str]:
    """The forbidden phrases of a text that nothing before them in their sentence turns around."""
    found = []
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        for phrase in FORBIDDEN:
            match = re.search(rf"\b(?:{phrase})" if phrase[0] != "1" else phrase, sentence, re.I)
            if match and not NEGATION.search(sentence[: match.start()]):
                found.append(match.group())
    return found


@pytest.mark.parametrize("key", texts_of_topics())
def test_a_topic_is_written_for_grade_seven(key: str) -> None:
    textstat = pytest.importorskip("textstat", reason="textstat is not installed yet")
    assert textstat.flesch_kincaid_grade(texts_of_topics()[key]) <= MOST_GRADE, texts_of_topics()[key]


def test_no_text_promises_what_nobody_can_promise() -> None:
    assert {key: found for key, text in sources().items() if (found := promises(text))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You qualify for a U visa.", ["You qualify"]),
        ("Here you are safe.", ["you are safe"]),
        ("When you are safe, call a lawyer.", []),
        ("ICE will not come.", ["ICE will not"]),
        ("The police will never ask you.", ["police will never"]),
        ("This is guaranteed.", ["guaranteed"]),
        ("Nobody can guarantee that.", []),
        ("A rule is not a promise. You will get a visa.", ["You will get"]),
        ("It is 100% safe.", ["100%"]),
        ("We cannot say if you qualify.", []),
    ],
)
def test_a_promise_is_found_and_its_denial_is_not(text: str, found: List[str]) -> None:
    assert promises(text) == found


def test_every_number_outside_the_topics_is_that_of_an_organization_with_a_source() -> None:
    """A topic has sources of its own; the other sentences have none."""
    known = {
        re.sub(r"\D", "", number)[-10:]
        for entry in read_directory(ROOT / "bot" / "data" / "advocates", date.today())
        for number in (entry.phone, entry.text, entry.relay)
        if number
    }
    for key, text in sources().items():
        if key.startswith("topic."):
            continue
        for number in re.findall(r"(?:1-)?\d{3}-\d{3}-\d{4}", text):
            assert re.sub(r"\D", "", number)[-10:] in known, f"{key} gives {number}"
