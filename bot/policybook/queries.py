"""Read the policybook from the database: a constant number of statements, frozen records out."""

from dataclasses import dataclass
from typing import Any, Collection, Dict, List, Optional, Set, Tuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.policybook.models import AgencyNameRow, AgencyRow, PolicyRow, PolicySourceRow, PolicyVersionRow
from bot.policybook.names import slug
from bot.policybook.schema import Agency, Place, Policy, PolicyVersion, Source

_KIND_ORDER = {"police": 0, "sheriff": 1, "state": 2}

# The District is a city and has no record as a state: asking for either finds its police.
_SAME_PLACE = {"dc": "dc/washington"}


@dataclass(frozen=True)
class PlaceRecord:
    """What the policybook knows about a place.

    Attributes:
        name: Name of the place; None when no agency of the place itself is known.
        agencies: Of this very place, police first.
        county_agencies: Of the county around it. They are not the place's own police.
        status: ``found`` (the place itself), ``county_only``, ``state_only`` or ``none``.
    """

    place_key: str
    name: Optional[str]
    agencies: Tuple[Agency, ...]
    county_agencies: Tuple[Agency, ...]
    state: Optional[Agency]
    status: str


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
    states = [agency for agency in found.values() if agency.place.key == state_key and agency.place.kind == "state"]
    state = states[0] if states else None
    if agencies:
        status = "found"
    elif counties:
        status = "county_only"
    else:
        status = "state_only" if state is not None else "none"
    name = agencies[0].place.name if agencies else None
    if place_key == state_key and state is not None:
        name = state.place.name
    return PlaceRecord(place_key, name, agencies, counties, state, status)


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
    query = sa.select(AgencyRow).options(
        selectinload(AgencyRow.names),
        selectinload(AgencyRow.policies).selectinload(PolicyRow.versions).selectinload(PolicyVersionRow.sources),
    )
    if ids is not None:
        query = query.where(AgencyRow.id.in_(ids))
    return {row.id: _agency(row) for row in session.scalars(query)}


def _agency(row: AgencyRow) -> Agency:
    return Agency(
        id=row.id,
        name=row.name,
        kind=row.kind,
        place=Place(row.place_name, row.place_kind, row.state, row.county),
        aliases=tuple(name.name for name in row.names),
        see_also=tuple(row.see_also),
        policies=tuple(_policy(policy) for policy in row.policies),
        note=row.note,
    )


def _policy(row: PolicyRow) -> Policy:
    return Policy(
        id=row.policy_id,
        title=row.title,
        identifier=row.identifier,
        kind=row.kind,
        binds=row.binds,
        replaced_by=row.replaced_by,
        versions=tuple(_version(version) for version in row.versions),
        note=row.note,
    )


def _version(row: PolicyVersionRow) -> PolicyVersion:
    return PolicyVersion(
        in_force_from=row.in_force_from,
        status=row.status,
        as_of=row.as_of,
        review_by=row.review_by,
        confidence=row.confidence,
        facts={field: _frozen(value) for field, value in row.facts.items()},
        derived=tuple(row.derived),
        sources=tuple(_source(source) for source in row.sources),
        note=row.note,
    )


def _source(row: PolicySourceRow) -> Source:
    return Source(
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        published=row.published,
        official=row.official,
        copy=row.copy,
        supports=tuple(row.supports),
        note=row.note,
        withdrawn=row.withdrawn,
    )


def _frozen(value: Any) -> Any:
    """JSON gives lists where a record read from a file has tuples."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value
