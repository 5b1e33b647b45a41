"""Score every topic and intent at once, and decide: answer, or ask back. No Rasa in here.

A linear classifier over ``features``. Its margins become probabilities by one temperature, and the
threshold between answering and asking back is found on a tenth of the training examples that neither
the classifier nor the encoder has seen: neither is a person's taste.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from bot.understanding.features import Features
from bot.understanding.fitting import fit

OUT_OF_SCOPE = "out_of_scope"
EMERGENCY = "emergency"
# One of this many examples is kept for calibration.
CALIBRATION_SHARE = 10
# A gram adds at most about 0.1 times its weight to a margin; margins that decide differ by 0.1 and more.
TRIFLE = 0.01
# Of messages that are no emergency, the largest share that may get "call 911" first.
FALSE_ALARMS_ALLOWED = 0.01


@dataclass(frozen=True)
class Decision:
    """What a message was taken for.

    Attributes:
        ranking: Every label with its probability, likeliest first.
        is_sure: False when the likeliest label is not likely enough to answer.
        is_emergency: True when danger now is likely enough, whatever else the message may be: to
            say "call 911" once too often harms less than to ask back.
    """

    ranking: Tuple[Tuple[str, float], ...]
    is_sure: bool
    is_emergency: bool = False

    @property
    def label(self) -> str:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]


@dataclass(frozen=True)
class TopicModel:
    """The trained classifier.

    Attributes:
        labels: Full intents such as ``faq/u_visa_what`` or ``greet``.
        weights: Of the embedding's dimensions, shape (dimensions, labels).
        gram_weights: Of the n-grams, shape (grams, labels); sparse, for most are nearly zero.
        bias: Shape (labels,).
        sharpness: Factor on the margins before they become probabilities.
        threshold: Least probability of the likeliest label at which we answer.
        emergency_threshold: Least probability of ``emergency`` at which we take it for one.
    """

    labels: Tuple[str, ...]
    features: Features
    weights: np.ndarray
    gram_weights: csr_matrix
    bias: np.ndarray
    sharpness: float
    threshold: float
    emergency_threshold: float

    def decide(self, vector: np.ndarray, text: str) -> Decision:
        """Rank the labels for one message: its unit vector, shape (dimensions,), and normalised text."""
        columns, amounts = self.features.grams_of(text)
        margins = self.features.centred(vector) @ self.weights + self.bias
        margins = margins + self.gram_weights[columns].T @ amounts
        probabilities = to_probabilities(margins.reshape(1, -1), self.sharpness)[0]
        order = np.argsort(-probabilities)
        ranking = tuple((self.labels[i], float(probabilities[i])) for i in order)
        danger = dict(ranking).get(EMERGENCY, 0.0)
        return Decision(ranking, ranking[0][1] >= self.threshold, danger >= self.emergency_threshold)

    def save(self, directory: Path) -> None:
        """Write arrays and labels; no pickle, so that a model file cannot run code."""
        self.features.save(directory)
        np.savez_compressed(
            directory / "weights.npz",
            weights=self.weights,
            bias=self.bias,
            gram_data=self.gram_weights.data,
            gram_indices=self.gram_weights.indices,
            gram_indptr=self.gram_weights.indptr,
        )
        about = {
            "labels": self.labels,
            "sharpness": self.sharpness,
            "threshold": self.threshold,
            "emergency_threshold": self.emergency_threshold,
        }
        (directory / "labels.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> "TopicModel":
        about = json.loads((directory / "labels.json").read_text(encoding="utf-8"))
        features = Features.load(directory)
        with np.load(directory / "weights.npz", allow_pickle=False) as arrays:
            weights, bias = arrays["weights"], arrays["bias"]
            shape = (features.count - features.dimensions, len(bias))
            grams = csr_matrix((arrays["gram_data"], arrays["gram_indices"], arrays["gram_indptr"]), shape)
        numbers = (about["sharpness"], about["threshold"], about["emergency_threshold"])
        return cls(tuple(about["labels"]), features, weights, grams, bias, *numbers)


def is_for_calibration(text: str) -> bool:
    """Is this normalised example one of the tenth on which probabilities and thresholds are found?

    The choice hangs on the text alone, so that the encoder, which is tuned at another time, leaves
    the same examples out.
    """
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[0] < 256 // CALIBRATION_SHARE


def train(
    vectors: np.ndarray,
    texts: Sequence[str],
    labels: Sequence[str],
    strength: float,
    wrong_allowed: float,
) -> TopicModel:
    """Fit the classifier, its temperature and its thresholds.

    Args:
        vectors: Unit vectors, shape (examples, dimensions).
        texts: The examples, normalised as messages are.
        labels: One full intent per example; at least two different ones.
        strength: Inverse of the regularisation (scikit-learn's ``C``).
        wrong_allowed: Largest share of answers that may be wrong on the examples kept for
            calibration; the threshold is the lowest that keeps it.
    """
    y = np.asarray(labels)
    features, matrix = Features.learn(vectors, texts)
    held = np.array([is_for_calibration(text) for text in texts])
    classes = np.unique(y)
    # A handful of examples, as in a test, leaves nothing to find thresholds on.
    can_calibrate = held.any() and len(np.unique(y[~held])) == len(classes)
    weights, bias = fit(matrix, features.dimensions, y, strength)
    sharpness, threshold, emergency_threshold = 1.0, 0.0, 0.5
    if can_calibrate:
        on_others = fit(matrix[~held], features.dimensions, y[~held], strength)
        margins = np.asarray(matrix[held] @ on_others[0] + on_others[1])
        sharpness = find_sharpness(margins, classes, y[held])
        probabilities = to_probabilities(margins, sharpness)
        threshold = find_threshold(probabilities, classes, y[held], wrong_allowed)
        emergency_threshold = find_emergency_threshold(probabilities, classes, y[held])
    return TopicModel(
        tuple(classes.tolist()),
        features,
        weights[: features.dimensions],
        _without_trifles(weights[features.dimensions :]),
        bias,
        sharpness,
        threshold,
        emergency_threshold,
    )


def _without_trifles(weights: np.ndarray) -> csr_matrix:
    """Weights too small to change a decision left out: a tenth of the memory."""
    return csr_matrix(np.where(np.abs(weights) >= TRIFLE, weights, 0).astype(np.float32))


def to_probabilities(margins: np.ndarray, sharpness: float) -> np.ndarray:
    """Softmax of the margins, shape (messages, labels)."""
    scaled = margins * sharpness
    odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def find_sharpness(margins: np.ndarray, classes: np.ndarray, truth: np.ndarray) -> float:
    """The factor at which the probabilities are honest: least log loss on examples held out."""
    columns = np.searchsorted(classes, truth)

    def loss(sharpness: float) -> float:
        probabilities = to_probabilities(margins, sharpness)
        return float(-np.log(probabilities[np.arange(len(columns)), columns] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.5, 50.0), method="bounded").x)


def find_threshold(probabilities: np.ndarray, classes: np.ndarray, truth: np.ndarray, wrong_allowed: float) -> float:
    """The lowest probability from which on at most ``wrong_allowed`` of the answers are wrong.

    Args:
        probabilities: Of examples held out, shape (examples, classes).
        classes: Label of each column.
        truth: Label of each row.

    Returns:
        1.0 when even the surest answers are wrong too often.
    """
    best = probabilities.max(axis=1)
    right = classes[probabilities.argmax(axis=1)] == truth
    # Of equal probabilities the wrong ones first: a threshold lets all of them through.
    order = np.lexsort((right, -best))
    wrong_share = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    is_last_of_equals = np.append(np.diff(best[order]) != 0, True)
    allowed = np.nonzero((wrong_share <= wrong_allowed) & is_last_of_equals)[0]
    return float(best[order][allowed[-1]]) if len(allowed) else 1.0


def find_emergency_threshold(probabilities: np.ndarray, classes: np.ndarray, truth: np.ndarray) -> float:
    """The lowest probability of danger that keeps the false alarms at ``FALSE_ALARMS_ALLOWED``.

    Returns:
        0.5 when no class is called ``emergency``, or every example held out is one.
    """
    columns = np.nonzero(classes == EMERGENCY)[0]
    if not len(columns) or (truth == EMERGENCY).all():
        return 0.5
    harmless = np.sort(probabilities[truth != EMERGENCY, columns[0]])[::-1]
    return float(np.nextafter(harmless[int(FALSE_ALARMS_ALLOWED * len(harmless))], 1.0))


def likely_topics(decision: Decision, most: int = 3, least_probability: float = 0.03) -> List[str]:
    """Topic ids to offer when we ask back, likeliest first; empty when none is plausible."""
    return [
        label.split("/", 1)[1]
        for label, probability in decision.ranking[:8]
        if label.startswith("faq/") and probability >= least_probability
    ][:most]
