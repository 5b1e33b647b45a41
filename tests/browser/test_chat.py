"""The chat in a real browser: what a resident sees when all is well. The server is the fake; see test_journeys.py."""

import re
from typing import Any, Dict, List

import pytest
import yaml
from playwright.sync_api import expect

from tests.numbers import NUMBERS

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


def test_page_that_cannot_greet_says_so_and_tries_again(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.failures = [500]
    tab.page.goto(fake_api.url)
    expect(tab.page.locator("#trouble")).to_contain_text("cannot connect")
    tab.page.locator("#reconnect").click()
    expect(tab.page.locator(".theirs")).to_have_count(1)
    expect(tab.page.locator("#trouble")).to_be_hidden()


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


def test_markup_in_words_and_names_of_languages_stays_text(tab: Tab, fake_api: FakeApi) -> None:
    attack = "<img src=x onerror=\"document.title='owned'\">"
    english = yaml.safe_load((WEBCHAT / "strings.yml").read_text(encoding="utf-8"))
    fake_api.words = {"en": {key: f"{attack} {key}" for key in english}}
    fake_api.languages = [{"tag": "en", "autonym": attack, "dir": "ltr"}]
    tab.open(fake_api.url)
    expect(tab.page.locator("#send")).to_have_text(f"{attack} send")
    expect(tab.page.locator("#language option")).to_have_text(attack)
    assert tab.page.locator("img").count() == 0
    assert tab.page.title() == f"{attack} title"


def test_right_to_left_message_stands_in_its_own_direction(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(message("اتصل بالرقم \u2068911\u2069 الآن", "ar"), message("And in English."))
    tab.open(fake_api.url)
    tab.say("مرحبا")
    arabic = tab.page.locator(".theirs[lang=ar]")
    expect(arabic).to_have_attribute("dir", "rtl")
    expect(arabic.locator("a")).to_have_attribute("href", "tel:911")
    expect(arabic.locator("a")).to_have_attribute("dir", "ltr")
    assert tab.page.locator(".mine .text p").evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert tab.page.locator("html").get_attribute("dir") == "ltr"


def test_name_alone_keeps_to_the_side_of_its_right_to_left_message(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(message("\u2068Minneapolis Police\u2069:\nNot translated yet.", "ar"))
    tab.open(fake_api.url)
    tab.say("مرحبا")
    lines = tab.page.locator(".theirs[lang=ar] .text p")
    expect(lines.first).to_have_attribute("dir", "rtl")
    expect(lines.last).to_have_attribute("dir", "auto")


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


@pytest.mark.parametrize(("text", "links"), NUMBERS.values(), ids=NUMBERS.keys())
def test_numbers_to_call_are_links(tab: Tab, fake_api: FakeApi, text: str, links: List[str]) -> None:
    fake_api.answer = lambda body: [message(text)]
    tab.open(fake_api.url)
    body = tab.page.locator(".theirs .text")
    expect(body).to_have_text(text)
    assert body.locator("a").evaluate_all("nodes => nodes.map(node => node.getAttribute('href'))") == links


def test_long_answer_is_folded_but_its_last_words_are_not(tab: Tab, fake_api: FakeApi) -> None:
    lines = [f"Rule {number}: {'officers may not ask about this. ' * 6}" for number in range(8)]
    fake_api.answer = answering(message("\n\n".join([*lines, "A written rule is not a promise."])))
    tab.open(fake_api.url)
    tab.say("hello")
    bubble = tab.page.locator(".theirs").last
    expect(bubble.get_by_text("A written rule is not a promise.")).to_be_visible()
    expect(bubble.get_by_text("Rule 0")).to_be_visible()
    expect(bubble.get_by_text("Rule 7")).to_be_hidden()
    bubble.get_by_role("button", name="Show more").click()
    expect(bubble.get_by_text("Rule 7")).to_be_visible()
    assert "Rule" in tab.page.evaluate("document.querySelector('outreach-chat').root.activeElement.textContent")


def test_emergency_is_never_folded_and_never_rated(tab: Tab, fake_api: FakeApi) -> None:
    text = "\n".join(["Call 911. " * 40] * 8)
    fake_api.answer = answering(message(text, answer={"kind": "emergency"}))
    tab.open(fake_api.url)
    tab.say("hello")
    bubble = tab.page.locator(".emergency")
    expect(bubble.locator("p").last).to_be_visible()
    expect(bubble.locator("button, details")).to_have_count(0)


def test_answer_is_rated_and_the_latest_rating_is_sent(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(message("Es así.", "es", answer={"kind": "topic"}))
    tab.open(fake_api.url)
    tab.say("hello")
    tab.page.locator(".extras summary").click()
    tab.page.get_by_role("button", name="The translation looks wrong").click()
    expect(tab.page.locator(".rate")).to_have_text("Thank you.")
    assert [rating["rating"] for rating in fake_api.ratings] == ["wrong_translation"]
    assert fake_api.ratings[0]["message"].endswith("-0")


def test_answer_in_english_has_no_translation_to_doubt(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(message("So it is.", answer={"kind": "topic"}))
    tab.open(fake_api.url)
    tab.say("hello")
    tab.page.locator(".extras summary").click()
    expect(tab.page.locator(".rate button")).to_have_text(["This helped", "This did not help"])


def test_answer_is_copied_with_its_sources(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fake_api.answer = answering(message("It says so.", answer=POLICY_ANSWER))
    tab.open(fake_api.url)
    tab.say("hello")
    tab.page.locator(".extras summary").click()
    tab.page.get_by_role("button", name="Copy").click()
    expect(tab.page.get_by_role("button", name="Copied")).to_be_visible()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied == "It says so.\n\nPolicy manual https://example.org/manual\nA talk"


def test_one_answer_is_printed_without_the_page_around_it(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.add_init_script("window.print = () => { top.printed = document.body.innerText; }")
    fake_api.answer = answering(message("It says so.", answer=POLICY_ANSWER))
    tab.open(fake_api.url)
    tab.say("hello")
    tab.page.locator(".extras summary").click()
    tab.page.get_by_role("button", name="Print").click()
    printed = tab.page.evaluate("window.printed")
    assert "It says so." in printed and "https://example.org/manual" in printed
    assert "hello" not in printed


VOICES = """
window.spoken = [];
const voices = [{lang: 'es-MX', localService: true}, {lang: 'en-US', localService: %s}];
speechSynthesis.getVoices = () => voices;
speechSynthesis.speak = (words) => window.spoken.push(words.text);
Object.defineProperty(SpeechSynthesisUtterance.prototype, 'voice', {
  set(voice) { this.chosen = voice; },
  get() { return this.chosen; },
});
"""


@pytest.mark.parametrize(("voice", "readers"), [("true", 1), ("false", 0)], ids=["own voice", "voice of a service"])
def test_answer_is_read_aloud_by_a_voice_of_the_device_only(
    tab: Tab, fake_api: FakeApi, voice: str, readers: int
) -> None:
    """A voice that is a service on the network would be told what the answer is about."""
    tab.page.add_init_script(VOICES % voice)
    fake_api.answer = answering(message("It says so.", answer=POLICY_ANSWER))
    tab.open(fake_api.url)
    tab.say("hello")
    tab.page.locator(".extras summary").click()
    expect(tab.page.get_by_role("button", name="Read aloud")).to_have_count(readers)
    if readers:
        tab.page.get_by_role("button", name="Read aloud").click()
        assert tab.page.evaluate("window.spoken") == ["It says so."]


def test_letters_grow_on_request(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    text = tab.page.locator(".theirs .text")
    sizes = [text.evaluate(size)]
    for _ in range(3):
        tab.page.locator("#size").click()
        sizes.append(text.evaluate(size))
    assert sizes[0] < sizes[1] < sizes[2] and sizes[3] == sizes[0]


def test_person_who_writes_is_told_from_the_automatic_answer(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    expect(tab.page.locator(".theirs .who")).to_have_text("Automatic answer")
    tab.wait_for_stream(fake_api)
    staff = {"id": "5" * 32, **message("Good morning."), "from": "staff"}
    fake_api.write(staff)
    expect(tab.page.locator(".staff .who")).to_have_text("A person is writing to you")
    expect(tab.page.locator(".staff .text")).to_have_text("Good morning.")


def test_asking_for_a_person_is_one_press(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.locator("#person").click()
    expect(tab.page.locator(".mine .text")).to_have_text("Talk to a person")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    assert fake_api.turns[-1]["payload"] == '/faq{"topic": "find_advocate"}'


def test_conversation_of_a_thousand_messages_stays_usable(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = answering(*(message(f"Message {number} of many") for number in range(1000)))
    tab.open(fake_api.url)
    tab.say("go")
    expect(tab.page.locator(".theirs")).to_have_count(1001)
    fake_api.answer = answering(message("The last one."))
    tab.say("still there?")
    expect(tab.page.locator(".theirs").last.locator(".text")).to_have_text("The last one.")
    expect(tab.page.locator(".theirs").last).to_be_in_viewport()
    drawn = tab.page.locator(".theirs .text").evaluate_all(
        "nodes => nodes.filter((node) => node.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert drawn < 100
    tab.page.locator("#log").evaluate("node => { node.scrollTop = 0; }")
    expect(tab.page.locator(".theirs").first).to_be_in_viewport()


def test_every_source_text_is_used() -> None:
    keys = yaml.safe_load((WEBCHAT / "strings.yml").read_text(encoding="utf-8"))
    files = [*(WEBCHAT / "widget").glob("*.js"), *(WEBCHAT / "page").glob("*.html"), WEBCHAT / "plain.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    # A message's states and ratings are named in lists.
    assert [key for key in keys if not re.search(rf"""["'.]{key}["']|\b{key}: ""|return.*{key}""", code)] == []


