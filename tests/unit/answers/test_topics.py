"""Topic files: every problem is told with file, line and mend; the real ones leave no statement without a source."""

from datetime import date
from pathlib import Path
from typing import List

import pytest

from bot.answers.topics import TopicsError, read_topics
from bot.settings import ROOT

TODAY = date(2026, 11, 23)
GOOD = """\
one:
  title: A title
  short: A sentence.
  long: null
  steps: [Do this.]
  local: null
  sources:
    - title: Page
      publisher: Somebody
      url: https://example.org/a
      published: "2025-01"
  as_of: "2025-01"
  review_by: 2027-01-01
  time_sensitive: true
  must_not_say: [Never say that it is easy.]
  related: []
"""


def problems(folder: Path, **files: str) -> List[str]:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    with pytest.raises(TopicsError) as caught:
        read_topics(folder, TODAY)
    return str(caught.value).splitlines()


def test_a_good_file_becomes_a_topic(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(GOOD, encoding="utf-8")
    (topic,) = read_topics(tmp_path, TODAY).values()
    assert (topic.id, topic.group, topic.steps, topic.has_long) == ("one", "a", 1, False)
    assert [(s.title, s.url, s.published) for s in topic.sources] == [("Page", "https://example.org/a", "2025-01")]


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        pytest.param("  local: null", "  lokal: null", 6, "'lokal' is not a known field", id="unknown-field"),
        pytest.param("  title: A title\n", "", 2, "'title' is missing", id="no-title"),
        pytest.param("  short: A sentence.\n", "", 2, "'short' is missing", id="no-short"),
        pytest.param("A title", "x" * 25, 2, "more than 24", id="long-title"),
        pytest.param("A sentence.", "x" * 301, 3, "more than 300", id="long-short"),
        pytest.param("local: null", "local: weather", 6, "'local' is 'weather'", id="unknown-question"),
        pytest.param("  review_by: 2027-01-01\n", "", 2, "'review_by' is missing", id="no-review"),
        pytest.param("2027-01-01", "soon", 13, "write YYYY-MM-DD", id="review-no-date"),
        pytest.param('as_of: "2025-01"', 'as_of: "2026-12"', 12, "a date in the future", id="future-as-of"),
        pytest.param('published: "2025-01"', 'published: "2027"', 11, "a date in the future", id="future-source"),
        pytest.param('      published: "2025-01"\n', "", 8, "or write null", id="published-not-said"),
        pytest.param('  as_of: "2025-01"\n', "", 2, "or write null", id="as-of-not-said"),
        pytest.param('as_of: "2025-01"', "as_of: null", 12, "a source has a date", id="as-of-forgotten"),
        pytest.param("      publisher: Somebody\n", "", 8, "'publisher' is missing", id="no-publisher"),
        pytest.param("    - title: Page\n      publ", "    - publ", 8, "'title' is missing", id="no-source-title"),
        pytest.param("      url: https://example.org/a\n", "", 8, "write 'url'", id="no-url"),
        pytest.param("https://example.org/a", "javascript:alert(1)", 10, "must start with https", id="other-scheme"),
        pytest.param("https://example.org/a", "find_string:1", 10, "must start with https", id="not-citable"),
        pytest.param("  time_sensitive: true\n", "", 2, "'time_sensitive' is missing", id="time-not-said"),
        pytest.param("time_sensitive: true", "time_sensitive: maybe", 14, "must be true or false", id="time-unclear"),
        pytest.param("  must_not_say: [Never say that it is easy.]\n", "", 2, "'must_not_say' is", id="no-reminders"),
        pytest.param("related: []", "related: [two]", 16, "topic 'two' does not exist", id="unknown-topic"),
        pytest.param("related: []", "related: []\n  title: B", 17, "'title' is written twice", id="field-twice"),
        pytest.param("one:", "One thing:", 1, "lower-case letters", id="id-form"),
        pytest.param("one:\n", "one: text\ntwo:\n", 1, "expected fields", id="no-fields"),
        pytest.param("steps: [Do this.]", "steps: [Do this.", 6, "not readable as YAML", id="malformed"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_mend(
    tmp_path: Path, before: str, after: str, line: int, told: str
) -> None:
    assert before in GOOD
    found = problems(tmp_path, a=GOOD.replace(before, after, 1))
    assert any(text.startswith(f"a.yml:{line}: ") and told in text for text in found), found


def test_a_topic_without_sources_is_refused(tmp_path: Path) -> None:
    start, end = GOOD.index("    - title"), GOOD.index("  as_of")
    text = GOOD.replace(GOOD[start:end], "").replace("sources:", "sources: []")
    assert any("a.yml:7: no source" in line for line in problems(tmp_path, a=text))


def test_one_id_in_two_files_or_twice_in_one_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, a=GOOD, b=GOOD, c=GOOD.replace("one:", "two:") * 2)
    assert "b.yml:1: the id 'one' is already used in a.yml" in found
    assert any(line.startswith("c.yml:17: 'two' is written twice") for line in found)


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, a=GOOD.replace("A sentence.", "x" * 301), b=GOOD.replace("one:", "One:"), c="one: [")
    assert {line.split(":")[0] for line in found} == {"a.yml", "b.yml", "c.yml"}


def test_a_folder_without_files_has_no_topics(tmp_path: Path) -> None:
    assert read_topics(tmp_path, TODAY) == {}


def test_what_this_service_says_of_itself_names_a_page_of_ours_that_exists() -> None:
    files = {source.file for topic in read_topics().values() for source in topic.all_sources if source.file}
    assert files
    for file in files:
        assert (ROOT / file).is_file(), file


def test_what_we_say_of_ourselves_is_the_only_thing_without_an_address() -> None:
    own = {topic.id for topic in read_topics().values() if any(source.file for source in topic.all_sources)}
    assert own == {"bot_privacy", "delete_my_chat", "bot_identity"}
