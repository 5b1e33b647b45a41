"""Rasa component: lets the emergency phrases decide before the classifier does."""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.emergency import detect


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class EmergencyDetector(GraphComponent):
    """Sets ``emergency`` to ``danger``, ``suicide``, ``captive`` or None; then the intent is certain."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EmergencyDetector":
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            emergency = detect(message.get(TEXT) or "")
            message.set("emergency", emergency.kind if emergency else None, add_to_output=True)
            if emergency:
                message.set(INTENT, {"name": "emergency", "confidence": 1.0, "certain": True}, add_to_output=True)
        return messages
