"""What staff took back is told nowhere and offered nowhere; what lost its source is not told as true."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Iterator, List

import pytest
import sqlalchemy as sa

from bot.answers.answer import PERSON, Answer, Part, topic_button, topic_buttons
from bot.answers.ask_back import place_payload
from bot.answers.desk import Desk, Question
from bot.answers.topic_answers import answer_topic
from bot.answers.topics import topics
from bot.answers.withdrawn import PEOPLE, answer_taken_back, without_withdrawn
from bot.database import make_engine, session_scope
from bot.withdrawals import queries
from bot.withdrawals.buttons import topic_of
from bot.withdrawals.queries import Withdrawn

TOPICS = topics()
MINNEAPOLIS = ("minneapolis-mn-pd", "policy-9-114")


@pytest.fixture
def desk(loaded_var: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on its own copy of the real content, for withdrawals."""
    (tmp_path / "outreach.db").write_bytes((loaded_var / "outreach.db").read_bytes())
    engine = make_engine(f"sqlite:///{tmp_path / 'outreach.db'}")
    yield Desk(engine, TOPICS)
    engine.dispose()


def take_back(desk: Desk, what: str, key: str) -> None:
    with session_scope(desk._engine) as session:
        queries.withdraw(session, what, key, "it may be wrong")


def keys(answer: Answer) -> List[str]:
    return [part.key for part in answer.parts]


def ask(desk: Desk, topic: str, place: Any = None, day: date = date(2026, 11, 23)) -> Answer:
    return desk.answer(Question(topic, place, None, "en"), day)


@pytest.mark.parametrize("topic", ["u_visa_what", "police_ask_status"])
@pytest.mark.parametrize("place", [None, "mn/minneapolis"])
def test_a_withdrawn_topic_is_not_told_with_or_without_a_place(
    desk: Desk, topic: str, place: Any, worded: Any
) -> None:
    assert "utter_topic_taken_back" not in keys(ask(desk, topic, place))
    take_back(desk, "topic", topic)
    answer = ask(desk, topic, place)
    assert keys(answer) == ["utter_topic_taken_back"] and answer.buttons == (PERSON,)
    assert answer.stale and not answer.facts and not answer.sources


def test_a_withdrawn_topic_is_on_no_button_of_any_other_answer(desk: Desk) -> None:
    take_back(desk, "topic", "u_visa_what")
    offered = [topic_of(button.payload) for topic in TOPICS for button in ask(desk, topic).buttons]
    assert "u_visa_what" not in offered and "free_legal_help" in offered


def test_when_the_way_to_a_person_is_withdrawn_another_is_offered(desk: Desk, worded: Any) -> None:
    answer = without_withdrawn(answer_taken_back(TOPICS["u_visa_what"]), Withdrawn(frozenset(("find_advocate",))))
    assert [topic_of(button.payload) for button in answer.buttons] == ["talk_to_human"]
    assert without_withdrawn(answer, Withdrawn(frozenset(PEOPLE))).buttons == ()


def test_a_withdrawn_topic_about_people_still_names_the_people(desk: Desk, worded: Any) -> None:
    take_back(desk, "topic", "find_advocate")
    answer = ask(desk, "find_advocate", "mn/minneapolis")
    assert keys(answer)[0] == "utter_topic_taken_back" and "topic.find_advocate.short" not in keys(answer)
    assert answer.facts["organizations"]


def test_a_stale_topic_about_people_does_not_tell_its_own_words(desk: Desk) -> None:
    answer = ask(desk, "find_advocate", "mn/minneapolis", date(2028, 1, 1))
    assert keys(answer)[0] == "utter_topic_may_have_changed" and answer.facts["organizations"]


def test_when_withdrawals_cannot_be_read_no_topic_is_offered_and_places_are() -> None:
    place = replace(topic_button("x"), payload=place_payload("mn/minneapolis"))
    answer = Answer("clarify", (Part("utter_which_topic"),), (*topic_buttons(["u_visa_what"]), PERSON, place))
    assert without_withdrawn(answer, None).buttons == (place,)


def test_an_answer_without_withdrawn_topics_stays_as_it_is(today: date) -> None:
    answer = answer_topic(TOPICS["u_visa_what"], today)
    assert without_withdrawn(answer, Withdrawn()) is answer


