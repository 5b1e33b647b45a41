"""The facts of a sentence are read the same way in every script."""

from typing import Any, Dict, Tuple

import pytest

from bot.language.catalogs.facts import facts_of, lone_letters, months_of, names_of, visa_letters
from bot.language.sources import sources

READ: Dict[str, Tuple[str, Dict[str, Any]]] = {
    "placeholders": ("{agency}: {date}, {date}", {"placeholders": ("{agency}", "{date}", "{date}")}),
    "phone with country code": ("Call 1-800-799-7233.", {"phones": ("1-800-799-7233",)}),
    "phone with brackets": ("(612) 555-0100, 612.555.0101", {"phones": ("(612) 555-0100", "612.555.0101")}),
    "short numbers": ("Call 911 or text 88788.", {"numbers": ("88788", "911")}),
    "form names": ("I-918, EOIR-33, I-247A and 287(g)", {"codes": ("287(g)", "EOIR-33", "I-247A", "I-918")}),
    "links": ("See https://a.example/x?y=1, or b.gov.", {"links": ("b.gov", "https://a.example/x?y=1")}),
    "no link": ("At 5 p.m. in the U.S., e.g. here.", {"numbers": ("5",)}),
    "Chinese around": ("看uscis.gov/g-1055。拨打911，", {"links": ("uscis.gov/g-1055",), "numbers": ("911",)}),
    "Arabic around": ("وI-918، 1-800-799-7233؟", {"codes": ("I-918",), "phones": ("1-800-799-7233",)}),
    "native digits": ("٩١١", {"numbers": ("٩١١",)}),
    "another dash": ("1‑800‑799‑7233", {"phones": ("1‑800‑799‑7233",)}),
    "nothing": ("You are welcome.", {}),
}


@pytest.mark.parametrize(("text", "found"), READ.values(), ids=READ.keys())
def test_the_facts_of_a_text(text: str, found: Dict[str, Any]) -> None:
    assert {kind: values for kind, values in vars(facts_of(text)).items() if values} == found


def test_names_that_stay_in_latin_letters() -> None:
    assert names_of("ICE（移民局）, VAWA. iced, OFFICE") == {"ICE", "VAWA"}


@pytest.mark.parametrize(
    ("english", "letters"),
    [
        ("A U visa.", {"U"}),
        ("The U and T visas", {"U", "T"}),
        ("U-visa", {"U"}),
        ("the U.S. visa", set()),
        ("Do you", set()),
    ],
)
def test_the_visas_that_an_english_text_names(english: str, letters: Any) -> None:
    assert visa_letters(english) == letters


@pytest.mark.parametrize("text", ["la visa U.", "U签证", "تأشيرة U؟", "thị thực U", "U-віза"])
def test_a_visas_letter_is_found_in_every_script(text: str) -> None:
    assert lone_letters(text) == {"U"}


@pytest.mark.parametrize("text", ["EE.UU.", "Usted", "ICU", "U.S."])
def test_other_letters_are_no_visa(text: str) -> None:
    assert lone_letters(text) == set()


def test_months_of_dates_count_and_may_alone_does_not() -> None:
    assert months_of("May I go? It began on May 19, 2026, and ended on 3 December.") == ("5", "12")


def test_every_digit_of_our_english_is_a_fact() -> None:
    for key, english in sources().items():
        facts = facts_of(english)
        counted = "".join((*facts.links, *facts.phones, *facts.codes, *facts.numbers))
        assert sum(c.isdigit() for c in counted) == sum(c.isdigit() for c in english), key
