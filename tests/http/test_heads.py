"""Who is answered when they ask for the head alone?"""

from tests.doors import Doors
from tests.http.trial import trial
from tests.seeds import ANN

PATHS = (
    "/", "/console", "/livez", "/docs/problems/not_found", "/api/v1/me", "/api/v1/clients",
    "/api/v1/clients/cl_none", "/superapp/v1/widgets", "/miniapp/v1/me", "/nowhere",
)  # fmt: skip


async def test_whatever_can_be_got_can_be_asked_for_its_head(door: Doors) -> None:
    ann = await door.staff(ANN)
    answers = set()
    for path in PATHS:
        got = await door.caller.get(path, headers=ann)
        head = await door.caller.head(path, headers=ann)
        answers.add(head.status_code)

        assert (path, head.status_code, head.content) == (path, got.status_code, b"")
        assert head.headers.get("content-type") == got.headers.get("content-type")
        assert head.headers.get("content-length") == got.headers.get("content-length")

    assert answers == {200, 307, 401, 404}


async def test_what_can_only_be_sent_has_no_head() -> None:
    async with trial() as caller:
        answer = await caller.head("/api/v1/wishes")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
