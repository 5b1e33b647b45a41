"""ICE's list: read with every row checked, stored whole, found by place, county and state."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.database import session_scope
from bot.datafiles.counts import Counts
from bot.policybook import queries
from bot.policybook.agreements import AgreementList, AgreementsError, read_list
from bot.policybook.load import load_agreements
from bot.policybook.models import AgreementRow
from bot.settings import ROOT

DATA = ROOT / "bot" / "data" / "agreements"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def listed() -> AgreementList:
    return read_list(DATA, TODAY)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "agreements"))


def add_row(folder: Path, row: str) -> int:
    """Append a row; returns its line."""
    path = folder / "ice-287g.csv"
    text = path.read_text(encoding="utf-8") + row + "\n"
    path.write_text(text, encoding="utf-8")
    return text.count("\n")


def test_every_agreement_of_the_list_is_there(listed: AgreementList) -> None:
    assert len(listed.agreements) == 1843
    assert listed.listed == "2026-05-18"
    models = [one.model for one in listed.agreements]
    assert {model: models.count(model) for model in set(models)} == {
        "task-force": 1162,
        "warrant-service": 499,
        "jail-enforcement": 182,
    }


def test_every_county_agency_has_its_county(listed: AgreementList) -> None:
    without = {one.agency for one in listed.agreements if one.kind == "county" and not one.county}
    assert without == {
        "Rappahannock, Shenandoah, Warren Regional Jail Authority",
        "Southwest Virginia Regional Jail Authority",
    }


@pytest.mark.parametrize(
    ("row", "mend"),
    [
        ("XX,A Police,city,A,,task-force,2025-01-02,", "'state' is 'XX'"),
        ("TX,A Police,town,A,,task-force,2025-01-02,", "'kind' is 'town'"),
        ("TX,A Police,city,A,,patrol,2025-01-02,", "'model' is 'patrol'"),
        ("TX,,city,A,,task-force,2025-01-02,", "'agency' is empty"),
        ("TX,A Police,city,A,,task-force,2027-01-02,", "'signed' is '2027-01-02'"),
        ("TX,A Police,city,A,,task-force,2025,", "'signed' is '2025'"),
        ("TX,A Police,city,A", "has not 8 columns"),
        ("TX,A Police,city,A,,task-force,2025-01-02,,more", "has not 8 columns"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(copy: Path, row: str, mend: str) -> None:
    line = add_row(copy, row)
    with pytest.raises(AgreementsError) as error:
        read_list(copy, TODAY)
    assert str(error.value).startswith(f"ice-287g.csv:{line}: {mend}")


def test_a_row_that_stands_twice_is_named(copy: Path) -> None:
    last = (copy / "ice-287g.csv").read_text(encoding="utf-8").splitlines()[-1]
    line = add_row(copy, last)
    with pytest.raises(AgreementsError, match=f"csv:{line}: the same as line {line - 1}"):
        read_list(copy, TODAY)


def test_another_first_line_is_refused(copy: Path) -> None:
    path = copy / "ice-287g.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("state,agency", "agency,state", 1), encoding="utf-8")
    with pytest.raises(AgreementsError, match="csv:1: the first line has to be"):
        read_list(copy, TODAY)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""])
def test_a_file_that_is_no_list_is_refused(copy: Path, content: bytes) -> None:
    (copy / "ice-287g.csv").write_bytes(content)
    with pytest.raises(AgreementsError, match="ice-287g.csv:1: "):
        read_list(copy, TODAY)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "ice-287g.csv").unlink()
    with pytest.raises(AgreementsError, match="ice-287g.csv:1: cannot be read"):
        read_list(copy, TODAY)


def test_a_list_of_tomorrow_is_refused(copy: Path) -> None:
    path = copy / "ice-287g.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('"2026-05-18"', '"2026-11-24"'), encoding="utf-8")
    with pytest.raises(AgreementsError, match="ice-287g.yml:2: 'listed' is 2026-11-24, a date in the future"):
        read_list(copy, TODAY)


def test_the_same_list_again_changes_nothing(engine: Engine, listed: AgreementList) -> None:
    for counts in (Counts(1843, 0, 0, 0), Counts(0, 0, 0, 1843)):
        with session_scope(engine) as session:
            assert load_agreements(session, listed) == counts
    with session_scope(engine) as session:
        assert session.scalar(sa.select(sa.func.count(AgreementRow.id))) == 1843


def test_agreements_are_found_for_the_city_the_county_and_the_state(session: Session, listed: AgreementList) -> None:
    load_agreements(session, listed)
    found = queries.look_up_agreements(session, "ok/boise-city", "ok/cimarron-county")
    assert found is not None
    assert [one.agency for one in found.own] == ["Boise City Police Department"]
    assert [one.agency for one in found.county] == ["Cimarron County Sheriff's Office"]
    assert "Oklahoma Department of Public Safety" in {one.agency for one in found.state}


def test_a_county_names_its_towns_apart_from_itself(session: Session, listed: AgreementList) -> None:
    load_agreements(session, listed)
    found = queries.look_up_agreements(session, "ok/cimarron-county", None)
    assert found is not None
    assert [one.agency for one in found.own] == ["Cimarron County Sheriff's Office"]
    assert [one.agency for one in found.within] == ["Boise City Police Department"]
    assert found.county == ()


def test_a_town_hears_nothing_of_its_neighbour(session: Session, listed: AgreementList) -> None:
    load_agreements(session, listed)
    found = queries.look_up_agreements(session, "ok/keyes", "ok/cimarron-county")
    assert found is not None
    assert (found.own, found.within) == ((), ())


def test_nothing_is_said_while_no_list_is_loaded(session: Session) -> None:
    assert queries.look_up_agreements(session, "ok/keyes", None) is None
