"""Where can an offer's PDF be read without a credential, and for how long?"""

from starlette.requests import Request

from chatserver.http.app_addresses import own_address
from chatserver.identity import Identity
from chatserver.world import World

LINK_MS = 10 * 60 * 1000


def offer_link(
    request: Request, world: World, identity: Identity, offer_id: str
) -> tuple[str, int]:
    """Return a link to an offer's PDF that holds for ten minutes, and until when (ms)."""
    until = world.now() + LINK_MS
    signature = identity.miniapps.link_signature(_named(offer_id), until)
    path = f"/superapp/v1/offers/{offer_id}/file?until={until}&signature={signature}"
    return own_address(request) + path, until


def opens_offer(identity: Identity, offer_id: str, *, until: int, signature: str) -> bool:
    """Whether this link was made here, for this offer, and still holds."""
    return identity.miniapps.link_holds(_named(offer_id), until, signature)


def _named(offer_id: str) -> str:
    return f"offer {offer_id}"
