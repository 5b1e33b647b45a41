"""Actions read slots and the newest message, and utter keys with facts; no sentence comes from them."""

from typing import Any, Dict, List

import pytest
import yaml

from bot.actions import conversation
from bot.actions.action_answer_follow_up import ActionAnswerFollowUp
from bot.actions.action_answer_place import ActionAnswerPlace
from bot.actions.action_answer_topic import ActionAnswerTopic
from bot.actions.action_ask_back import ActionAskBack
from bot.actions.action_emergency import ActionEmergency
from bot.actions.action_switch_language import ActionSwitchLanguage
from bot.language.sources import sources
from bot.settings import ROOT

ACTIONS = [
    ActionAnswerFollowUp,
    ActionAnswerPlace,
    ActionAnswerTopic,
    ActionAskBack,
    ActionEmergency,
    ActionSwitchLanguage,
]


def place(*candidates: str, text: str = "", **more: Any) -> Dict[str, Any]:
    value = candidates[0] if len(candidates) == 1 else ""
    return {"entity": "place", "value": value, "candidates": list(candidates), "start": 0, "end": len(text), **more}


def button(name: str, value: Any) -> Dict[str, Any]:
    return {"entity": name, "value": value}


def keys(message: Dict[str, Any]) -> List[str]:
    return [part["key"] for part in message["parts"]]


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_stands_in_the_domain_in_a_file_of_its_name(action: Any) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    name = action().name()
    assert name in domain["actions"]
    assert action.__module__ == f"bot.actions.{name}"


def test_every_custom_action_of_the_domain_exists() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    wanted = {name for name in domain["actions"] if name.startswith("action_")}
    assert wanted <= {action().name() for action in ACTIONS} | {"action_listen", "action_restart"}


@pytest.mark.parametrize("action", ACTIONS)
def test_whatever_the_message_lacks_there_is_an_answer_of_known_keys(action: Any, turn: Any) -> None:
    said, _ = turn(action(), {}, text="", entities=[])
    assert said
    for message in said:
        assert message["response"] == "utter_answer" and not message["text"]
        assert message["parts"] and all(key in sources() for key in keys(message))
        assert all(choice.get("key") in sources() or choice.get("title") for choice in message["choices"])
        assert message["answer"]["kind"] in (
            "topic",
            "policy",
            "emergency",
            "advocate",
            "clarify",
            "fallback",
            "language",
        )


@pytest.mark.parametrize("action", ACTIONS)
def test_a_message_with_nothing_in_it_is_answered_too(action: Any, turn: Any) -> None:
    assert turn(action(), {}, text=None, entities=None, intent=None, metadata=None)[0]


def test_a_topic_is_answered_and_remembered(turn: Any) -> None:
    (said,), slots = turn(ActionAnswerTopic(), topic="u_visa_what", text="what is a u visa")
    assert keys(said)[0] == "topic.u_visa_what.short" and slots == {"topic": "u_visa_what"}


def test_a_buttons_topic_counts_before_the_one_understood(turn: Any) -> None:
    (said,), _ = turn(ActionAnswerTopic(), topic="u_visa_what", entities=[button("topic", "notario_fraud")])
    assert said["answer"]["topic"] == "notario_fraud"


def test_a_topic_with_a_place_is_answered_for_the_place(turn: Any) -> None:
    (said,), slots = turn(
        ActionAnswerTopic(),
        topic="police_ask_status",
        text="Minneapolis",
        entities=[place("mn/minneapolis", county="mn/hennepin-county")],
    )
    assert said["answer"]["kind"] == "policy" and said["answer"]["facts"]
    assert slots == {"topic": "police_ask_status", "place": "mn/minneapolis", "county": "mn/hennepin-county"}


def test_the_place_of_the_conversation_is_kept_for_the_next_question(turn: Any) -> None:
    (said,), slots = turn(ActionAnswerTopic(), {"place": "mn/minneapolis"}, topic="police_ask_status")
    assert said["answer"]["kind"] == "policy" and said["answer"]["place"]["name"] == "Minneapolis, MN"
    assert "place" not in slots


