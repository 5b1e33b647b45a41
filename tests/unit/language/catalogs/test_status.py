"""How far a language is, counted on small catalogs and on our own."""

import re
from dataclasses import fields
from gettext import GNUTranslations
from typing import Any, Dict, List

import pytest
from babel.messages.catalog import Catalog

from bot.language.catalogs.compiled import compile_catalogs
from bot.language.catalogs.glossary import Term
from bot.language.catalogs.po_files import UnreadableCatalog, catalog_path
from bot.language.catalogs.status import LanguageStatus, read_status, status_of
from bot.language.catalogs.updating import extract_template, part_for
from bot.settings import ROOT
from tests.unit.language.conftest import translate_all

ANA, BO = "reviewed: Ana Example, 2026-11-01", "reviewed: Bo Example, 2025-06-30"


def catalog(*entries: Dict[str, Any]) -> Catalog:
    made = Catalog(locale="es", fuzzy=False)
    for entry in entries:
        made.add(entry.pop("id"), **entry)
    return made


def wanted(*texts: str) -> Catalog:
    return catalog(*({"id": text, "context": text[0]} for text in texts))


def entry(text: str, string: str, *comments: str, fuzzy: bool = False, previous: str = "") -> Dict[str, Any]:
    flags: List[str] = ["fuzzy"] if fuzzy else []
    before = [previous] if previous else []
    return {
        "id": text,
        "string": string,
        "context": text[0],
        "user_comments": comments,
        "flags": flags,
        "previous_id": before,
    }


def test_entries_are_counted_by_what_people_did_with_them() -> None:
    made = catalog(
        entry("A 1", "1", ANA),
        entry("B 2", "2", BO, ANA),
        entry("C 3", "3", BO),
        entry("D 4", "4"),
        entry("E 5", "5", fuzzy=True),
        entry("F 7", "6", ANA, fuzzy=True, previous="F 6"),
        entry("G 8", ""),
    )
    status = status_of("es", made, wanted("A 1", "B 2", "C 3", "D 4", "E 5", "F 7", "G 8", "H 9"))
    assert (status.entries, status.complete, status.fuzzy, status.reviewed) == (8, 6, 2, 4)
    assert (status.reviewers, status.without_name) == ({"Ana Example": 2, "Bo Example": 1}, 1)
    assert (status.oldest_review, status.newest_review) == ("2025-06-30", "2026-11-01")
    assert (status.changed_since_review, status.said_in_english) == (1, 3)
    assert (status.last_translator, status.revised) == (None, None)


def test_the_header_speaks_for_entries_without_a_review_of_their_own() -> None:
    made = catalog(entry("A", "a", BO), entry("B", "b"), entry("C", "c", fuzzy=True))
    made.mime_headers = [
        ("Last-Translator", "Ana Example <ana@example.org>"),
        ("PO-Revision-Date", "2026-11-02 10:00+0000"),
    ]
    status = status_of("es", made, wanted("A", "B", "C"))
    assert status.reviewers == {"Bo Example": 1, "Ana Example": 1} and status.without_name == 0
    assert (status.last_translator, status.revised) == ("Ana Example", "2026-11-02")


def test_entries_without_the_agreed_words_are_counted_once() -> None:
    glossary = (Term("police", ("policía",), ""), Term("victim", ("víctima",), ""))
    made = catalog(entry("A police victim", "x"), entry("Police", "Policía"))
    status = status_of("es", made, wanted("A police victim", "Police"), glossary)
    assert status.glossary_to_look_at == 1
    assert [found["term"] for found in status.glossary_entries] == ["police", "victim"]


def test_the_status_of_our_own_catalogs_covers_every_text_that_is_wanted() -> None:
    template = extract_template(ROOT)
    for status in read_status(ROOT):
        assert status.entries == sum(1 for message in part_for(status.tag, template) if message.id)
        assert status.fuzzy + status.reviewed == status.complete <= status.entries


def test_a_compiled_catalog_holds_what_residents_are_told(project: Any) -> None:
    translate_all(project)
    path = catalog_path(project, "es")
    text = path.read_text(encoding="utf-8").replace('msgctxt "utter_bye"', '#, fuzzy\nmsgctxt "utter_bye"')
    path.write_text(text, encoding="utf-8")
    assert compile_catalogs(project, serve_unreviewed=True)["es"] == 9
    assert compile_catalogs(project, serve_unreviewed=False)["es"] == 8
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert compiled.pgettext("utter_greet.button./help", "Help") == "Así: Help"
    assert compiled.pgettext("utter_bye", "Goodbye.") == "Goodbye."


def test_when_one_catalog_is_broken_nothing_is_compiled(project: Any) -> None:
    catalog_path(project, "vi").write_text('msgid "a"\n', encoding="utf-8")
    catalog_path(project, "ar").write_text("broken", encoding="utf-8")
    with pytest.raises(UnreadableCatalog) as caught:
        compile_catalogs(project, serve_unreviewed=True)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "locales/vi/LC_MESSAGES/messages.po:2",
        "locales/ar/LC_MESSAGES/messages.po:1",
    ]
    assert list(project.glob("locales/**/*.mo")) == []


def test_the_fields_of_status_are_those_of_its_page() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    told = page.partition("`status` by language:")[2].partition("\n\n")[0]
    names = {field.name for field in fields(LanguageStatus)} - {"tag"}
    assert set(re.findall(r"`(\w+)`", told)) == names | {"key", "term"}
