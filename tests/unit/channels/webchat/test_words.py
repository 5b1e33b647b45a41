"""Which language somebody's browser asks for, and the words it gets."""

from typing import Optional

import pytest

from bot.channels.webchat.words import chat_words, choose_language
from bot.language.words import Phrasebook

WANTED = {
    "exact": ("es", "es"),
    "region": ("es-MX", "es"),
    "second choice": ("xx,es;q=0.8,en;q=0.5", "es"),
    "capitals": ("EN-us", "en"),
    "underscore": ("es_AR", "es"),
    "none of ours": ("tlh", None),
    "nothing": ("", None),
    "path": ("../en", None),
    "NUL": ("en\0", None),
}


@pytest.mark.parametrize(("wanted", "language"), WANTED.values(), ids=WANTED.keys())
def test_the_first_language_that_we_have_is_chosen(wanted: str, language: Optional[str]) -> None:
    assert choose_language(wanted) == language


def test_words_name_every_language_and_where_to_leave_to() -> None:
    found = chat_words(Phrasebook(True).words("es"), "https://weather.example/")
    assert (found["language"], found["dir"], found["exit_url"]) == ("es", "ltr", "https://weather.example/")
    assert {"tag": "es", "autonym": "Español", "dir": "ltr"} in found["languages"]
    assert "send" in found["strings"] and "page.send" not in found["strings"]
