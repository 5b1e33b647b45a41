"""From which probability on the bot answers instead of asking back."""

from typing import List

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.scoring import Decision, find_threshold, likely_topics

CLASSES = np.array(["a", "b"])


def threshold(best: List[float], right: List[bool], wrong_allowed: float) -> float:
    """The threshold for answers of these probabilities, right or wrong."""
    probabilities = np.array([[p, 1 - p] for p in best])
    truth = np.array(["a" if is_right else "b" for is_right in right])
    return find_threshold(probabilities, CLASSES, truth, wrong_allowed)


CASES = st.lists(
    st.tuples(st.floats(0.51, 0.99), st.booleans()), min_size=1, max_size=40, unique_by=lambda case: case[0]
)


@given(cases=CASES, wrong_allowed=st.floats(0, 1))
def test_from_the_threshold_on_no_more_are_wrong_than_allowed(cases, wrong_allowed: float) -> None:
    found = threshold([p for p, _ in cases], [is_right for _, is_right in cases], wrong_allowed)
    answered = [is_right for p, is_right in cases if p >= found]
    assert not answered or answered.count(False) / len(answered) <= wrong_allowed + 1e-9


@given(cases=CASES, wrong_allowed=st.floats(0, 1))
def test_no_lower_threshold_would_keep_the_promise(cases, wrong_allowed: float) -> None:
    found = threshold([p for p, _ in cases], [is_right for _, is_right in cases], wrong_allowed)
    for lower in (p for p, _ in cases if p < found):
        answered = [is_right for p, is_right in cases if p >= lower]
        assert answered.count(False) / len(answered) > wrong_allowed - 1e-9


def test_the_surest_answer_being_wrong_leaves_nothing_to_answer() -> None:
    assert threshold([0.9], [False], 0.0) == 1.0


def test_when_all_is_right_everything_is_answered() -> None:
    assert threshold([0.9, 0.6, 0.7], [True, True, True], 0.0) == 0.6


def test_at_most_three_plausible_topics_are_offered_in_their_order() -> None:
    ranking = (("greet", 0.4), ("faq/a", 0.2), ("faq/b", 0.15), ("faq/c", 0.1), ("faq/d", 0.09), ("faq/e", 0.01))
    assert likely_topics(Decision(ranking, False)) == ["a", "b", "c"]
    assert likely_topics(Decision((("faq/a", 0.01),), False)) == []
    assert likely_topics(Decision((("greet", 1.0),), True)) == []
