"""What may be wrong with one translated entry. A translator can break nothing: an error refuses the entry."""

from collections import Counter
from typing import Any, List, Sequence, Tuple

import regex

from bot.language.bidi import bidi_problems
from bot.language.catalogs.facts import KINDS, PLACEHOLDER, facts_of, lone_letters, months_of, names_of, visa_letters

LONGEST_TITLE = 30
# A text of more words than this that equals its English was not translated; shorter ones are names and marks.
LONGEST_SAME = 3
_INVISIBLE = regex.compile(r"[^\P{Cc}\n]|[\u200b\ufeff\ufffd]")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")


def forms_of(source: Any) -> Tuple[str, ...]:
    """The forms of a text: itself, or singular and plural."""
    return (source,) if isinstance(source, str) else tuple(source)


def translated_source(message: Any) -> Tuple[str, ...]:
    """The English that an entry translates: the older one while its English has changed since."""
    return forms_of(message.previous_id or message.id)


def entry_errors(message: Any, plural_forms: int = 2) -> List[str]:
    """What would hurt a resident, in one line each: the entry must not be used as it is.

    While its English has changed, a translation has to be faithful to the older English or to the new one.

    Args:
        message: A Babel message with ``id``, ``string``, ``context`` and ``previous_id``.
        plural_forms: How many forms the language has, where the English has a singular and a plural.
    """
    found = _errors_beside(forms_of(message.id), message, plural_forms)
    if found and message.previous_id and not _errors_beside(translated_source(message), message, plural_forms):
        return []
    return found


def _errors_beside(english: Tuple[str, ...], message: Any, plural_forms: int) -> List[str]:
    forms = forms_of(message.string or "")
    if len(english) == 1:
        return text_errors(english[0], forms[0], message.context or "") if forms[0] else ["not translated"]
    missing = [f"msgstr[{n}]" for n in range(plural_forms) if n >= len(forms) or not forms[n]]
    if len(missing) == plural_forms:
        return ["not translated"]
    if missing:
        return [f"plural forms are incomplete: {', '.join(missing)} missing"]
    return [f"msgstr[{n}]: {problem}" for n, form in enumerate(forms) for problem in _form_errors(english, str(form))]


def _form_errors(english: Sequence[str], form: str) -> List[str]:
    """A plural form has to be faithful to the English singular or plural ("one day" or "{count} days")."""
    found = [text_errors(str(source), form, "") for source in english]
    return [] if not all(found) else found[-1]


def text_errors(english: str, translation: str, key: str) -> List[str]:
    """What is wrong with a translation of one English text; ``key`` tells a button from a sentence."""
    return [
        *_fact_errors(english, translation),
        *_name_errors(english, translation, is_title(key)),
        *_shape_errors(english, translation),
        *bidi_problems(translation),
        *([] if not is_title(key) else _title_errors(translation)),
    ]


def _fact_errors(english: str, translation: str) -> List[str]:
    ours, theirs = facts_of(english), facts_of(translation)
    found = []
    for kind, name in KINDS.items():
        lost, added = difference(getattr(ours, kind), getattr(theirs, kind))
        if kind == "numbers":
            added = list((Counter(added) - Counter(months_of(english))).elements())
        told = [f"missing {', '.join(lost)}"] if lost else []
        told += [f"not in the English: {', '.join(added)}"] if added else []
        if told:
            found.append(f"{name} differ: {'; '.join(told)}")
    if regex.search(r"[{}]", PLACEHOLDER.sub("", translation)):
        found.append("a brace { or } stands outside a placeholder; write placeholders as the English has them")
    return found


def difference(ours: Sequence[str], theirs: Sequence[str]) -> Tuple[List[str], List[str]]:
    """What the first has and the second lacks, and the other way round; repeats count."""
    one, other = Counter(ours), Counter(theirs)
    return sorted((one - other).elements()), sorted((other - one).elements())


def _name_errors(english: str, translation: str, has_little_room: bool) -> List[str]:
    # The title of a button may say "immigration agents" alone; the answer behind it says ICE.
    lost = [] if has_little_room else sorted(names_of(english) - names_of(translation))
    lost += sorted(visa_letters(english) - lone_letters(translation))
    return [f"{', '.join(lost)} missing; keep these letters, and explain them beside if needed"] if lost else []


def _shape_errors(english: str, translation: str) -> List[str]:
    found = []
    for where, edge in (("start", str.lstrip), ("end", str.rstrip)):
        if (edge(english) == english) != (edge(translation) == translation):
            found.append(f"spaces or line breaks at the {where} differ from the English")
    if english.strip().count("\n") != translation.strip().count("\n"):
        found.append("line breaks differ from the English")
    if _INVISIBLE.search(translation):
        found.append("an invisible control character stands in it; type the text again")
    if translation == english and len(_WORD.findall(PLACEHOLDER.sub("", english))) > LONGEST_SAME:
        found.append("still English")
    return found


def is_title(key: str) -> bool:
    """Is this entry the title of a button?"""
    return ".button." in key or (key.startswith("topic.") and key.endswith(".title")) or key == "utter_delete_chat"


def _title_errors(translation: str) -> List[str]:
    found = []
    shown = len(regex.findall(r"\X", regex.sub(r"\p{Cf}", "", translation)))
    if shown > LONGEST_TITLE:
        found.append(f"the title of a button has {shown} characters; at most {LONGEST_TITLE} fit")
    if translation.startswith("/"):
        found.append("starts with a slash: translate the title, not the command behind the button")
    return found
