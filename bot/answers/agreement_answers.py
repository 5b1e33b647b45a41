"""What ICE's list of 287(g) agreements says about a place, told as what it is: a list of one day."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Collection, Dict, List, Optional, Tuple

from bot.answers.answer import Part, Source
from bot.policybook.agreements import Agreement
from bot.policybook.queries import Listed
from bot.policybook.schema import Agency

# Questions that any agreement belongs to, and those that it belongs to when officers on patrol have it.
ALL_MODELS = frozenset(("ice", "detainers", "arrested", "overview"))
PATROL_ONLY = frozenset(("asking", "stops"))
MOST_NAMES = 3
# Of many state agencies those first whom a resident meets on the road.
_PATROLS = re.compile(r"Highway|Patrol|State Police|Troopers|Public Safety")


@dataclass(frozen=True)
class ListSection:
    """What the list contributes to an answer.

    Attributes:
        facts: ``{"date", "agencies": [{"agency", "model", "signed"}]}``; empty when it is too old to be told.
    """

    parts: Tuple[Part, ...]
    facts: Dict[str, Any]
    source: Optional[Source]


def list_section(
    listed: Optional[Listed], question: str, place_name: str, told: Collection[Agency], today: date
) -> Optional[ListSection]:
    """Tell the agreements of a place and its county, or that none was found.

    Args:
        told: Agencies whose own record has told its agreement already.

    Returns:
        None when the question has nothing to do with agreements, or there is nothing new to tell.
    """
    if listed is None or question not in ALL_MODELS | PATROL_ONLY:
        return None
    found = [one for one in (*listed.own, *listed.county) if question in ALL_MODELS or one.model == "task-force"]
    new = [one for one in found if not any(_is_of(one, agency) for agency in told)]
    when = {"date": {"date": listed.listed}}
    if today > listed.review_by:
        old = Part("utter_agreements_too_old", when)
        return ListSection((old,), {}, None) if question == "ice" else None
    parts: List[Part] = []
    if new:
        parts.append(Part("utter_agreements_heading", when))
        parts.extend(_line_of(one) for one in new)
    elif not found and question in ALL_MODELS and all(agency.place.kind == "state" for agency in told):
        parts.append(Part("utter_agreements_none", {**when, "place": place_name}))
    if question == "ice":
        parts.extend(_others(listed, told))
    if not parts:
        return None
    if len(parts) > 1 or new:
        parts.append(Part("utter_agreements_change", join="line"))
    facts = {
        "date": listed.listed,
        "agencies": [{"agency": one.agency, "model": one.model, "signed": one.signed} for one in found],
    }
    source = Source(listed.source.title, listed.source.url, listed.source.published)
    return ListSection(tuple(parts), facts, source)


def _line_of(agreement: Agreement) -> Part:
    key = f"utter_agreements_{agreement.model}".replace("-", "_")
    return Part("utter_bullet", {"line": {"key": key, "values": {"agency": agreement.agency}}}, join="line")


def _others(listed: Listed, told: Collection[Agency]) -> List[Part]:
    """Police of towns inside a county, and state agencies: each said to be just that."""
    parts = []
    for key, agreements in (("within", listed.within), ("state", listed.state)):
        new = {one.agency for one in agreements if one.agency not in {agency.name for agency in told}}
        names = sorted(new, key=lambda name: (not _PATROLS.search(name), name))
        shown = {"date": {"date": listed.listed}, "agencies": {"list": names[:MOST_NAMES]}}
        if len(names) > MOST_NAMES:
            more = {**shown, "count": len(names) - MOST_NAMES}
            parts.append(Part(f"utter_agreements_{key}_and_more", more))
        elif names:
            parts.append(Part(f"utter_agreements_{key}", shown))
    return parts


def _is_of(agreement: Agreement, agency: Agency) -> bool:
    """Is it an agreement of this very agency? Names of one sheriff differ; there is one in a county."""
    if agency.kind == "sheriff":
        return agreement.county_key == agency.place.key and "sheriff" in agreement.agency.lower()
    return agreement.kind == "city" and agreement.place_key == agency.place.key
