"""Does it live, is it ready, what has it counted?"""

import pytest

from chatserver.http.probes import Readiness
from tests.http.trial import trial


async def test_a_node_without_its_database_lives_but_is_not_ready() -> None:
    async with trial(ready=Readiness(ready=False, degraded=["database"])) as caller:
        alive = await caller.get("/livez")
        ready = await caller.get("/readyz")

    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.json() == {"status": "not ready", "degraded": ["database"]}


async def test_a_degraded_node_still_gets_traffic() -> None:
    async with trial(ready=Readiness(ready=True, degraded=["redis"])) as caller:
        ready = await caller.get("/readyz")

    assert ready.status_code == 200
    assert ready.json()["degraded"] == ["redis"]


@pytest.mark.parametrize(
    ("address", "headers", "token", "status"),
    [
        ("127.0.0.1", {}, "", 200),
        ("::1", {}, "", 200),
        ("192.0.2.1", {}, "", 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, "", 404),
        ("192.0.2.1", {"Authorization": "Bearer sesame"}, "sesame", 200),
        ("192.0.2.1", {"Authorization": "Bearer other"}, "sesame", 401),
        ("192.0.2.1", {}, "sesame", 401),
    ],
)
async def test_metrics_are_for_loopback_and_the_token(
    address: str, headers: dict[str, str], token: str, status: int
) -> None:
    async with trial(address=address, token=token) as caller:
        answer = await caller.get("/metrics", headers=headers)

    assert answer.status_code == status
    assert ("knocks_total 1.0" in answer.text) is (status == 200)
