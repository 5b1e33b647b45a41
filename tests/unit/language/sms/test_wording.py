"""The text messages of the topics: they fit, they add nothing to the answer, and a text that is too long is found."""

import re
import shutil
from pathlib import Path

import pytest

from bot.answers.topics import topics
from bot.language.catalogs import updating
from bot.language.languages import languages
from bot.language.sms.segments import GSM7, UCS2, count_segments, forcing
from bot.language.sms.wording import measure, over_limit, read_texts
from bot.language.sources import sources
from bot.settings import ROOT

ENGLISH = {key.split(".")[1]: text for key, text in sources().items() if re.fullmatch(r"topic\.\w+\.sms", key)}
PROMISES = re.compile(
    r"you qualify|you are safe|(?:is|be) approved|ICE will not|ICE cannot|must let you|guarantee|100%", re.IGNORECASE
)
TOPICS = """
u_visa_what:
  title: What is a U visa?
  short: {short}
  sms: {sms}
plain:
  title: Plain
  short: A sentence.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two topics and a Spanish catalog; ``write`` fills it."""
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    (tmp_path / "bot" / "data" / "topics").mkdir(parents=True)
    (tmp_path / "locales").mkdir()
    return tmp_path


def write(root: Path, sms: str = "A paper.", spanish: str = "Un papel.", short: str = "A long paper.") -> None:
    path = root / "bot" / "data" / "topics" / "u_visa.yml"
    path.write_text(TOPICS.format(short=short, sms=sms), encoding="utf-8")
    updating.update_catalogs(root, updating.write_template(root))
    catalog = updating.catalog_path(root, "es")
    text = catalog.read_text(encoding="utf-8")
    entry = f'msgid "{sms}"\nmsgstr "'
    catalog.write_text(text.replace(f'{entry}"', f'{entry}{spanish}"'), encoding="utf-8")


def test_every_topic_has_a_text_message_of_its_own() -> None:
    assert set(ENGLISH) == {topic.id for topic in topics().values() if topic.has_sms} == set(topics())


@pytest.mark.parametrize("topic", ENGLISH, ids=ENGLISH)
def test_an_english_text_message_is_one_plain_segment(topic: str) -> None:
    assert count_segments(ENGLISH[topic]) == 1 and forcing(ENGLISH[topic]) == () and len(ENGLISH[topic]) <= 130


@pytest.mark.parametrize("topic", ENGLISH, ids=ENGLISH)
def test_a_text_message_has_no_number_or_address_that_the_answer_lacks(topic: str) -> None:
    short = sources()[f"topic.{topic}.short"]
    for fact in re.findall(r"\d[\d,-]*\d|\d|[\w.]+\.(?:gov|org|com)", ENGLISH[topic]):
        assert fact in short


@pytest.mark.parametrize("topic", ENGLISH, ids=ENGLISH)
def test_a_text_message_promises_nothing(topic: str) -> None:
    assert PROMISES.search(ENGLISH[topic]) is None


@pytest.mark.parametrize("topic", [t for t in ENGLISH if "call 911" in sources()[f"topic.{t}.short"].lower()])
def test_who_may_be_in_danger_reads_911_in_the_text_message_too(topic: str) -> None:
    assert "911" in ENGLISH[topic]


@pytest.mark.parametrize("tag", [language.tag for language in languages().values() if language.is_answered])
def test_no_text_message_is_over_its_limit(tag: str) -> None:
    assert [text.key for text in read_texts(ROOT) if text.tag == tag and text.is_over] == []


@pytest.mark.parametrize(
    ("tag", "text", "segments", "alphabet", "limit", "is_over"),
    [
        ("es", "a" * 306, 2, GSM7, 2, False),
        ("es", "a" * 307, 3, GSM7, 2, True),
        ("es", "á" * 306, 2, GSM7, 2, False),
        ("es", "sí puede " + "a" * 130, 3, UCS2, 2, True),
        ("vi", "ạ" * 201, 3, UCS2, 3, False),
        ("vi", "ạ" * 202, 4, UCS2, 3, True),
    ],
    ids=["2 plain", "3 plain", "accents go", "accents have to stay", "3 Vietnamese", "4 Vietnamese"],
)
def test_a_text_is_counted_as_it_would_be_sent(
    tag: str, text: str, segments: int, alphabet: str, limit: int, is_over: bool
) -> None:
    found = measure(languages()[tag], "topic.x.sms", text, "x.po:1")
    assert (found.segments, found.alphabet, found.limit, found.is_over) == (segments, alphabet, limit, is_over)


def test_a_topic_without_a_text_message_is_measured_by_its_short_answer(project: Path) -> None:
    write(project)
    assert [(text.tag, text.key) for text in read_texts(project)] == [
        ("en", "topic.u_visa_what.sms"),
        ("en", "topic.plain.short"),
        ("es", "topic.u_visa_what.sms"),
    ]


def test_a_long_translation_is_told_with_file_line_key_and_letters(project: Path) -> None:
    write(project, spanish="ICE sí puede. " + "á" * 140)
    (problem,) = over_limit(project)
    assert re.match(r"locales/es/LC_MESSAGES/messages\.po:\d+: topic\.u_visa_what\.sms: 3 text-message seg", problem)
    assert problem.endswith("at most 2; shorten it, or do without í á")


def test_a_long_english_text_is_told_with_its_file(project: Path) -> None:
    write(project, sms="x" * 310)
    (problem,) = [line for line in over_limit(project) if "es/" not in line]
    assert problem.startswith("bot/data/topics/u_visa.yml: topic.u_visa_what.sms: 3 text-message segments, at most 2")


def test_a_text_without_a_translation_is_not_counted_as_english(project: Path) -> None:
    write(project, spanish="")
    assert [text.key for text in read_texts(project) if text.tag == "es"] == []
