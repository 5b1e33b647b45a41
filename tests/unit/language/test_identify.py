"""Which language a message is in; the conversation's own language is left only on evidence."""

import math
import unicodedata
from typing import Optional

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.language.identify import CharacterModel, Guess, grams, identify
from bot.measure.examples import read_training

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


@pytest.mark.parametrize("prior", ["pl", "xx", "de-AT"])
def test_a_conversation_in_a_language_without_examples_stays_there_until_a_message_is_clear(prior: str) -> None:
    assert identify("", prior, MODEL) == Guess(prior, 0.0, True)
    assert identify("mi esposo me pega qué puedo hacer", prior, MODEL).language == "es"


@pytest.mark.parametrize("prior", [None, ""], ids=["none", "empty"])
@pytest.mark.parametrize("text", ["", "55404", "😀"], ids=["empty", "zip", "emoji"])
def test_with_nothing_to_go_by_it_is_the_source_language(text: str, prior: Optional[str]) -> None:
    for order in (EXAMPLES, EXAMPLES[::-1]):
        assert identify(text, prior, CharacterModel.learn(order)) == Guess("en", 0.0, True)


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


@given(text=st.text(st.characters(), max_size=300), prior=st.sampled_from([None, "en", "es", "pl", ""]))
@example(text=ODD[5], prior="es")
@example(text=ODD[6], prior=None)
@example(text=ODD[7], prior="en")
@example(text=ODD[1], prior="en")
def test_any_text_gets_a_language(text: str, prior: Optional[str]) -> None:
    guess = identify(text, prior, MODEL)
    assert guess.language and guess.language == guess.language.strip()
    assert guess.evidence >= 0 and not math.isnan(guess.evidence)
    if guess.from_prior:
        assert (guess.language, guess.evidence) == (prior or "en", 0.0)


@pytest.mark.parametrize("text", ODD, ids=[repr(text[:8]) for text in ODD])
def test_odd_text_gets_one_of_our_languages(text: str) -> None:
    assert identify(text, "es", MODEL).language in MODEL.languages


@pytest.fixture(scope="module")
def all_languages() -> CharacterModel:
    """Learnt from the examples of the repository, as training does."""
    return CharacterModel.learn(
        (line[2:], block["metadata"]["language"])
        for block in read_training()
        if (block.get("metadata") or {}).get("language")
        for line in block["examples"].splitlines()
        if line.startswith("- ")
    )


FOREIGN = {
    "polish": ("czy policja zapyta mnie o moje dokumenty", "pl"),
    "nepali": ("प्रहरीले मेरो कागजात सोध्छ कि सोध्दैन", "ne"),
    "punjabi": ("ਕੀ ਪੁਲਿਸ ਮੇਰੇ ਕਾਗਜ਼ ਮੰਗੇਗੀ", "pa"),
    "burmese": ("ရဲက ကျွန်မရဲ့ စာရွက်စာတမ်းကို မေးမလား", "my"),
    "thai": ("ตำรวจจะถามเรื่องเอกสารของฉันไหม", "th"),
    "thai, one word": ("ช่วยด้วย", "th"),
    "japanese, mostly han": ("警察は在留資格を聞きますか", "ja"),
    "japanese, mostly hiragana": ("夫に殴られています、どうすればいいですか", "ja"),
    "japanese, katakana": ("ユービザについてキク", "ja"),
    "german": ("wird die polizei nach meinen papieren fragen", "de"),
    "hebrew": ("האם המשטרה תשאל על המסמכים שלי", "he"),
}


@pytest.mark.parametrize("prior", [None, "en", "zh-Hans", "pl"])
@pytest.mark.parametrize(("text", "tag"), FOREIGN.values(), ids=FOREIGN.keys())
def test_a_language_without_examples_is_told(
    text: str, tag: str, prior: Optional[str], all_languages: CharacterModel
) -> None:
    assert identify(text, prior, all_languages).language == tag


OURS = {
    "en": "will the police ask for my papers",
    "es": "la policía va a preguntar por mis papeles",
    "zh-Hans": "我丈夫打我，我怎么办，警察会问我的身份吗，我没有证件",
    "zh-Hant": "我先生打我，我怎麼辦，警察會問我的身份嗎，我沒有證件",
    "ru": "спросит ли полиция мои документы",
    "uk": "чи запитає поліція мої документи",
    "ko": "경찰이 제 신분을 물어보나요",
    "ar": "هل ستسألني الشرطة عن أوراقي",
    "hi": "क्या पुलिस मेरे कागज़ के बारे में पूछेगी",
}


@pytest.mark.parametrize("prior", [None, "en", "pl", "ja"])
@pytest.mark.parametrize(("tag", "text"), OURS.items(), ids=OURS.keys())
def test_a_language_of_ours_is_told_in_any_conversation(
    tag: str, text: str, prior: Optional[str], all_languages: CharacterModel
) -> None:
    assert identify(text, prior, all_languages).language == tag


@pytest.mark.parametrize("text", ["ok", "tak", "nie", "policja", "dokumenty", "proszę", "Maria", "u", "55404"])
def test_one_word_leaves_a_conversation_in_a_language_without_examples(
    text: str, all_languages: CharacterModel
) -> None:
    assert identify(text, "pl", all_languages).language == "pl"


CHINESE = CharacterModel.learn(
    [
        ("警察会问我的身份吗", "zh-Hans"),
        ("我没有证件怎么办", "zh-Hans"),
        ("怎么报警", "zh-Hans"),
        ("警察會問我的身份嗎", "zh-Hant"),
        ("我沒有證件怎麼辦", "zh-Hant"),
        ("怎麼報警", "zh-Hant"),
    ]
)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("没有身份会怎么样", "zh-Hans"),
        ("沒有身份會怎麼樣", "zh-Hant"),
        ("报警问我", "zh-Hans"),
        ("報警問我", "zh-Hant"),
    ],
)
def test_a_handful_of_examples_tells_the_two_writings_of_chinese_apart(text: str, tag: str) -> None:
    assert identify(text, None, CHINESE).language == tag


def test_the_share_of_known_words_counts_characters_where_chinese_writes_no_spaces() -> None:
    assert CHINESE.known_share("没有身份", "zh-Hans") == 1
    assert CHINESE.known_share("没龙", "zh-Hans") == 0.5
    assert MODEL.known_share("the police xyz", "en") == pytest.approx(2 / 3)
    assert MODEL.known_share("", "en") == 0
