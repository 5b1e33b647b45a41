"""Language, features and topics through Rasa's own storage: train, store, load, same answer."""

import os
import sqlite3
from pathlib import Path
from typing import Any, List, Optional, Sequence

import numpy as np
import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.understanding.classifier import TopicClassifier, kind_of_danger
from bot.understanding.embedder import BATCH, CachedEmbedder
from bot.understanding.featurizer import EmbeddingFeaturizer, sentence_vector
from bot.understanding.language import LanguageIdentifier

SAID = [
    "hello",
    "hola buenos días",
    "what does u visa mean",
    "explíqueme qué es la visa u",
    "I want to report a robbery",
    "quiero denunciar un robo",
    "bananas are yellow",
]


class Trained:
    """The components of the small model, as trained and as loaded again."""

    def __init__(self, workshop: Any, examples: Any) -> None:
        self.featurizer = workshop.create(EmbeddingFeaturizer)
        self.examples = self.featurizer.process_training_data(examples)
        # With so few examples no threshold is found; nothing may be held to be too unsure.
        self.config = {"wrong_allowed": 1.0}
        self.fresh = workshop.create(TopicClassifier, **self.config)
        self.fresh.train(self.examples)
        self.loaded = workshop.load(TopicClassifier, **self.config)
        self.workshop = workshop


