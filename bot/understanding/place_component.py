"""Rasa component: puts the places of a message on it as entities ``place``."""

import json
import re
from collections import Counter
from typing import Any, Dict, FrozenSet, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.database import make_engine, session_scope
from bot.policybook.queries import place_names
from bot.settings import get_settings
from bot.understanding.places.finder import PlaceFinder
from bot.understanding.places.gazetteer import Gazetteer
from bot.understanding.places.mention import PlaceMention
from bot.understanding.places.names import fold
from bot.understanding.places.us import UsPlaces, read_packages

PLACE_INTENT = "inform_place"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PlaceExtractor(GraphComponent):
    """Adds ``{"entity": "place", "value": key, "candidates", "county", "zip"}`` for each place.

    ``value`` is the place key, or ``""`` when several places share the name. A message that is
    nothing but a place gets the intent ``inform_place`` for certain. Training counts which words the
    examples use in their ordinary sense and keeps the postal data; names of departments come from the
    policybook at every start.
    """

    def __init__(self, common_words: FrozenSet[str], model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._common_words = common_words
        self._finder: Any = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PlaceExtractor":
        return cls(frozenset(), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PlaceExtractor":
        with model_storage.read_from(resource) as directory:
            words = json.loads((directory / "common_words.json").read_text(encoding="utf-8"))
            us_places = UsPlaces.load(directory / "us_places.json")
        component = cls(frozenset(words), model_storage, resource)
        component._finder = finder_from_policybook(component._common_words, us_places)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        counts: Counter = Counter()
        for message in training_data.intent_examples:
            if message.get(INTENT) != PLACE_INTENT:
                counts.update(set(re.findall(r"\w+", fold(message.get(TEXT) or ""))))
        with self._model_storage.write_to(self._resource) as directory:
            (directory / "common_words.json").write_text(json.dumps(sorted(counts)), encoding="utf-8")
            read_packages().save(directory / "us_places.json")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            mentions = self._finder.find(text)
            if not mentions:
                continue
            entities = [*message.get(ENTITIES, []), *(entity(mention) for mention in mentions)]
            message.set(ENTITIES, entities, add_to_output=True)
            if self._finder.is_only_place(text, mentions) and not (message.get(INTENT) or {}).get("certain"):
                message.set(INTENT, {"name": PLACE_INTENT, "confidence": 1.0, "certain": True}, add_to_output=True)
        return messages


def entity(mention: PlaceMention) -> Dict[str, Any]:
    """A place mention in the shape of a Rasa entity."""
    return {
        "entity": "place",
        "start": mention.start,
        "end": mention.end,
        "value": "" if mention.is_ambiguous else mention.candidates[0],
        "candidates": list(mention.candidates),
        "county": mention.county,
        "zip": mention.zip_code,
        "extractor": "PlaceExtractor",
    }


def finder_from_policybook(common_words: FrozenSet[str], us_places: UsPlaces) -> PlaceFinder:
    """A finder that also knows the names and aliases of every department in the policybook."""
    engine = make_engine(get_settings().database_url)
    with session_scope(engine) as session:
        names = place_names(session)
    engine.dispose()
    return PlaceFinder(Gazetteer(names, us_places), common_words)
