"""Latin words, telephone numbers and links keep their order inside right-to-left text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.bidi import END_ISOLATE, ISOLATE, bidi_problems, isolate_latin

# [ ] stand for the isolates.
SAID = {
    "phone": ("اتصل بالرقم 1-800-799-7233 الآن.", "اتصل بالرقم [1-800-799-7233] الآن."),
    "phone with brackets": ("اتصل (612) 555-0100.", "اتصل [(612) 555-0100]."),
    "a bare number": ("اتصل 911، أو 988.", "اتصل 911، أو 988."),
    "a price": ("ادفع $600 أو 1,000 أو 50%", "ادفع [$600] أو 1,000 أو 50%"),
    "a name of two words": ("في Ramsey County، اليوم", "في [Ramsey County]، اليوم"),
    "a law and a case": ("قانون 8 USC 1373 وقضية Doe v. Roe.", "قانون [8 USC 1373] وقضية [Doe v. Roe]."),
    "a word in brackets": ("الهجرة (ICE) هنا", "الهجرة ([ICE]) هنا"),
    "codes": ("استمارة I-918 و287(g).", "استمارة [I-918] و[287(g)]."),
    "a link at the end": ("انظر egov.uscis.gov.", "انظر [egov.uscis.gov]."),
    "a placeholder": ("في {place}: {name}", "في {place}: {name}"),
    "two numbers": ("911 988", "911 988"),
    "isolated already": ("اتصل \u20681-800-799-7233\u2069", "اتصل [1-800-799-7233]"),
}


@pytest.mark.parametrize(("text", "said"), SAID.values(), ids=SAID.keys())
def test_what_is_isolated(text: str, said: str) -> None:
    assert isolate_latin(text).replace(ISOLATE, "[").replace(END_ISOLATE, "]") == said


@given(st.text(st.sampled_from("ab1-.( )$/{}{place}مر،\u2068\u2069"), max_size=40))
def test_isolating_twice_changes_nothing_and_takes_nothing_away(text: str) -> None:
    once = isolate_latin(text)
    assert isolate_latin(once) == once or not_balanced(text)
    assert "".join(c for c in once if c not in "\u2068\u2069") == "".join(c for c in text if c not in "\u2068\u2069")


def not_balanced(text: str) -> bool:
    return bool(bidi_problems(text)) or "\u2068\u2068" in text or text.count(ISOLATE) > 1


@pytest.mark.parametrize("text", ["", "أهلا", "\u2068a\u2069", "\u2067\u2066a\u2069\u2069", "\u202aa\u202c"])
def test_marks_in_pairs_are_no_problem(text: str) -> None:
    assert bidi_problems(text) == []


@pytest.mark.parametrize(
    "text", ["\u2068a", "a\u2069", "\u2069\u2068", "\u202aa", "a\u202c", "\u202a\u2069", "\u202ea\u202c"]
)
def test_marks_that_would_turn_a_reply_around_are_told(text: str) -> None:
    assert len(bidi_problems(text)) == 1
