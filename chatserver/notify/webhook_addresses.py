"""Where may an organisation have us send something?

Whoever writes an address into a form must not reach by it what only this server can reach. A name
says nothing: what it stands for is looked at when it is connected to.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from chatserver.core.mistakes import Mistake

LONGEST = 2_000
LONGEST_LABEL = 63  # of a name between two dots (RFC 1035 §2.3.4)
HTTPS_PORT = 443
# By its number public, and yet a test's, a relay's, or for machines of the same cloud alone.
_DENIED = tuple(
    ip_network(one)
    for one in (
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
    )
)
_UNICAST = IPv6Network("2000::/3")
# Behind this prefix stands an IPv4 address, to which the packet goes in the end.
_NAT64 = IPv6Network("64:ff9b::/96")


def permitted(address: str) -> bool:
    """Return whether this is an address out there that anybody can reach."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or (IPv4Address(ip.packed[-4:]) if ip in _NAT64 else None)
        if inner is None and ip not in _UNICAST:
            return False
        ip = inner or ip
    return ip.is_global and not any(ip in network for network in _DENIED)


def address_mistakes(url: str, *, private: bool) -> Iterator[Mistake]:
    """Yield what speaks against an address as it is written. `private`: for development, any host
    and port, and http.
    """
    try:
        place = urlsplit(url)
        host, port = place.hostname or "", place.port
    except ValueError:
        yield _malformed()
        return
    if len(url) > LONGEST:
        yield Mistake("/url", "too_long", f"has at most {LONGEST} characters")
    if not _a_host(host, place.netloc) or _odd(url) or place.scheme not in ("https", "http"):
        yield _malformed()
        return
    if private:
        return
    if place.scheme != "https":
        yield Mistake("/url", "scheme", "must begin with https://")
    if port not in (None, HTTPS_PORT):
        yield Mistake("/url", "port", f"must use port {HTTPS_PORT}")
    if not _outside(host):
        yield Mistake("/url", "host", "must be a host that everybody can reach")


def without_query(url: str) -> str:
    """Return an address as logs and mails show it: developers put secrets behind the `?`."""
    return url.partition("?")[0]


def _malformed() -> Mistake:
    return Mistake("/url", "malformed", "must be an address such as https://example.com/hooks")


def _a_host(host: str, netloc: str) -> bool:
    """Whether it can be looked up at all: what stands in brackets is an address of IPv6, and no
    part of a name is empty or too long.
    """
    if netloc.startswith("["):
        return ":" in host and _is_address(host)
    return all(0 < len(label) <= LONGEST_LABEL for label in host.removesuffix(".").split("."))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _odd(url: str) -> bool:
    """What some read otherwise than whoever connects: user names, spaces, fragments."""
    netloc = urlsplit(url).netloc
    visible = url.isascii() and url.isprintable() and not any(c in url for c in ' \\"<>#')
    return "@" in netloc or not visible


def _outside(host: str) -> bool:
    """Whether a host may be one out there, as far as its name tells."""
    if _is_address(host):
        return permitted(host)
    labels = host.rstrip(".").split(".")
    last = labels[-1]
    # `127.1`, `2130706433` and `0x7f000001` are numbers to whoever connects.
    number = last.isdigit() or last.lower().startswith("0x")
    return len(labels) > 1 and not number and last not in ("localhost", "local", "internal")
