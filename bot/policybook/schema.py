"""What a policybook file may hold, and the frozen records that it becomes.

One file is one agency. Facts are codes of ``vocabulary``; no sentence in a file reaches a resident.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from bot.datafiles.dates import first_day
from bot.datafiles.lines import Problem, Reader, read_yaml
from bot.policybook import vocabulary
from bot.policybook.names import slug


class PolicybookError(ValueError):
    """The policybook's files cannot be used; ``problems`` has every reason, the message lists them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Source:
    """A document that says what a version states.

    Attributes:
        published: Partial date; None when the document has none.
        official: A government or agency page.
        copy: Read on a copy or re-post; residents get no link to it.
        supports: Facts and other parts (see ``vocabulary.SUPPORTS``) that this document says.
        withdrawn: Partial date on which it was taken down or took its word back; it supports nothing then.
    """

    title: str
    publisher: str
    url: Optional[str]
    published: Optional[str]
    official: bool
    copy: bool
    supports: Tuple[str, ...]
    note: Optional[str] = None
    withdrawn: Optional[str] = None

    @property
    def is_showable(self) -> bool:
        """Whether a resident may be given the link."""
        return self.url is not None and not self.copy


@dataclass(frozen=True)
class PolicyVersion:
    """What a policy says from one date on.

    Attributes:
        in_force_from: Partial date; None when the start is not known.
        as_of: Newest partial date at which a source says so; None when every source is undated.
        review_by: After this day nobody may assert the version without checking it again.
        derived: Facts that follow from a general rule and that no source names.
        note: For staff only, never shown to a resident.
    """

    in_force_from: Optional[str]
    status: str
    as_of: Optional[str]
    review_by: date
    confidence: str
    facts: Mapping[str, Any]
    derived: Tuple[str, ...]
    sources: Tuple[Source, ...]
    note: Optional[str] = None


@dataclass(frozen=True)
class Policy:
    """A document or statement, with its versions from the oldest to the newest.

    Attributes:
        binds: Whose act it rules when that is not the agency itself (a regional jail, a prosecutor).
        replaced_by: Id of the policy of the same agency that took its place.
        taken_back: Staff withdrew it while they check it; never in a file, see ``bot.policybook.taken_back``.
    """

    id: str
    title: str
    identifier: Optional[str]
    kind: str
    binds: Optional[str]
    replaced_by: Optional[str]
    versions: Tuple[PolicyVersion, ...]
    note: Optional[str] = None
    taken_back: bool = False


@dataclass(frozen=True)
class Place:
    """Where an agency works. ``county`` is the county of a city, if a county record may apply too."""

    name: str
    kind: str
    state: str
    county: Optional[str] = None

    @property
    def state_key(self) -> str:
        return self.state.lower()

    @property
    def key(self) -> str:
        return self.state_key if self.kind == "state" else f"{self.state_key}/{slug(self.name)}"

    @property
    def county_key(self) -> Optional[str]:
        return f"{self.state_key}/{slug(self.county)}" if self.county else None


@dataclass(frozen=True)
class Agency:
    """A police department, a sheriff or the law of a state, and everything known about its rules."""

    id: str
    name: str
    kind: str
    place: Place
    aliases: Tuple[str, ...]
    see_also: Tuple[str, ...]
    policies: Tuple[Policy, ...]
    note: Optional[str] = None


