"""The chat without JavaScript, in a browser that runs none, against the real bot."""

import sqlite3
from typing import Any, Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.language.languages import answered_languages
from bot.language.words import Phrasebook
from tests.system import RunningSystem

from .conftest import Tab
from .test_accessibility import complaints_of_axe

pytestmark = pytest.mark.journey
BOOK = Phrasebook(True)
EVERY_LANGUAGE = [language.tag for language in answered_languages()]


@pytest.fixture
def old_browser(browser: Browser) -> Iterator[Tab]:
    """A phone whose browser runs no script."""
    context = browser.new_context(
        locale="en-US", viewport={"width": 320, "height": 568}, java_script_enabled=False
    )
    tab = Tab(context.new_page())
    tab.page.set_default_timeout(30_000)
    yield tab
    assert context.cookies() == []
    context.close()
    assert tab.complaints == []


def ask(tab: Tab, text: str) -> None:
    tab.page.locator("#text").fill(text)
    tab.page.locator("button.send").click()


def conversations(system: RunningSystem) -> int:
    return system.counts()["conversations"]


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_resident_asks_about_the_police_of_a_city(old_browser: Tab, chat_server: str, language: str) -> None:
    words = BOOK.words(language)
    page = old_browser.page
    page.goto(chat_server)
    page.locator(f"section[lang={language}] a.button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.get_by_role("button", name=words.say('utter_greet.button./faq{"topic": "police_ask_status"}')).click()
    ask(old_browser, "Minneapolis")
    expect(page.locator(".mine")).to_contain_text("Minneapolis")
    expect(page.locator(".theirs")).to_contain_text("9-114")
    page.locator("summary").click()
    expect(page.locator("details a[href^='http']").first).to_be_visible()
    assert "token" not in page.url
    assert old_browser.foreign == []


def test_start_page_leads_to_it_in_every_language(old_browser: Tab, chat_server: str) -> None:
    page = old_browser.page
    page.goto(chat_server)
    expect(page.locator("a[href='tel:911']").first).to_be_visible()
    expect(page.locator("a.leave")).to_have_attribute("href", "https://www.google.com/")
    for language in EVERY_LANGUAGE:
        link = page.locator(f"section[lang={language}] a.button")
        expect(link).to_have_text(BOOK.words(language).say("page.plain_link"))
        expect(link).to_have_attribute("href", f"/plain?language={language}")


def test_danger_comes_first_and_its_numbers_are_links(old_browser: Tab, chat_server: str) -> None:
    page = old_browser.page
    page.goto(f"{chat_server}/plain")
    ask(old_browser, "help he has a gun")
    expect(page.locator(".theirs").first).to_have_class("message theirs emergency")
    expect(page.locator(".emergency a[href='tel:911']").first).to_be_visible()


def test_language_is_changed_in_the_middle(old_browser: Tab, chat_server: str) -> None:
    page = old_browser.page
    page.goto(f"{chat_server}/plain")
    ask(old_browser, "thanks")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".theirs")).to_have_attribute("lang", "es")


def test_markup_stays_text(old_browser: Tab, chat_server: str) -> None:
    attack = "<img src=x onerror=alert(1)><b>bold</b>\"'{{7*7}}"
    page = old_browser.page
    page.goto(f"{chat_server}/plain")
    ask(old_browser, attack)
    expect(page.locator(".mine")).to_contain_text(attack)
    assert page.locator("main img, main b").count() == 0


def test_page_loaded_again_is_no_second_message(old_browser: Tab, system: RunningSystem) -> None:
    page = old_browser.page
    page.goto(f"{system.url}/plain")
    ask(old_browser, "thanks")
    ask(old_browser, "What is a T visa?")
    # text_content, not inner_text: whether the style sheet is there already must not matter.
    before, answer = system.counts(), page.locator(".theirs").text_content()
    page.reload()
    assert page.locator(".theirs").text_content() == answer
    assert system.counts() == before


@pytest.mark.parametrize("button", ["delete", "leave"])
def test_deleting_and_leaving_end_the_conversation(old_browser: Tab, system: RunningSystem, button: str) -> None:
    page = old_browser.page
    before = conversations(system)
    page.goto(f"{system.url}/plain")
    ask(old_browser, "thanks")
    assert conversations(system) == before + 1
    page.locator(f"button[value={button}]").click()
    if button == "leave":
        page.wait_for_url("https://www.google.com/")
    else:
        expect(page.get_by_role("status")).to_contain_text("was deleted")
        expect(page.locator(".message")).to_have_count(0)
    assert conversations(system) == before


def test_nothing_written_is_no_message(old_browser: Tab, system: RunningSystem) -> None:
    before = system.counts()
    old_browser.page.goto(f"{system.url}/plain")
    ask(old_browser, "   ")
    expect(old_browser.page.locator(".theirs")).to_contain_text("Hello")
    assert system.counts() == before


def test_session_that_ended_is_opened_anew(old_browser: Tab, system: RunningSystem) -> None:
    page = old_browser.page
    page.goto(f"{system.url}/plain")
    ask(old_browser, "thanks")
    connection = sqlite3.connect(system.database, timeout=10)
    with connection:
        connection.execute("DELETE FROM conversations")
    connection.close()
    ask(old_browser, "What is a U visa?")
    expect(page.locator(".theirs").last).to_contain_text("U visa")


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_axe_finds_nothing(tab: Tab, chat_server: str, language: str) -> None:
    tab.page.goto(f"{chat_server}/plain?language={language}")
    assert complaints_of_axe(tab) == ""
    tab.page.locator("#text").fill("help he has a gun")
    tab.page.locator("button.send").click()
    tab.page.locator(".emergency").first.wait_for(timeout=30_000)
    assert complaints_of_axe(tab) == ""


def test_nothing_is_cut_off_on_a_small_screen(old_browser: Tab, chat_server: str) -> None:
    page = old_browser.page
    page.goto(f"{chat_server}/plain")
    for name in (".leave", "#text", ".send"):
        box = page.locator(name).bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320
        assert box["height"] >= 43.5


def test_policy_of_the_page_lets_no_script_run(old_browser: Tab, chat_server: str) -> None:
    reply: Any = old_browser.page.goto(f"{chat_server}/plain")
    policy = reply.headers["content-security-policy"]
    assert "script-src" not in policy and "default-src 'none'" in policy
    assert "form-action 'self';" in policy
    assert reply.headers["cache-control"] == "no-store"
