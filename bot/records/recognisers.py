"""Presidio's recognisers of ours: for numbers, for statements, and one per kind of ``patterns.py``.

The rule for numbers is simple on purpose: seven digits or more in a row, however they are
separated, are personal data, unless the whole row reads as dates, times, years, an amount of money
or emergency numbers. What is before the row only decides which tag it gets. A hotline that a
resident types goes too; the bot's own words are never redacted.
"""

import re
from typing import Any, List, Optional, Tuple

from presidio_analyzer import (
    EntityRecognizer,
    LocalRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerResult,
)

from bot.records.patterns import FEWEST_DIGITS, LIKELY, PATTERNS
from bot.records.phrases import KINDS, find_statements

# Presidio wants a language for each recogniser; ours serve every language.
LANGUAGE = "xx"

_SCORE = 0.6

# Up to three characters that are neither letter nor digit may stand between two digits. Tags of an
# earlier redaction end a row.
_GAP = r"(?:[^\w<>]|_){0,3}"
_ROW = re.compile(
    rf"(?:\+|\(\+?)?\d(?:{_GAP}\d){{{FEWEST_DIGITS - 1},}}"
    r"(?:[ ,;]{0,2}(?:extension|ext|x|anexo|int)[.: #]{0,2}\d{1,6}(?!\d))?",
    re.IGNORECASE | re.ASCII,
)
# Letters that belong to the number after them: A123456789, IOE 0123456789, C12345678.
_LETTERS_BEFORE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,3})([\s#:.\-]{0,3})$", re.ASCII)
_RECEIPT_OFFICES = {"IOE", "EAC", "WAC", "LIN", "SRC", "MSC", "NBC", "YSC", "VSC", "TSC", "NSC"}

_DATE = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|[12]\d|3[01])\1(?:19|20)\d\d"
    r"|(?:19|20)\d\d[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:0?[1-9]|[12]\d|3[01]))"
)
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_YEAR = r"(?:19[3-9]\d|20[0-4]\d)"
_SHORT_CODE = r"(?:911|988|211|311|411|511|611|711|811|112|999|9-1-1|9-8-8|2-1-1|3-1-1)"
_HARMLESS = re.compile(
    "|".join(
        (
            _DATE,
            rf"{_DATE.replace(chr(92) + '1', chr(92) + '2')}[ ,]{{1,2}}{_TIME}",
            rf"{_TIME}(?: ?- ?| ){_TIME}",
            rf"{_YEAR}(?: ?[-/] ?|, ){_YEAR}(?:, {_YEAR})*",
            rf"{_SHORT_CODE}(?:[ ,/]{{1,2}}{_SHORT_CODE})+",
            # A policy or section with the year it is from: "9-114, 2017".
            rf"\d{{1,2}}[-.]\d{{1,4}}(?:, | \(){_YEAR}",
            rf"24/7(?:, | \(| ){_YEAR}",
        )
    ),
    re.ASCII,
)
# Only with separators: seven digits after a dollar sign may be anything.
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){2,3}(?:\.\d\d)?|\d{1,3}(?:\.\d{3}){2,3}(?:,\d\d)?", re.ASCII)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|US\$|USD|dollars?)\s?$", re.IGNORECASE)
_MONEY_AFTER = re.compile(r"\s?(?:dollars?|d[oó]lares|pesos|USD|bucks)\b", re.IGNORECASE)

_IS = (
    r"(?:\s+(?:number|no|num|n[uú]mero|id|is|was|es|son|era|ends?|in|termina|en|with|con|"
    r"of|de|my|mi)\b|[\s:#.,=°º()\-])*$"
)
_BEFORE: Tuple[Tuple[str, "re.Pattern[str]"], ...] = tuple(
    (kind, re.compile(rf"(?:{words}){_IS}", re.IGNORECASE))
    for kind, words in (
        (
            "A_NUMBER",
            r"\balien(?: registration)?|\b(?-i:A)[ -]?(?:number|num|no|#)|\buscis(?! receipt)|"
            r"\bn[uú]mero (?:de )?(?:a\b|alien|extranjer[oa])"
            r"|\bregistro de extranjer[oa]",
        ),
        ("RECEIPT", r"\breceipt|\brecibo"),
        (
            "SSN",
            r"\bssn|\bsocial(?: security)?|\bseguro social|\bseguridad social|\bitin|\btax ?id|\btaxpayer",
        ),
        ("CARD", r"\b(?:credit|debit) ?card|\btarjeta(?: de (?:cr[eé]dito|d[eé]bito))?|\bmastercard|\bamex"),
        (
            "ACCOUNT",
            r"\b(?:bank )?account|\bacct|\brouting|\bcuenta(?: bancaria| de banco)?|\bclabe|\biban",
        ),
        (
            "ID",
            (
                r"\bpassport|\bpasaporte|\blicen[sc]e|\blicencia|\bc[eé]dula|\bdni|\bmatr[ií]cula|"
                r"\bid card|\bcase|\bcaso"
            ),
        ),
        (
            "DATE_OF_BIRTH",
            (
                r"\bborn(?: on)?|\bdob|\b(?:date of birth|birth ?date|birthday)|"
                r"\bnac[ií](?:da?o?)?(?: el)?|\bnacimiento|\bcumplea[nñ]os"
            ),
        ),
    )
)
_LOOK_BACK = 48
MOST_A_NUMBER_DIGITS = 9


