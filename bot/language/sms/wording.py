"""What every topic says in a text message, in each language that we answer in, and whether it fits."""

from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

from babel.messages.catalog import Catalog

from bot.language.catalogs.po_files import catalog_path
from bot.language.catalogs.updating import extract_template
from bot.language.languages import SOURCE_LANGUAGE, Language, answered_languages
from bot.language.sms.segments import GSM7, UCS2, alphabet_of, forcing, split_sms
from bot.language.sms.substitutions import as_sent
from bot.language.words import read_catalog

# Most segments of a topic's text message, by what its language needs.
LIMITS = {GSM7: 2, UCS2: 3}


@dataclass(frozen=True)
class SmsText:
    """One text of a topic as a text message.

    Attributes:
        where: File, and line in a catalog.
        text: As it would be sent.
        alphabet: ``gsm7`` or ``ucs2``: what it is sent in.
        forcing: Characters that make it Unicode.
        limit: Most segments in this language.
    """

    tag: str
    key: str
    where: str
    text: str
    segments: int
    alphabet: str
    forcing: Tuple[str, ...]
    limit: int

    @property
    def is_over(self) -> bool:
        return self.segments > self.limit


def measure(language: Language, key: str, text: str, where: str) -> SmsText:
    """A text with its substitutions, counted."""
    sent = as_sent(text, language.tag)
    return SmsText(
        tag=language.tag,
        key=key,
        where=where,
        text=sent,
        segments=len(split_sms(sent)),
        alphabet=alphabet_of(sent),
        forcing=forcing(sent),
        limit=LIMITS[language.sms],
    )


def read_texts(root: Path) -> List[SmsText]:
    """The text message of every topic in every answered language; what has no translation yet is left out."""
    template = extract_template(root)
    return [
        measure(language, key, text, where)
        for language in answered_languages()
        for key, text, where in _texts_of(language, template, root)
    ]


def over_limit(root: Path) -> List[str]:
    """One line for each text that needs more segments than its language may have."""
    return [
        f"{text.where}: {text.key}: {text.segments} text-message segments, at most {text.limit}; "
        f"shorten it{_unicode_hint(text)}"
        for text in read_texts(root)
        if text.is_over
    ]


def _unicode_hint(text: SmsText) -> str:
    """Which letters to avoid, where the language does without them."""
    if text.limit == LIMITS[UCS2] or not text.forcing:
        return ""
    return f", or do without {' '.join(text.forcing)}"


def _texts_of(language: Language, template: Catalog, root: Path) -> Iterator[Tuple[str, str, str]]:
    """Key, text and place of each topic's ``sms``; of its ``short`` where that is short enough for both."""
    wanted = _sms_keys(template)
    if language.tag == SOURCE_LANGUAGE:
        for message in template:
            if message.context in wanted:
                yield str(message.context), str(message.id), message.locations[0][0]
        return
    catalog = read_catalog(language.tag, root / "locales")
    name = catalog_path(root, language.tag).relative_to(root)
    for message in catalog or ():
        if message.context in wanted and message.string:
            yield str(message.context), str(message.string), f"{name}:{message.lineno}"


def _sms_keys(template: Catalog) -> List[str]:
    by_topic: Dict[str, str] = {}
    for message in template:
        kind, _, rest = str(message.context).partition(".")
        topic, _, field = rest.partition(".")
        if kind == "topic" and (field == "sms" or (field == "short" and topic not in by_topic)):
            by_topic[topic] = str(message.context)
    return list(by_topic.values())
