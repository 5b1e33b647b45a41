"""Which versions of an agency's policies count on a day, and what they say together.

Pure. Nothing is chosen between documents that disagree: every value is kept with its document.
"""

from dataclasses import dataclass, replace
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
    """Sort an agency's versions into current and past on a day, and merge the facts of the current ones.

    Of a policy that staff took back only the newest version is kept, in doubt; none of its facts is merged.
    """
    by_id = {policy.id: policy for policy in agency.policies}
    current: List[VersionOnDay] = []
    past: List[Tuple[Policy, PolicyVersion]] = []
    for policy in agency.policies:
        version = version_on(policy, day)
        if policy.taken_back:
            if version is not None:
                current.append(VersionOnDay(policy, version, ("taken_back",)))
            continue
        for other in policy.versions:
            if version is not None and other is not version and has_begun(other.in_force_from, day):
                past.append((policy, other))
        if version is None:
            continue
        if version.status == "withdrawn" or _is_replaced(policy, version, by_id, day):
            past.append((policy, version))
        else:
            current.extend(_by_support(policy, version, day))
    facts = [
        Fact(field, value, item.policy, item.version, item.stale)
        for item in current
        if not item.policy.taken_back
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
    if version.sources and all(source.withdrawn for source in version.sources):
        doubts.append("source_withdrawn")
    return tuple(doubts)


def _by_support(policy: Policy, version: PolicyVersion, day: date) -> List[VersionOnDay]:
    """A version whole, or split where some of its facts have lost every source: those are in doubt."""
    doubts = doubts_about(version, day)
    live = tuple(source for source in version.sources if not source.withdrawn)
    if len(live) == len(version.sources) or not live:
        return [VersionOnDay(policy, version, doubts)]
    lost = unsupported_fields(version)
    newest = max((source.published for source in live if source.published), default=None)
    kept = replace(version, sources=live, as_of=newest, facts=_only(version, set(version.facts) - lost))
    items = [VersionOnDay(policy, kept, doubts)] if kept.facts else []
    if lost:
        untold = replace(version, facts=_only(version, lost))
        items.append(VersionOnDay(policy, untold, (*doubts, "source_withdrawn")))
    return items


def unsupported_fields(version: PolicyVersion) -> Set[str]:
    """Facts whose every source was withdrawn, with those that may not be told without a lost exception."""
    withdrawn = [source for source in version.sources if source.withdrawn]
    live = {part for source in version.sources if not source.withdrawn for part in source.supports}
    lost = {part for source in withdrawn for part in source.supports} & set(version.facts) - live
    if lost:
        # Nobody wrote down which fact a derived one follows from: it may be the one that is lost.
        lost |= set(version.derived) - live
    if "exceptions" in lost:
        lost |= {field for code in version.facts["exceptions"] for field in vocabulary.EXCEPTIONS[code]}
    if "detainer_conditions" in lost:
        lost.add("detainers")
    return lost & set(version.facts)


def _only(version: PolicyVersion, fields: Set[str]) -> Dict[str, Any]:
    return {field: value for field, value in version.facts.items() if field in fields}


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
