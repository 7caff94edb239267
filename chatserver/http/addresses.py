"""From which address and device does a request come?"""

from ipaddress import IPv4Address, ip_address, ip_network

from starlette.requests import Request

from chatserver.actions.sign_in.sessions import Seen
from chatserver.core.devices import device_of


def address_of(request: Request) -> str:
    """Return the caller's address: behind a proxy that is trusted, the one that it forwards."""
    return request.client.host if request.client is not None else ""


def network_of(address: str) -> str:
    """Return what is kept of an address: the network that it is in, not who in there it is."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    bits = 24 if isinstance(ip, IPv4Address) else 48
    return str(ip_network((ip, bits), strict=False))


def seen_by(request: Request) -> Seen:
    """Return what is kept of where a session is used."""
    device = device_of(request.headers.get("user-agent", ""))
    return Seen(device=device, network=network_of(address_of(request)))
