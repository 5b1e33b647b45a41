"""A message is cut where one question may end and the next begin."""

from typing import List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalise import normalise
from bot.understanding.segments import MOST_PARTS, SHORTEST_DENSE_PART, SHORTEST_PART, parts

CUT = {
    "question marks": ("what is a u visa? will they call ice?", ["what is a u visa", "will they call ice"]),
    "english and": ("what is a u visa and who can get it", ["what is a u visa", "who can get it"]),
    "spanish y": ("qué es la visa u y cuánto cuesta", ["qué es la visa u", "cuánto cuesta"]),
    "two languages": ("what is a u visa y cuánto cuesta", ["what is a u visa", "cuánto cuesta"]),
    "russian": ("что такое виза и сколько она стоит", ["что такое виза", "сколько она стоит"]),
    "korean": ("유 비자가 뭐예요 그리고 얼마나 오래 걸려요", ["유 비자가 뭐예요", "얼마나 오래 걸려요"]),
    "hindi": ("वीज़ा क्या होता है और कितना समय लगता है", ["वीज़ा क्या होता है", "कितना समय लगता है"]),
    "arabic comma": ("ما هي تأشيرة يو، كم تكلف التأشيرة", ["ما هي تأشيرة يو", "كم تكلف التأشيرة"]),
    "chinese without spaces": ("什么是u签证还有警察会问吗", ["什么是u签证", "警察会问吗"]),
    "chinese sign": ("什么是签证？警察会问吗", ["什么是签证", "警察会问吗"]),
    "amharic sign": ("ቪዛ ምንድን ነው። ፖሊስ ይጠይቃል ወይ", ["ቪዛ ምንድን ነው", "ፖሊስ ይጠይቃል ወይ"]),
    "a greeting in front goes": ("hi! what is a u visa? is there a fee?", ["what is a u visa", "is there a fee"]),
}  # fmt: skip
WHOLE = {
    "empty": "",
    "one question": "what is a u visa",
    "one question with its mark": "what is a u visa?",
    "greeting and question": "hi, what is a u visa",
    "and inside a word": "my husband is in thailand now",
    "y inside a word": "mi mayor miedo es la policía",
    "chinese, one question": "警察会问我的身份吗",
    "signs alone": "?!.,;",
    "conjunctions alone": "and and and",
}


@pytest.mark.parametrize(("text", "found"), CUT.values(), ids=CUT.keys())
def test_two_questions_are_two_parts(text: str, found: List[str]) -> None:
    assert parts(normalise(text)) == [normalise(part) for part in found]


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_one_question_has_no_parts(text: str) -> None:
    assert parts(normalise(text)) == []


@given(st.text(st.characters(), max_size=300))
def test_parts_stand_in_the_text_in_their_order(text: str) -> None:
    found = parts(text)
    assert len(found) != 1 and len(found) <= MOST_PARTS
    at = 0
    for part in found:
        at = text.index(part, at) + len(part)
        assert part == part.strip() and len(part) >= min(SHORTEST_PART, SHORTEST_DENSE_PART)


def test_only_so_many_parts_are_read() -> None:
    assert parts("? ".join(f"question number {number}" for number in range(9))) == [
        f"question number {number}" for number in range(MOST_PARTS)
    ]
