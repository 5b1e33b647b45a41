"""What the written policies of a place say to a question, composed from whole sentences.

City, county and state law are told one under the other, each named for what it is; a neighbour's
policy is never borrowed. What is due for review is named but not asserted. Documents that disagree
are both told.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from bot.answers.agreement_answers import list_section
from bot.answers.answer import PERSON, Answer, Button, Part, Source, topic_buttons
from bot.answers.policy_lead import lead_part
from bot.answers.topics import Topic
from bot.policybook import vocabulary
from bot.policybook.current import AgencyOnDay, VersionOnDay, read_on
from bot.policybook.queries import PlaceRecord
from bot.policybook.schema import Agency, Policy, PolicyVersion
from bot.policybook.vocabulary import response_key

# Fields of the policybook that answer each local question, in the order in which they are told.
FIELDS_OF: Mapping[str, Tuple[str, ...]] = {
    "asking": ("victims", "public", "arrested"),
    "victims": ("victims",),
    "arrested": ("arrested", "detainers", "ice_contact", "agreement_287g"),
    "stops": ("stops", "public", "documents"),
    "ice": ("ice_contact", "detainers", "agreement_287g", "agreements_listed"),
    "detainers": ("detainers", "agreement_287g"),
    "u_visa": ("u_visa",),
    "language": ("language",),
    "overview": ("victims", "public", "arrested", "ice_contact", "detainers", "agreement_287g"),
}
# A county runs the jail, so its rules belong to these questions about a city too.
JAIL_QUESTIONS = frozenset(("arrested", "ice", "detainers", "overview"))
# The state's own police stop people everywhere in it, and its prisons hold them.
STATE_AGENCY_QUESTIONS = frozenset(("asking", "stops", "arrested", "ice", "detainers", "overview"))
# Told without their exceptions and details, which would be too long; one sentence says that there are some.
BRIEF_QUESTIONS = frozenset(("overview",))


@dataclass(frozen=True)
class Section:
    """What one agency's documents contribute."""

    agency: Agency
    told: Tuple[VersionOnDay, ...]
    parts: Tuple[Part, ...]
    doubtful: Tuple[VersionOnDay, ...]


def answer_policy(topic: Topic, record: PlaceRecord, place_name: str, today: date) -> Answer:
    """The local answer to a topic whose ``local`` names a question of ``FIELDS_OF``.

    Args:
        place_name: The place as the resident knows it, ``Minneapolis, MN``.
    """
    question = topic.local or "overview"
    local = _local_sections(record, question, today)
    parts: List[Part] = []
    if not local and record.status == "found":
        # Say that this very question is open, then what the place has on the others.
        parts.append(Part("utter_policy_nothing_local", {"place": place_name}))
        question = "overview"
        local = _local_sections(record, question, today)
        if local:
            parts.append(Part("utter_policy_other_rules", join="space"))
    of_state = _state_sections(record, question, today)
    sections = [*local, *of_state]
    told = [section for section in sections if section.told]
    listed = list_section(record.listed, question, place_name, _tell_agreement(sections), today)
    if record.status == "county_only":
        parts.append(Part("utter_policy_county_only", {"place": place_name}))
    elif record.status != "found" and (not told or "/" in record.place_key and record.status == "state_only"):
        parts.append(Part("utter_policy_no_record", {"place": place_name}))
    elif not any(section.doubtful for section in local) and not (listed and listed.facts.get("agencies")):
        lead = lead_part(question, place_name, _told_in(local), _told_in(of_state))
        parts.extend([lead] if lead else [])
    for section in local:
        parts.extend(section.parts)
    parts.extend(listed.parts if listed else ())
    for section in of_state:
        parts.extend(section.parts)
    if not told:
        parts.append(Part(f"topic.{topic.id}.short"))
    parts.append(Part("utter_policy_no_promise" if told else "utter_policy_ask_advocate"))
    versions = _told_in(told)
    list_facts = listed.facts if listed else {}
    return Answer(
        kind="policy",
        topic=topic.id,
        place=(record.agencies[0].id if record.agencies else record.place_key, place_name),
        parts=tuple(parts),
        buttons=_buttons(topic),
        facts={**facts_of(told, question), **({"agreements_on_list": list_facts} if list_facts else {})},
        sources=(sources_of(versions, question) if told else topic.sources)
        + ((listed.source,) if listed and listed.source else ()),
        as_of=min((v.version.as_of for v in versions if v.version.as_of), default=list_facts.get("date")),
        stale=not told and any(section.doubtful for section in sections),
    )


def _local_sections(record: PlaceRecord, question: str, today: date) -> List[Section]:
    """What the agencies of the place say, and those of its county where they belong to the question."""
    nearby = record.agencies
    if question in JAIL_QUESTIONS or record.status == "county_only":
        nearby += record.county_agencies
    return [section for agency in nearby if (section := section_of(agency, question, today))]


