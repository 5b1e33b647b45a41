"""A bare follow-up means what the topic before it makes of it."""

from dataclasses import replace
from datetime import date
from typing import Any, Optional

import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.answers.answer import PERSON, topic_button
from bot.answers.follow_ups import _MEANT, KINDS, answer_without_topic, topic_meant
from bot.answers.topics import topics
from bot.settings import ROOT

TOPICS = topics()
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("group", _MEANT, ids=str)
def test_every_group_is_a_file_and_every_topic_meant_exists(group: str) -> None:
    assert (ROOT / "bot" / "data" / "topics" / f"{group}.yml").is_file()
    assert set(_MEANT[group]) <= set(KINDS)
    assert set(_MEANT[group].values()) <= set(TOPICS)


def test_every_kind_has_examples() -> None:
    read = RasaYAMLReader().read(str(ROOT / "bot" / "data" / "nlu" / "en" / "follow_ups.yml"))
    assert {message.get("intent_response_key") for message in read.intent_examples} == {
        f"follow_up/{kind}" for kind in KINDS
    }


MEANT = {
    "how long does it take, after the U visa": ("how_long", "u_visa_what", "u_visa_wait"),
    "what does it cost, after the U visa": ("cost", "u_visa_what", "u_visa_cost"),
    "and my family, after the U visa": ("family", "u_visa_what", "u_visa_family"),
    "whom to call, after the U visa": ("who_to_call", "u_visa_what", "free_legal_help"),
    "whom to call, where nothing closer is known": ("who_to_call", "police_ask_status", "find_advocate"),
    "how long, where no answer is stored": ("how_long", "police_ask_status", None),
    "how long, after the answer to that": ("how_long", "u_visa_wait", None),
    "whom to call, after the answer to that": ("who_to_call", "free_legal_help", True),
    "a kind that nobody knows": ("why", "u_visa_what", None),
}


@pytest.mark.parametrize(("kind", "before", "meant"), MEANT.values(), ids=MEANT.keys())
def test_what_a_follow_up_means(kind: str, before: str, meant: Any) -> None:
    found = topic_meant(kind, TOPICS[before])
    assert found in TOPICS if meant is True else found == meant


@pytest.mark.parametrize("kind", KINDS)
def test_a_follow_up_to_nothing_means_nothing_and_is_asked_back(kind: str, worded: Any) -> None:
    assert topic_meant(kind, None) is None
    answer = answer_without_topic(kind, None, TODAY)
    assert answer.kind == "fallback"
    worded(answer)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS.keys())
def test_every_follow_up_to_every_topic_has_an_answer(topic: Any) -> None:
    for kind in KINDS:
        meant: Optional[str] = topic_meant(kind, topic)
        if meant is not None:
            assert meant in TOPICS and (meant != topic.id or kind == "who_to_call")
            continue
        answer = answer_without_topic(kind, topic, TODAY)
        assert answer.parts and answer.buttons[-1] == PERSON and answer.topic == topic.id


def test_what_next_tells_the_steps_where_there_are_any(worded: Any) -> None:
    with_steps = next(topic for topic in TOPICS.values() if topic.steps)
    told = answer_without_topic("what_next", with_steps, TODAY)
    assert "utter_follow_up_unknown" not in [part.key for part in told.parts]
    worded(told)
    without = answer_without_topic("what_next", replace(with_steps, steps=()), TODAY)
    assert [part.key for part in without.parts] == ["utter_follow_up_unknown"]
    worded(without)


def test_what_we_do_not_know_is_said_with_related_topics(worded: Any) -> None:
    before = TOPICS["police_ask_status"]
    answer = answer_without_topic("how_long", before, TODAY)
    assert answer.buttons[:-1] == tuple(topic_button(topic) for topic in before.related[:3])
    assert answer.facts == {"topic": "police_ask_status", "follow_up": "how_long"}
    worded(answer)
