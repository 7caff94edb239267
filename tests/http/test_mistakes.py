"""Are all mistakes of a body told at once, and in words that help?"""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.doors import Doors
from tests.seeds import ANN, MOD, OLA, SOSNY

Told = Mapping[str, str]
# What has the wrong form, and what has the right one and cannot be: each all at once.
CASES: list[tuple[str, str, str, Any, Told]] = [
    (ANN, "POST", "clients", {"name": "", "phone": 1, "premises": [""]}, {
        "/name": "at least 1 character",
        "/phone": "Input should be a valid string",
        "/premises/0": "at least 1 character",
    }),
    (ANN, "POST", "clients", {"name": "A", "phone": "12", "premises": ["obj_none"]}, {
        "/phone": "this is no phone number",
        "/premises/0": "there are no such premises",
    }),
    (ANN, "POST", "staff", {"name": "x" * 101, "email": "a@b@c", "role": 1}, {
        "/name": "at most 100 characters",
        "/email": "String should match pattern '^[^@]+@[^@]+$'",
        "/role": "Input should be a valid string",
    }),
    (ANN, "PATCH", "settings", {"time_zone": "Mars/Olympus", "logo": "file_none"}, {
        "/time_zone": "there is no such time zone",
        "/logo": "there is no such picture here",
    }),
    (OLA, "POST", "orgs", {"name": "", "kind": "bank", "administrator": {"name": "Una"}}, {
        "/name": "at least 1 character",
        "/kind": "Input should be 'management' or 'developer'",
        "/administrator/email": "Field required",
    }),
    (OLA, "POST", f"orgs/{SOSNY}/legal-entities", {"name": " ", "inn": "1", "kpp": "2"}, {
        "/name": "must have a visible character",
        "/inn": "ten or twelve digits whose check digits are right",
        "/kpp": "nine characters: the fifth and sixth may be letters",
    }),
    (ANN, "POST", "miniapps", {
        "licence": "lic_none", "name": "Garden, 2", "category": "x", "description": "",
        "rules_version": 1,
    }, {
        "/name": "only letters, digits, hyphens and spaces may stand here; not ,",
        "/category": "there is no such category",
        "/description": "has 5 to 500 characters",
        "/licence": "there is no such licence",
    }),
    (MOD, "POST", "moderation/reviews/rev_none/defer", {"text": 1, "hours": 0}, {
        "/text": "Input should be a valid string",
        "/hours": "Input should be greater than or equal to 1",
    }),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{one[1]} {one[2]}" for one in CASES])
async def test_all_of_them_are_told(door: Doors, case: tuple[str, str, str, Any, Told]) -> None:
    who, method, path, body, mistakes = case
    headers = {**await door.staff(who), "If-Match": "*"}

    answer = await door.ask(method, f"/api/v1/{path}", headers, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation")
    assert {one["pointer"]: one["message"] for one in answer.json()["errors"]} == mistakes


async def test_the_scheme_is_named_and_a_bad_token_called_one(door: Doors) -> None:
    none = await door.ask("GET", "/api/v1/me", {})
    bad = await door.ask("GET", "/api/v1/me", {"Authorization": "Bearer x"})

    assert none.headers["www-authenticate"] == 'Bearer realm="chatserver"'
    assert bad.headers["www-authenticate"] == 'Bearer realm="chatserver", error="invalid_token"'


async def test_a_querys_mistakes_are_told_together_too(door: Doors) -> None:
    answer = await door.ask("GET", "/api/v1/miniapps?limit=0&cursor=%3F", await door.staff(ANN))

    told = {one["pointer"]: (one["in"], one["code"]) for one in answer.json()["errors"]}
    assert told == {
        "/limit": ("query", "greater_than_equal"),
        "/cursor": ("query", "malformed"),
    }
