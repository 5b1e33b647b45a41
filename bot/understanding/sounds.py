"""Writings of one sound: two spellings of a foreign name in one script often differ in nothing else. No Rasa in here.

Nobody has settled how Centreville is written in Korean or Hialeah in Arabic. Letters that stand for one sound of English
become one letter, and what writers add or leave out (long vowels, doubled letters) goes.
"""

import unicodedata
from typing import Callable, Dict, Mapping

import regex


def _same(groups: str) -> Mapping[int, str]:
    """ "гґх дт": every letter of a group is its first."""
    return str.maketrans({letter: group[0] for group in groups.split() for letter in group[1:]})


_CYRILLIC = _same("еэєё иіїйы гґх ву оа сз шщчц")
_ARABIC = _same("غقگكجک فڤپب تطٹث دڈذض سصزظچش رڑ نں ه")
_ARABIC_DROPPED = regex.compile("[اويیىآأإءئؤعےہهةـ\u200c\u064b-\u0652]")
_INDIC: Dict[str, Mapping[int, str]] = {
    "Devanagari": str.maketrans({"ी": "ि", "ू": "ु", "ॉ": "ा", "ै": "े", "ौ": "ो", "ॅ": "े", "ं": "न", "ँ": "न", "ण": "न", "ई": "इ", "ऊ": "उ",
                                 "ऐ": "ए", "ऑ": "आ", "औ": "ओ", "श": "स", "ष": "स", "ट": "त", "ठ": "त", "थ": "त", "ड": "द", "व": "ब", "फ": "प",
                                 "ज": "स", "झ": "स"}),
    "Bengali": str.maketrans({"ী": "ি", "ূ": "ু", "ৈ": "ে", "ৌ": "ো", "ং": "ন", "ণ": "ন", "ঈ": "ই", "ঊ": "উ", "শ": "স", "ষ": "স", "ট": "ত", "ঠ": "ত",
                              "থ": "ত", "ড": "দ", "য": "জ", "ভ": "ব", "ফ": "প", "ঙ": "ন"}),
}  # fmt: skip
# Virama, nukta, and joiners say nothing about which town it is.
_INDIC_DROPPED = regex.compile("[\u094d\u093c\u09cd\u09bc\u200c\u200d]|्य|য়")
_HANGUL = _same("ᄀᄁᄏ ᄃᄄᄐ ᄇᄈᄑ ᄌᄍᄎ ᄉᄊ ᅢᅦᅤᅨ ᅥᅩ ᅡᅣ ᅮᅲᅳ ᅬᅫᅰ ᆨᆩᆿ ᆺᆻᆮᇀ ᆸᇁ")
_DOUBLED = regex.compile(r"(.)\1+")


def _indic(script: str) -> Callable[[str], str]:
    return lambda word: _INDIC_DROPPED.sub("", word).translate(_INDIC[script])


def _ethiopic(word: str) -> str:
    """Rows without their vowels: eight letters of the block make one row."""
    return "".join(chr(0x1200 + (ord(c) - 0x1200) // 8 * 8) if 0x1200 <= ord(c) <= 0x1357 else c for c in word)


_OF_SCRIPT: Dict[str, Callable[[str], str]] = {
    "Cyrillic": lambda word: word.translate(_CYRILLIC).replace("ь", "").replace("ъ", "").replace(" ", ""),
    "Arabic": lambda word: _ARABIC_DROPPED.sub("", word).translate(_ARABIC).replace(" ", ""),
    "Devanagari": lambda word: _indic("Devanagari")(word).replace(" ", ""),
    "Bengali": lambda word: _indic("Bengali")(word).replace(" ", ""),
    "Hangul": lambda word: unicodedata.normalize("NFD", word).translate(_HANGUL).replace(" ", ""),
    "Ethiopic": lambda word: _ethiopic(word).replace(" ", ""),
}
# Sounds shorter than this are those of ordinary words too; where vowels are dropped, less is left.
SHORTEST_SOUND = {"Cyrillic": 6, "Arabic": 5, "Devanagari": 6, "Bengali": 6, "Hangul": 8, "Ethiopic": 5}


def sound(word: str, script: str) -> str:
    """How a word sounds, roughly, or "" where that says too little.

    Args:
        word: Lower case, one form of each letter (``native_places.plain``).
        script: Unicode name of its script; Han has no letters for sounds.
    """
    heard = _OF_SCRIPT.get(script)
    if heard is None:
        return ""
    found = str(_DOUBLED.sub(r"\1", heard(word)))
    return found if len(found) >= SHORTEST_SOUND[script] else ""
