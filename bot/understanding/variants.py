"""Second forms of training examples, for languages that many people write without their marks.

Vietnamese without tones ("canh sat co hoi giay to khong") is another text to the encoder: each
example is learned in both forms. Elsewhere a third of the examples were written without accents.
"""

import unicodedata
from typing import Optional

WRITTEN_WITHOUT_MARKS = frozenset(("vi",))


def without_marks(text: str, language: Optional[str]) -> Optional[str]:
    """The example as people type it in a hurry, or None where that is no other text."""
    if language not in WRITTEN_WITHOUT_MARKS:
        return None
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain if plain != text else None
