"""What staff took back, as the actions meet it: second topics, choices, follow-ups, and a database that is gone."""

from pathlib import Path
from typing import Any, Iterator, List

import pytest

from bot.actions import conversation
from bot.actions.action_answer_follow_up import ActionAnswerFollowUp
from bot.actions.action_answer_topic import ActionAnswerTopic
from bot.actions.action_ask_back import ActionAskBack
from bot.actions.action_emergency import ActionEmergency
from bot.actions.action_switch_language import ActionSwitchLanguage
from bot.answers.desk import Desk
from bot.answers.topics import topics
from bot.database import make_engine, session_scope
from bot.withdrawals import queries
from bot.withdrawals.buttons import topic_of


class Kept:
    """Takes the place of ``conversation.desk``: always the same desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self) -> Desk:
        return self._desk

    def cache_clear(self) -> None:
        """The fixture ``turn`` ends with it."""


@pytest.fixture
def take_back(turn: Any, loaded_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Withdraws topics from a desk with its own copy of the content."""
    (tmp_path / "outreach.db").write_bytes((loaded_var / "outreach.db").read_bytes())
    engine = make_engine(f"sqlite:///{tmp_path / 'outreach.db'}")
    own = Desk(engine, topics())
    monkeypatch.setattr(conversation, "desk", Kept(own))

    def withdraw(*names: str) -> None:
        with session_scope(engine) as session:
            for name in names:
                queries.withdraw(session, "topic", name, "it may be wrong")

    yield withdraw
    engine.dispose()


def keys(message: Any) -> List[str]:
    return [part["key"] for part in message["parts"]]


def offered(message: Any) -> List[Any]:
    return [topic_of(choice["payload"]) for choice in message["choices"]]


def test_a_second_topic_that_is_withdrawn_is_not_offered(turn: Any, take_back: Any) -> None:
    latest = {"topic": "police_ask_status", "second_topic": "u_visa_what"}
    (message,), _ = turn(ActionAnswerTopic(), **latest)
    assert offered(message)[0] == "u_visa_what"
    take_back("u_visa_what")
    (message,), _ = turn(ActionAnswerTopic(), **latest)
    assert "utter_second_question" not in keys(message) and "u_visa_what" not in offered(message)


def test_a_withdrawn_topic_is_no_choice_when_we_ask_back(turn: Any, take_back: Any) -> None:
    take_back("u_visa_what")
    (message,), _ = turn(ActionAskBack(), likely_topics=["u_visa_what", "u_visa_who"])
    assert offered(message) == ["u_visa_who", "find_advocate"]


def test_a_follow_up_that_leads_to_a_withdrawn_topic_says_so(turn: Any, take_back: Any) -> None:
    take_back("u_visa_wait")
    (message,), _ = turn(ActionAnswerFollowUp(), {"topic": "u_visa_what"}, follow_up="how_long")
    assert keys(message) == ["utter_topic_taken_back"]


def test_another_language_does_not_bring_a_withdrawn_answer_back(turn: Any, take_back: Any) -> None:
    take_back("u_visa_what")
    messages, _ = turn(ActionSwitchLanguage(), {"topic": "u_visa_what"}, text="español")
    assert keys(messages[-1]) == ["utter_topic_taken_back"] and messages[-1]["in_language"] == "es"


def test_an_emergency_is_told_when_withdrawals_cannot_be_read(
    turn: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreadable = Desk(make_engine(f"sqlite:///{tmp_path / 'empty.db'}"), topics())
    monkeypatch.setattr(conversation, "desk", Kept(unreadable))
    messages, _ = turn(ActionEmergency(), emergency="danger")
    assert keys(messages[0]) == ["utter_emergency_danger"] and keys(messages[1]) == ["utter_emergency_next"]
    assert messages[1]["choices"] == []
