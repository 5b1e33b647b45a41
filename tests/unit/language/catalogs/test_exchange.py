"""A translator's file is taken whole or not at all, and nothing counts as checked without a name."""

from datetime import date
from pathlib import Path
from typing import Any, Dict, Tuple

import pytest
from babel.messages.catalog import Message

from bot.language.catalogs import updating
from bot.language.catalogs.exchange import Imported, export_catalog, import_catalog
from bot.language.catalogs.po_files import UnreadableCatalog, catalog_path, read_catalog_file
from tests.unit.language.conftest import DOMAIN, translate_all

TODAY = date(2026, 11, 23)
REVIEW = "# reviewed: Ana Example, 2026-11-20\n"
BYE = 'msgctxt "utter_bye"\n'
FILLED_IN = (
    ('"Last-Translator: machine draft, not reviewed\\n"', '"Last-Translator: Bo Example <bo@example.org>\\n"'),
    ('"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"', '"PO-Revision-Date: 2026-11-21 10:00+0000\\n"'),
)


@pytest.fixture
def translated(project: Path) -> Path:
    """The small project with a Spanish draft of everything."""
    translate_all(project)
    path = catalog_path(project, "es")
    path.write_text(path.read_text(encoding="utf-8").replace("msgctxt", "#, fuzzy\nmsgctxt"), encoding="utf-8")
    updating.update_catalogs(project, updating.extract_template(project))
    return project


def exported(root: Path) -> str:
    return export_catalog(root, "es").decode("utf-8")


def bring_in(root: Path, content: str) -> Imported:
    path = root / "theirs.po"
    path.write_text(content, encoding="utf-8")
    return import_catalog(root, "es", path, TODAY)


def ours(root: Path, key: str) -> Message:
    catalog = read_catalog_file(catalog_path(root, "es"), "es")
    return next(message for message in catalog if message.context == key)


def confirmed(content: str, more: str = "") -> str:
    """The file after somebody took the fuzzy flag from utter_bye, and wrote more above it."""
    assert "#, fuzzy\n" + BYE in content
    return content.replace("#, fuzzy\n" + BYE, more + BYE)


def with_header(content: str) -> str:
    for before, after in FILLED_IN:
        assert before in content
        content = content.replace(before, after)
    return content


def test_an_export_comes_back_without_a_change(translated: Path) -> None:
    before = catalog_path(translated, "es").read_bytes()
    assert bring_in(translated, exported(translated)).changed == ()
    assert catalog_path(translated, "es").read_bytes() == before


def test_a_better_draft_is_taken_and_stays_a_draft(translated: Path) -> None:
    done = bring_in(translated, exported(translated).replace("Así: Goodbye.", "Adiós."))
    assert (done.changed, done.reviewed) == (("utter_bye",), ())
    assert (ours(translated, "utter_bye").string, ours(translated, "utter_bye").fuzzy) == ("Adiós.", True)


def test_a_confirmed_entry_keeps_its_review(translated: Path) -> None:
    done = bring_in(translated, confirmed(exported(translated), REVIEW))
    assert done.reviewed == ("utter_bye",)
    message = ours(translated, "utter_bye")
    assert not message.fuzzy and message.user_comments == ["reviewed: Ana Example, 2026-11-20"]
    assert bring_in(translated, exported(translated)).changed == ()


def test_a_confirmed_entry_without_a_review_gets_the_files_translator(translated: Path) -> None:
    bring_in(translated, with_header(confirmed(exported(translated))))
    message = ours(translated, "utter_bye")
    assert not message.fuzzy and message.user_comments == ["reviewed: Bo Example, 2026-11-21"]
    assert "Bo Example" in exported(translated)


def test_an_old_review_does_not_confirm_a_new_wording(translated: Path) -> None:
    bring_in(translated, confirmed(exported(translated), REVIEW))
    content = exported(translated).replace("Así: Goodbye.", "Adiós.")
    with pytest.raises(UnreadableCatalog, match="nobody says who checked it"):
        bring_in(translated, content)
    assert bring_in(translated, with_header(content)).reviewed == ("utter_bye",)
    assert len(ours(translated, "utter_bye").user_comments) == 2


