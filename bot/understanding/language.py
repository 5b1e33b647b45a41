"""Rasa component: which language a message is in; learns its character model from the examples."""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.identify import CharacterModel, identify
from bot.understanding.examples import language_of_example


# Rasa has no kind "language"; an entity extractor trains on the examples and changes none of them.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Sets ``language`` to ``{"tag", "evidence", "from_prior"}`` on every message.

    The conversation's language arrives in the message's metadata under ``language``. Places found by
    an earlier component do not count: "Minneapolis" is said in every language.
    """

    def __init__(self, model: CharacterModel, model_storage: ModelStorage, resource: Resource) -> None:
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
    ) -> "LanguageIdentifier":
        return cls(CharacterModel({}), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples' folders: bot/data/nlu/<language>/."""
        pairs = [(message.get(TEXT), language_of_example(message)) for message in training_data.intent_examples]
        self._model = CharacterModel.learn((text, tag) for text, tag in pairs if text and tag)
        with self._model_storage.write_to(self._resource) as directory:
            (directory / "characters.json").write_text(self._model.to_json(), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LanguageIdentifier":
        with model_storage.read_from(resource) as directory:
            model = CharacterModel.from_json((directory / "characters.json").read_text(encoding="utf-8"))
        return cls(model, model_storage, resource)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            prior = (message.get(METADATA) or {}).get("language")
            guess = identify(without_places(message), prior, self._model)
            message.set(
                "language",
                {
                    "tag": guess.language,
                    "evidence": round(min(guess.evidence, 99.0), 2),
                    "from_prior": guess.from_prior,
                },
                add_to_output=True,
            )
        return messages


def without_places(message: Message) -> str:
    """The words of a message that are not the name of a place."""
    words = list(message.get(TEXT) or "")
    for entity in message.get(ENTITIES) or []:
        if entity.get("entity") == "place":
            start, end = entity["start"], entity["end"]
            words[start:end] = " " * (end - start)
    return "".join(words)
