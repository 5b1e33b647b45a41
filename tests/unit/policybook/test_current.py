"""What counts on a day; documents that disagree are all kept."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Dict, List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.datafiles.dates import first_day, has_begun
from bot.policybook import vocabulary
from bot.policybook.current import AgencyOnDay, read_on, unsupported_fields, version_on
from bot.policybook.queries import PlaceRecord
from bot.policybook.schema import Agency, Place, Policy, PolicyVersion, Source
from bot.policybook.taken_back import mark_taken_back

TODAY = date(2026, 11, 23)


def named(agencies: List[Agency], agency_id: str) -> Agency:
    return next(agency for agency in agencies if agency.id == agency_id)


def kept(agency: Agency, day: date) -> List[str]:
    return [item.policy.id for item in read_on(agency, day).current]


def test_the_day_before_the_minneapolis_ordinance_it_does_not_count(agencies: List[Agency]) -> None:
    minneapolis = named(agencies, "minneapolis-mn-pd")
    assert "ordinance-19-30" not in kept(minneapolis, date(2002, 12, 31))
    assert "ordinance-19-30" in kept(minneapolis, date(2003, 1, 1))


def test_the_stronger_minneapolis_ordinance_counts_from_december_2025(agencies: List[Agency]) -> None:
    minneapolis = named(agencies, "minneapolis-mn-pd")
    ordinance = next(policy for policy in minneapolis.policies if policy.id == "ordinance-19-30")
    before, after = version_on(ordinance, date(2025, 11, 30)), version_on(ordinance, date(2025, 12, 1))
    assert before is not None and "ice_contact" not in before.facts
    assert after is not None and after.facts["ice_contact"] == "limited"


def test_the_dc_law_of_2012_counts_until_the_sanctuary_act_begins(agencies: List[Agency]) -> None:
    police = named(agencies, "washington-dc-mpd")
    assert "detainer-law-2012" in kept(police, date(2019, 12, 31))
    assert "detainer-law-2012" not in kept(police, date(2020, 1, 1))
    assert "sanctuary-values-act" in kept(police, date(2020, 1, 1))


def test_what_was_replaced_is_kept_as_past(agencies: List[Agency]) -> None:
    past = read_on(named(agencies, "washington-dc-mpd"), TODAY).past
    assert "detainer-law-2012" in [policy.id for policy, _ in past]


def test_dc_shows_both_documents_that_disagree_about_ice(agencies: List[Agency]) -> None:
    reading = read_on(named(agencies, "washington-dc-mpd"), TODAY)
    assert "ice_contact" in reading.conflicts
    assert {fact.value for fact in reading.about("ice_contact")} == {"limited", "yes"}


def test_a_state_rule_about_agreements_is_no_conflict(agencies: List[Agency]) -> None:
    assert read_on(named(agencies, "va-state"), TODAY).conflicts == ()


def test_ended_and_not_listed_say_the_same(agencies: List[Agency]) -> None:
    reading = read_on(named(agencies, "prince-william-county-va-pd"), TODAY)
    assert {fact.value for fact in reading.about("agreement_287g")} == {"ended", "not-listed"}
    assert reading.conflicts == ()


def test_the_friendly_houston_statement_of_2018_is_doubted(agencies: List[Agency]) -> None:
    (fact,) = read_on(named(agencies, "houston-tx-pd"), TODAY).about("victims")
    assert fact.stale and fact.policy.id == "chief-statement-2018"


def test_the_phoenix_order_let_officers_ask_victims_until_2017(agencies: List[Agency]) -> None:
    phoenix = named(agencies, "phoenix-az-pd")
    order = next(policy for policy in phoenix.policies if policy.id == "operations-order-4-48")
    before, after = version_on(order, date(2016, 12, 31)), version_on(order, date(2017, 1, 1))
    assert before is not None and before.facts["victims"] == "may"
    assert after is not None and after.facts["victims"] == "no"


def test_maryland_bans_agreements_from_the_day_of_the_signature(agencies: List[Agency]) -> None:
    maryland = named(agencies, "md-state")
    assert "287g-ban" not in kept(maryland, date(2026, 2, 16))
    assert "287g-ban" in kept(maryland, date(2026, 2, 17))


def test_the_montgomery_order_counts_until_the_county_law(agencies: List[Agency]) -> None:
    montgomery = named(agencies, "montgomery-county-md-pd")
    assert "executive-order-135-19" in kept(montgomery, date(2026, 2, 9))
    assert "executive-order-135-19" not in kept(montgomery, date(2026, 2, 10))


def test_every_version_was_read_by_someone_who_can_be_checked(agencies: List[Agency]) -> None:
    for agency in agencies:
        for policy in agency.policies:
            for version in policy.versions:
                assert any(source.url for source in version.sources), (agency.id, policy.id)


def test_a_version_is_doubted_from_the_day_after_its_review_date(agencies: List[Agency]) -> None:
    reviews = {
        item.policy.id: item.doubts
        for item in read_on(named(agencies, "minneapolis-mn-pd"), date(2027, 2, 24)).current
    }
    assert reviews["policy-9-114"] == ("review_date_passed",)
    on_time = {
        item.policy.id: item.doubts
        for item in read_on(named(agencies, "minneapolis-mn-pd"), date(2027, 2, 23)).current
    }
    assert on_time["policy-9-114"] == ()


def test_a_low_confidence_statement_of_2019_is_doubted_for_each_reason(agencies: List[Agency]) -> None:
    current = read_on(named(agencies, "washington-dc-mpd"), TODAY).current
    (videos,) = [item for item in current if item.policy.id == "police-videos-2019"]
    assert videos.doubts == ("review_date_passed", "low_confidence")


def test_an_answer_that_follows_from_a_general_rule_is_marked(agencies: List[Agency]) -> None:
    facts = read_on(named(agencies, "minneapolis-mn-pd"), TODAY).facts
    assert all(fact.derived for fact in facts if fact.field == "victims")
    assert not any(fact.derived for fact in facts if fact.field == "public")


def test_only_the_exceptions_of_a_field_are_shown_with_it(agencies: List[Agency]) -> None:
    ordinance = [p for p in named(agencies, "minneapolis-mn-pd").policies if p.id == "ordinance-19-30"][0]
    codes = vocabulary.codes_about("victims", ordinance.versions[-1].facts)
    assert codes == {"exceptions": ("status_part_of_crime",), "details": ()}


@pytest.mark.parametrize(
    "text, day",
    [("2019", date(2019, 1, 1)), ("2019-07", date(2019, 7, 1)), ("2019-07-22", date(2019, 7, 22))],
    ids=["year", "month", "day"],
)
def test_a_partial_date_begins_on_its_first_day(text: str, day: date) -> None:
    assert first_day(text) == day
    assert has_begun(text, day) and not has_begun(text, day - timedelta(days=1))


@pytest.mark.parametrize("text", ["", "19", "2019-13", "2019-02-30", "2019-07-22T00", "July"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        first_day(text)


days = st.dates(date(2000, 1, 1), date(2030, 1, 1))
facts = st.fixed_dictionaries({}, optional={f: st.sampled_from(v) for f, v in vocabulary.VALUES.items()})
versions = st.builds(
    PolicyVersion,
    in_force_from=st.none() | days.map(date.isoformat),
    status=st.sampled_from(["in-force", "statement-only", "unknown", "blocked"]),
    as_of=st.none(),
    review_by=days,
    confidence=st.sampled_from(vocabulary.CONFIDENCES),
    facts=facts,
    derived=st.just(()),
    sources=st.just(()),
)


def agency_of(found: List[PolicyVersion]) -> Agency:
    policies = tuple(
        Policy(f"p{n}", "A title", None, "ordinance", None, None, (v,)) for n, v in enumerate(found)
    )
    return Agency("x-pd", "X", "police", Place("X", "city", "MN"), (), (), policies)


@given(st.lists(versions, max_size=5), days)
def test_merging_never_picks_silently(found: List[PolicyVersion], day: date) -> None:
    """Every field of every version that has begun is there once, with its own document."""
    reading = read_on(agency_of(found), day)
    expected = [
        (f"p{n}", field, value)
        for n, version in enumerate(found)
        if has_begun(version.in_force_from, day)
        for field, value in version.facts.items()
    ]
    assert sorted((fact.policy.id, fact.field, fact.value) for fact in reading.facts) == sorted(expected)
    seen: Dict[str, Any] = {}
    for fact in reading.facts:
        seen.setdefault(fact.field, set()).add(vocabulary.comparable(fact.field, fact.value))
    assert set(reading.conflicts) == {field for field, values in seen.items() if len(values - {None}) > 1}


@given(st.lists(versions, max_size=5), days)
def test_what_may_be_asserted_comes_before_what_is_doubted(found: List[PolicyVersion], day: date) -> None:
    stale = [fact.stale for fact in read_on(agency_of(found), day).facts]
    assert stale == sorted(stale)


@given(st.lists(versions, max_size=5), days)
def test_a_doubt_never_goes_away_with_time(found: List[PolicyVersion], day: date) -> None:
    agency = agency_of(found)
    early = {item.policy.id for item in read_on(agency, day).current if item.stale}
    late = {item.policy.id for item in read_on(agency, day + timedelta(days=400)).current if item.stale}
    assert early <= late


def with_sources(*withdrawn: Any) -> AgencyOnDay:
    """Minneapolis with one version whose sources each support one fact; some were withdrawn."""
    first = PolicyVersion("2025", "in-force", "2026-01", date(2027, 1, 1), "high", {}, (), ())
    page = Source("Page", "City", "https://example.org", "2026-01", True, False, ())
    facts = {"victims": "no", "public": "no", "exceptions": ("law_requires",), "ice_contact": "no"}
    supports = (("victims", "document"), ("public",), ("exceptions",), ("ice_contact",))
    sources = tuple(
        replace(page, title=str(n), supports=parts, withdrawn=day)
        for n, (parts, day) in enumerate(zip(supports, withdrawn, strict=True))
    )
    version = replace(first, facts=facts, sources=sources)
    policy = Policy("one", "One", None, "directive", None, None, (version,))
    return read_on(Agency("a", "A", "police", Place("X", "city", "MN"), (), (), (policy,)), date(2026, 11, 23))


def test_without_a_withdrawn_source_a_version_stays_whole() -> None:
    (item,) = with_sources(None, None, None, None).current
    assert item.doubts == () and set(item.version.facts) == {"victims", "public", "exceptions", "ice_contact"}


def test_a_version_whose_every_source_was_withdrawn_is_doubted() -> None:
    (item,) = with_sources(*["2026-11-01"] * 4).current
    assert item.doubts == ("source_withdrawn",)


def test_a_fact_whose_every_source_was_withdrawn_is_doubted_and_the_others_are_told() -> None:
    told, doubted = with_sources(None, "2026-11-01", None, None).current
    assert told.doubts == () and set(told.version.facts) == {"victims", "exceptions", "ice_contact"}
    assert [source.title for source in told.version.sources] == ["0", "2", "3"]
    assert doubted.doubts == ("source_withdrawn",) and set(doubted.version.facts) == {"public"}


def test_what_follows_from_a_rule_goes_when_a_rule_goes() -> None:
    """The file does not say from which fact a derived one follows."""
    assert {"victims", "arrested"} <= unsupported_fields(
        PolicyVersion(
            "2025", "in-force", "2026", date(2027, 1, 1), "high",
            {"public": "no", "stops": "no", "victims": "no", "arrested": "no"}, ("victims", "arrested"),
            (
                Source("Gone", "City", "https://example.org", None, True, False, ("public",), withdrawn="2026"),
                Source("There", "City", "https://example.org", None, True, False, ("stops",)),
            ),
        )
    )  # fmt: skip


def test_a_rule_is_not_told_without_its_exceptions() -> None:
    """``law_requires`` limits all three: once its source is gone, none of them may be told as if it had no limits."""
    on_day = with_sources(None, None, "2026-11-01", None)
    assert [item.doubts for item in on_day.current] == [("source_withdrawn",)]


def test_what_staff_took_back_is_kept_in_doubt_and_nothing_of_it_is_a_fact(agencies: List[Agency]) -> None:
    agency = next(agency for agency in agencies if agency.id == "minneapolis-mn-pd")
    record = PlaceRecord("mn/minneapolis", "Minneapolis", (agency,), (), None, "found")
    (marked,) = mark_taken_back(record, {("minneapolis-mn-pd", "policy-9-114")}).agencies
    on_day = read_on(marked, date(2026, 11, 23))
    taken = [item for item in on_day.current if item.policy.id == "policy-9-114"]
    assert [item.doubts for item in taken] == [("taken_back",)]
    assert "policy-9-114" not in {fact.policy.id for fact in on_day.facts}
    assert "policy-9-114" not in {policy.id for policy, _ in on_day.past}
    assert mark_taken_back(record, set()) is record
