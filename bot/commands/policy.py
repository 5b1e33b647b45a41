"""``policy PLACE``: what the policybook says about a place, as a resident would name it."""

import argparse
import json
from datetime import date
from typing import Any, Dict, Optional

from bot.answers.ask_back import place_title
from bot.answers.policy_answers import FIELDS_OF, facts_of, section_of, sources_of
from bot.commands.errors import CommandError
from bot.database import make_engine, session_scope
from bot.policybook.queries import look_up, place_names
from bot.policybook.taken_back import mark_taken_back
from bot.settings import get_settings
from bot.understanding.places.finder import PlaceFinder
from bot.understanding.places.gazetteer import Gazetteer
from bot.understanding.places.mention import PlaceMention
from bot.withdrawals.queries import read_withdrawn


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("policy", help="look a place up in the policybook")
    parser.add_argument("place", help='a name, "Minneapolis" or "Montgomery County, MD", a ZIP code or a state')
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    found = policy(options.place)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=list))
        return
    print(f"{options.place}: {found['status']}")
    for candidate in found.get("candidates", []):
        print(f"  {candidate}")
    for agency in found.get("agencies", []):
        print(f"{agency['name']} ({agency['id']})")
        for field, value in agency["facts"].items():
            print(f"  {field}: {value}")
        for source in agency["sources"]:
            print(f"  source: {source['title']} {source['url'] or ''}".rstrip())


def policy(text: str) -> Dict[str, Any]:
    """The status (found, county_only, state_only, none, ambiguous) and each agency's facts today."""
    engine = make_engine(get_settings().database_url)
    with session_scope(engine) as session:
        names = place_names(session)
        mention = _place(text, names)
        if mention is None:
            raise CommandError(f"{text!r} is no place in the United States that I know; add the state, or a ZIP code")
        if mention.is_ambiguous:
            return {
                "place": text,
                "status": "ambiguous",
                "candidates": [place_title(key) for key in mention.candidates],
            }
        record = mark_taken_back(
            look_up(session, mention.candidates[0], mention.county), read_withdrawn(session).policies
        )
        agencies = [*record.agencies, *record.county_agencies, *([record.state] if record.state else [])]
    return {
        "place": place_title(record.place_key),
        "status": record.status,
        "agencies": [_agency(agency) for agency in agencies],
    }


def _place(text: str, names: Any) -> Optional[PlaceMention]:
    finder = PlaceFinder(Gazetteer(names))
    mentions = finder.find(text) or finder.find(text.title())
    return mentions[0] if mentions else None


def _agency(agency: Any) -> Dict[str, Any]:
    sections = {question: section_of(agency, question, date.today()) for question in FIELDS_OF}
    facts: Dict[str, Any] = {}
    sources: Dict[Any, Dict[str, Any]] = {}
    for question, section in sections.items():
        if section:
            facts.update(facts_of([section], question))
            for s in sources_of(section.told, question):
                sources[(s.title, s.url)] = {"title": s.title, "url": s.url, "published": s.published}
    return {"id": agency.id, "name": agency.name, "facts": facts, "sources": list(sources.values())}
