"""From whose page may a browser speak to us? (protocol §6)"""

from collections.abc import Iterable
from urllib.parse import urlsplit


def origin_allowed(origin: str | None, *, host: str, allowed: Iterable[str]) -> bool:
    """Whether a request with this `Origin` and `Host` is let in.

    None, a caller that is no browser, is; so is a page of our own host, and those configured.
    The scheme of our own host is not compared: a proxy may end TLS before us.
    """
    if origin is None:
        return True
    if origin.lower() in {one.lower().rstrip("/") for one in allowed}:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() != ""
