"""The classifier decides the same after it was stored, and its figures are found on examples it never saw."""

from pathlib import Path
from typing import List, Tuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.scoring import (
    EMERGENCY,
    FALSE_ALARMS_ALLOWED,
    TopicModel,
    find_emergency_threshold,
    find_sharpness,
    is_for_calibration,
    to_probabilities,
    train,
)

SUBJECTS = {
    "faq/u_visa_what": "u visa",
    "faq/how_to_report_crime": "robbery",
    "greet": "good morning",
    EMERGENCY: "he has a gun",
}
SAID = ["what about the u visa", "i saw a robbery", "good morning to you", "he has a gun now", "bananas", ""]


def examples(each: int = 60, subjects: Tuple[str, ...] = tuple(SUBJECTS)) -> Tuple[np.ndarray, List[str], List[str]]:
    """Vectors that lie together by label, texts and labels."""
    random = np.random.RandomState(3)
    vectors, texts, labels = [], [], []
    for number, label in enumerate(subjects):
        for count in range(each):
            vector = random.randn(16) * 0.4
            vector[number] += 2
            vectors.append(vector / np.linalg.norm(vector))
            texts.append(f"{SUBJECTS[label]} number {count}")
            labels.append(label)
    return np.array(vectors, np.float32), texts, labels


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(*examples(), strength=1.0, wrong_allowed=0.05)


def test_a_stored_model_decides_the_same(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    for vector in examples()[0][::40]:
        for text in SAID:
            assert loaded.decide(vector, text) == model.decide(vector, text)


def test_examples_are_told_apart(model: TopicModel) -> None:
    vectors, texts, labels = examples()
    found = [model.decide(vector, text).label for vector, text in zip(vectors, texts, strict=True)]
    assert np.mean([a == b for a, b in zip(found, labels, strict=True)]) > 0.95


def test_a_ranking_holds_every_label_and_adds_up(model: TopicModel) -> None:
    decision = model.decide(examples()[0][0], "u visa")
    shares = [share for _, share in decision.ranking]
    assert {label for label, _ in decision.ranking} == set(SUBJECTS)
    assert shares == sorted(shares, reverse=True) and sum(shares) == pytest.approx(1, abs=1e-5)
    assert (decision.label, decision.confidence) == decision.ranking[0]
    assert decision.is_sure == (decision.confidence >= model.threshold)


def test_two_labels_are_a_classifier_too() -> None:
    vectors, texts, labels = examples(subjects=("greet", "faq/u_visa_what"))
    model = train(vectors, texts, labels, strength=1.0, wrong_allowed=0.05)
    assert model.decide(vectors[0], texts[0]).label == "greet"
    assert model.decide(vectors[-1], texts[-1]).label == "faq/u_visa_what"


def test_without_examples_to_find_a_threshold_on_every_message_is_answered() -> None:
    vectors, texts, labels = examples(each=8)
    learnt = [number for number, text in enumerate(texts) if not is_for_calibration(text)]
    model = train(
        vectors[learnt], [texts[n] for n in learnt], [labels[n] for n in learnt], strength=1.0, wrong_allowed=0.05
    )
    assert model.threshold == 0.0 and model.decide(vectors[0], texts[0]).is_sure


def test_about_a_tenth_is_kept_for_calibration() -> None:
    kept = sum(is_for_calibration(f"example number {number}") for number in range(5000))
    assert 400 < kept < 600


@given(st.text(st.characters()))
def test_whether_an_example_is_kept_hangs_on_its_text_alone(text: str) -> None:
    again = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert is_for_calibration(text) is is_for_calibration(again)


# Fixed for good: another choice would calibrate on what the tuned encoder has learnt from.
@pytest.mark.parametrize(("text", "is_kept"), [("what is a u visa", True), ("hola", False), ("", False)])
def test_which_examples_are_kept_never_changes(text: str, is_kept: bool) -> None:
    assert is_for_calibration(text) is is_kept


@given(
    margins=st.lists(st.lists(st.floats(-50, 50), min_size=3, max_size=3), min_size=1, max_size=5),
    sharpness=st.floats(0.5, 50),
)
def test_probabilities_add_up_and_keep_the_order(margins: List[List[float]], sharpness: float) -> None:
    rows = np.array(margins)
    found = to_probabilities(rows, sharpness)
    assert np.allclose(found.sum(axis=1), 1) and (found >= 0).all()
    assert (found[np.arange(len(rows)), rows.argmax(axis=1)] == found.max(axis=1)).all()


def test_margins_that_are_always_right_are_made_surer_than_margins_that_are_often_wrong() -> None:
    classes = np.array(["a", "b"])
    margins = np.array([[1.0, 0.0]] * 10)
    right, mixed = np.array(["a"] * 10), np.array(["a"] * 7 + ["b"] * 3)
    assert find_sharpness(margins, classes, right) > find_sharpness(margins, classes, mixed)


@given(st.lists(st.tuples(st.floats(0, 0.999), st.booleans()), min_size=1, max_size=60))
def test_false_alarms_stay_within_what_is_allowed(cases: List[Tuple[float, bool]]) -> None:
    classes = np.array([EMERGENCY, "greet"])
    probabilities = np.array([[danger, 1 - danger] for danger, _ in cases])
    truth = np.array([EMERGENCY if is_danger else "greet" for _, is_danger in cases])
    threshold = find_emergency_threshold(probabilities, classes, truth)
    harmless = [danger for danger, is_danger in cases if not is_danger]
    assert sum(danger >= threshold for danger in harmless) <= FALSE_ALARMS_ALLOWED * len(harmless)


def test_without_the_intent_of_danger_its_threshold_is_a_half() -> None:
    assert find_emergency_threshold(np.array([[0.4, 0.6]]), np.array(["a", "b"]), np.array(["a"])) == 0.5
