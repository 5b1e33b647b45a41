"""Places as residents write them."""

from datetime import date
from typing import Any, List, Optional

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.policybook.names import slug
from bot.policybook.schema import Agency, read_directory
from bot.settings import ROOT
from bot.understanding.place_component import PlaceExtractor
from bot.understanding.places.finder import PlaceFinder
from bot.understanding.places.gazetteer import Gazetteer

AGENCIES = read_directory(ROOT / "bot" / "data" / "policybook", date(2026, 11, 23))
COMMON = frozenset({"police", "mobile", "reading", "paper", "hope", "la", "papers"})


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer(
        [("Exampleville Police", "mn/exampleville"), ("Prince William County", "va/prince-william-county")]
    )


@pytest.fixture(scope="session")
def whole_finder() -> PlaceFinder:
    """Knows the policybook, and words that the training examples use."""
    names = [(name, agency.place.key) for agency in AGENCIES for name in (agency.place.name, *agency.aliases)]
    words = ["el", "campo", "trabajo", "нашу", "قالت", "waco", "spring", "donner", "sutter", "uno"]
    return PlaceFinder(Gazetteer(names), COMMON | frozenset(words))


@pytest.fixture(scope="session")
def finder(gazetteer: Gazetteer) -> PlaceFinder:
    return PlaceFinder(gazetteer, COMMON)


CLEAR = {
    "in a question": ("do police in minneapolis ask for papers", "mn/minneapolis"),
    "with a state's code": ("St Paul, MN", "mn/saint-paul"),
    "with a state's name": ("springfield illinois", "il/springfield"),
    "state named later": ("Springfield … I mean Illinois", "il/springfield"),
    "state of the same name behind a comma": ("Portland, Maine", "me/portland"),
    "nickname": ("NYC", "ny/new-york"),
    "nickname with dots": ("l.a.", "ca/los-angeles"),
    "in spanish": ("vivo en nueva york", "ny/new-york"),
    "capitals": ("I LIVE IN CHICAGO", "il/chicago"),
    "largest of its name": ("and houston?", "tx/houston"),
    "hyphen": ("Winston-Salem NC", "nc/winston-salem"),
    "over several lines": ("saint\npaul\tminnesota", "mn/saint-paul"),
    "state alone": ("new mexico", "nm"),
    "city and its state have one name": ("new york", "ny/new-york"),
    "county with a state": ("montgomery county maryland", "md/montgomery-county"),
    "zip code": ("my zip is 60629", "il/chicago"),
    "long zip code": ("60629-1234", "il/chicago"),
    "name of a department": ("exampleville police", "mn/exampleville"),
}


@pytest.mark.parametrize(("text", "key"), CLEAR.values(), ids=CLEAR.keys())
def test_a_clear_place_is_found(text: str, key: str, finder: PlaceFinder) -> None:
    (mention,) = finder.find(text)
    assert mention.candidates[0] == key and not mention.is_ambiguous


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("Montgomery County", {"md/montgomery-county", "pa/montgomery-county"}),
        ("im in washington", {"dc/washington", "wa"}),
        ("springfield", {"il/springfield", "ma/springfield"}),
        ("portland", {"or/portland", "me/portland"}),
    ],
)
def test_a_shared_name_is_asked_back(text: str, among: Any, finder: PlaceFinder) -> None:
    (mention,) = finder.find(text)
    assert mention.is_ambiguous and among <= set(mention.candidates)


@pytest.mark.parametrize(
    "text",
    [
        "will the police ask for my papers",
        "reading is hard",
        "my mobile is broken",
        "i hope so",
        "call me at 555-0100",
        "99999",
        "123456",
        "case number 12345678",
        "en la calle",
        "",
        "   ",
    ],
)
def test_ordinary_words_and_numbers_are_no_places(text: str, finder: PlaceFinder) -> None:
    assert finder.find(text) == []


