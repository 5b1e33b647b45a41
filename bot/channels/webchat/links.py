"""Numbers to call or to text inside a text, as links; the same rule as in widget/text.js, tested by one table."""

import re
from typing import Iterator, Optional, Tuple

from markupsafe import Markup, escape

_DASH = r"[-. \u2011]"
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9_$.\u2011-])((?:\+?1{_DASH})?(?:\(\d{{3}}\) ?|\d{{3}}{_DASH})\d{{3}}{_DASH}\d{{4}}"
    r"|911|988|88788|233733|741741)(?![A-Za-z0-9_]|[-.\u2011]\d)"
)
_COUNTRY = {10: "+1", 11: "+"}


def pieces(text: str) -> Iterator[Tuple[str, Optional[str]]]:
    """The text in parts: what it says and, for a number, where its link leads."""
    done = 0
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        scheme = "sms" if len(digits) in (5, 6) else "tel"
        yield text[done : match.start()], None
        yield match.group(), f"{scheme}:{_COUNTRY.get(len(digits), '')}{digits}"
        done = match.end()
    yield text[done:], None


def linked(text: str) -> Markup:
    """The text for a page: escaped, its numbers as links."""
    parts = [
        Markup('<a href="{}" dir="ltr">{}</a>').format(link, part) if link else escape(part)
        for part, link in pieces(text)
    ]
    return Markup("").join(parts)


def is_web(url: object) -> bool:
    """May this become a link? Only what begins with http:// or https://."""
    return isinstance(url, str) and url.lower().startswith(("http://", "https://"))
