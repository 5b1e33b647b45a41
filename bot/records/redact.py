"""Takes personal data out of a resident's words, before anything is stored.

Presidio runs our recognisers (``recognisers.py``) over a flattened copy of the text in which every
character has one position of the original; what they find is replaced by a tag such as <PHONE>.
All patterns apply to every message: residents mix languages, and a wrong guess of the language
must not let a phone number through.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO, FrozenSet, List, TextIO, Tuple, Union

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpArtifacts, SpacyNlpEngine

from bot.records.recognisers import LANGUAGE, make_recognisers

# A tag can bring two pieces together that are personal data only then; more rounds were never needed.
MOST_ROUNDS = 4

# Longer texts are redacted in pieces, so that one text cannot hold the process.
PIECE_CHARACTERS = 8_000
_CUT_WITHIN = 400


@dataclass(frozen=True)
class Redacted:
    """A text without personal data.

    Attributes:
        text: Safe to store. Lone surrogates have become U+FFFD.
        kinds: What was replaced: PHONE, EMAIL, A_NUMBER…
        removed: The original words, each with its tag; never to be stored or logged.
    """

    text: str
    kinds: FrozenSet[str]
    removed: Tuple[Tuple[str, str], ...] = field(default=(), repr=False)


def redact(text: str, language: str = "en") -> Redacted:
    """Replace personal data in a text by tags.

    Args:
        text: Any Unicode text of a resident.
        language: Code of the language the text is thought to be in. Patterns of every language
            apply whatever it says; it is part of the contract for a model of names one day.

    Returns:
        The text unchanged where there was nothing to find. Redacting it again changes nothing.
    """
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    pieces = [_redact_piece(piece) for piece in _pieces(text)]
    if len(pieces) == 1:
        return pieces[0]
    return Redacted(
        "".join(piece.text for piece in pieces),
        frozenset().union(*(piece.kinds for piece in pieces)),
        tuple(pair for piece in pieces for pair in piece.removed),
    )


def _redact_piece(text: str) -> Redacted:
    kinds: List[str] = []
    removed: List[Tuple[str, str]] = []
    for _round in range(MOST_ROUNDS):
        found = _find(text)
        if not found:
            break
        for start, end, kind in reversed(found):
            removed.append((text[start:end], f"<{kind}>"))
            kinds.append(kind)
            text = f"{text[:start]}<{kind}>{text[end:]}"
    return Redacted(text, frozenset(kinds), tuple(removed))


def redact_lines(stream_in: Union[TextIO, BinaryIO], stream_out: TextIO, language: str = "en") -> int:
    """Copy lines, redacted, until the input ends; each is written at once.

    Bytes that are not UTF-8 become U+FFFD, whatever a text stream's own error handling is.

    Returns:
        How many lines were written.
    """
    for stream in (stream_in, stream_out):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    number = 0
    for line in stream_in:
        if isinstance(line, bytes):
            line = line.decode("utf-8", "replace")
        stream_out.write(redact(line.rstrip("\r\n"), language).text + "\n")
        stream_out.flush()
        number += 1
    return number


def _pieces(text: str) -> List[str]:
    """Cut a huge text, at white space between plain words where there is such near the limit."""
    pieces = []
    begin = 0
    while len(text) - begin > PIECE_CHARACTERS:
        limit = begin + PIECE_CHARACTERS
        gaps = [match.end() for match in _QUIET_GAP.finditer(text, limit - _CUT_WITHIN, limit)]
        cut = gaps[-1] if gaps else limit
        pieces.append(text[begin:cut])
        begin = cut
    return [*pieces, text[begin:]]


# White space after a plain word and before another.
_QUIET_GAP = re.compile(r"(?<=[^\W\d_])[.!?]?\s+(?=[^\W\d_])")


def _find(text: str) -> List[Tuple[int, int, str]]:
    """Where personal data is, in order and without overlap."""
    flat, positions = flatten(text)
    results = _analyzer().analyze(flat, language=LANGUAGE, entities=_entities())
    found: List[Tuple[int, int, str]] = []
    for result in sorted(results, key=_rank):
        start, end = result.start, result.end
        if found and start < found[-1][1]:
            # Overlapping finds become one, under the name of the first.
            found[-1] = (found[-1][0], max(end, found[-1][1]), found[-1][2])
        else:
            found.append((start, end, result.entity_type))
    if positions:
        # What was left out after a find belongs to it, such as the frame of a key-cap digit.
        positions.append(len(text))
        return [(positions[start], positions[end], kind) for start, end, kind in found]
    return found


def _rank(result: RecognizerResult) -> Tuple[int, float, int]:
    return result.start, -result.score, -result.end


def flatten(text: str) -> Tuple[str, List[int]]:
    """Write a text in plain characters so that patterns see what a reader sees.

    Digits of any script become 0–9, full-width letters plain ones, every dash a hyphen, every space
    a space; what has no width of its own is left out.

    Returns:
        The flat text, and the original position of each of its characters; an empty list when
        nothing changed its place.
    """
    if text.isascii():
        return text, []
    flat: List[str] = []
    positions: List[int] = []
    for position, character in enumerate(text):
        plain = character if character.isascii() else _flat_character(character)
        if plain:
            flat.append(plain)
            positions.append(position)
    return "".join(flat), positions


@lru_cache(maxsize=4096)
def _flat_character(character: str) -> str:
    """One plain character, or none for what only changes the one before it."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in ("Cf", "Me") or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Pd":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


class _BlankNlpEngine(SpacyNlpEngine):
    """An engine without a model: patterns need no words, and nothing is fetched or loaded."""

    def __init__(self) -> None:
        super().__init__(
            models=[{"lang_code": LANGUAGE, "model_name": "blank"}],
            # Nothing to map without a model; left out, Presidio warns of it at every start.
            ner_model_configuration=NerModelConfiguration(
                model_to_presidio_entity_mapping={"NONE": "NONE"},
                low_score_entity_names=["NONE"],
                labels_to_ignore=["NONE"],
            ),
        )
        self.nlp: Any = {LANGUAGE: spacy.blank("xx")}

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """An empty analysis. Splitting into words took longer than all our patterns together."""
        return _NO_ARTIFACTS


class _NoContext(ContextAwareEnhancer):
    """Our patterns carry their context themselves."""

    def __init__(self) -> None:
        super().__init__(0, 0, 0, 0)

    def enhance_using_context(self, text, raw_results, nlp_artifacts, recognizers, context=None):  # type: ignore[no-untyped-def]
        return raw_results


_NO_ARTIFACTS = NlpArtifacts(
    entities=[],
    tokens=spacy.blank("xx")(""),
    tokens_indices=[],
    lemmas=[],
    nlp_engine=None,
    language=LANGUAGE,
)


@lru_cache(maxsize=1)
def _analyzer() -> AnalyzerEngine:
    """Presidio with our recognisers only; made once per process."""
    registry = RecognizerRegistry(recognizers=make_recognisers(), supported_languages=[LANGUAGE])
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=_BlankNlpEngine(),
        supported_languages=[LANGUAGE],
        context_aware_enhancer=_NoContext(),
    )


@lru_cache(maxsize=1)
def _entities() -> List[str]:
    return sorted({entity for r in _analyzer().registry.recognizers for entity in r.supported_entities})
