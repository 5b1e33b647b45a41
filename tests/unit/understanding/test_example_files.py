"""Training examples are read as Rasa reads them, and a mistake in them ends with its file and line."""

import copy
import subprocess
import sys
from pathlib import Path
from typing import List

import pytest
from rasa.shared.importers.importer import (
    CombinedDataImporter,
    E2EImporter,
    ResponsesSyncImporter,
    TrainingDataImporter,
)
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.settings import ROOT
from bot.understanding.example_files import UnreadableExamples, read_examples
from bot.understanding.examples import Example
from bot.understanding.importer import ExampleImporter

NLU = ROOT / "bot" / "data" / "nlu"
HEAD = 'version: "3.1"\nnlu:\n'
BLOCK = "- intent: greet\n  metadata: {language: en}\n  examples: |\n    - hello\n"


def read(folder: Path, text: str) -> List[Example]:
    path = folder / "examples.yml"
    path.write_text(text, encoding="utf-8")
    return read_examples(path)


def test_all_examples_are_what_rasa_reads_in_them() -> None:
    ours = ExampleImporter(training_data_paths=[str(NLU)]).get_nlu_data()
    rasas = RasaFileImporter(training_data_paths=[str(NLU)]).get_nlu_data()
    assert len(ours.training_examples) > 10_000
    assert [example.data for example in ours.training_examples] == [message.data for message in rasas.training_examples]
    assert ours.fingerprint() == rasas.fingerprint()


def test_rasa_takes_our_importer_from_the_config() -> None:
    # An importer that Rasa cannot find is only a warning in its log.
    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [])
    for layer, inner in ((E2EImporter, "importer"), (ResponsesSyncImporter, "_importer")):
        assert isinstance(importer, layer)
        importer = getattr(importer, inner)
    assert isinstance(importer, CombinedDataImporter)
    assert [type(found) for found in importer._importers] == [ExampleImporter]


def test_examples_are_read_once_whatever_language_rasa_names() -> None:
    importer = ExampleImporter(training_data_paths=[str(NLU / "ht" / "emergency.yml")])
    assert importer.get_nlu_data() is importer.get_nlu_data("en") is importer.get_nlu_data(language=None)


def test_words_that_other_readers_of_yaml_take_for_something_else_stay_words(tmp_path: Path) -> None:
    (example,) = read(tmp_path, HEAD + BLOCK.replace("language: en", "language: no").replace("greet", "yes"))
    assert example.get(INTENT) == "yes" and example.get("metadata") == {"intent": {"language": "no"}}


def test_empty_lines_between_examples_are_no_examples(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + BLOCK + "\n    - hi there \n")
    assert [example.get(TEXT) for example in found] == ["hello", "hi there"]


