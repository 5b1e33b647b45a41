"""Writings of one sound: two spellings of a foreign name in one script often differ in nothing else. No Rasa in here.

Nobody has settled how Centreville is written in Korean or Hialeah in Arabic. Letters that stand for one sound of
English become one letter, and what writers add or leave out (long vowels, doubled letters) goes.
"""

import unicodedata
from typing import Callable, Dict, Mapping, Tuple

import regex


def _same(groups: str) -> Mapping[int, str]:
    """ "гґх дт": every letter of a group is its first."""
    return str.maketrans({letter: group[0] for group in groups.split() for letter in group[1:]})


_CYRILLIC = _same("еэєё иіїйы гґх ву оа сз шщчц")
_ARABIC = _same("غقگكجک فڤپب تطٹث دڈذض سصزظچش رڑ نں ه")
_ARABIC_DROPPED = regex.compile("[اويیىآأإءئؤعےہهةـ\u200c\u064b-\u0652]")
_INDIC: Dict[str, Mapping[int, str]] = {
    "Devanagari": _same("िी ुू ाॉ ेैॅ ोौ नंँण इई उऊ एऐ आऑ ओऔ सशषजझ तटठथ दड बव पफ"),
    "Bengali": _same("িী ুূ েৈ োৌ নংণঙ ইঈ উঊ সশষ তটঠথ দড জয বভ পফ"),
}
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
SHORTEST_SOUND = {"Cyrillic": 6, "Arabic": 6, "Devanagari": 6, "Bengali": 6, "Hangul": 8, "Ethiopic": 5}


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


# Consonants by what they sound like to a writer of another language: P for b p f v, T for t d, K for k g,
# S for s z sh ch j, M, N, and L for l r. Vowels, h, w and y say too little.
_ENGLISH = (
    (regex.compile("ough|igh|eigh|gh"), ""),
    (regex.compile("ph"), "f"),
    (regex.compile("th"), "t"),
    (regex.compile("ck|cc(?![eiy])|qu?"), "k"),
    (regex.compile("sch|sh|ch|c(?=[eiy])|g(?=[eiy])|j|z"), "s"),
    (regex.compile("x"), "ks"),
    (regex.compile("^kn|^gn"), "n"),
)
_CLASSES = {letter: kind for kind, letters in {
    "P": "bpfv бпфв بپفڤ बभपफ বভপফ ᄇᄈᄑᆸᇁ", "T": "td тд تطثٹدڈذضظ तटठथदडढध তটঠথদডঢধ ᄃᄄᄐᆮᇀ",
    "K": "kgcq кгґхқ كقغگخ कखगघक़ख़ग़ কখগঘ ᄀᄁᄏᆨᆩᆿ", "S": "sjz сзжшчщцџ سصزشجچژ सशषजझचछज़ সশষজঝচছয ᄉᄊᄌᄍᄎᆺᆻᆽᆾ",
    "M": "m м م म ম ᄆᆷ", "N": "n н نں नणङञंँ নণঙঞং ᄂᆫᆼ", "L": "lr лр لرڑ लरड़ढ़ লরড়ঢ় ᄅᆯ",
}.items() for letter in letters if letter != " "}  # fmt: skip
# Rows of the Ethiopic block, eight letters each, by the same kinds.
_ROWS = {row: kind for kind, rows in {
    "P": (0x1260, 0x1268, 0x1348, 0x1350), "T": (0x1270, 0x12F0, 0x1320), "K": (0x1240, 0x12A8, 0x1308, 0x12B8),
    "S": (0x1230, 0x1220, 0x1238, 0x12D8, 0x1300, 0x1278, 0x12E0, 0x1338),
    "M": (0x1218,), "N": (0x1290, 0x1298), "L": (0x1208, 0x1228),
}.items() for row in rows}  # fmt: skip
SHORTEST_SKELETON = 3


def skeleton(name: str, script: str) -> str:
    """The kinds of a name's consonants, the same in every script: Centreville is SNTLPL; "" where they are few.

    Args:
        name: Lower case.
        script: ``Latin`` or the Unicode name of its script.
    """
    if script == "Latin":
        for written, heard in _ENGLISH:
            name = written.sub(heard, name)
    letters = unicodedata.normalize("NFD", name) if script == "Hangul" else name
    kinds = (_ROWS.get(ord(c) & ~7, "") if script == "Ethiopic" else _CLASSES.get(c, "") for c in letters)
    found = str(_DOUBLED.sub(r"\1", "".join(kinds)))
    return found if len(found) >= SHORTEST_SKELETON else ""


def english_skeletons(name: str) -> Tuple[str, ...]:
    """What other scripts make of an English name: some write an r that is hardly heard, others leave it out."""
    silent = regex.sub("r(?![aeiouyrh])|(?<=t)re(?=[^aeiou])", "", name)
    return tuple(dict.fromkeys(found for found in (skeleton(name, "Latin"), skeleton(silent, "Latin")) if found))