AS_WRITTEN = {
    "neighbourhood": ("do cops come to boyle heights", "ca/los-angeles"),
    "postal place of a borough": ("Jamaica, NY", "ny/new-york"),
    "town of middle size in small letters": ("is dearborn safe for us", "mi/dearborn"),
    "saint shortened": ("St. Cloud, Minnesota", "mn/saint-cloud"),
    "two letters changed places": ("vivo en chigaco", "il/chicago"),
    "slip in a small town beside its state": ("Framinghan MA", "ma/framingham"),
    "slip that is a name in another state": ("Huston texas", "tx/houston"),
    "county in Spanish without de": ("condado Cook", "il/cook-county"),
    "county in Tagalog": ("county ng Los Angeles", "ca/los-angeles-county"),
    "county in Swahili": ("kaunti ya Cook", "il/cook-county"),
    "county with a slip": ("Henepin county", "mn/hennepin-county"),
    "county without its apostrophe": ("prince georges county police", "md/prince-george-s-county"),
    "county that people name without the word": ("is there a 287g in Gwinnett?", "ga/gwinnett-county"),
    "parish": ("Orleans Parish, LA", "la/orleans-parish"),
    "state of Washington in Somali": ("gobolka Washington", "wa"),
    "state of Washington in French": ("dans l'État de Washington", "wa"),
    "state in its language behind a town": ("Portland dans le Maine", "me/portland"),
    "New York as a state": ("Rochester, New York", "ny/rochester"),
    "New York State": ("New York State", "ny"),
    "person's name behind in": ("i got stopped in Madison", "wi/madison"),
    "person's name before police": ("Austin police", "tx/austin"),
    "Latin letters beside Chinese": ("我住Rowland Heights", "ca/rowland-heights"),
    "town and state in Urdu": ("شوگر لینڈ ٹیکساس", "tx/sugar-land"),
    "town whose name nobody listed, beside its state": ("센터빌 버지니아", "va/centreville"),
    "state before its town in Korean": ("조지아 둘루스에 살아요", "ga/duluth"),
    "namesake beside another state": ("Глендейл, Калифорния", "ca/glendale"),
    "county in Arabic with a state": ("مقاطعة واين ميشيغان", "mi/wayne-county"),
    "ZIP code in Arabic digits": ("الرمز البريدي ٤٨١٢٠", "mi/dearborn"),
    "ZIP code in Bengali digits": ("জিপ কোড ১১৪৩২", "ny/new-york"),
    "town named by its county's police": ("Gaithersburg", "md/gaithersburg"),
}


@pytest.mark.parametrize(("text", "key"), AS_WRITTEN.values(), ids=AS_WRITTEN.keys())
def test_a_place_is_found_however_residents_write_it(text: str, key: str, whole_finder: PlaceFinder) -> None:
    (mention,) = whole_finder.find(text)
    assert mention.candidates == (key,)


NO_PLACE = {
    "a person behind a word for friend": "mi amigo Jackson fue detenido",
    "a person with a first name that is a town": "meu filho Lincoln",
    "a person whose name is told": "my name is Austin and i need help",
    "a person behind an abbreviation": "Ms. Aurora at the clinic told me to call",
    "a person in Russian": "мой друг Джексон арестован",
    "a larger city abroad": "vine de Cordoba",
    "a city abroad that holds a US name": "soy de San Pedro Sula",
    "a namesake before its country": "san jose, costa rica",
    "a country that is a town": "o pai mora em Angola",
    "words that are a small town": "trabajo en el campo",
    "a French word that is a state's code": "a Donner il y a longtemps",
    "a Somali word that is a town": "haddii uu waco booliska",
    "money": "I owe 10001 dollars",
    "money with its sign": "a fine of $10001",
    "a Russian word that sounds like a town": "нашу полицию спросили",
    "an Arabic word that is written like a town": "قالت لي جارتي",
    "an Urdu word that sounds like a town": "میرا شوہر مارتا ہے",
}


