"""Bad files are refused with the file, the line and the mend."""

from datetime import date
from pathlib import Path
from typing import List

import pytest

from bot.policybook import vocabulary
from bot.policybook.schema import PolicybookError, read_directory

TODAY = date(2026, 11, 23)
GOOD = """\
id: springfield-il-pd
agency: {name: Springfield Police, kind: police}
place: {name: Springfield, kind: city, state: IL}
aliases: [SPD]
policies:
  - id: order-1
    title: Order 1
    kind: department-policy
    versions:
      - from: "2019-07"
        status: in-force
        as_of: "2025-01-02"
        review_by: 2027-02-23
        confidence: high
        facts: {victims: "no", exceptions: [law_requires]}
        sources:
          - {title: Order, publisher: Police, url: https://police.example.org/1, published: "2019-07",
             supports: [victims, exceptions]}
"""


def write(folder: Path, text: str, name: str = "il/springfield-il-pd.yml") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def problems_of(folder: Path) -> List[str]:
    with pytest.raises(PolicybookError) as caught:
        read_directory(folder, TODAY)
    assert str(caught.value) == "\n".join(str(problem) for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_file_becomes_an_agency(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (agency,) = read_directory(tmp_path, TODAY)
    assert agency.place.key == "il/springfield"
    version = agency.policies[0].versions[0]
    assert version.facts == {"victims": "no", "exceptions": ("law_requires",)}
    assert version.review_by == date(2027, 2, 23)
    assert version.sources[0].is_showable


BAD = [
    pytest.param(
        "confidence: high",
        "confidence: high\n        colour: red",
        15,
        "'colour' is not a known field",
        id="unknown-field",
    ),
    pytest.param(
        'victims: "no"',
        "victims: never",
        15,
        "'victims' is 'never'; write one of: may, no, yes",
        id="unknown-value",
    ),
    pytest.param('victims: "no"', "victims: no", 15, 'put quotes: "no"', id="unquoted-no"),
    pytest.param("[law_requires]", "[lawyer]", 15, "'exceptions' has 'lawyer'", id="unknown-code"),
    pytest.param(
        "[law_requires]", "[law_requires, law_requires]", 15, "lists 'law_requires' twice", id="code-twice"
    ),
    pytest.param('from: "2019-07"', 'from: "2026-12"', 10, "a date in the future", id="future-start"),
    pytest.param('as_of: "2025-01-02"', 'as_of: "2027"', 12, "a date in the future", id="future-as-of"),
    pytest.param('from: "2019-07"', "from: July 2019", 10, "write YYYY, YYYY-MM or YYYY-MM-DD", id="no-date"),
    pytest.param("2027-02-23", "soon", 13, "write YYYY-MM-DD", id="no-review-date"),
    pytest.param(
        "status: in-force", "status: superseded", 11, "'superseded' needs a successor", id="superseded-alone"
    ),
    pytest.param("status: in-force", "status: valid", 11, "'status' is 'valid'", id="unknown-status"),
    pytest.param("url: https://police.example.org/1, ", "", 16, "no source has a url", id="no-url"),
    pytest.param(
        "https://police.example.org/1", "find_string:123", 17, "must start with https://", id="not-a-url"
    ),
    pytest.param(
        "supports: [victims, exceptions]",
        "supports: [victims]",
        15,
        "no source supports 'exceptions'",
        id="fact-without-source",
    ),
    pytest.param(
        "confidence: high",
        "confidence: high\n        derived: [stops]",
        15,
        "'stops', which is not among the facts",
        id="derived-without-fact",
    ),
    pytest.param("    title: Order 1\n", "", 6, "'title' is missing", id="missing-title"),
    pytest.param(
        "aliases: [SPD]",
        "see_also: [il-state]",
        4,
        "see_also names 'il-state', which has no file",
        id="see-also-nowhere",
    ),
    pytest.param("state: IL", "state: Illinois", 3, "'state' is 'Illinois'", id="unknown-state"),
    pytest.param("aliases: [SPD]", "aliases: [SPD", 5, "not readable as YAML", id="broken-yaml"),
    pytest.param("aliases: [SPD]", "aliases: SPD", 4, "'aliases' must be a list", id="not-a-list"),
    pytest.param(
        "    title: Order 1",
        "    title: Order 1\n    replaced_by: order-2",
        8,
        "not another policy of this file",
        id="replaced-by-nowhere",
    ),
    pytest.param(
        "confidence: high",
        "confidence: high\n        status: unknown",
        15,
        "'status' is written twice",
        id="key-twice",
    ),
    pytest.param(
        "id: springfield-il-pd",
        "id: Springfield PD",
        1,
        "lower-case letters, digits and hyphens",
        id="bad-id",
    ),
]


@pytest.mark.parametrize("before, after, line, text", BAD)
def test_a_bad_file_is_refused_with_line_and_mend(
    tmp_path: Path, before: str, after: str, line: int, text: str
) -> None:
    assert before in GOOD
    write(tmp_path, GOOD.replace(before, after, 1))
    problems = problems_of(tmp_path)
    assert any(text in problem and f"springfield-il-pd.yml:{line}: " in problem for problem in problems), (
        problems
    )


def test_every_problem_of_every_file_is_listed_at_once(tmp_path: Path) -> None:
    write(
        tmp_path, GOOD.replace("kind: police", "kind: army").replace("confidence: high", "confidence: total")
    )
    write(tmp_path, "", "il/empty.yml")
    text = "\n".join(problems_of(tmp_path))
    assert "empty.yml:1: the file is empty" in text
    assert "'army'" in text and "'total'" in text


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "il/springfield-too.yml")
    assert "already in use" in problems_of(tmp_path)[0]


def test_a_file_in_the_wrong_state_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "mo/springfield-il-pd.yml")
    assert "name the file il/springfield-il-pd.yml" in problems_of(tmp_path)[0]


def test_versions_out_of_order_are_refused(tmp_path: Path) -> None:
    version = GOOD[GOOD.index('      - from: "2019-07"') :]
    older = version.replace('"2019-07"\n', '"2018"\n', 1)
    write(tmp_path, GOOD.replace("status: in-force", "status: superseded") + older)
    assert any("from the oldest 'from' to the newest" in problem for problem in problems_of(tmp_path))


def test_an_older_version_must_be_superseded(tmp_path: Path) -> None:
    version = GOOD[GOOD.index('      - from: "2019-07"') :]
    write(tmp_path, GOOD + version.replace('"2019-07"\n', '"2020"\n', 1))
    assert any("give this one the status 'superseded'" in problem for problem in problems_of(tmp_path))


def test_every_exception_and_detail_belongs_to_known_fields() -> None:
    for table in (vocabulary.EXCEPTIONS, vocabulary.DETAILS):
        for code, fields in table.items():
            assert fields and set(fields) <= set(vocabulary.FIELDS), code


def test_no_two_codes_share_a_response_key() -> None:
    keys = vocabulary.response_keys()
    assert len(keys) == len(set(keys))


def test_no_code_waits_unused(agencies: list) -> None:
    """A code that no file uses is a sentence that translators would translate for nothing."""
    used = {
        code
        for agency in agencies
        for policy in agency.policies
        for version in policy.versions
        for field in ("detainer_conditions", "exceptions", "details", "language")
        for code in version.facts.get(field, ())
    }
    used |= {
        step
        for agency in agencies
        for policy in agency.policies
        for version in policy.versions
        for step in version.facts.get("u_visa", {}).get("steps", ())
    }
    known = {*vocabulary.U_VISA_STEPS, *(code for codes in vocabulary.LISTS.values() for code in codes)}
    assert known - used == set()
