"""Figures of the evaluation, counted by hand on a few parses."""

from typing import Any, List, Optional, Tuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measure.scores import (
    by_topic,
    calibration_error,
    confusions,
    place_found,
    reliability,
    score_emergency,
    score_follow_ups,
    score_language,
    score_places,
    score_topics,
    share,
    top_topics,
)
from bot.measure.split import Question


def parse(*ranking: Tuple[str, float], sure: bool = True, **more: Any) -> Any:
    """A line of ``python -m bot parse``: labels with their probability, likeliest first."""
    name, _, topic = ranking[0][0].partition("/") if ranking else ("nlu_fallback", "", "")
    found = {
        "text": "a message",
        "intent": name if sure else "nlu_fallback",
        "topic": (topic or None) if sure else None,
        "ranking": [{"name": label, "confidence": probability} for label, probability in ranking],
        "emergency": None,
        "places": [],
        "language": "en",
        "follow_up": None,
    }
    return {**found, **more}


def asked(topic: Optional[str], language: str = "en") -> Question:
    return Question(language, "a message", topic)


VISA, COST, OTHER = ("faq/visa", 0.9), ("faq/cost", 0.8), ("out_of_scope", 0.7)
ANSWERS = [
    (asked("visa"), parse(VISA, COST)),
    (asked("visa"), parse(COST, VISA)),
    (asked("visa", "es"), parse(VISA, sure=False)),
    (asked("cost"), parse(OTHER, ("greet", 0.1), VISA, COST)),
    (asked(None), parse(OTHER)),
    (asked(None), parse(VISA)),
]


def test_what_residents_get_is_counted() -> None:
    assert score_topics(ANSWERS) == {
        "messages": 4,
        "topic_accuracy": 0.5,
        "top_3": 0.75,
        "answered_right": 0.25,
        "answered_wrong": 0.25,
        "asked_back": 0.25,
        "taken_for_emergency": 0.0,
        "off_topic_messages": 2,
        "off_topic_caught": 0.5,
    }


def test_nothing_measured_is_nothing_and_no_error() -> None:
    assert set(score_topics([]).values()) == {0}
    assert set(score_emergency([], []).values()) == {0}
    assert set(score_places([]).values()) == set(score_follow_ups([]).values()) == {0}
    assert by_topic([]) == {} and confusions([]) == [] and reliability([]) == [] and calibration_error([]) == 0
    assert score_language("en", {"short": []}) == {"short": 0}


def test_labels_of_topics_are_told_by_their_topic_and_others_by_their_name() -> None:
    assert top_topics(parse(VISA, OTHER, ("follow_up/cost", 0.1)), 3) == ["visa", "out_of_scope", "follow_up/cost"]
    assert top_topics(parse(), 1) == []


@given(count=st.integers(0, 1000), more=st.integers(0, 1000))
def test_a_share_lies_between_nothing_and_all(count: int, more: int) -> None:
    assert 0 <= share(count, count + more) <= 1


def test_languages_are_scored_by_length() -> None:
    parses = {"short": [parse(VISA), parse(VISA, language="es")], "long": [parse(VISA)]}
    assert score_language("en", parses) == {"short": 0.5, "long": 1.0}


def test_danger_is_scored_with_and_without_the_model() -> None:
    by_phrase = parse(("emergency", 1.0), text="he is hitting me right now", emergency="danger")
    by_model = parse(("emergency", 0.9), emergency="danger")
    found = score_emergency([by_phrase, by_model, by_model, parse(VISA)], [by_model, parse(VISA)])
    assert found == {
        "now": 4,
        "recall": 0.75,
        "recall_by_phrases": 0.25,
        "not_now": 2,
        "false_alarms": 0.5,
        "false_alarms_by_phrases": 0.0,
    }


PLACES = {
    "none": ([], None),
    "city": ([{"zip": None, "candidates": ["mn/minneapolis"]}], "mn/minneapolis"),
    "several": ([{"zip": None, "candidates": ["md/montgomery-county", "pa/montgomery-county"]}], "ambiguous"),
    "zip code": ([{"zip": "60629", "candidates": ["il/chicago"]}], "60629"),
    "the first counts": ([{"zip": None, "candidates": ["mn"]}, {"zip": None, "candidates": ["wi"]}], "mn"),
}


@pytest.mark.parametrize(("places", "found"), PLACES.values(), ids=PLACES.keys())
def test_the_place_of_a_message_is_told_as_the_split_tells_it(places: Any, found: Optional[str]) -> None:
    assert place_found(parse(VISA, places=places)) == found


def test_places_have_precision_and_recall() -> None:
    pairs = [("mn", "mn"), ("mn", "wi"), ("mn", None), ("mn", None), (None, "wi"), (None, None)]
    assert score_places(pairs) == {"messages": 6, "precision": 0.3333, "recall": 0.25, "f1": 0.2857}


NAMES = st.sampled_from([None, "mn", "wi", "60629", "ambiguous"])


@given(st.lists(st.tuples(NAMES, NAMES), max_size=30))
def test_f1_lies_between_precision_and_recall(pairs: List[Tuple[Optional[str], Optional[str]]]) -> None:
    found = score_places(pairs)
    low, high = sorted((found["precision"], found["recall"]))
    assert low - 1e-3 <= found["f1"] <= high + 1e-3 if low else found["f1"] == 0


def test_follow_ups_are_right_or_taken_for_a_topic() -> None:
    right = parse(("follow_up/cost", 0.9), follow_up="cost")
    other = parse(("follow_up/family", 0.9), follow_up="family")
    found = score_follow_ups([("cost", right), ("cost", other), ("cost", parse(VISA)), ("family", other)])
    assert found == {"messages": 4, "right": 0.5, "taken_for_a_topic": 0.25}


def test_each_topic_has_a_figure_in_each_language() -> None:
    assert by_topic(ANSWERS) == {"cost": {"en": 0.0}, "visa": {"en": 0.5, "es": 1.0}}


def test_the_commonest_confusions_come_first() -> None:
    answers = [*ANSWERS, (asked("visa"), parse(COST)), (asked("cost"), parse())]
    assert confusions(answers) == [
        {"topic": "visa", "taken_for": "cost", "times": 2},
        {"topic": "cost", "taken_for": "out_of_scope", "times": 1},
    ]
    assert confusions(answers, 1) == confusions(answers)[:1]


def test_certainty_is_compared_with_being_right() -> None:
    answers = [
        (asked("visa"), parse(("faq/visa", 0.95))),
        (asked("visa"), parse(("faq/cost", 0.91))),
        (asked(None), parse(("out_of_scope", 1.0))),
        (asked("visa"), parse(("faq/visa", 0.2))),
        (asked("visa"), parse()),
    ]
    low, high = reliability(answers)
    assert low == {"messages": 1, "sure": 0.2, "right": 1.0}
    assert high == {"messages": 3, "sure": 0.9533, "right": 0.6667}
    assert calibration_error([low, high]) == pytest.approx((0.8 + 3 * 0.2866) / 4, abs=1e-4)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_every_message_falls_into_one_range(cases: List[Tuple[float, bool]]) -> None:
    answers = [(asked("visa" if right else "cost"), parse(("faq/visa", p))) for p, right in cases]
    bins = reliability(answers)
    assert sum(row["messages"] for row in bins) == len(cases)
    assert 0 <= calibration_error(bins) <= 1
