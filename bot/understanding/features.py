"""What the classifier looks at: the meaning of a message, and its letters and words. No Rasa in here.

The embedding carries meaning over languages; n-grams of characters and words carry spelling, slang
and the exact terms that tell near topics apart (docs/components/topic-classifier.md has the figures).
"""

from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Tuple

import marisa_trie
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

_VECTORIZERS: Tuple[Dict[str, Any], ...] = (
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
    {"analyzer": "word", "ngram_range": (1, 2), "min_df": 2, "token_pattern": r"\w+"},
)
_COMMON: Dict[str, Any] = {"sublinear_tf": True, "strip_accents": "unicode", "dtype": np.float32}


def _readable(text: str) -> str:
    """A trie ends a word at NUL, so none may stand in a gram."""
    return text.replace("\0", " ")


class Grams:
    """One kind of n-grams: its vocabulary on a small trie, and how telling each gram is.

    Attributes:
        trie: Gram → column.
        idf: Inverse document frequency by column.
    """

    def __init__(self, settings: Dict[str, Any], trie: marisa_trie.Trie, idf: np.ndarray) -> None:
        self.trie = trie
        self.idf = idf
        self._cut: Callable[[str], List[str]] = TfidfVectorizer(**_COMMON, **settings).build_analyzer()

    @classmethod
    def learn(cls, settings: Dict[str, Any], texts: Sequence[str]) -> Tuple["Grams", csr_matrix]:
        """Learn the grams of the training examples; also returns their rows, shape (texts, grams)."""
        vectorizer = TfidfVectorizer(**_COMMON, **settings)
        try:
            rows: csr_matrix = vectorizer.fit_transform([_readable(text) for text in texts])
        except ValueError:
            # No gram stands in two texts: a handful of examples, as in a test.
            nothing = csr_matrix((len(texts), 0), dtype=np.float32)
            return cls(settings, marisa_trie.Trie(), np.zeros(0, np.float32)), nothing
        trie = marisa_trie.Trie(vectorizer.vocabulary_)
        place = np.empty(len(trie), np.int32)
        for gram, column in vectorizer.vocabulary_.items():
            place[column] = trie[gram]
        idf = np.empty(len(trie), np.float32)
        idf[place] = vectorizer.idf_
        moved = csr_matrix((rows.data, place[rows.indices], rows.indptr), rows.shape)
        return cls(settings, trie, idf), moved

    def row(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """Columns of a text's grams and their weights; the weights are a vector of length 1."""
        counts = Counter(gram for gram in self._cut(_readable(text)) if gram in self.trie)
        if not counts:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        columns = np.fromiter((self.trie[gram] for gram in counts), np.int64, len(counts))
        often = np.fromiter(counts.values(), np.float32, len(counts))
        weights = (1 + np.log(often)) * self.idf[columns]
        return columns, (weights / np.linalg.norm(weights)).astype(np.float32)


class Features:
    """Joins embeddings and n-grams: embedding first, then each kind of grams."""

    def __init__(self, mean: np.ndarray, grams: List[Grams]) -> None:
        self._mean = mean
        self._grams = grams

    @classmethod
    def learn(cls, vectors: np.ndarray, texts: Sequence[str]) -> Tuple["Features", csr_matrix]:
        """Learn the mean embedding and the n-grams of the training examples.

        Args:
            vectors: Unit vectors, shape (examples, dimensions).
            texts: The examples, normalised as messages are.

        Returns:
            The features, and the examples' rows, shape (examples, features).
        """
        learnt = [Grams.learn(settings, texts) for settings in _VECTORIZERS]
        features = cls(vectors.mean(axis=0), [grams for grams, _ in learnt])
        rows = [csr_matrix(features.centred(vectors)), *(found for _, found in learnt)]
        return features, hstack(rows, format="csr", dtype=np.float32)

    @property
    def dimensions(self) -> int:
        return len(self._mean)

    @property
    def count(self) -> int:
        """Number of features: dimensions of the embedding, and grams."""
        return self.dimensions + sum(len(grams.trie) for grams in self._grams)

    def centred(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors around their mean, of length 1: e5's vectors all point one way."""
        moved = vectors - self._mean
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6), np.float32)

    def grams_of(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """Columns (counted from the first gram) and weights of a normalised text's grams."""
        found, start = [], 0
        for grams in self._grams:
            columns, weights = grams.row(text)
            found.append((columns + start, weights))
            start += len(grams.trie)
        return np.concatenate([c for c, _ in found]), np.concatenate([w for _, w in found])

    def save(self, directory: Path) -> None:
        """Write vocabularies as tries and numbers as arrays; no pickle."""
        arrays = {f"idf_{number}": grams.idf for number, grams in enumerate(self._grams)}
        np.savez(directory / "features.npz", mean=self._mean, **arrays)
        for number, grams in enumerate(self._grams):
            grams.trie.save(str(directory / f"grams_{number}.marisa"))

    @classmethod
    def load(cls, directory: Path) -> "Features":
        found = []
        with np.load(directory / "features.npz", allow_pickle=False) as arrays:
            for number, settings in enumerate(_VECTORIZERS):
                trie = marisa_trie.Trie()
                trie.load(str(directory / f"grams_{number}.marisa"))
                found.append(Grams(settings, trie, arrays[f"idf_{number}"]))
            return cls(arrays["mean"], found)
