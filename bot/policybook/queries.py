"""Read the policybook from the database: a constant number of statements, frozen records out."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Collection, Dict, List, Optional, Sequence, Set, Tuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.policybook.agreements import Agreement
from bot.policybook.models import (
    AgencyNameRow,
    AgencyRow,
    AgreementListRow,
    AgreementRow,
    PolicyRow,
    PolicySourceRow,
    PolicyVersionRow,
)
from bot.policybook.names import slug
from bot.policybook.schema import Agency, Place, Policy, PolicyVersion, Source

_KIND_ORDER = {"police": 0, "sheriff": 1, "state": 2}

# The District is a city and has no record as a state: asking for either finds its police.
_SAME_PLACE = {"dc": "dc/washington"}


@dataclass(frozen=True)
class Listed:
    """What ICE's list of 287(g) agreements has for a place on the day of the list.

    Attributes:
        listed: Date of the list, ISO.
        source: The list itself.
        own: Agreements of agencies of the very place.
        county: Of the county around it; empty when the place is a county.
        within: Of city and town police, when the place is a county.
        state: Of state agencies.
    """

    listed: str
    review_by: date
    source: Source
    own: Tuple[Agreement, ...]
    county: Tuple[Agreement, ...]
    within: Tuple[Agreement, ...]
    state: Tuple[Agreement, ...]


@dataclass(frozen=True)
class PlaceRecord:
    """What the policybook knows about a place.

    Attributes:
        name: Name of the place; None when no agency of the place itself is known.
        agencies: Of this very place, police first.
        county_agencies: Of the county around it. They are not the place's own police.
        status: ``found`` (the place itself), ``county_only``, ``state_only`` or ``none``.
        state: The law of the state.
        state_agencies: The state's own police and prisons.
        listed: What the list of agreements has; None while no list is loaded.
    """

    place_key: str
    name: Optional[str]
    agencies: Tuple[Agency, ...]
    county_agencies: Tuple[Agency, ...]
    state: Optional[Agency]
    status: str
    state_agencies: Tuple[Agency, ...] = ()
    listed: Optional[Listed] = None


def place_names(session: Session) -> List[Tuple[str, str]]:
    """Every name by which a place may be meant, with its key, in alphabetical order.

    A name that several places share ("MPD") comes once for each: ask the resident which one.
    """
    own = sa.select(AgencyRow.place_name, AgencyRow.place_key)
    other = sa.select(AgencyNameRow.name, AgencyRow.place_key).join(AgencyNameRow.agency)
    pairs = {(name, key) for name, key in session.execute(sa.union(own, other)).all()}
    return sorted(pairs)


def look_up(session: Session, place_key: str, county_key: Optional[str] = None) -> PlaceRecord:
    """Find the agencies that answer for a place, its county and its state.

    Args:
        place_key: ``mn/minneapolis``, ``md/montgomery-county`` or, for a whole state, ``mn``.
        county_key: County of the place, where the caller knows it; a city's own record may name it too.

    A neighbouring city is never used, even where a record says ``see_also``.
    """
    place_key = _SAME_PLACE.get(place_key, place_key)
    state_key = place_key.split("/")[0]
    near = session.execute(
        sa.select(AgencyRow.id, AgencyRow.place_key, AgencyRow.county, AgencyRow.see_also).where(
            AgencyRow.place_key.in_({place_key, county_key or place_key, state_key})
        )
    ).all()
    own = [row for row in near if row.place_key == place_key]
    county_keys: Set[str] = {f"{state_key}/{slug(row.county)}" for row in own if row.county}
    county_keys |= {county_key} if county_key else set()
    related = {other for row in own for other in row.see_also}
    around = session.scalars(
        sa.select(AgencyRow.id).where(
            sa.or_(
                AgencyRow.place_key.in_(county_keys),
                sa.and_(AgencyRow.id.in_(related), AgencyRow.place_kind == "county"),
            )
        )
    ).all()
    found = _read_agencies(session, {row.id for row in near} | set(around))
    agencies = _ordered(found[row.id] for row in own if found[row.id].place.kind != "state")
    counties = _ordered(found[key] for key in around if found[key].place.key != place_key)
    of_state = _ordered(agency for agency in found.values() if agency.place.kind == "state")
    # The law of the state, and what the state's own police and prisons do, are two things.
    state = next((agency for agency in of_state if agency.kind == "state"), None)
    state_agencies = tuple(agency for agency in of_state if agency.kind != "state")
    if agencies:
        status = "found"
    elif counties:
        status = "county_only"
    else:
        status = "state_only" if of_state else "none"
    name = agencies[0].place.name if agencies else None
    if place_key == state_key and of_state:
        name = of_state[0].place.name
    listed = look_up_agreements(session, place_key, min(county_keys, default=None))
    return PlaceRecord(place_key, name, agencies, counties, state, status, state_agencies, listed)


def look_up_agreements(session: Session, place_key: str, county_key: Optional[str]) -> Optional[Listed]:
    """Find the agreements of a place, of its county and of its state's own agencies on the list."""
    about = session.scalars(sa.select(AgreementListRow)).first()
    if about is None:
        return None
    is_county = county_key in (None, place_key)
    rows = session.scalars(
        sa.select(AgreementRow)
        .where(
            sa.or_(
                AgreementRow.place_key == place_key,
                AgreementRow.county_key.in_({place_key, county_key or place_key}),
                sa.and_(AgreementRow.state == place_key[:2].upper(), AgreementRow.kind == "state"),
            )
        )
        .order_by(AgreementRow.agency, AgreementRow.model)
    ).all()
    near = [(row, _agreement(row)) for row in rows]
    of_counties = [(row, found) for row, found in near if row.kind == "county"]
    return Listed(
        listed=about.listed,
        review_by=about.review_by,
        source=Source(
            about.title,
            about.publisher,
            about.url,
            about.listed,
            official=True,
            copy=False,
            supports=("agreement_287g",),
        ),
        own=tuple(found for row, found in near if row.kind == "city" and row.place_key == place_key)
        + tuple(found for row, found in of_counties if row.county_key == place_key),
        county=tuple(found for row, found in of_counties if not is_county and row.county_key == county_key),
        within=tuple(
            found
            for row, found in near
            if row.kind == "city" and row.county_key == place_key and row.place_key != place_key
        ),
        state=tuple(found for row, found in near if row.kind == "state"),
    )


