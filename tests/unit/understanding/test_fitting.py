"""Each label is fitted against the examples that are hardest to tell from its own, which changes no decision."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.understanding import fitting


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """Three clouds of 100 points each, two of them near each other; sixteen dimensions and a gram."""
    random = np.random.RandomState(5)
    centres = np.zeros((3, 17), np.float32)
    centres[0, 0], centres[1, 0], centres[1, 1], centres[2, 2] = 1, 1, 0.7, -2
    return (np.repeat(centres, 100, axis=0) + random.randn(300, 17) * 0.25).astype(np.float32)


TRUTH = np.repeat(["near", "nearer", "far"], 100)
LABELS = np.unique(TRUTH)


def test_examples_of_the_label_are_all_taken_and_of_the_others_the_nearest() -> None:
    is_label = np.array([True, False, False, True, False, False])
    nearness = np.array([-9.0, 0.1, 0.9, 0.2, 0.5, -0.3])
    assert fitting.hardest(is_label, nearness, most=2).tolist() == [0, 2, 3, 4]
    assert fitting.hardest(is_label, nearness, most=4).tolist() == [0, 1, 2, 3, 4, 5]
    assert fitting.hardest(is_label, nearness, most=9).tolist() == [0, 1, 2, 3, 4, 5]


def test_the_rough_scores_find_the_label_that_is_near(rows: np.ndarray) -> None:
    scores = fitting.rough_scores(rows[:, :16], LABELS[:, None] == TRUTH)
    nearer = scores[:, list(LABELS).index("nearer")]
    assert scores.shape == (300, 3)
    assert nearer[TRUTH == "nearer"].mean() > nearer[TRUTH == "near"].mean() > nearer[TRUTH == "far"].mean()


def test_few_examples_are_fitted_as_scikit_learn_fits_them(rows: np.ndarray) -> None:
    weights, bias = fitting.fit(csr_matrix(rows), 16, TRUTH, strength=0.7)
    whole = LinearSVC(C=0.7, random_state=fitting.SEED, tol=fitting.TOLERANCE).fit(csr_matrix(rows), TRUTH)
    assert np.allclose(weights, whole.coef_.T, atol=0.02) and np.allclose(bias, whole.intercept_, atol=0.02)


def test_examples_that_lie_far_away_have_no_say(rows: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fitting.fit(csr_matrix(rows), 16, TRUTH, strength=0.7)
    monkeypatch.setattr(fitting.hardest, "__defaults__", (130,))
    weights, bias = fitting.fit(csr_matrix(rows), 16, TRUTH, strength=0.7)
    same = (rows @ weights + bias).argmax(axis=1) == (rows @ whole[0] + whole[1]).argmax(axis=1)
    assert same.mean() > 0.99


def test_two_labels_get_a_column_each(rows: np.ndarray) -> None:
    weights, bias = fitting.fit(csr_matrix(rows[:200]), 16, TRUTH[:200], strength=0.7)
    assert weights.shape == (17, 2) and bias.shape == (2,)
    assert np.allclose(weights[:, 0], -weights[:, 1], atol=0.02)
