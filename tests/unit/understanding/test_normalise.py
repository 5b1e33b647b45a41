"""The form in which the model sees a message."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.understanding.normalise import MAX_CHARACTERS, normalise

SAME = {
    "capitals": ("WILL POLICE ASK???????", "will police ask???"),
    "long letters": ("heeeeeelp", "heeelp"),
    "long letters in both cases": ("HeEeEeElp", "heeelp"),
    "double letters stay": ("green card", "green card"),
    "spaces": ("  u \t visa\n\n?  ", "u visa ?"),
    "full width": ("Ｕ ｖｉｓａ ９１１", "u visa 911"),
    "ligature": ("ﬁle", "file"),
    "zero width": ("po\u200blice", "police"),
    "override": ("\u202epolice\u202c", "police"),
    "control": ("po\x00lice", "po lice"),
    "line separator": ("u\u2028visa", "u visa"),
    "accents stay": ("Denuncié", "denuncié"),
    "accents are composed": (unicodedata.normalize("NFD", "denuncié"), "denuncié"),
    "lone surrogate": ("u \ud800 visa", "u ? visa"),
    "empty": ("", ""),
    "nothing visible": ("\u200b\x00 \u2060", ""),
}


@pytest.mark.parametrize(("text", "wanted"), SAME.values(), ids=SAME.keys())
def test_what_means_the_same_is_seen_the_same(text: str, wanted: str) -> None:
    assert normalise(text) == wanted


@given(st.text(st.characters(), max_size=400))
@example("a" * 50_000)
@example("\ufdfa" * 3000)
@example("x " * 1000)
@example("İ" * 999 + " x")
def test_any_text_becomes_one_short_clean_line(text: str) -> None:
    seen = normalise(text)
    assert len(seen) <= MAX_CHARACTERS
    assert seen == seen.strip()
    assert not [c for c in seen if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert "  " not in seen and "\n" not in seen
    assert not any(seen[i] * 4 == seen[i : i + 4] for i in range(len(seen) - 3))
    seen.encode("utf-8")


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_plain_text_is_seen_the_same_shouted_or_whispered_and_twice(text: str) -> None:
    assert normalise(text.upper()) == normalise(text.lower()) == normalise(normalise(text))
