"""The generated files of towns, and what makes them."""

from pathlib import Path
from typing import Any

import pytest

from bot.understanding.places.make_towns import larger_abroad, line_of, main, us_towns
from bot.understanding.places.towns import read_towns
from bot.understanding.places.us import read_packages


def city(name: str, people: int, country: str = "US", state: str = "MN", *names: str) -> Any:
    return {
        "name": name, "population": people, "countrycode": country, "admin1code": state, "alternatenames": list(names),
    }  # fmt: skip


def test_every_town_of_the_file_is_one_of_the_postal_data() -> None:
    assert set(read_towns().people) <= set(read_packages().titles)


def test_a_town_is_filed_under_its_postal_name() -> None:
    towns = us_towns([city("St. Paul", 300_000), city("New York City", 8_000_000, "US", "NY")], read_packages().titles)
    assert set(towns) == {"mn/saint-paul", "ny/new-york"}


def test_villages_and_towns_that_the_postal_data_lacks_are_left_out() -> None:
    assert us_towns([city("Edina", 100), city("Nowhereville", 90_000)], read_packages().titles) == {}


def test_names_in_latin_letters_are_not_listed() -> None:
    assert line_of("mn/edina", 50_000, ["Edina", "Эдайна", "Idaina"], set()) == "mn/edina\t50000\tЭдайна"


def test_a_name_that_a_place_abroad_has_too_is_marked() -> None:
    assert line_of("wa/vancouver", 190_000, ["Ванкувер"], {"ванкувер"}) == "wa/vancouver\t190000\t~Ванкувер"


def test_only_a_much_larger_city_abroad_takes_a_name() -> None:
    abroad = [city("Lima", 7_700_000, "PE"), city("Houston", 300_000, "CA"), city("San Pedro Sula", 700_000, "HN")]
    found = larger_abroad(abroad, ["lima", "houston", "san pedro"], {"lima": 38_000, "houston": 2_300_000})
    assert found == {"lima", "san pedro sula"}


@pytest.mark.parametrize("arguments", [[], ["/nowhere/cities.json"], ["a", "b"]])
def test_without_a_file_of_cities_nothing_is_written(arguments: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cities.json").write_text("[1,")
    assert main([str(tmp_path / "cities.json")]) == 2
