"""Counting and splitting as carriers do: both alphabets, at their limits, and for any text at all."""

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.language.sms.segments import (
    ALONE,
    BASIC,
    EXTENSION,
    GSM7,
    PART,
    UCS2,
    alphabet_of,
    count_segments,
    forcing,
    split_sms,
    units_of,
)

ALPHABETS = {
    "English": ("Call 911.", GSM7),
    "Spanish letters of the alphabet": ("¿Mañana? ¡Pingüino! José", GSM7),
    "Spanish a with an accent": ("mamá", UCS2),
    "French cedilla": ("français", UCS2),
    "a capital cedilla is in the alphabet": ("FRANÇAIS", GSM7),
    "Haitian Creole": ("Rele lapolis, pa pè. Sèvi ak kòd la", GSM7),
    "Somali": ("Wac 911 haddii aad khatar ku jirto", GSM7),
    "Vietnamese": ("Gọi 911", UCS2),
    "Arabic": ("اتصل", UCS2),
    "euro and brackets": ("[50 €]", GSM7),
    "Greek capitals that Latin lacks": ("ΔΦΓΛΩΠΨΣΘΞ", GSM7),
    "Greek capital that looks Latin": ("Α", UCS2),
    "curly apostrophe": ("don’t", UCS2),
    "backtick": ("`", UCS2),
    "tab": ("a\tb", UCS2),
    "escape itself": ("\x1b", UCS2),
    "line end": ("a\r\nb", GSM7),
    "decomposed e with accent": ("e\u0301", UCS2),
    "emoji": ("👍", UCS2),
    "nothing": ("", GSM7),
}
COUNTS = {
    "nothing": ("", 0),
    "one letter": ("a", 1),
    "160 septets": ("a" * 160, 1),
    "161 septets": ("a" * 161, 2),
    "two parts of 153": ("a" * 306, 2),
    "one more": ("a" * 307, 3),
    "80 pairs": ("€" * 80, 1),
    "81 pairs": ("€" * 81, 2),
    "a pair does not fit into septet 153": ("a" * 152 + "€" + "a" * 152, 3),
    "70 units": ("ы" * 70, 1),
    "71 units": ("ы" * 71, 2),
    "two parts of 67": ("ы" * 134, 2),
    "one more unit": ("ы" * 135, 3),
    "35 surrogate pairs": ("👍" * 35, 1),
    "36 surrogate pairs": ("👍" * 36, 2),
    "a surrogate pair does not fit into unit 67": ("ы" * 66 + "👍" + "ы" * 66, 3),
    "one foreign letter costs the whole message": ("a" * 70 + "á", 2),
}
# Letters at the edges: pairs, marks, joined emoji, flags, line ends, Indic and Hangul syllables.
EDGES = st.text(st.sampled_from("a€[é\r\náы👍🇺\u0301\u200d\ufe0f👩क\u094dष각\u1100\u1161\u0e33"), max_size=400)
ANY = st.one_of(EDGES, st.text(max_size=400), st.text(st.sampled_from(sorted(BASIC | EXTENSION)), max_size=700))


@pytest.mark.parametrize(("text", "wanted"), ALPHABETS.values(), ids=ALPHABETS.keys())
def test_the_alphabet_of_a_text(text: str, wanted: str) -> None:
    assert alphabet_of(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), COUNTS.values(), ids=COUNTS.keys())
def test_how_many_segments_are_billed(text: str, wanted: int) -> None:
    assert count_segments(text) == wanted


def test_the_alphabet_has_the_size_of_its_table() -> None:
    """128 places without the escape; nine letters and a page break behind it."""
    assert len(BASIC) == 127 and len(EXTENSION) == 10 and not BASIC & EXTENSION


def test_forcing_characters_are_named_once_in_the_order_of_the_text() -> None:
    assert forcing("más acá, así: ’ [€]") == ("á", "í", "’")


@given(ANY)
@example("e" + "\u0301" * 200)
@example("👩" + "\u200d👩" * 60)
def test_joined_parts_are_the_text(text: str) -> None:
    assert "".join(split_sms(text)) == text


@given(ANY)
@example("e" + "\u0301" * 200)
@example("👍" + "\u0301" * 66 + "👍" * 40)
def test_no_part_is_empty_or_longer_than_its_limit(text: str) -> None:
    alphabet = alphabet_of(text)
    parts = split_sms(text)
    limit = ALONE[alphabet] if len(parts) == 1 else PART[alphabet]
    assert all(0 < units_of(part, alphabet) <= limit for part in parts)


@given(ANY)
def test_the_units_are_those_of_the_wire(text: str) -> None:
    """Parts are cut between characters, so each is whole UTF-16 and every escape keeps its letter."""
    if alphabet_of(text) == UCS2:
        assert [units_of(part, UCS2) for part in split_sms(text)] == [
            len(part.encode("utf-16-be")) // 2 for part in split_sms(text)
        ]
    else:
        assert sum(units_of(part, GSM7) for part in split_sms(text)) == sum(
            2 if letter in EXTENSION else 1 for letter in text
        )


@given(EDGES)
def test_a_part_ends_where_a_grapheme_ends(text: str) -> None:
    """Except inside a grapheme that no part could hold."""
    graphemes = regex.findall(r"\X", text)
    alphabet = alphabet_of(text)
    ends, at = set(), 0
    for grapheme in graphemes:
        at += len(grapheme)
        ends.add(at)
        if units_of(grapheme, alphabet) > PART[alphabet]:
            ends.update(range(at - len(grapheme), at))
    cut = 0
    for part in split_sms(text):
        cut += len(part)
        assert cut in ends


@given(ANY)
def test_a_part_is_only_ended_when_the_next_grapheme_would_not_fit(text: str) -> None:
    alphabet = alphabet_of(text)
    parts = split_sms(text)
    for part, following in zip(parts, parts[1:], strict=False):
        first = regex.match(r"\X", following).group()
        first = first if units_of(first, alphabet) <= PART[alphabet] else first[0]
        assert units_of(part, alphabet) + units_of(first, alphabet) > PART[alphabet]
