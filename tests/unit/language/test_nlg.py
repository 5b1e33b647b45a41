"""Utterances become finished replies in the language of the newest message."""

import asyncio
from pathlib import Path
from typing import Any, Dict, Iterator, Optional

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.database import make_engine, session_scope
from bot.language.nlg import CatalogNLG, compose, language_of
from bot.language.sources import sources
from bot.language.words import Phrasebook, UnknownKey, Words
from bot.settings import ROOT, get_settings
from bot.withdrawals import queries

BOOK = Phrasebook(True)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("VAR_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("UNREVIEWED_TRANSLATIONS", raising=False)
    get_settings.cache_clear()
    yield monkeypatch
    get_settings.cache_clear()


def conversation(found: Optional[str] = None, known: Optional[str] = None) -> DialogueStateTracker:
    parse_data: Any = {"intent": {"name": "greet"}, "entities": [], "text": "hi"}
    if found:
        parse_data["language"] = {"tag": found}
    said = UserUttered("hi", parse_data=parse_data, metadata={"language": known} if known else {})
    return DialogueStateTracker.from_events("somebody", [said])


def reply(key: str, tracker: DialogueStateTracker, **more: Any) -> Dict[str, Any]:
    generator = CatalogNLG(None, Domain.load(str(ROOT / "domain.yml")))
    made = asyncio.run(generator.generate(key, tracker, "webchat", **more))
    assert made is not None
    return made


def test_a_key_is_said_in_the_language_that_understanding_found(environment: Any) -> None:
    made = reply("utter_goodbye", conversation("es", known="en"))
    assert (made["language"], made["dir"]) == ("es", "ltr")
    assert made["text"] == BOOK.words("es").say("utter_goodbye")
    assert made["answer"] is None


@pytest.mark.parametrize(
    ("found", "known", "spoken"),
    [("es", "en", "es"), (None, "es", "es"), (None, None, "en"), ("xx", "es", "en"), ("pl", "es", "en")],
    ids=["found wins", "known otherwise", "default at last", "found but no language", "found but not ours"],
)
def test_the_language_of_a_reply(found: Any, known: Any, spoken: str, environment: Any) -> None:
    assert reply("utter_goodbye", conversation(found, known))["language"] == spoken


@pytest.mark.parametrize("spoken", ["es", "pl", "ar"])
def test_a_reply_tells_the_language_that_was_spoken(spoken: str, environment: Any) -> None:
    assert reply("utter_goodbye", conversation(spoken))["spoken"] == spoken


def test_before_any_message_there_is_no_language() -> None:
    assert language_of(DialogueStateTracker.from_events("somebody", [])) is None


def test_an_action_may_name_the_language(environment: Any) -> None:
    assert (
        reply("utter_answer", conversation("en"), parts=[{"key": "utter_thank"}], in_language="es")["language"] == "es"
    )


def test_parts_choices_and_answer_make_a_reply(environment: Any) -> None:
    answer = {"kind": "topic", "facts": {"victims": "no"}}
    made = reply(
        "utter_answer",
        conversation("es"),
        parts=[{"key": "utter_policy_nothing_local", "values": {"place": "Example Town, MN"}}, {"key": "utter_thank"}],
        choices=[{"key": "topic.find_advocate.title", "payload": "/x"}, {"title": "Example, MN", "payload": "/y"}],
        answer=answer,
    )
    assert "Example Town, MN" in made["text"] and "\n\n" in made["text"]
    spanish = BOOK.words("es").say("topic.find_advocate.title")
    assert made["buttons"] == [{"title": spanish, "payload": "/x"}, {"title": "Example, MN", "payload": "/y"}]
    assert made["answer"] == answer


@pytest.fixture
def database(environment: Any, loaded_var: Path, tmp_path: Path) -> str:
    """The address of this deployment's own database, with real content."""
    (tmp_path / "outreach.db").write_bytes((loaded_var / "outreach.db").read_bytes())
    return get_settings().database_url


def test_a_withdrawn_topic_leaves_the_greeting_at_once(database: str) -> None:
    payloads = [button["payload"] for button in reply("utter_greet", conversation("en"))["buttons"]]
    assert '/faq{"topic": "u_visa_what"}' in payloads
    with session_scope(make_engine(database)) as session:
        queries.withdraw(session, "topic", "u_visa_what", "it may be wrong")
    left = [button["payload"] for button in reply("utter_greet", conversation("es"))["buttons"]]
    assert left == [payload for payload in payloads if "u_visa_what" not in payload]


def test_when_withdrawals_cannot_be_read_the_greeting_offers_no_topic(environment: Any) -> None:
    made = reply("utter_greet", conversation("en"))
    assert made["text"] and made["buttons"] == []


def test_buttons_of_the_domain_have_worded_titles(database: str) -> None:
    made = reply("utter_greet", conversation("en"))
    assert made["buttons"] and all(button["title"] and button["payload"] for button in made["buttons"])


def test_the_greeting_says_when_drafts_are_served(environment: Any) -> None:
    notice = BOOK.words("es").say("utter_unreviewed")
    served = reply("utter_greet", conversation("es"))["text"]
    assert (notice in served) == BOOK.words("es").has_served_drafts
    assert BOOK.words("en").say("utter_unreviewed") not in reply("utter_greet", conversation("en"))["text"]
    assert notice not in reply("utter_thank", conversation("es"))["text"]


def test_the_greeting_says_nothing_of_drafts_when_none_is_served(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("UNREVIEWED_TRANSLATIONS", "english")
    get_settings.cache_clear()
    made = reply("utter_greet", conversation("es"))["text"]
    assert Phrasebook(False).words("es").say("utter_unreviewed") not in made
    assert BOOK.words("es").say("utter_unreviewed") not in made


def test_a_reply_has_an_id_of_its_own() -> None:
    words = BOOK.words("en")
    assert compose(words, [], [], None)["id"] != compose(words, [], [], None)["id"]


JOINS = {"": "\n\n", "space": " ", "line": "\n", "unheard of": "\n\n"}


@pytest.mark.parametrize(("join", "between"), JOINS.items(), ids=["paragraph", "space", "line", "unknown"])
def test_a_part_joins_what_stands_before_it(join: str, between: str) -> None:
    words = BOOK.words("en")
    made = compose(words, [{"key": "utter_thank", "join": join}, {"key": "utter_goodbye", "join": join}], [], None)
    assert made["text"] == words.say("utter_thank") + between + words.say("utter_goodbye")


def a_few_words(tag: str, **said: str) -> Words:
    """The words of a language whose catalog holds these keys only."""
    catalog = Catalog(fuzzy=False)
    for key, translation in said.items():
        catalog.add(sources()[key], translation, context=key)
    return Words(tag, catalog, True)


OWN = a_few_words("ar", utter_thank="شكرا", utter_goodbye="وداعا")
BUTTON = {"key": "topic.find_advocate.title", "payload": "/x"}


@pytest.mark.parametrize("keys", [["utter_thank"], ["utter_thank", "utter_goodbye"]], ids=["one", "all"])
def test_a_reply_of_own_sentences_alone_is_in_the_readers_own_language(keys: Any) -> None:
    made = compose(BOOK.words("es"), [{"key": key} for key in keys], [], None, OWN)
    assert (made["language"], made["dir"]) == ("ar", "rtl")
    assert made["text"] == "\n\n".join(OWN.say(key) for key in keys)


def test_a_reply_with_one_sentence_that_we_lack_is_in_the_default_language() -> None:
    made = compose(BOOK.words("es"), [{"key": "utter_thank"}, {"key": "utter_greet"}], [], None, OWN)
    assert (made["language"], made["dir"]) == ("es", "ltr")
    assert made["text"] == BOOK.words("es").say("utter_thank") + "\n\n" + BOOK.words("es").say("utter_greet")


def test_the_buttons_of_a_reply_in_the_readers_own_language_are_in_the_default_one() -> None:
    made = compose(BOOK.words("es"), [{"key": "utter_thank"}], [BUTTON], None, OWN)
    assert made["buttons"][0]["title"] == BOOK.words("es").say(BUTTON["key"]) != sources()[BUTTON["key"]]


NOTICE = "utter_wording_in_english"


def a_changed_language(notice: str) -> Words:
    """Spanish in which two sentences are new, and one of older English states other facts."""
    catalog = Catalog(fuzzy=False)
    catalog.add(sources()["utter_thank"], "De nada.", context="utter_thank")
    catalog.add(sources()["utter_goodbye"], "Llame al 912.", context="utter_goodbye", previous_id=["Call 912."])
    if notice:
        catalog.add(sources()[NOTICE], notice, context=NOTICE)
    return Words("es", catalog, True)


def test_a_reply_with_english_parts_says_so_once_in_the_readers_language() -> None:
    parts = [{"key": key} for key in ("utter_thank", "utter_goodbye", "utter_affirm")]
    made = compose(a_changed_language("Una parte está en inglés."), parts, [], None)
    english = [sources()["utter_goodbye"], sources()["utter_affirm"]]
    assert made["text"].split("\n\n") == ["De nada.", *english, "Una parte está en inglés."]
    assert made["language"] == "es"


def test_a_reply_without_english_parts_says_nothing_of_it() -> None:
    assert compose(a_changed_language("Aviso."), [{"key": "utter_thank"}], [], None)["text"] == "De nada."


def test_nobody_is_told_in_english_that_something_is_in_english() -> None:
    made = compose(a_changed_language(""), [{"key": "utter_goodbye"}], [], None)
    assert made["text"] == sources()["utter_goodbye"]
    assert compose(BOOK.words("en"), [{"key": "utter_goodbye"}], [], None)["text"] == sources()["utter_goodbye"]


def test_drafts_that_a_deployment_withholds_are_english_without_a_notice() -> None:
    catalog = Catalog(fuzzy=False)
    catalog.add(sources()["utter_thank"], "De nada.", context="utter_thank", flags=["fuzzy"])
    catalog.add(sources()[NOTICE], "Aviso.", context=NOTICE)
    assert compose(Words("es", catalog, False), [{"key": "utter_thank"}], [], None)["text"] == sources()["utter_thank"]


def test_an_unknown_key_is_an_error_and_not_a_reply() -> None:
    with pytest.raises(UnknownKey):
        compose(BOOK.words("en"), [{"key": "utter_made_up"}], [], None)


@given(name=st.text(), title=st.text(), join=st.sampled_from(["", "space", "line"]))
def test_any_name_can_be_told_and_facts_pass_untouched(name: str, title: str, join: str) -> None:
    facts = {"kind": "clarify", "facts": {"name": name}}
    for tag in ("en", "es"):
        made = compose(
            BOOK.words(tag),
            [{"key": "utter_which_place", "values": {"name": name}}, {"key": "utter_thank", "join": join}],
            [{"title": title, "payload": "/p"}],
            facts,
        )
        assert name in made["text"] and made["buttons"][0]["title"] == title
        assert made["answer"] is facts
