"""How names of places are compared."""

import unicodedata

# "Condado de Montgomery" is the county and must never be taken for the city of that name.
COUNTY_OF = ("condado de ", "county of ", "comte de ", "konte ")


def fold(name: str) -> str:
    """Lower case without accents; the length in characters can change, so never fold offsets."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
