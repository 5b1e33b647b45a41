"""Fit one linear classifier per label, each to the examples that are hard to tell from its own. No Rasa in here.

Of all the examples of other labels, one in seventy has a say in where the border of a label runs (the
others lie far beyond it). A quick fit by least squares over the embeddings alone tells which examples
are near, and only these go into the slow fit: a fifth of the time and the same border.
"""

from typing import Tuple

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

SEED = 7
TOLERANCE = 0.01
# Examples of other labels that a label is fitted against.
NEAREST = 6000
# Keeps the quick fit from following single examples.
STEADINESS = 1.0


def fit(rows: csr_matrix, dimensions: int, truth: np.ndarray, strength: float) -> Tuple[np.ndarray, np.ndarray]:
    """Fit as many labels at a time as there are processors.

    Args:
        rows: Examples, shape (examples, features); the embedding comes first.
        dimensions: Of the embedding.
        truth: Label of each row.
        strength: Inverse of the regularisation (scikit-learn's ``C``).

    Returns:
        Weights, shape (features, labels), and bias, shape (labels,); labels in sorted order.
    """
    labels = np.unique(truth)
    nearness = rough_scores(rows[:, :dimensions].toarray(), truth == labels[:, None])
    # scikit-learn computes in 64 bits and would convert each selection of rows anew.
    rows = rows.astype(np.float64)
    fitted = Parallel(n_jobs=-1, prefer="threads")(
        delayed(_fit_label)(rows, truth == label, nearness[:, number], strength) for number, label in enumerate(labels)
    )
    return np.stack([weights for weights, _ in fitted], axis=1), np.array([bias for _, bias in fitted], np.float32)


def rough_scores(vectors: np.ndarray, is_label: np.ndarray) -> np.ndarray:
    """How much each example looks like each label, shape (examples, labels), by least squares.

    Args:
        vectors: Embeddings, shape (examples, dimensions).
        is_label: Shape (labels, examples).
    """
    products = vectors.T @ vectors + STEADINESS * np.eye(vectors.shape[1], dtype=vectors.dtype)
    return np.asarray(vectors @ np.linalg.solve(products, vectors.T @ is_label.T.astype(vectors.dtype)))


def hardest(is_label: np.ndarray, nearness: np.ndarray, most: int = NEAREST) -> np.ndarray:
    """Rows of all examples of a label and of the ``most`` others that look most like it, in order."""
    others = np.nonzero(~is_label)[0]
    if len(others) > most:
        others = others[np.argpartition(-nearness[others], most)[:most]]
    return np.sort(np.concatenate([np.nonzero(is_label)[0], others]))


def _fit_label(
    rows: csr_matrix, is_label: np.ndarray, nearness: np.ndarray, strength: float
) -> Tuple[np.ndarray, float]:
    chosen = hardest(is_label, nearness)
    classifier = LinearSVC(C=strength, random_state=SEED, tol=TOLERANCE).fit(rows[chosen], is_label[chosen])
    return classifier.coef_[0].astype(np.float32), float(classifier.intercept_[0])
