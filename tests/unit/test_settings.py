"""The environment is read once, whole, and every key that cannot be used is named."""

import stat
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest

from bot.settings import SettingsError, read_settings

SECRET = "an-obviously-made-up-key-of-forty-letters"


def test_an_empty_environment_gives_a_bot_that_runs(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/outreach.db"
    assert (settings.host, settings.port, settings.console_port, settings.actions_port) == (
        "127.0.0.1", 5005, 5080, 5055,
    )  # fmt: skip
    assert settings.actions_url == "http://127.0.0.1:5055/webhook"
    assert settings.redis_url is None and settings.allowed_origins == ()


def test_the_environment_wins_over_the_defaults(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "SECRET_KEY": SECRET,
            "PORT": " 20001 ",
            "DATABASE_URL": "postgresql://db.example/bot",
            "ALLOWED_ORIGINS": "https://city.example, ,https://pd.example",
            "TRUSTED_PROXIES": "0",
            "UNREVIEWED_TRANSLATIONS": "english",
        },
        tmp_path,
    )
    assert settings.secret_key == SECRET
    assert settings.port == 20001
    assert settings.database_url == "postgresql://db.example/bot"
    assert settings.allowed_origins == ("https://city.example", "https://pd.example")
    assert settings.trusted_proxies == 0
    assert settings.unreviewed_translations == "english"
    assert not (tmp_path / "secret.key").exists()


NUMBERS = (
    "PORT", "CONSOLE_PORT", "ACTIONS_PORT", "KEPT_DAYS", "MAX_MESSAGE_CHARACTERS", "MAX_BODY_BYTES",
    "MESSAGES_PER_MINUTE", "SESSIONS_PER_MINUTE", "SESSION_HOURS", "TRUSTED_PROXIES",
)  # fmt: skip


@pytest.mark.parametrize("value", ["soon", "1.5", "-1", "1e3"])
@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_that_cannot_be_used_is_named(key: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=rf"{key}=.*{value}"):
        read_settings({key: value}, tmp_path)


@pytest.mark.parametrize("key", [key for key in NUMBERS if key != "TRUSTED_PROXIES"])
def test_zero_is_too_small(key: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{key}=0 is less than 1"):
        read_settings({key: "0"}, tmp_path)


def test_the_exit_goes_to_a_neutral_site_or_the_one_that_is_named(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path).exit_url == "https://www.google.com/"
    assert read_settings({"EXIT_URL": "https://weather.example/today"}, tmp_path).exit_url == "https://weather.example/today"


@pytest.mark.parametrize(
    "value", ["weather.example", "javascript:alert(1)", "https://", "https://x.example/; script-src *"]
)
def test_an_exit_that_is_no_web_address_is_named(value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="EXIT_URL="):
        read_settings({"EXIT_URL": value}, tmp_path)


@pytest.mark.parametrize("value", ["city.example", "https://city.example/path", "https://city.example; script-src *"])
def test_an_origin_that_is_none_is_named(value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ALLOWED_ORIGINS has"):
        read_settings({"ALLOWED_ORIGINS": f"https://good.example,{value}"}, tmp_path)


def test_every_problem_is_told_at_once_and_the_secret_is_not(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(
            {"PORT": "x", "KEPT_DAYS": "0", "UNREVIEWED_TRANSLATIONS": "maybe", "SECRET_KEY": "short"}, tmp_path
        )
    message = str(caught.value)
    assert all(key in message for key in ("PORT", "KEPT_DAYS", "UNREVIEWED_TRANSLATIONS", "SECRET_KEY"))
    assert "short" not in message


def test_the_made_key_is_kept_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = read_settings({}, tmp_path / "var").secret_key
    assert len(first) >= 32
    assert read_settings({}, tmp_path / "var").secret_key == first
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_processes_that_start_together_share_one_whole_key(tmp_path: Path) -> None:
    with ThreadPool(8) as pool:
        for number in range(20):
            var = tmp_path / str(number)
            keys = set(pool.map(lambda _, var=var: read_settings({}, var).secret_key, range(8)))
            assert len(keys) == 1 and len(keys.pop()) >= 32


def test_a_damaged_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(SettingsError, match="secret.key"):
        read_settings({}, tmp_path)
