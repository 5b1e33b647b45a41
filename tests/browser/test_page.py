"""The chat page: what a resident sees when all is well, and when the network is not."""

import re
import time
from typing import Any, Dict, List

import pytest
import yaml
from playwright.sync_api import expect

from .conftest import Tab
from .fake_api import LANGUAGES, WEBCHAT, FakeApi, message

SOURCES = [
    {"title": "Policy manual", "url": "https://example.org/manual", "published": "2025-07"},
    {"title": "A talk", "url": "javascript:alert(1)", "published": None},
]
POLICY_ANSWER = {"kind": "policy", "sources": SOURCES, "as_of": "2026-05-02", "stale": False}


def answering(*messages: Dict[str, Any]) -> Any:
    return lambda body: list(messages) if "text" in body else [message("Hello!")]


def texts(api: FakeApi) -> List[str]:
    return [turn["text"] for turn in api.turns if "text" in turn]


# ---- against the fake: what a healthy server never does


def test_page_greets_and_answers(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.say("What is a U visa?")
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: What is a U visa?")
    assert [turn.get("payload") for turn in fake_api.turns] == ["/greet", None]
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", turn["id"])
        for turn in fake_api.turns
    )


def test_page_keeps_nothing_on_the_device_and_asks_no_other_host(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.say("hello")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    kept = tab.page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")
    assert kept == 0
    assert tab.page.context.cookies() == []
    assert tab.foreign == []


@pytest.mark.parametrize("failure", ["drop", "lose", 500])
def test_message_that_was_not_sent_can_be_tried_again_with_the_same_id(
    tab: Tab, fake_api: FakeApi, failure: Any
) -> None:
    """``lose``: the server took the message and only its answer was lost; there is no second turn."""
    tab.open(fake_api.url)
    # Chromium itself repeats a request once on a kept connection that was closed.
    fake_api.failures = [failure] * 2 if failure != 500 else [failure]
    tab.say("hello")
    again = tab.page.locator(".failure button")
    again.wait_for()
    fake_api.failures = []
    again.click()
    expect(tab.page.locator(".theirs").last).to_have_text("Answer: You wrote: hello")
    expect(tab.page.locator(".failure")).to_have_count(0)
    expect(tab.page.locator(".mine")).to_have_count(1)
    assert texts(fake_api) == ["hello"]
    assert len({attempt["id"] for attempt in fake_api.attempts if "text" in attempt}) == 1


def test_session_that_ended_is_opened_anew_and_the_message_sent_again(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    fake_api.end_sessions()
    tab.say("hello")
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: hello")
    assert fake_api.opened == 2
    assert len([attempt for attempt in fake_api.attempts if "text" in attempt]) == 2
    assert texts(fake_api) == ["hello"]
    expect(tab.page.locator(".failure")).to_have_count(0)


def test_session_that_is_refused_twice_leaves_the_message_unsent(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    fake_api.failures = [401, 401]
    tab.say("hello")
    expect(tab.page.locator(".failure")).to_contain_text("not sent")
    assert fake_api.opened == 2


def test_page_waits_when_there_are_too_many_messages(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    fake_api.failures = [429]
    tab.say("hello")
    expect(tab.page.locator("#status")).to_contain_text("Too many messages")
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: hello")
    expect(tab.page.locator("#status")).to_be_empty()
    assert texts(fake_api) == ["hello"]


def test_message_that_is_refused_offers_no_second_try(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    fake_api.failures = [422]
    tab.say("hello")
    expect(tab.page.locator(".failure")).to_contain_text("could not be accepted")
    expect(tab.page.locator(".failure button")).to_have_count(0)


def test_messages_are_answered_in_the_order_of_writing(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    for text in ("one", "two", "three"):
        tab.say(text)
    expect(tab.page.locator(".theirs")).to_have_count(4)
    assert texts(fake_api) == ["one", "two", "three"]


def test_page_that_cannot_greet_says_so_and_tries_again(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.failures = [500]
    tab.page.goto(fake_api.url)
    expect(tab.page.locator("#no-connection")).to_contain_text("cannot connect")
    tab.page.locator("#reconnect").click()
    expect(tab.page.locator(".theirs")).to_have_count(1)
    expect(tab.page.locator("#no-connection")).to_be_hidden()


def test_markup_stays_text(tab: Tab, fake_api: FakeApi) -> None:
    attack = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>"
    choice = {"title": attack, "payload": "/greet"}
    answer = {
        "kind": attack,
        "sources": [{"title": attack, "url": attack, "published": attack}],
        "as_of": attack,
    }
    fake_api.answer = answering(message(attack, buttons=[choice], answer=answer))
    tab.open(fake_api.url)
    tab.say(attack)
    expect(tab.page.locator(".theirs").last.locator(".text")).to_have_text(attack)
    expect(tab.page.locator(".mine .text")).to_have_text(attack)
    assert tab.page.locator("#log img, #log b").count() == 0
    assert tab.page.title() == "Community help"


def test_right_to_left_message_stands_in_its_own_direction(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(message("اتصل بالرقم \u2068911\u2069 الآن", "ar"), message("And in English."))
    tab.open(fake_api.url)
    tab.say("مرحبا")
    arabic = tab.page.locator(".theirs:lang(ar)")
    expect(arabic).to_have_attribute("dir", "rtl")
    expect(arabic.locator("a")).to_have_attribute("href", "tel:911")
    expect(arabic.locator("a")).to_have_attribute("dir", "ltr")
    assert tab.page.locator(".mine .text").evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert tab.page.locator("html").get_attribute("dir") == "ltr"


def test_whole_page_turns_for_a_right_to_left_language(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.set_viewport_size({"width": 320, "height": 568})
    tab.open(fake_api.url)
    tab.page.locator("#language").select_option("ar")
    expect(tab.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(tab.page.locator("#send")).to_have_text("إرسال")
    expect(tab.page.locator(".theirs").last).to_have_attribute("lang", "ar")
    assert fake_api.turns[-1]["payload"] == '/switch_language{"language":"ar"}'
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    send = tab.page.locator("#send").bounding_box()
    text = tab.page.locator("#text").bounding_box()
    assert send and text and send["x"] < text["x"]


def test_page_starts_in_the_language_of_the_browser(browser: Any, fake_api: FakeApi) -> None:
    context = browser.new_context(locale="es-MX")
    tab = Tab(context.new_page()).open(fake_api.url)
    expect(tab.page.locator("#send")).to_have_text("Enviar")
    assert list(fake_api.tokens.values()) == ["es"]
    context.close()


def test_page_follows_when_the_answer_comes_in_another_language(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(message("Sí.", "es"))
    tab.open(fake_api.url)
    tab.say("¿Hablan español?")
    expect(tab.page.locator("#send")).to_have_text("Enviar")
    expect(tab.page.locator("#language")).to_have_value("es")


def test_every_language_is_offered_by_its_own_name(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    assert tab.page.locator("#language option").all_inner_texts() == [entry["autonym"] for entry in LANGUAGES]


def test_choice_sends_its_payload_and_shows_its_title(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = lambda body: [
        message("Hello!", buttons=[{"title": "Yes, please", "payload": "/affirm"}])
    ]
    tab.open(fake_api.url)
    tab.page.get_by_role("button", name="Yes, please").click()
    expect(tab.page.locator(".mine .text")).to_have_text("Yes, please")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    assert fake_api.turns[-1]["payload"] == "/affirm"


def test_sources_are_links_with_dates_in_words(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(message("It says so.", answer=POLICY_ANSWER))
    tab.open(fake_api.url)
    tab.say("hello")
    summary = tab.page.locator(".sources summary")
    expect(summary).to_have_text("Where this comes from · checked on May 2, 2026")
    expect(tab.page.locator(".sources ul")).to_be_hidden()
    summary.click()
    expect(tab.page.locator(".sources li").first).to_contain_text("July 2025")
    links = tab.page.locator(".sources a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.org/manual")
    expect(links).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        pytest.param("Call 911.", ["tel:911"], id="emergency"),
        pytest.param("Call or text 988, or 1-800-799-7233", ["tel:988", "tel:+18007997233"], id="two"),
        pytest.param("(612) 555-0100 or 612.555.0101", ["tel:+16125550100", "tel:+16125550101"], id="local"),
        pytest.param("+1 612 555 0100", ["tel:+16125550100"], id="country code"),
        pytest.param("警察：911，1-800-799-7233。", ["tel:911", "tel:+18007997233"], id="no spaces"),
        pytest.param("Policy 9-114 of 2025-07-18, form I-918, $911", [], id="not numbers to call"),
        pytest.param("A 12345678911 and 911-22", [], id="inside longer numbers"),
    ],
)
def test_numbers_to_call_are_links(tab: Tab, fake_api: FakeApi, text: str, links: List[str]) -> None:
    fake_api.answer = lambda body: [message(text)]
    tab.open(fake_api.url)
    body = tab.page.locator(".theirs .text")
    expect(body).to_have_text(text)
    assert body.locator("a").evaluate_all("nodes => nodes.map(node => node.getAttribute('href'))") == links


def test_chat_is_deleted_after_a_question(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.say("hello")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    tab.page.locator("#delete").click()
    expect(tab.page.locator("#delete-no")).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(tab.page.locator("#delete")).to_be_focused()
    assert "DELETE /webhooks/webchat/sessions" not in fake_api.calls
    tab.page.locator("#delete").click()
    tab.page.locator("#delete-yes").click()
    expect(tab.page.locator("#status")).to_contain_text("deleted")
    expect(tab.page.locator(".message")).to_have_count(0)
    assert fake_api.tokens == {}
    tab.say("again")
    expect(tab.page.locator(".theirs")).to_have_count(1)
    assert fake_api.opened == 2


def test_leaving_ends_the_session_and_leaves_no_way_back(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.goto("about:blank")
    tab.open(fake_api.url)
    tab.say("hello")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    tab.page.locator("#leave").click()
    tab.page.wait_for_url("https://www.google.com/")
    # The request outlives the page, so it may come a moment later.
    deadline = time.monotonic() + 5
    while fake_api.tokens and time.monotonic() < deadline:
        time.sleep(0.05)
    assert fake_api.tokens == {}
    tab.page.go_back()
    assert tab.page.url == "about:blank"


def test_page_works_by_keyboard_alone(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.locator("#text").focus()
    tab.page.keyboard.type("one")
    tab.page.keyboard.press("Shift+Enter")
    tab.page.keyboard.type("two")
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    expect(tab.page.locator("#text")).to_be_focused()
    assert texts(fake_api) == ["one\ntwo"]


def test_without_scripts_the_page_names_two_numbers(browser: Any, fake_api: FakeApi) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(fake_api.url)
    expect(page.locator("noscript a[href='tel:911']").first).to_be_visible()
    expect(page.locator("noscript a[href='tel:18007997233']").first).to_be_visible()
    expect(page.locator("#leave")).to_have_attribute("href", "https://www.google.com/")
    expect(page.locator("#composer")).to_be_hidden()
    context.close()


def test_words_in_the_markup_are_the_source_texts(browser: Any, fake_api: FakeApi) -> None:
    """The page can be read before its script has come; both must say the same."""
    english = yaml.safe_load((WEBCHAT / "strings.yml").read_text(encoding="utf-8"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(fake_api.url)
    marked = page.locator("[data-text]")
    for number in range(marked.count()):
        element = marked.nth(number)
        assert element.text_content() == english[element.get_attribute("data-text") or ""]
    context.close()


def test_every_source_text_is_used() -> None:
    keys = yaml.safe_load((WEBCHAT / "strings.yml").read_text(encoding="utf-8"))
    page = "".join(
        (WEBCHAT / "page" / name).read_text(encoding="utf-8") for name in ("index.html", "chat.js")
    )
    assert [key for key in keys if f'"{key}"' not in page] == []


# ---- against the real bot


@pytest.mark.journey
def test_resident_asks_about_the_police_of_a_city_and_goes_on_in_spanish(tab: Tab, chat_server: str) -> None:
    tab.page.set_default_timeout(30_000)
    log = tab.page.locator("#log")
    tab.open(chat_server)
    tab.say("Will police ask my status?")
    expect(tab.page.locator("#status")).to_be_empty(timeout=30_000)
    tab.say("Minneapolis")
    expect(log).to_contain_text("9-114", timeout=30_000)
    details = tab.page.locator(".sources").last
    details.locator("summary").click()
    expect(details.locator("a[href^='http']").first).to_be_visible()
    tab.page.locator("#language").select_option(label="Español")
    expect(tab.page.locator("html")).to_have_attribute("lang", "es")
    expect(tab.page.locator(".theirs").last).to_have_attribute("lang", "es", timeout=30_000)
    tab.say("¿Qué es la visa U?")
    expect(tab.page.locator("#status")).to_be_empty(timeout=30_000)
    expect(tab.page.locator(".theirs").last).to_have_attribute("lang", "es")
    expect(tab.page.locator(".theirs").last).to_contain_text("visa U")
    expect(tab.page.locator(".failure")).to_have_count(0)
    assert tab.foreign == []


@pytest.mark.journey
def test_resident_in_danger_sees_911_first(tab: Tab, chat_server: str) -> None:
    tab.open(chat_server)
    tab.say("help he has a gun")
    emergency = tab.page.locator(".mine + .theirs")
    expect(emergency.locator("a[href='tel:911']").first).to_be_visible(timeout=30_000)


@pytest.mark.journey
def test_resident_deletes_the_chat(tab: Tab, chat_server: str) -> None:
    tab.open(chat_server)
    tab.page.locator("#delete").click()
    tab.page.locator("#delete-yes").click()
    expect(tab.page.locator("#status")).to_contain_text("deleted")
    expect(tab.page.locator(".message")).to_have_count(0)
