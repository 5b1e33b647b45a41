"""The line for a language that we do not write in is said once, and never in one that we do."""

from typing import Any

import pytest

from bot.answers.answer import PERSON
from bot.answers.language_notice import language_notice
from bot.language.languages import languages

UNDERSTOOD = [tag for tag, language in languages().items() if not language.is_answered]
ANSWERED = [tag for tag, language in languages().items() if language.is_answered]


@pytest.mark.parametrize("tag", ANSWERED)
def test_a_language_that_we_write_in_needs_no_notice(tag: str) -> None:
    assert language_notice("en", tag, tag) is None and language_notice("pl", tag, tag) is None


@pytest.mark.parametrize("tag", [*UNDERSTOOD, "pl"])
def test_the_line_is_said_once(tag: str, worded: Any) -> None:
    answer = language_notice("en", tag, "en")
    assert answer is not None
    worded(answer)
    assert answer.buttons[-1] == PERSON and answer.facts == {"spoken": tag, "written": "en"}
    assert language_notice(tag, tag, "en") is None


@pytest.mark.parametrize(
    ("now", "key"),
    [
        pytest.param(
            next(iter(UNDERSTOOD), ""),
            "utter_answered_in_other_language",
            marks=pytest.mark.skipif(not UNDERSTOOD, reason="we write in every language that we understand"),
        ),
        ("pl", "utter_language_unknown"),
        ("de-AT", "utter_language_unknown"),
    ],
    ids=["understood", "unknown", "unknown with a country"],
)
def test_a_language_that_we_understand_has_another_line_than_one_that_we_do_not(now: str, key: str) -> None:
    answer = language_notice("en", now, "es")
    assert answer is not None
    (part,) = answer.parts
    assert (part.key, part.values) == (key, {"language": languages()["es"].autonym})


def test_another_foreign_language_is_another_notice() -> None:
    assert language_notice("pl", "de", "en") is not None