def _agreement(row: AgreementRow) -> Agreement:
    return Agreement(row.agency, row.kind, row.state, row.place, row.county, row.model, row.signed)


def agency(session: Session, agency_id: str) -> Optional[Agency]:
    """One agency by its id; None when there is none."""
    return _read_agencies(session, {agency_id}).get(agency_id)


def policy_ids(session: Session) -> List[Tuple[str, str]]:
    """Agency id and policy id of every policy."""
    query = sa.select(PolicyRow.agency_id, PolicyRow.policy_id).order_by(PolicyRow.agency_id, PolicyRow.position)
    return [(agency_id, policy_id) for agency_id, policy_id in session.execute(query)]


def all_agencies(session: Session) -> List[Agency]:
    """Every agency, ordered by id."""
    found = _read_agencies(session, None)
    return [found[key] for key in sorted(found)]


def _ordered(agencies: Any) -> Tuple[Agency, ...]:
    return tuple(sorted(agencies, key=lambda agency: (_KIND_ORDER[agency.kind], agency.id)))


def _read_agencies(session: Session, ids: Optional[Collection[str]]) -> Dict[str, Agency]:
    """Whole records by id, in four statements; None means every one.

    Columns and not objects are asked for: making objects of the rows would take longer than finding them.
    """

    def rows(query: sa.sql.Select) -> Sequence[Any]:
        found: Sequence[Any] = session.execute(query if ids is None else query.where(AgencyRow.id.in_(ids))).all()
        return found

    names = _grouped(
        rows(
            sa.select(AgencyNameRow.agency_id, AgencyNameRow.name)
            .join(AgencyNameRow.agency)
            .order_by(AgencyNameRow.position)
        )
    )
    sources = _grouped(
        rows(
            sa.select(PolicySourceRow.version_id, *_columns(PolicySourceRow, Source))
            .join(PolicySourceRow.version)
            .join(PolicyVersionRow.policy)
            .join(PolicyRow.agency)
            .order_by(PolicySourceRow.position)
        )
    )
    versions: Dict[int, List[PolicyVersion]] = defaultdict(list)
    policies: Dict[str, Dict[int, Any]] = defaultdict(dict)
    for row in rows(
        sa.select(
            PolicyRow.agency_id,
            PolicyRow.id.label("policy_row"),
            *(getattr(PolicyRow, name).label(f"policy_{name}") for name in _POLICY_COLUMNS),
            PolicyVersionRow.id.label("version_row"),
            *_columns(PolicyVersionRow, PolicyVersion),
        )
        .join(PolicyRow.agency)
        .join(PolicyVersionRow, PolicyVersionRow.policy_row_id == PolicyRow.id)
        .order_by(PolicyRow.position, PolicyVersionRow.position)
    ):
        policies[row.agency_id].setdefault(row.policy_row, row)
        versions[row.policy_row].append(_version(row, sources.get(row.version_row, ())))
    return {
        row.id: Agency(
            id=row.id,
            name=row.name,
            kind=row.kind,
            place=Place(row.place_name, row.place_kind, row.state, row.county),
            aliases=tuple(name for (_, name) in names.get(row.id, ())),
            see_also=tuple(row.see_also),
            policies=tuple(_policy(policy, versions[key]) for key, policy in policies[row.id].items()),
            note=row.note,
        )
        for row in rows(sa.select(*AgencyRow.__table__.columns))
    }


_POLICY_COLUMNS = ("policy_id", "title", "identifier", "kind", "binds", "replaced_by", "note")


def _columns(table: Any, record: Any) -> List[Any]:
    """The columns of a table that a record has as fields; what a record holds as records is no column."""
    return [getattr(table, field.name) for field in fields(record) if field.name in table.__table__.columns]


def _grouped(rows: Sequence[Any]) -> Dict[Any, List[Any]]:
    """Rows by their first column, in their order."""
    found: Dict[Any, List[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _policy(row: Any, versions: Sequence[PolicyVersion]) -> Policy:
    return Policy(
        id=row.policy_policy_id,
        title=row.policy_title,
        identifier=row.policy_identifier,
        kind=row.policy_kind,
        binds=row.policy_binds,
        replaced_by=row.policy_replaced_by,
        versions=tuple(versions),
        note=row.policy_note,
    )


def _version(row: Any, sources: Sequence[Any]) -> PolicyVersion:
    return PolicyVersion(
        in_force_from=row.in_force_from,
        status=row.status,
        as_of=row.as_of,
        review_by=row.review_by,
        confidence=row.confidence,
        facts={field: _frozen(value) for field, value in row.facts.items()},
        derived=tuple(row.derived),
        sources=tuple(_source(source) for source in sources),
        note=row.note,
    )


def _source(row: Any) -> Source:
    values = dict(row._mapping)
    del values["version_id"]
    return Source(**{**values, "supports": tuple(row.supports)})


def _frozen(value: Any) -> Any:
    """JSON gives lists where a record read from a file has tuples."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value
