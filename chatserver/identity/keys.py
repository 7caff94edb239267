"""With which keys are our own tokens signed?"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from pydantic import SecretStr

from chatserver.config import Settings
from chatserver.config_file import ConfigError
from chatserver.identity.tokens import KEY_BYTES, Kind

NAME = "identity.key"
_SQLITE = "sqlite+aiosqlite:///"


def token_keys(settings: Settings) -> Mapping[Kind, bytes]:
    """Return the configured keys; one that is not configured comes out of the server's own file.

    The file is made on the first start, beside a SQLite database, else in the working folder's
    `var`; nodes on different machines need configured keys.
    """
    configured = {
        Kind.STAFF: settings.identity.staff_key,
        Kind.CLIENT: settings.identity.client_key,
    }
    return {kind: _value(key) or _own(settings, kind) for kind, key in configured.items()}


def miniapp_secret(settings: Settings) -> bytes:
    """Return the secret of mini-apps' tokens: configured, or out of the server's own file.

    With it signing keys are sealed and clients' ids made pairwise: with another one partners would
    see every client as a new one.
    """
    configured = _value(settings.identity.miniapp_key)
    if configured:
        return configured
    own = read_or_make(own_file(settings))
    return hmac.new(own, b"chatserver mini-apps", hashlib.sha256).digest()


def link_key(settings: Settings) -> bytes:
    """Return the key of links to files: out of the clients' one, so that every node knows it."""
    secret = token_keys(settings)[Kind.CLIENT]
    return hmac.new(secret, b"chatserver links to files", hashlib.sha256).digest()


def webhook_key(settings: Settings) -> bytes:
    """Return the key with which secrets of webhooks are sealed: out of the mini-apps' secret."""
    secret = miniapp_secret(settings)
    return hmac.new(secret, b"chatserver secrets of webhooks", hashlib.sha256).digest()


def _value(key: SecretStr) -> bytes:
    return key.get_secret_value().encode()


def _own(settings: Settings, kind: Kind) -> bytes:
    secret = read_or_make(own_file(settings))
    return hmac.new(secret, f"chatserver token {kind.value}".encode(), hashlib.sha256).digest()


def own_file(settings: Settings) -> Path:
    """Return where a server without configured keys keeps its own secret."""
    url = settings.database.url
    if url.startswith(_SQLITE):
        return Path(unquote(url.removeprefix(_SQLITE).partition("?")[0])).with_name(NAME)
    return Path("var") / NAME


def read_or_make(path: Path) -> bytes:
    """Return the secret in this file, made on the first call and readable by its owner alone.

    Raises `ConfigError` for a file that cannot be read, or does not hold all of a secret.
    """
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                _make(path)
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as trouble:
        raise ConfigError(
            f"{path}: {trouble.strerror}; the server's user keeps its secret there, unless "
            "identity.staff_key, identity.client_key and identity.miniapp_key are set"
        ) from None
    except ValueError:
        secret = b""
    # With less anybody could make tokens.
    if len(secret) != KEY_BYTES:
        raise ConfigError(f"{path}: holds no secret of this server; bring it back from a backup")
    return secret


def _make(path: Path) -> None:
    # Written aside and linked into place, so that a second process never reads half of it.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    finally:
        aside.unlink()