@pytest.mark.parametrize("text", NO_PLACE.values(), ids=NO_PLACE.keys())
def test_what_only_looks_like_a_place_is_none(text: str, whole_finder: PlaceFinder) -> None:
    assert whole_finder.find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Springfield",
        "Спрингфилд",
        "스프링필드",
        "Arlington",
        "comté de Montgomery",
        "округ Монтгомери",
        "شهرستان اورنج",
    ],
)
def test_a_name_that_fits_several_places_is_asked_back_in_every_script(text: str, whole_finder: PlaceFinder) -> None:
    (mention,) = whole_finder.find(text)
    assert mention.is_ambiguous


def test_whoever_names_a_longer_place_is_given_no_shorter_one(whole_finder: PlaceFinder) -> None:
    (mention,) = whole_finder.find("north miami beach police")
    assert mention.candidates == ("fl/north-miami-beach",)


ALONE = {
    "im in st paul": True,
    "and houston?": True,
    "vivo en chicago": True,
    "60629": True,
    "Minneapolis, MN": True,
    "do police in minneapolis ask": False,
    "i was robbed in chicago": False,
    "hello": False,
}


@pytest.mark.parametrize(("text", "is_alone"), ALONE.items(), ids=ALONE.keys())
def test_a_message_that_is_nothing_but_a_place(text: str, is_alone: bool, finder: PlaceFinder) -> None:
    assert finder.is_only_place(text, finder.find(text)) is is_alone


def test_a_city_brings_its_county(finder: PlaceFinder) -> None:
    assert finder.find("minneapolis")[0].county == "mn/hennepin-county"
    assert finder.find("60629")[0].county == "il/cook-county"
    assert finder.find("springfield")[0].county is None


def test_two_places_come_in_their_order(finder: PlaceFinder) -> None:
    found = finder.find("moved from houston to minneapolis")
    assert [mention.candidates[0] for mention in found] == ["tx/houston", "mn/minneapolis"]


@pytest.mark.parametrize(
    ("text", "written"),
    [("🙂 café in Minneapolis!", "Minneapolis"), ("İİ de Chicago", "Chicago"), ("ﬁne in Houston", "Houston")],
    ids=["emoji", "letter that grows", "ligature"],
)
def test_offsets_stay_true_whatever_stands_before(text: str, written: str, finder: PlaceFinder) -> None:
    (mention,) = finder.find(text)
    assert text[mention.start : mention.end] == mention.text == written


NAMES = ["minneapolis", "St Paul, MN", "washington", "60629", "NYC", "the bronx", "montgomery county", "méxico", "d.c."]
PIECES = st.lists(st.one_of(st.sampled_from(NAMES), st.text(st.characters(), max_size=12)), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pieces=PIECES, glue=st.sampled_from([" ", "", ", ", "\n", " - "]))
@example(pieces=["in "] * 3000 + ["paris "] * 100, glue="")
@example(pieces=["\ud800", "minneapolis", "\u202e"], glue=" ")
@example(pieces=["st", ".", "paul"], glue=" ")
def test_any_text_gives_places_that_stand_in_it(pieces: List[str], glue: str, finder: PlaceFinder) -> None:
    text = glue.join(pieces)
    mentions = finder.find(text)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.candidates
        assert len(set(mention.candidates)) == len(mention.candidates)
        assert mention.county is None or mention.county.split("/")[0] == mention.candidates[0].split("/")[0]
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    assert isinstance(finder.is_only_place(text, mentions), bool)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Prince William County", "prince-william-county"),
        ("Coeur d'Alene", "coeur-d-alene"),
        ("Cañon City", "canon-city"),
        ("St. Paul", "st-paul"),
        ("", ""),
    ],
)
def test_a_key_is_plain_ascii(name: str, wanted: str) -> None:
    assert slug(name) == wanted


