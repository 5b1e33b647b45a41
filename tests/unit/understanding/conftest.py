"""Rasa's real storage, a few examples in two languages, and the messages that break things."""

from pathlib import Path
from typing import Any, Iterator, Type

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.settings import get_settings

EXAMPLES = """
version: "3.1"
nlu:
- intent: greet
  metadata: {language: en}
  examples: |
    - hello
    - hi there
    - good morning
    - hey, how are you
- intent: greet
  metadata: {language: es}
  examples: |
    - hola
    - buenos días
    - buenas tardes
    - qué tal
- intent: faq/u_visa_what
  metadata: {language: en}
  examples: |
    - what is a u visa
    - tell me about the u visa
    - explain the visa for victims of crime
    - can you say what a u visa means
- intent: faq/u_visa_what
  metadata: {language: es}
  examples: |
    - qué es la visa u
    - explíqueme la visa u
    - quiero saber de la visa para víctimas
    - en qué consiste la visa u
- intent: faq/how_to_report_crime
  metadata: {language: en}
  examples: |
    - how do I report a crime
    - i want to report a robbery
    - where can I tell the police what happened
    - report a theft
- intent: faq/how_to_report_crime
  metadata: {language: es}
  examples: |
    - cómo denuncio un delito
    - quiero reportar un robo
    - dónde le cuento a la policía lo que pasó
    - denunciar un asalto
"""

# Every component gives a defined result for each of these, and none raises.
BATTERY = {
    "empty": "",
    "space": "   ",
    "newlines": "\n\r\n\u2028\u2029",
    "one letter": "u",
    "ten thousand letters": "a" * 10_000,
    "ten thousand characters of words": ("what is a u visa in Minneapolis " * 400)[:10_000],
    "emoji": "🙏🏽👨‍👩‍👧🚨🇺🇸",
    "control characters": "what\x00is\x07a\x1b[31m u\x7f visa",
    "only control characters": "\x00\x01\x02",
    "only format characters": "\u200b\u200d\ufeff\u2060",
    "right-to-left overrides": "\u202ewhat is a u visa\u202c \u2067hola\u2069",
    "lone surrogate": "what is \ud800 a u visa",
    "only a lone surrogate": "\udfff",
    "mixed scripts": "hola Привет 你好 مرحبا שלום what 55404 한국어",
    "stacked accents": "h" + "\u0301" * 500 + "ola",
    "unusual digits": "٥٥٤٠٤ ５５４０４ 55404-",
    "private use and unassigned": "\ue000 \U0010ffff \u0378",
    "markup": '<script>alert(1)</script> {place} %s [a](b) /faq{"topic": 1}',
    "only signs": "?!¿¡...,;:-_'\"`~",
}


@pytest.fixture(params=BATTERY.values(), ids=BATTERY.keys())
def odd_text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def examples() -> TrainingData:
    return RasaYAMLReader().reads(EXAMPLES)


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings that name an empty folder."""
    yield from _settings_in(tmp_path, monkeypatch)


@pytest.fixture
def policybook_var(loaded_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings that name the database with the real policies."""
    yield from _settings_in(loaded_var, monkeypatch)


def _settings_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("VAR_DIRECTORY", str(path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("CACHE_DIRECTORY", raising=False)
    get_settings.cache_clear()
    yield path
    get_settings.cache_clear()


class Workshop:
    """Creates and loads components the way Rasa's graph does."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.storage = LocalModelStorage.create(folder)
        self.context = ExecutionContext(GraphSchema({}), "test")

    def create(self, kind: Type[GraphComponent], **config: Any) -> Any:
        return kind.create({**kind.get_default_config(), **config}, self.storage, Resource(kind.__name__), self.context)

    def load(self, kind: Type[GraphComponent], **config: Any) -> Any:
        return kind.load({**kind.get_default_config(), **config}, self.storage, Resource(kind.__name__), self.context)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "model")


@pytest.fixture(scope="module")
def module_workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def module_examples() -> TrainingData:
    return RasaYAMLReader().reads(EXAMPLES)


def message(text: str, **data: Any) -> Message:
    return Message({TEXT: text, **data})


@pytest.fixture
def parsed() -> Any:
    """Run messages through components in order; gives back what a message then says."""

    def run(text: str, *components: Any, **data: Any) -> Message:
        messages = [message(text, **data)]
        for component in components:
            messages = component.process(messages)
        assert len(messages) == 1
        return messages[0]

    return run
