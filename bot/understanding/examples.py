"""Training examples: what one says about itself besides its intent, and one that Rasa handles quickly."""

from typing import Any, Dict, Optional

from rasa.shared.nlu.constants import METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message


class Example(Message):
    """A message of the training data that is quick to copy and to compare.

    Before training begins Rasa copies all examples a dozen times and finds the same ones among them by
    their fingerprints. Values of an example are replaced, never changed in place: copies share them.
    """

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a value; setting what is there already leaves the known fingerprint as it is."""
        if add_to_output or prop not in self.data or self.data[prop] != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: Dict[int, Any]) -> "Example":
        twin = type(self)(self.data, set(self.output_properties), self.time, list(self.features))
        twin._cached_fingerprint = self._cached_fingerprint
        return twin


def language_of_example(message: Message) -> Optional[str]:
    """The ``metadata: {language: …}`` of the example's intent block."""
    metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    language = metadata.get("language") if isinstance(metadata, dict) else None
    return language if isinstance(language, str) else None
