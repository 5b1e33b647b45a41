"""The English source texts by key: domain responses, topics, page strings.

The keys are the catalog contexts, made by the same extractors that fill the catalogs, so a key
that is said is a key that is translated.
"""

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Dict, Mapping

from bot.language.catalogs.extract import extract_domain, extract_strings, extract_topics
from bot.settings import ROOT

# The same patterns as in babel.cfg.
SOURCE_FILES = (
    (extract_domain, "domain.yml"),
    (extract_topics, "bot/data/topics/*.yml"),
    (extract_strings, "bot/channels/webchat/strings.yml"),
)


def read_sources(root: Path) -> Mapping[str, str]:
    """English text by key from the files under ``root``."""
    texts: Dict[str, str] = {}
    for extractor, pattern in SOURCE_FILES:
        for path in sorted(root.glob(pattern)):
            with path.open("rb") as file:
                for _, _, (context, text), _ in extractor(file, {}, [], {}):
                    texts[context] = text
    return MappingProxyType(texts)


@lru_cache(maxsize=1)
def sources() -> Mapping[str, str]:
    """English text by key, read once from the project's files."""
    return read_sources(ROOT)
