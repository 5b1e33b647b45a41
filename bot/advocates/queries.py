"""Find who helps, with a constant number of statements; frozen records out."""

from dataclasses import fields, replace
from datetime import date
from typing import Collection, List, Optional, Tuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bot.advocates.models import OrganisationPlaceRow, OrganisationRow
from bot.advocates.schema import Organisation, Source, is_expired, is_old


def find(
    session: Session,
    place_key: Optional[str],
    county_key: Optional[str],
    state_key: Optional[str],
    need: str,
    language: Optional[str],
    today: date,
    limit: int = 4,
    without: Collection[str] = (),
) -> List[Organisation]:
    """The organisations to offer a resident, the most fitting first.

    Those that help with the need come first, then those for anybody. Within each: the nearer first
    (the place, its county, the state, the nation), those made for everybody, those that speak the
    language, those that have interpreters, those that are confirmed. Whoever was last confirmed too
    long ago is left out when anybody else helps with the need; whoever has no source any more is never offered.

    Args:
        without: Ids that must not be offered: staff have withdrawn them.

    Returns:
        At most ``limit``. Whoever was last confirmed more than two years before ``today`` has the
        status ``unverified``, whatever the file says.
    """
    nearness = [key for key in (place_key, county_key, state_key) if key]
    rows = session.scalars(
        sa.select(OrganisationRow)
        .where(
            sa.or_(
                OrganisationRow.scope == "national",
                OrganisationRow.places.any(OrganisationPlaceRow.place_key.in_(nearness)),
            )
        )
        .order_by(OrganisationRow.position)
        .options(selectinload(OrganisationRow.places))
    )
    found = [_dated(_organisation(row), today) for row in rows]
    fitting = [
        entry
        for entry in found
        if (need in entry.needs or "general" in entry.needs) and entry.id not in without and not entry.is_unsupported
    ]
    fitting = _without_expired(fitting, need, today)

    def order(entry: Organisation) -> Tuple[bool, int, bool, bool, bool, bool]:
        near = min((nearness.index(key) for key in entry.places if key in nearness), default=len(nearness))
        speaks = entry.speaks(language)
        return (
            need not in entry.needs,
            near,
            bool(entry.serves),
            not speaks,
            not (speaks or entry.interpreters),
            entry.is_unverified,
        )

    return sorted(fitting, key=order)[:limit]


def _without_expired(fitting: List[Organisation], need: str, today: date) -> List[Organisation]:
    """Leave out old contact details, unless nobody newer helps with this very need."""
    new = [entry for entry in fitting if not is_expired(entry.last_confirmed, today)]
    if any(need in entry.needs for entry in new):
        return new
    return [entry for entry in fitting if entry in new or need in entry.needs]


def organisation(session: Session, organisation_id: str, today: date) -> Optional[Organisation]:
    """One organisation by its id; None when there is none."""
    row = session.get(OrganisationRow, organisation_id)
    return None if row is None else _dated(_organisation(row), today)


def all_organisations(session: Session) -> List[Organisation]:
    """Every organisation as the files have it, in their order."""
    query = sa.select(OrganisationRow).order_by(OrganisationRow.position).options(selectinload(OrganisationRow.places))
    return [_organisation(row) for row in session.scalars(query)]


def _dated(entry: Organisation, today: date) -> Organisation:
    return replace(entry, status="unverified") if is_old(entry.last_confirmed, today) else entry


def _organisation(row: OrganisationRow) -> Organisation:
    values = {field.name: getattr(row, field.name) for field in fields(Organisation)}
    values["places"] = tuple(place.place_key for place in row.places)
    values["sources"] = tuple(Source(**source) for source in row.sources)
    for name in ("needs", "serves", "languages", "cautions"):
        values[name] = tuple(values[name])
    return Organisation(**values)
