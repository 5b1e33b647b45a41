"""Mark the policies of a place that staff have withdrawn; pure."""

from dataclasses import replace
from typing import Collection, Tuple

from bot.policybook.queries import PlaceRecord
from bot.policybook.schema import Agency

PolicyId = Tuple[str, str]


def mark_taken_back(record: PlaceRecord, withdrawn: Collection[PolicyId]) -> PlaceRecord:
    """The same place; a withdrawn policy (agency id, policy id) is named but no longer told."""
    if not withdrawn:
        return record
    return replace(
        record,
        agencies=tuple(_marked(agency, withdrawn) for agency in record.agencies),
        county_agencies=tuple(_marked(agency, withdrawn) for agency in record.county_agencies),
        state=_marked(record.state, withdrawn) if record.state else None,
    )


def _marked(agency: Agency, withdrawn: Collection[PolicyId]) -> Agency:
    return replace(
        agency,
        policies=tuple(
            replace(policy, taken_back=True) if (agency.id, policy.id) in withdrawn else policy
            for policy in agency.policies
        ),
    )
