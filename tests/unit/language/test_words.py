"""Keys and facts become sentences of one language, and nothing else does."""

import re
from pathlib import Path
from typing import Any, Dict

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from bot.language.bidi import END_ISOLATE, ISOLATE
from bot.language.catalogs.po_files import UnreadableCatalog
from bot.language.catalogs.updating import NEEDED_TO_BE_UNDERSTOOD
from bot.language.languages import answered_languages, is_answered, languages
from bot.language.sources import sources
from bot.language.words import Phrasebook, UnknownKey, Words, raise_if_unreadable
from bot.settings import SettingsError

KEY = "utter_goodbye"
WITH_PLACE = "utter_policy_nothing_local"
TAGS = list(languages())


def catalog(key: str, translation: str, fuzzy: bool = False, english: str = "") -> Catalog:
    made = Catalog(locale="es", fuzzy=False)
    made.add(english or sources()[key], translation, context=key, flags=["fuzzy"] if fuzzy else [])
    return made


def right_to_left() -> Words:
    return Words("ar", None, True)


DATES = {
    ("en", "2025"): "2025",
    ("en", "2025-12"): "December 2025",
    ("en", "2025-12-05"): "December 5, 2025",
    ("es", "2025"): "2025",
    ("es", "2025-12"): "diciembre de 2025",
    ("es", "2025-12-05"): "5 de diciembre de 2025",
}


@pytest.mark.parametrize(("tag", "iso", "said"), [(*given_, said) for given_, said in DATES.items()])
def test_a_date_is_as_precise_as_it_is_known(tag: str, iso: str, said: str) -> None:
    assert Words(tag, None, True).date(iso) == said


@pytest.mark.parametrize("iso", ["", "25", "2025-13", "2025-02-30", "soon", "2025-1-1", "2025-12-05T00:00"])
def test_what_is_no_date_is_refused(iso: str) -> None:
    with pytest.raises(ValueError):
        Words("en", None, True).date(iso)


LISTS = {
    ("en", ("a",)): "a",
    ("en", ("a", "b")): "a and b",
    ("en", ("a", "b", "c")): "a, b, and c",
    ("es", ("a", "b")): "a y b",
    ("es", ("a", "b", "c")): "a, b y c",
}


@pytest.mark.parametrize(("tag", "items", "said"), [(*given_, said) for given_, said in LISTS.items()])
def test_a_list_has_the_languages_own_and(tag: str, items: Any, said: str) -> None:
    assert Words(tag, None, True).write({"list": list(items)}) == said


def test_values_may_stand_inside_each_other() -> None:
    words = Phrasebook(True).words("es")
    kind = {"key": "utter_policy_kind_ordinance"}
    assert words.write({"list": [kind, {"date": "2025-12"}, 3]}) == f"{words.write(kind)}, diciembre de 2025 y 3"


def test_a_value_of_an_unknown_form_is_refused_without_telling_it() -> None:
    with pytest.raises(ValueError) as caught:
        Words("en", None, True).write({"phone": "555-0100"})
    assert "phone" in str(caught.value) and "555" not in str(caught.value)


@given(st.text())
def test_a_plain_value_stands_in_a_left_to_right_sentence_as_it_is(value: str) -> None:
    assert Words("es", None, True).write(value) == value


@given(st.one_of(st.text(), st.integers(0, 999), st.none(), st.booleans()))
def test_a_value_in_a_right_to_left_sentence_keeps_its_own_order(value: Any) -> None:
    assert right_to_left().write(value) == f"{ISOLATE}{value}{END_ISOLATE}"


def test_each_name_of_a_right_to_left_list_is_isolated_on_its_own() -> None:
    written = right_to_left().write({"list": ["ICE", "911"]})
    assert written.count(ISOLATE) == written.count(END_ISOLATE) == 2
    assert f"{ISOLATE}ICE{END_ISOLATE}" in written


def test_a_reviewed_translation_is_said_whatever_the_setting() -> None:
    for serve in (True, False):
        words = Words("es", catalog(KEY, "Hasta luego de prueba"), serve)
        assert words.say(KEY) == "Hasta luego de prueba"
        assert not words.has_served_drafts


def test_a_draft_is_served_or_replaced_by_english_as_the_setting_says() -> None:
    draft = catalog(KEY, "Borrador", fuzzy=True)
    served, replaced = Words("es", draft, True), Words("es", draft, False)
    assert (served.say(KEY), served.has_served_drafts) == ("Borrador", True)
    assert (replaced.say(KEY), replaced.has_served_drafts) == (sources()[KEY], False)


def test_a_changed_english_text_is_said_in_english_until_it_is_translated_again() -> None:
    words = Words("es", catalog(KEY, "Vieja", english="What the English said last year."), True)
    assert words.say(KEY) == sources()[KEY]


