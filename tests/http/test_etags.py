"""Is a change made to what was read?"""

import pytest

from tests.http.trial import trial


@pytest.mark.parametrize(
    ("tag", "status", "version"),
    [
        ('"7"', 200, 7),
        ("*", 200, None),
        ("7", 412, None),
        ('W/"7"', 412, None),
        ('"seven"', 412, None),
        ('"٧"', 412, None),
        ('"99999999999999999999"', 412, None),
        ('"', 412, None),
    ],
)
async def test_a_tag_names_a_version(tag: str, status: int, version: int | None) -> None:
    async with trial() as caller:
        answer = await caller.put("/api/v1/card", headers={b"If-Match": tag.encode()})

    assert answer.status_code == status
    assert status != 200 or answer.json() == version


async def test_a_change_without_its_tag_is_told_to_bring_one() -> None:
    async with trial() as caller:
        answer = await caller.put("/api/v1/card")

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
