"""What do refresh tokens, API keys and links look like, and what is stored of them?"""

import hashlib
import secrets

API_KEY = "ak_"
APP_KEY = "mk_"
BACK_ENDS = (API_KEY, APP_KEY)
INVITE = "iv_"
RESET = "rs_"
REFRESH_TOKEN = "rt_"  # noqa: S105  a prefix, not a secret


def fresh_value(prefix: str) -> str:
    """Return a new secret value, 256 bits of chance; it is shown once and never stored."""
    return prefix + secrets.token_urlsafe(32)


def stored_form(value: str) -> str:
    """Return what is kept of a value. It is too long to be guessed, so a plain hash is enough."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
