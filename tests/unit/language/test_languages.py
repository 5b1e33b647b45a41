"""What languages.yml says of each language is what Babel, spaCy and gettext say."""

import unicodedata
from collections import Counter
from gettext import c2py

import pytest
import spacy
from babel import Locale

from bot.language.languages import (
    ANSWERED,
    SOURCE_LANGUAGE,
    UNDERSTOOD,
    Language,
    answered_languages,
    is_answered,
    is_language,
    languages,
)

LANGUAGES = pytest.mark.parametrize("language", languages().values(), ids=languages().keys())


def plural(language: Language) -> str:
    return language.plural.split("; plural=")[1].rstrip(";")


def plural_count(language: Language) -> int:
    return int(language.plural.removeprefix("nplurals=").split(";")[0])


@LANGUAGES
def test_its_locale_has_formats_and_its_direction(language: Language) -> None:
    locale = Locale.parse(language.locale)
    assert language.formats is not None or locale.character_order == {
        "ltr": "left-to-right",
        "rtl": "right-to-left",
    }.get(language.direction)


@LANGUAGES
def test_its_tokenizer_loads(language: Language) -> None:
    assert len(spacy.blank(language.tokenizer)("what is a u visa?")) >= 1


@LANGUAGES
def test_its_plural_rule_gives_each_of_its_forms(language: Language) -> None:
    rule = c2py(plural(language))
    assert {rule(number) for number in range(1000)} == set(range(plural_count(language)))


@LANGUAGES
def test_its_own_name_is_of_its_script(language: Language) -> None:
    wanted = {"Han": "CJK"}.get(language.script, language.script).upper()
    assert all(unicodedata.name(c).startswith(wanted) for c in language.autonym if c.isalpha())


@LANGUAGES
def test_its_names_are_lower_case_and_in_one_form(language: Language) -> None:
    assert language.names and len(set(language.names)) == len(language.names)
    for name in language.names:
        assert name == unicodedata.normalize("NFC", name.lower()).strip() and name


@LANGUAGES
def test_its_closed_words_are_known_ones(language: Language) -> None:
    assert (language.sms, language.status, language.direction) in {
        (sms, status, direction)
        for sms in ("gsm7", "ucs2")
        for status in (ANSWERED, UNDERSTOOD)
        for direction in ("ltr", "rtl")
    }


def test_no_name_is_claimed_by_two_languages() -> None:
    claimed = Counter(name for found in languages().values() for name in {found.autonym.lower(), *found.names})
    assert [name for name, times in claimed.items() if times > 1] == []


def test_we_write_in_the_source_language() -> None:
    assert SOURCE_LANGUAGE in [language.tag for language in answered_languages()]


@LANGUAGES
def test_what_is_answered_is_a_language_and_what_is_understood_is_not_answered(language: Language) -> None:
    assert is_language(language.tag)
    assert is_answered(language.tag) == language.is_answered == (language.status == ANSWERED)


@pytest.mark.parametrize("tag", [None, 5, "", "EN", "xx", ["en"]], ids=repr)
def test_what_is_no_tag_of_ours_is_not_answered(tag: object) -> None:
    assert not is_answered(tag) and not is_language(tag)