@pytest.fixture(scope="module")
def trained(module_workshop: Any, module_examples: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from bot.settings import get_settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAR_DIRECTORY", str(tmp_path_factory.mktemp("var")))
        get_settings.cache_clear()
        made = Trained(module_workshop, module_examples)
    get_settings.cache_clear()
    return made


def outcome(message: Any) -> Any:
    return {name: message.get(name) for name in ("intent", "topic", "likely_topics", "intent_ranking")}


@pytest.mark.parametrize("text", SAID)
def test_a_loaded_classifier_answers_like_the_one_that_was_trained(text: str, trained: Trained, parsed: Any) -> None:
    fresh = outcome(parsed(text, trained.featurizer, trained.fresh))
    loaded = outcome(parsed(text, trained.featurizer, trained.loaded))
    assert fresh["intent"]["name"] == loaded["intent"]["name"] and fresh["topic"] == loaded["topic"]
    assert [entry["name"] for entry in fresh["intent_ranking"]] == [entry["name"] for entry in loaded["intent_ranking"]]
    assert np.allclose(
        [entry["confidence"] for entry in fresh["intent_ranking"]],
        [entry["confidence"] for entry in loaded["intent_ranking"]],
        atol=1e-3,
    )


@pytest.mark.parametrize(
    ("text", "intent", "topic"),
    [
        ("hello, good morning", "greet", None),
        ("buenas tardes, hola", "greet", None),
        ("what is a u visa?", "faq", "u_visa_what"),
        ("¿qué es la visa u?", "faq", "u_visa_what"),
        ("i want to report a theft", "faq", "how_to_report_crime"),
        ("quiero denunciar un robo", "faq", "how_to_report_crime"),
    ],
)
def test_a_topic_is_recognised_in_both_languages(
    text: str, intent: str, topic: Any, trained: Trained, parsed: Any
) -> None:
    found = parsed(text, trained.featurizer, trained.loaded)
    assert (found.get("intent")["name"], found.get("topic")) == (intent, topic)
    assert found.get("response_selector") is None if topic is None else True
    if topic:
        selection = found.get("response_selector")["default"]["response"]
        assert selection["intent_response_key"] == f"faq/{topic}"


def test_the_ranking_is_sorted_and_adds_up(trained: Trained, parsed: Any) -> None:
    ranking = parsed("what is a u visa", trained.featurizer, trained.loaded).get("intent_ranking")
    confidences = [entry["confidence"] for entry in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=1e-3) and len(ranking) == 3


def test_likely_topics_are_topics_only(trained: Trained, parsed: Any) -> None:
    for text in SAID:
        likely = parsed(text, trained.featurizer, trained.loaded).get("likely_topics")
        assert set(likely) <= {"u_visa_what", "how_to_report_crime"} and len(set(likely)) == len(likely)


@pytest.mark.parametrize(
    ("beside", "kind"),
    [("faq/crisis_988", "suicide"), ("faq/trafficking_help", "captive"), ("faq/dv_help", "danger"), (None, "danger")],
)
def test_danger_that_no_phrase_told_gets_the_number_of_what_it_is_about(beside: Optional[str], kind: str) -> None:
    ranking = [("emergency", 0.8), *([(beside, 0.1)] if beside else [])]
    assert kind_of_danger(ranking) == kind


@pytest.mark.parametrize("name", ["emergency", "inform_place"])
def test_what_was_certain_before_stays(name: str, trained: Trained, parsed: Any) -> None:
    certain = {"name": name, "confidence": 1.0, "certain": True}
    found = parsed("what is a u visa", trained.featurizer, trained.loaded, intent=certain)
    assert found.get("intent") == {"name": name, "confidence": 1.0} and found.get("topic") is None


def test_a_message_without_features_falls_back(trained: Trained, parsed: Any) -> None:
    found = parsed("what is a u visa", trained.loaded)
    assert found.get("intent") == {"name": "nlu_fallback", "confidence": 0.0}
    assert found.get("intent_ranking") == [] and found.get("likely_topics") == []


def test_a_classifier_that_was_never_trained_falls_back(trained: Trained, workshop: Any, parsed: Any) -> None:
    found = parsed("what is a u visa", trained.featurizer, workshop.create(TopicClassifier))
    assert found.get("intent")["name"] == "nlu_fallback"


def test_odd_text_gets_a_defined_intent(odd_text: str, trained: Trained, parsed: Any) -> None:
    found = parsed(odd_text, trained.featurizer, trained.loaded)
    intent = found.get("intent")
    assert intent["name"] in ("greet", "faq", "nlu_fallback")
    assert 0 <= intent["confidence"] <= 1
    assert all(0 <= entry["confidence"] <= 1 for entry in found.get("intent_ranking"))


def test_odd_text_gets_a_finite_vector_or_none(odd_text: str, trained: Trained, parsed: Any) -> None:
    vector = sentence_vector(parsed(odd_text, trained.featurizer))
    assert (vector is None) == (odd_text == "")
    if vector is not None:
        assert vector.shape == (384,) and np.isfinite(vector).all()


def test_a_model_file_holds_no_code(trained: Trained) -> None:
    from rasa.engine.storage.resource import Resource

    with trained.workshop.storage.read_from(Resource("TopicClassifier")) as directory:
        names = os.listdir(directory)
    assert names and not [name for name in names if name.endswith((".pkl", ".pickle", ".joblib"))]


@pytest.fixture
def identifier(workshop: Any, examples: Any) -> Any:
    workshop.create(LanguageIdentifier).train(examples)
    return workshop.load(LanguageIdentifier)


@pytest.mark.parametrize(
    ("text", "tag"),
    [("I want to report a robbery", "en"), ("quiero denunciar un robo", "es"), ("what is the visa for victims", "en"),
     ("qué es la visa u", "es")],
)  # fmt: skip
def test_a_loaded_identifier_tells_the_language(text: str, tag: str, identifier: Any, parsed: Any) -> None:
    assert parsed(text, identifier).get("language")["tag"] == tag


def test_a_loaded_identifier_answers_like_the_one_that_was_trained(workshop: Any, examples: Any, parsed: Any) -> None:
    fresh = workshop.create(LanguageIdentifier)
    fresh.train(examples)
    loaded = workshop.load(LanguageIdentifier)
    for text in SAID:
        for prior in ("en", "es", None):
            known = {"metadata": {"language": prior}}
            assert parsed(text, fresh, **known).get("language") == parsed(text, loaded, **known).get("language")


def test_the_conversations_language_arrives_in_the_metadata(identifier: Any, parsed: Any) -> None:
    found = parsed("55404", identifier, metadata={"language": "es"}).get("language")
    assert found == {"tag": "es", "evidence": 0.0, "from_prior": True}


def test_odd_text_gets_a_language_that_we_have_or_stays_in_its_conversations(
    odd_text: str, identifier: Any, parsed: Any
) -> None:
    for prior in ("en", "es", None, "pl"):
        found = parsed(odd_text, identifier, metadata={"language": prior}).get("language")
        assert found["tag"] == (prior or "en") if found["from_prior"] else found["tag"] in ("en", "es")
        assert 0 <= found["evidence"] <= 99


def test_examples_without_a_language_teach_none(workshop: Any, parsed: Any) -> None:
    unmarked = RasaYAMLReader().reads('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    - hi\n')
    workshop.create(LanguageIdentifier).train(unmarked)
    assert parsed("hello", workshop.load(LanguageIdentifier)).get("language")["tag"] == "en"


class CountingEmbedder:
    """Vectors from the length of a text, and a record of what was asked."""

    name = "counting"
    dimensions = 2

    def __init__(self) -> None:
        self.asked: List[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.extend(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)


def test_a_recent_message_is_embedded_once() -> None:
    inner = CountingEmbedder()
    cached = CachedEmbedder(inner)
    first = cached.embed(["a", "bb", "a"])
    again = cached.embed(["bb"])
    assert inner.asked == ["a", "bb"]
    assert first.tolist() == [[1, 1], [2, 1], [1, 1]] and again.tolist() == [[2, 1]]


def test_only_so_many_recent_messages_are_kept() -> None:
    inner = CountingEmbedder()
    cached = CachedEmbedder(inner, recent=2)
    assert cached.embed(["a", "bb", "ccc", "dddd"])[:, 0].tolist() == [1, 2, 3, 4]
    cached.embed(["dddd"])
    cached.embed(["a"])
    assert inner.asked == ["a", "bb", "ccc", "dddd", "a"]


def test_no_messages_give_no_rows() -> None:
    assert CachedEmbedder(CountingEmbedder()).embed([]).shape == (0, 2)


def test_training_examples_are_remembered_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "embeddings.db"
    CachedEmbedder(CountingEmbedder(), path).remember(["hello", "hola"])
    later = CountingEmbedder()
    assert CachedEmbedder(later, path).remember(["hola", "new", "hello"])[:, 0].tolist() == [4, 3, 5]
    assert later.asked == ["new"]


def test_many_training_examples_are_embedded_once_each_and_keep_their_places(tmp_path: Path) -> None:
    texts = ["a" * (number % 700) for number in range(1500)]
    inner = CountingEmbedder()
    assert CachedEmbedder(inner, tmp_path / "e.db").remember(texts)[:, 0].tolist() == [len(text) for text in texts]
    assert sorted(inner.asked) == sorted(set(texts))
    later = CountingEmbedder()
    assert CachedEmbedder(later, tmp_path / "e.db").remember(texts[::-1])[0, 0] == len(texts[-1]) and not later.asked


def test_an_interrupted_training_keeps_what_was_embedded(tmp_path: Path) -> None:
    class Interrupted(CountingEmbedder):
        def embed(self, texts: Sequence[str]) -> np.ndarray:
            if "last" in texts:
                raise KeyboardInterrupt
            return super().embed(texts)

    texts = [f"example {number}" for number in range(BATCH)]
    with pytest.raises(KeyboardInterrupt):
        CachedEmbedder(Interrupted(), tmp_path / "e.db").remember([*texts, "last"])
    later = CountingEmbedder()
    CachedEmbedder(later, tmp_path / "e.db").remember([*texts, "last"])
    assert later.asked == ["last"]


def test_vectors_of_another_model_are_not_mixed_in(tmp_path: Path) -> None:
    CachedEmbedder(CountingEmbedder(), tmp_path / "e.db").remember(["hello"])
    other = CountingEmbedder()
    other.name = "another"
    CachedEmbedder(other, tmp_path / "e.db").remember(["hello"])
    assert other.asked == ["hello"]


def test_residents_messages_never_reach_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "e.db"
    cached = CachedEmbedder(CountingEmbedder(), path)
    cached.remember(["an example"])
    cached.embed(["what a resident wrote"])
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT key FROM vectors").fetchall()
    assert len(rows) == 1
    assert b"example" not in path.read_bytes() and b"resident" not in path.read_bytes()


def test_the_real_embedder_reads_beyond_a_nul_and_gives_unit_vectors(tmp_path: Path) -> None:
    from bot.understanding.embedder import E5Embedder

    vectors = E5Embedder(tmp_path).embed(["what is a u visa", "what is\0a u visa", "what is"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)
    assert not np.allclose(vectors[1], vectors[2], atol=1e-2) and vectors[1] @ vectors[0] > vectors[1] @ vectors[2]