MISTAKES = {
    "not YAML": (HEAD + "- intent: [greet\n", 4, ""),
    "empty": ("", 1, "keys and values"),
    "a list": ("- intent: greet\n", 1, "keys and values"),
    "no version": ("nlu:\n" + BLOCK, 1, "version"),
    "another version": ('version: "2.0"\nnlu:\n' + BLOCK, 1, "version"),
    "responses": (HEAD + BLOCK + "responses:\n  utter_greet:\n  - text: hello\n", 8, "responses"),
    "no list of intents": ('version: "3.1"\nnlu: greet\n', 2, "list of intents"),
    "no intents": ('version: "3.1"\nnlu:\n', 2, "list of intents"),
    "a synonym": (HEAD + "- synonym: police\n  examples: |\n    - cops\n", 3, "intent"),
    "a word instead of an intent": (HEAD + "- greet\n", 3, "keys and values"),
    "an intent without a name": (HEAD + BLOCK.replace("greet", '""'), 3, "no name"),
    "an intent of three parts": (HEAD + BLOCK.replace("greet", "faq/u_visa/what"), 3, "faq/u_visa/what"),
    "an intent with a space": (HEAD + BLOCK.replace("greet", "say hello"), 3, "say hello"),
    "an unknown key": (HEAD + BLOCK.replace("metadata", "meta"), 4, "intent greet: meta"),
    "a key that is a list": (HEAD + BLOCK.replace("metadata:", "? [metadata]\n  :"), 5, "intent greet: "),
    "no metadata": (HEAD + BLOCK.replace("  metadata: {language: en}\n", ""), 3, "intent greet: metadata"),
    "no language": (HEAD + BLOCK.replace("language: en", "tongue: en"), 3, "intent greet: metadata"),
    "metadata that is a word": (HEAD + BLOCK.replace("{language: en}", "en"), 4, "metadata"),
    "no examples": (HEAD + BLOCK.replace("    - hello\n", ""), 5, "intent greet: no examples"),
    "no key for examples": (HEAD + "- intent: greet\n  metadata: {language: en}\n", 3, "intent greet: no examples"),
    "examples in a list": (HEAD + BLOCK.replace(" |", ""), 6, "intent greet: no examples"),
    "examples twice": (HEAD + BLOCK + "  examples: |\n    - hi\n", 7, "examples: stands twice"),
    "a line without its mark": (HEAD + BLOCK + "    - hi\n    hey\n", 8, "intent greet: an example has to begin"),
    "an example that says nothing": (HEAD + BLOCK + "    - \n    - hi\n", 7, "intent greet: an example has to begin"),
    "a marked entity": (HEAD + BLOCK + "    - I am in [Boston](place)\n", 7, "intent greet: entities"),
}


@pytest.mark.parametrize(("text", "line", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_file_and_line(text: str, line: int, said: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableExamples) as refused:
        read(tmp_path, text)
    message = str(refused.value)
    assert message.startswith(f"{tmp_path / 'examples.yml'}:{line}: ") and said in message and "\n" not in message


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "examples.yml"
    path.write_bytes((HEAD + BLOCK).replace("hello", "olé").encode("latin-1"))
    with pytest.raises(UnreadableExamples, match=r"examples\.yml: no YAML in UTF-8"):
        read_examples(path)


TRAIN_ELSEWHERE = """
import sys
from pathlib import Path
from bot.__main__ import main
from bot.commands import train
train.ROOT = Path(sys.argv[1])
sys.exit(main(["train", "--output", sys.argv[1]]))
"""


def test_a_mistake_ends_the_command_with_one_line_and_no_model(tmp_path: Path) -> None:
    for name in ("config.yml", "domain.yml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    folder = tmp_path / "bot" / "data" / "nlu" / "en"
    folder.mkdir(parents=True)
    (folder / "greet.yml").write_text(HEAD + BLOCK.replace("- hello", "hello"), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", TRAIN_ELSEWHERE, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith(f"python -m bot train: {folder / 'greet.yml'}:6: intent greet: ")
    assert "Traceback" not in ended.stderr and not list(tmp_path.glob("*.tar.gz"))


@pytest.fixture
def example() -> Example:
    return Example.build("what is a u visa", "faq/u_visa_what", intent_metadata={"language": "en"})


def test_an_example_is_the_same_to_rasa_as_a_message_of_its_own(example: Example) -> None:
    assert example == Message.build("what is a u visa", "faq/u_visa_what", intent_metadata={"language": "en"})


def test_a_copy_of_an_example_goes_its_own_way(example: Example) -> None:
    known = example.fingerprint()
    twin = copy.deepcopy(example)
    assert twin == example and type(twin) is Example
    twin.set("topic", "u_visa_what", add_to_output=True)
    twin.features.append("a feature")
    assert example.get("topic") is None and "topic" not in example.output_properties and not example.features
    assert example.fingerprint() == known != twin.fingerprint()


def test_an_example_that_says_something_else_is_another_one(example: Example) -> None:
    known = example.fingerprint()
    example.set(TEXT, "what is a u visa")
    assert example.fingerprint() == known
    example.set(TEXT, "what is a t visa")
    assert example.fingerprint() != known
