"""The held-back split is read as its files say; written here anew, never the real one."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.measure.split import Place, Question, key_of, read_split

FILES = {
    "topics.yml": {"u_visa_what": ["what is it", "say more"], "u_visa_cost": ["is it free"]},
    "out_of_scope.yml": ["who won the game"],
    "emergency.yml": {"now": ["he hits me"], "not_now": ["he hit me last year", "can i text 911"]},
    "places.yml": [{"text": "in st paul, mn", "place": "St. Paul, MN"}, {"text": "nowhere", "place": None}],
    "language.yml": {"short": ["hello"], "long": ["a longer message that has more than nine words in it"]},
    "follow_up.yml": {"cost": ["how much"]},
}


def write(folder: Path, **files: Any) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def test_every_file_of_a_language_is_read(tmp_path: Path) -> None:
    write(tmp_path / "en", **FILES)
    (found,) = read_split(tmp_path)
    assert found.tag == "en"
    assert found.questions == (
        Question("en", "what is it", "u_visa_what"),
        Question("en", "say more", "u_visa_what"),
        Question("en", "is it free", "u_visa_cost"),
        Question("en", "who won the game", None),
    )
    assert (found.now, found.not_now) == (("he hits me",), ("he hit me last year", "can i text 911"))
    assert found.places == (Place("in st paul, mn", "mn/saint-paul"), Place("nowhere", None))
    assert found.by_length == {"short": ("hello",), "long": (FILES["language.yml"]["long"][0],)}
    assert found.follow_ups == {"cost": ("how much",)}


def test_a_language_without_some_files_has_nothing_of_them(tmp_path: Path) -> None:
    write(tmp_path / "so", **{"topics.yml": FILES["topics.yml"]})
    (found,) = read_split(tmp_path)
    assert len(found.questions) == 3
    assert (found.now, found.not_now, found.places, found.by_length, found.follow_ups) == ((), (), (), {}, {})


def test_an_empty_file_has_nothing(tmp_path: Path) -> None:
    write(tmp_path / "so")
    for name in FILES:
        (tmp_path / "so" / name).write_text("# not written yet\n")
    assert read_split(tmp_path)[0].questions == ()


def test_languages_come_by_tag_and_other_files_are_no_language(tmp_path: Path) -> None:
    for tag in ("zh-Hans", "ar", "en"):
        write(tmp_path / tag)
    (tmp_path / "README.md").write_text("about")
    assert [found.tag for found in read_split(tmp_path)] == ["ar", "en", "zh-Hans"]


KEYS = {
    "none": (None, None),
    "city": ("Minneapolis, MN", "mn/minneapolis"),
    "saint written short": ("St. Paul, MN", "mn/saint-paul"),
    "saint written long": ("Saint Paul, MN", "mn/saint-paul"),
    "county": ("Prince William County, VA", "va/prince-william-county"),
    "new york city": ("New York City, NY", "ny/new-york"),
    "state": ("MN", "mn"),
    "zip code": ("60629", "60629"),
    "zip code that yaml made a number": (60629, "60629"),
    "several": ("ambiguous", "ambiguous"),
    "accent": ("Cañon City, CO", "co/canon-city"),
}


@pytest.mark.parametrize(("wanted", "key"), KEYS.values(), ids=KEYS.keys())
def test_a_place_of_the_split_is_a_key(wanted: Any, key: Any) -> None:
    assert key_of(wanted) == key


@given(st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=30))
def test_any_place_is_a_key(wanted: str) -> None:
    assert isinstance(key_of(wanted), str)