class NumberRecogniser(LocalRecognizer):
    """Finds rows of seven digits or more and says what they are."""

    ENTITIES = ["PHONE", "A_NUMBER", "RECEIPT", "SSN", "CARD", "ACCOUNT", "ID", "DATE_OF_BIRTH", "NUMBER"]

    def __init__(self) -> None:
        super().__init__(supported_entities=self.ENTITIES, supported_language=LANGUAGE, name="numbers")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: List[str], nlp_artifacts: Any = None) -> List[RecognizerResult]:
        found = []
        for match in _ROW.finditer(text):
            start, end = match.span()
            before = text[max(0, start - _LOOK_BACK) : start]
            row = match.group()
            kind = _kind_before(before)
            if kind == "A_NUMBER" and len(_digits(row)) > MOST_A_NUMBER_DIGITS:
                kind = None
            if kind != "DATE_OF_BIRTH" and is_harmless(row, before, text[end : end + 12]):
                continue
            letters = _LETTERS_BEFORE.search(before)
            if letters and _belongs(letters, row):
                start -= len(letters.group())
                kind = kind or _kind_of_letters(letters.group(1))
            found.append(_result(self, kind or _kind_of(row), start, end, _SCORE))
        return found


def is_harmless(row: str, before: str, after: str) -> bool:
    """Whether a row of digits reads, as a whole, as dates, years, money or emergency numbers."""
    if _HARMLESS.fullmatch(row):
        return True
    if _THOUSANDS.fullmatch(row):
        return bool(_MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after))
    return False


def _kind_before(before: str) -> Optional[str]:
    for kind, pattern in _BEFORE:
        if pattern.search(before):
            return kind
    return None


def _belongs(letters: "re.Match[str]", row: str) -> bool:
    """Whether the letters are part of the number, as in A 123-456-789, rather than a word before it."""
    prefix, gap = letters.groups()
    if prefix.upper() in _RECEIPT_OFFICES or not gap:
        return True
    return prefix == "A" and len(_digits(row)) in (7, 8, 9)


def _kind_of_letters(letters: str) -> str:
    if letters.upper() in _RECEIPT_OFFICES:
        return "RECEIPT"
    return "A_NUMBER" if letters.upper() == "A" else "ID"


def _kind_of(row: str) -> str:
    digits = _digits(row)
    if re.fullmatch(r"\d{3}[- .]\d{2}[- .]\d{4}", row):
        return "SSN"
    if 13 <= len(digits) <= 19 and not row.startswith("+") and _has_luhn_digit(digits):
        return "CARD"
    # A phone number has up to 15 digits (ITU-T E.164); several may stand in one row.
    return "PHONE" if all(len(_digits(part)) <= 15 for part in re.split(r"[,;|]", row)) else "NUMBER"


def _digits(row: str) -> str:
    return re.sub(r"\D", "", row)


def _has_luhn_digit(digits: str) -> bool:
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


class StatementRecogniser(LocalRecognizer):
    """Finds names and statements about one's status in the wordings of ``bot/data/redaction``."""

    def __init__(self) -> None:
        super().__init__(supported_entities=list(KINDS), supported_language=LANGUAGE, name="statements")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: List[str], nlp_artifacts: Any = None) -> List[RecognizerResult]:
        return [_result(self, kind, start, end, LIKELY) for start, end, kind in find_statements(text)]


def make_recognisers() -> List[EntityRecognizer]:
    """Everything that the analyzer runs over a text."""
    recognisers: List[EntityRecognizer] = [NumberRecogniser(), StatementRecogniser()]
    for kind, score, patterns in PATTERNS:
        recognisers.append(
            PatternRecognizer(
                supported_entity=kind,
                name=f"{kind} patterns",
                supported_language=LANGUAGE,
                patterns=[
                    Pattern(name=f"{kind} {number}", regex=pattern, score=score)
                    for number, pattern in enumerate(patterns, 1)
                ],
            )
        )
    return recognisers


def _result(recogniser: Any, kind: str, start: int, end: int, score: float) -> RecognizerResult:
    return RecognizerResult(
        entity_type=kind,
        start=start,
        end=end,
        score=score,
        recognition_metadata={
            RecognizerResult.RECOGNIZER_NAME_KEY: recogniser.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recogniser.id,
        },
    )
