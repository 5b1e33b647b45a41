"""No combination of facts gives an empty answer, a half-worded one, or one that says too much."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Dict, List, Optional, Tuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.answer import Answer
from bot.answers.policy_answers import FIELDS_OF, answer_policy, document_name, section_of, u_visa_lines
from bot.answers.policy_lead import FIELDS as LEAD_FIELDS
from bot.answers.topics import LOCAL_QUESTIONS, Topic, topics
from bot.language.sources import sources
from bot.policybook import vocabulary
from bot.policybook.agreements import Agreement
from bot.policybook.queries import Listed, PlaceRecord
from bot.policybook.schema import Agency, Place, Policy, PolicyVersion, Source

TODAY = date(2026, 11, 23)
TOPIC_OF: Dict[str, Topic] = {topic.local: topic for topic in topics().values() if topic.local}
QUESTIONS = sorted(FIELDS_OF)
HERE = "Example Town, MN"


def source(**more: Any) -> Source:
    values: Dict[str, Any] = {
        "title": "General Order 1",
        "publisher": "Example Police",
        "url": "https://pd.example/1",
        "published": "2025-03",
        "official": True,
        "copy": False,
        "supports": ("document",),
    }
    return Source(**{**values, **more})


def version(facts: Dict[str, Any], **more: Any) -> PolicyVersion:
    values: Dict[str, Any] = {
        "in_force_from": "2025",
        "status": "in-force",
        "as_of": "2026-05-01",
        "review_by": TODAY,
        "confidence": "high",
        "derived": (),
        "sources": (source(),),
    }
    return PolicyVersion(facts=facts, **{**values, **more})


def policy(*versions: PolicyVersion, **more: Any) -> Policy:
    values: Dict[str, Any] = {
        "id": "go-1",
        "title": "Immigration status",
        "identifier": "GO 1",
        "kind": "directive",
        "binds": None,
        "replaced_by": None,
    }
    return Policy(versions=versions, **{**values, **more})


def agency(*policies: Policy, kind: str = "police", place: Optional[Place] = None) -> Agency:
    place = place or Place("Example Town", {"police": "city", "sheriff": "county", "state": "state"}[kind], "MN")
    return Agency(f"example-{kind}", f"Example {kind}", kind, place, (), (), policies)


def record(
    status: str, agencies: Tuple[Agency, ...] = (), counties: Tuple[Agency, ...] = (), state: Optional[Agency] = None
) -> PlaceRecord:
    return PlaceRecord("mn/example-town", "Example Town" if agencies else None, agencies, counties, state, status)


def keys(answer: Any) -> List[str]:
    """Response keys of an answer, those inside bullets too."""
    found = []
    for part in answer.parts:
        found.append(part.key)
        found += [value["key"] for value in part.values.values() if isinstance(value, dict) and "key" in value]
    return found


PARTIAL_DATES = st.sampled_from([None, "2019", "2024-02", "2025-12-05", "2026-11-22"])
CODES = {field: st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True).map(tuple)
         for field, codes in vocabulary.LISTS.items()}  # fmt: skip
U_VISA = st.fixed_dictionaries(
    {"signs": st.sampled_from(vocabulary.U_VISA_SIGNS)},
    optional={
        "unit": st.just("Records Unit"),
        "phone": st.just("612-555-0100"),
        "phone_unit": st.just("Front Desk"),
        "deadline_days": st.integers(1, 180),
        "deadline_days_in_removal": st.integers(1, 30),
        "days_counted": st.sampled_from(vocabulary.U_VISA_DAYS),
        "steps": st.lists(st.sampled_from(vocabulary.U_VISA_STEPS), min_size=1, max_size=5, unique=True).map(tuple),
    },
).flatmap(
    lambda facts: st.sampled_from(
        [facts, *({**facts, "email": "visa@pd.example", "email_use": use} for use in vocabulary.U_VISA_EMAIL_USES)]
    )
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        **{field: st.sampled_from(codes) for field, codes in vocabulary.VALUES.items()},
        **CODES,
        "u_visa": U_VISA,
        "agreements_listed": st.fixed_dictionaries({"count": st.integers(0, 99), "date": st.just("2026-05-18")}),
    },
).filter(bool)


@st.composite
def versions(draw: Any) -> PolicyVersion:
    facts = draw(FACTS)
    return version(
        facts,
        in_force_from=draw(PARTIAL_DATES),
        status=draw(st.sampled_from([status for status in vocabulary.STATUSES if status != "superseded"])),
        as_of=draw(PARTIAL_DATES),
        review_by=draw(st.sampled_from([TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=90)])),
        confidence=draw(st.sampled_from(vocabulary.CONFIDENCES)),
        derived=tuple(draw(st.sets(st.sampled_from(sorted(facts))))),
        sources=(
            source(url=draw(st.sampled_from([None, "https://pd.example/1"])), copy=draw(st.booleans())),
            source(title="Report", published=draw(PARTIAL_DATES), official=False, supports=tuple(facts)),
        ),
    )


@st.composite
def agencies(draw: Any, kind: str) -> Agency:
    count = draw(st.integers(1, 3))
    made = []
    for number in range(count):
        made.append(
            policy(
                *draw(st.lists(versions(), min_size=1, max_size=2)),
                id=f"p{number}",
                identifier=draw(st.sampled_from([None, "GO 1"])),
                kind=draw(st.sampled_from(vocabulary.POLICY_KINDS)),
                replaced_by=draw(st.sampled_from([None, "p0"])) if number else None,
            )
        )
    return agency(*made, kind=kind)


@st.composite
def records(draw: Any) -> PlaceRecord:
    own = tuple(draw(st.lists(agencies("police"), max_size=1))) + tuple(draw(st.lists(agencies("sheriff"), max_size=1)))
    counties = tuple(draw(st.lists(agencies("sheriff"), max_size=1)))
    state = draw(st.one_of(st.none(), agencies("state")))
    status = "found" if own else "county_only" if counties else "state_only" if state else "none"
    return record(status, own, counties, state)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=records(), question=st.sampled_from(QUESTIONS))
def test_any_facts_make_a_whole_answer_in_every_language(found: PlaceRecord, question: str, worded: Any) -> None:
    topic = TOPIC_OF.get(question) or next(iter(TOPIC_OF.values()))
    answer = answer_policy(topic, found, HERE, TODAY)
    worded(answer)
    said = keys(answer)
    assert answer.kind == "policy" and answer.topic == topic.id and answer.place is not None
    # Either something is told, with the warning that it is no promise, or a person is offered.
    assert said[-1] in ("utter_policy_no_promise", "utter_policy_ask_advocate")
    assert (said[-1] == "utter_policy_no_promise") == (f"topic.{topic.id}.short" not in said)
    if said[-1] == "utter_policy_ask_advocate":
        assert answer.facts == {}
    assert not answer.stale or answer.facts == {}
    assert all(item.url is None or item.url.startswith("https://") for item in answer.sources)
    # A heading is never the last thing that is said.
    headings = ("utter_policy_heading", "utter_policy_state_heading")
    assert not [
        key for key, after in zip(said, said[1:], strict=False) if key in headings and after in (*headings, said[-1])
    ]
    # A document that is asserted has at least one line under it or a document that shares its lines.
    assert all(part.join in ("", "space", "line") for part in answer.parts)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=records(), question=st.sampled_from(QUESTIONS))
def test_nothing_that_is_in_doubt_is_among_the_facts(found: PlaceRecord, question: str) -> None:
    topic = TOPIC_OF.get(question) or next(iter(TOPIC_OF.values()))
    later = answer_policy(topic, found, HERE, date(2099, 1, 1))
    assert later.facts == {} and later.as_of is None
    assert "utter_policy_no_promise" not in keys(later)


def test_every_local_question_of_a_topic_can_be_answered() -> None:
    assert set(LOCAL_QUESTIONS) - {"advocates"} == set(FIELDS_OF)
    assert {topic.local for topic in topics().values()} - {None, "advocates"} <= set(FIELDS_OF)


def test_every_field_of_a_question_is_one_of_the_policybook() -> None:
    assert {field for fields in FIELDS_OF.values() for field in fields} <= set(vocabulary.FIELDS)


@pytest.mark.parametrize(
    ("day", "is_told"),
    [(TODAY - timedelta(days=1), True), (TODAY, True), (TODAY + timedelta(days=1), False)],
    ids=["the day before", "the day itself", "the day after"],
)
def test_a_statement_is_asserted_up_to_the_day_of_its_review(day: date, is_told: bool) -> None:
    place = record("found", (agency(policy(version({"victims": "no"}))),))
    answer = answer_policy(TOPIC_OF["victims"], place, HERE, day)
    assert (answer.facts == {"victims": "no"}) is is_told
    assert answer.stale is not is_told
    assert ("utter_policy_may_have_changed" in keys(answer)) is not is_told
    assert ("utter_policy_victims_no" in keys(answer)) is is_told


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        ({"review_by": TODAY - timedelta(days=1)}, "review_date_passed"),
        ({"status": "unknown"}, "status_unknown"),
        ({"status": "blocked"}, "blocked"),
        ({"confidence": "low"}, "low_confidence"),
        ({"sources": (source(withdrawn="2026-11-01"),)}, "source_withdrawn"),
    ],
    ids=["due", "unknown", "blocked", "low", "source"],
)
def test_the_reason_for_a_doubt_is_told(more: Dict[str, Any], doubt: str) -> None:
    place = record("found", (agency(policy(version({"victims": "no"}, **more))),))
    said = keys(answer_policy(TOPIC_OF["victims"], place, HERE, TODAY))
    assert f"utter_policy_doubt_{doubt}" in said and "utter_policy_victims_no" not in said


def test_a_document_that_lost_the_source_of_one_fact_tells_the_others(worded: Any) -> None:
    sources = (source(supports=("victims",)), source(title="Old page", supports=("public",), withdrawn="2026-11-01"))
    place = record("found", (agency(policy(version({"victims": "no", "public": "no"}, sources=sources))),))
    answer = answer_policy(TOPIC_OF["asking"], place, HERE, TODAY)
    said = keys(answer)
    assert "utter_policy_victims_no" in said and "utter_policy_public_no" not in said
    assert "utter_policy_partly_withdrawn" in said and "utter_policy_doubt_source_withdrawn" in said
    assert [found.title for found in answer.sources] == ["General Order 1"] or answer.sources == ()
    assert "public" not in answer.facts


def test_an_unfavourable_rule_is_told_as_plainly(worded: Any) -> None:
    facts = {"arrested": "yes", "ice_contact": "yes", "detainers": "yes", "agreement_287g": "task-force"}
    answer = answer_policy(
        TOPIC_OF["ice"], record("found", (agency(policy(version(facts)), kind="sheriff"),)), HERE, TODAY
    )
    said = keys(answer)
    assert {
        "utter_policy_ice_contact_yes",
        "utter_policy_detainers_yes",
        "utter_policy_agreement_287g_task_force",
    } <= set(said)
    worded(answer)


def test_documents_that_disagree_are_both_told() -> None:
    two = agency(
        policy(version({"victims": "no"})), policy(version({"victims": "may"}), id="go-2", title="Older order")
    )
    answer = answer_policy(TOPIC_OF["victims"], record("found", (two,)), HERE, TODAY)
    said = keys(answer)
    assert {"utter_policy_victims_no", "utter_policy_victims_may", "utter_policy_conflict"} <= set(said)
    assert answer.facts == {"victims": ["no", "may"]}


def test_documents_that_say_the_same_share_their_lines() -> None:
    two = agency(policy(version({"victims": "no"})), policy(version({"victims": "no"}), id="go-2", title="Bulletin"))
    said = keys(answer_policy(TOPIC_OF["victims"], record("found", (two,)), HERE, TODAY))
    assert said.count("utter_policy_victims_no") == 1 and said.count("utter_policy_document") == 2


def test_what_a_newer_version_replaced_is_told_as_past() -> None:
    older = version({"victims": "yes"}, in_force_from="2010", status="superseded")
    place = record("found", (agency(policy(older, version({"victims": "no"}))),))
    said = keys(answer_policy(TOPIC_OF["victims"], place, HERE, TODAY))
    assert "utter_policy_older_version" in said and "utter_policy_victims_yes" not in said


def test_a_statement_without_a_rule_is_told_as_a_statement() -> None:
    place = record("found", (agency(policy(version({"victims": "no"}, status="statement-only"))),))
    assert "utter_policy_status_statement_only" in keys(answer_policy(TOPIC_OF["victims"], place, HERE, TODAY))


def test_a_derived_fact_says_so() -> None:
    place = record("found", (agency(policy(version({"victims": "no"}, derived=("victims",)))),))
    assert "utter_policy_derived" in keys(answer_policy(TOPIC_OF["victims"], place, HERE, TODAY))


def test_an_unknown_place_gets_the_state_and_is_told_so() -> None:
    state = agency(policy(version({"victims": "no"}), kind="state-law"), kind="state")
    answer = answer_policy(TOPIC_OF["victims"], record("state_only", state=state), HERE, TODAY)
    said = keys(answer)
    assert said[0] == "utter_policy_no_record" and "utter_policy_state_heading" in said
    assert answer.facts == {"state.victims": "no"}


def test_a_place_that_nobody_knows_gets_the_general_answer_and_a_person() -> None:
    answer = answer_policy(TOPIC_OF["victims"], record("none"), HERE, TODAY)
    topic = TOPIC_OF["victims"].id
    assert keys(answer) == ["utter_policy_no_record", f"topic.{topic}.short", "utter_policy_ask_advocate"]
    assert any("find_advocate" in button.payload for button in answer.buttons)
    assert not answer.stale


def test_a_county_that_runs_the_jail_is_told_for_questions_about_arrest_only() -> None:
    city, county = (
        agency(policy(version({"victims": "no"}))),
        agency(policy(version({"arrested": "yes", "victims": "yes"})), kind="sheriff"),
    )
    place = record("found", (city,), (county,))
    assert "utter_policy_arrested_yes" in keys(answer_policy(TOPIC_OF["arrested"], place, HERE, TODAY))
    assert "utter_policy_victims_yes" not in keys(answer_policy(TOPIC_OF["victims"], place, HERE, TODAY))


def test_where_only_the_county_is_known_it_is_named_as_the_county() -> None:
    county = agency(policy(version({"victims": "no"})), kind="sheriff")
    assert (
        keys(answer_policy(TOPIC_OF["victims"], record("county_only", (), (county,)), HERE, TODAY))[0]
        == "utter_policy_county_only"
    )


def test_an_open_question_is_called_open_and_the_other_rules_are_told() -> None:
    place = record("found", (agency(policy(version({"ice_contact": "no"}))),))
    said = keys(answer_policy(TOPIC_OF["victims"], place, HERE, TODAY))
    assert said[:2] == ["utter_policy_nothing_local", "utter_policy_other_rules"]
    assert "utter_policy_ice_contact_no" in said


def test_a_short_overview_says_that_there_are_exceptions() -> None:
    facts = {"victims": "no", "exceptions": ("needed_to_investigate",)}
    place = record("found", (agency(policy(version(facts))),))
    brief = keys(answer_policy(TOPIC_OF["overview"], place, HERE, TODAY))
    full = keys(answer_policy(TOPIC_OF["victims"], place, HERE, TODAY))
    assert "utter_policy_has_exceptions" in brief and "utter_policy_exception_needed_to_investigate" not in brief
    assert "utter_policy_exception_needed_to_investigate" in full


def test_a_copy_is_named_without_its_link_and_official_pages_come_first() -> None:
    sources = (source(title="Blog", official=False), source(title="Re-post", copy=True), source(title="Order"))
    place = record("found", (agency(policy(version({"victims": "no"}, sources=sources))),))
    told = answer_policy(TOPIC_OF["victims"], place, HERE, TODAY).sources
    assert [(item.title, item.url) for item in told] == [
        ("Re-post", None), ("Order", "https://pd.example/1"), ("Blog", "https://pd.example/1"),
    ]  # fmt: skip


def test_the_oldest_check_is_the_date_of_the_answer() -> None:
    two = agency(
        policy(version({"victims": "no"}, as_of="2025-02")),
        policy(version({"victims": "no"}, as_of="2026-01-05"), id="go-2"),
    )
    assert answer_policy(TOPIC_OF["victims"], record("found", (two,)), HERE, TODAY).as_of == "2025-02"


def test_a_document_is_named_with_its_number_where_it_has_one() -> None:
    assert document_name(policy()) == "GO 1: Immigration status"
    assert document_name(policy(identifier=None)) == "Immigration status"


def test_a_document_that_does_not_touch_the_question_is_no_section() -> None:
    assert section_of(agency(policy(version({"language": ("free_interpreter",)}))), "victims", TODAY) is None


@given(facts=U_VISA)
def test_who_signs_is_told_first_whatever_else_is_known(facts: Dict[str, Any]) -> None:
    lines = u_visa_lines(facts)
    assert lines[0].key == f"utter_policy_u_visa_signs_{facts['signs']}"
    told = [value for line in lines for value in line.values.values()]
    assert all(
        facts[name] in told for name in ("phone", "email", "deadline_days", "deadline_days_in_removal") if name in facts
    )


def test_every_real_place_has_a_whole_answer_to_every_local_question(real_desk: Any, worded: Any, today: date) -> None:
    from bot.answers.desk import Question
    from bot.policybook.schema import read_directory
    from bot.settings import ROOT

    places = {(a.place.key, a.place.county_key) for a in read_directory(ROOT / "bot" / "data" / "policybook", today)}
    for place, county in sorted(places, key=str):
        for topic in TOPIC_OF.values():
            answer = real_desk.answer(Question(topic.id, place, county, "es"), today)
            replies = worded(answer)
            assert answer.kind in ("policy", "advocate"), (place, topic.id)
            if answer.facts:
                assert replies["en"]["text"] != replies["es"]["text"]


# ---- ICE's list of agreements


AGREEMENT = Agreement("Example Police", "city", "MN", "Example Town", "Example County", "task-force", "2025-07-01")
SHERIFF = replace(AGREEMENT, agency="Example County Sheriff's Office", kind="county", place=None)
PATROL = replace(AGREEMENT, agency="Example State Patrol", kind="state", place=None, county=None)


def listed(*own: Agreement, review_by: date = TODAY, **more: Any) -> Listed:
    values: Dict[str, Any] = {"county": (), "within": (), "state": ()}
    about = source(title="ICE's list", published="2026-05-18")
    return Listed("2026-05-18", review_by, about, own, **{**values, **more})


def asked(question: str, found: Listed, agencies: Tuple[Agency, ...] = ()) -> Answer:
    status = "found" if agencies else "none"
    return answer_policy(TOPIC_OF[question], replace(record(status, agencies), listed=found), HERE, TODAY)


def test_a_place_without_a_record_hears_what_the_list_has() -> None:
    answer = asked("ice", listed(AGREEMENT, county=(SHERIFF,)))
    assert [key for key in keys(answer) if key.startswith("utter_agreements")] == [
        "utter_agreements_heading",
        "utter_agreements_task_force",
        "utter_agreements_task_force",
        "utter_agreements_change",
    ]
    assert answer.facts["agreements_on_list"]["agencies"][0] == {
        "agency": "Example Police",
        "model": "task-force",
        "signed": "2025-07-01",
    }
    assert "ICE's list" in {one.title for one in answer.sources}
    assert answer.as_of == "2026-05-18"


def test_a_list_without_the_place_is_told_as_no_promise() -> None:
    assert "utter_agreements_none" in keys(asked("ice", listed()))


def test_the_agreement_that_a_record_tells_is_not_told_twice() -> None:
    police = agency(policy(version({"agreement_287g": "task-force"})))
    assert not any(key.startswith("utter_agreements") for key in keys(asked("ice", listed(AGREEMENT), (police,))))


def test_officers_on_patrol_belong_to_the_question_about_stops_and_jails_do_not() -> None:
    jail = replace(SHERIFF, model="jail-enforcement")
    assert "utter_agreements_task_force" in keys(asked("stops", listed(AGREEMENT, jail)))
    assert "utter_agreements_jail_enforcement" not in keys(asked("stops", listed(AGREEMENT, jail)))


@pytest.mark.parametrize("question", ["u_visa", "language"])
def test_other_questions_hear_nothing_of_the_list(question: str) -> None:
    assert not any(key.startswith("utter_agreements") for key in keys(asked(question, listed(AGREEMENT))))


def test_a_list_past_its_review_is_named_and_not_told() -> None:
    answer = asked("ice", listed(AGREEMENT, review_by=TODAY - timedelta(days=1)))
    assert "utter_agreements_too_old" in keys(answer)
    assert "utter_agreements_task_force" not in keys(answer)
    assert "agreements_on_list" not in answer.facts


def test_of_many_state_agencies_the_patrol_comes_first() -> None:
    many = tuple(replace(PATROL, agency=f"Agency {letter}") for letter in "ABCD")
    part = next(
        p for p in asked("ice", listed(state=(*many, PATROL))).parts if p.key.startswith("utter_agreements_state")
    )
    assert part.values["agencies"] == {"list": ["Example State Patrol", "Agency A", "Agency B"]}
    assert part.values["count"] == 2


@given(
    question=st.sampled_from(QUESTIONS),
    own=st.sets(st.sampled_from([AGREEMENT, SHERIFF]), max_size=2),
    around=st.sets(st.sampled_from([SHERIFF, replace(SHERIFF, model="warrant-service")]), max_size=2),
    others=st.sets(st.sampled_from([PATROL, replace(PATROL, agency="Example Board")]), max_size=2),
    is_old=st.booleans(),
    has_record=st.booleans(),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_combination_of_agreements_gives_a_half_worded_answer(
    worded: Any, question: str, own: Any, around: Any, others: Any, is_old: bool, has_record: bool
) -> None:
    found = listed(
        *sorted(own, key=str),
        county=tuple(around),
        within=tuple(own),
        state=tuple(others),
        review_by=TODAY - timedelta(days=is_old),
    )
    agencies = (agency(policy(version({"victims": "no", "agreement_287g": "declined"}))),) if has_record else ()
    worded(asked(question, found, agencies))


# ---- the first line


NO_VICTIMS = {"victims": "no"}
LEADS = {
    "a written rule leads": ([policy(version(NO_VICTIMS))], [], "utter_policy_lead_victims_no"),
    "two that agree lead": (
        [policy(version(NO_VICTIMS)), policy(version(NO_VICTIMS), id="go-2")],
        [],
        "utter_policy_lead_victims_no",
    ),
    "two that differ are said to": (
        [policy(version(NO_VICTIMS)), policy(version({"victims": "may"}), id="go-2")],
        [],
        "utter_policy_lead_differ",
    ),
    "state law that differs is said to": (
        [policy(version(NO_VICTIMS))],
        [policy(version({"victims": "yes"}))],
        "utter_policy_lead_differ",
    ),
    "state law alone does not lead": ([policy(version({"arrested": "no"}))], [policy(version(NO_VICTIMS))], None),
    "a speech does not lead": ([policy(version(NO_VICTIMS, status="statement-only"))], [], None),
    "a report does not lead": ([policy(version(NO_VICTIMS), kind="report-finding")], [], None),
    "what only follows from a rule does not lead": ([policy(version(NO_VICTIMS, derived=("victims",)))], [], None),
    "a doubtful document beside it keeps it from leading": (
        [policy(version(NO_VICTIMS)), policy(version(NO_VICTIMS, status="unknown"), id="go-2")],
        [],
        None,
    ),
}


@pytest.mark.parametrize(("own", "law", "wanted"), LEADS.values(), ids=LEADS.keys())
def test_what_the_first_line_says(own: List[Policy], law: List[Policy], wanted: Optional[str]) -> None:
    state = agency(*law, kind="state") if law else None
    answer = answer_policy(TOPIC_OF["victims"], record("found", (agency(*own),), state=state), HERE, TODAY)
    leads = [part.key for part in answer.parts if part.key.startswith("utter_policy_lead")]
    assert leads == ([wanted] if wanted else [])
    assert not leads or answer.parts[0].key == wanted


def test_an_agreement_on_the_list_keeps_a_limit_from_leading() -> None:
    police = agency(policy(version({"ice_contact": "limited"})))
    keys_of = keys(asked("ice", listed(county=(SHERIFF,)), (police,)))
    assert not any(key.startswith("utter_policy_lead") for key in keys_of)


@pytest.mark.parametrize("field", sorted({field for fields in LEAD_FIELDS.values() for field in fields}))
def test_each_value_of_a_leading_field_has_its_line(field: str) -> None:
    for value in vocabulary.VALUES[field]:
        assert f"utter_policy_lead_{field}_{value}" in sources()
