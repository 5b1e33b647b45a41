"""``make screenshots``: one conversation with the real bot, photographed in each answered language.

Deterministic: the same questions in the same order, no movement, no caret. ``docs/screenshots/`` has one picture per
language and size of screen. Chinese needs a font that has it (Debian: fonts-noto-cjk).
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict

from playwright.sync_api import Browser, expect, sync_playwright

from bot.language.languages import is_answered
from bot.language.words import Phrasebook
from bot.settings import ROOT
from tests.browser.conftest import CHROMIUM_ARGUMENTS, Tab, find_chromium
from tests.system import environment, start_system, stop_system

FOLDER = ROOT / "docs" / "screenshots"
LANGUAGES = ("en", "es", "ar", "zh-Hans")
SCREENS: Dict[str, Any] = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
STATUS = 'utter_greet.button./faq{"topic": "police_ask_status"}'
LONG_MS = 60_000


def main() -> int:
    executable = find_chromium()
    if executable is None:
        print("screenshots: no Chromium here: install the package 'chromium' or name one in CHROMIUM", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        var = Path(folder)
        load = [sys.executable, "-m", "bot", "load"]
        subprocess.run(load, cwd=ROOT, check=True, env=environment(var), stdout=subprocess.DEVNULL)
        system = start_system(var)
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        try:
            for language in filter(is_answered, LANGUAGES):
                if not has_font(language):
                    print(f"screenshots: left out {language}: no font here has it (Debian: fonts-noto-cjk)")
                    continue
                for screen in SCREENS:
                    photograph(browser, system.url, language, screen)
        finally:
            browser.close()
            stop_system(system)
    return 0


def has_font(language: str) -> bool:
    """A picture of empty boxes is worse than none; where fontconfig is not there to be asked, we try."""
    if shutil.which("fc-list") is None:
        return True
    found = subprocess.run(["fc-list", f":lang={language.partition('-')[0]}"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def photograph(browser: Browser, url: str, language: str, screen: str) -> None:
    """Ask whether the police of Minneapolis ask about status, and keep a picture of the answer."""
    words = Phrasebook(True).words(language)
    context = browser.new_context(locale=language, viewport=SCREENS[screen], reduced_motion="reduce")
    tab = Tab(context.new_page())
    tab.page.set_default_timeout(LONG_MS)
    tab.open(url)
    tab.page.get_by_role("button", name=words.say(STATUS)).click()
    expect(tab.page.locator(".theirs")).to_have_count(2, timeout=LONG_MS)
    tab.say("Minneapolis")
    expect(tab.page.locator(".theirs")).to_have_count(3, timeout=LONG_MS)
    path = FOLDER / f"{language}-{screen}.png"
    tab.page.screenshot(path=path, caret="hide", animations="disabled")
    print(f"wrote {path.relative_to(ROOT)}")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
