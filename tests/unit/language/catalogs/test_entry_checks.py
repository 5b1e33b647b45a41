"""A translator can break nothing: what hurts is an error, and a faithful translation is none."""

from typing import Dict, List, Tuple

import pytest
from babel.messages.catalog import Message
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogs.entry_checks import entry_errors, text_errors

TEXTS: Dict[str, Tuple[str, str, List[str]]] = {
    "faithful": ("Call 911, {name}.", "{name}, llame al 911.", []),
    "phone kept": ("Call 1-800-799-7233.", "拨打1-800-799-7233。", []),
    "phone with spaces": ("Call 1-800-799-7233.", "Llame 1 800 799 7233.", ["telephone numbers"]),
    "phone with other dashes": ("Call 1-800-799-7233.", "Llame 1–800–799–7233.", ["telephone numbers"]),
    "a digit of a phone lost": ("Call 1-800-799-7233.", "Llame 1-800-799-723.", ["telephone", "numbers"]),
    "native digits": ("Call 911.", "اتصل ٩١١.", ["numbers differ: missing 911; not in the English: ٩١١"]),
    "full-width digits": ("Call 911.", "拨打９１１", ["numbers"]),
    "link lost": ("See uscis.gov/g-1055.", "Vea uscis.gov.", ["links"]),
    "link translated": ("See https://a.example/en", "Vea https://a.example/es", ["links"]),
    "form lost": ("Use form I-918.", "Use la forma I-914.", ["form names"]),
    "agreement lost": ("a 287(g) agreement", "un acuerdo", ["form names"]),
    "ICE translated": ("ICE may come.", "Puede venir la migra.", ["ICE missing"]),
    "ICE said twice": ("ICE may come.", "ICE (agentes de ICE) puede venir.", []),
    "visa without letter": ("A U visa.", "Una visa.", ["U missing"]),
    "visa in Chinese": ("The U and T visas.", "U签证和T签证。", []),
    "month as a number": ("Since May 19, 2026.", "自2026年5月19日起。", []),
    "wrong month": ("Since May 19, 2026.", "自2026年6月19日起。", ["numbers"]),
    "stray brace": ("Hello {name}.", "Hola {name}}.", ["a brace"]),
    "another placeholder": ("Hello {name}.", "Hola {nombre}.", ["placeholders"]),
    "a placeholder with capitals": ("Hello {name}.", "Hola {Name}.", ["placeholders", "a brace"]),
    "space at the end": ("Hello.", "Hola. ", ["spaces or line breaks at the end"]),
    "line break at the start": ("Hello.", "\nHola.", ["spaces or line breaks at the start"]),
    "line break inside": ("Hello. Bye.", "Hola.\nAdiós.", ["line breaks differ"]),
    "control character": ("Hello.", "Hola\x07.", ["an invisible"]),
    "open isolate": ("Hello.", "\u2068Hola.", ["direction marks"]),
    "override": ("Hello.", "\u202eHola.\u202c", ["a direction override"]),
    "still English": ("Call the police and ask.", "Call the police and ask.", ["still English"]),
    "a name stays": ("Legal Aid Society", "Legal Aid Society", []),
    "a mark stays": ("• {step}", "• {step}", []),
}


@pytest.mark.parametrize(("english", "translation", "told"), TEXTS.values(), ids=TEXTS.keys())
def test_what_is_wrong_with_a_translation(english: str, translation: str, told: List[str]) -> None:
    found = text_errors(english, translation, "utter_x")
    assert len(found) == len(told) and all(one.startswith(start) for one, start in zip(found, told, strict=True)), found


TITLES = {
    "fits": ("topic.x.title", "ا" * 30, 0),
    "too long": ("topic.x.title", "ا" * 31, 1),
    "too long for a button of the greeting": ("utter_greet.button./help", "x" * 31, 1),
    "marks are not seen": ("topic.x.title", "\u2068" + "ا" * 30 + "\u2069", 0),
    "signs of one character": ("topic.x.title", "กำ" * 30, 0),
    "a sentence may be longer": ("topic.x.short", "x" * 31, 0),
    "a command": ("utter_greet.button./help", "/help", 1),
}


