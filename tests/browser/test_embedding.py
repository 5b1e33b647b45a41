"""The chat inside another site's page: one line embeds it, the site's own rules hold, and it stays small."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from bot.channels.webchat.files import widget_files
from bot.channels.webchat.words import chat_words
from bot.language.languages import answered_languages
from bot.language.words import Phrasebook
from bot.settings import ROOT

from .conftest import Tab
from .test_accessibility import complaints_of_axe

EXAMPLES = ROOT / "docs" / "examples"
LARGEST_BYTES = 15 * 1024


@pytest.fixture
def city(chat_server: str, city_site: str) -> Iterator[str]:
    """A city's site with the example page of the documentation, under a policy that allows nothing inline."""
    policy = f"default-src 'none'; script-src {chat_server}; connect-src {chat_server}; style-src 'self'; "
    policy += "require-trusted-types-for 'script'; trusted-types 'none'"
    page = (EXAMPLES / "embedding.html").read_text(encoding="utf-8").replace("https://bot.example", chat_server)
    bodies = {"/": ("text/html", page.encode()), "/city.css": ("text/css", (EXAMPLES / "city.css").read_bytes())}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = bodies.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("localhost", urlsplit(city_site).port or 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield city_site
    server.shutdown()
    server.server_close()


@pytest.mark.journey
def test_one_line_embeds_the_chat_in_another_site(tab: Tab, city: str) -> None:
    tab.page.goto(city)
    launcher = tab.page.get_by_role("button", name="Questions? Chat with us")
    expect(launcher).to_be_visible()
    assert tab.requests("/sessions") == [], "nothing is asked about anybody before the chat is opened"
    launcher.click()
    expect(tab.page.get_by_role("dialog", name="Community help")).to_be_focused()
    expect(tab.page.locator(".theirs")).to_have_count(1, timeout=30_000)
    tab.say("What is a U visa?")
    expect(tab.page.locator(".theirs").last).to_contain_text("U visa", timeout=30_000)
    expect(tab.page.locator(".mine .delivery")).to_have_text("Sent")
    assert tab.page.title() == "City of Example"
    assert tab.page.evaluate("document.cookie.length + localStorage.length + sessionStorage.length") == 0
    assert tab.foreign == []


@pytest.mark.journey
def test_panel_closes_and_keeps_its_messages(tab: Tab, city: str) -> None:
    tab.page.goto(city)
    launcher = tab.page.get_by_role("button", name="Questions? Chat with us")
    launcher.click()
    expect(tab.page.locator(".theirs")).to_have_count(1, timeout=30_000)
    tab.page.get_by_role("button", name="Close").click()
    expect(tab.page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()
    launcher.click()
    expect(tab.page.locator(".theirs")).to_have_count(1)


@pytest.mark.journey
def test_sites_styles_stay_outside_and_its_properties_come_in(tab: Tab, city: str) -> None:
    """The example's own sheet hides every button of the page and shrinks its letters."""
    tab.page.goto(city)
    launcher = tab.page.get_by_role("button", name="Questions? Chat with us")
    expect(launcher).to_have_css("background-color", "rgb(91, 42, 134)")
    launcher.click()
    expect(tab.page.locator("#send")).to_be_visible()
    expect(tab.page.locator("#send")).to_have_css("font-size", "16px")


@pytest.mark.journey
def test_axe_finds_nothing_in_a_site_with_the_chat(tab: Tab, city: str) -> None:
    tab.page.goto(city)
    tab.page.locator(".launcher").wait_for()
    assert complaints_of_axe(tab) == ""
    tab.page.locator(".launcher").click()
    expect(tab.page.locator(".theirs")).to_have_count(1, timeout=30_000)
    assert complaints_of_axe(tab) == ""


@pytest.mark.journey
def test_panel_fills_a_small_phone(tab: Tab, city: str) -> None:
    tab.page.set_viewport_size({"width": 320, "height": 568})
    tab.page.goto(city)
    tab.page.get_by_role("button", name="Questions? Chat with us").click()
    box = tab.page.locator(".chat").bounding_box()
    assert box and (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 320, 568)


@pytest.mark.journey
def test_leaving_from_a_panel_leaves_the_site_and_ends_the_session(tab: Tab, city: str) -> None:
    tab.page.goto(city)
    tab.page.get_by_role("button", name="Questions? Chat with us").click()
    expect(tab.page.locator(".theirs")).to_have_count(1, timeout=30_000)
    with tab.page.expect_request("**/sessions/end"):
        tab.page.locator("#leave").click()
    tab.page.wait_for_url("https://www.google.com/")


@pytest.mark.journey
def test_site_that_is_not_on_the_list_cannot_embed(tab: Tab, city: str) -> None:
    """What stands inside the tag stays: a telephone number, and the chat without JavaScript."""
    stranger = city.replace("localhost", "127.0.0.1")
    tab.page.goto(stranger) if _answers(tab, stranger) else pytest.skip("this machine's localhost is not 127.0.0.1")
    expect(tab.page.get_by_role("link", name="612-555-0100")).to_be_visible()
    expect(tab.page.locator(".launcher")).to_have_count(0)
    tab.complaints.clear()


def _answers(tab: Tab, url: str) -> bool:
    try:
        return tab.page.request.get(url).ok
    except Exception:  # noqa: BLE001 - Playwright has one error class for all of it
        return False


@pytest.mark.parametrize("language", [language.tag for language in answered_languages()])
def test_chat_is_small(language: str) -> None:
    """Scripts, style and the words of one language, as they are sent."""
    words = json.dumps(chat_words(Phrasebook(True).words(language), "https://www.google.com/"), ensure_ascii=False)
    files = [file.compressed for file in widget_files().values()]
    assert sum(map(len, files)) + len(gzip.compress(words.encode(), 9)) <= LARGEST_BYTES
