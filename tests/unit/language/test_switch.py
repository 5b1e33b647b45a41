"""Asking for another language by its name."""

import unicodedata
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.languages import is_language, languages
from bot.language.switch import requested_language

ASKED = {
    "english please": "en",
    "ENGLISH": "en",
    "inglés por favor": "en",
    "en español, por favor": "es",
    "do you speak Spanish?": "es",
    "espanol": "es",
    "no english, spanish": "es",
    "no hablo español, english": "en",
    "tagalog please": "tl",
    "traditional chinese please": "zh-Hant",
    "chinese please": "zh-Hans",
    "请说中文": "zh-Hans",
    "請用繁體中文": "zh-Hant",
    "한국어로 해주세요": "ko",
    "tiếng  việt": "vi",
    "हिंदी में बताइए": "hi",
    "по-русски пожалуйста": "ru",
    "haitian creole": "ht",
    "klingon please": None,
    "spanishly": None,
    "": None,
    "911": None,
}


@pytest.mark.parametrize(("text", "tag"), ASKED.items(), ids=[text or "empty" for text in ASKED])
def test_the_language_named_last_counts(text: str, tag: Optional[str]) -> None:
    assert requested_language(text) == tag


def test_an_accent_typed_as_a_sign_of_its_own_counts() -> None:
    assert requested_language(unicodedata.normalize("NFD", "español")) == "es"


@pytest.mark.parametrize("language", languages().values(), ids=languages().keys())
def test_every_language_is_found_by_its_own_name(language: object) -> None:
    assert requested_language(language.autonym.upper()) == language.tag  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", languages().values(), ids=languages().keys())
def test_every_language_is_found_by_each_of_its_names(language: object) -> None:
    names = language.names  # type: ignore[attr-defined]
    assert {name: requested_language(f"please, {name}!") for name in names} == dict.fromkeys(names, language.tag)  # type: ignore[attr-defined]


@given(st.text(st.characters()))
def test_any_text_names_one_of_our_languages_or_none(text: str) -> None:
    found = requested_language(text)
    assert found is None or is_language(found)


@pytest.mark.parametrize("tag", [None, 5, "", "EN", "xx", ["en"]], ids=repr)
def test_what_is_not_a_tag_of_ours_is_no_language(tag: object) -> None:
    assert not is_language(tag)
