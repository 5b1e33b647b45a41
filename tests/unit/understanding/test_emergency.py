"""Danger now is told from danger long ago, from questions, and from other people's words."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.emergency import Emergency, detect, fold
from bot.understanding.emergency_component import EmergencyDetector

NOW = {
    "a guy has a gun here please": "danger",
    "she is holding a knife": "danger",
    "He Is Beating Me": "danger",
    "they're attacking my neighbor": "danger",
    "he's trying to kill us": "danger",
    "some men are breaking in": "danger",
    "someone is inside my apartment": "danger",
    "my mom is unconscious": "danger",
    "my kid cant breathe": "danger",
    "i was just stabbed": "danger",
    "somebody took my baby just now": "danger",
    "call 911 please": "danger",
    "i need an ambulance": "danger",
    "he shot my cousin 2 minutes ago hes bleeding": "danger",
    "he wont stop punching my mom": "danger",
    "dad hitting mommy come": "danger",
    "cant talk he is in the next room": "danger",
    "help me now please": "danger",
    "my roommate lips are blue": "danger",
    "my husband has no papers and he is beating me": "danger",
    "what do i do he is choking my sister": "danger",
    "i dont know if he is alive he is not breathing": "danger",
    "since last year he hits me, right now he is kicking my door": "danger",
    "if i make noise he will kill me": "danger",
    "i have a restraining order and he is kicking my door": "danger",
    "i want to kill myself": "suicide",
    "my brother is on the roof, he says he will jump": "suicide",
    "im in the trunk of a car": "captive",
    "I'm going to end my life": "suicide",
    "i don't want to live anymore": "suicide",
    "i want to die, my son died last year": "suicide",
    "im locked in the basement": "captive",
    "they are holding us here against our will": "captive",
    "my boss won't let me leave": "captive",
    "mi marido tiene un cuchillo": "danger",
    "me está pegando": "danger",
    "ME ESTÁ PEGANDO": "danger",
    "se están metiendo a mi casa": "danger",
    "mi hermana no respira": "danger",
    "acaban de balear a mi vecino": "danger",
    "manden una ambulancia": "danger",
    "hace cinco minutos le dispararon a mi primo, está sangrando": "danger",
    "auxilio": "danger",
    "ayuda no puedo hablar": "danger",
    "mi ex se metió por la ventana": "danger",
    "anda golpeando a mi mamá": "danger",
    "le acaban de dar un tiro": "danger",
    "un tipo trae pistola": "danger",
    "la tiene agarrada del cuello": "danger",
    "no tengo papeles y mi esposo me está golpeando": "danger",
    "que hago me esta pegando": "danger",
    "si me oye me mata": "danger",
    "desde el año pasado me pega, ahora mismo está pateando la puerta": "danger",
    "mi hermano se quiere tirar del puente": "suicide",
    "no nos dejan salir y hay un señor con perros": "captive",
    "me quiero morir": "suicide",
    "ya no quiero vivir desde hace dos años": "suicide",
    "estoy encerrada": "captive",
    "no me dejan salir": "captive",
}

NOT_NOW = [
    "someone broke into my car last night",
    "he hit me two years ago",
    "my ex is threatening me since last month, he said he is going to kill me last week",
    "what should i do if someone is hitting me",
    "can i text 911",
    "when should i call 911",
    "what happens if he is breaking in",
    "in my country they are shooting people",
    "what is a u visa",
    "will the police ask for my papers",
    "how do I report a robbery",
    "is this chat private",
    "help",
    "911",
    "this traffic is killing me",
    "my feet are killing me",
    "i was stabbed and now i owe the hospital",
    "if he is choking me can i get a u visa",
    "ice agents are banging on my door",
    "since they shot my brother i have nightmares",
    "my phone is dying",
    "me robaron ayer",
    "me esta siguiendo un tipo, is that a crime",
    "este tráfico me está matando",
    "me muero de hambre",
    "el lunes me dispararon",
    "a mi hermana la golpea cada fin de semana",
    "y si alguien se está metiendo a mi casa",
    "dicen que son de migración y están golpeando la puerta",
    "me cobran la ambulancia si alguien está sangrando",
    "ayuda",
    "mi esposo me estaba pegando anoche",
    "hace dos años me dispararon",
    "qué hago si me están siguiendo",
    "puedo mandar un texto al 911",
    "en mi país me quieren matar",
    "llamé a la policía y no vinieron",
    "qué es la visa u",
    "cómo denuncio un delito",
    "hola",
]


@pytest.mark.parametrize(("text", "kind"), NOW.items(), ids=NOW.keys())
def test_danger_now_is_seen(text: str, kind: str) -> None:
    found = detect(text)
    assert found is not None and found.kind == kind


@pytest.mark.parametrize("text", NOT_NOW)
def test_what_is_not_happening_now_is_no_emergency(text: str) -> None:
    assert detect(text) is None


def test_the_language_of_the_phrase_is_told() -> None:
    assert detect("call 911 now") == Emergency("danger", "en")
    assert detect("me quiero matar") == Emergency("suicide", "es")


@pytest.mark.parametrize(
    "written",
    [
        "he is beating me!!!",
        "HE IS BEATING ME",
        "hé ís béàting mé",
        "he  is\nbeating\tme",
        "he… is -- beating -- me",
        "he is be\u200bating me",
        "\u202ehe is beating me\u202c",
        "ｈｅ ｉｓ ｂｅａｔｉｎｇ ｍｅ",
        "he\x00is\x00beating\x00me",
        "😭 he is beating me 😭",
        "\ud800 he is beating me",
    ],
    ids=[
        "signs",
        "capitals",
        "accents",
        "spaces",
        "dots",
        "zero width",
        "override",
        "wide",
        "nul",
        "emoji",
        "surrogate",
    ],
)
def test_how_it_is_typed_does_not_hide_it(written: str) -> None:
    found = detect(written)
    assert found is not None and found.kind == "danger"


@pytest.mark.parametrize("apostrophe", ["'", "’", ""], ids=["straight", "curly", "none"])
def test_apostrophes_do_not_matter(apostrophe: str) -> None:
    assert detect(f"he{apostrophe}s hitting me") is not None


@given(st.text(st.characters(), max_size=300))
def test_any_text_gets_a_kind_or_none(text: str) -> None:
    found = detect(text)
    assert found is None or found.kind in ("danger", "suicide", "captive")
    assert fold(fold(text)) == fold(text)


@given(before=st.text(st.characters(categories=("Ll", "Zs", "Po", "So")), max_size=60))
def test_words_of_no_language_around_it_do_not_hide_a_wish_to_die(before: str) -> None:
    found = detect(f"{before} . i want to kill myself . {before}")
    assert found is not None


HOSTILE = ["is " * 3400, "i want to " * 1000, "hes got a gun " * 720, "no me deja " * 910, "a" * 10_000, "hay " * 2500]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:10] for text in HOSTILE])
def test_ten_thousand_characters_mean_what_a_few_of_them_mean(text: str) -> None:
    found = detect(text[:10_000])
    assert found == (Emergency("danger", "en") if "gun" in text else None)


def test_the_component_makes_the_intent_certain(workshop, parsed) -> None:
    found = parsed("he is beating me", workshop.create(EmergencyDetector))
    assert found.get("emergency") == "danger"
    assert found.get("intent") == {"name": "emergency", "confidence": 1.0, "certain": True}


def test_the_component_leaves_other_messages_alone(workshop, parsed) -> None:
    found = parsed("what is a u visa", workshop.create(EmergencyDetector))
    assert found.get("emergency") is None and found.get("intent") is None
    assert "emergency" in found.output_properties


def test_odd_text_is_no_emergency(odd_text: str, workshop, parsed) -> None:
    assert parsed(odd_text, workshop.create(EmergencyDetector)).get("emergency") is None
