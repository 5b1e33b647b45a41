"""A desk with the real policies, and the check that an answer can be worded in every language."""

import re
from datetime import date
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

from bot.answers.answer import Answer
from bot.answers.desk import Desk
from bot.answers.topics import topics
from bot.database import make_engine
from bot.language.languages import languages
from bot.language.nlg import compose
from bot.language.words import Phrasebook

TODAY = date(2026, 11, 23)
BOOK = Phrasebook(True)


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def real_desk(loaded_var: Path) -> Iterator[Desk]:
    engine = make_engine(f"sqlite:///{loaded_var / 'outreach.db'}")
    yield Desk(engine, topics())
    engine.dispose()


def worded_everywhere(answer: Answer) -> Dict[str, Any]:
    """The reply in each language; fails where a sentence is empty or half worded."""
    replies = {}
    assert answer.parts
    for tag in languages():
        reply = compose(BOOK.words(tag), answer.parts_json(), answer.buttons_json(), answer.machine_readable())
        paragraphs = reply["text"].split("\n")
        assert reply["text"] == reply["text"].strip() and reply["text"]
        assert not re.search(r"\{[a-z_]*\}|\bNone\b|utter_|topic\.", reply["text"]), reply["text"]
        assert all(line.strip() for line in paragraphs if line) and "\n\n\n" not in reply["text"]
        assert not any(line.rstrip().endswith((" .", "()", " ,")) for line in paragraphs)
        assert all(button["title"].strip() and button["payload"].startswith("/") for button in reply["buttons"])
        replies[tag] = reply
    facts = [reply["answer"] for reply in replies.values()]
    assert all(found == facts[0] for found in facts)
    assert len({tuple(b["payload"] for b in reply["buttons"]) for reply in replies.values()}) == 1
    return replies


@pytest.fixture(scope="session")
def worded() -> Callable[[Answer], Dict[str, Any]]:
    return worded_everywhere