def test_the_same_english_under_another_key_is_not_borrowed() -> None:
    words = Words("es", catalog("utter_other", "Ajena", english=sources()[KEY]), True)
    assert words.say(KEY) == sources()[KEY]


def test_an_empty_translation_is_english() -> None:
    assert Words("es", catalog(KEY, ""), True).say(KEY) == sources()[KEY]


def test_a_key_that_no_file_defines_is_named() -> None:
    with pytest.raises(UnknownKey, match="utter_nothing_like_it"):
        Words("en", None, True).say("utter_nothing_like_it")


@pytest.mark.parametrize("values", [{}, {"other": "x"}], ids=["no values", "another value"])
def test_a_missing_value_is_an_error_and_never_a_half_worded_sentence(values: Dict[str, str]) -> None:
    with pytest.raises(KeyError, match="place"):
        Words("en", None, True).say(WITH_PLACE, values)


def test_without_values_the_placeholder_stays_for_the_page_to_fill() -> None:
    assert "{date}" in Words("en", None, True).say("page.sources_checked")


@given(st.text())
def test_braces_in_a_value_are_said_and_not_read(value: str) -> None:
    said = Words("en", None, True).say(WITH_PLACE, {"place": value + "{place}{0}"})
    assert value + "{place}{0}" in said


@pytest.mark.parametrize("tag", [None, "xx", "", "EN", "es-MX"])
def test_a_language_that_we_do_not_have_gets_the_deployments_default(tag: Any) -> None:
    assert Phrasebook(True, "es").words(tag).tag == "es"
    assert Phrasebook(True).words(tag).tag == "en"


def test_a_default_language_that_does_not_exist_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError, match="DEFAULT_LANGUAGE='xx'"):
        Phrasebook(True, "xx")


@pytest.mark.parametrize("tag", TAGS)
def test_every_entry_can_be_worded_with_the_values_its_english_names(tag: str) -> None:
    words = Phrasebook(True).words(tag)
    for key, english in sources().items():
        names = re.findall(r"\{([a-z_]+)\}", english)
        said = words.say(key, {name: f"<{name}>" for name in names})
        assert said.strip() and not re.search(r"\{[a-z_]*\}", said), key
        assert all(f"<{name}>" in said for name in names), key


def test_preloaded_words_are_the_same_objects() -> None:
    book = Phrasebook(True)
    answered = [language.tag for language in answered_languages()]
    assert book.preload(answered) == [book.words(tag) for tag in answered]


def test_a_catalog_has_what_it_translates_and_nothing_else() -> None:
    words = Words("es", catalog(KEY, "Adiós"), True)
    assert words.has(KEY) and not words.has(WITH_PLACE) and not words.has("utter_nothing_like_it")


@pytest.mark.parametrize(
    ("made", "serve", "has"),
    [
        (catalog(KEY, "Adiós"), False, True),
        (catalog(KEY, "Borrador", fuzzy=True), True, True),
        (catalog(KEY, "Borrador", fuzzy=True), False, False),
        (catalog(KEY, ""), True, False),
        (None, True, False),
    ],
    ids=["reviewed", "draft served", "draft not served", "empty", "no catalog"],
)
def test_a_catalog_has_a_key_when_it_says_it(made: Any, serve: bool, has: bool) -> None:
    words = Words("es", made, serve)
    assert words.has(KEY) is has is (words.say(KEY) != sources()[KEY])


@pytest.mark.parametrize("tag", TAGS)
def test_a_language_is_answered_in_or_has_the_few_sentences_it_needs(tag: str) -> None:
    book = Phrasebook(True, "es")
    words, own = book.words(tag), book.own_words(tag)
    if is_answered(tag):
        assert words.tag == tag and own is None
    else:
        assert words.tag == "es" and own is not None and own.tag == tag
        assert all(own.has(key) for key in NEEDED_TO_BE_UNDERSTOOD)


@pytest.mark.parametrize("tag", [None, "", "xx", "pl", "es-MX"])
def test_a_language_that_we_do_not_understand_has_no_sentences_of_its_own(tag: Any) -> None:
    assert Phrasebook(True).own_words(tag) is None


@pytest.mark.parametrize("tag", [tag for tag in TAGS if not is_answered(tag)] or ["xx"])
def test_a_default_language_that_we_only_understand_is_refused_at_the_start(tag: str) -> None:
    with pytest.raises(SettingsError, match=f"DEFAULT_LANGUAGE={tag!r}"):
        Phrasebook(True, tag)


REVIEW = ["reviewed: Ana Example, 2026-11-01"]


def older(previous: str, string: str, reviewed: bool) -> Catalog:
    made = Catalog(locale="es", fuzzy=False)
    comments = REVIEW if reviewed else []
    made.add(sources()[KEY], string, context=KEY, flags=["fuzzy"], previous_id=[previous], user_comments=comments)
    return made