@pytest.mark.parametrize(("key", "title", "problems"), TITLES.values(), ids=TITLES.keys())
def test_the_title_of_a_button_fits(key: str, title: str, problems: int) -> None:
    assert len(text_errors("Help", title, key)) == problems


def test_only_a_button_may_do_without_ice() -> None:
    assert text_errors("ICE at my door", "Agentes en mi puerta", "topic.x.title") == []
    assert text_errors("ICE at my door", "Agentes en mi puerta", "topic.x.short") != []
    assert text_errors("My U visa", "Mi visa", "topic.x.title") != []


PLURAL = ("One day", "{count} days")
PLURALS = {
    "complete": (("Un día", "{count} días"), 2, []),
    "the number in both": (("{count} día", "{count} días"), 2, []),
    "one form": (("{count} ngày",), 1, []),
    "a form empty": (("Un día", ""), 2, ["plural forms are incomplete: msgstr[1] missing"]),
    "too few forms": (("a", "{count} b"), 6, ["plural forms are incomplete: msgstr[2], msgstr[3]"]),
    "none": (("", ""), 2, ["not translated"]),
    "another number": (("Un día", "5 días"), 2, ["msgstr[1]: "] * 2),
}


@pytest.mark.parametrize(("forms", "count", "told"), PLURALS.values(), ids=PLURALS.keys())
def test_plural_forms_are_complete(forms: Tuple[str, ...], count: int, told: List[str]) -> None:
    found = entry_errors(Message(PLURAL, forms), count)
    assert len(found) == len(told) and all(one.startswith(start) for one, start in zip(found, told, strict=True)), found


@pytest.mark.parametrize(
    ("translation", "problems"), [("Llame al 911.", 0), ("Llame al 988.", 0), ("Llame al 912.", 1)]
)
def test_while_its_english_has_changed_a_translation_is_faithful_to_one_of_them(
    translation: str, problems: int
) -> None:
    assert len(entry_errors(Message("Call 988.", translation, previous_id=["Call 911."]))) == problems


FACTS = st.sampled_from(
    [
        "{agency}",
        "{date}",
        "911",
        "988",
        "1-800-799-7233",
        "(612) 555-0100",
        "I-918",
        "287(g)",
        "https://a.example/b",
        "$600",
    ]
)
NATIVE = st.sampled_from(["llame", "a", "la", "警察", "اتصل", "зателефонуйте", "cảnh sát", "ፖሊስ"])


@st.composite
def faithful(draw: st.DrawFn) -> Tuple[List[str], List[str]]:
    """An English text and a translation with the same facts in another order, both as pieces."""
    facts = draw(st.lists(FACTS, min_size=1, max_size=5))
    english = [piece for fact in facts for piece in ("word", fact)] + ["end"]
    native = draw(st.lists(NATIVE, min_size=len(facts), max_size=len(facts)))
    translation = [piece for pair in zip(native, draw(st.permutations(facts)), strict=True) for piece in pair]
    return english, [*translation, "fin"]


def joined(pieces: List[str]) -> str:
    return ", ".join(pieces)


@given(faithful())
def test_a_faithful_translation_is_never_reported(pair: Tuple[List[str], List[str]]) -> None:
    english, translation = pair
    assert text_errors(joined(english), joined(translation), "utter_x") == []


@given(faithful(), st.data())
def test_a_lost_fact_is_always_reported(pair: Tuple[List[str], List[str]], data: st.DataObject) -> None:
    english, translation = pair
    facts = [place for place, piece in enumerate(translation) if piece in english]
    translation.pop(data.draw(st.sampled_from(facts)))
    assert text_errors(joined(english), joined(translation), "utter_x") != []


@given(faithful(), FACTS, st.data())
def test_an_added_fact_is_always_reported(pair: Tuple[List[str], List[str]], fact: str, data: st.DataObject) -> None:
    english, translation = pair
    translation.insert(data.draw(st.integers(0, len(translation))), fact)
    assert text_errors(joined(english), joined(translation), "utter_x") != []
