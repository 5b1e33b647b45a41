"""The pages of the chat: the templates of ``page/`` filled in, and every file under an address of its own."""

from pathlib import Path
from typing import Any, Dict

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.webchat.files import SECURITY_HEADERS, TYPES, File, security_policy, widget_files
from bot.channels.webchat.links import is_web, linked
from bot.language.languages import answered_languages
from bot.language.words import Phrasebook
from bot.settings import Settings

DIRECTORY = Path(__file__).resolve().parent / "page"
HTML = "text/html; charset=utf-8"


class Pages:
    """Fills the templates in; all that comes from outside is escaped."""

    def __init__(self, settings: Settings, phrasebook: Phrasebook) -> None:
        self.settings = settings
        self.phrasebook = phrasebook
        self._templates = Environment(
            loader=FileSystemLoader(DIRECTORY), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.globals.update(
            linked=linked,
            is_web=is_web,
            exit_url=settings.exit_url,
            max_characters=settings.max_message_characters,
            languages=answered_languages(),
        )

    def html(self, name: str, scripts: bool, **values: Any) -> File:
        """A page with the policy that keeps everything else out of it."""
        body = self._templates.get_template(name).render(**values)
        headers = security_policy(self.settings.allowed_origins, scripts)
        return File.of(body.encode("utf-8", "replace"), HTML, headers)

    def files(self) -> Dict[str, File]:
        """Every file that is the same for everybody, by address."""
        every = [self.phrasebook.words(language.tag) for language in answered_languages()]
        index = self.html("index.html", scripts=True, words=self.phrasebook.words(None), every=every)
        files = {"/": index, **widget_files()}
        for path in sorted(DIRECTORY.iterdir()):
            if path.suffix in TYPES:
                files[f"/page/{path.name}"] = File.of(path.read_bytes(), TYPES[path.suffix], SECURITY_HEADERS)
        return files
