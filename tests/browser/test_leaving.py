"""Leaving and deleting: nothing stays on the device, on the server, or behind the Back button."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Tab
from .fake_api import FakeApi, message


def wait_until_ended(api: FakeApi) -> None:
    """The request outlives the page, so it may come a moment later."""
    deadline = time.monotonic() + 5
    while api.tokens and time.monotonic() < deadline:
        time.sleep(0.05)
    assert api.tokens == {}


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
    wait_until_ended(fake_api)
    tab.page.go_back()
    assert tab.page.url == "about:blank"


def test_escape_pressed_twice_leaves(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.locator("#text").focus()
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_url("https://www.google.com/")
    wait_until_ended(fake_api)


def test_escape_pressed_once_stays(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.keyboard.press("Escape")
    tab.say("hello")
    expect(tab.page.locator(".theirs")).to_have_count(2)


def test_after_leaving_the_device_knows_nothing(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.goto(f"{fake_api.url}/page/icon.svg")
    tab.open(fake_api.url)
    tab.say("a secret")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    tab.page.locator("#leave").click()
    tab.page.wait_for_url("https://www.google.com/")
    assert tab.page.title() == "Elsewhere"
    tab.page.go_back()
    assert tab.page.url.endswith("/page/icon.svg")
    assert tab.page.context.cookies() == []
    kept = tab.page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length, "
        "(await indexedDB.databases()).length, (await navigator.serviceWorker?.getRegistrations() ?? []).length]"
    )
    assert kept == [0, 0, 0, 0, 0]
    assert all(file.headers["Cache-Control"] == "no-store" for file in fake_api.files.values())


@pytest.mark.parametrize("how", ["reload", "back"])
def test_reload_and_back_show_nothing_of_before(tab: Tab, fake_api: FakeApi, how: str) -> None:
    tab.open(fake_api.url)
    tab.say("a secret")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    if how == "reload":
        tab.page.reload()
    else:
        tab.page.goto("about:blank")
        tab.page.go_back()
    expect(tab.page.locator(".theirs")).to_have_count(1)
    expect(tab.page.locator(".mine")).to_have_count(0)
    expect(tab.page.locator("#text")).to_have_value("")


def test_page_that_the_browser_kept_for_back_is_cleared(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.say("a secret")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    tab.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(tab.page.locator(".mine")).to_have_count(0)
    expect(tab.page.locator(".theirs")).to_have_count(1)
    assert fake_api.opened == 2


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [("https://weather.example/", "https://weather.example/"), ("javascript:alert(1)", "https://www.google.com/")],
)
def test_page_around_the_chat_may_choose_where_to_leave_to(
    tab: Tab, fake_api: FakeApi, asked: str, goes_to: str
) -> None:
    tab.open(fake_api.url)
    tab.page.locator("outreach-chat").evaluate("(node, url) => node.setAttribute('exit-url', url)", asked)
    tab.page.locator("#leave").click()
    tab.page.wait_for_url(goes_to)


def test_tab_keeps_the_conversation_only_when_the_page_asks_for_it(tab: Tab, fake_api: FakeApi) -> None:
    tab.page.add_init_script(
        "document.addEventListener('DOMContentLoaded', "
        "() => document.querySelector('outreach-chat')?.setAttribute('keep', 'tab'))"
    )
    tab.open(fake_api.url)
    tab.say("keep this")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    tab.page.reload()
    expect(tab.page.locator(".mine .text")).to_have_text("keep this")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    tab.say("and this")
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: and this")
    assert fake_api.opened == 1
    tab.page.locator("#delete").click()
    tab.page.locator("#delete-yes").click()
    expect(tab.page.locator("#status")).to_contain_text("deleted")
    assert tab.page.evaluate("sessionStorage.length") == 0


def test_chat_deleted_by_a_button_of_an_answer_goes_from_the_screen(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.say("a secret")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    fake_api.answer = lambda body: [message("This chat is deleted.", answer={"kind": "deleted"})]
    tab.say("delete it")
    expect(tab.page.locator(".message")).to_have_count(1)
    expect(tab.page.locator(".theirs .text")).to_have_text("This chat is deleted.")
    fake_api.answer = fake_api.echo
    tab.say("again")
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: again")
    assert fake_api.opened == 2


def test_deletion_that_failed_says_so_and_can_be_tried_again(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)

    def fail(route: Any) -> None:
        route.abort() if route.request.method == "DELETE" else route.continue_()

    tab.page.route("**/sessions", fail)
    tab.page.locator("#delete").click()
    tab.page.locator("#delete-yes").click()
    expect(tab.page.locator("#status")).to_contain_text("could not be deleted")
    tab.page.unroute("**/sessions")
    tab.page.locator("#delete").click()
    tab.page.locator("#delete-yes").click()
    expect(tab.page.locator("#status")).to_contain_text("was deleted")
    assert fake_api.tokens == {}
