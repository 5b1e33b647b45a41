"""What a resident gets while a part of the system is broken, and afterwards."""

import signal

import pytest

from bot.language.words import Phrasebook
from tests.client import Client, request
from tests.system import RunningSystem

BOOK = Phrasebook(True)
LEAKS = ("Traceback", "Error", "Exception", "sqlalchemy", "http://", "action_")

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("language", "question", "danger"),
    [
        ("en", "What is a U visa?", "help he has a gun"),
        ("es", "¿Qué es la visa U?", "ayuda tiene una pistola"),
    ],
    ids=["en", "es"],
)
def test_without_the_action_server_residents_hear_so_and_emergencies_get_their_number(
    breakable_system: RunningSystem, language: str, question: str, danger: str
) -> None:
    words = BOOK.words(language)
    client = Client(breakable_system.url, language)
    assert client.say(question)[0]["answer"]["topic"] == "u_visa_what"

    breakable_system.stop("actions", signal.SIGKILL)
    try:
        (told,) = client.say(question)
        assert told["text"] == words.say("utter_trouble")
        assert "911" in told["text"]
        assert told["answer"]["kind"] == "trouble"
        assert (told["language"], told["buttons"]) == (language, [])
        assert not any(leak in str(told) for leak in LEAKS)

        first, second = client.say(danger)
        assert first["text"] == words.say("utter_emergency_danger")
        assert first["answer"]["kind"] == "emergency"
        assert second["text"] == words.say("utter_trouble")

        # What needs no action still works.
        assert client.say("thanks" if language == "en" else "gracias")[0]["text"] == words.say("utter_thank")
    finally:
        breakable_system.start("actions")
        breakable_system.wait()

    (answered,) = client.say(question)
    assert answered["answer"]["topic"] == "u_visa_what"
    assert words.say("utter_trouble") not in answered["text"]


def test_a_repeated_message_keeps_the_answer_it_got_in_trouble(breakable_system: RunningSystem) -> None:
    """The same id is the same message: whoever wants another try sends a new one."""
    client = Client(breakable_system.url, "en")
    own = "6f1c2f0e-0000-4000-8000-00000000000a"
    breakable_system.stop("actions", signal.SIGKILL)
    try:
        first = client.post(id=own, text="What is a U visa?").body
    finally:
        breakable_system.start("actions")
        breakable_system.wait()
    assert client.post(id=own, text="What is a U visa?").body == first
    assert client.say("What is a U visa?")[0]["answer"]["topic"] == "u_visa_what"


def test_a_restart_of_the_bot_keeps_the_conversation(breakable_system: RunningSystem) -> None:
    client = Client(breakable_system.url, "es")
    (asked,) = client.say("¿La policía me va a preguntar mi estatus migratorio?")
    assert breakable_system.stop("bot", signal.SIGTERM) == 0
    breakable_system.start("bot")
    breakable_system.wait()

    (answer,) = client.say("Minneapolis")
    assert (answer["language"], answer["answer"]["topic"]) == ("es", "police_ask_status")
    assert answer["answer"]["place"]["id"] == "minneapolis-mn-pd"
    listed = client.call("GET", "/messages").body["messages"]
    assert [message["id"] for message in listed] == [asked["id"], answer["id"]]


def test_the_log_of_a_broken_system_quotes_nobody(breakable_system: RunningSystem) -> None:
    """Every failure above is in it, by the place of the error alone."""
    log = breakable_system.log.read_text(encoding="utf-8")
    assert "ERROR" in log
    for words in ("U visa", "visa U", "gun", "pistola", "Minneapolis", "estatus"):
        assert words not in log, words


def test_a_bot_without_a_model_still_gives_the_number_in_an_emergency(system_without_model: RunningSystem) -> None:
    client = Client(system_without_model.url, "en", address="203.0.113.201")
    reply = client.post(text="he has a gun help me please")
    assert reply.status == 200
    (message,) = reply.body["messages"]
    assert message["answer"]["kind"] == "emergency" and message["text"].startswith("Call 911")


def test_a_bot_without_a_model_says_so_and_takes_no_message(system_without_model: RunningSystem) -> None:
    url = system_without_model.url
    ready = request(url, "GET", "/ready")
    assert (ready.status, ready.body) == (503, {"ready": False, "waiting_for": ["model"]})
    assert request(url, "GET", "/health").status == 200
    client = Client(url, "en", address="203.0.113.200")
    before = system_without_model.counts("events")
    reply = client.post(text="What is a U visa?")
    assert (reply.status, reply.error) == (503, "not_ready")
    assert system_without_model.counts("events") == before
    # The page and its words are there, so that people can be told.
    assert request(url, "GET", "/").status == 200
    assert client.call("GET", "/strings").status == 200
