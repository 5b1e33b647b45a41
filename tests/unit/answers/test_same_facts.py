"""A policy is told with the same facts in every language: no number, telephone number or link gets lost."""

import re
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from bot.answers.answer import Answer
from bot.answers.desk import Desk, Question
from bot.answers.policy_answers import FIELDS_OF
from bot.answers.topics import topics
from bot.database import make_engine, session_scope
from bot.language.languages import SOURCE_LANGUAGE, answered_languages
from bot.language.nlg import compose
from bot.language.words import Phrasebook
from bot.policybook.queries import all_agencies
from bot.policybook.schema import Agency, read_directory
from bot.settings import ROOT

from .conftest import TODAY

OTHERS = [language.tag for language in answered_languages() if language.tag != SOURCE_LANGUAGE]
AGENCIES = read_directory(ROOT / "bot" / "data" / "policybook", TODAY)
STATES = sorted({agency.place.state for agency in AGENCIES})
TOPIC_OF = {topic.local: topic.id for topic in topics().values() if topic.local}
LINK = re.compile(r"https?://\S+|\S+@\S+\.\S+")
NUMBER = re.compile(r"\d+")


@pytest.fixture(scope="module")
def desk(loaded_var: Path) -> Iterator[Desk]:
    engine = make_engine(f"sqlite:///{loaded_var / 'outreach.db'}")
    yield Desk(engine, topics())
    engine.dispose()


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    return Phrasebook(True)


def places_of(state: str) -> List[Agency]:
    """One agency for each place of a state."""
    return list({agency.place.key: agency for agency in AGENCIES if agency.place.state == state}.values())


def answers_of(desk: Desk, agency: Agency) -> Dict[str, Answer]:
    """The answer to each local question about an agency's place."""
    place = agency.place
    return {
        local: desk.answer(Question(TOPIC_OF[local], place.key, place.county_key, None), TODAY)
        for local in FIELDS_OF
        if local in TOPIC_OF
    }


def said(book: Phrasebook, tag: str, answer: Answer) -> Dict[str, Any]:
    words = book.words(tag)
    return compose(words, answer.parts_json(), answer.buttons_json(), answer.machine_readable())


@pytest.mark.parametrize("state", STATES)
def test_every_policy_has_the_same_facts_numbers_and_links_in_every_language(
    state: str, desk: Desk, book: Phrasebook
) -> None:
    for agency in places_of(state):
        for local, answer in answers_of(desk, agency).items():
            english = said(book, SOURCE_LANGUAGE, answer)
            numbers, links = Counter(NUMBER.findall(english["text"])), LINK.findall(english["text"])
            for tag in OTHERS:
                reply = said(book, tag, answer)
                where = f"{agency.id}, {local}, {tag}"
                assert reply["answer"] == english["answer"], where
                # A date may have its month as one number more, and has none less.
                assert not numbers - Counter(NUMBER.findall(reply["text"])), where
                assert all(link in reply["text"] for link in links), where
                payloads = [[button["payload"] for button in one["buttons"]] for one in (english, reply)]
                assert payloads[0] == payloads[1], where


def test_every_agency_of_the_files_is_asked_about(loaded_var: Path) -> None:
    engine = make_engine(f"sqlite:///{loaded_var / 'outreach.db'}")
    with session_scope(engine) as session:
        assert {agency.id for agency in all_agencies(session)} == {agency.id for agency in AGENCIES}
    engine.dispose()
