"""What does somebody see who asks too often?"""

from dataclasses import replace

import pytest

from chatserver.config import Http
from chatserver.identity.rates import Rates
from chatserver.identity.tallies import Tallies
from chatserver.storage.database import Database
from tests.doors import doors
from tests.seeds import ANN, BOB
from tests.small import Small


@pytest.mark.slow
async def test_too_many_requests_wait_and_others_do_not(database: Database) -> None:
    def limited(here: Small) -> None:
        limits = Http(per_credential="2/hour", per_address="6/hour")
        here.identity = replace(here.identity, rates=Rates(Tallies(), limits))

    async with doors(database, prepare=limited) as door:
        ann, bob = await door.staff(ANN), await door.staff(BOB)
        statuses = [
            (await door.caller.get("/api/v1/me", headers=who)).status_code
            for who in (ann, ann, ann, bob)
        ]
        refused = await door.caller.get("/api/v1/me", headers=ann)
        stranger = [(await door.caller.get("/api/v1/me")).status_code for _ in range(2)]
        docs = await door.caller.get("/openapi.json")

    assert statuses == [200, 200, 429, 200]
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 0 < int(refused.headers["retry-after"]) <= 3601
    assert refused.headers["x-request-id"] == refused.json()["request_id"]
    assert stranger == [401, 429]
    assert docs.status_code == 200
    operations = [one for path in docs.json()["paths"].values() for one in path.values()]
    assert all("429" in one["responses"] for one in operations)