def _state_sections(record: PlaceRecord, question: str, today: date) -> List[Section]:
    """What the law of the state says, and its own police and prisons where they belong to the question."""
    statewide: Tuple[Agency, ...] = (record.state,) if record.state else ()
    if question in STATE_AGENCY_QUESTIONS:
        statewide += record.state_agencies
    return [section for agency in statewide if (section := section_of(agency, question, today))]


def _told_in(sections: Iterable[Section]) -> List[VersionOnDay]:
    return [version for section in sections for version in section.told]


def section_of(agency: Agency, question: str, today: date) -> Optional[Section]:
    """What an agency says to a question; None when no document of it touches the question."""
    on_day = read_on(agency, today)
    fields = FIELDS_OF[question]
    relevant = [item for item in on_day.current if any(_touches(item.version, field) for field in fields)]
    told = tuple(item for item in relevant if not item.stale)
    doubtful = tuple(item for item in relevant if item.stale)
    if not relevant:
        return None
    parts = [
        Part(
            "utter_policy_state_heading" if agency.kind == "state" else "utter_policy_heading", {"agency": agency.name}
        )
    ]
    parts.extend(_documents_parts(told, fields, brief=question in BRIEF_QUESTIONS))
    told_policies = {item.policy.id for item in told}
    for item in doubtful:
        parts.append(_doubt_part(item, item.policy.id in told_policies))
    if any(field in on_day.conflicts for field in fields):
        parts.append(Part("utter_policy_conflict"))
    parts.extend(_superseded_parts(on_day, fields))
    return Section(agency, told, tuple(parts), doubtful)


def _tell_agreement(sections: Iterable[Section]) -> List[Agency]:
    """Agencies whose own documents have told their agreement with ICE."""
    return [s.agency for s in sections if any("agreement_287g" in item.version.facts for item in s.told)]


def _documents_parts(told: Iterable[VersionOnDay], fields: Iterable[str], brief: bool) -> List[Part]:
    """Each document with a line for each thing it says; documents that say the same share their lines."""
    headings: Dict[str, List[Part]] = {}
    lines: Dict[str, Tuple[Part, ...]] = {}
    for item in told:
        said = _lines_of(item, fields, brief)
        headings.setdefault(repr(said), []).append(_document_heading(item.policy, item.version))
        lines[repr(said)] = said
    parts: List[Part] = []
    for said_by, documents in headings.items():
        parts.append(documents[0])
        parts.extend(Part(other.key, other.values, join="line") for other in documents[1:])
        parts.extend(
            Part("utter_bullet", {"line": {"key": line.key, "values": dict(line.values)}}, join="line")
            for line in lines[said_by]
        )
    return parts


def _lines_of(item: VersionOnDay, fields: Iterable[str], brief: bool) -> Tuple[Part, ...]:
    """What one document says to these fields; a sentence is never told twice."""
    lines: List[Part] = []
    if item.version.status == "statement-only":
        lines.append(Part(response_key("status", "statement-only")))
    for field in fields:
        if field in item.version.facts:
            lines.extend(_field_lines(field, item.version, brief))
    if not brief or not any(field in item.version.facts for field in fields):
        # A document may say nothing else than such details; in a short answer they are then all it says.
        lines.extend(detail for field in fields for detail in _detail_lines(field, item.version))
    if brief and item.version.facts.get("exceptions"):
        lines.append(Part("utter_policy_has_exceptions"))
    return tuple({repr(line): line for line in lines}.values())


def _document_heading(policy: Policy, version: PolicyVersion) -> Part:
    values: Dict[str, Any] = {
        "document": document_name(policy),
        "kind": {"key": response_key("kind", policy.kind)},
    }
    if version.as_of:
        values["date"] = {"date": version.as_of}
    return Part("utter_policy_document" if version.as_of else "utter_policy_document_undated", values)


def document_name(policy: Policy) -> str:
    """``Policy 9-114: Immigration enforcement``; names of documents are not translated."""
    return f"{policy.identifier}: {policy.title}" if policy.identifier else policy.title


def _field_lines(field: str, version: PolicyVersion, brief: bool) -> List[Part]:
    value = version.facts[field]
    if field == "u_visa":
        return u_visa_lines(value)
    if field == "agreements_listed":
        return [
            Part("utter_policy_agreements_listed_count", {"count": value["count"], "date": {"date": value["date"]}})
        ]
    if field in vocabulary.LISTS:
        return [Part(response_key(field, code)) for code in value]
    lines = [Part(response_key(field, value))]
    if field in version.derived:
        lines.append(Part("utter_policy_derived"))
    if field == "detainers":
        lines.extend(
            Part(response_key("detainer_conditions", code)) for code in version.facts.get("detainer_conditions", ())
        )
    return lines if brief else lines + _detail_lines(field, version)


