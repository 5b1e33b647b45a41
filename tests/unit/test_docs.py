"""The documents are true to the code: nothing that can be set, called or run lacks its page."""

import importlib
import re
from datetime import date
from pathlib import Path
from typing import Any, List, Set

import pytest
import yaml

from bot.__main__ import COMMANDS
from bot.answers.topics import FIELDS, LOCAL_QUESTIONS, read_topics
from bot.commands.parse import in_contract
from bot.policybook.schema import read_directory
from bot.settings import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
COMPONENT_PAGES = sorted(path for path in (DOCS / "components").glob("*.md") if path.name != "README.md")
LINK = re.compile(r"\]\(([^)\s]+)\)")

EXAMPLES = """
version: "3.1"
nlu:
- intent: greet
  metadata: {language: en}
  examples: |
    - hello
    - hi there
    - good morning
- intent: faq/u_visa_what
  metadata: {language: es}
  examples: |
    - qué es la visa u
    - explíqueme la visa u
    - quiero saber de la visa para víctimas
"""


def headings(path: Path, level: int = 2) -> Set[str]:
    found = re.findall(rf"^{'#' * level} (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {heading.strip() for heading in found}


def fences(path: Path, language: str) -> List[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def config(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def environment_keys() -> Set[str]:
    code = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"(?:environ(?:ment)?\.get|number)\(\s*\"([A-Z_]+)\"", code))


def make_targets() -> Set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_every_setting_has_a_heading_and_every_heading_is_a_setting() -> None:
    assert "KEPT_DAYS" in environment_keys() and "DATABASE_URL" in environment_keys()
    assert headings(DOCS / "settings.md") == environment_keys()


def test_every_action_has_a_heading_and_every_heading_is_an_action() -> None:
    assert headings(DOCS / "actions.md") == set(config(ROOT / "domain.yml")["actions"])


def test_every_command_has_a_heading_and_every_heading_is_a_command() -> None:
    assert headings(DOCS / "command-line.md") == {
        command.__name__.rpartition(".")[2].replace("_", "-") for command in COMMANDS
    }


def test_every_component_has_a_page_and_every_page_is_of_a_component() -> None:
    components = {entry["name"].rpartition(".")[2] for entry in config(ROOT / "config.yml")["pipeline"]}
    assert {next(iter(headings(page, 1))) for page in COMPONENT_PAGES} == components


@pytest.mark.parametrize("page", COMPONENT_PAGES, ids=lambda page: page.stem)
def test_a_components_page_names_its_config_keys(page: Path) -> None:
    """The table of keys and defaults is the component's own; no table means no key."""
    pipeline = config(ROOT / "config.yml")["pipeline"]
    name = next(entry["name"] for entry in pipeline if entry["name"].endswith(f".{page_class(page)}"))
    module, _, class_name = name.rpartition(".")
    defaults = getattr(importlib.import_module(module), class_name).get_default_config()
    text = page.read_text(encoding="utf-8").partition("**Config keys")[2].partition("```")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", text, re.MULTILINE))
    assert told == {key: str(value) for key, value in defaults.items()}


def page_class(page: Path) -> str:
    return next(iter(headings(page, 1)))


@pytest.mark.parametrize("page", COMPONENT_PAGES, ids=lambda page: page.stem)
def test_the_pipeline_on_a_components_page_trains(page: Path, tmp_path: Path) -> None:
    from rasa.model_training import train_nlu

    (pipeline,) = fences(page, "yaml")
    assert f".{page_class(page)}" in pipeline
    (tmp_path / "config.yml").write_text(pipeline, encoding="utf-8")
    (tmp_path / "nlu.yml").write_text(EXAMPLES, encoding="utf-8")
    model = train_nlu(str(tmp_path / "config.yml"), str(tmp_path / "nlu.yml"), str(tmp_path / "models"))
    assert model is not None and Path(model).exists()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    relative = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert [target for target in relative if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = "\n".join([*re.findall(r"`([^`\n]+)`", text), *fences(page, "sh")])
    named = re.findall(r"^(?:[A-Z_]+=\S+ )*make((?: [a-z-]+)+)", code, re.MULTILINE)
    targets = {target for line in named for target in line.split()}
    assert targets <= make_targets()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_ours_that_is_named_exists(page: Path) -> None:
    """Paths from the project's root in code type; patterns and made folders are left out."""
    paths = re.findall(r"`((?:bot|docs|locales|tests)/[^`\s]*)`", page.read_text(encoding="utf-8"))
    assert [path for path in paths if not re.search(r"[*<…]", path) and not (ROOT / path).exists()] == []


def test_every_decision_is_listed_once_and_has_its_sections() -> None:
    pages = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")
    listed = LINK.findall((DOCS / "decisions" / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == [path.name for path in pages]
    for path in pages:
        assert re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name)
        assert headings(path) == {"Context", "Decision", "Why", "Way not taken", "Consequences"}, path.name


def test_every_direct_dependency_has_its_license_listed() -> None:
    wanted = {
        re.split(r"[=<>]", line.strip())[0]
        for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    page = (DOCS / "decisions" / "0016-licence.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([\w-]+)(?: \(tests\))? \| \d", page, re.MULTILINE)
    assert set(listed) == wanted


def test_the_fields_of_parse_are_those_of_its_page() -> None:
    section = (DOCS / "command-line.md").read_text(encoding="utf-8").partition("## parse")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(in_contract("", {}))


def test_the_fields_of_a_topic_are_those_of_its_page() -> None:
    section = (DOCS / "content.md").read_text(encoding="utf-8").partition("## Topics")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == FIELDS
    assert all(f"`{question}`" in section for question in LOCAL_QUESTIONS)


def test_the_example_of_a_policybook_file_is_a_good_file(tmp_path: Path) -> None:
    (example,) = fences(DOCS / "content.md", "yaml")
    (tmp_path / "mn").mkdir()
    # The state's file that it refers to stands in the real policybook.
    (tmp_path / "mn" / "example-mn-pd.yml").write_text(example.replace("[mn-state]", "[]"), encoding="utf-8")
    (agency,) = read_directory(tmp_path, date(2026, 11, 23))
    assert agency.policies[0].versions[0].facts["victims"] == "no"


def test_the_readme_counts_what_is_there() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    agencies = read_directory(ROOT / "bot" / "data" / "policybook", date.today())
    departments = [agency for agency in agencies if agency.kind != "state"]
    places = {agency.place.key for agency in departments}
    assert f"{len(departments)} police departments and sheriffs in {len(places)} cities and counties" in text
    assert f"the law of {len(agencies) - len(departments)} states" in text
    assert f"answers {len(read_topics())} topics" in text