SAME_FACTS = "Take care. If you are in danger, call 911."
OTHER_FACTS = "Take care. If you are in danger, call 912."


@pytest.mark.parametrize("serve", [True, False])
def test_a_reviewed_older_sentence_is_said_while_its_facts_hold(serve: bool) -> None:
    words = Words("es", older(SAME_FACTS, "Cuídese. Llame al 911.", reviewed=True), serve)
    assert words.say(KEY) == "Cuídese. Llame al 911." and not words.has_served_drafts
    assert words.word(KEY).tag == "es" and not words.word(KEY).awaits_translation


@pytest.mark.parametrize("serve", [True, False])
@pytest.mark.parametrize("reviewed", [True, False])
def test_an_older_sentence_with_other_facts_is_never_said(reviewed: bool, serve: bool) -> None:
    words = Words("es", older(OTHER_FACTS, "Cuídese. Llame al 912.", reviewed), serve)
    said = words.word(KEY)
    assert (said.text, said.tag, said.awaits_translation) == (sources()[KEY], "en", True)
    assert not words.has(KEY) and not words.has_served_drafts


def test_an_older_draft_whose_facts_hold_is_a_draft() -> None:
    draft = older(SAME_FACTS, "Cuídese. Llame al 911.", reviewed=False)
    assert Words("es", draft, True).has(KEY) and Words("es", draft, True).has_served_drafts
    withheld = Words("es", draft, False).word(KEY)
    assert (withheld.tag, withheld.awaits_translation) == ("en", False)


def test_an_english_sentence_has_english_dates_and_lists() -> None:
    said = Words("es", None, True).word("utter_topic_as_of", {"date": {"date": "2025-12"}})
    assert said.text == sources()["utter_topic_as_of"].format(date="December 2025") and said.tag == "en"


def test_a_sentence_that_holds_an_english_one_awaits_its_translation() -> None:
    words = Words("es", catalog("utter_bullet", "• {line}"), True)
    said = words.word("utter_bullet", {"line": {"key": KEY}})
    assert (said.text, said.tag, said.awaits_translation) == ("• " + sources()[KEY], "es", True)
    assert not words.word("utter_bullet", {"line": "x"}).awaits_translation


def arabic(key: str, translation: str) -> Words:
    made = Catalog(locale="ar", fuzzy=False)
    made.add(sources()[key], translation, context=key)
    return Words("ar", made, True)


def shown(text: str) -> str:
    return text.replace(ISOLATE, "[").replace(END_ISOLATE, "]")


def test_a_telephone_number_and_a_city_keep_their_order_in_arabic() -> None:
    words = arabic("utter_trouble", "اتصل بالرقم 911 أو 1-800-799-7233.")
    assert shown(words.say("utter_trouble")) == "اتصل بالرقم 911 أو [1-800-799-7233]."
    words = arabic(WITH_PLACE, "لا توجد قواعد في {place}، أي ICE.")
    assert shown(words.say(WITH_PLACE, {"place": "St. Paul, MN"})) == "لا توجد قواعد في [St. Paul, MN]، أي [ICE]."


def test_an_english_sentence_in_arabic_keeps_its_own_order() -> None:
    words = Words("ar", None, True)
    assert shown(words.say(WITH_PLACE, {"place": "Example"})) == f"[{sources()[WITH_PLACE].format(place='Example')}]"


@pytest.mark.parametrize("tag", TAGS)
def test_dates_counts_and_telephone_numbers_have_the_digits_of_a_telephone(tag: str) -> None:
    """Nobody has to read two kinds of digits: those of 911 are everywhere."""
    words = Words(tag, None, True)
    written = [words.date("2025-12-05"), words.write(1250), words.write("1-800-799-7233")]
    assert all(not character.isdigit() or character in "0123456789" for text in written for character in text)
    assert "1-800-799-7233" in written[2] and "5" in written[0]


COUNTS = {("en", 1250): "1,250", ("es", 12500): "12.500", ("en", 7): "7", ("en", True): "True"}


@pytest.mark.parametrize(("tag", "count", "written"), [(*given_, said) for given_, said in COUNTS.items()])
def test_a_count_is_grouped_as_the_language_does(tag: str, count: int, written: str) -> None:
    assert Words(tag, None, True).write(count) == written


def test_items_of_an_arabic_list_are_isolated_and_joined_in_arabic() -> None:
    assert shown(right_to_left().write({"list": ["ICE", "911"]})) == "[ICE] و[911]"


def test_broken_catalogs_are_told_all_at_once(tmp_path: Path) -> None:
    for tag in ("ar", "zh_Hans"):
        path = tmp_path / "locales" / tag / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text("broken", encoding="utf-8")
    with pytest.raises(UnreadableCatalog) as caught:
        raise_if_unreadable(tmp_path / "locales")
    assert len(caught.value.problems) == 2
    raise_if_unreadable()
