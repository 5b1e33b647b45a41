"""Files → database → the same records, with few statements."""

from dataclasses import replace
from typing import Any, List

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.database import session_scope
from bot.datafiles.counts import Counts
from bot.policybook import queries
from bot.policybook.load import load
from bot.policybook.models import AgencyRow, PolicySourceRow
from bot.policybook.schema import Agency


class Statements:
    """Counts the SELECT statements of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        sa.event.listen(engine, "before_cursor_execute", self._seen)

    def _seen(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.count += statement.lstrip().upper().startswith("SELECT")


def test_every_agency_comes_back_as_it_was_read(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    assert queries.all_agencies(session) == agencies


def test_a_second_load_of_the_same_files_changes_nothing(engine: Engine, agencies: List[Agency]) -> None:
    with session_scope(engine) as session:
        assert load(session, agencies) == Counts(len(agencies), 0, 0, 0)
    with session_scope(engine) as session:
        before = session.scalar(sa.select(sa.func.count(PolicySourceRow.id)))
        assert load(session, agencies) == Counts(0, 0, 0, len(agencies))
        assert session.scalar(sa.select(sa.func.count(PolicySourceRow.id))) == before


def test_a_changed_and_a_removed_file_are_counted(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    changed = [replace(agencies[0], name="Another name"), *agencies[2:]]
    assert load(session, changed) == Counts(0, 1, 1, len(agencies) - 2)
    assert queries.agency(session, agencies[0].id) == changed[0]
    assert queries.agency(session, agencies[1].id) is None


def test_a_load_that_fails_leaves_the_old_policybook(engine: Engine, agencies: List[Agency]) -> None:
    with session_scope(engine) as session:
        load(session, agencies)
    broken = [replace(agency, name=None) for agency in agencies]  # type: ignore[arg-type]
    with pytest.raises(sa.exc.IntegrityError), session_scope(engine) as session:
        load(session, broken)
    with session_scope(engine) as session:
        assert queries.all_agencies(session) == agencies


def test_deleting_an_agency_leaves_no_orphan_sources(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    load(session, [])
    assert session.scalar(sa.select(sa.func.count(PolicySourceRow.id))) == 0
    assert session.scalar(sa.select(sa.func.count(AgencyRow.id))) == 0


def test_minneapolis_is_found_with_its_police_and_its_state(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    record = queries.look_up(session, "mn/minneapolis")
    assert (record.status, record.name) == ("found", "Minneapolis")
    assert [agency.id for agency in record.agencies] == ["minneapolis-mn-pd"]
    assert record.state is not None and record.state.id == "mn-state"


def test_an_unknown_city_gets_the_state_and_not_its_neighbour(
    session: Session, agencies: List[Agency]
) -> None:
    load(session, agencies)
    record = queries.look_up(session, "mn/duluth")
    assert (record.status, record.name, record.agencies) == ("state_only", None, ())


def test_a_city_comes_with_its_county_sheriff_but_not_with_the_next_city(
    session: Session, agencies: List[Agency]
) -> None:
    load(session, agencies)
    record = queries.look_up(session, "az/phoenix")
    assert [agency.id for agency in record.agencies] == ["phoenix-az-pd"]
    assert [agency.id for agency in record.county_agencies] == ["maricopa-county-az-sheriff"]


def test_a_place_known_only_by_its_county_says_so(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    record = queries.look_up(session, "md/bethesda", "md/montgomery-county")
    assert (record.status, record.agencies) == ("county_only", ())
    assert [agency.id for agency in record.county_agencies] == ["montgomery-county-md-pd"]
    assert record.state is not None and record.state.id == "md-state"


def test_police_come_before_the_sheriff_of_the_same_place(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    record = queries.look_up(session, "ca/san-francisco")
    assert [agency.kind for agency in record.agencies] == ["police", "sheriff"]


def test_a_place_in_a_state_without_record_gets_nothing(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    record = queries.look_up(session, "wy/casper")
    assert (record.status, record.state) == ("none", None)


def test_a_whole_state_is_asked_by_its_own_key(session: Session, agencies: List[Agency]) -> None:
    load(session, agencies)
    record = queries.look_up(session, "mn")
    assert (record.status, record.name, record.agencies) == ("state_only", "Minnesota", ())


@pytest.mark.parametrize("key", ["dc", "dc/washington"], ids=["district", "city"])
def test_washington_answers_to_city_and_district(session: Session, agencies: List[Agency], key: str) -> None:
    load(session, agencies)
    record = queries.look_up(session, key)
    assert (record.status, record.agencies[0].id) == ("found", "washington-dc-mpd")


def test_a_name_that_several_places_share_comes_once_for_each(
    session: Session, agencies: List[Agency]
) -> None:
    load(session, agencies)
    names = queries.place_names(session)
    assert {key for name, key in names if name == "MPD"} >= {"mn/minneapolis", "dc/washington"}
    assert ("Minneapolis", "mn/minneapolis") in names
    assert names == sorted(set(names))


@pytest.mark.parametrize("key", ["mn/minneapolis", "az/phoenix", "wy/casper"])
def test_a_look_up_takes_at_most_eight_statements(engine: Engine, agencies: List[Agency], key: str) -> None:
    with session_scope(engine) as session:
        load(session, agencies)
    statements = Statements(engine)
    with session_scope(engine) as session:
        queries.look_up(session, key)
    assert statements.count <= 8
