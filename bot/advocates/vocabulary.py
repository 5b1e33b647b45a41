"""The closed vocabularies of the advocates; each code has one label or sentence in the catalogs."""

from typing import Tuple

SCOPES: Tuple[str, ...] = ("national", "state", "local")

# What an organisation helps with. general: offer it to somebody who has not said what happened.
NEEDS: Tuple[str, ...] = (
    "general",
    "emergency",
    "crisis",
    "dv",
    "sexual_assault",
    "trafficking",
    "children",
    "elder",
    "workers",
    "hate_crime",
    "scams",
    "civil_rights",
    "legal",
    "detention",
    "case_status",
    "tech_safety",
)
HOURS: Tuple[str, ...] = ("always", "weekdays", "automated")
COSTS: Tuple[str, ...] = ("free", "free_or_low")
# Whom it is made for, when that is not everybody.
SERVES: Tuple[str, ...] = ("native", "youth", "lgbtq_youth", "latina", "deaf", "professionals")
# What a resident should know before the first word.
CAUTIONS: Tuple[str, ...] = (
    "law_enforcement",
    "immigration_agency",
    "ask_what_is_shared",
    "local_ice_activity_only",
)
STATUSES: Tuple[str, ...] = ("ok", "unverified")


def response_key(field: str, code: str) -> str:
    """The key of the words for a code: ``utter_advocate_need_dv``."""
    return f"utter_advocate_{field}_{code}"


def response_keys() -> Tuple[str, ...]:
    """Every key for which the catalogs must hold words."""
    keys = [response_key("need", code) for code in NEEDS]
    keys += [response_key("hours", code) for code in HOURS]
    keys += [response_key("cost", code) for code in COSTS]
    keys += [response_key("serves", code) for code in SERVES]
    keys += [response_key("caution", code) for code in CAUTIONS]
    keys += [f"utter_advocate_{name}" for name in ("phone", "text", "text_word", "web", "relay", "languages")]
    keys += [f"utter_advocate_{name}" for name in ("interpreters", "confidential", "unverified", "last_confirmed")]
    return tuple(keys)