def read_directory(path: Path, today: date) -> List[Agency]:
    """Read every agency below a folder, ordered by id.

    Args:
        path: Folder with ``<state>/<agency-id>.yml`` files.
        today: No date in a file, except ``review_by``, may be later.

    Raises:
        PolicybookError: Lists every problem of every file; nothing is returned.
    """
    problems: List[Problem] = []
    agencies: Dict[str, Agency] = {}
    see_also: List[Tuple[Reader, str]] = []
    for file in sorted(path.rglob("*.yml")):
        name = file.relative_to(path).as_posix()
        node = read_yaml(file, name, problems)
        if node is None:
            continue
        reader = Reader(node, name, problems, today)
        agency = _read_agency(reader)
        if agency.id in agencies:
            reader.report(f"the id {agency.id!r} is already in use; choose another", reader.line_of("id"))
        elif name != f"{agency.place.state_key}/{agency.id}.yml":
            reader.report(f"name the file {agency.place.state_key}/{agency.id}.yml, after its state and id", 1)
        agencies[agency.id] = agency
        see_also += [(reader, other) for other in agency.see_also]
    for reader, other in see_also:
        if other not in agencies:
            reader.report(
                f"see_also names {other!r}, which has no file; add it or delete it",
                reader.line_of("see_also"),
            )
    if problems:
        raise PolicybookError(sorted(problems))
    return [agencies[key] for key in sorted(agencies)]


def _read_agency(reader: Reader) -> Agency:
    agency_id = reader.needed("id")
    if agency_id and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", agency_id):
        reader.report("'id' may hold lower-case letters, digits and hyphens only", reader.line_of("id"))
    name, kind = "", ""
    body = reader.mapping("agency", required=True)
    if body is not None:
        name, kind = body.needed("name"), body.choice("kind", vocabulary.AGENCY_KINDS, required=True) or ""
        body.finish()
    place = Place("", "city", "")
    body = reader.mapping("place", required=True)
    if body is not None:
        place = _read_place(body)
    policies: List[Policy] = []
    policy_readers = reader.mappings("policies", required=True)
    for policy_reader in policy_readers:
        policy = _read_policy(policy_reader)
        if policy.id in {other.id for other in policies}:
            policy_reader.report(
                f"the policy id {policy.id!r} is already in use; choose another", policy_reader.line_of("id")
            )
        policies.append(policy)
    for policy, policy_reader in zip(policies, policy_readers, strict=True):
        if policy.replaced_by is not None and policy.replaced_by not in {p.id for p in policies if p is not policy}:
            policy_reader.report(
                f"'replaced_by' is {policy.replaced_by!r}, which is not another policy of this file",
                policy_reader.line_of("replaced_by"),
            )
    agency = Agency(
        id=agency_id,
        name=name,
        kind=kind,
        place=place,
        aliases=reader.texts("aliases"),
        see_also=reader.texts("see_also"),
        policies=tuple(policies),
        note=reader.text("note"),
    )
    reader.finish()
    return agency


def _read_place(reader: Reader) -> Place:
    place = Place(
        name=reader.needed("name"),
        kind=reader.choice("kind", vocabulary.PLACE_KINDS, required=True) or "",
        state=reader.choice("state", vocabulary.STATES, required=True) or "",
        county=reader.text("county"),
    )
    reader.finish()
    return place


def _read_policy(reader: Reader) -> Policy:
    readers = reader.mappings("versions", required=True)
    versions = [_read_version(version_reader) for version_reader in readers]
    replaced_by = reader.text("replaced_by")
    if not versions:
        reader.report("a policy needs at least one version; add it under 'versions'", reader.line_of("versions"))
    for older, newer, newer_reader in zip(versions, versions[1:], readers[1:], strict=False):
        if newer.in_force_from is None or (
            older.in_force_from is not None and first_day(older.in_force_from) >= first_day(newer.in_force_from)
        ):
            newer_reader.report("versions must go from the oldest 'from' to the newest", newer_reader.line_of("from"))
    for position, (version, version_reader) in enumerate(zip(versions, readers, strict=True)):
        is_last = position == len(versions) - 1
        if version.status == "superseded" and is_last and replaced_by is None:
            version_reader.report(
                "'superseded' needs a successor: add the newer version, or 'replaced_by' to the policy",
                version_reader.line_of("status"),
            )
        if version.status not in ("superseded", "withdrawn") and not is_last:
            version_reader.report(
                "a newer version follows; give this one the status 'superseded'",
                version_reader.line_of("status"),
            )
    policy = Policy(
        id=reader.needed("id"),
        title=reader.needed("title"),
        identifier=reader.text("identifier"),
        kind=reader.choice("kind", vocabulary.POLICY_KINDS, required=True) or "",
        binds=reader.text("binds"),
        replaced_by=replaced_by,
        versions=tuple(versions),
        note=reader.text("note"),
    )
    reader.finish()
    return policy


