"""Whole conversations in a real browser against the real bot, in every language that it answers in."""

import json
import sqlite3
import uuid
from typing import Any, Iterator, Tuple

import pytest
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import Browser, expect

from bot.database import make_engine, session_scope
from bot.language.languages import answered_languages, languages
from bot.language.words import Phrasebook
from bot.records.queries import record_reply
from tests.system import RunningSystem

from .conftest import Tab

pytestmark = pytest.mark.journey
BOOK = Phrasebook(True)
EVERY_LANGUAGE = [language.tag for language in answered_languages()]
LONG_MS = 30_000


@pytest.fixture(params=EVERY_LANGUAGE)
def native(request: Any, browser: Browser) -> Iterator[Tuple[Tab, str]]:
    """A phone set to one of our languages."""
    context = browser.new_context(locale=request.param, viewport={"width": 390, "height": 844})
    tab = Tab(context.new_page())
    tab.page.set_default_timeout(LONG_MS)
    yield tab, request.param
    context.close()
    assert tab.complaints == []


def test_resident_asks_reads_the_source_rates_and_deletes(native: Tuple[Tab, str], chat_server: str) -> None:
    tab, language = native
    words = BOOK.words(language)
    tab.open(chat_server)
    page = tab.page
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", languages()[language].direction)
    expect(page.locator(".notes")).to_contain_text(words.say("page.privacy"))
    page.get_by_role("button", name=words.say('utter_greet.button./faq{"topic": "police_ask_status"}')).click()
    expect(page.locator(".theirs")).to_have_count(2, timeout=LONG_MS)
    tab.say("Minneapolis")
    answer = page.locator(".theirs").nth(2)
    expect(answer).to_contain_text("9-114", timeout=LONG_MS)
    expect(answer).to_have_attribute("lang", language)
    answer.locator(".sources summary").click()
    expect(answer.locator(".sources a[href^='http']").first).to_be_visible()
    answer.locator(".extras summary").click()
    page.get_by_role("button", name=words.say("page.helpful"), exact=True).click()
    expect(answer.locator(".rate")).to_have_text(words.say("page.rated"))
    page.locator("#delete").click()
    page.locator("#delete-yes").click()
    expect(page.locator("#status")).to_have_text(words.say("page.deleted"))
    expect(page.locator(".message")).to_have_count(0)
    assert tab.foreign == []


def test_resident_goes_on_in_another_language(tab: Tab, chat_server: str) -> None:
    tab.page.set_default_timeout(LONG_MS)
    tab.open(chat_server)
    for count, language in enumerate(EVERY_LANGUAGE[1:], start=2):
        tab.page.locator("#language").select_option(label=languages()[language].autonym)
        expect(tab.page.locator("html")).to_have_attribute("lang", language)
        expect(tab.page.locator(".theirs")).to_have_count(count, timeout=LONG_MS)
        expect(tab.page.locator(".theirs").last).to_have_attribute("lang", language)


def test_resident_in_danger_sees_911_first(tab: Tab, chat_server: str) -> None:
    tab.open(chat_server)
    tab.say("help he has a gun")
    emergency = tab.page.locator(".mine + .theirs")
    expect(emergency.locator("a[href='tel:911']").first).to_be_visible(timeout=LONG_MS)
    expect(emergency).to_have_class("message theirs emergency")


def conversation_of(system: RunningSystem, token: str) -> str:
    key = (system.var / "secret.key").read_text(encoding="ascii").strip()
    return str(URLSafeTimedSerializer(key, salt="webchat-session").loads(token))


def open_and_catch_token(tab: Tab, url: str) -> str:
    with tab.page.expect_response("**/sessions") as caught:
        tab.open(url)
    return str(caught.value.json()["token"])


def rows_of(system: RunningSystem, conversation: str) -> int:
    connection = sqlite3.connect(system.database, timeout=10)
    try:
        query = "SELECT count(*) FROM messages WHERE conversation_id = ?"
        return int(connection.execute(query, (conversation,)).fetchone()[0])
    finally:
        connection.close()


def test_person_who_answers_later_appears_live(tab: Tab, system: RunningSystem) -> None:
    conversation = conversation_of(system, open_and_catch_token(tab, system.url))
    tab.say("thanks")
    expect(tab.page.locator(".theirs")).to_have_count(2, timeout=LONG_MS)
    reply = {"id": uuid.uuid4().hex, "text": "I am here now.", "language": "en", "dir": "ltr", "buttons": [],
             "answer": None, "from": "staff"}  # fmt: skip
    engine = make_engine(system.database_url)
    with session_scope(engine) as session:
        record_reply(session, conversation, reply)
    engine.dispose()
    expect(tab.page.locator(".staff .text")).to_have_text("I am here now.", timeout=LONG_MS)
    expect(tab.page.locator(".theirs")).to_have_count(3)


def test_leaving_deletes_the_conversation_on_the_server(tab: Tab, system: RunningSystem) -> None:
    conversation = conversation_of(system, open_and_catch_token(tab, system.url))
    assert rows_of(system, conversation) > 0
    tab.page.locator("#leave").click()
    tab.page.wait_for_url("https://www.google.com/")
    for _ in range(100):
        if rows_of(system, conversation) == 0:
            break
        tab.page.wait_for_timeout(50)
    assert rows_of(system, conversation) == 0


def test_chat_goes_on_when_the_server_was_restarted(browser: Browser, breakable_system: RunningSystem) -> None:
    """What was written while it was away is sent when it is back, once, in the same conversation."""
    context = browser.new_context(locale="en-US")
    tab = Tab(context.new_page())
    # The first message of a new server waits for what is loaded with it.
    tab.page.set_default_timeout(90_000)
    conversation = conversation_of(breakable_system, open_and_catch_token(tab, breakable_system.url))
    breakable_system.stop("bot")
    tab.say("What is a U visa?")
    expect(tab.page.locator(".failure")).to_be_visible(timeout=LONG_MS)
    breakable_system.start("bot")
    breakable_system.wait()
    expect(tab.page.locator(".theirs")).to_have_count(2, timeout=90_000)
    expect(tab.page.locator(".theirs .text").last).to_contain_text("U visa")
    expect(tab.page.locator(".mine")).to_have_count(1)
    connection = sqlite3.connect(breakable_system.database, timeout=10)
    query = "SELECT count(*) FROM messages WHERE conversation_id = ? AND direction = 'in' AND text LIKE '%U visa%'"
    assert connection.execute(query, (conversation,)).fetchone() == (1,)
    connection.close()
    context.close()


def test_words_of_the_chat_are_the_catalogs(tab: Tab, chat_server: str) -> None:
    tab.open(chat_server)
    reply = tab.page.request.get(f"{chat_server}/webhooks/webchat/strings?language=xx,es-MX")
    assert json.loads(reply.body())["strings"]["send"] == BOOK.words("es").say("page.send")
