"""A broken PO file is told with its line, and nothing of it is used."""

from pathlib import Path
from typing import Dict, Tuple

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogs import po_files
from bot.language.catalogs.po_files import UnreadableCatalog, catalog_path, read_catalog_file, render, write_file
from bot.language.languages import SOURCE_LANGUAGE, languages
from bot.settings import ROOT

HEADER = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
ENTRY = 'msgctxt "a"\nmsgid "Hello."\nmsgstr "Hola."\n'


def read(tmp_path: Path, content: str) -> Catalog:
    (tmp_path / "es.po").write_bytes(content.encode())
    return read_catalog_file(tmp_path / "es.po", "es", "es.po")


BROKEN: Dict[str, Tuple[str, str]] = {
    "no closing quote": (HEADER + ENTRY.replace('Hola."', "Hola."), "es.po:8: cannot be read"),
    "a quote inside": (HEADER + ENTRY.replace("Hola.", 'Ho"la.'), "es.po:8: cannot be read"),
    "unknown escape": (HEADER + ENTRY.replace("Hola.", "Ho\\qla."), "es.po:8: cannot be read"),
    "marks of a merge": (HEADER + "<<<<<<< ours\n" + ENTRY, "es.po:6: cannot be read"),
    "unknown keyword": (HEADER + ENTRY.replace("msgstr", "msgstring"), "es.po:8: cannot be read"),
    "text before any entry": ('"Hola."\n', "es.po:1: cannot be read"),
    "no msgid": (HEADER + 'msgctxt "a"\nmsgstr "Hola."\n', "es.po:7: msgstr does not belong here"),
    "no msgstr": (HEADER + 'msgctxt "a"\nmsgid "Hello."\n\n' + ENTRY, "es.po:9: msgctxt does not belong here"),
    "cut off": (HEADER + 'msgctxt "a"\nmsgid "Hello."\n', "es.po:8: the file ends inside an entry"),
    "an entry twice": (HEADER + ENTRY + "\n" + ENTRY, "es.po:10: this entry stands twice, first on line 6"),
    "a key twice": (HEADER + ENTRY + "\n" + ENTRY.replace("Hello", "Hi"), "es.po:10: this entry stands twice"),
    "broken older English": (HEADER + "#| msgid Hi\n" + ENTRY, "es.po:6: the older English"),
    "more forms than the language has": (
        HEADER + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"\nmsgstr[2] "z"\n',
        "es.po:6: msg has more translations",
    ),
    "date in the header": (HEADER.replace("\n\n", '\n"PO-Revision-Date: today\\n"\n\n'), "es.po:5: PO-Revision-Date"),
    "plural rule in the header": (HEADER.replace("\n\n", '\n"Plural-Forms: two\\n"\n\n'), "es.po:5: Plural-Forms"),
    "charset in the header": (HEADER.replace("utf-8", "latin-1"), "es.po:4: Content-Type"),
}


@pytest.mark.parametrize(("content", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_told_with_its_line(content: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableCatalog) as caught:
        read(tmp_path, content)
    assert caught.value.problems[0].startswith(told)
    assert "Hola" not in str(caught.value)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "es.po").write_bytes((HEADER + ENTRY).encode() + 'msgid "ñ"'.encode("latin-1"))
    with pytest.raises(UnreadableCatalog, match="es.po:9: not UTF-8"):
        read_catalog_file(tmp_path / "es.po", "es", "es.po")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableCatalog, match="none.po: cannot be read: No such file"):
        read_catalog_file(tmp_path / "none.po", "es", "none.po")


def test_what_translators_tools_write_can_be_read(tmp_path: Path) -> None:
    """Windows line ends, a byte order mark, obsolete entries that remember their older English."""
    content = HEADER + '#| msgid ""\n#| "Hi "\n#| "you."\n' + ENTRY + '\n#~| msgid "x"\n#~ msgid "y"\n#~ msgstr "z"\n'
    catalog = read(tmp_path, "\ufeff" + content.replace("\n", "\r\n"))
    (message,) = [message for message in catalog if message.id]
    assert (message.string, message.previous_id, message.user_comments) == ("Hola.", ["Hi you."], [])


@given(
    previous=st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1),
    translation=st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1),
)
def test_what_is_written_is_read_again(
    previous: str, translation: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("po") / "es.po"
    catalog = Catalog(locale="es", fuzzy=False)
    comments = ["reviewed: Ana Example, 2026-11-01"]
    catalog.add("Hello.", translation, context="a", previous_id=[previous], user_comments=comments, flags=["fuzzy"])
    path.write_bytes(render(catalog, "es"))
    (message,) = [message for message in read_catalog_file(path, "es") if message.id]
    assert (message.string, message.previous_id) == (translation, [previous])
    assert (message.user_comments, message.fuzzy) == (comments, True)


@pytest.mark.parametrize("tag", [tag for tag in languages() if tag != SOURCE_LANGUAGE])
def test_our_own_catalogs_can_be_read_and_keep_their_header(tag: str, tmp_path: Path) -> None:
    catalog = read_catalog_file(catalog_path(ROOT, tag), tag)
    once = render(catalog, tag)
    (tmp_path / "x.po").write_bytes(once)
    assert render(read_catalog_file(tmp_path / "x.po", tag), tag) == once
    assert f'"Language: {tag.replace("-", "_")}\\n"'.encode() in once
    assert languages()[tag].plural.encode() in once


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.po"
    write_file(path, b"old")
    path.chmod(0o640)

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(po_files.os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old" and [other.name for other in tmp_path.iterdir()] == ["x.po"]
    write_file(path, b"new")
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == 0o640