def test_a_new_place_replaces_the_county_of_the_old_one(turn: Any) -> None:
    _, slots = turn(
        ActionAnswerTopic(), {"place": "mn/minneapolis", "county": "mn/hennepin-county"},
        topic="police_ask_status", entities=[place("tx/houston")],
    )  # fmt: skip
    assert slots["place"] == "tx/houston" and slots["county"] is None


def test_an_ambiguous_place_is_asked_back_and_the_topic_remembered(turn: Any) -> None:
    text = "montgomery county"
    (said,), slots = turn(
        ActionAnswerTopic(), topic="police_ask_status", text=text,
        entities=[place("md/montgomery-county", "pa/montgomery-county", text=text)],
    )  # fmt: skip
    assert said["answer"]["kind"] == "clarify" and said["parts"][0]["values"] == {"name": text}
    assert [choice["title"] for choice in said["choices"]] == ["Montgomery County, MD", "Montgomery County, PA"]
    assert slots == {"topic": "police_ask_status"}


def test_an_ambiguous_place_does_not_matter_where_no_place_does(turn: Any) -> None:
    (said,), slots = turn(ActionAnswerTopic(), topic="u_visa_what", entities=[place("md/x", "pa/x")])
    assert said["answer"]["kind"] == "topic" and "place" not in slots


def test_an_unknown_topic_is_asked_back(turn: Any) -> None:
    (said,), _ = turn(ActionAnswerTopic(), topic="no_such_topic")
    assert keys(said) == ["utter_not_understood"]


def test_a_place_alone_continues_the_question_before_it(turn: Any) -> None:
    (said,), slots = turn(ActionAnswerPlace(), {"topic": "victim_asked_status"}, entities=[place("mn/minneapolis")])
    assert said["answer"]["topic"] == "victim_asked_status" and said["answer"]["kind"] == "policy"
    assert slots["place"] == "mn/minneapolis"


@pytest.mark.parametrize("before", [None, "u_visa_what", "no_such_topic"])
def test_a_place_alone_without_a_local_question_gets_the_overview(before: Any, turn: Any) -> None:
    (said,), slots = turn(ActionAnswerPlace(), {"topic": before}, entities=[place("mn/minneapolis")])
    assert said["answer"]["topic"] == slots["topic"] == "my_city_policy"


def test_a_buttons_place_needs_no_candidates(turn: Any) -> None:
    (said,), slots = turn(ActionAnswerPlace(), entities=[button("place", "md/montgomery-county")])
    assert said["answer"]["place"]["name"] == "Montgomery County, MD" and slots["place"] == "md/montgomery-county"


def test_a_place_that_was_not_recognised_is_asked_for_again(turn: Any) -> None:
    (said,), slots = turn(ActionAnswerPlace(), text="in my town")
    assert keys(said) == ["utter_place_not_found"] and slots == {}


def test_an_unsure_message_offers_the_likely_topics(turn: Any) -> None:
    (said,), _ = turn(ActionAskBack(), likely_topics=["u_visa_what", "t_visa_what"], intent={"name": "nlu_fallback"})
    assert keys(said) == ["utter_which_topic"] and len(said["choices"]) == 3


def test_what_is_off_topic_is_told_so(turn: Any) -> None:
    (said,), _ = turn(ActionAskBack(), likely_topics=["u_visa_what"], intent={"name": "out_of_scope"})
    assert keys(said) == ["utter_cannot_help"] and said["answer"]["kind"] == "fallback"


@pytest.mark.parametrize(
    ("latest", "wanted"),
    [
        ({"emergency": "suicide"}, ["utter_emergency_suicide", "utter_emergency_next"]),
        ({"emergency": None}, ["utter_emergency_danger", "utter_emergency_next"]),
        ({}, ["utter_emergency_danger", "utter_emergency_next"]),
        ({"metadata": {"emergency_told": "captive"}, "emergency": "danger"}, ["utter_emergency_next"]),
    ],
    ids=["kind known", "kind unknown", "nothing known", "the channel has told it"],
)
def test_the_number_comes_first_and_once(latest: Dict[str, Any], wanted: List[str], turn: Any) -> None:
    said, _ = turn(ActionEmergency(), **latest)
    assert [key for message in said for key in keys(message)] == wanted


