"""What the classifier looks at: the meaning of a message, and its letters and words. No Rasa in here.

The embedding carries meaning over languages; n-grams of characters and words carry spelling, slang
and the exact terms that tell near topics apart. Together they were right on 90 % of messages from
writers the model had never seen, the embedding alone on 85 % (docs/components/topic-classifier.md).
"""

import json
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

# Weight of the n-grams beside the embedding; both are vectors of length 1.
NGRAM_WEIGHT = 1.0
_VECTORIZERS: Tuple[Dict[str, Any], ...] = (
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
    {"analyzer": "word", "ngram_range": (1, 2), "min_df": 1, "token_pattern": r"\w+"},
)
_COMMON: Dict[str, Any] = {"sublinear_tf": True, "strip_accents": "unicode", "dtype": np.float32}


class Features:
    """Joins embeddings and n-grams into rows of one sparse matrix."""

    def __init__(self, mean: np.ndarray, vectorizers: List[TfidfVectorizer]) -> None:
        self._mean = mean
        self._vectorizers = vectorizers

    @classmethod
    def learn(cls, vectors: np.ndarray, texts: Sequence[str]) -> "Features":
        """Learn the mean embedding and the n-grams of the training examples.

        Args:
            vectors: Unit vectors, shape (examples, dimensions).
            texts: The examples, normalised as messages are.
        """
        vectorizers = [TfidfVectorizer(**_COMMON, **settings).fit(texts) for settings in _VECTORIZERS]
        return cls(vectors.mean(axis=0), vectorizers)

    def join(self, vectors: np.ndarray, texts: Sequence[str]) -> csr_matrix:
        """Shape (texts, features); the embedding is centred, because e5's vectors all point one way."""
        centred = vectors - self._mean
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        parts = [csr_matrix(centred / np.maximum(lengths, 1e-6))]
        parts += [vectorizer.transform(texts) * NGRAM_WEIGHT for vectorizer in self._vectorizers]
        return hstack(parts, format="csr", dtype=np.float32)

    def save(self, directory: Path) -> None:
        """Write vocabularies as JSON and numbers as arrays; no pickle."""
        arrays = {f"idf_{number}": vectorizer.idf_ for number, vectorizer in enumerate(self._vectorizers)}
        np.savez(directory / "features.npz", mean=self._mean, **arrays)
        words = [
            {term: int(column) for term, column in vectorizer.vocabulary_.items()} for vectorizer in self._vectorizers
        ]
        (directory / "vocabularies.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> "Features":
        words = json.loads((directory / "vocabularies.json").read_text(encoding="utf-8"))
        vectorizers = []
        with np.load(directory / "features.npz", allow_pickle=False) as arrays:
            for number, settings in enumerate(_VECTORIZERS):
                vectorizer = TfidfVectorizer(**_COMMON, **{**settings, "min_df": 1}, vocabulary=words[number])
                vectorizer.idf_ = arrays[f"idf_{number}"]
                vectorizers.append(vectorizer)
            return cls(arrays["mean"], vectorizers)
