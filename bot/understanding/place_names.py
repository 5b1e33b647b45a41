"""How a place's name is written as a key, and compared."""

import re
import unicodedata

# "Condado de Montgomery" is the county and must never be taken for the city of that name.
COUNTY_OF = ("condado de ", "county of ", "comte de ", "konte ")


def slug(name: str) -> str:
    """``Prince William County`` → ``prince-william-county``; ASCII, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def fold(name: str) -> str:
    """Lower case without accents; the length in characters can change, so never fold offsets."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
