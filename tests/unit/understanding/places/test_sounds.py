"""Spellings of one sound, and names across scripts."""

import pytest

from bot.understanding.places.native import plain
from bot.understanding.places.sounds import english_skeletons, skeleton, sound


@pytest.mark.parametrize(
    ("one", "other", "script"),
    [
        ("миннеаполис", "минеаполіс", "Cyrillic"),
        ("ساكرامنتو", "سکرمنتو", "Arabic"),
        ("मिनियापोलिस", "मिनीयापोलीस", "Devanagari"),
        ("শিকাগো", "সীকাগো", "Bengali"),
        ("애틀랜타", "애틀렌타", "Hangul"),
        ("ሚኒያፖሊስ", "ሚኔያፖሊስ", "Ethiopic"),
    ],
)
def test_two_spellings_of_a_name_sound_alike(one: str, other: str, script: str) -> None:
    assert sound(plain(one), script) == sound(plain(other), script) != ""


@pytest.mark.parametrize(("word", "script"), [("дом", "Cyrillic"), ("بيت", "Arabic"), ("旧金山", "Han")])
def test_short_words_and_chinese_have_no_sound(word: str, script: str) -> None:
    assert sound(word, script) == ""


@pytest.mark.parametrize(
    ("english", "written", "script"),
    [
        ("centreville", "센터빌", "Hangul"),
        ("edison", "эдисон", "Cyrillic"),
        ("renton", "ሬንተን", "Ethiopic"),
        ("naperville", "नेपरविल", "Devanagari"),
        ("warren", "ওয়ারেন", "Bengali"),
        ("sterling heights", "ستيرلنغ هايتس", "Arabic"),
    ],
)
def test_a_town_has_the_same_consonants_in_every_script(english: str, written: str, script: str) -> None:
    if english == "warren":
        assert english_skeletons(english) == ()  # Too few consonants to tell it from other towns.
    else:
        assert skeleton(plain(written), script) in english_skeletons(english)
