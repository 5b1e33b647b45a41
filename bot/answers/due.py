"""The work list of staff: what is told no longer, or only until a day, because somebody has to check it.

Pure, over what the files say. One list over topics, policy versions and organizations.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterable, List, Mapping, Optional, Tuple

from bot.advocates.schema import YEARS, Organisation, is_old
from bot.answers.topics import Topic
from bot.datafiles.dates import first_day
from bot.policybook.current import VersionOnDay, read_on
from bot.policybook.schema import Agency

REASONS: Tuple[str, ...] = (
    "review_date_near",
    "review_date_passed",
    "source_withdrawn",
    "status_unknown",
    "blocked",
    "low_confidence",
    "confirmed_long_ago",
    "never_confirmed",
)


@dataclass(frozen=True)
class Due:
    """One entry of the list.

    Attributes:
        what: ``topic``, ``policy`` or ``organization``.
        id: Of a policy ``<agency id>/<policy id>``.
        version: The policy version's ``from``, as written; None for all else.
        reason: A code of ``REASONS``.
        since: First day on which it is not asserted; None when no date is known or it still is.
        until: Last day on which it may be asserted, where there is one.
    """

    what: str
    id: str
    reason: str
    since: Optional[date] = None
    until: Optional[date] = None
    version: Optional[str] = None

    @property
    def day(self) -> date:
        """What the list is ordered by; whatever has no date comes first."""
        return self.since or self.until or date.min


def due(
    topics: Mapping[str, Topic],
    agencies: Iterable[Agency],
    organisations: Iterable[Organisation],
    today: date,
    within_days: int = 0,
) -> List[Due]:
    """Everything that somebody has to check by a day, ordered by date.

    Args:
        within_days: Also list what may be asserted for so many more days at most.
    """
    last = today + timedelta(days=within_days)
    found = [entry for topic in topics.values() for entry in _of_topic(topic, today, last)]
    found += [
        entry
        for agency in agencies
        for item in read_on(agency, today).current
        for entry in _of_version(agency, item, today, last)
    ]
    found += [entry for organisation in organisations for entry in _of_organisation(organisation, today, last)]
    return sorted(dict.fromkeys(found), key=lambda entry: (entry.day, entry.what, entry.id, entry.reason))


def _of_topic(topic: Topic, today: date, last: date) -> List[Due]:
    found = _of_review("topic", topic.id, topic.review_by, today, last)
    if "source_withdrawn" in topic.doubts(today):
        since = _newest([source.withdrawn for source in topic.all_sources])
        found.append(Due("topic", topic.id, "source_withdrawn", since))
    return found


def _of_version(agency: Agency, item: VersionOnDay, today: date, last: date) -> List[Due]:
    key, version = f"{agency.id}/{item.policy.id}", item.version
    found = _of_review("policy", key, version.review_by, today, last, version.in_force_from)
    for doubt in item.doubts:
        if doubt == "source_withdrawn":
            since = _newest([source.withdrawn for source in version.sources])
        else:
            since = _newest([version.as_of or version.in_force_from])
        if doubt in REASONS and doubt != "review_date_passed":
            found.append(Due("policy", key, doubt, since, version=version.in_force_from))
    return found


def _of_organisation(organisation: Organisation, today: date, last: date) -> List[Due]:
    found = []
    if organisation.is_unsupported:
        since = _newest([source.withdrawn for source in organisation.sources])
        found.append(Due("organization", organisation.id, "source_withdrawn", since))
    if organisation.last_confirmed is None:
        found.append(Due("organization", organisation.id, "never_confirmed"))
    elif is_old(organisation.last_confirmed, last):
        until = _years_after(first_day(organisation.last_confirmed))
        since = until + timedelta(days=1) if until < today else None
        found.append(Due("organization", organisation.id, "confirmed_long_ago", since, until))
    return found


def _of_review(
    what: str, key: str, review_by: date, today: date, last: date, version: Optional[str] = None
) -> List[Due]:
    if review_by < today:
        since = review_by + timedelta(days=1)
        return [Due(what, key, "review_date_passed", since, review_by, version)]
    if review_by <= last and last > today:
        return [Due(what, key, "review_date_near", None, review_by, version)]
    return []


def _newest(days: Iterable[Optional[str]]) -> Optional[date]:
    return max((first_day(day) for day in days if day), default=None)


def _years_after(day: date) -> date:
    """The last day of the two years; a 29th of February counts as the 28th elsewhere."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)