def _detail_lines(field: str, version: PolicyVersion) -> List[Part]:
    """What a document leaves open about a field, and what else it says about it."""
    about = vocabulary.codes_about(field, version.facts)
    if field not in version.facts:
        # An exception needs the rule that it is one of.
        about = {"details": about["details"]}
    return [Part(response_key(kind, code)) for kind, codes in about.items() for code in codes]


def _touches(version: PolicyVersion, field: str) -> bool:
    """Whether a version says anything about a field, if only in a detail."""
    return field in version.facts or bool(vocabulary.codes_about(field, version.facts)["details"])


def u_visa_lines(facts: Mapping[str, Any]) -> List[Part]:
    """Who signs a U visa certification, how to ask, and by when."""
    lines = [Part(response_key("u_visa_signs", facts["signs"]))]
    if facts.get("unit"):
        lines.append(Part("utter_policy_u_visa_unit", {"unit": facts["unit"]}))
    unit = facts.get("phone_unit") or facts.get("unit")
    if facts.get("phone") and unit:
        lines.append(Part("utter_policy_u_visa_phone", {"phone": facts["phone"], "unit": unit}))
    elif facts.get("phone"):
        lines.append(Part("utter_advocate_phone", {"phone": facts["phone"]}))
    if facts.get("email"):
        lines.append(Part(response_key("u_visa_email", facts["email_use"]), {"email": facts["email"]}))
    if facts.get("deadline_days"):
        business = facts.get("days_counted") == "business"
        key = "utter_policy_u_visa_deadline_business" if business else "utter_policy_u_visa_deadline"
        lines.append(Part(key, {"days": facts["deadline_days"]}))
    if facts.get("deadline_days_in_removal"):
        lines.append(Part("utter_policy_u_visa_deadline_in_removal", {"days": facts["deadline_days_in_removal"]}))
    lines.extend(Part(response_key("u_visa_step", code)) for code in facts.get("steps", ()))
    return lines


def _doubt_part(item: VersionOnDay, is_partly_told: bool) -> Part:
    """A document that we may not assert, or not as a whole: its name, and why not."""
    values: Dict[str, Any] = {
        "document": document_name(item.policy),
        "doubt": {"key": response_key("doubt", item.doubts[0])},
    }
    return Part("utter_policy_partly_withdrawn" if is_partly_told else "utter_policy_may_have_changed", values)


def _superseded_parts(on_day: AgencyOnDay, fields: Iterable[str]) -> List[Part]:
    """Older rules that people may still have heard of: told as no longer counting."""
    wanted = set(fields)
    current = {item.policy.id for item in on_day.current}
    parts: Dict[str, Part] = {}
    for policy, version in on_day.past:
        if wanted & set(version.facts):
            key = "utter_policy_older_version" if policy.id in current else "utter_policy_superseded"
            values: Dict[str, Any] = {"document": document_name(policy)}
            if version.in_force_from:
                values["date"] = {"date": version.in_force_from}
            parts[policy.id] = Part(key if version.in_force_from else f"{key}_undated", values)
    return list(parts.values())[:2]


def facts_of(sections: Iterable[Section], question: str) -> Dict[str, Any]:
    """Machine-readable facts: ``{field: value}``, state law as ``state.field``, several values as a list."""
    found: Dict[str, List[Any]] = {}
    for section in sections:
        prefix = "state." if section.agency.place.kind == "state" else ""
        for item in section.told:
            for field in (*FIELDS_OF[question], "detainer_conditions", "exceptions", "details"):
                if field in item.version.facts:
                    value = item.version.facts[field]
                    values = found.setdefault(prefix + field, [])
                    if value not in values:
                        values.append(value)
    return {field: values[0] if len(values) == 1 else values for field, values in sorted(found.items())}


def sources_of(versions: Iterable[VersionOnDay], question: str) -> Tuple[Source, ...]:
    """The documents behind what was told, official pages first; copies are named without a link."""
    wanted = {*FIELDS_OF[question], "document", "status", "detainer_conditions", "exceptions", "details"}
    found: Dict[Tuple[str, Optional[str]], Any] = {}
    for item in versions:
        for source in item.version.sources:
            if wanted & set(source.supports):
                found.setdefault((source.title, source.url), source)
    ordered = sorted(found.values(), key=lambda source: (not source.official, source.url is None))
    return tuple(
        Source(source.title, source.url if source.is_showable else None, source.published) for source in ordered
    )


def _buttons(topic: Topic) -> Tuple[Button, ...]:
    more = ("my_city_policy",) if topic.local not in ("overview", "language", "u_visa") else ("police_ask_status",)
    return topic_buttons([*more, *[other for other in topic.related if other not in more][:1]]) + (PERSON,)