REFUSED: Dict[str, Tuple[Any, str]] = {
    "confirmed by nobody": (confirmed, "utter_bye: is no longer fuzzy, but nobody says who checked it"),
    "placeholder lost": (lambda text: text.replace("Así: Hello {name}.", "Hola."), "utter_greet: placeholders differ"),
    "number added": (lambda text: text.replace("Así: Goodbye.", "Adiós, 911."), "utter_bye: numbers differ"),
    "title too long": (
        lambda text: text.replace("Así: Help", "Ayuda " * 9 + "a"),
        "utter_greet.button./help: the title",
    ),
    "bad review": (lambda text: confirmed(text, "# reviewed: Ana Example\n"), "this review cannot be read"),
    "review of tomorrow's tomorrow": (lambda text: confirmed(text, REVIEW.replace("11-20", "11-29")), "in the future"),
    "another language": (lambda text: text.replace("Language: es", "Language: fr"), "language is 'fr'"),
    "no language": (lambda text: text.replace('"Language: es\\n"\n', ""), "does not tell the language"),
    "broken": (lambda text: text.replace('Goodbye."', "Goodbye."), "cannot be read"),
    "header of the future": (lambda text: with_header(text).replace("2026-11-21", "2027-11-21"), "in the future"),
}


@pytest.mark.parametrize(("spoil", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_with_one_bad_entry_changes_nothing_and_names_it(spoil: Any, told: str, translated: Path) -> None:
    path = catalog_path(translated, "es")
    before = path.read_bytes()
    spoilt = spoil(exported(translated).replace("Así: Ask.", "Pregunte."))
    with pytest.raises(UnreadableCatalog, match=r"theirs\.po:\d+: ") as caught:
        bring_in(translated, spoilt)
    assert told in str(caught.value) and path.read_bytes() == before


def test_an_empty_entry_and_an_unknown_one_change_nothing(translated: Path) -> None:
    content = exported(translated).replace('"Así: Goodbye."', '""')
    done = bring_in(translated, content + '\nmsgctxt "utter_gone"\nmsgid "x"\nmsgstr "y"\n')
    assert (done.changed, done.unknown) == ((), ("utter_gone",))
    assert ours(translated, "utter_bye").string == "Así: Goodbye."


def test_a_file_from_before_a_review_does_not_undo_it(translated: Path) -> None:
    before = exported(translated).replace("Así: Goodbye.", "Chau.")
    bring_in(translated, confirmed(exported(translated), REVIEW))
    assert bring_in(translated, before).kept == ("utter_bye",)
    assert (ours(translated, "utter_bye").string, ours(translated, "utter_bye").fuzzy) == ("Así: Goodbye.", False)


def test_a_person_may_take_a_review_back(translated: Path) -> None:
    bring_in(translated, confirmed(exported(translated), REVIEW))
    doubted = exported(translated).replace(REVIEW, REVIEW + "#: domain.yml\n#, fuzzy\n")
    assert bring_in(translated, doubted).changed == ("utter_bye",)
    assert ours(translated, "utter_bye").fuzzy


def change_english(root: Path, text: str) -> None:
    (root / "domain.yml").write_text(DOMAIN.replace("Goodbye.", text))
    updating.update_catalogs(root, updating.write_template(root))


def test_a_review_of_an_older_english_counts_for_that_one(translated: Path) -> None:
    file = confirmed(exported(translated), REVIEW)
    change_english(translated, "See you.")
    done = bring_in(translated, file)
    assert done.of_older_english == ("utter_bye",) and done.reviewed == ()
    message = ours(translated, "utter_bye")
    assert (message.fuzzy, message.previous_id) == (True, ["Goodbye."])
    assert message.user_comments == ["reviewed: Ana Example, 2026-11-20"]


def test_a_draft_of_the_new_english_is_not_replaced_by_an_older_one_with_other_facts(translated: Path) -> None:
    file = confirmed(exported(translated), REVIEW)
    change_english(translated, "Call 911.")
    bring_in(translated, exported(translated).replace("Así: Goodbye.", "Llame al 911."))
    assert ours(translated, "utter_bye").previous_id == []
    assert bring_in(translated, file).kept == ("utter_bye",)
    assert ours(translated, "utter_bye").string == "Llame al 911."


def test_confirming_a_changed_entry_ends_its_change(translated: Path) -> None:
    change_english(translated, "See you.")
    assert '#| msgid "Goodbye."' in exported(translated)
    bring_in(translated, confirmed_after_change(exported(translated)))
    message = ours(translated, "utter_bye")
    assert (message.fuzzy, message.previous_id) == (False, [])


def confirmed_after_change(content: str) -> str:
    return content.replace('#, fuzzy\n#| msgid "Goodbye."\n' + BYE, REVIEW + BYE)
