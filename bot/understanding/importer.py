"""Rasa importer: the training examples read our way, everything else Rasa's way."""

from pathlib import Path
from typing import List, Optional, Union

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.example_files import read_examples


class ExampleImporter(RasaFileImporter):
    """Reads intents and examples quickly and once; rules, stories, domain and config as Rasa does."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        self._read: Optional[TrainingData] = None

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Every example; Rasa asks several times, with and without a language that we do not sort by.

        Raises:
            UnreadableExamples: Names the first file and line that cannot be used.
        """
        if self._read is None:
            files = [Path(name) for name in self._nlu_files]
            self._read = TrainingData([example for file in files for example in read_examples(file)])
        return self._read
