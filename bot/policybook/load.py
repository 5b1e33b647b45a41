"""Bring the database to what the policybook's files say."""

import hashlib
import json
from dataclasses import asdict
from typing import Iterable, Tuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.datafiles.counts import Counts
from bot.policybook.models import AgencyNameRow, AgencyRow, PolicyRow, PolicySourceRow, PolicyVersionRow
from bot.policybook.schema import Agency, Policy, PolicyVersion


def load(session: Session, agencies: Iterable[Agency]) -> Counts:
    """Store agencies so that the database holds these and no others.

    Whole or nothing: everything is written in the caller's transaction, so a failure that rolls it
    back leaves the old policybook. The same agencies again change nothing.
    """
    wanted = {agency.id: agency for agency in agencies}
    stored = dict(session.execute(sa.select(AgencyRow.id, AgencyRow.checksum)).all())
    changed = {key for key, agency in wanted.items() if key in stored and stored[key] != checksum(agency)}
    removed = set(stored) - set(wanted)
    added = set(wanted) - set(stored)
    for row in session.scalars(sa.select(AgencyRow).where(AgencyRow.id.in_(changed | removed))):
        session.delete(row)
    session.flush()
    for key in sorted(added | changed):
        session.add(_agency_row(wanted[key]))
    session.flush()
    return Counts(len(added), len(changed), len(removed), len(wanted) - len(added) - len(changed))


def checksum(agency: Agency) -> str:
    """The same for equal agencies in every process; another one for any other."""
    text = json.dumps(asdict(agency), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _agency_row(agency: Agency) -> AgencyRow:
    place = agency.place
    return AgencyRow(
        id=agency.id,
        name=agency.name,
        kind=agency.kind,
        place_key=place.key,
        place_name=place.name,
        place_kind=place.kind,
        state=place.state,
        county=place.county,
        see_also=list(agency.see_also),
        note=agency.note,
        checksum=checksum(agency),
        names=[AgencyNameRow(position=n, name=name) for n, name in enumerate(agency.aliases)],
        policies=[_policy_row(n, policy) for n, policy in enumerate(agency.policies)],
    )


def _policy_row(position: int, policy: Policy) -> PolicyRow:
    return PolicyRow(
        policy_id=policy.id,
        position=position,
        title=policy.title,
        identifier=policy.identifier,
        kind=policy.kind,
        binds=policy.binds,
        replaced_by=policy.replaced_by,
        note=policy.note,
        versions=[_version_row(n, version) for n, version in enumerate(policy.versions)],
    )


def _version_row(position: int, version: PolicyVersion) -> PolicyVersionRow:
    return PolicyVersionRow(
        position=position,
        in_force_from=version.in_force_from,
        status=version.status,
        as_of=version.as_of,
        review_by=version.review_by,
        confidence=version.confidence,
        facts=dict(version.facts),
        derived=_listed(version.derived),
        note=version.note,
        sources=[
            PolicySourceRow(position=n, **{**asdict(source), "supports": _listed(source.supports)})
            for n, source in enumerate(version.sources)
        ],
    )


def _listed(values: Tuple[str, ...]) -> list:
    return list(values)
