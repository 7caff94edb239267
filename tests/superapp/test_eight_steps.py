"""The eight steps of the owner's document, from a licence to a client who opens it, over HTTP."""

from typing import Any

import httpx
import jwt
import pytest

from chatserver.actions.sign_in.sessions import begin_session
from chatserver.core.rights import Permission
from chatserver.identity import Kind
from chatserver.storage.database import Database
from chatserver.storage.tables import RoleRow
from tests.seeds import ANN, CID, FLAT_1, KIM, MOD, MODERATOR, SOSNY
from tests.serving import Served, serving_in
from tests.small import small
from tests.zips import GOOD, PDF, packed

pytestmark = pytest.mark.slow
MANIFEST = (
    b'{"scopes": [{"name": "profile.name", "purpose": "To greet you", "required": true},'
    b' {"name": "profile.phone", "purpose": "To call you", "required": false}]}'
)
MENDED = {**GOOD, "miniapp.json": MANIFEST}
HOUSE = {"screen": "house", "title": "Passes"}


class Person:
    """Somebody who sends requests, and expects them to be answered well."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    async def asks(self, method: str, path: str, *, status: int = 200, **sent: Any) -> Any:
        """Send a request and return what is answered."""
        answer = await self._http.request(method, path, headers=self._headers, **sent)
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None


async def test_from_a_licence_to_a_client(database: Database) -> None:
    world = (await small(database)).world
    async with world.db.transaction() as session:
        role = await session.get_one(RoleRow, MODERATOR)
        role.permissions = [Permission.PLATFORM_LICENCES, Permission.PLATFORM_MODERATION]
        session.add(role)
    async with serving_in(world) as served, httpx.AsyncClient(base_url=served.url) as http:
        await _story(served, http)


async def _story(served: Served, http: httpx.AsyncClient) -> None:
    world, identity = served.node.world, served.node.identity
    ann = Person(http, (await begin_session(world, identity, ANN)).access_token)
    mod = Person(http, (await begin_session(world, identity, MOD)).access_token)
    cid, kim = (
        Person(http, identity.tokens.issue(Kind.CLIENT, one, org=SOSNY, lifetime_s=900).token)
        for one in (CID, KIM)
    )

    # A licence is bought, the mini-app registered.
    granted = await mod.asks(
        "POST", f"/api/v1/orgs/{SOSNY}/licences", json={"count": 1}, status=201
    )
    [free] = (await ann.asks("GET", "/api/v1/licences"))["items"]
    assert free["id"] == granted["items"][0]["id"]
    rules = await ann.asks("GET", "/api/v1/placement-rules")
    new = {
        "licence": free["id"],
        "name": "Passes 24-7",
        "category": "transport",
        "description": "Guests and cars",
        "rules_version": rules["version"],
    }
    app = (await ann.asks("POST", "/api/v1/miniapps", json=new, status=201))["id"]
    at = f"/api/v1/miniapps/{app}"

    # A build and an offer are sent, rejected, mended, and approved.
    await ann.asks("POST", f"{at}/builds", content=packed(), status=201)
    await ann.asks("PUT", f"{at}/offer", content=PDF)
    first = (await ann.asks("POST", f"{at}/submit"))["review"]["id"]
    [waits] = (await mod.asks("GET", "/api/v1/moderation/queue"))["items"]
    assert waits["review"]["id"] == first
    why = {"reason_code": "permission_purpose", "text": "Say what you need the name for."}
    await mod.asks("POST", f"/api/v1/moderation/reviews/{first}/reject", json=why, status=204)
    card = await ann.asks("GET", at)
    assert (card["status"], card["last_review"]["reason"]) == ("inactive", why["text"])
    build = await ann.asks("POST", f"{at}/builds", content=packed(MENDED), status=201)
    second = (await ann.asks("POST", f"{at}/submit"))["review"]["id"]
    seen = await mod.asks("GET", f"/api/v1/moderation/reviews/{second}")
    assert "profile.name (required)" in seen["changes"]["scopes"]["added"]
    preview = await mod.asks("POST", f"{at}/builds/{build['id']}/preview")
    assert (await _page(http, preview["url"])).status_code == 200
    await mod.asks("POST", f"/api/v1/moderation/reviews/{second}/approve", status=204)
    assert (await ann.asks("GET", at))["status"] == "ready"

    # Testing: a tester sees the widget and opens it, an ordinary client does not.
    await ann.asks("PUT", f"{at}/status", json={"status": "testing"})
    await ann.asks("PATCH", f"/api/v1/clients/{KIM}", json={"tester": True})
    widget = await ann.asks("POST", "/api/v1/widgets", json={**HOUSE, "miniapp": app}, status=201)
    await ann.asks("POST", f"/api/v1/widgets/{widget['id']}/publish")
    assert len((await kim.asks("GET", "/superapp/v1/widgets?screen=house"))["items"]) == 1
    assert (await cid.asks("GET", "/superapp/v1/widgets?screen=house"))["items"] == []
    launch = f"/superapp/v1/miniapps/{app}/launch"
    tap = {"from": "widget", "widget": widget["id"]}
    refused = await cid.asks("POST", launch, json=tap, status=404)
    assert refused["code"] == "not_available"
    asked = await kim.asks("POST", launch, json=tap, status=403)
    assert asked["code"] == "offer_required"

    # Published: everybody sees it; it opens after the consent.
    await ann.asks("PUT", f"{at}/status", json={"status": "active"})
    assert len((await cid.asks("GET", "/superapp/v1/widgets?screen=house"))["items"]) == 1
    tap["place"] = FLAT_1
    asked = await cid.asks("POST", launch, json=tap, status=403)
    offer = asked["offer"]
    assert (await http.get(offer["file_url"])).content == PDF
    agreed = {"scopes": ["profile.name"], "platform": "ios"}
    accept = "/superapp/v1/offers/{}/accept"
    await cid.asks("POST", accept.format(offer["id"]), json=agreed, status=204)
    opened = await cid.asks("POST", launch, json=tap)
    assert opened["version"] == build["digest"]
    page = await _page(http, opened["url"])
    assert (page.status_code, page.content) == (200, GOOD["index.html"])

    # The partner's back end needs the published keys alone.
    claims = _verified((await http.get("/.well-known/jwks.json")).json(), opened["token"], app)
    assert (claims["org"], claims["ver"], claims["env"]) == (SOSNY, build["digest"], "live")
    assert claims["exp"] - claims["iat"] == 86_400
    assert CID not in str(claims)
    page_token = Person(http, opened["token"])
    assert (await page_token.asks("GET", "/miniapp/v1/me"))["name"] == "Cid Orlov"

    # A changed offer is asked about once it is published, not while it is looked at.
    await ann.asks("PUT", f"{at}/offer", content=PDF + b"% second")
    card = await ann.asks("GET", at)
    assert card["status"] == "in_review"
    assert (await cid.asks("POST", launch, json=tap))["token"]
    third = card["review"]["id"]
    await mod.asks("POST", f"/api/v1/moderation/reviews/{third}/approve", status=204)
    still = await cid.asks("POST", launch, json=tap)
    await ann.asks("POST", f"{at}/publish")
    anew = await cid.asks("POST", launch, json=tap, status=403)
    assert anew["offer"]["id"] != offer["id"]
    await cid.asks("POST", accept.format(anew["offer"]["id"]), json=agreed, status=204)
    last = await cid.asks("POST", launch, json=tap)
    told = await Person(http, still["token"]).asks("GET", "/miniapp/v1/me", status=401)
    assert told["code"] == "session_replaced"
    assert (await Person(http, last["token"]).asks("GET", "/miniapp/v1/me"))["name"] == "Cid Orlov"


def _verified(keys: dict[str, Any], token: str, app: str) -> dict[str, Any]:
    found = {one["kid"]: jwt.PyJWK(one) for one in keys["keys"]}
    key = found[jwt.get_unverified_header(token)["kid"]]
    # The world's clock is the test's own.
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return jwt.decode(token, key, algorithms=["EdDSA"], audience=f"mini-app:{app}", options=options)


async def _page(http: httpx.AsyncClient, address: str) -> httpx.Response:
    """Ask for a hosted page as a browser on this machine does: its host is this machine's."""
    url = httpx.URL(address)
    assert url.host.endswith(".apps.localhost")
    return await http.get(url.path, headers={"Host": url.netloc.decode()})