@given(st.text(st.characters()))
def test_any_name_becomes_a_key_of_letters_digits_and_hyphens(name: str) -> None:
    assert not slug(name) or slug(name).replace("-", "").isascii()
    assert not slug(name).startswith("-") and not slug(name).endswith("-")


def test_a_key_that_is_unknown_is_its_own_title(gazetteer: Gazetteer) -> None:
    assert gazetteer.title("mn/minneapolis") == "Minneapolis, MN"
    assert gazetteer.title("mn") == "Minnesota"
    assert gazetteer.title("xx/nowhere") == "xx/nowhere"


@pytest.fixture(scope="module")
def extractor(loaded_var: Any, module_workshop: Any, module_examples: Any) -> Any:
    """Trained, stored, and loaded with the names of the real policybook."""
    from bot.settings import get_settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAR_DIRECTORY", str(loaded_var))
        patch.delenv("DATABASE_URL", raising=False)
        get_settings.cache_clear()
        module_workshop.create(PlaceExtractor).train(module_examples)
        loaded = module_workshop.load(PlaceExtractor)
    get_settings.cache_clear()
    return loaded


def test_the_loaded_component_marks_a_place(extractor: Any, parsed: Any) -> None:
    (entity,) = parsed("will police in Minneapolis ask", extractor).get("entities")
    assert (entity["entity"], entity["value"], entity["candidates"]) == ("place", "mn/minneapolis", ["mn/minneapolis"])
    assert (entity["start"], entity["end"]) == (15, 26)


def test_the_loaded_component_knows_the_names_of_the_policybook(extractor: Any, parsed: Any) -> None:
    (entity,) = parsed("prince william county police", extractor).get("entities")
    assert entity["value"] == "va/prince-william-county"


def test_a_place_alone_is_a_certain_intent(extractor: Any, parsed: Any) -> None:
    assert parsed("im in minneapolis", extractor).get("intent") == {
        "name": "inform_place", "confidence": 1.0, "certain": True,
    }  # fmt: skip
    assert parsed("will police in minneapolis ask", extractor).get("intent") is None


def test_an_emergency_stays_an_emergency(extractor: Any, parsed: Any) -> None:
    certain = {"name": "emergency", "confidence": 1.0, "certain": True}
    assert parsed("minneapolis", extractor, intent=certain).get("intent") == certain


def test_an_ambiguous_place_has_no_value_yet(extractor: Any, parsed: Any) -> None:
    (entity,) = parsed("montgomery county", extractor).get("entities")
    assert entity["value"] == "" and len(entity["candidates"]) > 1


def test_entities_that_were_there_stay(extractor: Any, parsed: Any) -> None:
    before = {"entity": "topic", "value": "u_visa_what"}
    assert parsed("minneapolis", extractor, entities=[before]).get("entities")[0] == before


def test_odd_text_gets_well_formed_places(odd_text: str, extractor: Any, parsed: Any) -> None:
    for entity in parsed(odd_text, extractor).get("entities") or []:
        assert entity["entity"] == "place" and entity["candidates"]
        assert 0 <= entity["start"] < entity["end"] <= len(odd_text)


def test_the_words_of_the_examples_are_what_is_stored(workshop: Any, examples: Any) -> None:
    resource = workshop.create(PlaceExtractor).train(examples)
    with workshop.storage.read_from(resource) as directory:
        stored: Optional[str] = (directory / "common_words.json").read_text(encoding="utf-8")
    assert '"robbery"' in str(stored) and '"dias"' in str(stored)


# Half of the people who write it mean the city: the bot asks.
ASKED_BACK = {"wa": "Washington"}


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: str(agency.id))
def test_every_place_of_the_policybook_is_found_by_its_own_name(agency: Agency, whole_finder: PlaceFinder) -> None:
    place = agency.place
    (mention, *_) = whole_finder.find(place.name if place.kind == "state" else f"{place.name}, {place.state}")
    if place.name == ASKED_BACK.get(place.key):
        assert place.key in mention.candidates
    else:
        assert mention.candidates == (place.key,)
