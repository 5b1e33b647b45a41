"""The work list of staff: what is due, why, since when, and where it stands."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, List

import pytest

from bot.advocates.schema import read_directory as read_organisations
from bot.answers.due import REASONS, Due, due
from bot.answers.topics import topics
from bot.answers.unsourced import Unsourced, as_markdown, unsourced
from bot.policybook.schema import Agency
from bot.policybook.schema import read_directory as read_agencies
from bot.settings import ROOT

TODAY = date(2026, 11, 23)
TOPIC = topics()["u_visa_what"]
AGENCIES = read_agencies(ROOT / "bot" / "data" / "policybook", TODAY)
ORGANISATIONS = read_organisations(ROOT / "bot" / "data" / "advocates", TODAY)
NDVH = next(entry for entry in ORGANISATIONS if entry.id == "ndvh")


def of_topic(day: date, within_days: int = 0, **more: Any) -> List[Due]:
    return due({TOPIC.id: replace(TOPIC, **more)}, [], [], day, within_days)


def agency(**more: Any) -> Agency:
    """An agency with one policy whose newest version is in force, changed."""
    found = next(a for a in AGENCIES if a.id == "minneapolis-mn-pd")
    policy = next(p for p in found.policies if p.id == "policy-9-114")
    version = replace(policy.versions[-1], **more)
    return replace(found, policies=(replace(policy, versions=(version,), replaced_by=None),))


@pytest.mark.parametrize(
    ("days", "within", "reasons"),
    [(-10, 0, []), (-10, 9, []), (-10, 10, ["review_date_near"]), (0, 0, []), (1, 0, ["review_date_passed"])],
)
def test_a_topic_is_due_from_the_day_after_its_review_date(days: int, within: int, reasons: List[str]) -> None:
    found = of_topic(TOPIC.review_by + timedelta(days=days), within)
    assert [entry.reason for entry in found] == reasons
    assert all(entry.until == TOPIC.review_by for entry in found)


def test_a_topic_that_lost_every_source_is_due_since_the_last_was_withdrawn() -> None:
    gone = [replace(source, withdrawn="2026-10") for source in TOPIC.all_sources]
    gone[0] = replace(gone[0], withdrawn="2026-11-02")
    (entry,) = of_topic(TODAY, all_sources=tuple(gone))
    assert (entry.reason, entry.since) == ("source_withdrawn", date(2026, 11, 2))


def test_a_policy_that_lost_the_source_of_one_fact_is_due_for_it() -> None:
    sources = [
        replace(source, withdrawn="2026-11-01" if "ice_contact" in source.supports else None)
        for source in agency().policies[0].versions[0].sources
    ]
    found = due({}, [agency(sources=tuple(sources), confidence="high")], [], TODAY)
    assert [(e.id, e.reason) for e in found] == [("minneapolis-mn-pd/policy-9-114", "source_withdrawn")]


def test_a_policy_is_due_once_for_each_reason() -> None:
    found = due({}, [agency(confidence="low", status="unknown", review_by=date(2026, 1, 1))], [], TODAY)
    assert {entry.reason for entry in found} == {"low_confidence", "status_unknown", "review_date_passed"}


def test_an_organization_is_due_two_years_after_it_was_confirmed() -> None:
    (entry,) = due({}, [], [replace(NDVH, last_confirmed="2024-11-22")], TODAY)
    assert (entry.reason, entry.since, entry.until) == ("confirmed_long_ago", date(2026, 11, 23), date(2026, 11, 22))
    assert due({}, [], [replace(NDVH, last_confirmed="2024-11-23")], TODAY) == []
    (soon,) = due({}, [], [replace(NDVH, last_confirmed="2024-11-23")], TODAY, 1)
    assert (soon.since, soon.until) == (None, date(2026, 11, 23))


def test_an_organization_that_was_never_confirmed_comes_first() -> None:
    found = due(topics(), AGENCIES, [*ORGANISATIONS, replace(NDVH, id="a", last_confirmed=None)], TODAY)
    assert found[0] == Due("organization", "a", "never_confirmed")


def test_a_leap_day_has_its_anniversary() -> None:
    (entry,) = due({}, [], [replace(NDVH, last_confirmed="2024-02-29")], date(2026, 3, 1))
    assert entry.until == date(2026, 2, 28)


def test_the_real_list_is_ordered_by_date_and_names_known_reasons() -> None:
    found = due(topics(), AGENCIES, ORGANISATIONS, TODAY, 120)
    assert [entry.day for entry in found] == sorted(entry.day for entry in found)
    assert {entry.reason for entry in found} <= set(REASONS)
    assert {entry.what for entry in found} == {"topic", "policy", "organization"}
    assert len(set(found)) == len(found)


def test_no_statement_of_ours_is_without_a_source() -> None:
    assert unsourced(topics(), AGENCIES, ORGANISATIONS) == []


def test_a_statement_without_a_source_would_be_noticed() -> None:
    (version,) = agency().policies[0].versions
    bare = replace(version, sources=(), derived=())
    one = replace(agency(), policies=(replace(agency().policies[0], versions=(bare,)),))
    found = unsourced({TOPIC.id: replace(TOPIC, all_sources=())}, [one], [replace(NDVH, sources=())])
    assert Unsourced("policy", "minneapolis-mn-pd/policy-9-114", "victims") in found
    assert {entry.what for entry in found} == {"topic", "policy", "organization"}
    assert "| organization | ndvh | contact |" in as_markdown(found)


def test_the_table_of_the_page_is_the_one_that_the_command_makes() -> None:
    page = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    assert as_markdown(unsourced(topics(), AGENCIES, ORGANISATIONS)) in page
