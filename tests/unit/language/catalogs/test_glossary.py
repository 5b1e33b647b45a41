"""Agreed words: a glossary that cannot be used is told by line, and a sentence without them is worth a look."""

from pathlib import Path
from typing import Dict, Tuple

import pytest

from bot.language.catalogs.glossary import BadGlossary, Term, glossary_path, read_glossary, terms_to_look_at
from bot.language.languages import languages
from bot.settings import ROOT

HEADER = "source,target,note\n"


def read(tmp_path: Path, content: str) -> Tuple[Term, ...]:
    path = tmp_path / "glossary.csv"
    path.write_text(content, encoding="utf-8")
    return read_glossary(path, tmp_path)


def test_terms_are_read_longest_first(tmp_path: Path) -> None:
    found = read(
        tmp_path, HEADER + 'police,policía,\npolice department,"policía | departamento, de policía",a note\n\n'
    )
    assert found == (
        Term("police department", ("policía", "departamento, de policía"), "a note"),
        Term("police", ("policía",), ""),
    )


def test_a_language_without_a_glossary_has_no_terms(tmp_path: Path) -> None:
    assert read_glossary(tmp_path / "none.csv", tmp_path) == ()


BAD: Dict[str, Tuple[str, str]] = {
    "empty file": ("", "glossary.csv:1: the first line has to be: source,target,note"),
    "other columns": ("source,target\n", "glossary.csv:1: the first line"),
    "a column more": (HEADER + "a,b,c,d\n", "glossary.csv:2: 4 columns instead of 3"),
    "no source": (HEADER + ",b,\n", "glossary.csv:2: no source"),
    "no target": (HEADER + "a,,\n", "glossary.csv:2: a: a target is empty"),
    "one empty target": (HEADER + "a,b||c,\n", "glossary.csv:2: a: a target is empty"),
    "twice": (HEADER + "Police,b,\nx,y,\npolice,c,\n", "glossary.csv:4: police stands on line 2 already"),
    "open quote": (HEADER + 'a,"b,c\n', "glossary.csv:2: not readable as CSV"),
}


@pytest.mark.parametrize(("content", "told"), BAD.values(), ids=BAD.keys())
def test_a_glossary_that_cannot_be_used_is_told_with_its_line(content: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadGlossary) as caught:
        read(tmp_path, content)
    assert caught.value.problems[0].startswith(told)


def test_a_glossary_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_bytes(HEADER.encode() + "a,ñ,\n".encode("latin-1"))
    with pytest.raises(BadGlossary, match="glossary.csv:2: not UTF-8"):
        read_glossary(tmp_path / "glossary.csv", tmp_path)


GLOSSARY = (
    Term("police department", ("jefatura", "comisaría"), ""),
    Term("police", ("policía",), ""),
    Term("ICE", ("ICE",), ""),
)
LOOKS = {
    "used": ("Ask the police.", "Pregunte a la Policía.", []),
    "another form": ("The police department", "La comisaría", []),
    "not used": ("Ask the police.", "Pregunte a la guardia.", ["police"]),
    "more than one": ("Police departments and the police.", "x", ["police department", "police"]),
    "inside another word": ("Policeman", "x", []),
    "capitals": ("There is ice.", "Hay hielo.", []),
    "none": ("Hello.", "Hola.", []),
}


@pytest.mark.parametrize(("english", "translation", "terms"), LOOKS.values(), ids=LOOKS.keys())
def test_which_terms_to_look_at(english: str, translation: str, terms: object) -> None:
    assert terms_to_look_at(GLOSSARY, english, translation) == terms


@pytest.mark.parametrize("tag", languages())
def test_our_own_glossaries_can_be_read(tag: str) -> None:
    read_glossary(glossary_path(ROOT, tag), ROOT)
