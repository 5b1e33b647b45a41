"""``sms-preview``: the texts as they would be sent, exit code 1 above the limit, 2 for a wrong option or file."""

from pathlib import Path
from typing import Iterator, Tuple

import pytest

from bot.__main__ import main
from bot.commands import sms_preview, translations
from bot.language.languages import languages
from bot.language.sms import substitutions
from bot.language.sms.wording import SmsText, measure

FITS = measure(languages()["es"], "topic.a.sms", "Está aquí " + "a" * 150, "es.po:1")
TOO_LONG = measure(languages()["es"], "topic.b.sms", "ICE sí puede " + "a" * 150, "es.po:2")
FOREIGN = measure(languages()["ru"], "topic.c.sms", "Позвоните по этому номеру", "ru.po:3")


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Tuple[SmsText, ...]:
    """Three texts stand for the project's own, which are all short enough."""
    found = (FITS, TOO_LONG, FOREIGN)
    monkeypatch.setattr(sms_preview, "read_texts", lambda root: list(found))
    return found


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path = tmp_path / "substitutions.yml"
    path.write_text("es:\n  letters:\n    áá: a\n", encoding="utf-8")
    known = substitutions.read_substitutions
    monkeypatch.setattr(substitutions, "read_substitutions", lambda: known(path))
    substitutions.substitutions.cache_clear()
    yield
    substitutions.substitutions.cache_clear()


def test_every_english_text_message_is_shown_and_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sms-preview", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "en  topic.dv_help.sms  1 of 2 segments  gsm7\n    Call 1-800-799-7233" in shown
    assert "es  " not in shown and shown.endswith(" 0 over their limit\n")


def test_a_text_is_shown_as_it_would_be_sent(texts: object, capsys: pytest.CaptureFixture[str]) -> None:
    main(["sms-preview"])
    assert "es  topic.a.sms  1 of 2 segments  gsm7\n    Esta aqui aaa" in capsys.readouterr().out


def test_a_text_over_its_limit_is_marked_and_ends_with_1(texts: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sms-preview"]) == 1
    shown = capsys.readouterr().out
    assert "es  topic.b.sms  OVER: 3 of 2 segments  ucs2  Unicode because of: í\n    ICE sí puede" in shown
    assert shown.endswith("3 texts, 1 over their limit\n")


def test_only_the_texts_over_their_limit_are_shown_when_asked(
    texts: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sms-preview", "--over"]) == 1
    shown = capsys.readouterr().out
    assert "topic.b.sms" in shown and "topic.a.sms" not in shown


def test_of_another_script_only_the_first_letters_are_listed(
    texts: object, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["sms-preview"])
    assert "Unicode because of: П о з в н и т е п э м у …" in capsys.readouterr().out


@pytest.mark.parametrize("tag", ["xx", "vi", ""], ids=["unknown", "only understood", "empty"])
def test_a_language_that_we_do_not_answer_in_is_refused(tag: str, capsys: pytest.CaptureFixture[str]) -> None:
    if tag in languages() and languages()[tag].is_answered:
        pytest.skip("we answer in it by now")
    assert main(["sms-preview", "--lang", tag]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and f"--lang {tag}: not a language that we answer in" in captured.err


@pytest.mark.parametrize("command", [["sms-preview"], ["translations", "check"]], ids=" ".join)
def test_a_wrong_file_of_substitutions_is_one_line(
    command: list, broken: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "substitutions.yml:3: 'áá' is not one character" in captured.err
    assert captured.err.count("\n") == 1


def test_the_check_of_the_strings_tells_a_text_over_its_limit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(translations, "over_limit", lambda root: ["es.po:2: topic.b.sms: 3 text-message segments"])
    assert main(["translations", "check"]) == 2
    assert "es.po:2: topic.b.sms: 3 text-message segments" in capsys.readouterr().err
