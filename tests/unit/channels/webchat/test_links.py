"""Numbers in a text become links, everything else stays text."""

import re
from typing import List

import pytest

from bot.channels.webchat.links import is_web, linked
from tests.numbers import NUMBERS


@pytest.mark.parametrize(("text", "links"), NUMBERS.values(), ids=NUMBERS.keys())
def test_numbers_become_links(text: str, links: List[str]) -> None:
    html = linked(text)
    assert re.findall(r'href="([^"]+)"', html) == links
    assert html.striptags() == text.strip()


def test_markup_is_escaped_beside_a_number() -> None:
    assert linked("<b>911</b>") == '&lt;b&gt;<a href="tel:911" dir="ltr">911</a>&lt;/b&gt;'


@pytest.mark.parametrize("url", [None, 7, "", "javascript:alert(1)", "data:text/html,x", " https://x", "//x"])
def test_only_web_addresses_become_links(url: object) -> None:
    assert not is_web(url)
    assert is_web("https://example.org") and is_web("HTTP://example.org")
