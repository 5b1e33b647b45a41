"""Everybody can use the chat: every state in both directions, by keyboard alone, small, magnified, in few colours."""

from typing import Any, Callable, Dict

import pytest
from playwright.sync_api import expect

from .conftest import Tab
from .fake_api import FakeApi, message

Show = Callable[[Tab, FakeApi], None]
ANSWER = {
    "kind": "policy",
    "sources": [{"title": "Policy manual", "url": "https://example.org/manual", "published": "2025-07"}],
    "as_of": "2026-05-02",
    "stale": True,
}
ARABIC = "تقول السياسة المكتوبة لشرطة Minneapolis إن الشرطة لا تسأل. اتصل بالرقم \u20681-800-799-7233\u2069."
TEXTS = {"en": "The written policy says so. Call 1-800-799-7233.", "ar": ARABIC}


def answer(api: FakeApi, **more: Any) -> None:
    one = message(TEXTS[api.language], api.language, **more)
    api.answer = lambda body: [one] if "text" in body else api.echo(body)


def show_greeting(tab: Tab, api: FakeApi) -> None:
    """Nothing more."""


def show_answer(tab: Tab, api: FakeApi) -> None:
    answer(api, answer=ANSWER, buttons=[{"title": "Find an advocate", "payload": "/greet"}])
    tab.say("hello")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    for summary in tab.page.locator("summary").all():
        summary.click()


def show_emergency(tab: Tab, api: FakeApi) -> None:
    answer(api, answer={"kind": "emergency"})
    tab.say("hello")
    tab.page.locator(".emergency").wait_for()


def show_person(tab: Tab, api: FakeApi) -> None:
    tab.wait_for_stream(api)
    api.write({"id": "5" * 32, **message(TEXTS[api.language], api.language), "from": "staff"})
    tab.page.locator(".staff").wait_for()


def show_typing(tab: Tab, api: FakeApi) -> None:
    api.failures = [409] * 50
    tab.say("hello")
    tab.page.locator(".typing").wait_for()


def show_not_sent(tab: Tab, api: FakeApi) -> None:
    api.failures = [500] * 50
    tab.say("hello")
    tab.page.locator(".failure").wait_for()


def show_question(tab: Tab, api: FakeApi) -> None:
    tab.page.locator("#delete").click()


def show_deleted(tab: Tab, api: FakeApi) -> None:
    tab.page.locator("#delete").click()
    tab.page.locator("#delete-yes").click()
    expect(tab.page.locator("#status")).not_to_be_empty()


def show_large(tab: Tab, api: FakeApi) -> None:
    show_answer(tab, api)
    tab.page.locator("#size").click()
    tab.page.locator("#size").click()


STATES: Dict[str, Show] = {
    name[len("show_") :]: function for name, function in list(globals().items()) if name.startswith("show_")
}


def complaints_of_axe(tab: Tab) -> str:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    results = axe.run(tab.page)
    assert results.response["passes"], "axe looked at nothing"
    # The package's own report cannot name an element inside a shadow root.
    found = results.response["violations"]
    return "\n".join(f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found)


