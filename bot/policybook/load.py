"""Bring the database to what the policybook's files say."""

import hashlib
import json
from dataclasses import asdict
from typing import Iterable, Tuple, Union

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.datafiles.counts import Counts
from bot.policybook.agreements import AgreementList
from bot.policybook.models import (
    AgencyNameRow,
    AgencyRow,
    AgreementListRow,
    AgreementRow,
    PolicyRow,
    PolicySourceRow,
    PolicyVersionRow,
)
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


def load_agreements(session: Session, wanted: AgreementList) -> Counts:
    """Store a list of agreements in the place of the one before it; the same list changes nothing.

    Returns:
        Counts of agreements; a list that differs in one row is stored anew, rows and all.
    """
    count = len(wanted.agreements)
    stored = session.scalars(sa.select(AgreementListRow)).first()
    if stored is not None and stored.checksum == checksum(wanted):
        return Counts(0, 0, 0, count)
    before = session.scalar(sa.select(sa.func.count(AgreementRow.id)))
    session.execute(sa.delete(AgreementRow))
    session.execute(sa.delete(AgreementListRow))
    about = {name: getattr(wanted, name) for name in ("listed", "review_by", "title", "publisher", "url")}
    row = AgreementListRow(checksum=checksum(wanted), **about)
    session.add(row)
    session.flush()
    session.execute(
        sa.insert(AgreementRow),
        [
            {
                **asdict(agreement),
                "place_key": agreement.place_key,
                "county_key": agreement.county_key,
                "list_id": row.id,
            }
            for agreement in wanted.agreements
        ],
    )
    return Counts(count, 0, before or 0, 0)


def checksum(record: Union[Agency, AgreementList]) -> str:
    """The same for equal records in every process; another one for any other."""
    text = json.dumps(asdict(record), sort_keys=True, default=str, ensure_ascii=False)
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
