"""The first line of a policy answer: in one sentence, what the written rules say to the question.

It stands only where every document that is told agrees, the place has a written rule of its own in
force, and its source names the people who are asked about. Where documents differ, it says just that.
"""

from typing import List, Mapping, Optional, Sequence, Tuple

from bot.answers.answer import Part
from bot.policybook.current import VersionOnDay

# The field that a question is about before all others; the first that any document speaks of is told.
FIELDS: Mapping[str, Tuple[str, ...]] = {
    "asking": ("victims", "public"),
    "victims": ("victims",),
    "arrested": ("arrested",),
    "stops": ("stops",),
    "ice": ("ice_contact",),
    "detainers": ("detainers",),
}
# What somebody said or reported is no written rule.
SPOKEN = frozenset(("public-statement", "report-finding", "service-page", "legal-opinion"))


def lead_part(
    question: str, place: str, local: Sequence[VersionOnDay], state: Sequence[VersionOnDay]
) -> Optional[Part]:
    """One sentence before the documents; None where there is no honest one.

    Args:
        local: Told versions of the place's own agencies.
        state: Told versions of the state's law and agencies.
    """
    for field in FIELDS.get(question, ()):
        told = [item for item in (*local, *state) if field in item.version.facts]
        if not told:
            continue
        values = {item.version.facts[field] for item in told}
        if len(values) > 1:
            return Part("utter_policy_lead_differ", {"place": place})
        if not _written(field, local):
            continue
        return Part(f"utter_policy_lead_{field}_{values.pop()}", {"place": place})
    return None


def _written(field: str, local: Sequence[VersionOnDay]) -> List[VersionOnDay]:
    """Written rules in force of the place itself whose source names the field."""
    return [
        item
        for item in local
        if field in item.version.facts
        and field not in item.version.derived
        and item.version.status == "in-force"
        and item.policy.kind not in SPOKEN
    ]
