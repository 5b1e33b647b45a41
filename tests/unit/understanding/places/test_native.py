"""US places in other scripts: with endings, glued to short words, mistyped, and never in ordinary words."""

from typing import List

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.settings import ROOT
from bot.understanding.places.names import fold
from bot.understanding.places.native import NativeNames, plain, read_names, script_of
from bot.understanding.places.us import read_packages

ALL_NAMES = read_names(ROOT / "bot" / "data" / "places" / "names")
NATIVE = sorted(name for name in ALL_NAMES if script_of(name))


@pytest.fixture(scope="module")
def names() -> NativeNames:
    return NativeNames(ALL_NAMES)


FOUND = {
    "han": ("我住在旧金山", "旧金山", "ca/san-francisco"),
    "han, words around it without spaces": ("我在芝加哥被警察拦下", "芝加哥", "il/chicago"),
    "han, the longer name": ("加利福尼亚州的警察", "加利福尼亚州", "ca"),
    "cyrillic": ("Миннеаполис", "Миннеаполис", "mn/minneapolis"),
    "cyrillic, an ending": ("живу в Миннеаполисе", "Миннеаполисе", "mn/minneapolis"),
    "cyrillic, the last vowel changes": ("в Калифорнии", "Калифорнии", "ca"),
    "cyrillic, a hyphen": ("в Нью-Йорке живу", "Нью-Йорке", "ny/new-york"),
    "cyrillic, no hyphen": ("в нью йорке", "нью йорке", "ny/new-york"),
    "cyrillic, a typo": ("Миннеаполлис", "Миннеаполлис", "mn/minneapolis"),
    "cyrillic, the next word is no ending": ("Чикаго и полиция", "Чикаго", "il/chicago"),
    "arabic": ("في شيكاغو", "شيكاغو", "il/chicago"),
    "arabic, in": ("أعيش بشيكاغو", "بشيكاغو", "il/chicago"),
    "arabic, and in": ("وبشيكاغو", "وبشيكاغو", "il/chicago"),
    "arabic, two words": ("لوس انجلوس", "لوس انجلوس", "ca/los-angeles"),
    "persian letters": ("در شیکاگو", "شیکاگو", "il/chicago"),
    "hangul, a particle": ("시카고에서 살아요", "시카고에서", "il/chicago"),
    "hangul, the next word is no particle": ("시카고 나는", "시카고", "il/chicago"),
    "devanagari": ("शिकागो में", "शिकागो", "il/chicago"),
    "bengali, an ending": ("ফ্লোরিডায় থাকি", "ফ্লোরিডায়", "fl"),
    "ethiopic, in": ("በቺካጎ", "በቺካጎ", "il/chicago"),
}


@pytest.mark.parametrize(("text", "written", "key"), FOUND.values(), ids=FOUND.keys())
def test_a_place_is_found_where_it_stands(text: str, written: str, key: str, names: NativeNames) -> None:
    (mention,) = names.find(text)
    assert (text[mention.start : mention.end], mention.key) == (written, key)


ORDINARY = {
    "India in Hindi": "इंडिया",
    "India in Russian": "Индия",
    "the country Georgia": "грузия",
    "air in Hindi": "हवा",
    "police in Hindi": "पुलिस मेरे कागज़ पूछेगी",
    "police in Russian": "полиция спросит мои документы",
    "month and places in Russian": "месяц места меня мама",
    "america in Korean": "미국 경찰이 신분을 묻나요",
    "a question in Chinese": "警察会问我的身份吗",
    "a question in Arabic": "هل ستسألني الشرطة عن أوراقي",
    "a question in Bengali": "পুলিশ কি কাগজ চাইবে",
    "a question in Amharic": "ፖሊስ ወረቀቴን ይጠይቃል",
    "Latin letters": "chicago",
    "nothing": "",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_words_hold_no_place(text: str, names: NativeNames) -> None:
    assert names.find(text) == []


def test_every_name_of_the_files_is_found_as_written(names: NativeNames) -> None:
    wrong = [name for name in NATIVE if [(m.key, m.end) for m in names.find(name)] != [(ALL_NAMES[name], len(name))]]
    assert wrong == []


def test_places_of_several_scripts_come_in_their_order(names: NativeNames) -> None:
    text = "из Чикаго 到旧金山 ثم شيكاغو"
    assert [text[m.start : m.end] for m in names.find(text)] == ["Чикаго", "旧金山", "شيكاغو"]


PIECES = st.lists(st.one_of(st.sampled_from(NATIVE), st.text(st.characters(), max_size=10)), max_size=6)


@settings(deadline=None)
@given(pieces=PIECES, glue=st.sampled_from([" ", "", ", ", "\n", "-"]))
@example(pieces=["İİ", "Чикаго"], glue=" ")
@example(pieces=["\ud800", "旧金山"], glue="")
@example(pieces=["ال"], glue="")
def test_any_text_gives_places_that_stand_in_it_one_after_the_other(
    pieces: List[str], glue: str, names: NativeNames
) -> None:
    text = glue.join(pieces)
    assert len(plain(text)) == len(text)
    at = 0
    for mention in names.find(text):
        assert at <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        at = mention.start


@pytest.mark.parametrize(
    ("name", "script"),
    [("旧金山", "Han"), ("Чикаго", "Cyrillic"), ("شيكاغو", "Arabic"), ("chicago", None), ("", None), ("55404", None)],
)
def test_a_name_has_a_script_or_is_latin(name: str, script: object) -> None:
    assert script_of(name) == script


def test_without_names_nothing_is_found() -> None:
    assert NativeNames({}).find("Чикаго 旧金山") == []


def test_no_town_is_taken_for_its_county_or_state() -> None:
    """Fort Lauderdale has a police of its own: the sheriff of Broward County is its neighbour."""
    towns = read_packages().names
    for name, key in ALL_NAMES.items():
        state, _, place = key.partition("/")
        if not place or place.endswith("-county"):
            own = [one for one in towns.get(fold(name), ()) if one.startswith(f"{state}/")]
            assert all(one.endswith("-county") for one in own), (name, key)
