"""What an advocates file may hold, and the frozen records that it becomes.

A file is ``national.yml`` or one per state (``mn.yml``), with a list under ``organisations``.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

from bot.advocates import vocabulary
from bot.datafiles.dates import first_day
from bot.datafiles.lines import Problem, Reader, read_yaml

# For how long contact details count after somebody found them right.
YEARS = 2
_PHONE = re.compile(r"^(\d{3}|(1-)?\d{3}-\d{3}-\d{4})$")
_TEXT_NUMBER = re.compile(r"^(\d{3}|\d{5,6}|(1-)?\d{3}-\d{3}-\d{4})$")
_PLACE = re.compile(r"^[a-z]{2}(/[a-z0-9]+(-[a-z0-9]+)*)?$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")


class AdvocatesError(ValueError):
    """The advocates' files cannot be used; ``problems`` has every reason, the message lists them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Source:
    """A public page that names the organisation, and its number where we give one."""

    title: str
    publisher: str
    url: str
    published: Optional[str]
    official: bool
    withdrawn: Optional[str] = None


@dataclass(frozen=True)
class Organisation:
    """Somebody who helps.

    Attributes:
        places: Keys of places or states; empty for a national organisation.
        text: Number for text messages; ``text_word`` is what to write, None when anything will do.
        relay: Number for people who are deaf or hard of hearing (TTY, or 711).
        languages: BCP-47 tags that its own people speak, as far as a source says.
        interpreters: A source says that other languages are possible through interpreters.
        confidential: A source says so; False only means that none was found.
        last_confirmed: Newest partial date at which somebody found the contact details right.
        status: ``unverified`` means: say that the details may have changed.
        note: For staff only.
    """

    id: str
    name: str
    scope: str
    places: Tuple[str, ...]
    needs: Tuple[str, ...]
    serves: Tuple[str, ...]
    phone: Optional[str]
    text: Optional[str]
    text_word: Optional[str]
    relay: Optional[str]
    web: Optional[str]
    hours: Optional[str]
    languages: Tuple[str, ...]
    interpreters: bool
    cost: Optional[str]
    confidential: bool
    cautions: Tuple[str, ...]
    last_confirmed: Optional[str]
    status: str
    sources: Tuple[Source, ...]
    note: Optional[str] = None

    @property
    def is_unverified(self) -> bool:
        return self.status == "unverified"

    @property
    def is_unsupported(self) -> bool:
        """Whether every source was withdrawn: nobody says any more that it can be reached so."""
        return all(source.withdrawn for source in self.sources)

    def speaks(self, language: Optional[str]) -> bool:
        """Whether its own people speak a language; a regional tag counts as its language."""
        if language is None:
            return False
        wanted = language.split("-")[0]
        return any(tag.split("-")[0] == wanted for tag in self.languages)


def read_directory(path: Path, today: date) -> List[Organisation]:
    """Read every organisation below a folder, in the order of files and lists.

    Raises:
        AdvocatesError: Lists every problem of every file; nothing is returned.
    """
    problems: List[Problem] = []
    found: Dict[str, Organisation] = {}
    for file in sorted(path.glob("*.yml")):
        node = read_yaml(file, file.name, problems)
        if node is None:
            continue
        reader = Reader(node, file.name, problems, today)
        for entry in reader.mappings("organisations", required=True):
            organisation = _read_organisation(entry, file.stem)
            if organisation.id in found:
                entry.report(f"the id {organisation.id!r} is already in use; choose another", entry.line_of("id"))
            found[organisation.id] = organisation
        reader.finish()
    if problems:
        raise AdvocatesError(sorted(problems))
    return list(found.values())


def _read_organisation(reader: Reader, file_name: str) -> Organisation:
    sources = [_read_source(source) for source in reader.mappings("sources")]
    organisation = Organisation(
        id=reader.needed("id"),
        name=reader.needed("name"),
        scope=reader.choice("scope", vocabulary.SCOPES, required=True) or "",
        places=reader.texts("places"),
        needs=reader.codes("needs", vocabulary.NEEDS),
        serves=reader.codes("serves", vocabulary.SERVES),
        phone=reader.text("phone"),
        text=reader.text("text"),
        text_word=reader.text("text_word"),
        relay=reader.text("relay"),
        web=reader.text("web"),
        hours=reader.choice("hours", vocabulary.HOURS),
        languages=reader.texts("languages"),
        interpreters=reader.flag("interpreters"),
        cost=reader.choice("cost", vocabulary.COSTS),
        confidential=reader.flag("confidential"),
        cautions=reader.codes("cautions", vocabulary.CAUTIONS),
        last_confirmed=reader.partial_date("last_confirmed"),
        status=reader.choice("status", vocabulary.STATUSES, required=True) or "",
        sources=tuple(sources),
        note=reader.text("note"),
    )
    _check(organisation, reader, file_name)
    reader.finish()
    return organisation


def _check(organisation: Organisation, reader: Reader, file_name: str) -> None:
    if not organisation.sources:
        reader.report("no source; add at least one under 'sources'", reader.line_of("sources"))
    if not organisation.needs:
        reader.report("no need; add at least one under 'needs'", reader.line_of("needs"))
    if not (organisation.phone or organisation.text or organisation.web):
        reader.report("no way to reach it; add 'phone', 'text' or 'web'", reader.line)
    for key, pattern in (("phone", _PHONE), ("relay", _PHONE), ("text", _TEXT_NUMBER)):
        value = getattr(organisation, key)
        if value is not None and not pattern.match(value):
            reader.report(f"{key!r} is {value!r}; write 800-555-0100 or 1-800-555-0100", reader.line_of(key))
    if organisation.text_word and not organisation.text:
        reader.report("'text_word' needs the number to send it to; add 'text'", reader.line_of("text_word"))
    if organisation.web is not None and not organisation.web.startswith("https://"):
        reader.report("'web' must start with https://", reader.line_of("web"))
    for place in organisation.places:
        if not _PLACE.match(place):
            reader.report(f"{place!r} is not a place key; write mn or mn/minneapolis", reader.line_of("places"))
        elif file_name != "national" and file_name not in {key.split("/")[0] for key in organisation.places}:
            reader.report(f"no place is in {file_name!r}; move the entry to another file", reader.line_of("places"))
    for tag in organisation.languages:
        if not _LANGUAGE.match(tag):
            reader.report(f"{tag!r} is not a language tag; write es or zh-Hant", reader.line_of("languages"))
    if (organisation.scope == "national") == bool(organisation.places):
        reader.report("a national entry has no 'places', any other has at least one", reader.line_of("scope"))


def _read_source(reader: Reader) -> Source:
    source = Source(
        title=reader.needed("title"),
        publisher=reader.needed("publisher"),
        url=reader.needed("url"),
        published=reader.partial_date("published"),
        official=reader.flag("official"),
        withdrawn=reader.partial_date("withdrawn"),
    )
    if source.url and not re.match(r"^https?://[^\s]+$", source.url):
        reader.report("'url' must start with https:// or http://", reader.line_of("url"))
    reader.finish()
    return source


def is_old(last_confirmed: Optional[str], today: date, years: int = YEARS) -> bool:
    """Whether contact details were last confirmed too long ago; None (no dated source) is too long."""
    return last_confirmed is None or is_expired(last_confirmed, today, years)


def is_expired(last_confirmed: Optional[str], today: date, years: int = YEARS) -> bool:
    """Whether contact details are known to be older than the limit; a page without a date may be new."""
    if last_confirmed is None:
        return False
    day = first_day(last_confirmed)
    return (day.year + years, day.month, day.day) < (today.year, today.month, today.day)
