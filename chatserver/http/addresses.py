"""From which address does a request come?"""

from starlette.requests import Request


def address_of(request: Request) -> str:
    """Return the caller's address: behind a proxy that is trusted, the one that it forwards."""
    return request.client.host if request.client is not None else ""
