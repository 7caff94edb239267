"""What is wrong with the settings that the server was given?"""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import SettingsError

from chatserver.config import ENV_PREFIX, Settings

DEFAULT_FILE = Path("config.toml")

# What these hold is never repeated in an error.
_SECRET = re.compile(r"(key|password|token|url)$")


class ConfigError(Exception):
    """The settings cannot be used; each line names the key and what it must be."""


def load(file: Path | None = None) -> Settings:
    """Return the settings of `file`, or of ./config.toml where there is one, or the defaults.

    A file that was named must be there; the one that was not named need not.
    """
    named = file or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    written = {} if named is None else _read(named)
    _check_environment()
    try:
        return Settings.model_validate(written)
    except ValidationError as refusal:
        where = f"{named}: " if named else ""
        raise ConfigError("\n".join(_lines(refusal, where))) from None


def check_serving(settings: Settings) -> None:
    """Refuse to open a port to others with keys that nobody has set."""
    identity = settings.identity
    missing = [
        f"identity.{name}"
        for name, key in (
            ("staff_key", identity.staff_key),
            ("client_key", identity.client_key),
            ("miniapp_key", identity.miniapp_key),
        )
        if not key.get_secret_value()
    ]
    if missing and not settings.server.on_loopback:
        raise ConfigError(
            f"{' and '.join(missing)}: must be set (32 random bytes or more, the same on every "
            f"node) to serve on {settings.server.host}, which others can reach"
        )


def _read(file: Path) -> dict[str, dict[str, object]]:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise ConfigError(f"{file}: {trouble.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise ConfigError(f"{file}: {trouble}") from None
    for name in written:
        # To pydantic-settings these would be orders, not settings.
        if name.startswith("_"):
            raise ConfigError(f"{file}: {name}: no such setting")
    return written


def _check_environment() -> None:
    """A misspelt section would otherwise be taken for somebody else's variable."""
    for name in os.environ:
        if name.startswith(ENV_PREFIX):
            section = name.removeprefix(ENV_PREFIX).split("__")[0].lower()
            if section not in Settings.model_fields:
                raise ConfigError(f"{name}: no such setting; one is {ENV_PREFIX}SERVER__PORT")


def _unreadable(trouble: SettingsError) -> str:
    """Name the variables whose value the environment's reader gave up on."""
    value = getattr(trouble.__cause__, "doc", None)
    names = [n for n in os.environ if n.startswith(ENV_PREFIX) and os.environ[n] == value]
    return " or ".join(names) or str(trouble)


def _lines(refusal: ValidationError, where: str) -> Iterator[str]:
    for mistake in refusal.errors(include_url=False):
        cause = mistake.get("ctx", {}).get("error")
        if isinstance(cause, SettingsError):
            yield f"{_unreadable(cause)}: must be written as JSON"
            continue
        path = _written(mistake["loc"], where)
        if mistake["type"] == "extra_forbidden":
            yield f"{path}: no such setting"
            continue
        if mistake["type"] == "model_type":
            yield f"{path}: must be a table"
            continue
        sentence = mistake["msg"].removeprefix("Value error, ").removeprefix("Input ")
        given = mistake["input"]
        shown = isinstance(given, str | int | float) and not _SECRET.search(path.lower())
        yield f"{path}: {sentence}, not {given!r}" if shown else f"{path}: {sentence}"


def _written(loc: tuple[int | str, ...], where: str) -> str:
    """Say where a setting was written: the variable that won over the file, or its name there."""
    name = f"{ENV_PREFIX}{'__'.join(str(part) for part in loc[:2])}".upper()
    variable = next((one for one in os.environ if one.upper() == name), None)
    if variable is not None:
        return ".".join([variable, *(str(part) for part in loc[2:])])
    return where + ".".join(str(part) for part in loc)
