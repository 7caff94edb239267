"""How does a test put a mini-app on the shelf, agree to its offer and open it?"""

from collections.abc import Mapping
from typing import Any

import httpx2

from tests.doors import Doors
from tests.seeds import APP, CID, FLAT_1, SOSNY
from tests.shelf import put_app

OFFER = f"off_1{APP}"
LAUNCH = f"/superapp/v1/miniapps/{APP}/launch"
REFRESH = f"/superapp/v1/miniapps/{APP}/token"
CONSENT = f"/superapp/v1/miniapps/{APP}/consent"
FROM_LINK: Mapping[str, Any] = {"from": "deeplink", "place": FLAT_1}


async def agree(
    door: Doors, *scopes: str, client: str = CID, org: str = SOSNY, offer: str = OFFER
) -> httpx2.Response:
    """Accept the offer with these scopes beside the required one."""
    return await door.ask(
        "POST",
        f"/superapp/v1/offers/{offer}/accept",
        door.client(client, org),
        {
            "scopes": ["profile.name", *scopes],
            "platform": "ios",
            "device": "phone",
            "client_version": "1.2",
        },
    )


async def open_app(door: Doors, client: str = CID, **changes: Any) -> httpx2.Response:
    """Launch it for the client's first flat."""
    return await door.ask("POST", LAUNCH, door.client(client, SOSNY), {**FROM_LINK, **changes})


async def on_the_shelf(door: Doors, **changes: Any) -> None:
    """Put the mini-app there and let Cid agree."""
    await put_app(door.small.world, APP, **changes)
    assert (await agree(door)).status_code == 204


def bearer(token: str) -> dict[str, str]:
    """Return the header that brings a token."""
    return {"Authorization": f"Bearer {token}"}


async def me(door: Doors, token: str, fields: str | None = None) -> httpx2.Response:
    """Ask for the client as the page would."""
    query = "" if fields is None else f"?fields={fields}"
    return await door.ask("GET", f"/miniapp/v1/me{query}", bearer(token))
