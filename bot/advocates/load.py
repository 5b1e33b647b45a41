"""Bring the database to what the advocates' files say."""

import hashlib
import json
from dataclasses import asdict
from typing import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.advocates.models import OrganisationPlaceRow, OrganisationRow
from bot.advocates.schema import Organisation
from bot.datafiles.counts import Counts


def load(session: Session, organisations: Iterable[Organisation]) -> Counts:
    """Store organisations so that the database holds these and no others.

    Whole or nothing, in the caller's transaction; the same organisations again change nothing.
    """
    wanted = {organisation.id: (position, organisation) for position, organisation in enumerate(organisations)}
    stored = dict(session.execute(sa.select(OrganisationRow.id, OrganisationRow.checksum)).all())
    changed = {key for key, entry in wanted.items() if key in stored and stored[key] != _checksum(*entry)}
    removed = set(stored) - set(wanted)
    added = set(wanted) - set(stored)
    for row in session.scalars(sa.select(OrganisationRow).where(OrganisationRow.id.in_(changed | removed))):
        session.delete(row)
    session.flush()
    for key in sorted(added | changed):
        session.add(_row(*wanted[key]))
    session.flush()
    return Counts(len(added), len(changed), len(removed), len(wanted) - len(added) - len(changed))


def _checksum(position: int, organisation: Organisation) -> str:
    text = json.dumps([position, asdict(organisation)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _row(position: int, organisation: Organisation) -> OrganisationRow:
    columns = asdict(organisation)
    places = columns.pop("places")
    return OrganisationRow(
        position=position,
        checksum=_checksum(position, organisation),
        places=[OrganisationPlaceRow(position=n, place_key=key) for n, key in enumerate(places)],
        **columns,
    )
