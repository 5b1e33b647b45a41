"""Score every topic and intent at once, and decide: answer, or ask back. No Rasa in here.

A multinomial logistic regression on the sentence embedding. The threshold between answering and
asking back comes from cross-validation on the training examples, not from a person's taste.
"""
import json
from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Decision:
    """What a message was taken for.

    Attributes:
        ranking: Every label with its probability, likeliest first.
        is_sure: False when the likeliest label is not likely enough to answer.
    """

    ranking: Tuple[Tuple[str, float], ...]
    is_sure: bool

    @property
    def label(self) -> str:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]


@dataclass(frozen=True)
class TopicModel:
    """Weights of the regression.

    Attributes:
        labels: Full intents such as ``faq/u_visa_what`` or ``greet``.
        weights: Shape (labels, dimensions).
        bias: Shape (labels,).
        threshold: Least probability of the likeliest label at which we answer.
    """

    labels: Tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    threshold: float

    def decide(self, vector: np.ndarray) -> Decision:
        """Rank the labels for one unit vector, shape (dimensions,)."""
        logits = self.weights @ vector + self.bias
        odds = np.exp(logits - logits.max())
        probabilities = odds / odds.sum()
        order = np.argsort(-probabilities)
        ranking = tuple((self.labels[i], float(probabilities[i])) for i in order)
        return Decision(ranking, ranking[0][1] >= self.threshold)

    def save(self, directory: Path) -> None:
        """Write arrays and labels; no pickle, so that a model file cannot run code."""
        np.savez(directory / "weights.npz", weights=self.weights, bias=self.bias)
        about = {"labels": self.labels, "threshold": self.threshold}
        (directory / "labels.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> "TopicModel":
        about = json.loads((directory / "labels.json").read_text(encoding="utf-8"))
        with np.load(directory / "weights.npz", allow_pickle=False) as arrays:
            return cls(tuple(about["labels"]), arrays["weights"], arrays["bias"], float(about["threshold"]))


def train(vectors: np.ndarray, labels: Sequence[str], strength: float, wrong_allowed: float, folds: int = 5) -> TopicModel:
    """Fit the regression and find the threshold.

    Args:
        vectors: Unit vectors, shape (examples, dimensions).
        labels: One full intent per row.
        strength: Inverse of the regularisation (scikit-learn's ``C``).
        wrong_allowed: Largest share of all answered messages that may be answered with a wrong
            label (in cross-validation); the threshold is the lowest that keeps it.
        folds: Folds of the cross-validation.
    """
    y = np.asarray(labels)
    model = LogisticRegression(C=strength, max_iter=400, tol=1e-3)
    smallest = min(np.unique(y, return_counts=True)[1])
    if smallest >= 2:
        splitter = StratifiedKFold(min(folds, int(smallest)), shuffle=True, random_state=7)
        probabilities = cross_val_predict(model, vectors, y, cv=splitter, method="predict_proba")
        threshold = find_threshold(probabilities, np.unique(y), y, wrong_allowed)
    else:
        threshold = 0.0
    model.fit(vectors, y)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        # scikit-learn keeps one row for two classes; two rows make the general case hold.
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return TopicModel(tuple(model.classes_.tolist()), weights.astype(np.float32), bias.astype(np.float32), threshold)


def find_threshold(probabilities: np.ndarray, classes: np.ndarray, truth: np.ndarray, wrong_allowed: float) -> float:
    """The lowest probability from which on at most ``wrong_allowed`` of the answers are wrong.

    Args:
        probabilities: Out-of-fold, shape (examples, classes).
        classes: Label of each column.
        truth: Label of each row.
    """
    best = probabilities.max(axis=1)
    right = classes[probabilities.argmax(axis=1)] == truth
    order = np.argsort(-best)
    wrong_share = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    allowed = np.nonzero(wrong_share <= wrong_allowed)[0]
    return float(best[order][allowed[-1]]) if len(allowed) else 1.0


def likely_topics(decision: Decision, most: int = 3, least_probability: float = 0.03) -> List[str]:
    """Topic ids to offer when we ask back, likeliest first; empty when none is plausible."""
    return [
        label.split("/", 1)[1]
        for label, probability in decision.ranking[:8]
        if label.startswith("faq/") and probability >= least_probability
    ][:most]
