"""Place names as pieces of a key."""

import re
import unicodedata


def slug(name: str) -> str:
    """Lower-case ASCII words joined by hyphens: ``Prince William County`` → ``prince-william-county``.

    An apostrophe parts words too: the postal data writes "O Fallon" for O'Fallon.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
