"""Who is offered, in which order, and how sure we say we are."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, List, Optional

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.advocates import queries, vocabulary
from bot.advocates.load import load
from bot.advocates.schema import AdvocatesError, Organisation, Source, is_expired, is_old, read_directory
from bot.database import session_scope
from bot.datafiles.counts import Counts

TODAY = date(2026, 11, 23)
ENTRY = Organisation(
    "helpers", "Helpers", "local", ("mn/duluth",), ("dv",), (), "218-555-0100", None, None, None, None, None, (),
    False, None, False, (), "2026-01", "ok", (Source("Page", "Helpers", "https://example.org", None, False),),
)  # fmt: skip


def names(
    session: Session,
    need: str,
    place: Optional[str] = None,
    county: Optional[str] = None,
    language: Optional[str] = "en",
    limit: int = 4,
) -> List[str]:
    state = place.split("/")[0] if place else None
    return [entry.id for entry in queries.find(session, place, county, state, need, language, TODAY, limit)]


def test_every_organisation_comes_back_as_it_was_read(
    session: Session, organisations: List[Organisation]
) -> None:
    assert load(session, organisations) == Counts(len(organisations), 0, 0, 0)
    assert queries.all_organisations(session) == organisations


def test_a_second_load_changes_nothing(engine: Engine, organisations: List[Organisation]) -> None:
    with session_scope(engine) as session:
        load(session, organisations)
    with session_scope(engine) as session:
        assert load(session, organisations) == Counts(0, 0, 0, len(organisations))


def test_a_changed_and_a_removed_entry_are_counted(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, organisations)
    changed = [replace(organisations[0], name="Another name"), *organisations[1:-1]]
    assert load(session, changed) == Counts(0, 1, 1, len(organisations) - 2)


@pytest.mark.parametrize(
    "organisation_id, phone",
    [
        ("ndvh", "1-800-799-7233"),
        ("lifeline_988", "988"),
        ("nhth", "1-888-373-7888"),
        ("rainn", "1-800-656-4673"),
        ("emergency_911", "911"),
    ],
)
def test_the_central_numbers_are_there(
    session: Session, organisations: List[Organisation], organisation_id: str, phone: str
) -> None:
    load(session, organisations)
    found = queries.organisation(session, organisation_id, TODAY)
    assert found is not None and found.phone == phone


@pytest.mark.parametrize(
    "need, first",
    [
        ("dv", "ndvh"),
        ("sexual_assault", "rainn"),
        ("trafficking", "nhth"),
        ("crisis", "lifeline_988"),
        ("workers", "whd"),
        ("legal", "womenslaw"),
        ("detention", "ice_locator"),
    ],
)
def test_without_a_place_the_national_help_for_the_need_comes_first(
    session: Session, organisations: List[Organisation], need: str, first: str
) -> None:
    load(session, organisations)
    assert names(session, need)[0] == first


def test_the_city_comes_before_the_state_and_the_state_before_the_nation(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, organisations)
    assert names(session, "legal", "ny/new-york-city")[:3] == ["nyc_moia", "connect_nyc", "ny_newamericans"]


def test_the_county_counts_for_a_place_in_it(session: Session, organisations: List[Organisation]) -> None:
    load(session, [confirmed(entry) for entry in organisations])
    assert names(session, "dv", "md/silver-spring", "md/montgomery-county")[0] == "moco_fjc"


def test_a_neighbouring_state_is_not_offered(session: Session, organisations: List[Organisation]) -> None:
    load(session, organisations)
    assert "safelink" not in names(session, "dv", "ct/new-haven", limit=50)


def test_help_with_the_need_comes_before_nearer_help_with_another(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, organisations)
    assert names(session, "trafficking", "tx/houston")[0] == "nhth"


def test_those_who_speak_the_language_come_first_among_equals(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, [confirmed(entry) for entry in organisations])
    found = queries.find(session, "il/chicago", None, "il", "general", "es", TODAY)
    assert found[0].id == "icirr" and found[0].speaks("es-MX")


def test_expired_details_are_not_offered_while_others_help_with_the_need(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, organisations)
    entries = {entry.id: entry for entry in organisations}
    for need, place in (("general", "il/chicago"), ("dv", "oh/cincinnati"), ("legal", "tx/houston")):
        found = names(session, need, place, limit=50)
        assert found and not any(is_expired(entries[name].last_confirmed, TODAY) for name in found), need
    assert "icirr" not in names(session, "general", "il/chicago", limit=50)


def test_expired_details_are_offered_when_nobody_else_helps_with_the_need(
    session: Session, organisations: List[Organisation]
) -> None:
    old = replace(next(e for e in organisations if e.id == "whw"), needs=("elder",))
    load(session, [old, *(e for e in organisations if "elder" not in e.needs and e.id != "whw")])
    found = queries.find(session, "oh/cincinnati", None, "oh", "elder", "en", TODAY)
    assert found[0].id == "whw" and found[0].is_unverified


def test_without_a_date_details_are_offered_as_unverified(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, organisations)
    found = queries.find(session, "il/chicago", None, "il", "legal", "en", TODAY)
    assert found[0].id == "nijc" and found[0].last_confirmed is None and found[0].is_unverified


def test_place_comes_before_language_and_language_before_the_rest(session: Session) -> None:
    def entry(name: str, place: str, language: str, **more: Any) -> Organisation:
        return replace(ENTRY, id=name, places=(place,), languages=(language,), **more)

    load(
        session,
        [
            entry("other_need", "mn/duluth", "so", needs=("general",)),
            entry("state_speaks", "mn", "so", scope="state"),
            entry("city", "mn/duluth", "en"),
            entry("city_speaks_unverified", "mn/duluth", "so", status="unverified"),
            entry("city_speaks", "mn/duluth", "so"),
            entry("city_speaks_expired", "mn/duluth", "so", last_confirmed="2020"),
        ],
    )
    found = names(session, "dv", "mn/duluth", language="so", limit=9)
    assert found == ["city_speaks", "city_speaks_unverified", "city", "state_speaks", "other_need"]


def test_whoever_is_withdrawn_or_has_lost_every_source_is_not_offered(
    session: Session, organisations: List[Organisation]
) -> None:
    gone = [
        replace(e, sources=tuple(replace(s, withdrawn="2026-11-01") for s in e.sources)) if e.id == "rainn" else e
        for e in organisations
    ]
    load(session, gone)
    found = queries.find(session, None, None, None, "sexual_assault", "en", TODAY, 50, without=("ndvh",))
    assert not {"rainn", "ndvh"} & {entry.id for entry in found}


def confirmed(entry: Organisation) -> Organisation:
    """The same, found right this year."""
    return replace(entry, last_confirmed="2026-06-01")


def test_lines_for_one_group_come_after_lines_for_everybody(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, organisations)
    found = names(session, "dv", limit=50)
    assert found.index("ndvh") < found.index("stronghearts")
    assert found.index("womenslaw") < found.index("loveisrespect")


def test_nobody_is_left_without_an_offer(session: Session, organisations: List[Organisation]) -> None:
    load(session, organisations)
    for need in vocabulary.NEEDS:
        assert names(session, need, "wy/casper", language="so"), need


def test_no_more_than_the_limit_is_offered(session: Session, organisations: List[Organisation]) -> None:
    load(session, organisations)
    assert len(names(session, "general", "ny/new-york-city")) == 4


def test_old_contact_details_are_shown_as_unverified(
    session: Session, organisations: List[Organisation]
) -> None:
    load(session, organisations)
    safelink = queries.organisation(session, "safelink", TODAY)
    assert safelink is not None and safelink.is_unverified
    young = queries.organisation(session, "safelink", date(2026, 3, 8))
    assert young is not None and not young.is_unverified


def test_finding_takes_two_statements(engine: Engine, organisations: List[Organisation]) -> None:
    with session_scope(engine) as session:
        load(session, organisations)
    seen: List[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    with session_scope(engine) as session:
        names(session, "dv", "ny/new-york-city")
    assert len(seen) == 2


@pytest.mark.parametrize(
    "last_confirmed, expected",
    [("2024-11-23", False), ("2024-11-22", True), ("2024", True), ("2025", False), (None, True)],
)
def test_two_years_are_counted_to_the_day(last_confirmed: Optional[str], expected: bool) -> None:
    assert is_old(last_confirmed, TODAY) is expected


def test_every_national_entry_can_be_cited(organisations: List[Organisation]) -> None:
    for entry in organisations:
        assert all(source.url.startswith("http") for source in entry.sources), entry.id


def test_no_two_codes_share_a_response_key() -> None:
    keys = vocabulary.response_keys()
    assert len(keys) == len(set(keys))


GOOD = """\
organisations:
  - id: helpers
    name: Helpers
    scope: local
    places: [mn/duluth]
    needs: [general]
    phone: 218-555-0100
    languages: [es]
    status: ok
    last_confirmed: "2026-01-02"
    sources:
      - {title: Helpers, publisher: Helpers, url: https://helpers.example.org}
"""


def test_a_good_file_becomes_an_organisation(tmp_path: Path) -> None:
    (tmp_path / "mn.yml").write_text(GOOD, encoding="utf-8")
    (entry,) = read_directory(tmp_path, TODAY)
    assert (entry.places, entry.phone, entry.speaks("es")) == (("mn/duluth",), "218-555-0100", True)


@pytest.mark.parametrize(
    "before, after, line, text",
    [
        pytest.param("218-555-0100", "(218) 555 0100", 7, "write 800-555-0100", id="phone-form"),
        pytest.param("    phone: 218-555-0100\n", "", 2, "no way to reach it", id="no-contact"),
        pytest.param("[general]", "[magic]", 6, "'needs' has 'magic'", id="unknown-need"),
        pytest.param("    needs: [general]\n", "", 2, "no need", id="no-need"),
        pytest.param("[mn/duluth]", "[Duluth]", 5, "is not a place key", id="place-form"),
        pytest.param("[mn/duluth]", "[wi/superior]", 5, "move the entry to another file", id="wrong-file"),
        pytest.param(
            "scope: local", "scope: national", 4, "a national entry has no 'places'", id="national-place"
        ),
        pytest.param("[es]", "[Spanish]", 8, "is not a language tag", id="language-form"),
        pytest.param('"2026-01-02"', '"2027"', 10, "a date in the future", id="future"),
        pytest.param(
            "https://helpers.example.org", "find_string:1", 12, "must start with https://", id="url"
        ),
        pytest.param("status: ok", "status: fine", 9, "'status' is 'fine'", id="unknown-status"),
        pytest.param(
            "status: ok", "status: ok\n    fax: none", 10, "'fax' is not a known field", id="unknown-field"
        ),
        pytest.param("languages: [es]", "text_word: HELP", 8, "needs the number", id="word-without-number"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_mend(
    tmp_path: Path, before: str, after: str, line: int, text: str
) -> None:
    assert before in GOOD
    (tmp_path / "mn.yml").write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(AdvocatesError) as caught:
        read_directory(tmp_path, TODAY)
    assert any(text in str(p) and str(p).startswith(f"mn.yml:{line}: ") for p in caught.value.problems), str(
        caught.value
    )


def test_two_entries_with_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mn.yml").write_text(GOOD + GOOD.split("\n", 1)[1], encoding="utf-8")
    with pytest.raises(AdvocatesError, match="already in use"):
        read_directory(tmp_path, TODAY)
