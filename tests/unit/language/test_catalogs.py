"""What the check of the catalogs finds; read on a small project of its own."""

import io
import shutil
from pathlib import Path
from typing import List, Set

import pytest
from babel.messages.catalog import Catalog, Message

from bot.language import catalogs
from bot.language.entry_checks import entry_errors
from bot.language.extract import extract_domain, extract_strings, extract_topics
from bot.language.languages import languages
from bot.language.sources import read_sources, sources
from bot.settings import ROOT

DOMAIN = """
responses:
  # Translators: Said at the start.
  # It stays short.
  utter_greet:
    - text: Hello {name}.
      buttons:
        - title: Help
          payload: /help
  utter_bye:
    - text: Goodbye.
"""
TOPICS = """
u_visa_what:
  title: What is a U visa?
  short: A paper.
  long: null
  steps:
    - Ask.
    - Wait.
  sources: []
"""
STRINGS = """
# Translators: Button.
send: Send
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    (tmp_path / "domain.yml").write_text(DOMAIN)
    for path, text in (("bot/data/topics/u_visa.yml", TOPICS), ("bot/channels/webchat/strings.yml", STRINGS)):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "locales").mkdir()
    catalogs.update_catalogs(tmp_path, catalogs.write_template(tmp_path))
    return tmp_path


def translate_all(root: Path) -> None:
    path = catalogs.catalog_path(root, "es")
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        if line == 'msgstr ""' and lines[number - 1].startswith('msgid "') and lines[number - 1] != 'msgid ""':
            lines[number] = lines[number - 1].replace('msgid "', 'msgstr "Así: ', 1)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_every_text_is_extracted_once_with_its_key_as_context(project: Path) -> None:
    found = {message.context: message.id for message in catalogs.extract_template(project) if message.id}
    assert found == dict(read_sources(project))
    assert found == {
        "utter_greet": "Hello {name}.",
        "utter_greet.button./help": "Help",
        "utter_bye": "Goodbye.",
        "topic.u_visa_what.title": "What is a U visa?",
        "topic.u_visa_what.short": "A paper.",
        "topic.u_visa_what.step.0": "Ask.",
        "topic.u_visa_what.step.1": "Wait.",
        "page.send": "Send",
    }


def test_notes_for_translators_go_along() -> None:
    notes = {context: note for _, _, (context, _), note in extract_domain(io.BytesIO(DOMAIN.encode()), {}, [], {})}
    assert notes["utter_greet"] == ["Translators: Said at the start.", "It stays short."]
    assert notes["utter_bye"] == []
    assert [note for *_, note in extract_strings(io.BytesIO(STRINGS.encode()), {}, [], {})] == [
        ["Translators: Button."]
    ]


def test_each_text_knows_its_line() -> None:
    lines = {context: line for line, _, (context, _), _ in extract_topics(io.BytesIO(TOPICS.encode()), {}, [], {})}
    assert lines["topic.u_visa_what.title"] == 3 and lines["topic.u_visa_what.step.1"] == 8


def test_a_file_without_texts_gives_none() -> None:
    assert list(extract_domain(io.BytesIO(b"intents: []\n"), {}, [], {})) == []
    assert list(extract_topics(io.BytesIO(b""), {}, [], {})) == []
    assert list(extract_strings(io.BytesIO(b"# nothing\n"), {}, [], {})) == []


def test_a_complete_catalog_has_no_problems(project: Path) -> None:
    translate_all(project)
    assert catalogs.problems(project) == []


def test_a_new_catalog_lacks_every_translation(project: Path) -> None:
    found = catalogs.problems(project)
    assert len(found) == 8 and all("not translated" in problem for problem in found)


def test_a_changed_source_is_found_until_the_files_are_extracted_again(project: Path) -> None:
    translate_all(project)
    (project / "domain.yml").write_text(DOMAIN.replace("Goodbye.", "See you."))
    found = catalogs.problems(project)
    assert any("messages.pot: not up to date" in problem for problem in found)
    assert any("utter_bye is missing" in problem for problem in found)
    assert any("utter_bye is no longer used" in problem for problem in found)
    assert catalogs.update_catalogs(project, catalogs.write_template(project)) == ["es"]
    translate_all(project)
    assert catalogs.problems(project) == []


def test_a_missing_catalog_is_found(project: Path) -> None:
    catalogs.catalog_path(project, "es").unlink()
    assert catalogs.problems(project) == ["locales/es/LC_MESSAGES/messages.po: missing; run 'make update'"]


def test_an_update_without_changes_writes_nothing(project: Path) -> None:
    assert catalogs.update_catalogs(project, catalogs.write_template(project)) == []


def test_the_template_has_nothing_that_changes_by_itself(project: Path) -> None:
    text = catalogs.template_path(project).read_text(encoding="utf-8")
    assert "Date" not in text and "Generated-By" not in text and str(project) not in text


ENTRIES = {
    "well": ("Call {phone}.", "Llame a {phone}.", []),
    "empty": ("Call.", "", ["not translated"]),
    "placeholder lost": ("Call {phone}.", "Llame.", ["placeholders"]),
    "placeholder renamed": ("Call {phone}.", "Llame a {telefono}.", ["placeholders"]),
    "placeholder twice": ("Call {phone}.", "{phone} {phone}", ["placeholders"]),
    "number changed": ("Call 911.", "Llame al 912.", ["numbers"]),
    "number lost": ("Call 911.", "Llame.", ["numbers"]),
    "link changed": ("See https://example.org/a", "Vea https://example.org/b", ["links"]),
    "order may differ": ("{a} or 911 and {b}", "{b} y {a} o 911", []),
}


@pytest.mark.parametrize(("source", "translation", "wanted"), ENTRIES.values(), ids=ENTRIES.keys())
def test_what_is_wrong_with_an_entry(source: str, translation: str, wanted: List[str]) -> None:
    found = entry_errors(Message(source, translation))
    assert len(found) == len(wanted)
    assert all(problem.startswith(start) for problem, start in zip(found, wanted, strict=True))


UNDERSTOOD = [tag for tag, language in languages().items() if not language.is_answered]


def contexts(catalog: Catalog) -> Set[str]:
    return {str(message.context) for message in catalog if message.id}


@pytest.mark.parametrize("tag", [tag for tag in languages() if tag not in UNDERSTOOD])
def test_a_language_that_we_write_in_has_every_text(tag: str) -> None:
    template = catalogs.extract_template(ROOT)
    assert catalogs.part_for(tag, template) is template


@pytest.mark.parametrize("tag", UNDERSTOOD)
def test_a_language_that_we_only_understand_has_the_few_texts_it_needs(tag: str) -> None:
    part = catalogs.part_for(tag, catalogs.extract_template(ROOT))
    assert contexts(part) == catalogs.NEEDED_TO_BE_UNDERSTOOD
    assert {message.context: message.id for message in part if message.id} == {
        key: sources()[key] for key in catalogs.NEEDED_TO_BE_UNDERSTOOD
    }
