"""Content that staff take back is gone from the next message of a running system, in every language, and comes back."""

import subprocess
import sys
from typing import Any, Dict, Iterator, List, Set

import pytest

from bot.language.languages import answered_languages
from bot.language.words import Phrasebook
from bot.settings import ROOT
from tests.client import Client
from tests.system import RunningSystem, environment

BOOK = Phrasebook(True)
LANGUAGES = [language.tag for language in answered_languages()]
WHAT = '/faq{"topic": "u_visa_what"}'

pytestmark = pytest.mark.journey


def content(system: RunningSystem, *arguments: str) -> None:
    """The command line, as staff run it beside the running servers."""
    subprocess.run(
        [sys.executable, "-m", "bot", "content", *arguments],
        cwd=ROOT,
        check=True,
        env=environment(system.var, **system.settings),
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture
def taking_back(system: RunningSystem) -> Iterator[Any]:
    """Takes something back; it is restored when the test ends, for the tests after it."""
    taken: List[Any] = []

    def take_back(*what: str) -> None:
        content(system, "withdraw", *what, "--reason", "checked in a test")
        taken.append(what)

    yield take_back
    for what in taken:
        content(system, "restore", *what)


def payloads(messages: List[Dict[str, Any]]) -> List[str]:
    return [button["payload"] for message in messages for button in message["buttons"]]


def whole(messages: List[Dict[str, Any]]) -> str:
    return "\n".join(message["text"] for message in messages)


def titles(message: Dict[str, Any]) -> Set[str]:
    return {source["title"] for source in message["answer"]["sources"]}


def test_a_topic_is_gone_from_answers_and_buttons_of_conversations_that_run(
    system: RunningSystem, taking_back: Any
) -> None:
    clients = {tag: Client(system.url, tag) for tag in LANGUAGES}
    for tag, client in clients.items():
        assert BOOK.words(tag).say("topic.u_visa_what.short") in whole(client.press(WHAT))
        assert WHAT in payloads(client.press("/greet"))
    taking_back("topic", "u_visa_what")
    for tag, client in clients.items():
        words = BOOK.words(tag)
        (message,) = client.press(WHAT)
        assert message["text"] == words.say("utter_topic_taken_back", {"topic": {"key": "topic.u_visa_what.title"}})
        assert payloads([message]) == ['/faq{"topic": "find_advocate"}']
        assert message["answer"]["stale"] and not message["answer"]["sources"]
        assert WHAT not in payloads(client.press("/greet"))
        assert WHAT not in payloads(client.press('/faq{"topic": "u_visa_who"}'))
        assert WHAT not in payloads(client.press('/faq{"topic": "u_visa_wait"}'))


def test_a_question_in_words_gets_the_same(system: RunningSystem, taking_back: Any) -> None:
    taking_back("topic", "u_visa_what")
    client = Client(system.url, "en")
    (message,) = client.say("What is a U visa?")
    assert "We took back" in message["text"] and message["answer"]["topic"] == "u_visa_what"
    assert WHAT not in payloads(client.say("will the police ask my status, and what is a u visa?"))


def test_a_policy_is_named_as_taken_back_and_its_facts_are_gone(system: RunningSystem, taking_back: Any) -> None:
    asked = '/faq{"topic": "police_ask_status"}'
    clients = {tag: Client(system.url, tag) for tag in LANGUAGES}
    before = {}
    for tag, client in clients.items():
        client.press('/inform_place{"place": "mn/minneapolis"}')
        before[tag] = client.press(asked)[-1]
        assert BOOK.words(tag).say("utter_policy_doubt_taken_back") not in before[tag]["text"]
    taking_back("policy", "minneapolis-mn-pd", "policy-9-114")
    for tag, client in clients.items():
        (message,) = client.press(asked)
        assert BOOK.words(tag).say("utter_policy_doubt_taken_back") in message["text"]
        assert titles(message) < titles(before[tag])
        assert not [title for title in titles(message) if "9-114" in title]
        # The name stands once, in the sentence that says so, and at no heading of rules.
        assert message["text"].count("9-114") == 1


def test_an_organization_is_not_offered(system: RunningSystem, taking_back: Any) -> None:
    client = Client(system.url, "en")
    asked = '/faq{"topic": "free_legal_help"}'
    offered = [entry["id"] for entry in client.press(asked)[-1]["answer"]["facts"]["organizations"]]
    taking_back("organization", offered[0])
    left = client.press(asked)[-1]["answer"]["facts"]["organizations"]
    assert offered[0] not in [entry["id"] for entry in left] and left


def test_a_restored_topic_is_told_again_by_the_next_message(system: RunningSystem) -> None:
    client = Client(system.url, "en")
    content(system, "withdraw", "topic", "u_visa_what", "--reason", "checked in a test")
    client.press(WHAT)
    content(system, "restore", "topic", "u_visa_what")
    assert BOOK.words("en").say("topic.u_visa_what.short") in whole(client.press(WHAT))
    assert WHAT in payloads(client.press("/greet"))
