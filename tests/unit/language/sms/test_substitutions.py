"""Cheaper letters: what changes in which language, what never does, and a file that is wrong."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.languages import languages
from bot.language.sms.segments import BASIC, EXTENSION, GSM7, alphabet_of, count_segments
from bot.language.sms.substitutions import EVERY, SubstitutionsError, as_sent, read_substitutions, substitutions

FILL = " " + "x" * 100  # Two segments as Unicode, one in the plain alphabet.
SENT = {
    "curly quotes": ("en", "“Don’t”", "\"Don't\""),
    "dash and ellipsis": ("en", "wait – then…", "wait - then..."),
    "no-break spaces": ("fr", "danger\u00a0? 10\u202fh", "danger ? 10 h"),
    "bullet": ("en", "• one", "- one"),
    "Spanish accents": ("es", "Está aquí, llamó, último", "Esta aqui, llamo, ultimo"),
    "Spanish letters of the alphabet": ("es", "¿Qué? ¡Él! mañana, pingüino, más", "¿Qué? ¡Él! mañana, pingüino, mas"),
    "Spanish yes before a comma": ("es", "Sí, puede.", "Si, puede."),
    "Spanish emphatic yes stays": ("es", "ICE sí puede entrar.", "ICE sí puede entrar."),
    "French": ("fr", "Vous êtes français ? Ça dépend où, à côté", "Vous etes francais ? Ça dépend où, à coté"),
    "French safe is not on": ("fr", "Ce n'est pas sûr.", "Ce n'est pas sûr."),
    "Portuguese": ("pt-BR", "A polícia não é o ICE", "A policia nao é o ICE"),
    "Portuguese country is not parents": ("pt-BR", "seu país", "seu país"),
    "Haitian Creole capital": ("ht", "Èske lapolis", "èske lapolis"),
    "Haitian Creole small letters": ("ht", "Èske ou pè — wè", "èske ou pè - wè"),
    "Vietnamese": ("vi", "cảnh sát không hỏi", "cảnh sát không hỏi"),
    "Spanish letters in another language": ("sw", "está", "está"),
    "composed letters": ("es", "cafe\u0301 y mas", "café y mas"),
}
WRONG = {
    "not YAML": ("es: {letters: [", 1, "not readable as YAML"),
    "not a mapping": ("- es\n", 1, "expected fields"),
    "unknown language": ("every: {}\nxx: {letters: {á: a}}\n", 2, "'xx' cannot stand here"),
    "Vietnamese": ("vi: {letters: {ả: a}}\n", 1, "its marks are its words"),
    "two characters": ("es: {letters: {áá: a}}\n", 1, "is not one character"),
    "twice": ("es:\n  letters:\n    á: a\n    á: e\n", 4, "is written twice"),
    "needs none": ("es:\n  letters:\n    é: e\n", 3, "in the plain SMS alphabet already"),
    "not plain": ("es:\n  letters:\n    á: â\n", 3, "needs a text of the plain SMS alphabet"),
    "no pattern": ("es:\n  keep: ['sí(']\n", 2, "no regular expression"),
    "unknown field": ("es:\n  leters: {á: a}\n", 2, "'leters' is not"),
    "keep is a text": ("es:\n  keep: sí\n", 2, "'keep' is not"),
}


@pytest.mark.parametrize(("tag", "text", "wanted"), SENT.values(), ids=SENT.keys())
def test_what_is_sent_where_it_saves_a_segment(tag: str, text: str, wanted: str) -> None:
    assert as_sent(text + FILL, tag) == wanted + FILL


@pytest.mark.parametrize("text", ["Está aquí…", "está " + "ж" * 200, "“Quote” " * 3], ids=["short", "forced", "quotes"])
def test_nothing_changes_where_no_segment_is_saved(text: str) -> None:
    assert as_sent(text, "es") == text


@given(st.text(max_size=300), st.sampled_from(sorted(languages())))
def test_a_text_never_needs_more_segments_than_before(text: str, tag: str) -> None:
    assert count_segments(as_sent(text, tag)) <= count_segments(text)


@given(st.text(st.sampled_from("áàảãạăắâấđéẻêếíỉóôốơớúưứýỳ abc"), max_size=300))
def test_vietnamese_is_never_changed(text: str) -> None:
    assert unicodedata.normalize("NFC", as_sent(text, "vi")) == unicodedata.normalize("NFC", text)


def test_every_substitute_is_in_the_plain_alphabet_and_replaces_what_is_not() -> None:
    for known in substitutions().values():
        for letter, plain in known.letters.items():
            assert letter not in BASIC | EXTENSION and alphabet_of(plain) == GSM7


def test_no_language_repeats_what_every_language_has() -> None:
    every = set(substitutions()[EVERY].letters)
    assert all(not every & set(known.letters) for tag, known in substitutions().items() if tag != EVERY)


@pytest.mark.parametrize(("text", "line", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_told_with_its_line(text: str, line: int, told: str, tmp_path: Path) -> None:
    path = tmp_path / "substitutions.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SubstitutionsError) as error:
        read_substitutions(path)
    assert str(error.value).startswith(f"substitutions.yml:{line}: ") and told in str(error.value)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "substitutions.yml"
    path.write_bytes("es: {letters: {á: a}}".encode("latin-1"))
    with pytest.raises(SubstitutionsError, match="UTF-8"):
        read_substitutions(path)