def _read_version(reader: Reader) -> PolicyVersion:
    facts_reader = reader.mapping("facts", required=True)
    facts = {} if facts_reader is None else _read_facts(facts_reader)
    derived = reader.codes("derived", vocabulary.FIELDS)
    sources = [_read_source(source) for source in reader.mappings("sources")]
    supported = {part for source in sources for part in source.supports}
    if not sources:
        reader.report("no source; add at least one under 'sources'", reader.line_of("sources"))
    elif all(source.url is None for source in sources):
        reader.report("no source has a url; add one that can be cited", reader.line_of("sources"))
    for field in facts:
        if field not in supported and field not in derived:
            reader.report(
                f"no source supports {field!r}; add it to a source's 'supports', or to 'derived'",
                reader.line_of("facts"),
            )
    for field in derived:
        if field not in facts:
            reader.report(f"'derived' names {field!r}, which is not among the facts", reader.line_of("derived"))
    version = PolicyVersion(
        in_force_from=reader.partial_date("from"),
        status=reader.choice("status", vocabulary.STATUSES, required=True) or "",
        as_of=reader.partial_date("as_of"),
        review_by=reader.day("review_by"),
        confidence=reader.choice("confidence", vocabulary.CONFIDENCES, required=True) or "",
        facts=facts,
        derived=derived,
        sources=tuple(sources),
        note=reader.text("note"),
    )
    reader.finish()
    return version


def _read_facts(reader: Reader) -> Dict[str, Any]:
    facts: Dict[str, Any] = {}
    for field, options in vocabulary.VALUES.items():
        facts[field] = reader.choice(field, options)
    for field, codes in vocabulary.LISTS.items():
        facts[field] = reader.codes(field, codes) or None
    u_visa = reader.mapping("u_visa")
    if u_visa is not None:
        facts["u_visa"] = _read_u_visa(u_visa)
    listed = reader.mapping("agreements_listed")
    if listed is not None:
        facts["agreements_listed"] = {
            "count": listed.number("count"),
            "date": listed.partial_date("date", True),
        }
        listed.finish()
    reader.finish()
    return {field: value for field, value in facts.items() if value is not None}


def _read_u_visa(reader: Reader) -> Dict[str, Any]:
    facts: Dict[str, Any] = {
        "signs": reader.choice("signs", vocabulary.U_VISA_SIGNS, required=True),
        "unit": reader.text("unit"),
        "email": reader.text("email"),
        "email_use": reader.choice("email_use", vocabulary.U_VISA_EMAIL_USES),
        "phone": reader.text("phone"),
        "phone_unit": reader.text("phone_unit"),
        "deadline_days": reader.number("deadline_days"),
        "deadline_days_in_removal": reader.number("deadline_days_in_removal"),
        "days_counted": reader.choice("days_counted", vocabulary.U_VISA_DAYS),
        "steps": reader.codes("steps", vocabulary.U_VISA_STEPS) or None,
    }
    if facts["email"] is not None and facts["email_use"] is None:
        reader.report("say what the email is for: add 'email_use'", reader.line_of("email"))
    reader.finish()
    return {key: value for key, value in facts.items() if value is not None}


def _read_source(reader: Reader) -> Source:
    url = reader.text("url")
    if url is not None and not re.match(r"^https?://[^\s]+$", url):
        text = "'url' must start with https:// or http://; leave it out when there is none"
        reader.report(text, reader.line_of("url"))
    source = Source(
        title=reader.needed("title"),
        publisher=reader.needed("publisher"),
        url=url,
        published=reader.partial_date("published"),
        official=reader.flag("official"),
        copy=reader.flag("copy"),
        supports=reader.codes("supports", vocabulary.SUPPORTS),
        note=reader.text("note"),
        withdrawn=reader.partial_date("withdrawn"),
    )
    reader.finish()
    return source
