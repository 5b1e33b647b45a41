"""Rasa component: puts the embedding of a message on it as a sentence feature."""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.settings import get_settings
from bot.understanding.embedder import CachedEmbedder, E5Embedder
from bot.understanding.examples import Example, language_of_example
from bot.understanding.normalise import normalise
from bot.understanding.segments import parts
from bot.understanding.variants import without_marks

ORIGIN = "embedding"
# Where the parts of a message that may hold several questions stand: pairs of text and vector.
PARTS = "parts_of_message"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EmbeddingFeaturizer(GraphComponent):
    """Adds one dense sentence feature, shape (1, 384), named ``embedding``; the same for each part."""

    def __init__(self, embedder: CachedEmbedder) -> None:
        self._embedder = embedder

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EmbeddingFeaturizer":
        """Load the embedder; the cache for training examples lies in the deployment's cache folder."""
        cache = get_settings().cache_directory
        return cls(CachedEmbedder(E5Embedder(cache), cache / "embeddings.db"))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize every training example and its second form, from the cache where it is known."""
        training_data = training_data.merge(TrainingData(second_forms(training_data)))
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        vectors = self._embedder.remember([normalise(message.get(TEXT)) for message in messages])
        self._add(messages, vectors)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Featurize messages of residents; their vectors stay in memory."""
        with_text = [message for message in messages if message.get(TEXT)]
        if with_text:
            self._add(with_text, self._embedder.embed([normalise(message.get(TEXT)) for message in with_text]))
        for message in with_text:
            pieces = parts(normalise(message.get(TEXT)))
            if pieces:
                message.set(PARTS, list(zip(pieces, self._embedder.embed(pieces), strict=True)))
        return messages

    @staticmethod
    def _add(messages: List[Message], vectors: Any) -> None:
        for message, vector in zip(messages, vectors, strict=False):
            message.add_features(Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, ORIGIN))


def second_forms(training_data: TrainingData) -> List[Message]:
    """Copies of the examples that many people write without marks, written so."""
    found = []
    for message in training_data.intent_examples:
        plain = without_marks(message.get(TEXT) or "", language_of_example(message))
        if plain is not None:
            found.append(Example({**message.data, TEXT: plain}))
    return found


def sentence_vector(message: Message) -> Any:
    """The vector that EmbeddingFeaturizer put on a message, shape (384,), or None."""
    for feature in message.features:
        if feature.origin == ORIGIN:
            return feature.features.reshape(-1)
    return None
