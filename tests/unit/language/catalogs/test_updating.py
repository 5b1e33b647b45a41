"""What the check of the catalogs finds; read on a small project of its own."""

import io
from pathlib import Path
from typing import List, Set

import pytest
from babel.messages.catalog import Catalog, Message

from bot.language.catalogs import check_strings, updating
from bot.language.catalogs.entry_checks import entry_errors
from bot.language.catalogs.extract import extract_domain, extract_strings, extract_topics
from bot.language.catalogs.po_files import UnreadableCatalog, catalog_path, read_catalog_file
from bot.language.languages import languages
from bot.language.sources import read_sources, sources
from bot.settings import ROOT
from tests.unit.language.conftest import DOMAIN, STRINGS, TOPICS, TRANSLATED, translate_all


def test_every_text_is_extracted_once_with_its_key_as_context(project: Path) -> None:
    found = {message.context: message.id for message in updating.extract_template(project) if message.id}
    assert found == dict(read_sources(project))
    assert found == {
        "utter_greet": "Hello {name}.",
        "utter_greet.button./help": "Help",
        "utter_bye": "Goodbye.",
        "topic.u_visa_what.title": "What is a U visa?",
        "topic.u_visa_what.short": "A paper.",
        "topic.u_visa_what.sms": "Paper.",
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


def test_translators_of_a_text_message_are_told_how_long_it_may_be() -> None:
    notes = {context: note for _, _, (context, _), note in extract_topics(io.BytesIO(TOPICS.encode()), {}, [], {})}
    assert notes["topic.u_visa_what.sms"][0].startswith("Translators: Text message; at most 2 segments")
    assert notes["topic.u_visa_what.short"] == []


def test_each_text_knows_its_line() -> None:
    lines = {context: line for line, _, (context, _), _ in extract_topics(io.BytesIO(TOPICS.encode()), {}, [], {})}
    assert lines["topic.u_visa_what.title"] == 3 and lines["topic.u_visa_what.step.1"] == 9


def test_a_file_without_texts_gives_none() -> None:
    assert list(extract_domain(io.BytesIO(b"intents: []\n"), {}, [], {})) == []
    assert list(extract_topics(io.BytesIO(b""), {}, [], {})) == []
    assert list(extract_strings(io.BytesIO(b"# nothing\n"), {}, [], {})) == []


def test_a_complete_catalog_has_no_problems(project: Path) -> None:
    translate_all(project)
    assert check_strings.problems(project) == []


def test_a_new_catalog_lacks_every_translation(project: Path) -> None:
    found = check_strings.problems(project)
    assert len(found) == 9 * len(TRANSLATED) and all("not translated" in problem for problem in found)


def test_a_changed_source_is_found_until_the_files_are_extracted_again(project: Path) -> None:
    translate_all(project)
    (project / "domain.yml").write_text(DOMAIN.replace("Goodbye.", "See you."))
    found = check_strings.problems(project)
    assert any("messages.pot: not up to date" in problem for problem in found)
    assert any("utter_bye is missing" in problem for problem in found)
    assert any("utter_bye is no longer used" in problem for problem in found)
    assert updating.update_catalogs(project, updating.write_template(project)) == TRANSLATED
    translate_all(project)
    assert check_strings.problems(project) == []


def test_a_missing_catalog_is_found(project: Path) -> None:
    translate_all(project)
    catalog_path(project, "es").unlink()
    assert check_strings.problems(project) == ["locales/es/LC_MESSAGES/messages.po: missing; run 'make update'"]


def test_an_update_without_changes_writes_nothing(project: Path) -> None:
    assert updating.update_catalogs(project, updating.write_template(project)) == []


def test_the_template_has_nothing_that_changes_by_itself(project: Path) -> None:
    text = updating.template_path(project).read_text(encoding="utf-8")
    assert "Date" not in text and "Generated-By" not in text and str(project) not in text


def spanish(root: Path, key: str) -> Message:
    catalog = read_catalog_file(catalog_path(root, "es"), "es")
    return next(message for message in catalog if message.context == key)


def change(root: Path, text: str) -> None:
    (root / "domain.yml").write_text(DOMAIN.replace("Goodbye.", text))
    updating.update_catalogs(root, updating.write_template(root))


def test_a_changed_text_keeps_its_translation_its_review_and_the_english_that_it_translates(project: Path) -> None:
    translate_all(project)
    path = catalog_path(project, "es")
    review = '# reviewed: Ana Example, 2026-11-01\nmsgctxt "utter_bye"'
    path.write_text(path.read_text(encoding="utf-8").replace('msgctxt "utter_bye"', review), encoding="utf-8")
    for text in ("See you.", "See you soon.", "See you soon."):
        change(project, text)
        message = spanish(project, "utter_bye")
        assert (message.string, message.fuzzy, message.previous_id) == ("Así: Goodbye.", True, ["Goodbye."])
        assert message.user_comments == ["reviewed: Ana Example, 2026-11-01"]
    change(project, "Goodbye.")
    message = spanish(project, "utter_bye")
    assert (message.fuzzy, message.previous_id) == (True, [])


def test_an_update_reads_every_file_before_it_writes_one(project: Path) -> None:
    catalog_path(project, "ar").write_text("broken", encoding="utf-8")
    before = catalog_path(project, "es").read_bytes()
    with pytest.raises(UnreadableCatalog, match=r"locales/ar/LC_MESSAGES/messages.po:1: "):
        change(project, "See you.")
    assert catalog_path(project, "es").read_bytes() == before


SPOILT = {
    "broken catalog": ("locales/ar/LC_MESSAGES/messages.po", "broken", "messages.po:1: cannot be read"),
    "broken glossary": ("locales/es/glossary.csv", "a,b\n", "glossary.csv:1: the first line"),
    "unknown language": ("locales/xx/LC_MESSAGES/messages.po", "", "locales/xx: no such language"),
}


@pytest.mark.parametrize(("name", "content", "told"), SPOILT.values(), ids=SPOILT.keys())
def test_a_broken_file_is_a_problem_with_its_place(name: str, content: str, told: str, project: Path) -> None:
    translate_all(project)
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(content, encoding="utf-8")
    (problem,) = check_strings.problems(project)
    assert told in problem


def test_a_review_that_cannot_be_read_is_a_problem_with_its_line(project: Path) -> None:
    translate_all(project)
    path = catalog_path(project, "es")
    text = path.read_text(encoding="utf-8").replace('msgctxt "utter_bye"', '# reviewed: Ana\nmsgctxt "utter_bye"')
    path.write_text(text, encoding="utf-8")
    line = text.split("\n").index("# reviewed: Ana") + 1
    (problem,) = check_strings.problems(project)
    assert problem.startswith(f"locales/es/LC_MESSAGES/messages.po:{line}: this review cannot be read")


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
    template = updating.extract_template(ROOT)
    assert updating.part_for(tag, template) is template


@pytest.mark.parametrize("tag", UNDERSTOOD)
def test_a_language_that_we_only_understand_has_the_few_texts_it_needs(tag: str) -> None:
    part = updating.part_for(tag, updating.extract_template(ROOT))
    assert contexts(part) == updating.NEEDED_TO_BE_UNDERSTOOD
    assert {message.context: message.id for message in part if message.id} == {
        key: sources()[key] for key in updating.NEEDED_TO_BE_UNDERSTOOD
    }