def test_a_withdrawn_policy_is_named_and_not_told(desk: Desk, worded: Any) -> None:
    before = ask(desk, "police_ask_status", "mn/minneapolis")
    assert before.facts["victims"] == "no"
    titles = {source.title for source in before.sources}
    take_back(desk, "policy", "/".join(MINNEAPOLIS))
    after = ask(desk, "police_ask_status", "mn/minneapolis")
    doubts = [part.values["doubt"] for part in after.parts if part.key == "utter_policy_may_have_changed"]
    assert {"key": "utter_policy_doubt_taken_back"} in doubts
    assert not any(part.key.startswith("utter_policy_document") and "9-114" in str(part.values) for part in after.parts)
    assert {source.title for source in after.sources} < titles or not after.sources


def test_restoring_brings_everything_back_at_once(desk: Desk) -> None:
    before = [ask(desk, "police_ask_status", "mn/minneapolis"), ask(desk, "find_advocate")]
    taken = (("policy", "/".join(MINNEAPOLIS)), ("topic", "find_advocate"), ("organization", "ndvh"))
    for what, key in taken:
        take_back(desk, what, key)
    assert before[0] != ask(desk, "police_ask_status", "mn/minneapolis")
    for what, key in taken:
        with session_scope(desk._engine) as session:
            assert queries.restore(session, what, key) and not queries.restore(session, what, key)
    assert before == [ask(desk, "police_ask_status", "mn/minneapolis"), ask(desk, "find_advocate")]


def test_a_withdrawn_organization_is_not_offered(desk: Desk) -> None:
    assert "ndvh" in [entry["id"] for entry in ask(desk, "dv_help").facts["organizations"]]
    take_back(desk, "organization", "ndvh")
    answer = ask(desk, "dv_help")
    assert "ndvh" not in [entry["id"] for entry in answer.facts["organizations"]]
    assert answer.facts["organizations"]


def test_a_follow_up_about_a_withdrawn_topic_tells_no_steps(desk: Desk) -> None:
    before = TOPICS["u_visa_what"]
    withdrawn = Withdrawn(frozenset((before.id,)))
    answer = desk.answer_follow_up("what_next", before, date(2026, 11, 23), withdrawn)
    assert keys(answer) == ["utter_topic_taken_back"]


def test_a_follow_up_about_a_stale_topic_tells_no_steps(desk: Desk) -> None:
    answer = desk.answer_follow_up("what_next", TOPICS["u_visa_what"], date(2030, 1, 1), Withdrawn())
    assert keys(answer) == ["utter_topic_may_have_changed"]


def test_what_is_withdrawn_takes_one_statement(desk: Desk) -> None:
    seen: List[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "withdrawals" in statement:
            seen.append(statement)

    sa.event.listen(desk._engine, "before_cursor_execute", note)
    desk.answer(Question("find_advocate", "mn/minneapolis", None, "en"), date(2026, 11, 23), desk.withdrawn())
    assert len(seen) == 1


def test_a_topic_that_lost_every_source_is_not_told_and_says_why(today: date, worded: Any) -> None:
    topic = TOPICS["u_visa_what"]
    gone = tuple(replace(source, withdrawn="2026-11-01") for source in topic.all_sources)
    answer = answer_topic(replace(topic, all_sources=gone), today)
    assert keys(answer) == ["utter_topic_source_withdrawn"] and answer.stale and not answer.sources


def test_a_topic_that_lost_one_source_is_told_with_the_others(today: date) -> None:
    topic = TOPICS["u_visa_what"]
    first = replace(topic.all_sources[0], withdrawn="2026-11-01")
    answer = answer_topic(replace(topic, all_sources=(first, *topic.all_sources[1:])), today)
    assert not answer.stale and first.title not in [source.title for source in answer.sources] and answer.sources


@pytest.mark.parametrize(
    ("payload", "topic"),
    [('/faq{"topic": "u_visa_what"}', "u_visa_what"), ("/faq", None), ("/greet", None), ("/faq{", None),
     ('/faq{"topic": 1}', None), ('/inform_place{"place": "mn"}', None), ("/faq{[]}", None)],
)  # fmt: skip
def test_the_topic_of_a_button(payload: str, topic: Any) -> None:
    assert topic_of(payload) == topic
