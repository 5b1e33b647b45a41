"""Which language a message is in; the conversation's own language is left only on evidence."""

import math
import unicodedata
from typing import Optional

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.language.identify import CharacterModel, grams, identify

EXAMPLES = [
    ("will the police ask about my papers", "en"),
    ("how do I report a crime to the police", "en"),
    ("what is a u visa and who can get it", "en"),
    ("my husband hits me what can I do", "en"),
    ("la policía me va a preguntar por mis papeles", "es"),
    ("cómo denuncio un delito a la policía", "es"),
    ("qué es la visa u y quién la puede pedir", "es"),
    ("mi esposo me pega qué puedo hacer", "es"),
]
MODEL = CharacterModel.learn(EXAMPLES)
ODD = ["", " ", "\x00", "😀😀", "12345", "\ud800", "\u202eabc\u202c", "ñ" * 10_000, "Привет hello مرحبا", "\x1b[31m"]

CLEAR = {
    "english": ("can the police ask me for my papers", None, "en"),
    "spanish": ("la policía puede pedir mis papeles", None, "es"),
    "spanish without accents": ("que es la visa u y quien la puede pedir", None, "es"),
    "english in a spanish conversation": ("how do I report a crime to the police", "es", "en"),
    "spanish in an english conversation": ("cómo denuncio un delito", "en", "es"),
}


@pytest.mark.parametrize(("text", "prior", "tag"), CLEAR.values(), ids=CLEAR.keys())
def test_a_clear_message_decides(text: str, prior: Optional[str], tag: str) -> None:
    guess = identify(text, prior, MODEL)
    assert (guess.language, guess.from_prior) == (tag, False)
    assert guess.evidence > 0


@pytest.mark.parametrize(
    "text",
    ["", "55404", "😀", "ok", "!!!", "U", "si", "yes", "mi", "no", "Maria"],
    ids=["empty", "zip", "emoji", "ok", "signs", "u", "si", "yes", "mi", "no", "a name"],
)
@pytest.mark.parametrize("prior", ["en", "es"])
def test_a_message_that_says_little_leaves_the_language_as_it_is(text: str, prior: str) -> None:
    assert identify(text, prior, MODEL).language == prior


def test_a_prior_that_we_do_not_answer_in_is_no_prior() -> None:
    assert identify("", "xx", MODEL).language in MODEL.languages
    assert identify("mi esposo me pega qué puedo hacer", "xx", MODEL).language == "es"


def test_composed_and_decomposed_accents_are_the_same_letters() -> None:
    text = "cómo denuncio un delito señor"
    assert grams(unicodedata.normalize("NFD", text)) == grams(unicodedata.normalize("NFC", text))


def test_a_model_with_one_language_or_none_still_answers() -> None:
    assert identify("hola", None, CharacterModel.learn([("hola", "es")])).language == "es"
    assert identify("hola", None, CharacterModel({})).language == "en"


def test_a_stored_model_gives_the_same_scores() -> None:
    again = CharacterModel.from_json(MODEL.to_json())
    assert again.languages == MODEL.languages
    assert all(again.scores(text) == MODEL.scores(text) for text, _ in EXAMPLES)


@given(text=st.text(st.characters(), max_size=300), prior=st.sampled_from([None, "en", "es", "xx", ""]))
@example(text=ODD[5], prior="es")
@example(text=ODD[6], prior=None)
@example(text=ODD[7], prior="en")
@example(text=ODD[1], prior="en")
def test_any_text_gets_one_of_our_languages(text: str, prior: Optional[str]) -> None:
    guess = identify(text, prior, MODEL)
    assert guess.language in MODEL.languages
    assert guess.evidence >= 0 and not math.isnan(guess.evidence)
    if guess.from_prior and prior in MODEL.languages:
        assert guess.language == prior


@pytest.mark.parametrize("text", ODD, ids=[repr(text[:8]) for text in ODD])
def test_odd_text_gets_one_of_our_languages(text: str) -> None:
    assert identify(text, "es", MODEL).language in MODEL.languages
