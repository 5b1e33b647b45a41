"""Letters that people write for each other: keyboards of different countries, letters with a stroke, sounds alike.

One table for whoever compares words (danger, places, names): both sides of a comparison go through it.
"""

from typing import Dict

_ARABIC = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك",
    "ة": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ە": "ه",
}  # fmt: skip
# Rows of Amharic letters that sound alike, by their first letters, and single letters that do.
_AMHARIC_ROWS = {"ሐ": "ሀ", "ኀ": "ሀ", "ሠ": "ሰ", "ዐ": "አ", "ፀ": "ጸ"}
_AMHARIC = {chr(ord(row) + n): chr(ord(same) + n) for row, same in _AMHARIC_ROWS.items() for n in range(7)}
_AMHARIC |= {"ሃ": "ሀ", "ሓ": "ሀ", "ኃ": "ሀ", "ኻ": "ሀ", "ኣ": "አ", "ዓ": "አ"}

# Letter → the letter it is compared as; one character for one, so that offsets stay true.
SAME_LETTER: Dict[str, str] = {
    "đ": "d",
    "ø": "o",
    "ł": "l",
    "ı": "i",
    "ё": "е",
    "ґ": "г",
    "ँ": "ं",
    **_ARABIC,
    **_AMHARIC,
}
