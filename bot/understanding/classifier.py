"""Rasa component: the trainable classifier of intents and topics in one."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding import scoring
from bot.understanding.featurizer import PARTS, EmbeddingFeaturizer, sentence_vector
from bot.understanding.normalise import normalise

FALLBACK_INTENT = "nlu_fallback"
FOLLOW_UP_INTENT = "follow_up"
TOPIC_INTENT = "faq/"
_KINDS = {"faq/crisis_988": "suicide", "faq/trafficking_help": "captive"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """Sets ``intent``, ``intent_ranking``, ``topic``, ``second_topic``, ``follow_up``, ``emergency`` and more.

    An intent that an earlier component was certain of (a place alone, an emergency) stays.
    """

    @classmethod
    def required_components(cls) -> List[Any]:
        return [EmbeddingFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {
            # Inverse of the regularisation; chosen by cross-validation on the training examples.
            "strength": 0.7,
            # Largest share of answers that may be wrong, in cross-validation; the rest asks back.
            "wrong_allowed": 0.04,
            # Labels listed in intent_ranking.
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: Dict[str, Any],
        model: Optional[scoring.TopicModel],
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        self._config = config
        self._model = model
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TopicClassifier":
        return cls({**cls.get_default_config(), **config}, None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TopicClassifier":
        with model_storage.read_from(resource) as directory:
            model = scoring.TopicModel.load(directory)
        return cls({**cls.get_default_config(), **config}, model, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has a text and an intent."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and sentence_vector(m) is not None]
        vectors = np.array([sentence_vector(message) for message in examples])
        labels = [full_intent(message) for message in examples]
        texts = [normalise(message.get(TEXT)) for message in examples]
        model = scoring.train(vectors, texts, labels, self._config["strength"], self._config["wrong_allowed"])
        self._model = model
        with self._model_storage.write_to(self._resource) as directory:
            model.save(directory)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            vector = sentence_vector(message)
            if vector is None or self._model is None:
                set_intent(message, FALLBACK_INTENT, 0.0, [], [])
                continue
            decision = self._model.decide(vector, normalise(message.get(TEXT) or ""))
            ranking = decision.ranking[: self._config["ranking_length"]]
            likely = scoring.likely_topics(decision)
            earlier = message.get(INTENT) or {}
            asked = self._topics_of_parts(message, self._model)
            label, confidence = FALLBACK_INTENT, decision.confidence
            if earlier.get("certain"):
                label, confidence = earlier["name"], earlier["confidence"]
            elif decision.is_emergency:
                label = scoring.EMERGENCY
                message.set("emergency", kind_of_danger(ranking), add_to_output=True)
            elif decision.is_sure and decision.label != scoring.EMERGENCY:
                label = decision.label
            elif len(asked) > 1:
                # Two clear questions make one unclear message: answer the first, offer the second.
                label = asked[0]
            set_intent(message, label, confidence, ranking, likely)
            if label.startswith(TOPIC_INTENT):
                others = [other for other in asked if other != label]
                message.set("second_topic", _topic(others[0]) if others else None, add_to_output=True)
        return messages

    @staticmethod
    def _topics_of_parts(message: Message, model: scoring.TopicModel) -> List[str]:
        """Topics that parts of the message ask for clearly, each once, in their order."""
        found: Dict[str, None] = {}
        for text, vector in message.get(PARTS) or []:
            decision = model.decide(vector, text)
            if decision.is_sure and decision.label.startswith(TOPIC_INTENT):
                found[decision.label] = None
        return list(found)


def kind_of_danger(ranking: Sequence[Tuple[str, float]]) -> str:
    """Which number is needed besides 911: what the message would be about if danger were not now tells it."""
    beside = next((label for label, _ in ranking if label != scoring.EMERGENCY), "")
    return _KINDS.get(beside, "danger")


def full_intent(message: Message) -> str:
    """``faq/u_visa_what`` of an example whose intent Rasa has split at the slash."""
    response_key = message.get(INTENT_RESPONSE_KEY)
    return response_key if response_key else str(message.get(INTENT))


def _topic(label: str) -> str:
    return label[len(TOPIC_INTENT) :]


def set_intent(message: Message, label: str, confidence: float, ranking: Any, likely: List[str]) -> None:
    """Write a decision onto a message in the shape that Rasa's dialogue and our actions read."""
    name, _, detail = label.partition("/")
    topic = detail if label.startswith(TOPIC_INTENT) else ""
    message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
    message.set("topic", topic or None, add_to_output=True)
    if name == FOLLOW_UP_INTENT:
        message.set("follow_up", detail, add_to_output=True)
    message.set("likely_topics", likely, add_to_output=True)
    message.set("intent_ranking", [{"name": n, "confidence": p} for n, p in ranking], add_to_output=True)
    if topic:
        selection = {
            "response": {"intent_response_key": label, "utter_action": f"utter_{label}", "confidence": confidence}
        }
        message.set("response_selector", {"default": selection}, add_to_output=True)
