"""The chat on a bad network: nothing is lost, nothing is said twice, and the order stays."""

from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Tab
from .fake_api import FakeApi, message
from .test_chat import texts


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
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: hello")
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


def test_messages_behind_one_that_was_not_sent_wait_for_it(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    fake_api.failures = [500] * 20
    for text in ("one", "two", "three"):
        tab.say(text)
    expect(tab.page.locator(".failure")).to_have_count(3)
    assert texts(fake_api) == []
    fake_api.failures = []
    tab.page.locator(".failure button").last.click()
    expect(tab.page.locator(".theirs")).to_have_count(4)
    assert texts(fake_api) == ["one", "two", "three"]
    expect(tab.page.locator(".failure")).to_have_count(0)


def test_message_is_sent_again_without_being_asked(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    fake_api.failures = [500]
    tab.say("hello")
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: hello")
    expect(tab.page.locator(".mine .delivery")).to_have_text("Sent")


def test_message_written_without_a_network_is_sent_when_it_is_back(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.page.context.set_offline(True)
    tab.say("hello")
    expect(tab.page.locator(".failure")).to_contain_text("not sent")
    tab.page.context.set_offline(False)
    expect(tab.page.locator(".theirs").last).to_contain_text("You wrote: hello")
    assert texts(fake_api) == ["hello"]


def test_reply_that_also_comes_through_the_stream_is_shown_once(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.wait_for_stream(fake_api)
    tab.say("hello")
    expect(tab.page.locator(".theirs")).to_have_count(2)
    (reply,) = fake_api.reply(fake_api.turns[-1])
    fake_api.write(reply)
    fake_api.write({"id": "6" * 32, **message("Later.")})
    expect(tab.page.locator(".theirs").last).to_contain_text("Later.")
    expect(tab.page.locator(".theirs")).to_have_count(3)


def test_own_reply_comes_before_what_the_stream_brings_meanwhile(tab: Tab, fake_api: FakeApi) -> None:
    """The number in danger stands first in the reply; the stream knows the order of the log only."""
    tab.open(fake_api.url)
    tab.wait_for_stream(fake_api)
    late = {"id": "7" * 32, **message("From the stream.")}

    def reply(body: Any) -> Any:
        fake_api.write(late)
        tab_gets_it.wait(0.5)
        return [message("Call 911.", answer={"kind": "emergency"})]

    import threading

    tab_gets_it = threading.Event()
    fake_api.answer = reply
    tab.say("hello")
    expect(tab.page.locator(".theirs .text")).to_have_text(["Hello! How can I help?", "Call 911.", "From the stream."])


def test_stream_that_broke_goes_on_after_the_last_message_seen(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    tab.wait_for_stream(fake_api)
    fake_api.write({"id": "8" * 32, **message("Before the break.")})
    expect(tab.page.locator(".theirs").last).to_contain_text("Before the break.")
    fake_api.cut_streams()
    tab.wait_for_stream(fake_api)
    assert fake_api.asked_after == [None, "8" * 32]
    fake_api.write({"id": "9" * 32, **message("After it.")})
    expect(tab.page.locator(".theirs").last).to_contain_text("After it.")


def test_two_tabs_are_two_conversations(tab: Tab, fake_api: FakeApi) -> None:
    tab.open(fake_api.url)
    other = Tab(tab.page.context.new_page()).open(fake_api.url)
    tab.say("from the first")
    other.say("from the second")
    expect(tab.page.locator(".theirs").last).to_contain_text("from the first")
    expect(other.page.locator(".theirs").last).to_contain_text("from the second")
    assert fake_api.opened == 2
    expect(tab.page.locator("#log")).not_to_contain_text("from the second")


def test_chat_waits_for_a_server_that_is_not_there_yet(tab: Tab, fake_api: FakeApi) -> None:
    """Until it has its words it shows what stands inside the tag: 911 and the chat without JavaScript."""
    tab.page.route("**/strings*", lambda route: route.abort())
    tab.page.goto(fake_api.url)
    expect(tab.page.get_by_role("link", name="Open the chat without JavaScript").first).to_be_visible()
    expect(tab.page.locator("a[href='tel:911']").first).to_be_visible()
    tab.page.unroute("**/strings*")
    expect(tab.page.locator(".theirs")).to_have_count(1)
    expect(tab.page.get_by_role("link", name="Open the chat without JavaScript")).to_have_count(0)
