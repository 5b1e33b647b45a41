"""One message is looked at as the training examples were, also after the features were stored."""

from pathlib import Path
from typing import List

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.features import Features

TEXTS = [
    "what is a u visa",
    "what is a t visa",
    "qué es la visa u",
    "क्या पुलिस मेरे कागज़ पूछेगी",
    "पुलिस मेरे कागज़ देखेगी",
    "警察会问我的身份吗",
    "警察会问我吗",
    "the the the police",
    "the police",
    "",
]


def unit_vectors(count: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.RandomState(seed).randn(count, 12).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def row_of(features: Features, vector: np.ndarray, text: str) -> np.ndarray:
    """What the classifier sees of one message, in one row."""
    row = np.zeros(features.count, np.float32)
    row[: features.dimensions] = features.centred(vector)
    columns, weights = features.grams_of(text)
    row[features.dimensions + columns] = weights
    return row


@pytest.mark.parametrize("number", range(len(TEXTS)), ids=[text or "empty" for text in TEXTS])
def test_a_message_has_the_row_that_it_had_as_an_example(number: int) -> None:
    vectors = unit_vectors(len(TEXTS))
    features, rows = Features.learn(vectors, TEXTS)
    assert rows.shape == (len(TEXTS), features.count)
    assert np.allclose(rows[number].toarray()[0], row_of(features, vectors[number], TEXTS[number]), atol=1e-5)


@settings(deadline=None, max_examples=40)
@given(texts=st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=30), min_size=1, max_size=8))
def test_any_examples_have_the_rows_of_the_messages(texts: List[str]) -> None:
    vectors = unit_vectors(len(texts))
    features, rows = Features.learn(vectors, texts)
    for vector, text, row in zip(vectors, texts, rows, strict=True):
        assert np.allclose(row.toarray()[0], row_of(features, vector, text), atol=1e-5)


@pytest.mark.parametrize("texts", [TEXTS, ["abc", "xyz"]], ids=["with grams", "without"])
def test_stored_features_see_the_same(texts: List[str], tmp_path: Path) -> None:
    vectors = unit_vectors(len(texts))
    fresh, _ = Features.learn(vectors, texts)
    fresh.save(tmp_path)
    loaded = Features.load(tmp_path)
    assert (loaded.count, loaded.dimensions) == (fresh.count, fresh.dimensions)
    for text in [*TEXTS, "nobody has written this before"]:
        assert np.array_equal(row_of(loaded, vectors[0], text), row_of(fresh, vectors[0], text))


def test_texts_that_share_no_gram_are_told_apart_by_meaning_alone() -> None:
    vectors = unit_vectors(2)
    features, rows = Features.learn(vectors, ["abc", "xyz"])
    assert features.count == features.dimensions and rows.shape == (2, 12)
    columns, weights = features.grams_of("abc")
    assert len(columns) == len(weights) == 0


def test_each_kind_of_grams_weighs_one_in_all() -> None:
    features, _ = Features.learn(unit_vectors(len(TEXTS)), TEXTS)
    _, weights = features.grams_of("what is a u visa")
    assert np.sum(weights**2) == pytest.approx(2, abs=1e-5)


def test_a_vector_that_is_the_mean_itself_is_no_division_by_zero() -> None:
    vectors = unit_vectors(1)
    features, rows = Features.learn(vectors, ["abc"])
    assert np.isfinite(features.centred(vectors[0])).all() and np.isfinite(rows.toarray()).all()


def test_stored_features_hold_no_code(tmp_path: Path) -> None:
    features, _ = Features.learn(unit_vectors(len(TEXTS)), TEXTS)
    features.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".marisa"}
