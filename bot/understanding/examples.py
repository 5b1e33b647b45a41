"""What a training example says about itself besides its intent."""

from typing import Optional

from rasa.shared.nlu.constants import METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message


def language_of_example(message: Message) -> Optional[str]:
    """The ``metadata: {language: …}`` of the example's intent block."""
    metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    language = metadata.get("language") if isinstance(metadata, dict) else None
    return language if isinstance(language, str) else None