def open_in(tab: Tab, api: FakeApi, language: str) -> None:
    """Open the chat as a browser of this language does."""
    tab.page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{get: () => ['{language}']}})")
    tab.open(api.url)
    expect(tab.page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(tab: Tab, fake_api: FakeApi, state: str, language: str, scheme: Any) -> None:
    tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_in(tab, fake_api, language)
    STATES[state](tab, fake_api)
    assert complaints_of_axe(tab) == ""


def test_axe_finds_nothing_before_the_chat_can_begin(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.route("**/strings*", lambda route: route.abort())
    tab.page.goto(fake_api.url)
    assert complaints_of_axe(tab) == ""


def test_axe_finds_nothing_when_the_chat_cannot_greet(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.failures = [500] * 50
    tab.page.goto(fake_api.url)
    expect(tab.page.locator("#trouble")).to_be_visible()
    assert complaints_of_axe(tab) == ""


def test_axe_would_notice_a_button_that_cannot_be_read(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.locator("#send").evaluate("node => { node.style.color = '#4f8fa4'; }")
    assert complaints_of_axe(tab) == "color-contrast: [[['outreach-chat', '#send']]]"


FOCUSED = """() => {
  let node = document.activeElement;
  while (node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
  return node.id || node.textContent;
}"""


def test_focus_goes_through_the_chat_in_the_order_of_reading(tab: Tab, fake_api: FakeApi) -> None:
    fake_api.answer = lambda body: [message("Hello!", buttons=[{"title": "Yes, please", "payload": "/affirm"}])]
    tab.open(fake_api.url)
    order = []
    for _ in range(10):
        tab.page.keyboard.press("Tab")
        order.append(tab.page.evaluate(FOCUSED))
    assert order == ["language", "leave", "log", "911", "Yes, please", "text", "send", "person", "size", "delete"]


def test_conversation_works_by_keyboard_alone(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.locator("#text").focus()
    tab.page.keyboard.type("one")
    tab.page.keyboard.press("Shift+Enter")
    tab.page.keyboard.type("two")
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    expect(tab.page.locator("#text")).to_be_focused()
    assert [turn["text"] for turn in fake_api.turns if "text" in turn] == ["one\ntwo"]


def test_focus_stays_in_the_chat_when_a_button_goes(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.locator("#delete").focus()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("#delete-no")).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("#delete")).to_be_focused()


def test_new_messages_are_announced_politely(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    expect(tab.page.get_by_role("log", name="Messages")).to_have_attribute("aria-live", "polite")
    expect(tab.page.get_by_role("log").locator(".theirs")).to_have_count(1)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [(320, 568), (320, 256), (568, 320)], ids=["small phone", "at 400 %", "on its side"])
def test_nothing_is_cut_off_on_a_small_screen(
    tab: Tab, fake_api: FakeApi, size: Any, language: str
) -> None:
    tab.page.set_viewport_size({"width": size[0], "height": size[1]})
    open_in(tab, fake_api, language)
    show_answer(tab, fake_api)
    tab.page.locator("#text").fill("w" * 200)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("#language", "#leave", "#text", "#send", "#person", "#size", "#delete"):
        element = tab.page.locator(name)
        element.scroll_into_view_if_needed()
        expect(element).to_be_in_viewport(ratio=0.9)
        box = element.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= size[0]


def test_nothing_is_cut_off_with_the_largest_letters(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.set_viewport_size({"width": 320, "height": 568})
    tab.open(fake_api.url)
    show_large(tab, fake_api)
    for element in tab.page.locator("button:visible, select:visible, textarea:visible").all():
        box = element.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320, element.inner_text()
    log = tab.page.locator("#log").bounding_box()
    assert log and log["height"] > 150


def test_every_button_is_large_enough_for_a_finger(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    show_answer(tab, fake_api)
    for element in tab.page.locator("button:visible, select:visible, textarea:visible, summary:visible").all():
        box = element.bounding_box()
        assert box and box["height"] >= 43.5, element.inner_text()


def test_few_colours_and_no_movement_where_somebody_asks_for_it(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    tab.open(fake_api.url)
    show_typing(tab, fake_api)
    for name in (".theirs", ".mine", "#send", "#leave"):
        style = tab.page.locator(name).first.evaluate("node => getComputedStyle(node).borderTopStyle")
        assert style == "solid", name
    moving = tab.page.locator(".typing").evaluate("node => getComputedStyle(node, '::before').animationName")
    assert moving == "none"


def test_arabic_line_that_begins_with_a_latin_name_stays_right_to_left(tab: Tab, fake_api: FakeApi) -> None:
    text = "Minneapolis: لا تسأل الشرطة.\nICE Detainee Locator\nاتصل بالرقم 1-800-799-7233 الآن"
    fake_api.answer = lambda body: [message(text, "ar")]
    tab.open(fake_api.url)
    lines = tab.page.locator(".theirs .text p")
    directions = lines.evaluate_all("nodes => nodes.map((node) => getComputedStyle(node).direction)")
    assert directions == ["rtl", "ltr", "rtl"]
    expect(tab.page.locator(".theirs .text a")).to_have_css("direction", "ltr")
