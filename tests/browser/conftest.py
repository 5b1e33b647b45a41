"""A Chromium, a page in it that cannot reach any other host, and a server that fails on request."""

import os
import shutil
import time
from typing import Any, Iterator, List, Optional
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from .fake_api import FakeApi

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOCAL_HOSTS = {"127.0.0.1", "localhost"}


def find_chromium() -> Optional[str]:
    """Debian's Chromium, or what CHROMIUM names."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if not executable:
        reason = "no Chromium here: install the package 'chromium' or name one in CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Tab:
    """A page and what it did.

    Attributes:
        foreign: Addresses on other hosts that the page asked for; they get an empty page.
        complaints: Errors of scripts and of the content security policy.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.foreign: List[str] = []
        self.complaints: List[str] = []
        self.asked: List[str] = []
        page.set_default_timeout(15_000)
        page.context.route("**/*", self._route)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)

    def requests(self, ending: str) -> List[str]:
        """Addresses asked for so far that end in this."""
        return [url for url in self.asked if url.endswith(ending)]

    def _route(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if urlsplit(route.request.url).hostname in LOCAL_HOSTS:
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body="<title>Elsewhere</title>")

    def _listen(self, entry: Any) -> None:
        # A dropped connection or an error status is what some tests are about.
        if entry.type == "error" and "Failed to load resource" not in entry.text:
            self.complaints.append(entry.text)

    def open(self, url: str) -> "Tab":
        self.page.goto(url)
        self.page.locator(".theirs").first.wait_for()
        return self

    def wait_for_stream(self, api: FakeApi) -> None:
        """Wait until the chat listens to the fake's stream."""
        deadline = time.monotonic() + 15
        while not api.streams:
            assert time.monotonic() < deadline, "the chat opened no stream"
            self.page.wait_for_timeout(50)

    def say(self, text: str) -> None:
        self.page.locator("#text").fill(text)
        self.page.locator("#send").click()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A fresh tab of an English phone. Nothing but this machine answers it."""
    context = browser.new_context(locale="en-US", viewport={"width": 390, "height": 844})
    tab = Tab(context.new_page())
    yield tab
    context.close()
    assert tab.complaints == []


@pytest.fixture
def fake_api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api