def test_the_kind_that_was_told_decides_what_follows(turn: Any) -> None:
    (said,), _ = turn(ActionEmergency(), metadata={"emergency_told": "captive"})
    assert said["choices"][0]["key"] == "topic.trafficking_help.title"


def test_another_language_is_taken_up_and_the_last_answer_repeated(turn: Any) -> None:
    said, _ = turn(
        ActionSwitchLanguage(), {"topic": "police_ask_status", "place": "mn/minneapolis"}, text="español por favor"
    )
    assert [message["in_language"] for message in said] == ["es", "es"]
    assert keys(said[0]) == ["utter_language_switched"]
    assert said[1]["answer"]["topic"] == "police_ask_status" and said[1]["answer"]["kind"] == "policy"


def test_a_language_button_decides_without_words(turn: Any) -> None:
    (said,), _ = turn(ActionSwitchLanguage(), text="/switch_language", entities=[button("language", "es")])
    assert said["in_language"] == "es"


def test_a_language_that_we_do_not_have_is_told_so(turn: Any) -> None:
    (said,), _ = turn(ActionSwitchLanguage(), text="tagalog please")
    assert keys(said) == ["utter_language_not_here"] and "in_language" not in said


def test_the_first_place_that_is_named_counts(make_tracker: Any) -> None:
    tracker = make_tracker(text="houston or dallas", entities=[place("tx/houston"), place("tx/dallas")])
    assert conversation.named_place(tracker).candidates == ("tx/houston",)
    assert conversation.named_place(make_tracker(entities=[button("place", None)])) is None


@pytest.mark.parametrize(
    ("latest", "tag"),
    [
        ({"language": {"tag": "es"}, "metadata": {"language": "en"}}, "es"),
        ({"metadata": {"language": "es"}}, "es"),
        ({}, None),
        ({"language": None, "metadata": None}, None),
    ],
)
def test_the_language_of_a_message(latest: Any, tag: Any, make_tracker: Any) -> None:
    assert conversation.language(make_tracker(**latest)) == tag


def test_what_is_not_given_is_not_forgotten() -> None:
    assert conversation.remember() == []
    assert [event["name"] for event in conversation.remember("u_visa_what")] == ["topic"]


def test_near_topics_with_a_place_get_the_rules_of_the_place(turn: Any) -> None:
    """Asking back would be idle: the rules of Houston answer each of the near topics."""
    near = ["my_city_policy", "police_ask_status"]
    (said,), slots = turn(
        ActionAskBack(), intent={"name": "nlu_fallback"}, likely_topics=near, entities=[place("tx/houston")]
    )
    assert said["answer"]["kind"] == "policy" and said["answer"]["place"]["id"] == "houston-tx-pd"
    assert slots == {"topic": "my_city_policy", "place": "tx/houston", "county": None}


def test_asking_back_remembers_the_place(turn: Any) -> None:
    (said,), slots = turn(
        ActionAskBack(), intent={"name": "nlu_fallback"}, likely_topics=["u_visa_what"], entities=[place("tx/houston")]
    )
    assert said["answer"]["kind"] == "clarify"
    assert slots == {"place": "tx/houston", "county": None}


def test_off_topic_stays_off_topic_with_a_place_in_it(turn: Any) -> None:
    (said,), _ = turn(
        ActionAskBack(),
        intent={"name": "out_of_scope"},
        likely_topics=["my_city_policy"],
        entities=[place("tx/houston")],
    )
    assert said["answer"]["kind"] == "fallback"


def test_whoever_probably_asks_for_a_person_gets_the_numbers_at_once(turn: Any) -> None:
    likely = ["talk_to_human", "crisis_988"]
    (said,), slots = turn(ActionAskBack(), intent={"name": "nlu_fallback"}, likely_topics=likely)
    assert said["answer"]["kind"] == "advocate" and said["answer"]["facts"]["organizations"]
    assert slots == {"topic": "talk_to_human"}
