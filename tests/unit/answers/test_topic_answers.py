"""Topics, emergencies, advocates and questions back: whole answers in every language."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advocates.schema import read_directory
from bot.answers.advocate_answers import answer_advocates
from bot.answers.answer import Answer, topic_button
from bot.answers.ask_back import (
    ask_place_again,
    ask_which_place,
    ask_which_topic,
    offer_second,
    place_payload,
    place_title,
)
from bot.answers.desk import Question
from bot.answers.emergency_answers import KINDS, NUMBERS, after_emergency, answer_emergency
from bot.answers.topic_answers import answer_topic
from bot.answers.topics import TopicsError, problems_of, read_topics, topics
from bot.language.sources import sources
from bot.settings import ROOT

TOPICS = topics()


def keys(answer: Answer) -> List[str]:
    return [part.key for part in answer.parts]


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS.keys())
def test_every_topic_has_a_whole_answer(topic: Any, worded: Any, today: date) -> None:
    answer = answer_topic(topic, today)
    worded(answer)
    assert keys(answer)[0] == f"topic.{topic.id}.short"
    assert any("find_advocate" in button.payload for button in answer.buttons)
    worded(answer_topic(topic, today, ask_place=True))


@pytest.mark.parametrize(("days", "is_told"), [(-1, True), (0, True), (1, False)], ids=["before", "that day", "after"])
def test_a_topic_is_asserted_up_to_the_day_of_its_review(days: int, is_told: bool, worded: Any) -> None:
    topic = TOPICS["u_visa_what"]
    answer = answer_topic(topic, topic.review_by + timedelta(days=days))
    assert answer.stale is not is_told
    assert (f"topic.{topic.id}.short" in keys(answer)) is is_told
    assert ("utter_topic_may_have_changed" in keys(answer)) is not is_told
    assert not answer.stale or (answer.facts == {} and answer.buttons)
    worded(answer)


def test_a_topic_with_a_local_side_asks_for_the_place_last(today: date) -> None:
    assert keys(answer_topic(TOPICS["police_ask_status"], today, ask_place=True))[-1] == "utter_ask_place"
    assert "utter_ask_place" not in keys(answer_topic(TOPICS["police_ask_status"], today))


def test_the_topic_about_deleting_offers_to_delete(today: date) -> None:
    assert answer_topic(TOPICS["delete_my_chat"], today).buttons[0].payload == "/delete_chat"


def test_what_changes_with_time_says_when_it_was_checked(today: date) -> None:
    timed = next(topic for topic in TOPICS.values() if topic.time_sensitive and topic.as_of)
    assert "utter_topic_as_of" in keys(answer_topic(timed, today))
    assert "utter_topic_as_of" not in keys(answer_topic(replace(timed, time_sensitive=False), today))
    assert "utter_topic_as_of" not in keys(answer_topic(replace(timed, as_of=None), today))


@pytest.mark.parametrize("kind", KINDS)
def test_an_emergency_names_its_number_first_in_every_language(kind: str, worded: Any) -> None:
    replies = worded(answer_emergency(kind))
    for reply in replies.values():
        assert NUMBERS[kind][0] in reply["text"].split(".")[0]
        assert all(number in reply["text"] for number in NUMBERS[kind])
        assert len(reply["text"]) <= 320
    worded(after_emergency(kind))


@pytest.mark.parametrize("kind", ["", "flood", "DANGER", None])
def test_an_unknown_emergency_is_told_as_danger(kind: Any) -> None:
    assert answer_emergency(kind) == answer_emergency("danger")


def test_what_follows_an_emergency_offers_topics_that_exist() -> None:
    for kind in (*KINDS, "anything"):
        assert all((button.key or "") in sources() for button in after_emergency(kind).buttons)


@pytest.mark.parametrize(
    ("likely", "off_topic", "key", "kind"),
    [
        ([], False, "utter_not_understood", "fallback"),
        (["u_visa_what"], False, "utter_which_topic", "clarify"),
        (["u_visa_what"], True, "utter_cannot_help", "fallback"),
        ([], True, "utter_cannot_help", "fallback"),
    ],
)
def test_what_is_asked_back(likely: Any, off_topic: bool, key: str, kind: str, worded: Any) -> None:
    answer = ask_which_topic(likely, off_topic)
    assert (keys(answer), answer.kind) == ([key], kind)
    worded(answer)


@given(st.lists(st.sampled_from(sorted(TOPICS)), max_size=8, unique=True))
def test_at_most_three_topics_and_always_one_person_are_offered(likely: List[str]) -> None:
    payloads = [button.payload for button in ask_which_topic(likely).buttons]
    assert len(payloads) == len(set(payloads)) <= 4
    assert payloads[-1] == topic_button("find_advocate").payload


def test_a_second_question_is_named_and_its_topic_is_the_first_button(worded: Any, today: date) -> None:
    first = answer_topic(TOPICS["u_visa_what"], today)
    both = offer_second(first, "police_ask_status")
    assert keys(both) == [*keys(first), "utter_second_question"]
    assert both.buttons[1:] == first.buttons and both.topic == first.topic and both.facts == first.facts
    worded(both)


def test_a_second_question_that_has_its_button_already_is_not_offered_twice(today: date) -> None:
    first = answer_topic(TOPICS["u_visa_what"], today)
    related = TOPICS["u_visa_what"].related[0]
    assert topic_button(related) in first.buttons
    payloads = [button.payload for button in offer_second(first, related).buttons]
    assert payloads[0] == topic_button(related).payload
    assert sorted(payloads) == sorted(button.payload for button in first.buttons)


@pytest.mark.parametrize("second", [None, "u_visa_what"], ids=["none", "the same"])
def test_without_a_second_question_the_answer_stays(second: Any, today: date) -> None:
    first = answer_topic(TOPICS["u_visa_what"], today)
    assert offer_second(first, second) is first


def test_an_ambiguous_place_is_one_question_with_a_button_each(worded: Any) -> None:
    answer = ask_which_place(["md/montgomery-county", "pa/montgomery-county"], "montgomery county")
    replies = worded(answer)
    assert [b["title"] for b in replies["es"]["buttons"]] == ["Montgomery County, MD", "Montgomery County, PA"]
    assert answer.buttons[0].payload == '/inform_place{"place": "md/montgomery-county"}'


def test_many_places_of_one_name_ask_for_the_state_too(worded: Any) -> None:
    answer = ask_which_place(
        [f"{state}/springfield" for state in ("il", "ma", "mo", "oh", "or", "va", "tn")], "springfield"
    )
    assert keys(answer) == ["utter_which_place_or_type"] and len(answer.buttons) == 6
    worded(answer)
    worded(ask_place_again())


@pytest.mark.parametrize(
    ("key", "title"),
    [("mn/minneapolis", "Minneapolis, MN"), ("md/montgomery-county", "Montgomery County, MD"), ("mn", "Minnesota"),
     ("dc", "District of Columbia"), ("xx", "XX"), ("", "")],
)  # fmt: skip
def test_a_place_has_a_title(key: str, title: str) -> None:
    assert place_title(key) == title


@given(st.text(st.characters(categories=("L", "N", "P")), max_size=40))
def test_any_key_that_a_button_may_carry_has_a_title(key: str) -> None:
    assert isinstance(place_title(key), str) and key in place_payload(key)


def test_every_place_in_the_country_has_the_help_of_somebody(real_desk: Any, worded: Any, today: date) -> None:
    for topic in (t for t in TOPICS.values() if t.local == "advocates"):
        for place in (None, "mn/minneapolis", "tx/houston", "wy/nowhere", "dc/washington", "mn"):
            for language in ("en", "es", None):
                answer = real_desk.answer(Question(topic.id, place, None, language), today)
                worded(answer)
                assert answer.kind == "advocate" and answer.facts["organizations"]
                assert ("utter_advocates_ask_place" in keys(answer)) == (place is None)


def test_every_organisation_can_be_told_in_every_language(worded: Any, today: date) -> None:
    for entry in read_directory(ROOT / "bot" / "data" / "advocates", today):
        for status in ("ok", "unverified"):
            answer = answer_advocates(TOPICS["find_advocate"], [replace(entry, status=status)], "mn/x", "X, MN")
            worded(answer)
            assert ("utter_advocate_unverified" in keys(answer)) == (status == "unverified")


def test_without_anybody_near_the_national_help_is_told_as_such(worded: Any) -> None:
    answer = answer_advocates(TOPICS["find_advocate"], [], "wy/nowhere", "Nowhere, WY")
    assert "utter_advocates_none_local" in keys(answer) and answer.as_of is None
    worded(answer)


def test_a_question_without_a_place_asks_for_it(real_desk: Any, today: date) -> None:
    answer = real_desk.answer(Question("police_ask_status", None, None, "en"), today)
    assert answer.kind == "topic" and keys(answer)[-1] == "utter_ask_place"


def test_a_topic_that_does_not_exist_is_asked_back(real_desk: Any, today: date) -> None:
    for topic in ("", "no_such_topic", "None"):
        assert keys(real_desk.answer(Question(topic, "mn/minneapolis", None, "en"), today)) == ["utter_not_understood"]


@pytest.mark.parametrize(
    "place", ["", "/", "xx/yy", "mn/no-such-town", "a/b/c", "Minneapolis", "mn/minneapolis' OR 1=1"]
)
def test_a_place_that_does_not_exist_gets_an_honest_answer(
    place: str, real_desk: Any, worded: Any, today: date
) -> None:
    worded(real_desk.answer(Question("police_ask_status", place, None, "en"), today))


def test_a_stale_topic_is_not_answered_from_the_policybook(real_desk: Any) -> None:
    later = TOPICS["police_ask_status"].review_by + timedelta(days=1)
    assert real_desk.answer(Question("police_ask_status", "mn/minneapolis", None, "en"), later).stale


def test_the_real_minneapolis_answer_is_the_same_in_both_languages(real_desk: Any, worded: Any, today: date) -> None:
    replies = worded(real_desk.answer(Question("police_ask_status", "mn/minneapolis", None, "en"), today))
    assert replies["en"]["answer"]["facts"] and replies["en"]["answer"]["sources"]
    assert replies["en"]["answer"] == replies["es"]["answer"]


def test_which_topics_have_a_local_side(real_desk: Any) -> None:
    assert real_desk.has_local_side("police_ask_status")
    assert not real_desk.has_local_side("u_visa_what")
    assert not real_desk.has_local_side(None) and not real_desk.has_local_side("no_such_topic")


GOOD = {
    "title": "A title",
    "short": "A sentence.",
    "sources": [{"title": "Page", "url": "https://example.org/a", "published": "2025-01"}],
    "review_by": date(2027, 1, 1),
}
PROBLEMS = {
    "not a mapping": (["text"], "not a mapping"),
    "unknown field": ({**GOOD, "shrot": "x"}, "unknown field 'shrot'"),
    "no short": ({k: v for k, v in GOOD.items() if k != "short"}, "'short' is missing"),
    "no review": ({k: v for k, v in GOOD.items() if k != "review_by"}, "'review_by' is missing"),
    "long title": ({**GOOD, "title": "x" * 25}, "more than 24"),
    "long short": ({**GOOD, "short": "x" * 301, "sms": "x"}, "more than 300"),
    "long sms": ({**GOOD, "sms": "x" * 131}, "sms has more than 130"),
    "no sms for a longer short": ({**GOOD, "short": "x" * 131}, "or is missing"),
    "unknown question": ({**GOOD, "local": "weather"}, "'weather'"),
    "review not a date": ({**GOOD, "review_by": "soon"}, "not a date"),
    "source without address": ({**GOOD, "sources": [{"title": "Page"}]}, "source 1 has no http(s) address"),
    "source with another scheme": ({**GOOD, "sources": [{"title": "P", "url": "javascript:alert(1)"}]}, "no http(s)"),
    "source without title": ({**GOOD, "sources": [{"url": "https://example.org"}]}, "source 1 has no title"),
}


def test_a_short_text_of_130_characters_needs_no_text_message_of_its_own() -> None:
    assert problems_of({**GOOD, "short": "x" * 130}) == []


@pytest.mark.parametrize(("body", "told"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_is_wrong_with_a_topic_is_told(body: Any, told: str) -> None:
    (problem,) = problems_of(body)
    assert told in problem


def test_a_good_topic_has_no_problems() -> None:
    assert problems_of(GOOD) == []


FILE = """one:
  title: One
  short: A sentence.
  sources: []
  review_by: 2027-01-01
  related: [two]
"""


def test_every_problem_of_every_file_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(FILE + "three:\n  title: Three\n")
    (tmp_path / "b.yml").write_text(FILE)
    (tmp_path / "c.yml").write_text("one: [")
    with pytest.raises(TopicsError) as caught:
        read_topics(tmp_path)
    lines = str(caught.value).splitlines()
    assert any(line.startswith("a.yml:7: three: field 'short' is missing") for line in lines)
    assert any("b.yml:1: one: this id is already used in a.yml" in line for line in lines)
    assert any(line.startswith("c.yml: not YAML") for line in lines)
    assert any("related topic 'two' does not exist" in line for line in lines)


def test_an_empty_folder_has_no_topics(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("")
    assert read_topics(tmp_path) == {}
