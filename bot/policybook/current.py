"""Which versions of an agency's policies count on a day, and what they say together.

Pure. Nothing is chosen between documents that disagree: every value is kept with its document.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Dict, List, Optional, Set, Tuple

from bot.datafiles.dates import has_begun
from bot.policybook import vocabulary
from bot.policybook.schema import Agency, Policy, PolicyVersion


@dataclass(frozen=True)
class VersionOnDay:
    """A version that counts on a day.

    Attributes:
        doubts: Codes of ``vocabulary.DOUBTS``: why it must not be asserted. Empty means it may be.
    """

    policy: Policy
    version: PolicyVersion
    doubts: Tuple[str, ...]

    @property
    def stale(self) -> bool:
        return bool(self.doubts)


@dataclass(frozen=True)
class Fact:
    """One field of one policy version; ``stale`` means "this may have changed"."""

    field: str
    value: Any
    policy: Policy
    version: PolicyVersion
    stale: bool

    @property
    def derived(self) -> bool:
        """Whether the value follows from a general rule and no source names it."""
        return self.field in self.version.derived


@dataclass(frozen=True)
class AgencyOnDay:
    """What an agency's policies say on a day.

    Attributes:
        current: Versions that count, in the order of the file.
        past: Versions that no longer count, or that were withdrawn.
        facts: One for each field of each current version: those that may be asserted first.
        conflicts: Fields for which documents of the agency disagree, ordered by name.
    """

    current: Tuple[VersionOnDay, ...]
    past: Tuple[Tuple[Policy, PolicyVersion], ...]
    facts: Tuple[Fact, ...]
    conflicts: Tuple[str, ...]

    def about(self, field: str) -> Tuple[Fact, ...]:
        """Every fact of one field, never only the favourable one."""
        return tuple(fact for fact in self.facts if fact.field == field)


def version_on(policy: Policy, day: date) -> Optional[PolicyVersion]:
    """The version of a policy that had begun last on a day; None the day before the first one."""
    begun = [version for version in policy.versions if has_begun(version.in_force_from, day)]
    return begun[-1] if begun else None


def read_on(agency: Agency, day: date) -> AgencyOnDay:
    """Sort an agency's versions into current and past on a day, and merge the facts of the current ones."""
    by_id = {policy.id: policy for policy in agency.policies}
    current: List[VersionOnDay] = []
    past: List[Tuple[Policy, PolicyVersion]] = []
    for policy in agency.policies:
        version = version_on(policy, day)
        for other in policy.versions:
            if version is not None and other is not version and has_begun(other.in_force_from, day):
                past.append((policy, other))
        if version is None:
            continue
        if version.status == "withdrawn" or _is_replaced(policy, version, by_id, day):
            past.append((policy, version))
        else:
            current.append(VersionOnDay(policy, version, doubts_about(version, day)))
    facts = [
        Fact(field, value, item.policy, item.version, item.stale)
        for item in current
        for field, value in item.version.facts.items()
    ]
    facts.sort(key=lambda fact: fact.stale)
    return AgencyOnDay(tuple(current), tuple(past), tuple(facts), _conflicts(facts))


def doubts_about(version: PolicyVersion, day: date) -> Tuple[str, ...]:
    """Every reason not to assert a version on a day, as codes of ``vocabulary.DOUBTS``."""
    doubts = []
    if version.review_by < day:
        doubts.append("review_date_passed")
    if version.status == "unknown":
        doubts.append("status_unknown")
    if version.status == "blocked":
        doubts.append("blocked")
    if version.confidence == "low":
        doubts.append("low_confidence")
    return tuple(doubts)


def _is_replaced(policy: Policy, version: PolicyVersion, by_id: Dict[str, Policy], day: date) -> bool:
    """Whether another policy had taken the place of this one by a day."""
    if policy.replaced_by is None or version is not policy.versions[-1]:
        return False
    return version_on(by_id[policy.replaced_by], day) is not None


def _conflicts(facts: List[Fact]) -> Tuple[str, ...]:
    values: Dict[str, Set[Any]] = {}
    for fact in facts:
        if fact.field in vocabulary.VALUES:
            values.setdefault(fact.field, set()).add(vocabulary.comparable(fact.field, fact.value))
        elif fact.field == "u_visa":
            for key in ("signs", "deadline_days", "deadline_days_in_removal"):
                if key in fact.value:
                    values.setdefault(f"u_visa.{key}", set()).add(fact.value[key])
    return tuple(sorted(field for field, found in values.items() if len(found - {None}) > 1))
